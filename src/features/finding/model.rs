//! What the report's page says of a draft: pure, of the form and the photos.

use domain::area::{AreaDm2, AreaEstimate};
use domain::finding::{
    Field, FindingForm, Lack, MAX_PHOTOS, Problem, ProblemCode, lacks, problems,
};
use domain::photo::PhotoManifest;
use engine::ports::{StoreError, VaultError};
use engine::record::Draft;
use engine::recorder::RecordError;
use words::terms::Term;
use words::{Lang, finding as say};

use crate::parts::naming::lack_list;

/// More would push the form off a small screen.
const LACKS_IN_THE_FOOT: usize = 3;

/// How far a draft is from being sealed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Standing {
    /// Something stands in the way.
    Blocked(Vec<Problem>),
    /// It can be sealed; this may be added later.
    Open(Vec<Lack>),
    /// It can be sealed and lacks nothing.
    Complete,
}

/// How far the draft is.
pub(super) fn standing(form: &FindingForm, photos: &[PhotoManifest]) -> Standing {
    let in_the_way = problems(form, photos);
    if !in_the_way.is_empty() {
        return Standing::Blocked(in_the_way);
    }
    match lacks(form, photos) {
        lacking if lacking.is_empty() => Standing::Complete,
        lacking => Standing::Open(lacking),
    }
}

/// What stands below 「保存」.
pub(super) fn standing_text(lang: Lang, standing: &Standing) -> String {
    match standing {
        Standing::Blocked(found) => {
            say::still_missing(lang, listed(lang, found.iter().map(|p| p.field)))
        }
        Standing::Open(lacking) => {
            say::may_add_later(lang, lack_list(lang, lacking, LACKS_IN_THE_FOOT))
        }
        Standing::Complete => say::complete(lang).to_owned(),
    }
}

/// Everything that stands in the way, in one sentence.
pub(super) fn refusal(lang: Lang, found: &[Problem]) -> String {
    let each: Vec<String> = found
        .iter()
        .map(|&problem| problem_text(lang, problem))
        .collect();
    say::cannot_save_yet(lang, each.join(say::sentence_separator(lang)))
}

fn problem_text(lang: Lang, problem: Problem) -> String {
    match (problem.field, problem.code) {
        (Field::Photos, ProblemCode::TooMany) => say::too_many_photos(lang, MAX_PHOTOS),
        (Field::Photos, _) => say::problem_photos(lang).to_owned(),
        (Field::Position, ProblemCode::MissingWithoutReason) => {
            say::problem_position(lang).to_owned()
        }
        (Field::Sighting, _) => say::problem_sighting(lang).to_owned(),
        (Field::Area, ProblemCode::Missing) => say::problem_area(lang).to_owned(),
        (field, code) => say::problem(lang, code.say(lang), field.say(lang)),
    }
}

fn listed<T: Term>(lang: Lang, terms: impl Iterator<Item = T>) -> String {
    let mut words: Vec<&str> = Vec::new();
    for term in terms {
        // Two problems of one field are one thing to look at.
        let word = term.say(lang);
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(say::list_separator(lang))
}

/// The id of the element that a problem of this field is shown at.
pub(super) fn anchor(field: Field) -> &'static str {
    match field {
        Field::Photos => "finding-photos",
        Field::Position => "finding-position",
        Field::Village => "finding-village",
        Field::Locality => "finding-locality",
        Field::Sighting => "finding-sighting",
        Field::Area => "finding-area",
        Field::Party => "finding-party",
        Field::Note => "finding-note",
    }
}

/// Takes away the reasons for lacking what is there after all: a payload must not say both.
pub(super) fn without_idle_reasons(form: &mut FindingForm, has_photos: bool) {
    if form.position.is_some() {
        form.no_position = None;
    }
    if has_photos {
        form.no_photos = None;
    }
}

