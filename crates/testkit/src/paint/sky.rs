//! What is far away: sky and clouds, ridges in haze, a terraced slope, a village at its foot.

use std::f32::consts::PI;

use super::chance::{Dice, hash, ragged, wander};
use super::noise::noise;
use super::view::{Colour, View, lit, mix, set};
use super::{HEIGHT_PX, WIDTH_PX};

const W: f32 = WIDTH_PX as f32;
/// What is far away is measured in 600ths of the picture's height.
const UNIT: f32 = HEIGHT_PX as f32 / 600.0;

/// The light of a day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Day {
    top: Colour,
    /// The sky's foot, and the air between here and the hills.
    pub(super) haze: Colour,
    cloud: Colour,
    /// How much of the sky is covered.
    cover: f32,
    /// How much light there is; 1 is a bright noon.
    light: f32,
}

const DAYS: [Day; 4] = [
    Day {
        top: [0.25, 0.48, 0.78],
        haze: [0.80, 0.87, 0.92],
        cloud: [1.0, 1.0, 1.0],
        cover: 0.10,
        light: 1.0,
    },
    Day {
        top: [0.40, 0.57, 0.76],
        haze: [0.85, 0.88, 0.89],
        cloud: [0.97, 0.97, 0.98],
        cover: -0.02,
        light: 0.95,
    },
    Day {
        top: [0.60, 0.66, 0.72],
        haze: [0.82, 0.84, 0.84],
        cloud: [0.90, 0.91, 0.92],
        cover: -0.2,
        light: 0.86,
    },
    Day {
        top: [0.36, 0.54, 0.76],
        haze: [0.93, 0.88, 0.80],
        cloud: [1.0, 0.96, 0.90],
        cover: 0.04,
        light: 0.98,
    },
];

/// The day of a scene.
pub(super) fn day(seed: u32) -> Day {
    DAYS[hash(seed, 11) as usize % DAYS.len()]
}

/// Everything above the fields.
pub(super) fn backdrop(view: &mut View, seed: u32) {
    let day = day(seed);
    sky(view, seed, &day);
    ridges(view, seed, &day);
    terraces(view, seed, &day);
}

fn sky(view: &mut View, seed: u32, day: &Day) {
    let noise = noise();
    let rows = (view.horizon.max(0.0) as u32 + 6).min(HEIGHT_PX);
    let drift = (hash(seed, 12) & 0xFF) as f32;
    let mut line = [[0.0; 3]; WIDTH_PX as usize / 2];
    for row in 0..rows {
        let up = 1.0 - row as f32 / view.horizon.max(1.0);
        let clear = mix(day.haze, day.top, up.clamp(0.0, 1.0).powf(0.8));
        // Clouds lie flat: they crowd together towards the horizon.
        let depth = 26.0 / (up.max(0.0) + 0.16);
        // Nothing up there is sharper than two pixels.
        if row % 2 == 0 {
            for (column, colour) in line.iter_mut().enumerate() {
                let across = (2.0 * column as f32 / W - 0.5) * depth * 0.9;
                let mass = noise.smooth(across + drift, depth * 1.9);
                let share = ((mass - day.cover) * 3.2).clamp(0.0, 1.0);
                let shade = 1.0 - 0.14 * (mass - 0.25).clamp(0.0, 1.0);
                let thin = (up * 5.0).clamp(0.0, 0.85);
                *colour = mix(clear, lit(day.cloud, shade), share * thin);
            }
        }
        for (column, pixel) in view.row(row).enumerate() {
            set(pixel, line[column / 2]);
        }
    }
}

fn ridges(view: &mut View, seed: u32, day: &Day) {
    let foot = view.horizon + 3.0;
    let layers = [(95.0, 4.2, 0.25), (68.0, 6.3, 0.45), (40.0, 8.7, 0.62)];
    for (n, (height, pace, nearness)) in layers.into_iter().enumerate() {
        let mut edge: Vec<(f32, f32)> = (0..=100)
            .map(|step| {
                let x = step as f32 / 100.0;
                let up = 0.62 + 0.38 * ragged(seed ^ (n as u32 + 31), x * pace);
                (x * W, view.horizon - height * UNIT * up)
            })
            .collect();
        edge.extend([(W, foot), (0.0, foot)]);
        let hill = lit(
            mix([0.17, 0.30, 0.27], [0.22, 0.36, 0.20], n as f32 / 2.0),
            day.light,
        );
        let [top, low] = [nearness, nearness * 0.55].map(|share| mix(day.haze, hill, share));
        view.backdrop(&edge, top, low);
    }
}

