//! Where things are and how large: the plane grid of the land offices, the shifted grid of domestic
//! map tiles, and measuring on the ellipsoid.
//!
//! The one truth that is stored is longitude and latitude in degrees (WGS 84, for phone work the
//! same as CGCS2000). Everything here is derived from it, for a form, for a screen or for a figure.

pub mod gauss_kruger;
pub mod gcj02;
pub mod measure;

/// Semi-major axis of the CGCS2000 ellipsoid, in metres (EPSG:1024).
const CGCS2000_SEMI_MAJOR_M: f64 = 6_378_137.0;

/// Flattening of the CGCS2000 ellipsoid (EPSG:1024).
const CGCS2000_FLATTENING: f64 = 1.0 / 298.257_222_101;

/// A repeatable stream of numbers in `[0, 1)`: tests must fail the same way twice.
#[cfg(test)]
fn numbers_from(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        // Knuth's MMIX constants; the high 53 bits are the good ones.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    }
}
