//! How this app names things that both the list and the record show: titles, areas, units, lengths
//! of time, and how grave a remark is.

use domain::area::{AreaBand, AreaDm2, AreaEstimate};
use domain::divisions;
use domain::finding::FindingForm;
use domain::review::Stage;
use domain::taxonomy::SightingKind;
use domain::unit::UnitCode;
use domain::wire::Flag;
use ui::Tone;
use words::terms::Term;
use words::{Lang, common, review as say};

/// What touches the proof needs the reviewer; what touches the quality he should keep in mind.
pub(crate) fn flag_tone(flag: Flag) -> Tone {
    match flag {
        Flag::Unreadable
        | Flag::ChainFork
        | Flag::NotAuthor
        | Flag::DeviceRevoked
        | Flag::PhotoNotAnImage
        | Flag::PracticeChanged
        | Flag::TimeImplausible => Tone::Needs,
        Flag::UnknownVillage
        | Flag::OutsideUnit
        | Flag::ClockSkew
        | Flag::SequenceGap
        | Flag::GalleryPhoto
        | Flag::PoorPosition
        | Flag::NoPosition
        | Flag::NoPhotos => Tone::Due,
        Flag::Demo => Tone::Quiet,
    }
}

/// A stage in a word that fits onto a tab.
pub(crate) fn stage(lang: Lang, stage: Stage) -> &'static str {
    match stage {
        Stage::Submitted => say::stage_submitted(lang),
        Stage::Returned => say::stage_returned(lang),
        Stage::Verifying => say::stage_verifying(lang),
        Stage::Practice => say::stage_practice(lang),
    }
}

/// What a stage asks of the reviewer.
pub(crate) fn stage_tone(stage: Stage) -> Tone {
    match stage {
        Stage::Submitted => Tone::Due,
        Stage::Returned => Tone::Way,
        Stage::Verifying => Tone::Ok,
        Stage::Practice => Tone::Quiet,
    }
}

/// What a flag means for the reviewer, in a sentence.
pub(crate) fn flag_sentence(lang: Lang, flag: Flag) -> &'static str {
    match flag {
        Flag::Unreadable => say::flag_unreadable(lang),
        Flag::UnknownVillage => say::flag_unknown_village(lang),
        Flag::OutsideUnit => say::flag_outside_unit(lang),
        Flag::TimeImplausible => say::flag_time_implausible(lang),
        Flag::ClockSkew => say::flag_clock_skew(lang),
        Flag::SequenceGap => say::flag_sequence_gap(lang),
        Flag::ChainFork => say::flag_chain_fork(lang),
        Flag::NotAuthor => say::flag_not_author(lang),
        Flag::DeviceRevoked => say::flag_device_revoked(lang),
        Flag::GalleryPhoto => say::flag_gallery_photo(lang),
        Flag::PoorPosition => say::flag_poor_position(lang),
        Flag::NoPosition => say::flag_no_position(lang),
        Flag::NoPhotos => say::flag_no_photos(lang),
        Flag::PhotoNotAnImage => say::flag_photo_not_an_image(lang),
        Flag::PracticeChanged => say::flag_practice_changed(lang),
        Flag::Demo => say::flag_demo(lang),
    }
}

/// `疑似建房`: what is suspected, never more.
pub(crate) fn title(lang: Lang, form: &FindingForm, flags: &[Flag]) -> String {
    match form.sighting {
        _ if flags.contains(&Flag::Unreadable) => say::suspected_unreadable(lang).to_owned(),
        None => say::suspected_unknown(lang).to_owned(),
        Some(SightingKind::Other) => say::suspected_other(lang).to_owned(),
        // English terms begin with a capital, for chips; Chinese has none.
        Some(kind) => say::suspected(lang, kind.say(lang).to_lowercase()),
    }
}

/// `约 0.5-1 亩`, short enough for a row.
pub(crate) fn area_short(lang: Lang, area: AreaEstimate) -> String {
    match area {
        AreaEstimate::Unclear => common::unclear(lang).to_owned(),
        AreaEstimate::Band(band) => say::about(lang, common::mu(lang, band.say(lang))),
        AreaEstimate::Measured(area) => common::mu(lang, area.mu_text()),
    }
}

/// The same with square metres.
pub(crate) fn area_full(lang: Lang, area: AreaEstimate) -> String {
    match area {
        AreaEstimate::Unclear => common::unclear(lang).to_owned(),
        AreaEstimate::Measured(area) => common::mu_and_m2(lang, area.m2_text(), area.mu_text()),
        AreaEstimate::Band(band) => {
            let both = say::mu_and_m2_whole(lang, band_m2_text(band), band.say(lang));
            say::about(lang, both)
        }
    }
}

