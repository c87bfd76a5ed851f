//! A made-up field with a half-built house, as a film for Chromium's fake camera (Y4M, 4:2:0), and as
//! photos of the gallery (JPEG).
//!
//! Chromium's own fake camera is a plain drawing whose pictures are far smaller than a phone's. This
//! film slowly walks up to the house, with the grain of a sensor, so that a picture of it weighs what
//! a phone's does after it was made small: about 275 KB.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use image::ExtendedColorType;
use image::codecs::jpeg::JpegEncoder;

use super::process::root;

const WIDTH: usize = 1600;
const HEIGHT: usize = 1200;
const FRAMES: usize = 24;
/// How far the last frame has come: its picture is this much larger.
const ZOOM: f32 = 2.4;
/// The grain of the sensor, in steps of brightness to either side.
const GRAIN: i32 = 4;

/// Red, green, blue, each 0 to 1.
type Colour = [f32; 3];

/// The film's file, made once and kept beside the build.
pub fn film() -> PathBuf {
    static FILM: OnceLock<PathBuf> = OnceLock::new();
    FILM.get_or_init(|| {
        let folder = root().join("target/e2e");
        let path = folder.join(format!(
            "field-{WIDTH}x{HEIGHT}-{FRAMES}-{ZOOM}-{GRAIN}.y4m"
        ));
        if !path.is_file() {
            // Under another name first: two programs may make it at the same time.
            let half = folder.join(format!("film-{}.part", std::process::id()));
            std::fs::create_dir_all(&folder)
                .and_then(|()| std::fs::write(&half, y4m()))
                .and_then(|()| std::fs::rename(&half, &path))
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        }
        path
    })
    .clone()
}

/// Three photos of it, each from a little nearer, as files in this folder.
pub fn gallery(folder: &Path) -> [PathBuf; 3] {
    let scene = scene();
    [1.0, 1.6, ZOOM].map(|zoom| {
        let path = folder.join(format!("field-{zoom}.jpg"));
        std::fs::write(&path, jpeg(&scene, zoom))
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        path
    })
}

fn jpeg(scene: &[Colour], zoom: f32) -> Vec<u8> {
    let mut grain = Grain(1);
    let mut pixels = Vec::with_capacity(WIDTH * HEIGHT * 3);
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            let noise = grain.next();
            let channel = |value: f32| ((value * 255.0) as i32 + noise).clamp(0, 255) as u8;
            pixels.extend(seen(scene, zoom, x, y).map(channel));
        }
    }
    let mut jpeg = Vec::new();
    let (width, height) = (WIDTH as u32, HEIGHT as u32);
    JpegEncoder::new_with_quality(&mut jpeg, 92)
        .encode(&pixels, width, height, ExtendedColorType::Rgb8)
        .unwrap_or_else(|error| panic!("a photo of {width} x {height}: {error}"));
    jpeg
}

/// All that is in the picture, unzoomed.
fn scene() -> Vec<Colour> {
    let at = |at: usize| {
        let (x, y) = (at % WIDTH, at / WIDTH);
        colour(x as f32 / WIDTH as f32, y as f32 / HEIGHT as f32)
    };
    (0..WIDTH * HEIGHT).map(at).collect()
}

/// What a pixel shows from nearer: towards the house, which stands right of the middle.
fn seen(scene: &[Colour], zoom: f32, x: usize, y: usize) -> Colour {
    let from = |at: usize, size: usize, centre: f32| {
        let centre = centre * size as f32;
        ((at as f32 - centre) / zoom + centre) as usize
    };
    scene[from(y, HEIGHT, 0.62) * WIDTH + from(x, WIDTH, 0.6)]
}

fn y4m() -> Vec<u8> {
    let scene = scene();
    let mut film = format!("YUV4MPEG2 W{WIDTH} H{HEIGHT} F6:1 Ip A1:1\n").into_bytes();
    let mut grain = Grain(1);
    for frame in 0..FRAMES {
        let zoom = 1.0 + (ZOOM - 1.0) * frame as f32 / FRAMES as f32;
        // Writing to a Vec does not fail.
        let _ = film.write_all(b"FRAME\n");
        planes(&scene, zoom, &mut grain, &mut film);
    }
    film
}

/// One frame: brightness of every pixel, then the two colour planes at half the size.
fn planes(scene: &[Colour], zoom: f32, grain: &mut Grain, film: &mut Vec<u8>) {
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            let [r, g, b] = seen(scene, zoom, x, y);
            let bright = (0.299 * r + 0.587 * g + 0.114 * b) * 255.0;
            film.push((bright as i32 + grain.next()).clamp(0, 255) as u8);
        }
    }
    let chroma = |[r, g, b]: Colour, weights: Colour| {
        let value = weights[0] * r + weights[1] * g + weights[2] * b;
        (128.0 + value * 255.0).clamp(0.0, 255.0) as u8
    };
    for weights in [[-0.169, -0.331, 0.5], [0.5, -0.419, -0.081]] {
        for y in (0..HEIGHT).step_by(2) {
            for x in (0..WIDTH).step_by(2) {
                film.push(chroma(seen(scene, zoom, x, y), weights));
            }
        }
    }
}

