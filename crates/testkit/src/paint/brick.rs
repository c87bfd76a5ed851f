//! Bricks on a face, one by one where they are near enough to be told apart.

use super::WIDTH_PX;
use super::chance::Dice;
use super::solid::Face;
use super::view::{Colour, Place, View, lit};

const BRICK_M: [f32; 2] = [0.25, 0.066];
const MORTAR_M: f32 = 0.012;
const MORTAR: Colour = [0.66, 0.61, 0.55];
const TONES: [Colour; 4] = [
    [0.64, 0.31, 0.22],
    [0.70, 0.37, 0.26],
    [0.56, 0.27, 0.20],
    [0.74, 0.44, 0.32],
];

/// Lays bricks on a face up to a height that may differ from place to place.
pub(super) fn lay(view: &mut View, face: &Face, height_at: impl Fn(f32) -> f32, dice: &mut Dice) {
    let (wide, course) = (BRICK_M[0] + MORTAR_M, BRICK_M[1] + MORTAR_M);
    let columns = (face.width_m / (wide * 0.5)).ceil() as u32;
    let mut outline = vec![face.at(face.width_m, 0.0), face.at(0.0, 0.0)];
    for n in 0..columns {
        let from = n as f32 * wide * 0.5;
        let to = (from + wide * 0.5).min(face.width_m);
        // Whole courses only.
        let high = (height_at(from).min(face.height_m) / course).floor() * course;
        outline.extend([face.at(from, high), face.at(to, high)]);
    }
    let course_px = course * face.scale(view);
    let ground = if course_px < 5.0 { TONES[0] } else { MORTAR };
    view.shape(&outline, lit(ground, face.light));
    if course_px < 1.4 {
        return;
    }
    let courses = (face.height_m / course) as u32;
    if course_px < 5.0 {
        let joints: Vec<_> = (1..courses)
            .map(|n| n as f32 * course)
            .flat_map(|up| {
                spans(face.width_m, up, &height_at)
                    .into_iter()
                    .map(move |[a, b]| [[a, up], [b, up]])
            })
            .collect();
        face.lines(view, &joints, MORTAR, MORTAR_M * 1.5, 0.8);
    }
    singly(view, face, courses, height_at, course_px < 5.0, dice);
}

/// The stretches of a course that are laid already.
fn spans(width_m: f32, up: f32, height_at: &impl Fn(f32) -> f32) -> Vec<[f32; 2]> {
    let mut spans: Vec<[f32; 2]> = Vec::new();
    let step = 0.13;
    for n in 0..(width_m / step) as u32 {
        let at = n as f32 * step;
        if height_at(at) < up {
            continue;
        }
        match spans.last_mut() {
            Some([_, end]) if (*end - at).abs() < 0.01 => *end = at + step,
            _ => spans.push([at, at + step]),
        }
    }
    spans
}

/// Bricks in four tones; from afar only those that stand out.
fn singly(
    view: &mut View,
    face: &Face,
    courses: u32,
    height_at: impl Fn(f32) -> f32,
    is_far: bool,
    dice: &mut Dice,
) {
    let mut bricks: [Vec<[Place; 4]>; 4] = Default::default();
    let (wide, course) = (BRICK_M[0] + MORTAR_M, BRICK_M[1] + MORTAR_M);
    for n in 0..courses {
        let up = n as f32 * course;
        let shift = if n % 2 == 0 { 0.0 } else { -wide / 2.0 };
        for m in 0..=(face.width_m / wide) as u32 {
            let left = (m as f32 * wide + shift).max(0.0);
            let right = (m as f32 * wide + shift + BRICK_M[0]).min(face.width_m);
            let tone = dice.roll();
            let is_skipped = is_far && tone < 0.8;
            if is_skipped || right - left < 0.03 || height_at((left + right) / 2.0) < up + course {
                continue;
            }
            let (x, _) = view.seen(face.at(left, up));
            if (-60.0..WIDTH_PX as f32 + 60.0).contains(&x) {
                let brick = face.part(
                    [left, right],
                    [up + MORTAR_M / 2.0, up + course - MORTAR_M / 2.0],
                );
                bricks[(tone * 997.0) as usize % 4].push(brick);
            }
        }
    }
    let far = view.distance(face.at(face.width_m / 2.0, 0.0));
    for (bricks, tone) in bricks.iter().zip(TONES) {
        view.shapes(
            bricks.iter().map(<[Place; 4]>::as_slice),
            lit(tone, face.light),
            far,
        );
    }
}
