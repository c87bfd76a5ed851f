//! Machines as they are seen from the side: an excavator, lorries.

use super::view::{Colour, Place, View, lit};

/// Nobody stands this near to a machine, in metres: what is in the way of a detail is not there.
const NEAREST_M: f32 = 5.0;

const YELLOW: Colour = [0.93, 0.69, 0.12];
const DARK: Colour = [0.16, 0.16, 0.17];
const GLASS: Colour = [0.28, 0.36, 0.42];

/// A drawing board that stands upright in the land: metres to the right and up.
struct Board {
    foot: Place,
    /// 1, or -1 to look to the left.
    way: f32,
}

impl Board {
    fn at(&self, [x, z]: [f32; 2]) -> Place {
        [self.foot[0] + x * self.way, self.foot[1], self.foot[2] + z]
    }

    fn shape(&self, view: &mut View, corners: &[[f32; 2]], colour: Colour) {
        let corners: Vec<_> = corners.iter().map(|corner| self.at(*corner)).collect();
        view.shape(&corners, colour);
    }

    fn rect(&self, view: &mut View, [x0, x1]: [f32; 2], [z0, z1]: [f32; 2], colour: Colour) {
        self.shape(view, &[[x0, z0], [x1, z0], [x1, z1], [x0, z1]], colour);
    }

    fn line(&self, view: &mut View, from: [f32; 2], to: [f32; 2], width_m: f32, colour: Colour) {
        view.lines(&[[self.at(from), self.at(to)]], colour, width_m, 1.0);
    }

    fn wheels(&self, view: &mut View, middles: &[f32], radius_m: f32) {
        for (radius, tone) in [
            (radius_m, DARK),
            (radius_m * 0.55, [0.55, 0.55, 0.54]),
            (radius_m * 0.22, DARK),
        ] {
            let spots: Vec<_> = middles
                .iter()
                .map(|x| (self.at([*x, radius_m]), radius))
                .collect();
            view.spots(&spots, tone, 1.0);
        }
    }

    fn shadow(&self, view: &mut View, [from, to]: [f32; 2]) {
        let middle = self.at([(from + to) / 2.0 + 0.6 * self.way, 0.0]);
        view.discs(&[middle], (to - from) * 0.56, 1.3, [0.08, 0.08, 0.07], 0.45);
    }
}

/// An excavator at work; `way` 1 digs to the right, -1 to the left.
pub(super) fn excavator(view: &mut View, foot: Place, way: f32) {
    if view.distance(foot) < NEAREST_M {
        return;
    }
    let board = Board { foot, way };
    board.shadow(view, [-2.4, 2.6]);
    // Tracks.
    board.shape(
        view,
        &[
            [-2.0, 0.0],
            [1.9, 0.0],
            [2.2, 0.42],
            [1.9, 0.86],
            [-2.0, 0.86],
            [-2.3, 0.42],
        ],
        DARK,
    );
    board.shape(
        view,
        &[
            [-1.8, 0.16],
            [1.7, 0.16],
            [1.9, 0.42],
            [1.7, 0.70],
            [-1.8, 0.70],
            [-2.0, 0.42],
        ],
        [0.34, 0.32, 0.29],
    );
    let rollers: Vec<_> = (0..7)
        .map(|n| (board.at([-1.65 + n as f32 * 0.54, 0.36]), 0.2))
        .collect();
    view.spots(&rollers, DARK, 1.0);
    board.rect(view, [-0.9, 0.9], [0.86, 1.02], DARK);
    // Body with counterweight and engine.
    board.shape(
        view,
        &[
            [-2.5, 1.05],
            [1.0, 1.0],
            [1.0, 1.95],
            [-0.5, 2.1],
            [-2.2, 2.1],
            [-2.6, 1.6],
        ],
        YELLOW,
    );
    board.shape(
        view,
        &[
            [-2.6, 1.05],
            [-1.7, 1.05],
            [-1.7, 2.1],
            [-2.2, 2.1],
            [-2.65, 1.6],
        ],
        lit(YELLOW, 0.72),
    );
    board.rect(view, [-1.55, -0.45], [1.25, 1.8], lit(YELLOW, 0.84));
    for n in 0..5 {
        let z = 1.32 + n as f32 * 0.1;
        board.line(view, [-1.5, z], [-0.5, z], 0.03, DARK);
    }
    board.line(view, [-1.3, 2.1], [-1.3, 2.45], 0.1, DARK);
    // Boom, stick and bucket, behind the cab.
    board.shape(
        view,
        &[
            [0.6, 1.6],
            [1.1, 1.35],
            [2.5, 3.6],
            [4.5, 4.05],
            [4.5, 4.4],
            [2.3, 4.05],
        ],
        lit(YELLOW, 0.9),
    );
    board.shape(
        view,
        &[
            [4.2, 4.45],
            [4.75, 4.3],
            [5.75, 1.5],
            [5.45, 1.4],
            [4.3, 3.7],
        ],
        lit(YELLOW, 0.96),
    );
    board.line(view, [1.5, 1.5], [2.7, 3.3], 0.14, [0.75, 0.76, 0.78]);
    board.line(view, [2.6, 4.15], [4.25, 4.6], 0.16, [0.75, 0.76, 0.78]);
    board.line(view, [4.85, 3.9], [5.75, 1.95], 0.12, [0.75, 0.76, 0.78]);
    board.shape(
        view,
        &[
            [5.3, 1.55],
            [5.95, 1.6],
            [6.0, 1.0],
            [5.55, 0.45],
            [4.85, 0.5],
            [4.9, 0.9],
            [5.2, 1.0],
        ],
        [0.30, 0.29, 0.28],
    );
    let teeth: Vec<_> = (0..3)
        .map(|n| 4.88 + n as f32 * 0.22)
        .map(|x| [board.at([x, 0.52]), board.at([x - 0.12, 0.28])])
        .collect();
    view.lines(&teeth, [0.55, 0.54, 0.52], 0.09, 1.0);
    // Cab.
    board.shape(
        view,
        &[
            [-0.35, 1.1],
            [1.05, 1.1],
            [1.2, 1.9],
            [0.85, 2.95],
            [-0.35, 2.95],
        ],
        lit(YELLOW, 1.05),
    );
    board.shape(
        view,
        &[
            [0.38, 1.5],
            [1.0, 1.55],
            [1.05, 1.9],
            [0.75, 2.78],
            [0.38, 2.78],
        ],
        GLASS,
    );
    board.rect(view, [-0.22, 0.26], [1.75, 2.78], GLASS);
    board.shape(
        view,
        &[[0.42, 2.2], [0.75, 2.7], [0.42, 2.7]],
        [0.66, 0.75, 0.82],
    );
    board.rect(view, [-0.45, 1.0], [2.92, 3.06], DARK);
}

