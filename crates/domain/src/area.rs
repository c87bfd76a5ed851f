//! Areas in integer dm² (0.01 m²). 1 亩 = 2000/3 m² = 200 000/3 dm². Sum first, round last.

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
        round_div(i128::from(self.0) * 300, 200_000)
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

fn round_div(numerator: i128, denominator: i128) -> i64 {
    let half = denominator / 2 * numerator.signum();
    ((numerator + half) / denominator) as i64
}

fn decimal_text(units: i64, decimals: u32) -> String {
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
#[serde(tag = "as", content = "value", rename_all = "snake_case")]
pub enum AreaEstimate {
    /// One of the bands, in 亩.
    Band(AreaBand),
    /// A number that somebody gave or measured.
    Measured(AreaDm2),
    /// The officer looked and cannot tell.
    Unclear,
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn small_and_negative_areas_keep_their_sign_and_digits() {
        assert_eq!(AreaDm2(5).m2_text(), "0.05");
        assert_eq!(AreaDm2(-12_345).m2_text(), "-123.45");
        assert_eq!(AreaDm2(-200_000).mu_text(), "-3.00");
        assert_eq!(AreaDm2(0).mu_text(), "0.00");
    }
}
