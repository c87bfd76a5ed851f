//! A position as the phone gave it: WGS 84 (EPSG:4326), degrees, with its own time and accuracy.

use serde::{Deserialize, Serialize};

use crate::area::decimal_text;
use crate::taxonomy;
use crate::time::UnixMs;

taxonomy! {
    /// What a position came from.
    PositionSource {
        Device = "device", "手机定位", "";
        Map = "map", "地图选点", "";
        Manual = "manual", "手工录入", "";
    }
}

taxonomy! {
    /// How good a fix is, by its radius of 68 % (W3C Geolocation, `accuracy`).
    FixGrade {
        Good = "good", "良好", "";
        Fair = "fair", "一般", "";
        Poor = "poor", "较差", "";
    }
}

/// One fix.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Position {
    /// Longitude, degrees east, EPSG:4326.
    pub lon_deg: f64,
    /// Latitude, degrees north, EPSG:4326.
    pub lat_deg: f64,
    /// Radius of 68 % confidence, in metres.
    pub accuracy_m: f64,
    /// Ellipsoidal height, in metres.
    pub altitude_m: Option<f64>,
    /// When the fix was made, by the device's clock.
    pub fixed_at_ms: UnixMs,
    /// What it came from.
    pub source: PositionSource,
}

impl Position {
    /// The place as a geometry, x = longitude, y = latitude.
    pub fn point(&self) -> geo_types::Point<f64> {
        geo_types::Point::new(self.lon_deg, self.lat_deg)
    }

    /// The grade of the fix: up to 15 m good, up to 50 m fair, beyond poor.
    pub fn grade(&self) -> FixGrade {
        if self.accuracy_m <= 15.0 {
            FixGrade::Good
        } else if self.accuracy_m <= 50.0 {
            FixGrade::Fair
        } else {
            FixGrade::Poor
        }
    }

    /// Whether the numbers can be a place on Earth: finite, within the ranges, accuracy not negative.
    pub fn is_possible(&self) -> bool {
        self.lon_deg.is_finite()
            && self.lat_deg.is_finite()
            && self.lon_deg.abs() <= 180.0
            && self.lat_deg.abs() <= 90.0
            && self.accuracy_m.is_finite()
            && self.accuracy_m >= 0.0
    }

    /// `24.350512, 102.543718`: latitude first, as people read it out.
    pub fn lat_lon_text(&self) -> String {
        let text = |deg: f64| decimal_text((deg * 1e6).round() as i64, 6);
        format!("{}, {}", text(self.lat_deg), text(self.lon_deg))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fix(accuracy_m: f64) -> Position {
        Position {
            lon_deg: 102.543_718,
            lat_deg: 24.350_512,
            accuracy_m,
            altitude_m: None,
            fixed_at_ms: 0,
            source: PositionSource::Device,
        }
    }

    #[test]
    fn grades_change_at_15_and_50_metres() {
        let grades = [0.0, 15.0, 15.1, 50.0, 50.1, 3000.0].map(|m| fix(m).grade());
        use FixGrade::{Fair, Good, Poor};
        assert_eq!(grades, [Good, Good, Fair, Fair, Poor, Poor]);
    }

    #[test]
    fn impossible_numbers_are_told() {
        assert!(fix(5.0).is_possible());
        for bad in [
            Position {
                lat_deg: 90.1,
                ..fix(5.0)
            },
            Position {
                lon_deg: -180.1,
                ..fix(5.0)
            },
            Position {
                lon_deg: f64::NAN,
                ..fix(5.0)
            },
            fix(-1.0),
            fix(f64::INFINITY),
        ] {
            assert!(!bad.is_possible(), "{bad:?}");
        }
    }

    #[test]
    fn text_has_latitude_first_and_a_point_longitude_first() {
        assert_eq!(fix(5.0).lat_lon_text(), "24.350512, 102.543718");
        assert_eq!(fix(5.0).point().x(), 102.543_718);
        let south_west = Position {
            lat_deg: -0.000_001_4,
            lon_deg: -179.999_999_6,
            ..fix(5.0)
        };
        assert_eq!(south_west.lat_lon_text(), "-0.000001, -180.000000");
    }
}
