//! Photos of the demonstration: a painted hillside with fields and what stands in them, as JPEG.
//! They look like something, weigh like a small photo and are nobody's land.

use domain::taxonomy::{PhotoKind, SightingKind};
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, Rgb, RgbImage};

/// Width of a painted photo.
pub const WIDTH_PX: u32 = 480;
/// Height of a painted photo.
pub const HEIGHT_PX: u32 = 360;

/// Paints a scene. The same arguments give the same bytes.
pub fn photo(seed: u32, sighting: SightingKind, kind: PhotoKind) -> Vec<u8> {
    let scene = Scene {
        seed,
        horizon: match kind {
            PhotoKind::Far => 0.42,
            PhotoKind::Near => 0.30,
            _ => 0.18,
        },
        size: match kind {
            PhotoKind::Far => 0.16,
            PhotoKind::Near => 0.34,
            _ => 0.62,
        },
    };
    let mut picture = scene.ground();
    scene.put(&mut picture, sighting);
    let mut jpeg = Vec::new();
    let encoded = JpegEncoder::new_with_quality(&mut jpeg, 82).encode(
        picture.as_raw(),
        WIDTH_PX,
        HEIGHT_PX,
        ExtendedColorType::Rgb8,
    );
    // Writing to memory fails only for sizes that do not fit, and these are constants.
    encoded.map_or_else(|_| Vec::new(), |()| jpeg)
}

struct Scene {
    seed: u32,
    /// Where the sky ends, as a share of the height.
    horizon: f32,
    /// How large the thing stands in the picture, as a share of the width.
    size: f32,
}

impl Scene {
    /// Sky with haze, two ridges, and fields in strips that narrow towards the horizon.
    fn ground(&self) -> RgbImage {
        let ridges: Vec<_> = (0..WIDTH_PX).map(|x| self.ridges(x)).collect();
        let mut picture = RgbImage::new(WIDTH_PX, HEIGHT_PX);
        for y in 0..HEIGHT_PX {
            let v = y as f32 / HEIGHT_PX as f32;
            let strip = self.strip(v);
            for (x, (far, near)) in (0..).zip(&ridges) {
                let grain = (noise(self.seed, x, y) - 0.5) * 14.0;
                let pixel = if v < *far {
                    shade([178.0 - 90.0 * v, 205.0 - 40.0 * v, 232.0], grain * 0.3)
                } else if v < *near {
                    shade([122.0, 148.0, 140.0], grain * 0.6)
                } else if v < self.horizon {
                    shade([84.0, 118.0, 82.0], grain)
                } else {
                    strip.pixel(self.seed, x, grain)
                };
                picture.put_pixel(x, y, pixel);
            }
        }
        picture
    }

    /// How high the far and the near ridge stand in a column, as shares of the height.
    fn ridges(&self, x: u32) -> (f32, f32) {
        let u = x as f32 / WIDTH_PX as f32;
        let phase = self.seed as f32 * 0.7;
        let ridge =
            |height: f32, pace: f32| self.horizon - height * (0.6 + 0.4 * (u * pace + phase).sin());
        (ridge(0.16, 5.0), ridge(0.07, 9.0))
    }

    /// The strip of fields that a row of the picture shows.
    fn strip(&self, v: f32) -> Strip {
        let depth = 1.0 / ((v - self.horizon).max(0.0) + 0.06);
        let row = (depth * 2.6 + self.seed as f32 * 0.7) as u32;
        Strip {
            depth,
            row,
            shift: 40.0 + (row as f32 * 0.37).sin(),
        }
    }

    /// Paints the thing that was seen, on the fields.
    fn put(&self, picture: &mut RgbImage, sighting: SightingKind) {
        let width = self.size * WIDTH_PX as f32;
        let left = (WIDTH_PX as f32 - width) * (0.35 + 0.3 * noise(self.seed, 7, 7));
        let foot = HEIGHT_PX as f32 * (self.horizon + 0.30 + 0.25 * self.size);
        let area = |top: f32, height: f32, inset: f32| Area {
            left: left + inset * width,
            right: left + (1.0 - inset) * width,
            top: foot - top * width,
            bottom: foot - (top - height) * width,
        };
        match sighting {
            SightingKind::Building => {
                fill(
                    picture,
                    area(0.10, 0.16, -0.18),
                    [150.0, 120.0, 92.0],
                    self.seed,
                );
                fill(
                    picture,
                    area(0.62, 0.60, 0.0),
                    [176.0, 92.0, 72.0],
                    self.seed,
                );
                fill(
                    picture,
                    area(0.66, 0.06, -0.03),
                    [196.0, 192.0, 184.0],
                    self.seed,
                );
                fill(
                    picture,
                    area(0.36, 0.34, 0.40),
                    [58.0, 52.0, 50.0],
                    self.seed,
                );
                fill(
                    picture,
                    area(0.50, 0.16, 0.78),
                    [70.0, 66.0, 66.0],
                    self.seed,
                );
            }
            SightingKind::Hardening => {
                fill(
                    picture,
                    area(0.22, 0.34, -0.25),
                    [188.0, 186.0, 180.0],
                    self.seed,
                );
                fill(
                    picture,
                    area(0.12, 0.02, -0.25),
                    [150.0, 148.0, 142.0],
                    self.seed,
                );
            }
            SightingKind::SoilTaking | SightingKind::Mining => {
                dug(
                    picture,
                    area(0.30, 0.40, -0.10),
                    [158.0, 98.0, 62.0],
                    self.seed,
                );
                dug(
                    picture,
                    area(0.20, 0.24, 0.08),
                    [122.0, 70.0, 46.0],
                    self.seed,
                );
            }
            SightingKind::Dumping => {
                for (n, tone) in [116.0, 134.0, 100.0].into_iter().enumerate() {
                    let shift = n as f32 * 0.28;
                    let heap = Area {
                        left: left + (shift - 0.05) * width,
                        right: left + (shift + 0.38) * width,
                        top: foot - (0.24 - 0.03 * n as f32) * width,
                        bottom: foot,
                    };
                    heaped(picture, heap, [tone, tone * 0.92, tone * 0.82], self.seed);
                }
            }
            SightingKind::PondDigging => {
                dug(
                    picture,
                    area(0.24, 0.34, -0.16),
                    [146.0, 112.0, 78.0],
                    self.seed,
                );
                dug(
                    picture,
                    area(0.18, 0.22, -0.06),
                    [96.0, 128.0, 138.0],
                    self.seed,
                );
            }
            SightingKind::Other => {
                fill(
                    picture,
                    area(0.40, 0.40, 0.1),
                    [64.0, 96.0, 150.0],
                    self.seed,
                );
                fill(
                    picture,
                    area(0.46, 0.07, 0.05),
                    [200.0, 204.0, 208.0],
                    self.seed,
                );
            }
        }
    }
}

