//! A brick house that grows.

use super::brick;
use super::chance::{Dice, hash, wander};
use super::heap::{Heap, SAND};
use super::solid::{Block, Face, Frame};
use super::view::{Colour, Place, View};

const CONCRETE: Colour = [0.68, 0.67, 0.64];
const RUST: Colour = [0.42, 0.26, 0.18];
const STOREY_M: f32 = 3.2;
/// The thickness of a ceiling.
const SLAB_M: f32 = 0.16;
const INSIDE: Colour = [0.17, 0.15, 0.14];

/// A brick house under construction.
pub(super) struct BrickHouse {
    seed: u32,
    frame: Frame,
    size_m: [f32; 2],
    storeys: u32,
}

impl BrickHouse {
    pub(super) fn new(seed: u32) -> Self {
        let mut dice = Dice::new(seed, 51);
        Self {
            seed,
            frame: Frame::aslant(&mut dice, hash(seed, 52), 1.5, 1.0, [0.28, 0.5]),
            size_m: [dice.between(8.5, 10.5), dice.between(6.0, 7.5)],
            storeys: 1 + hash(seed, 53) % 2,
        }
    }

    /// The corner that is nearest, a little above the head.
    pub(super) fn detail(&self, view_from_left: bool) -> Place {
        let x = if view_from_left { -0.5 } else { 0.5 } * self.size_m[0];
        self.frame.at([x * 0.62, -0.5 * self.size_m[1], 1.0])
    }

    fn block(&self, z: [f32; 2]) -> Block {
        let [w, d] = self.size_m.map(|size| size / 2.0);
        Block {
            frame: self.frame,
            x: [-w, w],
            y: [-d, d],
            z,
        }
    }

    pub(super) fn draw(&self, view: &mut View) {
        let mut dice = Dice::new(self.seed, 54);
        self.block([0.0, self.storeys as f32 * STOREY_M])
            .shadow(view);
        self.behind(view, &mut dice);
        for storey in 0..self.storeys {
            self.storey(view, storey, &mut dice);
        }
        self.scaffold(view, &mut dice);
        self.in_front(view, &mut dice);
    }

    fn storey(&self, view: &mut View, storey: u32, dice: &mut Dice) {
        let z = storey as f32 * STOREY_M;
        let is_last = storey + 1 == self.storeys;
        let block = self.block([z, z + STOREY_M - SLAB_M]);
        // What is seen through the windows and over an unfinished wall.
        let high = if is_last { 0.3 } else { STOREY_M - SLAB_M };
        self.block([z, z + high]).draw(view, INSIDE);
        for (n, face) in block.faces(view).into_iter().enumerate() {
            let seed = self.seed ^ (storey * 8 + n as u32 + 60);
            let ragged = |at: f32| match is_last {
                true => 2.0 + 0.75 * wander(seed, at * 0.55),
                false => STOREY_M,
            };
            brick::lay(view, &face, ragged, dice);
            openings(view, &face, storey, &ragged);
            face.weather(view, [0.9, 0.87, 0.82], dice);
            self.columns(view, &face, is_last, dice);
        }
        if !is_last {
            let [w, d] = self.size_m.map(|size| size / 2.0 + 0.3);
            let slab = Block {
                frame: self.frame,
                x: [-w, w],
                y: [-d, d],
                z: [z + STOREY_M - SLAB_M, z + STOREY_M],
            };
            slab.draw(view, CONCRETE);
        }
    }

    /// Pillars of concrete with the steel of the next storey standing out.
    fn columns(&self, view: &mut View, face: &Face, is_last: bool, dice: &mut Dice) {
        let spans = (face.width_m / 3.3).round().max(1.0);
        for n in 0..=spans as u32 {
            let middle = (n as f32 * face.width_m / spans).clamp(0.14, face.width_m - 0.14);
            let top = if is_last {
                STOREY_M - 0.3
            } else {
                STOREY_M - SLAB_M
            };
            face.fill(view, [middle - 0.14, middle + 0.14], [0.0, top], CONCRETE);
            let seams: Vec<_> = (1..4)
                .map(|k| k as f32 * 0.75)
                .map(|up| [[middle - 0.14, up], [middle + 0.14, up]])
                .collect();
            face.lines(view, &seams, [0.45, 0.44, 0.42], 0.012, 0.6);
            if is_last {
                let steel: Vec<_> = [-0.1, -0.035, 0.035, 0.1]
                    .into_iter()
                    .map(|off| {
                        let lean = dice.between(-0.06, 0.06);
                        [
                            [middle + off, top],
                            [middle + off + lean, top + dice.between(0.7, 1.1)],
                        ]
                    })
                    .collect();
                face.lines(view, &steel, RUST, 0.022, 1.0);
                let ties: Vec<_> = (1..3)
                    .map(|k| top + k as f32 * 0.22)
                    .map(|up| [[middle - 0.11, up], [middle + 0.11, up]])
                    .collect();
                face.lines(view, &ties, RUST, 0.014, 0.9);
            }
        }
    }

