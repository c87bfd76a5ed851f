//! Trees and weeds.

use super::chance::Dice;
use super::view::{Place, View, lit};

/// Rows of trees along the fields' edges, farther away than the subject.
pub(super) fn groves(view: &mut View, seed: u32) {
    let mut dice = Dice::new(seed, 3);
    let mut trees: Vec<(Place, f32)> = Vec::new();
    for _ in 0..4 {
        let (x, y) = (dice.between(-90.0, 90.0), dice.between(34.0, 150.0));
        for _ in 0..dice.between(3.0, 8.0) as u32 {
            let (dx, dy) = (dice.between(-14.0, 14.0), dice.between(-2.0, 2.0));
            trees.push(([x + dx, y + dy, 0.0], dice.between(3.5, 7.5)));
        }
    }
    trees.sort_by(|a, b| b.0[1].total_cmp(&a.0[1]));
    for (foot, high_m) in trees {
        tree(view, foot, high_m, &mut dice);
    }
}

/// A broad-leaved tree.
pub(super) fn tree(view: &mut View, [x, y, z]: Place, high_m: f32, dice: &mut Dice) {
    let shadow = [[x + high_m * 0.15, y, z]];
    view.discs(
        &shadow,
        high_m * 0.34,
        high_m * 0.2,
        [0.08, 0.1, 0.05],
        0.35,
    );
    let trunk = [[[x, y, z], [x, y, z + high_m * 0.5]]];
    view.lines(&trunk, [0.30, 0.24, 0.18], high_m * 0.06, 1.0);
    let green = dice.pick(&[
        [0.20, 0.33, 0.14],
        [0.27, 0.38, 0.16],
        [0.18, 0.30, 0.18],
        [0.34, 0.40, 0.18],
    ]);
    for (light, lift, size) in [(0.62, 0.46, 0.24), (0.86, 0.60, 0.20), (1.15, 0.72, 0.13)] {
        let leaves: Vec<_> = (0..10)
            .map(|_| {
                let side = dice.between(-0.26, 0.22);
                let up = lift + dice.between(-0.12, 0.14) - side.abs() * 0.5;
                let place = [x + side * high_m, y, z + up * high_m];
                (place, size * high_m * dice.between(0.5, 0.9))
            })
            .collect();
        view.spots(&leaves, lit(green, light), 1.0);
    }
}

/// Tufts of grass around places.
pub(super) fn tufts(view: &mut View, places: &[Place], high_m: f32, dice: &mut Dice) {
    let mut tones: [Vec<[Place; 3]>; 3] = Default::default();
    for &[x, y, z] in places {
        for n in 0..9 {
            let high = high_m * dice.between(0.5, 1.2);
            let lean = dice.between(-0.55, 0.55) * high;
            let foot = x + dice.between(-0.3, 0.3) * high_m;
            let wide = high * 0.045 + 0.006;
            tones[n % 3].push([
                [foot - wide, y, z],
                [foot + wide, y, z],
                [foot + lean, y, z + high],
            ]);
        }
    }
    let far = places.first().map_or(1.0, |place| view.distance(*place));
    for (blades, tone) in
        tones
            .iter()
            .zip([[0.26, 0.36, 0.14], [0.38, 0.48, 0.20], [0.52, 0.55, 0.28]])
    {
        view.shapes(blades.iter().map(<[Place; 3]>::as_slice), tone, far);
    }
}