/// A row of the picture below the horizon.
struct Strip {
    /// Grows towards the horizon.
    depth: f32,
    row: u32,
    shift: f32,
}

impl Strip {
    fn pixel(&self, seed: u32, x: u32, grain: f32) -> Rgb<u8> {
        const CROPS: [[f32; 3]; 5] = [
            [112.0, 142.0, 66.0],
            [150.0, 158.0, 84.0],
            [136.0, 104.0, 70.0],
            [92.0, 128.0, 58.0],
            [168.0, 150.0, 92.0],
        ];
        let across = (x as f32 / WIDTH_PX as f32 - 0.5) * self.depth;
        let column = (across * 1.7 + self.shift) as u32;
        let crop = CROPS[(hash(seed, self.row, column) % 5) as usize];
        // Furrows: up and down evenly, ten to a field's width.
        let furrow = ((across * 10.0 + 400.0).fract() - 0.5).abs() * 28.0 - 7.0;
        shade(crop, grain + furrow)
    }
}

#[derive(Clone, Copy)]
struct Area {
    left: f32,
    right: f32,
    top: f32,
    bottom: f32,
}

fn fill(picture: &mut RgbImage, area: Area, colour: [f32; 3], seed: u32) {
    each(picture, area, |x, y, _, _| {
        Some(shade(colour, (noise(seed, x / 3, y / 3) - 0.5) * 22.0))
    });
}

/// A hole with a rounded rim, darker at its far side.
fn dug(picture: &mut RgbImage, area: Area, colour: [f32; 3], seed: u32) {
    each(picture, area, |x, y, u, v| {
        let [across, along] = [2.0 * u - 1.0, 2.0 * v - 1.0];
        let is_inside = across.powi(4) + along * along < 1.0;
        let light = 16.0 * (v - 0.5) + (noise(seed, x / 2, y / 2) - 0.5) * 18.0;
        is_inside.then(|| shade(colour, light))
    });
}

/// A heap: the part of the area below a parabola, darker towards its right.
fn heaped(picture: &mut RgbImage, area: Area, colour: [f32; 3], seed: u32) {
    each(picture, area, |x, y, u, v| {
        let rim = 1.0 - (2.0 * u - 1.0) * (2.0 * u - 1.0);
        let light = 26.0 * (0.5 - u) + (noise(seed, x / 2, y / 2) - 0.5) * 34.0;
        (1.0 - v < rim).then(|| shade(colour, light))
    });
}

fn each(
    picture: &mut RgbImage,
    area: Area,
    colour: impl Fn(u32, u32, f32, f32) -> Option<Rgb<u8>>,
) {
    let columns = area.left.max(0.0) as u32..(area.right.max(0.0) as u32).min(WIDTH_PX);
    let rows = area.top.max(0.0) as u32..(area.bottom.max(0.0) as u32).min(HEIGHT_PX);
    for y in rows {
        for x in columns.clone() {
            let u = (x as f32 - area.left) / (area.right - area.left);
            let v = (y as f32 - area.top) / (area.bottom - area.top);
            if let Some(pixel) = colour(x, y, u, v) {
                picture.put_pixel(x, y, pixel);
            }
        }
    }
}

fn shade(colour: [f32; 3], light: f32) -> Rgb<u8> {
    Rgb(colour.map(|channel| (channel + light).clamp(0.0, 255.0) as u8))
}

fn hash(seed: u32, a: u32, b: u32) -> u32 {
    let mut h = seed
        .wrapping_mul(0x9E37_79B1)
        .wrapping_add(a.wrapping_mul(0x85EB_CA77))
        .wrapping_add(b.wrapping_mul(0xC2B2_AE3D));
    h = (h ^ (h >> 15)).wrapping_mul(0x2C1B_3C6D);
    h ^ (h >> 13)
}

fn noise(seed: u32, a: u32, b: u32) -> f32 {
    (hash(seed, a, b) & 0xFFFF) as f32 / 65_535.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_painted_photo_is_a_jpeg_of_its_arguments() {
        let paint = |seed| photo(seed, SightingKind::Building, PhotoKind::Far);
        assert!(paint(1).starts_with(&[0xff, 0xd8, 0xff]));
        assert_eq!(paint(1), paint(1));
        assert_ne!(paint(1), paint(2));
        assert!(
            (15_000..300_000).contains(&paint(1).len()),
            "{}",
            paint(1).len()
        );
    }
}