/// What is seen at a place of the picture; both from 0 (left, top) to 1.
fn colour(x: f32, y: f32) -> Colour {
    if let Some(colour) = house(x, y) {
        return colour;
    }
    let ridge = |base: f32, height: f32, pace: f32, phase: f32| {
        base + height * ((x * pace + phase).sin() + 0.4 * (x * pace * 2.7 + phase * 3.0).sin())
    };
    let far = ridge(0.36, 0.03, 6.0, 0.4);
    let middle = ridge(0.45, 0.025, 4.0, 2.0);
    let field = 0.55 + 0.02 * (x * 3.0).sin();
    let patches = 0.9 + 0.2 * smooth(x * 26.0, y * 38.0);
    if y < far {
        return mix([0.60, 0.73, 0.84], [0.86, 0.90, 0.91], y / far);
    }
    if y < middle {
        return shade([0.44, 0.56, 0.53], patches);
    }
    if y < field {
        let terrace = if ((y - middle) * 90.0).fract() < 0.25 {
            0.86
        } else {
            1.0
        };
        return shade([0.38, 0.50, 0.28], patches * terrace);
    }
    // Furrows run towards a point on the horizon.
    let furrow = ((x - 0.35) / (y - 0.42) * 16.0).sin();
    let near = (y - field) / (1.0 - field);
    let soil = mix([0.52, 0.47, 0.30], [0.55, 0.40, 0.26], near);
    let crop = mix([0.47, 0.58, 0.27], [0.36, 0.50, 0.20], near);
    let mixed = mix(soil, crop, (furrow * 1.6 + 0.5).clamp(0.0, 1.0));
    shade(mixed, 0.85 + 0.3 * smooth(x * 150.0, y * 190.0))
}

/// Brick walls without a roof, concrete pillars, window holes, a heap of sand.
fn house(x: f32, y: f32) -> Option<Colour> {
    let heap = (x - 0.40).powi(2) / 0.0040 + (y - 0.745).powi(2) / 0.0020;
    if heap < 1.0 && y < 0.75 {
        return Some(shade(
            [0.76, 0.67, 0.49],
            0.8 + 0.4 * smooth(x * 220.0, y * 260.0),
        ));
    }
    let (left, right, top, bottom) = (0.48, 0.80, 0.44, 0.74);
    let is_pillar = (0..4).any(|n| (x - left - (right - left) * n as f32 / 3.0).abs() < 0.008);
    if is_pillar && (top - 0.05..bottom).contains(&y) {
        return Some(shade(
            [0.68, 0.67, 0.64],
            0.85 + 0.2 * smooth(x * 90.0, y * 40.0),
        ));
    }
    if !(left..right).contains(&x) || !(top..bottom).contains(&y) {
        return None;
    }
    let (across, down) = ((x - left) / (right - left), (y - top) / (bottom - top));
    let is_slab = (down - 0.48).abs() < 0.03;
    if is_slab {
        return Some([0.63, 0.62, 0.59]);
    }
    let window =
        ((across * 3.0).fract() - 0.5).abs() < 0.2 && ((down * 2.0).fract() - 0.5).abs() < 0.22;
    if window {
        return Some([0.16, 0.15, 0.14]);
    }
    let row = (down * 44.0).floor();
    let joint = (down * 44.0).fract() < 0.18 || (across * 46.0 + 0.5 * (row % 2.0)).fract() < 0.1;
    let brick = if joint {
        [0.66, 0.60, 0.54]
    } else {
        [0.62, 0.33, 0.24]
    };
    Some(shade(brick, 0.85 + 0.3 * smooth(across * 46.0, row)))
}

fn mix(a: Colour, b: Colour, share: f32) -> Colour {
    std::array::from_fn(|channel| a[channel] + (b[channel] - a[channel]) * share)
}

fn shade(colour: Colour, light: f32) -> Colour {
    colour.map(|channel| (channel * light).clamp(0.0, 1.0))
}

/// A bumpy plane between 0 and 1, smooth between whole numbers.
fn smooth(x: f32, y: f32) -> f32 {
    let corner = |dx: f32, dy: f32| {
        let seed = ((x.floor() + dx) * 127.1 + (y.floor() + dy) * 311.7).sin() * 43_758.547;
        seed - seed.floor()
    };
    let (u, v) = (x - x.floor(), y - y.floor());
    let top = corner(0.0, 0.0) * (1.0 - u) + corner(1.0, 0.0) * u;
    let bottom = corner(0.0, 1.0) * (1.0 - u) + corner(1.0, 1.0) * u;
    top * (1.0 - v) + bottom * v
}

/// A small generator: the same film every time.
struct Grain(u32);

impl Grain {
    fn next(&mut self) -> i32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 16) as i32 % (2 * GRAIN + 1) - GRAIN
    }
}
