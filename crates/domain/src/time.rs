//! Moments as milliseconds since 1970-01-01T00:00Z, and calendar days at +08:00.
//!
//! Every rule counts days in China Standard Time, wherever the phone thinks it is: the offset is a
//! constant here, so a foreign time zone of the machine cannot change an answer.

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z, by the clock that the field's name says.
pub type UnixMs = i64;

/// The offset of China Standard Time.
pub const CST_OFFSET_MS: i64 = 8 * 3_600_000;

/// A day and a time of day at +08:00.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CstDateTime {
    /// Proleptic Gregorian year.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
}

impl CstDateTime {
    /// The wall clock in China at `unix_ms`.
    pub fn of(unix_ms: UnixMs) -> Self {
        let local_ms = unix_ms.saturating_add(CST_OFFSET_MS);
        let days = local_ms.div_euclid(86_400_000);
        let second_of_day = (local_ms.rem_euclid(86_400_000) / 1000) as u32;
        let (year, month, day) = civil_from_days(days);
        Self {
            year,
            month,
            day,
            hour: (second_of_day / 3600) as u8,
            minute: (second_of_day / 60 % 60) as u8,
            second: (second_of_day % 60) as u8,
        }
    }

    /// `2026-11-22`.
    pub fn date_text(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// `14:00`.
    pub fn clock_text(&self) -> String {
        format!("{:02}:{:02}", self.hour, self.minute)
    }

    /// `2026-11-22 14:00:37 +08:00`.
    pub fn full_text(&self) -> String {
        format!(
            "{} {}:{:02} +08:00",
            self.date_text(),
            self.clock_text(),
            self.second
        )
    }
}

/// The number of the calendar day at +08:00 (0 = 1970-01-01): two moments are on the same day
/// when theirs are equal.
pub fn cst_day(unix_ms: UnixMs) -> i64 {
    unix_ms.saturating_add(CST_OFFSET_MS).div_euclid(86_400_000)
}

/// Days since 1970-01-01 to year, month, day (Howard Hinnant, "chrono-compatible low-level date
/// algorithms", `civil_from_days`).
fn civil_from_days(days: i64) -> (i32, u8, u8) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year as i32, month as u8, day as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wall_clock_in_china() {
        let check = |ms, text: &str| assert_eq!(CstDateTime::of(ms).full_text(), text);
        check(0, "1970-01-01 08:00:00 +08:00");
        check(-1, "1970-01-01 07:59:59 +08:00");
        check(1_709_135_999_000, "2024-02-28 23:59:59 +08:00");
        check(1_709_222_399_000, "2024-02-29 23:59:59 +08:00");
        check(1_795_363_200_000, "2026-11-23 00:00:00 +08:00");
        check(4_102_416_000_000, "2100-01-01 00:00:00 +08:00");
    }

    #[test]
    fn a_day_changes_at_midnight_in_china() {
        assert_eq!(cst_day(1_795_363_200_000), cst_day(1_795_363_199_999) + 1);
        assert_eq!(cst_day(i64::MAX), cst_day(i64::MAX - 1));
    }
}
