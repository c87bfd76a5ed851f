//! CGCS2000, 3-degree Gauss-Krüger, central meridian 102° E: the plane grid of Yuxi's land offices,
//! both ways.
//!
//! In Chinese surveying X is north and Y is east, the opposite of most software; so the fields here
//! are named for their directions, and an export must say which is which.
//!
//! Method: Krüger's series in the third flattening to its fourth power, as in C. Karney, *Transverse
//! Mercator with an accuracy of a few nanometers* (2011); the conformal latitude goes back by its own
//! series. Inside the range that is accepted, both directions are good to far less than a millimetre.

use std::ops::RangeInclusive;

use geo_types::Point;

use super::{CGCS2000_FLATTENING, CGCS2000_SEMI_MAJOR_M};

/// The two ways in which the same grid is written. They differ only in the false easting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GaussKruger {
    /// EPSG:4543, "CGCS2000 / 3-degree Gauss-Kruger CM 102E": false easting 500 000 m.
    Cm102E,
    /// EPSG:4522, "CGCS2000 / 3-degree Gauss-Kruger zone 34": false easting 34 500 000 m, so that
    /// the easting begins with the number of its zone.
    Zone34,
}

/// A point on the plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlanePoint {
    /// Metres north of the equator (Chinese X).
    pub northing_m: f64,
    /// Metres east, with the false easting of its grid (Chinese Y).
    pub easting_m: f64,
}

/// The place is not one that this grid describes: not a number, outside China's latitudes, or more
/// than 3° from the central meridian. A plane point with the other grid's false easting, or with
/// north and east exchanged, ends here too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the place lies outside the Gauss-Kruger grid at 102 degrees east")]
pub struct OutsideGrid;

const CENTRAL_MERIDIAN_DEG: f64 = 102.0;

/// Twice the zone's own half width, so that a parcel across its border can still be drawn in one grid.
const LON_RANGE_DEG: RangeInclusive<f64> = 99.0..=105.0;

/// From the southernmost reef to the northernmost bend of China.
const LAT_RANGE_DEG: RangeInclusive<f64> = 3.0..=54.0;

/// A point that was projected at the very edge may come back a rounding error outside.
const EDGE_TOLERANCE_DEG: f64 = 1e-9;

/// Northings of the accepted latitudes, generously. Beyond it the series would still give numbers,
/// but of a place on the other side of the Earth.
const NORTHING_RANGE_M: RangeInclusive<f64> = 300_000.0..=6_100_000.0;

/// 3° of longitude at 3° north, generously.
const MAX_FROM_MERIDIAN_M: f64 = 340_000.0;

// Powers of the third flattening.
const N1: f64 = CGCS2000_FLATTENING / (2.0 - CGCS2000_FLATTENING);
const N2: f64 = N1 * N1;
const N3: f64 = N2 * N1;
const N4: f64 = N3 * N1;

/// Radius of the sphere whose meridian is as long as the ellipsoid's.
const RECTIFYING_RADIUS_M: f64 = CGCS2000_SEMI_MAJOR_M / (1.0 + N1) * (1.0 + N2 / 4.0 + N4 / 64.0);

/// From the sphere's transverse coordinates to the ellipsoid's.
const ALPHA: [f64; 4] = [
    N1 / 2.0 - 2.0 * N2 / 3.0 + 5.0 * N3 / 16.0 + 41.0 * N4 / 180.0,
    13.0 * N2 / 48.0 - 3.0 * N3 / 5.0 + 557.0 * N4 / 1440.0,
    61.0 * N3 / 240.0 - 103.0 * N4 / 140.0,
    49_561.0 * N4 / 161_280.0,
];

/// And back.
const BETA: [f64; 4] = [
    N1 / 2.0 - 2.0 * N2 / 3.0 + 37.0 * N3 / 96.0 - N4 / 360.0,
    N2 / 48.0 + N3 / 15.0 - 437.0 * N4 / 1440.0,
    17.0 * N3 / 480.0 - 37.0 * N4 / 840.0,
    4397.0 * N4 / 161_280.0,
];