/// What a lorry carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Load {
    /// An open bed with soil.
    Soil,
    /// A turning drum of concrete.
    Drum,
}

/// A lorry; `way` 1 looks to the right.
pub(super) fn lorry(view: &mut View, foot: Place, way: f32, load: Load, cab: Colour) {
    if view.distance(foot) < NEAREST_M {
        return;
    }
    let board = Board { foot, way };
    board.shadow(view, [-4.2, 4.0]);
    board.rect(view, [-4.0, 3.6], [0.75, 1.05], DARK);
    match load {
        Load::Soil => {
            board.shape(
                view,
                &[[-3.6, 2.4], [-2.4, 2.95], [-0.6, 2.85], [0.8, 2.4]],
                [0.52, 0.34, 0.24],
            );
            board.shape(
                view,
                &[[-4.0, 1.1], [1.1, 1.1], [1.25, 2.5], [-4.1, 2.5]],
                lit(cab, 0.62),
            );
            for n in 0..6 {
                let x = -3.7 + n as f32 * 0.92;
                board.line(view, [x, 1.1], [x, 2.5], 0.1, lit(cab, 0.45));
            }
        }
        Load::Drum => {
            board.shape(
                view,
                &[
                    [-3.9, 2.5],
                    [-3.4, 1.6],
                    [-1.2, 1.15],
                    [1.0, 1.5],
                    [1.2, 2.4],
                    [0.6, 3.0],
                    [-1.6, 3.5],
                    [-3.5, 3.2],
                ],
                [0.88, 0.88, 0.86],
            );
            for n in 0..3 {
                let x = -3.1 + n as f32 * 1.35;
                board.shape(
                    view,
                    &[[x, 1.5], [x + 0.35, 1.45], [x + 1.05, 3.1], [x + 0.7, 3.2]],
                    [0.20, 0.50, 0.38],
                );
            }
            board.shape(
                view,
                &[[-4.3, 3.4], [-3.4, 3.0], [-3.4, 3.5], [-4.1, 3.8]],
                [0.45, 0.46, 0.46],
            );
            board.line(view, [-4.1, 3.3], [-4.6, 1.4], 0.22, [0.5, 0.5, 0.5]);
        }
    }
    board.shape(
        view,
        &[
            [1.6, 0.7],
            [3.7, 0.7],
            [3.75, 1.9],
            [3.45, 2.95],
            [1.6, 3.0],
        ],
        cab,
    );
    board.shape(
        view,
        &[[2.35, 1.85], [3.66, 1.85], [3.4, 2.75], [2.35, 2.75]],
        GLASS,
    );
    board.shape(
        view,
        &[[2.5, 2.2], [3.0, 2.7], [2.5, 2.7]],
        [0.66, 0.75, 0.82],
    );
    board.rect(view, [1.7, 3.72], [0.7, 0.95], lit(cab, 0.55));
    board.rect(view, [3.5, 3.74], [1.1, 1.35], [0.95, 0.92, 0.80]);
    board.wheels(view, &[-3.1, -1.9, 2.7], 0.55);
}

/// A pole in red and white, for the measure: two metres.
pub(super) fn pole(view: &mut View, foot: Place) {
    let board = Board { foot, way: 1.0 };
    for n in 0..10 {
        let tone = if n % 2 == 0 {
            [0.82, 0.16, 0.13]
        } else {
            [0.95, 0.94, 0.92]
        };
        let z = n as f32 * 0.2;
        board.line(view, [0.0, z], [0.0, z + 0.2], 0.04, tone);
    }
}
