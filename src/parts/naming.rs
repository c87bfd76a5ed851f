//! What a record and its place are called, and when it was. Pure.

use domain::area::AreaEstimate;
use domain::divisions::{path, short_village_name, unit_name};
use domain::finding::Lack;
use domain::ids::FindingId;
use domain::taxonomy::SightingKind;
use domain::time::{CstDateTime, UnixMs, cst_day};
use domain::unit::{Level, UnitCode};
use words::terms::Term;
use words::{Lang, record};

/// What a record is about: 疑似建房 · 约 0.2–0.5 亩.
pub fn title(lang: Lang, sighting: Option<SightingKind>, area: Option<AreaEstimate>) -> String {
    let what = match sighting {
        Some(kind) => record::suspected(lang, in_sentence(lang, kind.say(lang))),
        None => record::suspected_unknown(lang).to_owned(),
    };
    match area.and_then(mu_text) {
        // A line may end before the area, not within it: U+2060 forbids a break at the dash.
        Some(mu) => record::with_area(lang, mu.replace('-', "\u{2060}–\u{2060}"), what),
        None => what,
    }
}

/// An English term in the middle of a sentence begins small.
fn in_sentence(lang: Lang, term: &str) -> String {
    match lang {
        Lang::Zh => term.to_owned(),
        Lang::En => term.to_ascii_lowercase(),
    }
}

/// The number or the band, without its unit; `None`: not clear.
fn mu_text(area: AreaEstimate) -> Option<String> {
    match area {
        AreaEstimate::Band(band) => Some(band.zh().to_owned()),
        AreaEstimate::Measured(area) => Some(area.mu_text()),
        AreaEstimate::Unclear => None,
    }
}

/// Where it is: what people call it, else the village.
pub fn place(locality: Option<&str>, village: Option<&UnitCode>) -> Option<String> {
    let named = locality.map(str::trim).filter(|text| !text.is_empty());
    named.map(str::to_owned).or_else(|| village.map(unit_short))
}

/// The unit's name for a narrow screen; its code where the table does not have it.
pub fn unit_short(unit: &UnitCode) -> String {
    match unit_name(unit) {
        Some(full) => short_village_name(&full).to_owned(),
        None => unit.as_str().to_owned(),
    }
}

/// The units above a village, the nearest first being last: 红塔区 大营街街道. The city is left out: it
/// is the same for everybody here.
pub fn units_above(unit: &UnitCode) -> String {
    let above: Vec<_> = path(unit)
        .into_iter()
        .filter(|(code, _)| code.level() != Level::City && code != unit)
        .map(|(_, name)| name.into_owned())
        .collect();
    above.join(" ")
}

/// The first few lacks, and … for more.
pub fn lack_list(lang: Lang, lacks: &[Lack], most: usize) -> String {
    let shown: Vec<_> = lacks.iter().take(most).map(|lack| lack.say(lang)).collect();
    let mut text = shown.join(record::list_separator(lang));
    if lacks.len() > most {
        text.push('…');
    }
    text
}

/// 7F2A-91C3: what a person may read out before there is a receipt. The end of the id is its random
/// part.
pub fn temporary_no(id: FindingId) -> String {
    let digits = id.0.simple().to_string().to_ascii_uppercase();
    format!("{}-{}", &digits[24..28], &digits[28..])
}

/// Two parts with a dot between them; one alone stands alone.
pub fn joined(lang: Lang, first: Option<String>, second: String) -> String {
    match first {
        Some(first) => record::between(lang, first, second),
        None => second,
    }
}

/// The headline of a day: 今天, 昨天, 11月20日, 2025年11月20日.
pub fn day_heading(lang: Lang, at_ms: UnixMs, now_ms: UnixMs) -> String {
    let at = CstDateTime::of(at_ms);
    match cst_day(now_ms).saturating_sub(cst_day(at_ms)) {
        0 => record::today(lang).to_owned(),
        1 => record::yesterday(lang).to_owned(),
        _ if at.year == CstDateTime::of(now_ms).year => record::day(lang, at.day, at.month),
        _ => record::day_of_year(lang, at.day, at.month, at.year),
    }
}

#[cfg(test)]
mod tests {
    use domain::area::{AreaBand, AreaDm2};

    use super::*;

    /// 2026-11-23 14:00 +08:00.
    const NOW: UnixMs = 1_795_413_600_000;
    const DAY: UnixMs = 86_400_000;

    #[test]
    fn titles_say_what_is_known_and_nothing_else() {
        let check = |sighting, area, zh: &str, en: &str| {
            assert_eq!(title(Lang::Zh, sighting, area), zh);
            assert_eq!(title(Lang::En, sighting, area), en);
        };
        let building = Some(SightingKind::Building);
        check(
            building,
            Some(AreaEstimate::Band(AreaBand::FifthToHalf)),
            "疑似建房\u{a0}· 约\u{a0}0.2\u{2060}–\u{2060}0.5\u{a0}亩",
            "Suspected building\u{a0}· about\u{a0}0.2\u{2060}–\u{2060}0.5\u{a0}mu",
        );
        check(
            building,
            Some(AreaEstimate::Measured(AreaDm2::from_mu(0.6))),
            "疑似建房\u{a0}· 约\u{a0}0.60\u{a0}亩",
            "Suspected building\u{a0}· about\u{a0}0.60\u{a0}mu",
        );
        check(
            building,
            Some(AreaEstimate::Unclear),
            "疑似建房",
            "Suspected building",
        );
        check(None, None, "疑似违法", "Suspected violation");
    }

    #[test]
    fn a_place_is_what_people_call_it_else_the_village() {
        let village = UnitCode::parse("530402001001").unwrap();
        assert_eq!(
            place(Some(" 老鹰山脚 "), Some(&village)).as_deref(),
            Some("老鹰山脚")
        );
        assert_eq!(
            place(Some("  "), Some(&village)),
            Some(unit_short(&village))
        );
        assert_eq!(place(None, None), None);
        let merged_away = UnitCode::parse("530402999999").unwrap();
        assert_eq!(unit_short(&merged_away), "530402999999");
    }

    #[test]
    fn the_temporary_number_is_the_random_end_of_the_id() {
        let id: FindingId = "01934b1e-7d1a-7abc-8def-0123456789ab".parse().unwrap();
        assert_eq!(temporary_no(id), "4567-89AB");
    }

    #[test]
    fn days_are_counted_in_china() {
        let check = |before_ms: i64, zh: &str| {
            assert_eq!(day_heading(Lang::Zh, NOW - before_ms, NOW), zh);
        };
        check(0, "今天");
        check(13 * 3_600_000, "今天");
        check(15 * 3_600_000, "昨天");
        check(3 * DAY, "11月20日");
        check(365 * DAY, "2025年11月23日");
    }
}
