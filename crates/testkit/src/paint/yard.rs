//! Flat things on farmland: a slab of fresh concrete, stacks of blue sheets along a wall.

use super::chance::{Dice, hash};
use super::heap::{Heap, SAND};
use super::machine::{self, Load};
use super::noise::noise;
use super::solid::{Block, Frame};
use super::view::{Colour, Place, View, lit, mix};

const FRESH: Colour = [0.76, 0.75, 0.72];
const WOOD: Colour = [0.62, 0.47, 0.29];

/// Ground under concrete.
pub(super) struct Slab {
    seed: u32,
    frame: Frame,
    half_m: [f32; 2],
}

impl Slab {
    pub(super) fn new(seed: u32) -> Self {
        let mut dice = Dice::new(seed, 151);
        Self {
            seed,
            frame: Frame::new([0.0, 0.5, 0.0], dice.between(-0.35, 0.35)),
            half_m: [dice.between(7.5, 9.0), dice.between(5.5, 6.5)],
        }
    }

    pub(super) fn detail(&self) -> Place {
        self.frame.at([-0.3 * self.half_m[0], -self.half_m[1], 0.1])
    }

    pub(super) fn draw(&self, view: &mut View) {
        let mut dice = Dice::new(self.seed, 152);
        let [w, d] = self.half_m;
        let side = if hash(self.seed, 153).is_multiple_of(2) {
            1.0
        } else {
            -1.0
        };
        machine::lorry(
            view,
            [-side * 2.5, d + 4.2, 0.0],
            side,
            Load::Drum,
            [0.20, 0.50, 0.38],
        );
        let slab = Block {
            frame: self.frame,
            x: [-w, w],
            y: [-d, d],
            z: [0.0, 0.2],
        };
        slab.draw(view, FRESH);
        self.surface(view, side, &mut dice);
        self.formwork(view);
        for (x, y, tone) in [
            (w + 1.6, -d * 0.5, SAND),
            (-w - 1.8, d * 0.2, [0.60, 0.60, 0.59]),
        ] {
            Heap::new(self.frame.at([side * x, y, 0.0]), 1.9, 1.0).draw(
                view,
                tone,
                self.seed ^ x.to_bits(),
            );
        }
        self.bags(view, side);
    }

    /// Patches of drying, joints, and the part that is still wet.
    fn surface(&self, view: &mut View, side: f32, dice: &mut Dice) {
        let [w, d] = self.half_m;
        let at = |x: f32, y: f32| self.frame.at([x, y, 0.2]);
        let noise = noise();
        let (columns, rows) = (34, 24);
        for row in (0..rows).rev() {
            for column in 0..columns {
                let [x0, x1] =
                    [column, column + 1].map(|n| (n as f32 / columns as f32 * 2.0 - 1.0) * w);
                let [y0, y1] = [row, row + 1].map(|n| (n as f32 / rows as f32 * 2.0 - 1.0) * d);
                let patch = [at(x0, y0), at(x1, y0), at(x1, y1), at(x0, y1)];
                let light = noise.smooth(column as f32 * 3.1 + self.seed as f32, row as f32 * 3.3);
                let tone = if light > 0.0 {
                    [1.0; 3]
                } else {
                    [0.30, 0.29, 0.27]
                };
                view.glaze(&patch, tone, (light.abs() * 0.35).min(0.2));
            }
        }
        let edge = side * w * 0.35;
        let mut wet: Vec<Place> = (0..=16)
            .map(|n| (n as f32 / 8.0 - 1.0) * d)
            .map(|y| at(edge + 0.5 * noise.smooth(y * 5.0, 7.0) * 3.0, y))
            .collect();
        wet.extend([at(side * w, d), at(side * w, -d)]);
        view.glaze(&wet, [0.36, 0.36, 0.35], 0.5);
        let joints: Vec<_> = (-1..=1)
            .map(|n| n as f32 * w / 2.0)
            .filter(|x| x * side < edge * side)
            .map(|x| [at(x, -d), at(x, d)])
            .chain([[at(-side * w, 0.0), at(edge, 0.0)]])
            .collect();
        view.lines(&joints, [0.40, 0.39, 0.37], 0.035, 0.9);
        let sweeps: Vec<_> = (0..60)
            .map(|_| {
                let (x, y) = (dice.between(-w, w * 0.8), dice.between(-d, d));
                [
                    at(x, y),
                    at(x + dice.between(0.4, 1.6), y + dice.between(-0.2, 0.2)),
                ]
            })
            .collect();
        for sweep in sweeps {
            view.lines(&[sweep], [0.88, 0.87, 0.85], 0.03, 0.35);
        }
    }

    /// Boards around it, held by stakes.
    fn formwork(&self, view: &mut View) {
        let [w, d] = self.half_m.map(|half| half + 0.04);
        for (x, y) in [
            ([-w, w], [d, d + 0.06]),
            ([-w - 0.06, -w], [-d, d]),
            ([w, w + 0.06], [-d, d]),
            ([-w, w], [-d - 0.06, -d]),
        ] {
            let board = Block {
                frame: self.frame,
                x,
                y,
                z: [0.0, 0.24],
            };
            board.draw(view, WOOD);
        }
        let stakes: Vec<_> = (0..9)
            .map(|n| (n as f32 / 4.0 - 1.0) * w)
            .map(|x| {
                [
                    self.frame.at([x, -d - 0.14, 0.0]),
                    self.frame.at([x + 0.03, -d - 0.12, 0.5]),
                ]
            })
            .collect();
        view.lines(&stakes, lit(WOOD, 0.8), 0.06, 1.0);
    }

