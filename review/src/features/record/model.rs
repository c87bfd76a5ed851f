//! One record as values: its facts, the captions of its photos, and how it came to be. What its
//! evidence says is in `evidence`. Nothing here touches the browser.

use domain::finding::{self, FindingForm};
use domain::geodesy::gauss_kruger::GaussKruger;
use domain::photo::PhotoManifest;
use domain::position::{Position, PositionSource};
use domain::review::Decision;
use domain::time::{CstDateTime, UnixMs};
use domain::wire::{FindingDetail, FindingRow, VersionDetail};
use words::terms::Term;
use words::{Lang, common, review as say};

use crate::saying;

/// A fix that is so much older than the shot is told as old.
const FIX_AGE_WORTH_TELLING_MS: i64 = 30_000;

/// A term and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fact {
    /// The name of the field.
    pub(crate) term: &'static str,
    /// What is known; `—` where nothing is.
    pub(crate) value: String,
}

fn fact(term: &'static str, value: Option<String>, lang: Lang) -> Fact {
    let value = value.unwrap_or_else(|| common::unknown(lang).to_owned());
    Fact { term, value }
}

/// The facts of one version, in the order of the township's form.
pub(crate) fn facts(lang: Lang, row: &FindingRow, version: &VersionDetail) -> Vec<Fact> {
    let sealed = &version.sealed;
    let form = &sealed.form;
    // The exact second is in the captions of the photos; here the day and the hour are read.
    let time = |at_ms: UnixMs| {
        let at = CstDateTime::of(at_ms);
        Some(format!("{} {}", at.date_text(), at.clock_text()))
    };
    let place = form
        .village
        .as_ref()
        .map(|unit| saying::unit_path(lang, unit));
    let land_before = form.land_before.map(|land| match land.basis() {
        "" => land.say(lang).to_owned(),
        basis => format!("{} · {basis}", land.say(lang)),
    });
    let said = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    vec![
        fact(say::fact_place(lang), place, lang),
        fact(say::fact_locality(lang), said(&form.locality), lang),
        fact(
            say::fact_area(lang),
            form.area.map(|area| saying::area_full(lang, area)),
            lang,
        ),
        fact(
            say::fact_progress(lang),
            form.progress.map(|progress| progress.say(lang).to_owned()),
            lang,
        ),
        fact(say::fact_land_before(lang), land_before, lang),
        fact(
            say::fact_dissuasion(lang),
            form.dissuasion.map(|how| how.say(lang).to_owned()),
            lang,
        ),
        fact(say::fact_party(lang), said(&form.party), lang),
        fact(say::fact_note(lang), said(&form.note), lang),
        fact(
            say::fact_reporter(lang),
            Some(row.officer_name.clone()),
            lang,
        ),
        fact(
            say::fact_discovered(lang),
            time(sealed.discovered_at_ms),
            lang,
        ),
        fact(say::fact_sealed(lang), time(sealed.sealed_at_ms), lang),
        fact(say::fact_received(lang), time(version.received_at_ms), lang),
    ]
}

/// The facts of the position, with the plane grid of the land offices.
pub(crate) fn position_facts(lang: Lang, form: &FindingForm) -> Vec<Fact> {
    let Some(position) = &form.position else {
        let value = form
            .no_position
            .map(|reason| say::none_because(lang, reason.say(lang)));
        return vec![fact(say::position_lat_lon(lang), value, lang)];
    };
    let grade = say::position_grade_value(
        lang,
        position.grade().say(lang),
        format!("{:.0}", position.accuracy_m),
        source(lang, position.source),
    );
    let plane = GaussKruger::Cm102E.project(position.point()).map_or_else(
        |_| say::position_outside_grid(lang).to_owned(),
        |plane| {
            say::position_plane_value(
                lang,
                format!("{:.1}", plane.easting_m),
                format!("{:.1}", plane.northing_m),
            )
        },
    );
    let altitude = position
        .altitude_m
        .map(|metres| say::position_altitude_value(lang, format!("{metres:.0}")));
    vec![
        fact(
            say::position_lat_lon(lang),
            Some(position.lat_lon_text()),
            lang,
        ),
        fact(say::position_plane(lang), Some(plane), lang),
        fact(say::position_grade(lang), Some(grade), lang),
        fact(say::position_altitude(lang), altitude, lang),
    ]
}

