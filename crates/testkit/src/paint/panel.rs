//! A house of white panels under a blue roof.

use super::chance::{Dice, hash};
use super::heap::{Heap, SAND};
use super::solid::{Block, Face, Frame};
use super::view::{Colour, Place, View, lit};

/// A house of white panels under a blue roof (活动板房).
pub(super) struct PanelHouse {
    seed: u32,
    frame: Frame,
    size_m: [f32; 3],
}

const PANEL: Colour = [0.90, 0.91, 0.91];
const BLUE: Colour = [0.16, 0.36, 0.66];

impl PanelHouse {
    pub(super) fn new(seed: u32) -> Self {
        let mut dice = Dice::new(seed, 71);
        Self {
            seed,
            frame: Frame::aslant(&mut dice, hash(seed, 72), 1.0, 1.5, [0.25, 0.45]),
            size_m: [dice.between(11.0, 14.5), dice.between(4.8, 5.6), 2.9],
        }
    }

    pub(super) fn detail(&self) -> Place {
        self.frame
            .at([-0.08 * self.size_m[0], -0.5 * self.size_m[1], 1.3])
    }

    pub(super) fn draw(&self, view: &mut View) {
        let mut dice = Dice::new(self.seed, 73);
        let [w, d] = [self.size_m[0] / 2.0, self.size_m[1] / 2.0];
        let high = self.size_m[2];
        let base = Block {
            frame: self.frame,
            x: [-w - 0.5, w + 0.5],
            y: [-d - 0.7, d + 0.5],
            z: [0.0, 0.14],
        };
        base.draw(view, [0.74, 0.73, 0.70]);
        let walls = Block {
            frame: self.frame,
            x: [-w, w],
            y: [-d, d],
            z: [0.14, high],
        };
        walls.shadow(view);
        for face in walls.faces(view) {
            self.wall(view, &face, &mut dice);
        }
        self.roof(view, w, d, high);
        let heap = self.frame.at([-w - 2.4, -d - 1.0, 0.0]);
        Heap::new(heap, 1.3, 0.6).draw(view, SAND, self.seed);
        let gravel = self.frame.at([w + 2.0, -d - 2.6, 0.0]);
        Heap::new(gravel, 1.5, 0.7).draw(view, [0.58, 0.58, 0.57], self.seed ^ 1);
    }

    fn wall(&self, view: &mut View, face: &Face, dice: &mut Dice) {
        let (w, h) = (face.width_m, face.height_m);
        face.fill(view, [0.0, w], [0.0, h], PANEL);
        let seams: Vec<_> = (1..(w / 0.95) as u32)
            .map(|n| n as f32 * 0.95)
            .map(|at| [[at, 0.0], [at, h]])
            .collect();
        face.lines(view, &seams, [0.62, 0.65, 0.68], 0.02, 0.9);
        face.weather(view, [0.45, 0.40, 0.34], dice);
        for up in [[0.0, 0.16], [h - 0.16, h]] {
            face.fill(view, [0.0, w], up, BLUE);
        }
        face.fill(view, [0.0, 0.1], [0.0, h], BLUE);
        face.fill(view, [w - 0.1, w], [0.0, h], BLUE);
        if w < 8.0 {
            return;
        }
        let rooms = (w / 3.6).round();
        for n in 0..rooms as u32 {
            let left = (n as f32 + 0.12) * w / rooms;
            face.fill(view, [left, left + 0.9], [0.02, 2.08], lit(BLUE, 1.15));
            face.fill(
                view,
                [left + 0.1, left + 0.8],
                [0.14, 1.98],
                [0.80, 0.84, 0.88],
            );
            face.fill(view, [left + 0.68, left + 0.76], [0.95, 1.08], [0.3; 3]);
            let window = [left + 1.25, left + 2.75];
            face.fill(view, window, [0.95, 2.05], lit(BLUE, 1.1));
            for pane in [
                [window[0] + 0.07, window[0] + 0.72],
                [window[0] + 0.78, window[1] - 0.07],
            ] {
                face.fill(view, pane, [1.02, 1.98], [0.24, 0.31, 0.36]);
                let gleam = [
                    face.at(pane[0], 1.9),
                    face.at(pane[0] + 0.3, 1.98),
                    face.at(pane[0], 1.3),
                ];
                view.glaze(&gleam, [0.85, 0.92, 0.97], 0.45);
            }
        }
    }

    fn roof(&self, view: &mut View, w: f32, d: f32, high: f32) {
        let (w, d, ridge) = (w + 0.45, d + 0.5, high + 1.1);
        let at = |x: f32, y: f32, z: f32| self.frame.at([x, y, z]);
        for end in [-w + 0.45, w - 0.45] {
            let gable = [
                at(end, -d + 0.5, high),
                at(end, d - 0.5, high),
                at(end, 0.0, ridge - 0.1),
                at(end, 0.0, ridge - 0.1),
            ];
            view.shape(&gable, lit(PANEL, 0.82));
        }
        let slopes = [
            (
                0.86,
                [
                    at(w, d, high),
                    at(-w, d, high),
                    at(-w, 0.0, ridge),
                    at(w, 0.0, ridge),
                ],
            ),
            (
                1.08,
                [
                    at(-w, -d, high),
                    at(w, -d, high),
                    at(w, 0.0, ridge),
                    at(-w, 0.0, ridge),
                ],
            ),
        ];
        for (light, slope) in slopes {
            if !view.faces_us(slope) {
                continue;
            }
            view.shape(&slope, lit(BLUE, light));
            let [a, b, c, e] = slope;
            let between = |p: Place, q: Place, t: f32| [0, 1, 2].map(|i| p[i] + (q[i] - p[i]) * t);
            let ribs: Vec<_> = (1..48)
                .map(|n| n as f32 / 48.0)
                .map(|t| [between(a, b, t), between(e, c, t)])
                .collect();
            view.lines(&ribs, lit(BLUE, light * 0.74), 0.05, 0.8);
        }
        view.lines(
            &[[at(-w, 0.0, ridge), at(w, 0.0, ridge)]],
            lit(BLUE, 1.3),
            0.18,
            1.0,
        );
        view.lines(
            &[[at(-w, -d, high), at(w, -d, high)]],
            lit(BLUE, 0.7),
            0.1,
            1.0,
        );
    }
}