    fn bags(&self, view: &mut View, side: f32) {
        for (row, count) in [(0, 5), (1, 4), (2, 2)] {
            for n in 0..count {
                let x = -side * (self.half_m[0] * 0.3) + (n as f32 - count as f32 / 2.0) * 0.66;
                let bag = Block {
                    frame: self.frame,
                    x: [x, x + 0.6],
                    y: [-self.half_m[1] - 1.9, -self.half_m[1] - 1.5],
                    z: [row as f32 * 0.17, row as f32 * 0.17 + 0.16],
                };
                bag.draw(
                    view,
                    mix([0.80, 0.78, 0.72], [0.66, 0.64, 0.60], (n % 3) as f32 / 3.0),
                );
            }
        }
    }
}

/// Stacks of blue sheets before a wall.
pub(super) struct Sheets {
    seed: u32,
    frame: Frame,
}

const BLUE: Colour = [0.14, 0.38, 0.68];

impl Sheets {
    pub(super) fn new(seed: u32) -> Self {
        let mut dice = Dice::new(seed, 161);
        Self {
            seed,
            frame: Frame::new([0.0, 1.0, 0.0], dice.between(-0.3, 0.3)),
        }
    }

    pub(super) fn detail(&self) -> Place {
        self.frame.at([-1.6, -1.2, 0.5])
    }

    pub(super) fn draw(&self, view: &mut View) {
        let mut dice = Dice::new(self.seed, 162);
        self.wall(view, &mut dice);
        for n in 0..5 {
            let x = -6.4 + n as f32 * 2.55;
            let lean = [
                [x, 3.7, 0.0],
                [x + 2.3, 3.7, 0.0],
                [x + 2.3, 4.3, 2.0],
                [x, 4.3, 2.0],
            ]
            .map(|place| self.frame.at(place));
            if n % 2 == 0 {
                view.shape(&lean, lit(BLUE, 1.12));
                let [a, b, c, d] = lean;
                let between =
                    |p: Place, q: Place, t: f32| [0, 1, 2].map(|i| p[i] + (q[i] - p[i]) * t);
                let ribs: Vec<_> = (1..12)
                    .map(|n| n as f32 / 12.0)
                    .map(|t| [between(a, b, t), between(d, c, t)])
                    .collect();
                view.lines(&ribs, lit(BLUE, 0.74), 0.05, 0.9);
            }
        }
        for (x, y, long, high) in [
            (-6.5, 1.0, 6.0, 0.9),
            (0.9, 0.6, 6.2, 0.65),
            (-4.2, -1.6, 6.0, 0.5),
            (3.4, -2.4, 4.4, 0.8),
        ] {
            self.stack(
                view,
                [x, y],
                long,
                high + dice.between(-0.1, 0.2),
                &mut dice,
            );
        }
    }

    fn wall(&self, view: &mut View, dice: &mut Dice) {
        let wall = Block {
            frame: self.frame,
            x: [-13.0, 13.0],
            y: [4.4, 4.65],
            z: [0.0, 2.3],
        };
        wall.shadow(view);
        for face in wall.faces(view) {
            face.fill(
                view,
                [0.0, face.width_m],
                [0.0, face.height_m],
                [0.91, 0.90, 0.86],
            );
            face.fill(view, [0.0, face.width_m], [0.0, 0.55], [0.56, 0.30, 0.26]);
            face.weather(view, [0.50, 0.48, 0.42], dice);
            face.weather(view, [0.42, 0.40, 0.34], dice);
        }
        let coping = Block {
            y: [4.3, 4.75],
            z: [2.3, 2.45],
            ..wall
        };
        coping.draw(view, [0.46, 0.47, 0.48]);
    }

    fn stack(&self, view: &mut View, [x, y]: [f32; 2], long_m: f32, high_m: f32, dice: &mut Dice) {
        for n in 0..3 {
            let at = x + 0.4 + n as f32 * (long_m - 1.0) / 2.0;
            let sleeper = Block {
                frame: self.frame,
                x: [at, at + 0.2],
                y: [y - 0.1, y + 1.2],
                z: [0.0, 0.14],
            };
            sleeper.draw(view, [0.42, 0.33, 0.23]);
        }
        let pile = Block {
            frame: self.frame,
            x: [x, x + long_m],
            y: [y, y + 1.05],
            z: [0.14, 0.14 + high_m],
        };
        pile.shadow(view);
        pile.draw_top(view, lit(BLUE, 1.2));
        let [a, b, c, d] = pile.top();
        let between = |p: Place, q: Place, t: f32| [0, 1, 2].map(|i| p[i] + (q[i] - p[i]) * t);
        let ribs: Vec<_> = (1..8)
            .map(|n| n as f32 / 8.0)
            .map(|t| [between(a, d, t), between(b, c, t)])
            .collect();
        view.lines(&ribs, lit(BLUE, 0.86), 0.06, 0.9);
        for face in pile.faces(view) {
            face.fill(view, [0.0, face.width_m], [0.0, face.height_m], BLUE);
            let edges: Vec<_> = (1..(high_m / 0.045) as u32)
                .map(|n| n as f32 * 0.045)
                .map(|up| [[dice.between(0.0, 0.04), up], [face.width_m, up]])
                .collect();
            face.lines(view, &edges, lit(BLUE, 0.62), 0.016, 0.9);
            for at in [0.22, 0.78] {
                let strap = at * face.width_m;
                face.fill(
                    view,
                    [strap, strap + 0.03],
                    [0.0, face.height_m],
                    [0.80, 0.80, 0.78],
                );
            }
        }
    }
}
