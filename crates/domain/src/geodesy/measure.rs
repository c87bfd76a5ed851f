//! Lengths and areas on the ellipsoid, as the land survey counts them (椭球面积), not on a plane grid.
//!
//! The ellipsoid is CGCS2000's, the legal one. Phones answer in WGS 84; the two ellipsoids differ by
//! 0.1 mm in the polar radius, which is less than a thousandth of 0.01 m² for a parcel of 50 亩, so
//! that it does not matter which of them a coordinate meant.
//!
//! Algorithm: C. Karney, *Algorithms for geodesics* (2013), by `geographiclib-rs`. A ring may run
//! either way round. A ring that crosses itself is not detected: like every surveyor's formula this
//! one then gives the difference of the parts.

use geo_types::{LineString, Point, Polygon};
use geographiclib_rs::{Geodesic, InverseGeodesic, PolygonArea, Winding};

use super::{CGCS2000_FLATTENING, CGCS2000_SEMI_MAJOR_M};
use crate::area::AreaDm2;

/// Why a shape has no measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MeasureError {
    /// A coordinate is not a number, or not a longitude and latitude.
    #[error("a coordinate is not a place on Earth")]
    NotAPlace,
    /// A ring with fewer than three different points, or a line with fewer than two points.
    #[error("there are too few points")]
    TooFewPoints,
    /// All points of a ring lie on one line, or so nearly that the area rounds to nothing.
    #[error("the shape encloses no area")]
    NoArea,
    /// The holes take away all of the shape or more: they cannot lie inside it.
    #[error("the holes are larger than the shape")]
    HolesTooLarge,
}

/// The area of a polygon (x = longitude, y = latitude, degrees), less its holes, rounded to 0.01 m².
///
/// # Errors
/// Any [`MeasureError`]; a hole without area is one too, since it was meant to be something.
pub fn area(polygon: &Polygon<f64>) -> Result<AreaDm2, MeasureError> {
    let ellipsoid = cgcs2000();
    let whole_m2 = measure_ring(&ellipsoid, polygon.exterior())?.area_m2;
    let mut holes_m2 = 0.0;
    for hole in polygon.interiors() {
        holes_m2 += measure_ring(&ellipsoid, hole)?.area_m2;
    }
    let area = to_dm2(whole_m2 - holes_m2);
    if area.0 > 0 {
        Ok(area)
    } else {
        Err(MeasureError::HolesTooLarge)
    }
}

/// The length of all of a polygon's boundary, its holes' included, in metres.
///
/// # Errors
/// Any [`MeasureError`] but [`MeasureError::HolesTooLarge`].
pub fn perimeter_m(polygon: &Polygon<f64>) -> Result<f64, MeasureError> {
    let ellipsoid = cgcs2000();
    let mut metres = measure_ring(&ellipsoid, polygon.exterior())?.perimeter_m;
    for hole in polygon.interiors() {
        metres += measure_ring(&ellipsoid, hole)?.perimeter_m;
    }
    Ok(metres)
}

/// The length of a line, in metres. Standing still adds nothing.
///
/// # Errors
/// [`MeasureError::TooFewPoints`] for fewer than two points, [`MeasureError::NotAPlace`].
pub fn length_m(line: &LineString<f64>) -> Result<f64, MeasureError> {
    if line.0.len() < 2 {
        return Err(MeasureError::TooFewPoints);
    }
    check_places(line)?;
    let ellipsoid = cgcs2000();
    Ok(line
        .lines()
        .map(|leg| leg_m(&ellipsoid, leg.start_point(), leg.end_point()))
        .sum())
}

/// The distance between two places (x = longitude, y = latitude, degrees), in metres.
///
/// # Errors
/// [`MeasureError::NotAPlace`].
pub fn distance_m(from: Point<f64>, to: Point<f64>) -> Result<f64, MeasureError> {
    if is_place(from) && is_place(to) {
        Ok(leg_m(&cgcs2000(), from, to))
    } else {
        Err(MeasureError::NotAPlace)
    }
}

fn cgcs2000() -> Geodesic {
    Geodesic::new(CGCS2000_SEMI_MAJOR_M, CGCS2000_FLATTENING)
}