fn source(lang: Lang, source: PositionSource) -> &'static str {
    match source {
        PositionSource::Device => say::source_device(lang),
        PositionSource::Map => say::source_map(lang),
        PositionSource::Manual => say::source_manual(lang),
    }
}

/// What the township's form still lacks, in words.
pub(crate) fn lacks(lang: Lang, version: &VersionDetail) -> Vec<&'static str> {
    finding::lacks(&version.sealed.form, &version.sealed.photos)
        .into_iter()
        .map(|lack| lack.say(lang))
        .collect()
}

/// What stands beneath a photo: what it shows and how it was taken, then where and when.
pub(crate) fn caption(lang: Lang, photo: &PhotoManifest) -> [String; 2] {
    let heading = match photo.heading_magnetic_deg {
        None => say::heading_unknown(lang).to_owned(),
        Some(degrees) => say::heading(lang, (degrees.round() as i64).rem_euclid(360)),
    };
    let accuracy = photo
        .position
        .map(|fix| common::metres(lang, format!("{:.0}", fix.accuracy_m)));
    let how = [
        Some(photo.origin.say(lang).to_owned()),
        Some(heading),
        accuracy,
    ];
    let place = photo
        .position
        .map_or_else(|| say::no_fix(lang).to_owned(), |fix| fix.lat_lon_text());
    let when = CstDateTime::of(photo.taken_at_ms).full_text();
    let age = photo
        .position
        .and_then(|fix| fix_age(lang, &fix, photo.taken_at_ms));
    let join = |parts: &[Option<String>]| {
        let parts: Vec<_> = parts.iter().flatten().map(String::as_str).collect();
        parts.join("\u{a0}· ")
    };
    [join(&how), join(&[Some(place), Some(when), age])]
}

fn fix_age(lang: Lang, fix: &Position, taken_at_ms: UnixMs) -> Option<String> {
    let age_ms = taken_at_ms.saturating_sub(fix.fixed_at_ms);
    (age_ms >= FIX_AGE_WORTH_TELLING_MS)
        .then(|| say::fix_older(lang, saying::duration(lang, age_ms)))
}

/// What a technician asks for.
pub(crate) fn technical(lang: Lang, version: &VersionDetail) -> Vec<Fact> {
    let sealed = &version.sealed;
    vec![
        fact(
            say::payload_hash(lang),
            Some(version.payload_sha256.to_string()),
            lang,
        ),
        fact(say::key_id(lang), version.key.kid.clone(), lang),
        fact(say::sealed_by(lang), Some(sealed.app_version.clone()), lang),
        fact(
            say::finding_id(lang),
            Some(sealed.finding_id.to_string()),
            lang,
        ),
    ]
}

/// One step of the way that a record has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Event<'a> {
    /// A version was received whole.
    Version(&'a VersionDetail),
    /// A supervisor decided.
    Decision(&'a Decision),
}

impl Event<'_> {
    /// When it happened, by the server's clock.
    pub(crate) fn at_ms(&self) -> UnixMs {
        match self {
            Self::Version(version) => version.received_at_ms,
            Self::Decision(decision) => decision.decided_at_ms,
        }
    }
}

/// Versions and decisions as they happened, newest last.
pub(crate) fn history(detail: &FindingDetail) -> Vec<Event<'_>> {
    let versions = detail.versions.iter().map(Event::Version);
    let decisions = detail.decisions.iter().map(Event::Decision);
    let mut events: Vec<_> = versions.chain(decisions).collect();
    events.sort_by_key(Event::at_ms);
    events
}

/// The newest version: what the record says now, and what decisions are about.
pub(crate) fn newest(detail: &FindingDetail) -> Option<&VersionDetail> {
    detail
        .versions
        .iter()
        .max_by_key(|version| version.sealed.version)
}

/// Whether the list knows something about this record that the open page does not show yet.
pub(crate) fn is_outdated(shown: &FindingRow, listed: &FindingRow) -> bool {
    shown.finding_id == listed.finding_id
        && (listed.version > shown.version || listed.stage != shown.stage)
}

#[cfg(test)]
mod tests {
    use domain::review::{Stage, Verdict};
    use domain::taxonomy::{LackReason, LandBefore, PhotoKind};