    /// Poles and planks along the front.
    fn scaffold(&self, view: &mut View, dice: &mut Dice) {
        if hash(self.seed, 55).is_multiple_of(3) {
            return;
        }
        let [w, d] = self.size_m.map(|size| size / 2.0);
        let high = self.storeys as f32 * STOREY_M;
        let bamboo = [0.66, 0.55, 0.34];
        let at = |x: f32, out: f32, z: f32| self.frame.at([x, -d - out, z]);
        let mut poles = Vec::new();
        let mut n = -w;
        while n <= w {
            poles.push([
                at(n, 1.1, 0.0),
                at(
                    n + dice.between(-0.1, 0.1),
                    1.1,
                    high + dice.between(0.2, 1.0),
                ),
            ]);
            n += 1.7;
        }
        let mut level = 1.7;
        while level < high {
            let plank = [
                at(-w, 0.45, level),
                at(w, 0.45, level),
                at(w, 1.1, level),
                at(-w, 1.1, level),
            ];
            view.shape(&plank, [0.50, 0.40, 0.27]);
            poles.push([at(-w - 0.3, 1.1, level - 0.05), at(w + 0.3, 1.1, level)]);
            poles.push([
                at(-w - 0.3, 1.1, level + 0.9),
                at(w + 0.3, 1.1, level + 0.95),
            ]);
            level += 1.7;
        }
        poles.push([at(-w, 1.1, 0.1), at(-w + 3.6, 1.1, high)]);
        view.lines(&poles, bamboo, 0.06, 1.0);
    }

    fn behind(&self, view: &mut View, dice: &mut Dice) {
        let [w, d] = self.size_m.map(|size| size / 2.0);
        let place = self.frame.at([w + dice.between(1.0, 2.0), d, 0.0]);
        Heap::new(place, 1.6, 0.9).draw(view, [0.52, 0.46, 0.40], self.seed ^ 3);
    }

    /// Sand, bricks, planks: what lies before a house that grows.
    fn in_front(&self, view: &mut View, dice: &mut Dice) {
        let [w, d] = self.size_m.map(|size| size / 2.0);
        let side = if dice.roll() < 0.5 { 1.0 } else { -1.0 };
        let heap = self.frame.at([side * (w * 0.55), -d - 3.4, 0.0]);
        Heap::new(heap, 1.9, 1.05).draw(view, SAND, self.seed ^ 9);
        for n in 0..3 {
            let x = -side * (w * 0.2 + n as f32 * 1.5);
            let stack = Block {
                frame: self.frame,
                x: [x, x + 1.25],
                y: [-d - 3.2, -d - 2.1],
                z: [0.0, dice.between(0.5, 1.15)],
            };
            stack.shadow(view);
            stack.draw_top(view, [0.72, 0.42, 0.31]);
            for face in stack.faces(view) {
                brick::lay(view, &face, |_| 9.0, dice);
            }
        }
        let planks: Vec<_> = (0..6)
            .map(|n| {
                let (x, y) = (
                    side * (w - 3.0) + n as f32 * 0.12,
                    -d - 1.7 + dice.between(-0.3, 0.3),
                );
                [
                    self.frame.at([x, y, 0.06]),
                    self.frame
                        .at([x + side * 3.0, y + dice.between(-0.5, 0.3), 0.08]),
                ]
            })
            .collect();
        view.lines(&planks, [0.60, 0.48, 0.32], 0.16, 1.0);
    }
}

/// Holes for windows and a door, with their lintels.
fn openings(view: &mut View, face: &Face, storey: u32, height_at: &impl Fn(f32) -> f32) {
    let spans = (face.width_m / 3.3).round().max(1.0);
    let span = face.width_m / spans;
    for n in 0..spans as u32 {
        let middle = (n as f32 + 0.5) * span;
        let is_door = storey == 0 && n == spans as u32 / 2;
        let (half, low, high) = if is_door {
            (0.6, 0.0, 2.2)
        } else {
            (0.75, 0.95, 2.3)
        };
        let high_here = height_at(middle).min(high);
        if high_here < low + 0.3 {
            continue;
        }
        let [left, right] = [middle - half, middle + half];
        face.fill(view, [left, right], [low, high_here], INSIDE);
        // The reveal on the sunny side.
        face.fill(
            view,
            [right - 0.14, right],
            [low, high_here],
            [0.50, 0.29, 0.22],
        );
        face.fill(
            view,
            [left, right - 0.14],
            [low, low + 0.12],
            [0.34, 0.27, 0.23],
        );
        if height_at(middle) > high {
            face.fill(
                view,
                [left - 0.25, right + 0.25],
                [high, high + 0.2],
                CONCRETE,
            );
        }
    }
}
