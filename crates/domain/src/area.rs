//! Areas in integer dm² (0.01 m²). 1 亩 = 2000/3 m² = 200 000/3 dm². Sum first, round last.

use serde::de::{Deserializer, Unexpected, Visitor};
use serde::{Deserialize, Serialize};

/// An area in dm² (1/100 of a square metre).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(value_type = i64))]
#[serde(transparent)]
pub struct AreaDm2(pub i64);

impl AreaDm2 {
    /// From 亩, rounded to the nearest dm².
    pub fn from_mu(mu: f64) -> Self {
        Self((mu * 200_000.0 / 3.0).round() as i64)
    }

    /// Hundredths of 亩, rounded half away from zero, in exact integers.
    pub fn mu_hundredths(self) -> i64 {
        // 3/2000, the whole part by itself: no area is too large for it.
        let (whole, rest) = (self.0 / 2000, self.0 % 2000);
        whole * 3 + (rest * 3 + 1000 * rest.signum()) / 2000
    }

    /// `0.60`: 亩 with two decimals.
    pub fn mu_text(self) -> String {
        decimal_text(self.mu_hundredths(), 2)
    }

    /// `400.00`: m² with two decimals, exact.
    pub fn m2_text(self) -> String {
        decimal_text(self.0, 2)
    }
}

impl std::iter::Sum for AreaDm2 {
    fn sum<I: Iterator<Item = Self>>(areas: I) -> Self {
        Self(areas.map(|area| area.0).sum())
    }
}

/// A number of the `decimals`-th parts of one, with a point. Floats are never written as text on the
/// phone: the code that writes them exactly is large.
pub(crate) fn decimal_text(units: i64, decimals: u32) -> String {
    let scale = 10_u64.pow(decimals);
    let sign = if units < 0 { "-" } else { "" };
    let units = units.unsigned_abs();
    format!(
        "{sign}{}.{:0width$}",
        units / scale,
        units % scale,
        width = decimals as usize
    )
}

crate::taxonomy! {
    /// How large it looks, as the officer can tell: the one-tap bands of the report.
    AreaBand {
        UnderFifth = "under_0.2", "<0.2", "";
        FifthToHalf = "0.2_0.5", "0.2-0.5", "";
        HalfToOne = "0.5_1", "0.5-1", "";
        OneToFive = "1_5", "1-5", "";
        OverFive = "over_5", ">5", "";
    }
}

/// What the officer says of the area. `Unclear` is an answer; it is not zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(
    tag = "as",
    content = "value",
    rename_all = "snake_case",
    try_from = "AnyEstimate"
)]
pub enum AreaEstimate {
    /// One of the bands, in 亩.
    Band(AreaBand),
    /// A number that somebody gave or measured.
    Measured(AreaDm2),
    /// The officer looked and cannot tell.
    Unclear,
}

/// The members of every [`AreaEstimate`], as it is read: serde's own way for a tagged enum keeps the
/// value aside until it has found the tag.
#[derive(Deserialize)]
struct AnyEstimate {
    #[serde(rename = "as")]
    kind: Kind,
    value: Option<AnyArea>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Band,
    Measured,
    Unclear,
}

/// What an estimate says: the code of a band, or a number of dm².
enum AnyArea {
    Band(AreaBand),
    Dm2(i64),
}

impl<'de> Deserialize<'de> for AnyArea {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextOrNumber)
    }
}

struct TextOrNumber;

impl Visitor<'_> for TextOrNumber {
    type Value = AnyArea;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the code of a band, or dm²")
    }

    fn visit_str<E: serde::de::Error>(self, code: &str) -> Result<AnyArea, E> {
        let band = AreaBand::from_code(code);
        band.map(AnyArea::Band)
            .ok_or_else(|| E::invalid_value(Unexpected::Str(code), &self))
    }

    fn visit_i64<E>(self, dm2: i64) -> Result<AnyArea, E> {
        Ok(AnyArea::Dm2(dm2))
    }

    fn visit_u64<E: serde::de::Error>(self, dm2: u64) -> Result<AnyArea, E> {
        let dm2 = i64::try_from(dm2);
        dm2.map(AnyArea::Dm2).map_err(E::custom)
    }
}