    use super::*;
    use crate::sample::{self, NOW};

    fn value_of(facts: &[Fact], term: &str) -> String {
        let fact = facts.iter().find(|fact| fact.term == term);
        fact.map_or_else(|| format!("no {term}"), |fact| fact.value.clone())
    }

    #[test]
    fn what_is_unknown_is_a_dash() {
        let mut version = sample::version(1, NOW);
        version.sealed.form.party = Some("  ".to_owned());
        let facts = facts(Lang::Zh, &sample::row(1), &version);
        for term in ["当事人", "劝阻", "原地类", "说明"] {
            assert_eq!(value_of(&facts, term), "—", "{term}");
        }
        assert_eq!(value_of(&facts, "面积"), "约 0.5-1 亩（333-667 平方米）");
        assert_eq!(value_of(&facts, "发现时间"), "2026-11-23 14:00");
    }

    #[test]
    fn a_land_class_names_its_standard() {
        let mut version = sample::version(1, NOW);
        version.sealed.form.land_before = Some(LandBefore::DryLand);
        let facts = facts(Lang::Zh, &sample::row(1), &version);
        assert_eq!(value_of(&facts, "原地类"), "旱地 · GB/T 21010-2017 0103");
    }

    #[test]
    fn a_position_comes_with_its_grade_and_its_plane_coordinates() {
        let facts = position_facts(Lang::Zh, &sample::form());
        assert_eq!(value_of(&facts, "纬度, 经度"), "24.350512, 102.543718");
        assert_eq!(value_of(&facts, "精度"), "良好 ±6 m · 手机定位");
        let plane = value_of(&facts, "平面坐标");
        assert!(plane.starts_with("X\u{a0}北\u{a0}2694"), "{plane}");
        assert!(plane.contains("Y\u{a0}东\u{a0}555"), "{plane}");
    }

    #[test]
    fn a_missing_position_gives_its_reason() {
        let mut form = sample::form();
        form.position = None;
        assert_eq!(position_facts(Lang::Zh, &form)[0].value, "—");
        form.no_position = Some(LackReason::Dark);
        assert_eq!(position_facts(Lang::Zh, &form)[0].value, "没有（天黑）");
    }

    #[test]
    fn a_caption_says_how_where_and_when() {
        let mut photo = sample::photo(PhotoKind::Far);
        assert_eq!(
            caption(Lang::Zh, &photo),
            [
                "应用内相机\u{a0}· 方位 132°（磁北）\u{a0}· ±6 m",
                "24.350512, 102.543718\u{a0}· 2026-11-23 14:00:00 +08:00",
            ]
        );
        photo.heading_magnetic_deg = Some(359.9);
        assert!(caption(Lang::Zh, &photo)[0].contains("方位 0°"));
        photo.heading_magnetic_deg = None;
        assert!(caption(Lang::Zh, &photo)[0].contains("方位 —"));
        photo.taken_at_ms += 180_000;
        assert!(caption(Lang::Zh, &photo)[1].ends_with("定位比拍照早 3 分钟"));
        photo.position = None;
        assert!(caption(Lang::Zh, &photo)[1].starts_with("拍照时没有定位"));
    }

    #[test]
    fn the_history_is_in_the_order_of_the_servers_clock() {
        let detail = sample::detail(
            vec![sample::version(1, NOW), sample::version(2, NOW + 20)],
            vec![
                sample::decision(Verdict::Returned, NOW + 10),
                sample::decision(Verdict::Accepted, NOW + 30),
            ],
        );
        let times: Vec<_> = history(&detail).iter().map(|e| e.at_ms() - NOW).collect();
        assert_eq!(times, [0, 10, 20, 30]);
        assert_eq!(newest(&detail).map(|v| v.sealed.version), Some(2));
    }

    #[test]
    fn an_open_record_is_outdated_when_the_list_knows_more() {
        let shown = sample::row(1);
        let mut listed = sample::row(1);
        assert!(!is_outdated(&shown, &listed));
        listed.version = 2;
        assert!(is_outdated(&shown, &listed));
        listed.version = 1;
        listed.stage = Stage::Verifying;
        assert!(is_outdated(&shown, &listed));
        listed.finding_id = sample::finding(2);
        assert!(!is_outdated(&shown, &listed));
    }
}
