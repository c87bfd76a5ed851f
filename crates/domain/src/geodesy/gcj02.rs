//! GCJ-02, the shifted grid of domestic map tiles: 330-370 m to the south-south-east in Yuxi.
//!
//! It exists here for one purpose: to put a place on such tiles and to read a tap on them. A shifted
//! coordinate that is stored or exported cannot be told from a true one later, so the type below has
//! no way into a store: it is not `Serialize`, and it is not a [`geo_types::Point`].
//!
//! Formula and constants: the published reverse-engineered form that every converter uses.

use std::f64::consts::PI;

use geo_types::Point;

/// A place on shifted map tiles, in degrees. For the screen only.
///
/// It can be drawn:
/// ```
/// let shifted = domain::geodesy::gcj02::DisplayOnlyGcj02::of((102.0, 24.0).into());
/// assert_eq!(format!("{:.4}", shifted.lon_deg()), "102.0014");
/// assert!(serde_json::to_string(&shifted.lon_deg()).is_ok());
/// ```
/// It cannot be written down:
/// ```compile_fail
/// let shifted = domain::geodesy::gcj02::DisplayOnlyGcj02::of((102.0, 24.0).into());
/// assert!(serde_json::to_string(&shifted).is_ok());
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DisplayOnlyGcj02 {
    lon_deg: f64,
    lat_deg: f64,
}

/// Semi-major axis of the Krasovsky 1940 ellipsoid, on which the shift is defined, in metres.
const SEMI_MAJOR_M: f64 = 6_378_245.0;

/// Its first eccentricity squared, with the digits that the published form has.
const ECCENTRICITY_SQUARED: f64 = 0.006_693_421_622_965_943;

/// The way back adds the same shift again and again; each round gains more than two digits, so five
/// reach the limit of `f64`. The rest is for the border of the shifted area, where it may not settle.
const MAX_ROUNDS: usize = 10;

/// A ten-thousandth of a millimetre on the ground.
const SETTLED_DEG: f64 = 1e-12;

impl DisplayOnlyGcj02 {
    /// Where a true place (WGS 84, x = longitude, y = latitude) is drawn. Outside China the tiles are
    /// not shifted, and the place stays as it is.
    pub fn of(wgs84: Point<f64>) -> Self {
        let shift = shift_at(wgs84);
        Self {
            lon_deg: wgs84.x() + shift.x(),
            lat_deg: wgs84.y() + shift.y(),
        }
    }

    /// A point that somebody touched on shifted tiles.
    pub const fn touched_at(lon_deg: f64, lat_deg: f64) -> Self {
        Self { lon_deg, lat_deg }
    }

    /// The true place (WGS 84, x = longitude, y = latitude), to well under a millimetre.
    pub fn to_wgs84(self) -> Point<f64> {
        let drawn = Point::new(self.lon_deg, self.lat_deg);
        let mut place = drawn;
        for _ in 0..MAX_ROUNDS {
            let better = drawn - shift_at(place);
            let step = better - place;
            place = better;
            if step.x().abs() < SETTLED_DEG && step.y().abs() < SETTLED_DEG {
                break;
            }
        }
        place
    }

    /// Degrees east on the tiles.
    pub const fn lon_deg(self) -> f64 {
        self.lon_deg
    }

    /// Degrees north on the tiles.
    pub const fn lat_deg(self) -> f64 {
        self.lat_deg
    }
}

/// The box in which tiles are shifted. It is coarse: it holds parts of the neighbouring countries.
fn is_shifted(place: Point<f64>) -> bool {
    (72.004..=137.8347).contains(&place.x()) && (0.8293..=55.8271).contains(&place.y())
}

/// How far a true place is moved, in degrees (x = longitude, y = latitude).
fn shift_at(place: Point<f64>) -> Point<f64> {
    if !is_shifted(place) {
        return Point::new(0.0, 0.0);
    }
    let (x, y) = (place.x() - 105.0, place.y() - 35.0);
    let latitude = place.y().to_radians();
    let flattened = 1.0 - ECCENTRICITY_SQUARED * latitude.sin().powi(2);
    let meridian_radius_m =
        SEMI_MAJOR_M * (1.0 - ECCENTRICITY_SQUARED) / (flattened * flattened.sqrt());
    let parallel_radius_m = SEMI_MAJOR_M / flattened.sqrt() * latitude.cos();
    Point::new(
        (east_shift_m(x, y) / parallel_radius_m).to_degrees(),
        (north_shift_m(x, y) / meridian_radius_m).to_degrees(),
    )
}

