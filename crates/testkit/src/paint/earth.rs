//! Earth that was moved: a slope that is dug away, a quarry, rubble.

use super::chance::{Dice, hash, ragged};
use super::growth::{tree, tufts};
use super::heap::Heap;
use super::machine::{self, Load};
use super::noise::noise;
use super::view::{Colour, Place, View, lit};

/// A bank of earth or rock across the picture: its steps, its colours.
pub(super) struct Bank {
    seed: u32,
    /// How high it is where it is highest, in metres.
    high_m: f32,
    /// Half its width.
    half_m: f32,
    /// How many steps it was dug in.
    benches: u32,
    tones: [Colour; 4],
    /// Rock breaks in facets, soil shows the teeth of the bucket.
    is_rock: bool,
}

/// Red soil, as far as one digs.
pub(super) fn soil_bank(seed: u32) -> Bank {
    Bank {
        seed,
        high_m: 5.2,
        half_m: 17.0,
        benches: 1,
        tones: [
            [0.66, 0.39, 0.25],
            [0.60, 0.33, 0.21],
            [0.70, 0.45, 0.29],
            [0.56, 0.35, 0.25],
        ],
        is_rock: false,
    }
}

/// Limestone in two steps.
pub(super) fn quarry(seed: u32) -> Bank {
    Bank {
        seed,
        high_m: 8.0,
        half_m: 21.0,
        benches: 2,
        tones: [
            [0.70, 0.66, 0.59],
            [0.62, 0.58, 0.52],
            [0.76, 0.73, 0.67],
            [0.66, 0.58, 0.47],
        ],
        is_rock: true,
    }
}

impl Bank {
    /// The edge of the land above, over a place along the bank.
    fn edge(&self, x: f32) -> f32 {
        let away = (x / self.half_m).abs().min(1.0);
        let hill = (1.0 - away * away).max(0.0).powf(0.7);
        self.high_m * hill * (0.88 + 0.14 * ragged(self.seed ^ 91, x * 0.16))
    }

    /// How far back the face lies at a height.
    fn depth(&self, up: f32) -> f32 {
        let step = 2.2 / self.benches as f32;
        3.0 + up * 2.0
            + (up * self.benches as f32)
                .floor()
                .min(self.benches as f32 - 1.0)
                * step
                * 1.6
    }

    pub(super) fn detail(&self) -> Place {
        [-2.0, self.depth(0.3), 1.2]
    }

    pub(super) fn draw(&self, view: &mut View) {
        let mut dice = Dice::new(self.seed, 92);
        self.hill(view, &mut dice);
        self.face(view, &mut dice);
        if !self.is_rock {
            self.teeth(view, &mut dice);
        }
        self.fallen(view, &mut dice);
        let side = if hash(self.seed, 93).is_multiple_of(2) {
            1.0
        } else {
            -1.0
        };
        machine::lorry(
            view,
            [-side * 8.2, 0.2, 0.0],
            side,
            Load::Soil,
            [0.72, 0.20, 0.16],
        );
        let heap = Heap::new([side * 6.8, 0.2, 0.0], 2.4, 1.3);
        heap.draw(view, self.tones[0], self.seed ^ 7);
        machine::excavator(view, [side * 0.4, -0.6, 0.0], side);
    }

    /// The green hill that is being eaten.
    fn hill(&self, view: &mut View, dice: &mut Dice) {
        for (back, rise, light) in [(26.0, 1.9, 0.92), (13.0, 0.8, 1.0)] {
            let mut outline: Vec<Place> = (0..=60)
                .map(|n| {
                    let x = (n as f32 / 30.0 - 1.0) * self.half_m * 1.35;
                    let up =
                        self.edge(x * 0.8) + rise + 0.35 * ragged(self.seed ^ 95, x * 0.3 + back);
                    [x, back, if self.edge(x * 0.74) > 0.1 { up } else { 0.0 }]
                })
                .collect();
            outline.extend([
                [self.half_m * 1.4, back, 0.0],
                [-self.half_m * 1.4, back, 0.0],
            ]);
            view.shape(&outline, lit([0.40, 0.49, 0.24], light));
        }
        for _ in 0..9 {
            let x = dice.between(-0.85, 0.85) * self.half_m;
            tree(
                view,
                [x, 14.0, self.edge(x * 0.8) + 0.2],
                dice.between(2.4, 4.6),
                dice,
            );
        }
        let bushes: Vec<_> = (0..70)
            .map(|_| {
                let x = dice.between(-0.95, 0.95) * self.half_m;
                (
                    [x, 13.0, self.edge(x * 0.8) + dice.between(0.0, 0.7)],
                    dice.between(0.2, 0.5),
                )
            })
            .collect();
        view.spots(&bushes, [0.30, 0.41, 0.18], 1.0);
    }