/// The band in whole square metres: `133-333`, `<133`, `>3333`.
fn band_m2_text(band: AreaBand) -> String {
    let m2 = |mu| (AreaDm2::from_mu(mu).0 + 50) / 100;
    match band {
        AreaBand::UnderFifth => format!("<{}", m2(0.2)),
        AreaBand::FifthToHalf => format!("{}-{}", m2(0.2), m2(0.5)),
        AreaBand::HalfToOne => format!("{}-{}", m2(0.5), m2(1.0)),
        AreaBand::OneToFive => format!("{}-{}", m2(1.0), m2(5.0)),
        AreaBand::OverFive => format!(">{}", m2(5.0)),
    }
}

/// The way to a unit from its county down: `红塔区 玉兴街道 荷花社区居民委员会`. A code that the table
/// does not have is told as a code.
pub(crate) fn unit_path(lang: Lang, unit: &UnitCode) -> String {
    let way = divisions::path(unit);
    let is_known = way.last().is_some_and(|(code, _)| code == unit);
    // The city is the same for everybody here; it is named only where it is all there is.
    let from = usize::from(way.len() > 1);
    let mut parts: Vec<String> = way[from..]
        .iter()
        .map(|(_, name)| name.clone().into_owned())
        .collect();
    if !is_known {
        parts.push(say::unknown_unit(lang, unit));
    }
    parts.join(" ")
}

/// The name of a unit alone, or its code.
pub(crate) fn unit_name(unit: &UnitCode) -> String {
    divisions::unit_name(unit).map_or_else(|| unit.to_string(), |name| name.into_owned())
}

/// A length of time in its largest whole unit; its sign does not count.
pub(crate) fn duration(lang: Lang, ms: i64) -> String {
    let seconds = ms.unsigned_abs() / 1000;
    match seconds {
        0..60 => say::age_seconds(lang, seconds),
        60..3600 => say::age_minutes(lang, seconds / 60),
        3600..86_400 => say::age_hours(lang, seconds / 3600),
        _ => say::age_days(lang, seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> UnitCode {
        UnitCode::parse(text).unwrap()
    }

    #[test]
    fn a_title_says_what_is_suspected_and_no_more() {
        let form = |sighting| FindingForm {
            sighting,
            ..FindingForm::default()
        };
        let check = |sighting, zh: &str, en: &str| {
            assert_eq!(title(Lang::Zh, &form(sighting), &[]), zh);
            assert_eq!(title(Lang::En, &form(sighting), &[]), en);
        };
        check(
            Some(SightingKind::Building),
            "疑似建房",
            "Suspected building",
        );
        check(
            Some(SightingKind::SoilTaking),
            "疑似取土",
            "Suspected soil taking",
        );
        check(Some(SightingKind::Other), "其他疑似情况", "Other suspicion");
        check(None, "疑似线索", "Suspected case");
        assert_eq!(
            title(Lang::Zh, &form(None), &[Flag::Unreadable]),
            "内容无法解读的线索"
        );
    }

    #[test]
    fn an_area_is_told_in_mu_and_square_metres() {
        let check = |area, short: &str, full: &str| {
            assert_eq!(area_short(Lang::Zh, area), short);
            assert_eq!(area_full(Lang::Zh, area), full);
        };
        check(
            AreaEstimate::Band(AreaBand::FifthToHalf),
            "约 0.2-0.5 亩",
            "约 0.2-0.5 亩（133-333 平方米）",
        );
        check(
            AreaEstimate::Band(AreaBand::OverFive),
            "约 >5 亩",
            "约 >5 亩（>3333 平方米）",
        );
        check(
            AreaEstimate::Measured(AreaDm2(40_000)),
            "0.60 亩",
            "0.60 亩（400.00 平方米）",
        );
        check(AreaEstimate::Unclear, "不清楚", "不清楚");
    }

    #[test]
    fn a_unit_outside_the_table_is_told_as_its_code() {
        let path = |text| unit_path(Lang::Zh, &code(text));
        assert_eq!(path("530402001001"), "红塔区 玉兴街道 荷花社区居民委员会");
        assert_eq!(path("530402001"), "红塔区 玉兴街道");
        assert_eq!(path("5304"), "玉溪市");
        assert_eq!(
            path("530402001999"),
            "红塔区 玉兴街道 530402001999（不在村表中）"
        );
        assert_eq!(path("999999999999"), "999999999999（不在村表中）");
    }

    #[test]
    fn a_stage_has_its_legal_name_in_chinese() {
        for &one in Stage::ALL {
            assert_eq!(stage(Lang::Zh, one), one.zh());
        }
    }

    #[test]
    fn a_duration_is_told_in_its_largest_whole_unit() {
        let check = |ms, text: &str| assert_eq!(duration(Lang::Zh, ms), text);
        check(0, "0 秒");
        check(59_999, "59 秒");
        check(-540_000, "9 分钟");
        check(7_200_000, "2 小时");
        check(3 * 86_400_000, "3 天");
        assert_eq!(duration(Lang::En, 60_000), "1 minute");
    }
}