/// From the conformal latitude to the geodetic one.
const DELTA: [f64; 4] = [
    2.0 * N1 - 2.0 * N2 / 3.0 - 2.0 * N3 + 116.0 * N4 / 45.0,
    7.0 * N2 / 3.0 - 8.0 * N3 / 5.0 - 227.0 * N4 / 45.0,
    56.0 * N3 / 15.0 - 136.0 * N4 / 35.0,
    4279.0 * N4 / 630.0,
];

impl GaussKruger {
    /// The EPSG code.
    pub const fn epsg(self) -> u32 {
        match self {
            Self::Cm102E => 4543,
            Self::Zone34 => 4522,
        }
    }

    const fn false_easting_m(self) -> f64 {
        match self {
            Self::Cm102E => 500_000.0,
            Self::Zone34 => 34_500_000.0,
        }
    }

    /// Puts a place (x = longitude, y = latitude, degrees) on the plane.
    ///
    /// # Errors
    /// [`OutsideGrid`] for a place that is not within 3° of the meridian and 3°-54° north.
    pub fn project(self, place: Point<f64>) -> Result<PlanePoint, OutsideGrid> {
        if !covers(place, 0.0) {
            return Err(OutsideGrid);
        }
        let from_meridian = (place.x() - CENTRAL_MERIDIAN_DEG).to_radians();
        let tan_conformal = tan_conformal_latitude(place.y().to_radians());
        let xi = tan_conformal.atan2(from_meridian.cos());
        let eta = (from_meridian.sin() / tan_conformal.hypot(1.0)).atanh();
        let (xi_shift, eta_shift) = transverse_shift(&ALPHA, xi, eta);
        Ok(PlanePoint {
            northing_m: RECTIFYING_RADIUS_M * (xi + xi_shift),
            easting_m: self.false_easting_m() + RECTIFYING_RADIUS_M * (eta + eta_shift),
        })
    }

    /// Finds the place (x = longitude, y = latitude, degrees) of a point on the plane.
    ///
    /// # Errors
    /// [`OutsideGrid`] for a point that [`Self::project`] cannot have made.
    pub fn unproject(self, plane: PlanePoint) -> Result<Point<f64>, OutsideGrid> {
        let from_meridian_m = plane.easting_m - self.false_easting_m();
        // Written so that NaN fails.
        let is_near = from_meridian_m.abs() <= MAX_FROM_MERIDIAN_M;
        if !is_near || !NORTHING_RANGE_M.contains(&plane.northing_m) {
            return Err(OutsideGrid);
        }
        let xi = plane.northing_m / RECTIFYING_RADIUS_M;
        let eta = from_meridian_m / RECTIFYING_RADIUS_M;
        let (xi_shift, eta_shift) = transverse_shift(&BETA, xi, eta);
        let (xi, eta) = (xi - xi_shift, eta - eta_shift);
        let conformal = (xi.sin() / eta.cosh()).asin();
        let latitude = conformal + sine_series(&DELTA, conformal);
        let longitude = eta.sinh().atan2(xi.cos());
        let place = Point::new(
            CENTRAL_MERIDIAN_DEG + longitude.to_degrees(),
            latitude.to_degrees(),
        );
        if covers(place, EDGE_TOLERANCE_DEG) {
            Ok(place)
        } else {
            Err(OutsideGrid)
        }
    }
}

/// Whether a place is one for this grid. NaN is not.
fn covers(place: Point<f64>, tolerance_deg: f64) -> bool {
    is_within(&LON_RANGE_DEG, place.x(), tolerance_deg)
        && is_within(&LAT_RANGE_DEG, place.y(), tolerance_deg)
}

fn is_within(range: &RangeInclusive<f64>, value: f64, tolerance: f64) -> bool {
    (range.start() - tolerance..=range.end() + tolerance).contains(&value)
}

/// Tangent of the conformal latitude, the latitude on a sphere that keeps every angle.
fn tan_conformal_latitude(latitude_rad: f64) -> f64 {
    let sin = latitude_rad.sin();
    let eccentricity = (CGCS2000_FLATTENING * (2.0 - CGCS2000_FLATTENING)).sqrt();
    (sin.atanh() - eccentricity * (eccentricity * sin).atanh()).sinh()
}

