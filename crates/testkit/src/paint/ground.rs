//! The ground: fields with their crops, and bare soil where something was begun. Pixel by pixel,
//! because every pixel below the horizon is a place on flat land.

use super::chance::{Dice, hash, wander};
use super::growth::tufts;
use super::noise::{Noise, noise, whole};
use super::view::{Colour, Place, View, lit, mix, set};
use super::{HEIGHT_PX, WIDTH_PX};

/// What grows on a field: its soil, its plants, how far apart the rows are, how far the plants.
#[derive(Debug, Clone, Copy)]
struct Crop {
    soil: Colour,
    plants: Colour,
    rows_m: f32,
    /// 0: a closed row, as of furrows.
    plants_m: f32,
}

const fn crop(soil: Colour, plants: Colour, rows_m: f32, plants_m: f32) -> Crop {
    Crop {
        soil,
        plants,
        rows_m,
        plants_m,
    }
}

const CROPS: [Crop; 8] = [
    // Rice, young and ripening.
    crop([0.36, 0.46, 0.22], [0.44, 0.60, 0.22], 0.45, 0.4),
    crop([0.50, 0.48, 0.24], [0.70, 0.65, 0.30], 0.45, 0.4),
    // Rape in flower.
    crop([0.42, 0.50, 0.18], [0.84, 0.77, 0.22], 0.7, 0.5),
    // Maize.
    crop([0.38, 0.32, 0.20], [0.30, 0.46, 0.18], 0.8, 0.45),
    // Tobacco on ridges of red soil, and vegetables.
    crop([0.54, 0.34, 0.23], [0.34, 0.52, 0.23], 1.2, 0.8),
    crop([0.45, 0.36, 0.25], [0.42, 0.60, 0.32], 0.6, 0.6),
    // Ploughed: red soil and brown.
    crop([0.56, 0.35, 0.24], [0.43, 0.26, 0.18], 0.8, 0.0),
    crop([0.52, 0.42, 0.29], [0.41, 0.33, 0.22], 0.8, 0.0),
];

/// Half the width of the path between two fields, in metres.
const PATH_M: f32 = 0.35;
const PATH: Colour = [0.46, 0.50, 0.29];
/// A field's width and length, in metres.
const FIELD_M: [f32; 2] = [13.0, 26.0];
/// So many fields to the right and to the left, and away.
const ACROSS: i32 = 64;
const ALONG: i32 = 40;

/// Bare soil around what was begun. Its middle is the middle of the world.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plot {
    /// Half its width and half its depth, in metres.
    pub(super) half_m: [f32; 2],
    /// Its colour.
    pub(super) soil: Colour,
}

/// All of the ground of a scene.
struct Ground {
    seed: u32,
    noise: Noise,
    plot: Plot,
    /// Sine and cosine of the angle between the fields and the view.
    turn: [f32; 2],
    crops: Vec<(Crop, f32)>,
    /// How far each row of fields is shifted, in metres.
    shifts: Vec<f32>,
}

/// A row of the picture, which is one distance.
struct Line {
    y: f32,
    /// How many metres a pixel shows.
    pixel_m: f32,
    /// Where the middle of the lane is; `None`: it does not come here.
    lane: Option<f32>,
}

impl Ground {
    fn new(seed: u32, plot: Plot) -> Self {
        let turn = 0.6 * ((hash(seed, 21) & 0xFF) as f32 / 255.0 - 0.5);
        let mut dice = Dice::new(seed, 22);
        let crops = (0..ACROSS * ALONG).map(|_| (dice.pick(&CROPS), dice.between(0.9, 1.07)));
        let shift = |row| FIELD_M[0] * wander(seed ^ 5, row as f32 * 1.7);
        Self {
            seed,
            noise: noise(),
            plot,
            turn: [turn.sin(), turn.cos()],
            crops: crops.collect(),
            shifts: (0..ALONG).map(shift).collect(),
        }
    }

