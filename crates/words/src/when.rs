//! Moments as people say them, at +08:00.

use domain::time::{CstDateTime, UnixMs, cst_day};

use crate::{Lang, common};

/// `14:02` today, `昨天 17:40`, `11-20 09:12` this year, `2025-11-20 09:12` before.
pub fn day_and_time(lang: Lang, at_ms: UnixMs, now_ms: UnixMs) -> String {
    let at = CstDateTime::of(at_ms);
    let clock = at.clock_text();
    match cst_day(now_ms).saturating_sub(cst_day(at_ms)) {
        0 => clock,
        1 => common::yesterday_at(lang, clock),
        _ if at.year == CstDateTime::of(now_ms).year => {
            format!("{:02}-{:02} {clock}", at.month, at.day)
        }
        _ => format!("{} {clock}", at.date_text()),
    }
}

/// `刚刚`, `5 分钟前`, then as [`day_and_time`]. A minute ahead is still `刚刚`: the clock that a page
/// shows may be half a minute behind what has just happened.
pub fn ago_or_time(lang: Lang, at_ms: UnixMs, now_ms: UnixMs) -> String {
    match now_ms.saturating_sub(at_ms) {
        -60_000..60_000 => common::just_now(lang).to_owned(),
        ms @ 60_000..3_600_000 => common::minutes_ago(lang, ms / 60_000),
        _ => day_and_time(lang, at_ms, now_ms),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-23 14:00 +08:00.
    const NOW: UnixMs = 1_795_413_600_000;

    #[test]
    fn a_moment_is_said_by_its_distance() {
        let check =
            |before_ms: i64, zh: &str| assert_eq!(ago_or_time(Lang::Zh, NOW - before_ms, NOW), zh);
        check(0, "刚刚");
        check(-30_000, "刚刚");
        check(61_000, "1 分钟前");
        check(2 * 3_600_000, "12:00");
        check(15 * 3_600_000, "昨天 23:00");
        check(3 * 86_400_000, "11-20 14:00");
        check(365 * 86_400_000, "2025-11-23 14:00");
    }

    #[test]
    fn a_moment_in_the_future_is_told_as_it_is() {
        assert_eq!(ago_or_time(Lang::En, NOW + 86_400_000, NOW), "11-24 14:00");
    }
}