/// An [`AreaEstimate`] with another value than its tag says.
#[derive(Debug, thiserror::Error)]
#[error("the value is not of the kind that is named")]
struct OfAnotherKind;

impl TryFrom<AnyEstimate> for AreaEstimate {
    type Error = OfAnotherKind;

    fn try_from(any: AnyEstimate) -> Result<Self, OfAnotherKind> {
        match (any.kind, any.value) {
            (Kind::Band, Some(AnyArea::Band(band))) => Ok(Self::Band(band)),
            (Kind::Measured, Some(AnyArea::Dm2(dm2))) => Ok(Self::Measured(AreaDm2(dm2))),
            (Kind::Unclear, None) => Ok(Self::Unclear),
            _ => Err(OfAnotherKind),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::from_json;

    #[test]
    fn the_seeds_area_is_exact() {
        assert_eq!(AreaDm2::from_mu(469.95), AreaDm2(31_330_000));
        assert_eq!(AreaDm2(31_330_000).mu_text(), "469.95");
        assert_eq!(AreaDm2(31_330_000).m2_text(), "313300.00");
    }

    #[test]
    fn sums_are_rounded_last() {
        let counties = [
            4_687_165, 3_207_008, 3_453_701, 3_453_701, 2_466_929, 3_453_701, 5_427_244, 3_453_701,
            1_726_850,
        ];
        let rounded_first: i64 = counties
            .iter()
            .map(|&dm2| AreaDm2(dm2).mu_hundredths())
            .sum();
        let total: AreaDm2 = counties.into_iter().map(AreaDm2).sum();
        assert_eq!(rounded_first, 46_997);
        assert_eq!(total.mu_hundredths(), 46_995);
    }

    #[test]
    fn an_estimate_is_read_as_it_is_written_in_either_order() {
        let cases = [
            (
                AreaEstimate::Band(AreaBand::HalfToOne),
                r#"{"as":"band","value":"0.5_1"}"#,
            ),
            (
                AreaEstimate::Measured(AreaDm2(40_000)),
                r#"{"as":"measured","value":40000}"#,
            ),
            (
                AreaEstimate::Measured(AreaDm2(-1)),
                r#"{"as":"measured","value":-1}"#,
            ),
            (AreaEstimate::Unclear, r#"{"as":"unclear"}"#),
        ];
        for (estimate, text) in cases {
            assert_eq!(serde_json::to_string(&estimate).unwrap(), text);
            assert_eq!(from_json(text.as_bytes()), Ok(estimate));
            assert_eq!(
                serde_json::from_str::<AreaEstimate>(text).unwrap(),
                estimate
            );
        }
        let turned = br#"{"value":40000,"as":"measured"}"#;
        assert_eq!(
            from_json(turned),
            Ok(AreaEstimate::Measured(AreaDm2(40_000)))
        );
    }

    #[test]
    fn an_estimate_of_another_kind_than_it_says_is_refused() {
        for bad in [
            r#"{"as":"band","value":1}"#,
            r#"{"as":"band","value":"1_2"}"#,
            r#"{"as":"band"}"#,
            r#"{"as":"measured","value":"0.5_1"}"#,
            r#"{"as":"measured","value":0.5}"#,
            r#"{"as":"measured","value":18446744073709551615}"#,
            r#"{"as":"guess","value":1}"#,
            r#"{"value":1}"#,
            "1",
        ] {
            assert!(from_json::<AreaEstimate>(bad.as_bytes()).is_err(), "{bad}");
            assert!(serde_json::from_str::<AreaEstimate>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn small_and_negative_areas_keep_their_sign_and_digits() {
        assert_eq!(AreaDm2(5).m2_text(), "0.05");
        assert_eq!(AreaDm2(-12_345).m2_text(), "-123.45");
        assert_eq!(AreaDm2(-200_000).mu_text(), "-3.00");
        assert_eq!(AreaDm2(0).mu_text(), "0.00");
        assert_eq!(AreaDm2(i64::MAX).mu_text(), "138350580552821.64");
        let halves = [-1001, -1000, -999, -334, -333, 333, 334, 999, 1000, 1001];
        assert_eq!(
            halves.map(|dm2| AreaDm2(dm2).mu_hundredths()),
            [-2, -2, -1, -1, 0, 0, 1, 1, 2, 2]
        );
    }
}