/// A text of the form: nothing typed is unknown, not an empty text.
pub(super) fn text_of(typed: &str) -> Option<String> {
    let text = typed.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Text that is not a number of 亩.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotANumber;

/// The largest area that somebody can mean, in 亩: all of Yuxi has 22 million.
const MAX_MU: i64 = 1_000_000;

/// A number of 亩 as people type it: full-width digits, a comma or 。 for the point; nothing is `None`.
pub(super) fn parse_mu(typed: &str) -> Result<Option<AreaDm2>, NotANumber> {
    let plain: String = typed
        .trim()
        .trim_end_matches('亩')
        .trim_end()
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
            '．' | '。' | '，' | ',' => '.',
            other => other,
        })
        .collect();
    if plain.is_empty() {
        return Ok(None);
    }
    // In millionths of 亩, without a float: reading floats would bring a table of 10 KB.
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let part: String = part
        .chars()
        .chain("000000".chars())
        .take(part.len().max(6))
        .collect();
    let is_decimal = [whole, &part]
        .iter()
        .all(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    let millionths = format!("{whole}{}", part.get(..6).unwrap_or_default()).parse::<i64>();
    match millionths {
        // 1 亩 = 200 000/3 dm², so one dm² is 15 millionths.
        Ok(n) if is_decimal && plain != "." && n <= MAX_MU * 1_000_000 => {
            Ok(Some(AreaDm2((n + 7) / 15)))
        }
        _ => Err(NotANumber),
    }
}