fn leg_m(ellipsoid: &Geodesic, from: Point<f64>, to: Point<f64>) -> f64 {
    ellipsoid.inverse(from.y(), from.x(), to.y(), to.x())
}

struct RingMeasure {
    /// Never negative, whichever way the ring runs.
    area_m2: f64,
    perimeter_m: f64,
}

/// Measures one closed ring and refuses one that is no ring.
fn measure_ring(ellipsoid: &Geodesic, ring: &LineString<f64>) -> Result<RingMeasure, MeasureError> {
    check_places(ring)?;
    if !has_three_different_points(ring) {
        return Err(MeasureError::TooFewPoints);
    }
    let mut sum = PolygonArea::new(ellipsoid, Winding::CounterClockwise);
    // `geo_types` repeats the first point at the end; the sum closes the ring by itself, and a leg of
    // no length adds nothing.
    for point in ring.points() {
        sum.add_point(point.y(), point.x());
    }
    let (perimeter_m, signed_area_m2, _) = sum.compute(true);
    let area_m2 = signed_area_m2.abs();
    if to_dm2(area_m2).0 == 0 {
        return Err(MeasureError::NoArea);
    }
    Ok(RingMeasure {
        area_m2,
        perimeter_m,
    })
}

fn has_three_different_points(ring: &LineString<f64>) -> bool {
    let Some(first) = ring.0.first() else {
        return false;
    };
    let Some(second) = ring.0.iter().find(|point| *point != first) else {
        return false;
    };
    ring.0.iter().any(|point| point != first && point != second)
}

fn check_places(line: &LineString<f64>) -> Result<(), MeasureError> {
    if line.points().all(is_place) {
        Ok(())
    } else {
        Err(MeasureError::NotAPlace)
    }
}

/// NaN is not a place.
fn is_place(point: Point<f64>) -> bool {
    point.x().abs() <= 180.0 && point.y().abs() <= 90.0
}

fn to_dm2(area_m2: f64) -> AreaDm2 {
    AreaDm2((area_m2 * 100.0).round() as i64)
}

#[cfg(test)]
mod tests {
    use geo_types::{line_string, point, polygon};

    use super::*;

    /// 50 亩 near Yuxi; area and perimeter are GeographicLib's own.
    fn field() -> Polygon<f64> {
        polygon![(x: 102.54, y: 24.35), (x: 102.542, y: 24.35), (x: 102.542, y: 24.3515), (x: 102.54, y: 24.3515)]
    }

    fn ring(points: &[(f64, f64)]) -> Polygon<f64> {
        Polygon::new(LineString::from(points.to_vec()), vec![])
    }

    #[test]
    fn the_golden_field_has_its_area_and_perimeter() {
        assert_eq!(area(&field()), Ok(AreaDm2(3_371_882)));
        assert!((perimeter_m(&field()).unwrap() - 738.186).abs() < 0.000_5);
        let exact = measure_ring(&cgcs2000(), field().exterior()).unwrap();
        assert!((exact.area_m2 - 33_718.820).abs() < 0.001);
    }

    #[test]
    fn the_ellipsoid_of_the_phone_gives_the_same_to_a_hundred_thousandth_of_a_square_metre() {
        let legal = measure_ring(&cgcs2000(), field().exterior()).unwrap();
        let phone = measure_ring(&Geodesic::wgs84(), field().exterior()).unwrap();
        assert!((legal.area_m2 - phone.area_m2).abs() < 1e-5);
        assert!((legal.perimeter_m - phone.perimeter_m).abs() < 1e-6);
    }

    #[test]
    fn a_ring_may_run_either_way_and_start_anywhere() {
        let mut points = field().exterior().0.clone();
        points.reverse();
        assert_eq!(
            area(&Polygon::new(LineString(points), vec![])),
            Ok(AreaDm2(3_371_882))
        );
        let turned = ring(&[
            (102.542, 24.3515),
            (102.54, 24.3515),
            (102.54, 24.35),
            (102.54, 24.35),
            (102.542, 24.35),
        ]);
        assert_eq!(area(&turned), Ok(AreaDm2(3_371_882)));
    }