    fn line(&self, y: f32, pixel_m: f32) -> Line {
        // Machines come by it: from the lower edge of the picture to the plot.
        let side = if self.seed.is_multiple_of(2) {
            1.0
        } else {
            -1.0
        };
        let lane = side * (3.0 - y * 0.22) + 1.2 * wander(self.seed ^ 43, y * 0.1);
        Line {
            y,
            pixel_m,
            lane: (y < 0.0).then_some(lane),
        }
    }

    /// The colour of a place.
    fn colour(&self, x: f32, line: &Line) -> Colour {
        match self.bareness(x, line) {
            bare if bare >= 1.0 => self.soil(x, line),
            bare if bare <= 0.0 => self.fields(x, line),
            bare => mix(self.fields(x, line), self.soil(x, line), bare),
        }
    }

    /// How much of a place is the plot's or the lane's: 1 inside, 0 outside, something between at the
    /// edge.
    fn bareness(&self, x: f32, line: &Line) -> f32 {
        let y = line.y;
        let lane = line.lane.map_or(0.0, |middle| {
            let away = (x - middle).abs();
            if away > 2.5 {
                return 0.0;
            }
            ((1.7 + 0.5 * self.noise.at(x * 9.0, y * 9.0) - away) * 1.6).clamp(0.0, 1.0)
        });
        let [across, along] = [x / self.plot.half_m[0], y / self.plot.half_m[1]].map(|t| t * t);
        // Rounder than a box, squarer than a circle; and nobody dug along a line.
        let away = across * across + along * along;
        let plot = match away {
            away if away > 2.6 => 0.0,
            away if away < 0.1 => 1.0,
            away => {
                let bend = 0.9 * self.noise.smooth(x * 4.0 + 50.0, y * 4.0)
                    + 0.35 * self.noise.at(x * 30.0, y * 30.0);
                ((1.0 + bend - away) * 3.0).clamp(0.0, 1.0)
            }
        };
        plot.max(lane)
    }

    fn soil(&self, x: f32, line: &Line) -> Colour {
        let y = line.y;
        let fine = (0.02 / line.pixel_m).clamp(0.3, 1.0);
        let grain = 0.10 * self.noise.at(x * 8.0, y * 8.0)
            + 0.22 * fine * self.noise.at(x * 47.0, y * 47.0)
            + 0.20 * self.noise.smooth(x * 1.4, y * 1.4);
        let is_rut = line.lane.is_some_and(|middle| {
            let from_wheel = ((x - middle).abs() - 0.9).abs();
            from_wheel < 0.24 + 0.1 * grain
        });
        let rut = if is_rut {
            0.80 + 0.5 * self.noise.at(x * 30.0, y * 60.0)
        } else {
            1.0
        };
        lit(self.plot.soil, (1.0 + grain) * rut)
    }

    fn fields(&self, x: f32, line: &Line) -> Colour {
        let [sin, cos] = self.turn;
        let pixel_m = line.pixel_m;
        // The plot lies inside a field, not at a corner of four.
        let (x, y) = (x + FIELD_M[0] / 2.0, line.y + FIELD_M[1] / 2.0);
        let (u, v) = (x * cos + y * sin, y * cos - x * sin);
        let row = whole(v * (1.0 / FIELD_M[1]));
        let v = v - row as f32 * FIELD_M[1];
        let row = (row + 4).clamp(0, ALONG - 1);
        let u = u - self.shifts[row as usize];
        let column = whole(u * (1.0 / FIELD_M[0]));
        let u = u - column as f32 * FIELD_M[0];
        let column = (column + ACROSS / 2) & (ACROSS - 1);
        let (crop, light) = &self.crops[(row * ACROSS + column) as usize];
        let to_edge = u.min(FIELD_M[0] - u).min(v.min(FIELD_M[1] - v));
        let inside = ((to_edge - PATH_M) / pixel_m + 0.5).clamp(0.0, 1.0);
        // Beyond a metre a pixel, the land is a strip of many greens.
        let coarse = 1.0 / pixel_m.max(0.12);
        let patches = 0.16 * self.noise.at(x * coarse, y * coarse * 0.7)
            + 0.10 * self.noise.at(x * 0.9, y * 0.9);
        let colour = mix(PATH, lit(self.growth(crop, u, v, pixel_m), *light), inside);
        lit(colour, 1.0 + patches)
    }

