//! Numbers that look like chance and are a function of their seed.

/// A row of numbers from a seed.
#[derive(Debug, Clone)]
pub(super) struct Dice(u32);

impl Dice {
    /// The row that belongs to a seed and a subject of its own, so that two rows never follow each
    /// other's steps.
    pub(super) fn new(seed: u32, row: u32) -> Self {
        Self(hash(seed, row))
    }

    /// The next number, from 0 to below 1.
    pub(super) fn roll(&mut self) -> f32 {
        self.0 = hash(self.0, 0x51ED_270B);
        (self.0 >> 8) as f32 / 16_777_216.0
    }

    /// The next number between two bounds.
    pub(super) fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.roll()
    }

    /// One of them.
    pub(super) fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[(self.roll() * all.len() as f32) as usize % all.len()]
    }
}

/// A number from two.
pub(super) fn hash(a: u32, b: u32) -> u32 {
    let mut h = a
        .wrapping_mul(0x9E37_79B1)
        .wrapping_add(b.wrapping_mul(0x85EB_CA77))
        .wrapping_add(0xC2B2_AE3D);
    h = (h ^ (h >> 15)).wrapping_mul(0x2C1B_3C6D);
    h = (h ^ (h >> 12)).wrapping_mul(0x297A_2D39);
    h ^ (h >> 15)
}

/// A curve along `x` that wanders between -1 and 1; hills have such edges.
pub(super) fn wander(seed: u32, x: f32) -> f32 {
    let cell = x.floor();
    let [left, right] = [cell, cell + 1.0]
        .map(|at| (hash(seed, at as i32 as u32) & 0xFFFF) as f32 / 32_768.0 - 1.0);
    let t = x - cell;
    left + (right - left) * t * t * (3.0 - 2.0 * t)
}

/// The same with smaller and smaller wanderings on top.
pub(super) fn ragged(seed: u32, x: f32) -> f32 {
    0.6 * wander(seed, x)
        + 0.27 * wander(seed ^ 0xA5, x * 2.3)
        + 0.13 * wander(seed ^ 0x5A, x * 5.9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dice_stay_within_their_bounds_and_repeat_themselves() {
        let mut dice = Dice::new(7, 1);
        let rolls: Vec<_> = (0..1000).map(|_| dice.between(-2.0, 3.0)).collect();
        assert!(rolls.iter().all(|roll| (-2.0..3.0).contains(roll)));
        assert!(rolls.iter().any(|roll| *roll < -1.5) && rolls.iter().any(|roll| *roll > 2.5));
        let mut again = Dice::new(7, 1);
        assert!(rolls.iter().all(|roll| *roll == again.between(-2.0, 3.0)));
    }

    #[test]
    fn a_ragged_edge_has_no_steps() {
        let edge = |at: i32| ragged(3, at as f32 / 100.0);
        assert!((-500..500).all(|at| (edge(at) - edge(at + 1)).abs() < 0.08));
    }
}