    fn face(&self, view: &mut View, dice: &mut Dice) {
        let noise = noise();
        let (columns, rows) = if self.is_rock { (46, 9) } else { (84, 10) };
        let wide = 2.0 * self.half_m / columns as f32;
        let place = |column: i32, row: i32| -> Place {
            let jag = if self.is_rock { 0.42 } else { 0.10 };
            let [a, b] = [1, 2].map(|n| {
                (hash(self.seed ^ n, (column * 64 + row) as u32) & 0xFF) as f32 / 255.0 - 0.5
            });
            let x = -self.half_m + (column as f32 + jag * a) * wide;
            let up = (row as f32 / rows as f32).clamp(0.0, 1.0);
            let z = self.edge(x)
                * (up
                    + if row > 0 && row < rows {
                        jag * b / rows as f32
                    } else {
                        0.0
                    });
            [x, self.depth(up) + jag * b, z]
        };
        for row in 0..rows {
            for column in 0..columns {
                let [a, b, c, d] = [
                    place(column, row),
                    place(column + 1, row),
                    place(column + 1, row + 1),
                    place(column, row + 1),
                ];
                if c[2] < 0.02 && d[2] < 0.02 {
                    continue;
                }
                // Layers run through a face, a little aslant.
                let layer = ((row as f32 * 1.3
                    + column as f32 * 0.035
                    + noise.at(column as f32 * 2.0, 3.0)) as i32)
                    .rem_euclid(4);
                let tone = self.tones[layer as usize];
                let up = row as f32 / rows as f32;
                let light = 0.84
                    + 0.22 * up
                    + 0.30 * noise.at(column as f32 * 5.0, row as f32 * 17.0 + self.seed as f32);
                if self.is_rock {
                    view.shape(&[a, b, c], lit(tone, light * dice.between(0.84, 1.02)));
                    view.shape(&[a, c, d], lit(tone, light * dice.between(0.96, 1.14)));
                } else {
                    view.shape(&[a, b, c, d], lit(tone, light));
                }
            }
        }
        let rim: Vec<Place> = (0..120)
            .map(|_| dice.between(-0.97, 0.97) * self.half_m)
            .map(|x| [x, self.depth(1.0), self.edge(x) - 0.08])
            .collect();
        for some in rim.chunks(30) {
            tufts(view, some, 0.5, dice);
        }
    }

    /// The grooves of a bucket's teeth, in groups of five.
    fn teeth(&self, view: &mut View, dice: &mut Dice) {
        let mut grooves = Vec::new();
        for _ in 0..30 {
            let x = dice.between(-0.85, 0.85) * self.half_m;
            let (low, high) = (dice.between(0.05, 0.4), dice.between(0.55, 0.95));
            let lean = dice.between(-0.35, 0.35);
            for tooth in 0..5 {
                let x = x + tooth as f32 * 0.26;
                let at = |x: f32, up: f32| [x, self.depth(up) - 0.08, self.edge(x) * up];
                grooves.push([at(x, low), at(x + lean, high)]);
            }
        }
        view.lines(&grooves, lit(self.tones[1], 0.68), 0.07, 0.6);
        let lips: Vec<_> = grooves
            .iter()
            .map(|[a, b]| [[a[0] - 0.07, a[1], a[2]], [b[0] - 0.07, b[1], b[2]]])
            .collect();
        view.lines(&lips, lit(self.tones[2], 1.12), 0.05, 0.5);
    }

    /// What fell down lies at the foot.
    fn fallen(&self, view: &mut View, dice: &mut Dice) {
        for n in 0..9 {
            let x = dice.between(-0.8, 0.8) * self.half_m;
            let size = dice.between(0.5, 1.3);
            let heap = Heap::new(
                [x, 3.0 - dice.between(0.0, 0.7), 0.0],
                size * 1.5,
                size * 0.5,
            );
            heap.draw(view, self.tones[n % 3], self.seed ^ (n as u32 + 100));
            if self.is_rock {
                heap.litter(view, &self.tones, 0.34, 26, self.seed ^ (n as u32 + 120));
            }
        }
    }
}

/// Building rubble and soil, tipped out by the lorry.
pub(super) fn rubble(view: &mut View, seed: u32) {
    let mut dice = Dice::new(seed, 121);
    let tones = [
        [0.66, 0.34, 0.25],
        [0.72, 0.70, 0.67],
        [0.56, 0.54, 0.52],
        [0.84, 0.82, 0.79],
        [0.50, 0.40, 0.32],
        [0.62, 0.30, 0.22],
    ];
    let bright = [
        [0.20, 0.42, 0.72],
        [0.90, 0.90, 0.92],
        [0.85, 0.72, 0.25],
        [0.75, 0.25, 0.25],
    ];
    let side = if hash(seed, 122).is_multiple_of(2) {
        1.0
    } else {
        -1.0
    };
    machine::lorry(
        view,
        [side * 8.0, 7.5, 0.0],
        -side,
        Load::Soil,
        [0.18, 0.36, 0.62],
    );
    let mut heaps: Vec<Heap> = Vec::new();
    let rows = [
        (4.5, [-7.5, -2.5, 2.6]),
        (1.0, [-4.6, 0.4, 4.8]),
        (-2.4, [-6.4, -1.6, 3.2]),
    ];
    for (y, columns) in rows {
        for x in columns {
            let place = [
                x * side + dice.between(-0.6, 0.6),
                y + dice.between(-0.5, 0.5),
                0.0,
            ];
            heaps.push(Heap::new(
                place,
                dice.between(2.0, 2.9),
                dice.between(0.9, 1.7),
            ));
        }
    }
    for (n, heap) in heaps.iter().enumerate() {
        let seed = seed ^ (n as u32 + 130);
        heap.draw(
            view,
            dice.pick(&[[0.50, 0.44, 0.38], [0.56, 0.46, 0.36], [0.47, 0.44, 0.42]]),
            seed,
        );
        heap.litter(view, &tones, 0.20, 90, seed);
        heap.litter(view, &bright, 0.16, 5, seed ^ 1);
    }
}

/// The near foot of the rubble.
pub(super) fn rubble_detail(seed: u32) -> Place {
    let side = if hash(seed, 122).is_multiple_of(2) {
        1.0
    } else {
        -1.0
    };
    [-1.6 * side, -3.6, 0.6]
}
