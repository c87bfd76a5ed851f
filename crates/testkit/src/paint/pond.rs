//! A pond that is being dug.

use super::chance::{Dice, hash, ragged};
use super::heap::Heap;
use super::machine;
use super::view::{Colour, Place, View, lit, mix};

/// How high the water of the pond stands.
const WATER_M: f32 = -0.6;

/// A pond that is being dug.
pub(super) struct Pond {
    seed: u32,
    half_m: [f32; 2],
}

impl Pond {
    pub(super) fn new(seed: u32) -> Self {
        let mut dice = Dice::new(seed, 101);
        Self {
            seed,
            half_m: [dice.between(8.0, 10.0), dice.between(5.6, 6.6)],
        }
    }

    pub(super) fn detail(&self) -> Place {
        [-0.45 * self.half_m[0], -0.86 * self.half_m[1], 0.0]
    }

    /// A line around the hole: `share` of its size, so deep.
    fn line(&self, share: f32, z: f32, jag: f32) -> Vec<Place> {
        (0..56)
            .map(|n| {
                let (sin, cos) = (n as f32 / 56.0 * std::f32::consts::TAU).sin_cos();
                let bend =
                    share * (1.0 + jag * ragged(self.seed ^ 103, n as f32 * 0.45 + share * 9.0));
                [self.half_m[0] * cos * bend, self.half_m[1] * sin * bend, z]
            })
            .collect()
    }

    pub(super) fn draw(&self, view: &mut View) {
        let mut dice = Dice::new(self.seed, 104);
        let soil = [0.58, 0.42, 0.29];
        for n in 0..9 {
            let x = (n as f32 / 4.0 - 1.0) * self.half_m[0] * 1.05;
            let heap = Heap::new(
                [x, self.half_m[1] * 1.12, 0.0],
                dice.between(1.6, 2.6),
                dice.between(0.8, 1.5),
            );
            heap.draw(
                view,
                lit(soil, dice.between(0.9, 1.08)),
                self.seed ^ (n + 110),
            );
        }
        view.shape(&self.line(1.06, 0.0, 0.06), lit(soil, 1.12));
        let rings = [1.0, 0.95, 0.90, 0.855, 0.82];
        for (n, share) in rings.into_iter().enumerate() {
            let tone = mix(soil, [0.36, 0.27, 0.20], n as f32 / 5.0);
            view.shape(
                &self.line(share, -0.14 * n as f32, 0.05),
                lit(tone, if n % 2 == 0 { 1.0 } else { 0.9 }),
            );
        }
        self.water(view, &mut dice);
        let side = if hash(self.seed, 105).is_multiple_of(2) {
            1.0
        } else {
            -1.0
        };
        machine::excavator(view, [-side * (self.half_m[0] + 0.6), 1.6, 0.0], side);
        self.rim(view, soil, &mut dice);
    }

    fn water(&self, view: &mut View, dice: &mut Dice) {
        let edge: Vec<_> = self
            .line(0.80, WATER_M, 0.04)
            .into_iter()
            .map(|place| view.seen(place))
            .collect();
        let haze = view.haze;
        view.backdrop(
            &edge,
            mix(haze, [0.42, 0.47, 0.42], 0.45),
            [0.36, 0.40, 0.33],
        );
        // The far bank stands on its head in the water.
        let far: Vec<Place> = (0..20)
            .map(|n| (n as f32 / 19.0 * 2.0 - 1.0) * 0.74)
            .map(|share| {
                [
                    self.half_m[0] * share,
                    self.half_m[1] * 0.79 * (1.0 - share * share * 1.55).max(0.0).sqrt(),
                    WATER_M,
                ]
            })
            .collect();
        let near = far
            .iter()
            .rev()
            .map(|[x, y, z]| [*x, y - 1.1 - 0.3 * ragged(self.seed, *x), *z]);
        let reflection: Vec<Place> = far.iter().copied().chain(near).collect();
        view.glaze(&reflection, [0.36, 0.27, 0.19], 0.55);
        let ripples: Vec<_> = (0..34)
            .map(|_| {
                let (x, y) = (
                    dice.between(-0.6, 0.6) * self.half_m[0],
                    dice.between(-0.6, 0.45) * self.half_m[1],
                );
                let long = dice.between(0.3, 1.6);
                [
                    [x, y, WATER_M],
                    [x + long, y + dice.between(-0.06, 0.06), WATER_M],
                ]
            })
            .collect();
        for ripple in ripples {
            view.lines(&[ripple], [0.94, 0.96, 0.96], 0.035, 0.45);
        }
    }

    /// Clods and grass at the near rim, and the hose of a pump.
    fn rim(&self, view: &mut View, soil: Colour, dice: &mut Dice) {
        let hose: Vec<_> = (0..14)
            .map(|n| {
                let at = |n: i32| {
                    let t = n as f32 / 14.0;
                    let x = self.half_m[0] * (0.55 - 0.5 * t) + 0.4 * (t * 9.0).sin();
                    [
                        x,
                        -self.half_m[1] * (0.72 + 0.55 * t),
                        if t < 0.3 { WATER_M + t * 2.0 } else { 0.05 },
                    ]
                };
                [at(n), at(n + 1)]
            })
            .collect();
        for piece in &hose {
            view.lines(std::slice::from_ref(piece), [0.16, 0.34, 0.62], 0.13, 1.0);
        }
        for n in 0..6 {
            let x =
                (if n % 2 == 0 { 1.0 } else { -1.0 }) * dice.between(0.45, 1.0) * self.half_m[0];
            let y = -self.half_m[1] * (1.12 - 0.25 * (x / self.half_m[0]).powi(2))
                - dice.between(0.0, 0.6);
            Heap::new([x, y, 0.0], dice.between(0.5, 1.1), dice.between(0.15, 0.4)).draw(
                view,
                soil,
                self.seed ^ (n + 140),
            );
        }
    }
}
