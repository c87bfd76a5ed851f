//! Heaps: sand, soil, gravel, rubble.

use super::chance::{Dice, ragged};
use super::noise::noise;
use super::view::{Colour, Place, View, lit};

/// The colour of river sand.
pub(super) const SAND: Colour = [0.80, 0.70, 0.51];

/// A heap on the ground.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heap {
    foot: Place,
    half_m: f32,
    high_m: f32,
}

/// Into so many upright strips a heap is cut.
const STRIPS: u32 = 40;

impl Heap {
    pub(super) fn new(foot: Place, half_m: f32, high_m: f32) -> Self {
        Self {
            foot,
            half_m,
            high_m,
        }
    }

    /// How high it is at a share of its half width, to either side.
    fn profile(&self, at: f32, seed: u32) -> f32 {
        let slope = (1.0 - at.abs().powf(1.35)).max(0.0);
        self.high_m * slope * (1.0 + 0.10 * ragged(seed, at * 3.0 + 9.0))
    }

    /// How far its foot comes towards us at a share of its half width.
    fn bulge(&self, at: f32) -> f32 {
        0.8 * self.half_m * (1.0 - at * at).max(0.0).sqrt()
    }

    /// Loose stuff: lit from the left, with grains and what rolled away.
    pub(super) fn draw(&self, view: &mut View, colour: Colour, seed: u32) {
        let [x, y, z] = self.foot;
        let half = self.half_m;
        let shadow = [[x + half * 0.35, y, z]];
        view.discs(&shadow, half * 1.15, half * 0.7, [0.10, 0.09, 0.08], 0.38);
        let noise = noise();
        for n in 0..STRIPS {
            let [from, to] = [n, n + 1].map(|n| n as f32 / STRIPS as f32 * 2.0 - 1.0);
            let middle = (from + to) / 2.0;
            for (low, high, level) in [(0.0, 0.36, 0.86), (0.34, 0.7, 0.96), (0.68, 1.0, 1.04)] {
                let at = |share: f32, up: f32| {
                    let out = self.bulge(share) * (1.0 - up) * (1.0 - up * 0.3);
                    [
                        x + share * half,
                        y - out,
                        z + self.profile(share, seed) * up,
                    ]
                };
                let strip = [
                    at(from, low),
                    at(to + 0.01, low),
                    at(to + 0.01, high),
                    at(from, high),
                ];
                let grain = 0.16 * noise.at(middle * 31.0 + seed as f32, low * 40.0);
                view.shape(&strip, lit(colour, level * (0.98 - 0.22 * middle + grain)));
            }
        }
        self.grains(view, colour, seed);
    }

    fn grains(&self, view: &mut View, colour: Colour, seed: u32) {
        let mut dice = Dice::new(seed, 81);
        let mut grains: [Vec<(Place, f32)>; 3] = Default::default();
        for n in 0..260 {
            let at = dice.between(-1.0, 1.0);
            let up = dice.roll() * dice.roll();
            let place = [
                self.foot[0] + at * self.half_m,
                self.foot[1] - self.bulge(at) * (1.0 - up),
                self.foot[2] + self.profile(at, seed) * up,
            ];
            let size = dice.between(0.008, 0.035);
            if size * view.scale(view.distance(place)) > 0.5 {
                grains[n % 3].push((place, size));
            }
        }
        for (grains, light) in grains.iter().zip([0.72, 0.86, 1.12]) {
            view.spots(grains, lit(colour, light), 0.8);
        }
    }

    /// Broken things on it, each of one of these colours and about so large.
    pub(super) fn litter(
        &self,
        view: &mut View,
        tones: &[Colour],
        size_m: f32,
        count: u32,
        seed: u32,
    ) {
        let mut dice = Dice::new(seed, 82);
        let mut pieces: Vec<([Place; 5], Colour)> = (0..count)
            .map(|_| {
                let at = dice.between(-1.05, 1.05);
                let up = dice.roll();
                let size = size_m * dice.between(0.4, 1.3);
                let middle = [
                    self.foot[0] + at * self.half_m,
                    self.foot[1] - self.bulge(at) * (1.0 - up) - 0.05,
                    self.foot[2] + self.profile(at, seed) * up * 0.95 + size * 0.2,
                ];
                let turn = dice.between(0.0, std::f32::consts::TAU);
                let flat = dice.between(0.35, 0.8);
                let piece = [0.0, 1.1, 2.5, 3.6, 4.9].map(|corner: f32| {
                    let (sin, cos) = (corner + turn).sin_cos();
                    let out = size * dice.between(0.7, 1.0);
                    [
                        middle[0] + out * cos,
                        middle[1],
                        middle[2] + out * flat * sin,
                    ]
                });
                (piece, lit(dice.pick(tones), dice.between(0.72, 1.12)))
            })
            .collect();
        pieces.sort_by(|a, b| b.0[0][1].total_cmp(&a.0[0][1]));
        for (piece, tone) in pieces {
            let under = piece.map(|[x, y, z]| [x + 0.03, y, z - size_m * 0.14]);
            view.shape(&under, lit(tone, 0.5));
            view.shape(&piece, tone);
        }
    }
}