/// The number that stands in the field of the area when the draft is opened.
pub(super) fn mu_of(area: Option<AreaEstimate>) -> String {
    match area {
        Some(AreaEstimate::Measured(area)) => {
            let text = area.mu_text();
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        Some(AreaEstimate::Band(_) | AreaEstimate::Unclear) | None => String::new(),
    }
}

/// Whether nothing has happened to a draft since it was begun: then the camera opens.
pub(super) fn is_fresh(draft: &Draft) -> bool {
    draft.revision == 1 && draft.follows.is_none() && draft.photos.is_empty()
}

/// Whether a draft holds nothing that a person did: leaving it throws it away, so that a mistaken
/// tap leaves no 未写完 behind. The village was filled in and the position came by itself.
pub(super) fn is_untouched(draft: &Draft) -> bool {
    let by_itself = FindingForm {
        village: draft.form.village.clone(),
        position: draft.form.position,
        ..FindingForm::default()
    };
    draft.follows.is_none() && draft.photos.is_empty() && draft.form == by_itself
}

/// Where 「补充」 leads: a position is what a record without one lacks most. `None`: to the heading, as
/// also once something was written, and to the reason of a return.
pub(super) fn leads_to(draft: &Draft) -> Option<Field> {
    let is_begun = draft.revision == 1;
    let is_unasked = draft
        .follows
        .is_some_and(|follows| follows.answers.is_none());
    let is_nowhere = draft.form.position.is_none();
    (is_begun && is_unasked && is_nowhere).then_some(Field::Position)
}

/// What happened, what is safe, what to do.
pub(super) fn trouble_text(lang: Lang, error: &RecordError) -> String {
    let sentence = match error {
        RecordError::NotReady(found) => return refusal(lang, found),
        RecordError::NotEnrolled => say::trouble_not_enrolled(lang),
        RecordError::NothingToAnswer => say::trouble_nothing(lang),
        RecordError::Store(StoreError::NoSpace) => say::trouble_no_space(lang),
        RecordError::Store(StoreError::DraftGone) => say::trouble_gone(lang),
        RecordError::Store(StoreError::Damaged(_)) => say::trouble_damaged(lang),
        RecordError::Store(
            StoreError::Closed(_) | StoreError::HeadMoved | StoreError::LeaseLost,
        ) => say::trouble_closed(lang),
        RecordError::Vault(VaultError::KeyGone) => say::trouble_key_gone(lang),
        RecordError::Vault(VaultError::Unavailable(_)) => say::trouble_no_crypto(lang),
    };
    sentence.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::finding::fixtures::{photo, position};
    use domain::ids::{DecisionId, FindingId, VersionId};
    use domain::taxonomy::{LackReason, PhotoOrigin, SightingKind};
    use domain::unit::UnitCode;
    use engine::record::Follows;

    const ZH: Lang = Lang::Zh;

    fn least() -> FindingForm {
        FindingForm {
            sighting: Some(SightingKind::Building),
            village: UnitCode::parse("530402001001").ok(),
            position: Some(position()),
            area: Some(AreaEstimate::Unclear),
            ..FindingForm::default()
        }
    }

    #[test]
    fn below_save_stands_what_is_missing_and_then_what_may_be_added() {
        let check = |form: &FindingForm, photos: &[PhotoManifest], text: &str| {
            assert_eq!(standing_text(ZH, &standing(form, photos)), text);
        };
        check(
            &FindingForm::default(),
            &[],
            "还差：照片、位置、村、情况、面积",
        );
        check(
            &least(),
            &[photo(PhotoOrigin::InAppCamera, 0)],
            "现在也可以保存，稍后补：近景照片、特征照片、面积…",
        );
    }

    #[test]
    fn a_refusal_names_every_problem() {
        let found = problems(&FindingForm::default(), &[]);
        assert_eq!(
            refusal(ZH, &found),
            "还不能保存：没有照片，也没选原因；没有位置，也没选原因；村未填；没选看到什么；没选大约多大"
        );
        for problem in found {
            assert!(anchor(problem.field).starts_with("finding-"));
        }
    }

    #[test]
    fn a_reason_goes_when_what_it_excused_is_there() {
        let form = FindingForm {
            no_position: Some(LackReason::NoFix),
            no_photos: Some(LackReason::Dark),
            ..least()
        };
        let mut cleaned = form.clone();
        without_idle_reasons(&mut cleaned, true);
        assert_eq!((cleaned.no_position, cleaned.no_photos), (None, None));
        let excused = FindingForm {
            position: None,
            ..form
        };
        let mut kept = excused.clone();
        without_idle_reasons(&mut kept, false);
        assert_eq!(kept, excused);
    }

    #[test]
    fn a_number_of_mu_is_read_as_people_type_it() {
        let check = |typed: &str, dm2: Result<Option<i64>, NotANumber>| {
            assert_eq!(
                parse_mu(typed),
                dm2.map(|dm2| dm2.map(AreaDm2)),
                "{typed:?}"
            );
        };
        check("0.6", Ok(Some(40_000)));
        check(" ０．６亩 ", Ok(Some(40_000)));
        check("0,6", Ok(Some(40_000)));
        check("3", Ok(Some(200_000)));
        check("0", Ok(Some(0)));
        check("", Ok(None));
        check("  ", Ok(None));
        for bad in ["一", "1.2.3", "-1", "1e3", "inf", "NaN", ".", "9999999"] {
            check(bad, Err(NotANumber));
        }
    }

    #[test]
    fn a_number_comes_back_as_it_was_typed() {
        for typed in ["0.6", "3", "10", "0.25"] {
            let area = parse_mu(typed).unwrap().map(AreaEstimate::Measured);
            assert_eq!(mu_of(area), typed);
        }
        assert_eq!(mu_of(Some(AreaEstimate::Unclear)), "");
        assert_eq!(mu_of(None), "");
    }

    #[test]
    fn nothing_typed_is_unknown() {
        assert_eq!(text_of(" \n\u{3000}"), None);
        assert_eq!(text_of(" 三组 "), Some("三组".to_owned()));
    }

    fn draft() -> Draft {
        Draft {
            finding_id: FindingId::new(0, [1; 10]),
            revision: 1,
            begun_at_ms: 0,
            changed_at_ms: 0,
            form: FindingForm {
                village: least().village,
                ..FindingForm::default()
            },
            photos: Vec::new(),
            follows: None,
            practice: false,
        }
    }

    #[test]
    fn adding_to_a_record_without_a_position_leads_to_the_position() {
        let follows = |answers| {
            Some(Follows {
                version_id: VersionId::new(0, [2; 10]),
                version: 1,
                discovered_at_ms: 0,
                answers,
            })
        };
        let mut nowhere = draft();
        nowhere.form.no_position = Some(LackReason::NoFix);
        assert_eq!(leads_to(&nowhere), None, "a new report");
        nowhere.follows = follows(Some(DecisionId::new(0, [3; 10])));
        assert_eq!(leads_to(&nowhere), None, "a return has its own reason");
        nowhere.follows = follows(None);
        assert_eq!(leads_to(&nowhere), Some(Field::Position));
        let mut located = nowhere.clone();
        located.form.position = Some(position());
        assert_eq!(leads_to(&located), None);
        nowhere.revision = 2;
        assert_eq!(leads_to(&nowhere), None, "gone on with");
    }

    #[test]
    fn a_draft_is_fresh_until_anything_is_written_and_untouched_until_a_person_does_something() {
        let check = |draft: &Draft, fresh, untouched| {
            assert_eq!((is_fresh(draft), is_untouched(draft)), (fresh, untouched));
        };
        check(&draft(), true, true);
        let mut located = draft();
        located.revision = 2;
        located.form.position = Some(position());
        check(&located, false, true);
        let mut tapped = located.clone();
        tapped.form.sighting = Some(SightingKind::Mining);
        check(&tapped, false, false);
        let mut shot = draft();
        shot.revision = 2;
        shot.photos.push(photo(PhotoOrigin::InAppCamera, 0));
        check(&shot, false, false);
    }
}
