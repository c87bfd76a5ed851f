//! A square of smooth noise that repeats itself: clouds, soil, plaster, water.

use std::sync::OnceLock;

use super::chance::hash;

/// Side of the square.
const SIDE: usize = 256;
/// Into so many steps 1 is divided.
const STEPS: f32 = 120.0;

/// Noise that can be looked up at any place; around 0, rarely beyond ±0.5.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noise(&'static [i8]);

/// The noise. It is made once, in a millisecond or two.
pub(super) fn noise() -> Noise {
    static SQUARE: OnceLock<Vec<i8>> = OnceLock::new();
    Noise(SQUARE.get_or_init(|| {
        let mut square = vec![0.0; SIDE * SIDE];
        for (step, weight) in [
            (64, 0.5),
            (32, 0.25),
            (16, 0.14),
            (8, 0.09),
            (4, 0.06),
            (2, 0.05),
        ] {
            add(&mut square, step, weight);
        }
        // In bytes it stays in the cache, where every pixel looks for it.
        square
            .into_iter()
            .map(|value: f32| (value * STEPS) as i8)
            .collect()
    }))
}

/// Adds noise whose corners lie `step` apart.
fn add(square: &mut [f32], step: usize, weight: f32) {
    let cells = SIDE / step;
    let corner = |x: usize, y: usize| {
        let at = ((y % cells) * cells + x % cells + step * 7919) as u32;
        (hash(at, step as u32) & 0xFFFF) as f32 / 32_768.0 - 1.0
    };
    for y in 0..SIDE {
        let v = ease((y % step) as f32 / step as f32);
        for x in 0..SIDE {
            let u = ease((x % step) as f32 / step as f32);
            let (left, top) = (x / step, y / step);
            let upper = corner(left, top) * (1.0 - u) + corner(left + 1, top) * u;
            let lower = corner(left, top + 1) * (1.0 - u) + corner(left + 1, top + 1) * u;
            square[y * SIDE + x] += weight * (upper * (1.0 - v) + lower * v);
        }
    }
}

fn ease(t: f32) -> f32 {
    t * t * (3.0 - 2.0 * t)
}

impl Noise {
    /// The noise at the nearest place of the square.
    pub(super) fn at(self, x: f32, y: f32) -> f32 {
        self.cell(whole(x), whole(y))
    }

    /// The same, smooth between the places.
    pub(super) fn smooth(self, x: f32, y: f32) -> f32 {
        let (left, top) = (whole(x), whole(y));
        let (u, v) = (x - left as f32, y - top as f32);
        let upper = self.cell(left, top) * (1.0 - u) + self.cell(left + 1, top) * u;
        let lower = self.cell(left, top + 1) * (1.0 - u) + self.cell(left + 1, top + 1) * u;
        upper * (1.0 - v) + lower * v
    }

    fn cell(self, x: i32, y: i32) -> f32 {
        let [x, y] = [x, y].map(|at| (at & (SIDE as i32 - 1)) as usize);
        f32::from(self.0[y * SIDE + x]) * (1.0 / STEPS)
    }
}

/// The whole number below, for numbers of the size that pictures have. `f32::floor` is a call into a
/// library on most processors that we compile for, and every pixel asks several times.
pub(super) fn whole(at: f32) -> i32 {
    const LARGE: i32 = 1 << 14;
    (at + LARGE as f32) as i32 - LARGE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_square_fits_to_itself_at_its_edges_and_stays_small() {
        let noise = noise();
        for n in 0..SIDE {
            let at = n as f32;
            assert!((noise.at(at, 255.0) - noise.at(at, 256.0)).abs() < 0.2);
            assert_eq!(noise.at(at, -1.0), noise.at(at, 255.0));
            assert!(noise.smooth(at * 0.7, at * 1.3).abs() < 1.1);
        }
    }
}