    fn growth(&self, crop: &Crop, u: f32, v: f32, pixel_m: f32) -> Colour {
        let fine = (1.0 - 1.6 * pixel_m / crop.rows_m).clamp(0.0, 1.0);
        if fine == 0.0 {
            return mix(crop.soil, crop.plants, 0.55);
        }
        // No row is quite straight.
        let u = u + 0.12 * self.noise.at(v * 3.0, u * 1.3);
        let row = u / crop.rows_m;
        let is_near = pixel_m < 0.03;
        let leaves = if is_near {
            self.noise.at(u * 90.0, v * 60.0)
        } else {
            0.0
        };
        let plants = match crop.plants_m {
            0.0 => 1.0,
            apart => 0.55 + 0.45 * wave(v / apart + whole(row) as f32 * 0.37),
        };
        let full = (wave(row) * plants * 1.5 + 0.7 * leaves).clamp(0.0, 1.0);
        let share = 0.55 + (full - 0.55) * fine;
        // The sun comes from the left: a row's right side lies in its own shade.
        let is_shaded = row - whole(row) as f32 > 0.62;
        let shade = if is_shaded { 1.0 - 0.2 * fine } else { 1.0 };
        lit(mix(crop.soil, crop.plants, share), shade + 0.3 * leaves)
    }
}

/// 0 between two rows, 1 on one.
fn wave(at: f32) -> f32 {
    let t = 1.0 - 2.0 * ((at - whole(at) as f32) - 0.5).abs();
    t * t * (3.0 - 2.0 * t)
}

/// The ground, from the horizon to the lower edge of the picture.
pub(super) fn ground(view: &mut View, seed: u32, plot: Plot) {
    let ground = Ground::new(seed, plot);
    let haze = view.haze;
    let first = (view.horizon.max(0.0) as u32 + 1).min(HEIGHT_PX);
    for row in first..HEIGHT_PX {
        let at = row as f32 + 0.5;
        let (x0, y) = view.ground_at(0.0, at);
        let (x1, _) = view.ground_at(WIDTH_PX as f32, at);
        let (_, next) = view.ground_at(0.0, at + 1.0);
        let step = (x1 - x0) / WIDTH_PX as f32;
        let line = ground.line(y, step.max((y - next) * 0.4));
        // The farthest fields are still land, and darker than the sky's foot.
        let air = view.air(view.distance([0.0, y, 0.0])).min(0.62);
        let mut x = x0;
        for pixel in view.row(row) {
            set(pixel, mix(ground.colour(x, &line), haze, air));
            x += step;
        }
    }
    clods(view, seed, plot);
}

/// Pebbles on the bare soil, weeds at its edge.
fn clods(view: &mut View, seed: u32, plot: Plot) {
    let mut dice = Dice::new(seed, 44);
    let mut clods: [Vec<(Place, f32)>; 3] = Default::default();
    for n in 0..1400 {
        let [x, y] = plot.half_m.map(|half| dice.between(-0.9, 0.9) * half);
        let size = dice.between(0.012, 0.045);
        let place = [x, y, size * 0.4];
        let is_seen = view.distance(place) > 1.0 && view.scale(view.distance(place)) * size > 0.7;
        if is_seen {
            clods[n % 3].push((place, size));
        }
    }
    let tones = [0.66, 0.84, 1.22].map(|light| lit(plot.soil, light));
    for (spots, tone) in clods.iter().zip(tones) {
        view.spots(spots, tone, 0.8);
    }
    let mut weeds: Vec<Place> = (0..260)
        .map(|n| {
            let (sin, cos) = (n as f32 * 2.4).sin_cos();
            let out = dice.between(0.88, 1.12);
            [
                cos * out * plot.half_m[0] * 1.05,
                sin * out * plot.half_m[1] * 1.05,
                0.0,
            ]
        })
        .filter(|place| (2.0..40.0).contains(&view.distance(*place)))
        .collect();
    weeds.sort_by(|a, b| b[1].total_cmp(&a[1]));
    for some in weeds.chunks(24) {
        tufts(view, some, 0.34, &mut dice);
    }
}
