//! What a row of the list says.

use domain::divisions;
use domain::wire::{FindingRow, Flag};
use ui::Tone;
use words::terms::Term;
use words::{Lang, review as say};

use crate::saying;

/// A short remark on a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remark {
    /// How it is coloured; the text says the same.
    pub(crate) tone: Tone,
    /// The text.
    pub(crate) text: &'static str,
}

/// What is off about a record, or that nothing is.
pub(crate) fn remarks(lang: Lang, flags: &[Flag]) -> Vec<Remark> {
    let flagged = flags.iter().map(|&flag| Remark {
        tone: saying::flag_tone(flag),
        text: flag.say(lang),
    });
    let is_sound = flags.iter().all(|&flag| flag == Flag::Demo);
    let passed = is_sound.then(|| Remark {
        tone: Tone::Ok,
        text: say::checks_passed(lang),
    });
    // The demonstration's own mark is a banner over the whole page; on every row it would say nothing.
    passed
        .into_iter()
        .chain(flagged.filter(|remark| remark.text != Flag::Demo.say(lang)))
        .collect()
}

/// Where it lies, short enough for a row: town, village, locality.
pub(crate) fn place(row: &FindingRow) -> String {
    let way = row.form.village.as_ref().map(divisions::path);
    let names: Vec<_> = way.iter().flatten().map(|(_, name)| name).collect();
    // City and county are the same for every row that this reviewer sees.
    let mut parts: Vec<&str> = names
        .iter()
        .skip(2)
        .map(|name| divisions::short_village_name(name))
        .collect();
    let code = row.form.village.as_ref().map(|code| code.as_str());
    if parts.is_empty() {
        parts.extend(code);
    }
    parts.extend(row.form.locality.as_deref());
    // The number of a 村民小组 stays on its line.
    parts.join(" ").replace(" 组", "\u{a0}组")
}

/// The second line of a row: place and area.
pub(crate) fn summary(lang: Lang, row: &FindingRow) -> String {
    // A number and its unit stay on one line.
    let area = row
        .form
        .area
        .map(|area| saying::area_short(lang, area).replace(' ', "\u{a0}"));
    [Some(place(row)), area]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("\u{a0}· ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_sound_record_says_so_and_a_flagged_one_says_what_is_off() {
        let texts = |flags: &[Flag]| -> Vec<_> {
            remarks(Lang::Zh, flags)
                .into_iter()
                .map(|remark| remark.text)
                .collect()
        };
        assert_eq!(texts(&[]), ["校验通过"]);
        assert_eq!(texts(&[Flag::Demo]), ["校验通过"]);
        assert_eq!(
            texts(&[Flag::ClockSkew, Flag::Demo, Flag::NoPhotos]),
            ["手机时钟偏差", "没有照片"]
        );
    }

    #[test]
    fn a_place_is_town_village_and_locality() {
        let mut row = sample::row(1);
        assert_eq!(place(&row), "玉兴街道 荷花社区 3\u{a0}组");
        row.form.village = domain::unit::UnitCode::parse("539999999999").ok();
        row.form.locality = None;
        assert_eq!(place(&row), "539999999999");
        row.form.village = None;
        assert_eq!(place(&row), "");
    }
}