fn east_shift_m(x: f64, y: f64) -> f64 {
    300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + waves_m(&[(20.0, 6.0 * x), (20.0, 2.0 * x)])
        + waves_m(&[(20.0, x), (40.0, x / 3.0)])
        + waves_m(&[(150.0, x / 12.0), (300.0, x / 30.0)])
}

fn north_shift_m(x: f64, y: f64) -> f64 {
    -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + waves_m(&[(20.0, 6.0 * x), (20.0, 2.0 * x)])
        + waves_m(&[(20.0, y), (40.0, y / 3.0)])
        + waves_m(&[(160.0, y / 12.0), (320.0, y / 30.0)])
}

/// Two thirds of the sum of sines; each is an amplitude and a phase in half turns.
fn waves_m(waves: &[(f64, f64)]) -> f64 {
    waves
        .iter()
        .map(|(amplitude, phase)| amplitude * (phase * PI).sin())
        .sum::<f64>()
        * 2.0
        / 3.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::{measure, numbers_from};

    /// Longitude and latitude as they are, as they are drawn, and the metres between.
    const GOLDEN: [(f64, f64, &str, f64); 5] = [
        (102.5437, 24.3505, "102.544959,24.347442", 362.0),
        (102.0, 24.0, "102.001443,23.997196", 343.5),
        (101.273_756, 23.315_46, "101.275219,23.312761", 334.2),
        (103.150_706, 24.955_612, "103.152600,24.952792", 366.3),
        (101.9988, 23.5966, "102.000229,23.593914", 331.3),
    ];

    #[test]
    fn the_golden_places_are_drawn_where_the_tiles_have_them() {
        for (lon, lat, drawn, metres) in GOLDEN {
            let place = Point::new(lon, lat);
            let shown = DisplayOnlyGcj02::of(place);
            assert_eq!(
                format!("{:.6},{:.6}", shown.lon_deg(), shown.lat_deg()),
                drawn
            );
            let moved_m =
                measure::distance_m(place, Point::new(shown.lon_deg(), shown.lat_deg())).unwrap();
            assert!((moved_m - metres).abs() < 0.1, "{drawn} moved by {moved_m}");
        }
    }

    #[test]
    fn a_touch_on_the_tiles_finds_the_true_place() {
        let mut next = numbers_from(2);
        for _ in 0..5_000 {
            let place = Point::new(74.0 + 60.0 * next(), 4.0 + 48.0 * next());
            let shown = DisplayOnlyGcj02::of(place);
            let back = DisplayOnlyGcj02::touched_at(shown.lon_deg(), shown.lat_deg()).to_wgs84();
            assert!(
                (back.x() - place.x()).abs() < 1e-11 && (back.y() - place.y()).abs() < 1e-11,
                "{place:?}"
            );
        }
    }

    #[test]
    fn outside_china_nothing_moves() {
        for place in [
            (2.3522, 48.8566),
            (139.6917, 35.6895),
            (102.0, -24.0),
            (102.0, 56.0),
            (71.9, 35.0),
        ] {
            let shown = DisplayOnlyGcj02::of(place.into());
            assert_eq!((shown.lon_deg(), shown.lat_deg()), place);
            assert_eq!(shown.to_wgs84(), Point::from(place));
        }
    }

    #[test]
    fn the_way_back_ends_even_at_the_border_and_for_no_place() {
        let border = DisplayOnlyGcj02::touched_at(72.0045, 35.0).to_wgs84();
        assert!((border.x() - 72.0045).abs() < 0.01 && (border.y() - 35.0).abs() < 0.01);
        assert!(
            DisplayOnlyGcj02::touched_at(f64::NAN, 24.0)
                .to_wgs84()
                .x()
                .is_nan()
        );
    }
}