/// Σ c_j sin 2jξ cosh 2jη and Σ c_j cos 2jξ sinh 2jη: the two parts of the complex sine series.
fn transverse_shift(coefficients: &[f64; 4], xi: f64, eta: f64) -> (f64, f64) {
    let mut shift = (0.0, 0.0);
    for (coefficient, multiple) in coefficients.iter().zip([2.0, 4.0, 6.0, 8.0]) {
        let (sin, cos) = (multiple * xi).sin_cos();
        shift.0 += coefficient * sin * (multiple * eta).cosh();
        shift.1 += coefficient * cos * (multiple * eta).sinh();
    }
    shift
}

/// Σ c_j sin 2jx.
fn sine_series(coefficients: &[f64; 4], angle: f64) -> f64 {
    transverse_shift(coefficients, angle, 0.0).0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::{measure, numbers_from};

    /// Longitude, latitude, northing, easting in EPSG:4543: made with PROJ 9.
    const GOLDEN: [(f64, f64, f64, f64); 5] = [
        (102.5437, 24.3505, 2694218.2361, 555172.1232),
        (102.0, 24.0, 2655288.6538, 500000.0),
        (101.273756, 23.31546, 2579659.9220, 425716.3952),
        (103.150706, 24.955612, 2761629.6021, 616210.6401),
        (101.9988, 23.5966, 2610609.9588, 499877.5203),
    ];

    /// The golden numbers have four decimals, so they can be met to a tenth of a millimetre.
    const NEAR_M: f64 = 0.000_1;

    /// 1 mm on the ground, in degrees of latitude.
    const NEAR_DEG: f64 = 9e-9;

    #[test]
    fn the_golden_places_land_on_the_golden_plane_points_in_both_grids() {
        for (lon, lat, northing_m, easting_m) in GOLDEN {
            for (grid, prefix_m) in [
                (GaussKruger::Cm102E, 0.0),
                (GaussKruger::Zone34, 34_000_000.0),
            ] {
                let plane = grid.project(Point::new(lon, lat)).unwrap();
                assert!(
                    (plane.northing_m - northing_m).abs() < NEAR_M,
                    "{grid:?} {plane:?}"
                );
                assert!(
                    (plane.easting_m - prefix_m - easting_m).abs() < NEAR_M,
                    "{grid:?} {plane:?}"
                );
            }
        }
    }

    #[test]
    fn the_golden_plane_points_come_back_to_their_places() {
        for (lon, lat, northing_m, easting_m) in GOLDEN {
            let place = GaussKruger::Cm102E
                .unproject(PlanePoint {
                    northing_m,
                    easting_m,
                })
                .unwrap();
            assert!(
                (place.x() - lon).abs() < NEAR_DEG && (place.y() - lat).abs() < NEAR_DEG,
                "{place:?}"
            );
            let prefixed = PlanePoint {
                northing_m,
                easting_m: easting_m + 34_000_000.0,
            };
            let same = GaussKruger::Zone34.unproject(prefixed).unwrap();
            assert!(
                (same.x() - lon).abs() < NEAR_DEG && (same.y() - lat).abs() < NEAR_DEG,
                "{same:?}"
            );
        }
    }

    #[test]
    fn any_place_of_the_grid_survives_the_way_there_and_back() {
        let mut next = numbers_from(34);
        for _ in 0..5_000 {
            let place = Point::new(99.0 + 6.0 * next(), 3.0 + 51.0 * next());
            for grid in [GaussKruger::Cm102E, GaussKruger::Zone34] {
                let back = grid.unproject(grid.project(place).unwrap()).unwrap();
                let apart_deg = (back.x() - place.x())
                    .abs()
                    .max((back.y() - place.y()).abs());
                assert!(apart_deg < 2e-10, "{place:?} came back as {back:?}");
            }
        }
        for corner in [(99.0, 3.0), (105.0, 3.0), (99.0, 54.0), (105.0, 54.0)] {
            let plane = GaussKruger::Cm102E.project(corner.into()).unwrap();
            assert!(GaussKruger::Cm102E.unproject(plane).is_ok(), "{corner:?}");
        }
    }

    #[test]
    fn on_the_meridian_the_northing_is_the_distance_from_the_equator() {
        for lat in [3.0, 11.5, 24.35, 39.9, 54.0] {
            let plane = GaussKruger::Cm102E.project(Point::new(102.0, lat)).unwrap();
            let arc_m =
                measure::distance_m(Point::new(102.0, 0.0), Point::new(102.0, lat)).unwrap();
            assert!(
                (plane.northing_m - arc_m).abs() < 1e-6,
                "{lat}: {plane:?} {arc_m}"
            );
        }
    }

    #[test]
    fn the_golden_field_has_its_plane_area() {
        let corners = [
            (102.54, 24.35),
            (102.542, 24.35),
            (102.542, 24.3515),
            (102.54, 24.3515),
        ];
        let plane = corners.map(|corner| GaussKruger::Cm102E.project(corner.into()).unwrap());
        let twice_m2: f64 = (0..4)
            .map(|i| (plane[i], plane[(i + 1) % 4]))
            .map(|(a, b)| (a.easting_m - b.easting_m) * (a.northing_m + b.northing_m))
            .sum();
        assert!(
            (twice_m2.abs() / 2.0 - 33_721.329).abs() < 0.001,
            "{twice_m2}"
        );
    }

    #[test]
    fn the_grid_is_symmetric_about_its_meridian() {
        let east = GaussKruger::Cm102E
            .project(Point::new(103.0, 24.0))
            .unwrap();
        let west = GaussKruger::Cm102E
            .project(Point::new(101.0, 24.0))
            .unwrap();
        assert!((east.northing_m - west.northing_m).abs() < 1e-9);
        assert!((east.easting_m + west.easting_m - 1_000_000.0).abs() < 1e-9);
    }

    #[test]
    fn places_of_other_zones_and_no_places_are_refused() {
        for (lon, lat) in [
            (98.9, 24.0),
            (105.1, 24.0),
            (102.0, 2.9),
            (102.0, 54.1),
            (24.35, 102.54), // latitude and longitude exchanged
            (-102.0, 24.0),
            (102.0, -24.0),
            (0.0, 0.0),
            (f64::NAN, 24.0),
            (102.0, f64::NAN),
            (f64::INFINITY, 24.0),
        ] {
            assert_eq!(
                GaussKruger::Cm102E.project(Point::new(lon, lat)),
                Err(OutsideGrid),
                "{lon} {lat}"
            );
        }
    }

    #[test]
    fn plane_points_of_the_other_grid_exchanged_or_absurd_are_refused() {
        let refused = [
            (GaussKruger::Cm102E, 2_694_218.0, 34_555_172.0),
            (GaussKruger::Zone34, 2_694_218.0, 555_172.0),
            (GaussKruger::Cm102E, 555_172.0, 2_694_218.0),
            (GaussKruger::Cm102E, -2_694_218.0, 555_172.0),
            (GaussKruger::Cm102E, 12_694_218.0, 555_172.0),
            (GaussKruger::Cm102E, 5_990_000.0, 835_000.0), // 54 north, but 5 degrees off
            (GaussKruger::Cm102E, f64::NAN, 555_172.0),
            (GaussKruger::Cm102E, 2_694_218.0, f64::NAN),
            (GaussKruger::Cm102E, 2_694_218.0, f64::NEG_INFINITY),
        ];
        for (grid, northing_m, easting_m) in refused {
            let plane = PlanePoint {
                northing_m,
                easting_m,
            };
            assert_eq!(
                grid.unproject(plane),
                Err(OutsideGrid),
                "{grid:?} {plane:?}"
            );
        }
    }

    #[test]
    fn the_grids_name_their_epsg_codes() {
        assert_eq!(
            [GaussKruger::Cm102E.epsg(), GaussKruger::Zone34.epsg()],
            [4543, 4522]
        );
    }
}
