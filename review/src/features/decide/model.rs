//! A decision as a value, before it is sent.

use domain::ids::{DecisionId, FindingId, VersionId};
use domain::review::{Stage, Verdict};
use domain::wire::DecisionRequest;
use words::{Lang, review as say};

/// The longest reason of a return, in characters (`wire::DecisionRequest::reason`).
pub(crate) const MAX_REASON_CHARS: usize = 500;

/// Why no decision is offered.
pub(crate) fn nothing_to_decide(lang: Lang, stage: Stage) -> &'static str {
    match stage {
        Stage::Practice => say::practice_means(lang),
        Stage::Submitted | Stage::Returned | Stage::Verifying => say::nothing_to_decide(lang),
    }
}

/// What is wrong with a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReasonProblem {
    /// Nothing is said.
    Missing,
    /// Too much is said.
    TooLong,
}

impl ReasonProblem {
    /// The sentence for it.
    pub(crate) fn sentence(self, lang: Lang) -> String {
        match self {
            Self::Missing => say::reason_missing(lang).to_owned(),
            Self::TooLong => say::reason_too_long(lang, MAX_REASON_CHARS),
        }
    }
}

/// The reason as it is sent.
pub(crate) fn reason(text: &str) -> Result<String, ReasonProblem> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(ReasonProblem::Missing),
        1..=MAX_REASON_CHARS => Ok(text.to_owned()),
        _ => Err(ReasonProblem::TooLong),
    }
}

/// A common reason: the short word on its chip and the sentence that the officer reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Suggestion {
    /// On the chip.
    pub(crate) label: &'static str,
    /// In the text.
    pub(crate) sentence: &'static str,
}

/// The common reasons.
pub(crate) fn suggestions(lang: Lang) -> [Suggestion; 4] {
    let of = |label, sentence| Suggestion { label, sentence };
    [
        of(say::reason_near_chip(lang), say::reason_near(lang)),
        of(say::reason_blurred_chip(lang), say::reason_blurred(lang)),
        of(say::reason_position_chip(lang), say::reason_position(lang)),
        of(say::reason_area_chip(lang), say::reason_area(lang)),
    ]
}

/// The text with a sentence added at its end, or taken out again if it is there.
pub(crate) fn toggled(text: &str, sentence: &str) -> String {
    if text.contains(sentence) {
        return text.replacen(sentence, "", 1).trim().to_owned();
    }
    let text = text.trim_end();
    // Chinese sentences follow each other without a space.
    let needs_space = text.is_ascii() && !text.is_empty();
    let gap = if needs_space { " " } else { "" };
    format!("{text}{gap}{sentence}")
}

/// What is decided, about what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// The finding.
    pub(crate) finding_id: FindingId,
    /// The version that is seen.
    pub(crate) version_id: VersionId,
    /// The decision.
    pub(crate) verdict: Verdict,
    /// For a return.
    pub(crate) reason: Option<String>,
}

/// The request for what is wanted. If the last one asked for exactly the same and its answer was
/// lost, it is sent again under the same id, so that it cannot count twice.
pub(crate) fn request(
    last: Option<&DecisionRequest>,
    wanted: Wanted,
    new_id: impl FnOnce() -> DecisionId,
) -> DecisionRequest {
    let is_same = |last: &&DecisionRequest| {
        last.finding_id == wanted.finding_id
            && last.version_id == wanted.version_id
            && last.verdict == wanted.verdict
            && last.reason == wanted.reason
    };
    let decision_id = last
        .filter(is_same)
        .map_or_else(new_id, |last| last.decision_id);
    DecisionRequest {
        decision_id,
        finding_id: wanted.finding_id,
        version_id: wanted.version_id,
        verdict: wanted.verdict,
        reason: wanted.reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn wanted(reason: &str) -> Wanted {
        Wanted {
            finding_id: sample::finding(1),
            version_id: VersionId::new(1, [1; 10]),
            verdict: Verdict::Returned,
            reason: Some(reason.to_owned()),
        }
    }

    fn id(n: u8) -> DecisionId {
        DecisionId::new(1, [n; 10])
    }

    #[test]
    fn practice_says_why_nothing_is_decided() {
        let text = |stage| nothing_to_decide(Lang::Zh, stage);
        assert!(text(Stage::Practice).starts_with("这是练习"));
        for stage in Stage::counted() {
            assert!(!text(stage).contains("练习"));
        }
    }

    #[test]
    fn a_reason_has_one_to_five_hundred_characters() {
        assert_eq!(reason(" \n "), Err(ReasonProblem::Missing));
        assert_eq!(reason(" 补近景 "), Ok("补近景".to_owned()));
        assert!(reason(&"长".repeat(500)).is_ok());
        assert_eq!(reason(&"长".repeat(501)), Err(ReasonProblem::TooLong));
    }

    #[test]
    fn a_suggestion_is_added_once_and_taken_out_again() {
        let check = |text: &str, sentence: &str, expected: &str| {
            assert_eq!(toggled(text, sentence), expected, "{text:?} + {sentence:?}");
        };
        check("", "请补面积。", "请补面积。");
        check("请补拍近景。", "请补面积。", "请补拍近景。请补面积。");
        check("请补拍近景。请补面积。", "请补面积。", "请补拍近景。");
        check(
            "Add a photo.",
            "Add the area.",
            "Add a photo. Add the area.",
        );
        check(
            "Add a photo. Add the area.",
            "Add a photo.",
            "Add the area.",
        );
    }

    #[test]
    fn the_same_decision_keeps_its_id_and_another_gets_its_own() {
        let first = request(None, wanted("a"), || id(1));
        let again = request(Some(&first), wanted("a"), || id(2));
        let other = request(Some(&first), wanted("b"), || id(3));
        assert_eq!(first.decision_id, id(1));
        assert_eq!(again, first);
        assert_eq!(other.decision_id, id(3));
    }

    #[test]
    fn every_suggestion_fits_into_a_reason_in_both_languages() {
        for lang in [Lang::Zh, Lang::En] {
            let all = suggestions(lang)
                .iter()
                .fold(String::new(), |text, one| toggled(&text, one.sentence));
            assert!(reason(&all).is_ok(), "{all}");
        }
    }
}