    #[test]
    fn a_hole_takes_its_area_away_and_adds_its_boundary() {
        let hole =
            polygon![(x: 102.5405, y: 24.3505), (x: 102.541, y: 24.3505), (x: 102.541, y: 24.351)];
        let holed = Polygon::new(field().exterior().clone(), vec![hole.exterior().clone()]);
        assert_eq!(area(&holed).unwrap().0 + area(&hole).unwrap().0, 3_371_882);
        let boundary_m = perimeter_m(&field()).unwrap() + perimeter_m(&hole).unwrap();
        assert!((perimeter_m(&holed).unwrap() - boundary_m).abs() < 1e-9);
    }

    #[test]
    fn holes_as_large_as_the_shape_are_told() {
        let all = Polygon::new(field().exterior().clone(), vec![field().exterior().clone()]);
        assert_eq!(area(&all), Err(MeasureError::HolesTooLarge));
    }

    #[test]
    fn shapes_that_enclose_nothing_are_told() {
        let (a, b) = ((102.54, 24.35), (102.54, 24.36));
        for few in [
            ring(&[]),
            ring(&[a]),
            ring(&[a, b]),
            ring(&[a, b, a]),
            ring(&[a, a, b, b]),
        ] {
            assert_eq!(area(&few), Err(MeasureError::TooFewPoints), "{few:?}");
            assert_eq!(
                perimeter_m(&few),
                Err(MeasureError::TooFewPoints),
                "{few:?}"
            );
        }
        // Along a meridian, which is a geodesic: three different points on one line.
        assert_eq!(
            area(&ring(&[a, b, (102.54, 24.37)])),
            Err(MeasureError::NoArea)
        );
        let flat_hole = Polygon::new(
            field().exterior().clone(),
            vec![LineString::from(vec![a, b])],
        );
        assert_eq!(area(&flat_hole), Err(MeasureError::TooFewPoints));
    }

    #[test]
    fn no_place_is_told_everywhere() {
        for (lon, lat) in [
            (f64::NAN, 24.35),
            (102.54, f64::INFINITY),
            (24.35, 102.54),
            (180.1, 0.0),
        ] {
            let bad = ring(&[(102.54, 24.35), (102.55, 24.35), (lon, lat)]);
            assert_eq!(area(&bad), Err(MeasureError::NotAPlace));
            assert_eq!(perimeter_m(&bad), Err(MeasureError::NotAPlace));
            assert_eq!(length_m(bad.exterior()), Err(MeasureError::NotAPlace));
            let good = point!(x: 102.54, y: 24.35);
            assert_eq!(
                distance_m(good, Point::new(lon, lat)),
                Err(MeasureError::NotAPlace)
            );
            assert_eq!(
                distance_m(Point::new(lon, lat), good),
                Err(MeasureError::NotAPlace)
            );
        }
    }

    #[test]
    fn lengths_are_sums_of_distances() {
        let (a, b, c) = (
            point!(x: 102.54, y: 24.35),
            point!(x: 102.542, y: 24.35),
            point!(x: 102.542, y: 24.3515),
        );
        let walk = line_string![a.0, b.0, b.0, c.0];
        let legs_m = distance_m(a, b).unwrap() + distance_m(b, c).unwrap();
        assert!((length_m(&walk).unwrap() - legs_m).abs() < 1e-9);
        assert_eq!(distance_m(a, a), Ok(0.0));
        assert_eq!(distance_m(a, c), distance_m(c, a));
        assert_eq!(
            length_m(&line_string![a.0]),
            Err(MeasureError::TooFewPoints)
        );
        assert_eq!(
            length_m(&LineString::new(vec![])),
            Err(MeasureError::TooFewPoints)
        );
    }

    #[test]
    fn a_degree_of_the_equator_is_as_long_as_the_semi_major_axis_says() {
        let expected_m = CGCS2000_SEMI_MAJOR_M.to_radians();
        let degree_m = distance_m(point!(x: 102.0, y: 0.0), point!(x: 103.0, y: 0.0)).unwrap();
        assert!((degree_m - expected_m).abs() < 1e-6);
    }
}