/// How many steps the slope has.
const STEPS: u32 = 11;

/// A slope on one side whose steps follow the hill, and a few houses at its foot.
fn terraces(view: &mut View, seed: u32, day: &Day) {
    let mut dice = Dice::new(seed, 2);
    let is_left = dice.roll() < 0.5;
    let summit = dice.between(0.0, 0.22);
    let summit = if is_left { summit } else { 1.0 - summit };
    let (height, reach) = (dice.between(46.0, 74.0) * UNIT, dice.between(0.34, 0.5));
    let foot = view.horizon + 5.0;
    let hill = |x: f32| {
        let away = ((x - summit) / reach).abs().min(1.0);
        let bell = 0.5 + 0.5 * (away * PI).cos();
        height * bell * (1.0 + 0.12 * wander(seed ^ 77, x * 9.0))
    };
    for step in 0..STEPS {
        let share = 1.0 - step as f32 / STEPS as f32;
        let edge = |drop: f32| {
            let mut edge: Vec<(f32, f32)> = (0..=60)
                .map(|n| {
                    let x = n as f32 / 60.0;
                    let bend = 1.6 * UNIT * wander(seed ^ (step + 200), x * 13.0);
                    (x * W, foot - (hill(x) * share + bend).max(-2.0) + drop)
                })
                .collect();
            edge.extend([(W, foot + 3.0), (0.0, foot + 3.0)]);
            edge
        };
        let tone = dice.pick(&[
            [0.42, 0.56, 0.24],
            [0.52, 0.60, 0.30],
            [0.35, 0.49, 0.22],
            [0.62, 0.60, 0.36],
        ]);
        let tone = mix(day.haze, lit(tone, day.light), 0.72);
        // The riser of a step is in shade; its tread is what is left below it.
        view.flat(&edge(0.0), lit(tone, 0.72));
        view.flat(&edge(1.6), tone);
    }
    village(view, &mut dice, 1.0 - summit, day);
}

fn village(view: &mut View, dice: &mut Dice, towards: f32, day: &Day) {
    let foot = view.horizon + 3.0;
    let centre = 0.2 + 0.6 * towards;
    let air = |colour: Colour| mix(day.haze, lit(colour, day.light), 0.78);
    let mut houses: Vec<(f32, f32, f32)> = (0..14)
        .map(|_| {
            let x = (centre + dice.between(-0.16, 0.16)) * W;
            (
                x,
                foot - dice.between(0.0, 9.0) * UNIT,
                dice.between(8.0, 17.0) * UNIT,
            )
        })
        .collect();
    houses.sort_by(|a, b| a.1.total_cmp(&b.1));
    for (x, y, size) in houses {
        let wall = dice.pick(&[[0.93, 0.92, 0.88], [0.86, 0.83, 0.76], [0.72, 0.66, 0.58]]);
        let roof = dice.pick(&[[0.36, 0.37, 0.39], [0.46, 0.40, 0.37], [0.32, 0.33, 0.36]]);
        let part = |left: f32, right: f32, top: f32, low: f32| {
            let [left, right] = [left, right].map(|share| x + share * size);
            let [top, low] = [top, low].map(|share| y - share * size);
            [(left, top), (right, top), (right, low), (left, low)]
        };
        view.backdrop(&part(0.0, 1.0, 0.55, 0.0), air(wall), air(lit(wall, 0.86)));
        let mut eaves = part(-0.1, 1.1, 0.86, 0.5);
        eaves[0].0 += size * 0.26;
        eaves[1].0 -= size * 0.26;
        view.backdrop(&eaves, air(roof), air(lit(roof, 0.85)));
        view.backdrop(&part(0.3, 0.46, 0.36, 0.14), air([0.3; 3]), air([0.25; 3]));
    }
    let crowns: Vec<_> = (0..26)
        .map(|_| {
            let x = (centre + dice.between(-0.2, 0.2)) * W;
            (
                x,
                foot + dice.between(-4.0, 2.0) * UNIT,
                dice.between(2.5, 6.0) * UNIT,
            )
        })
        .collect();
    view.dots(&crowns, air([0.20, 0.33, 0.17]), 1.0);
}
