//! Two decide on the same record: what the slower one is told.

use domain::review::Decision;
use domain::time::CstDateTime;
use domain::wire::DecisionRequest;
use words::terms::Term;
use words::{Lang, review as say};

use crate::failure::Failure;
use crate::saying;

/// Why a decision did not count: who was quicker and what was decided, where it was that.
pub(crate) fn overtaken(
    lang: Lang,
    request: &DecisionRequest,
    decisions: &[Decision],
    failure: &Failure,
) -> String {
    let of_this_version = |decision: &&Decision| decision.version_id == request.version_id;
    let Some(first) = decisions.iter().rev().find(of_this_version) else {
        return failure.sentence(lang);
    };
    let who = say::history_by(lang, &first.reviewer_name, saying::unit_name(&first.unit));
    let what = match &first.reason {
        Some(reason) => say::decided_because(lang, reason, first.verdict.say(lang)),
        None => first.verdict.say(lang).to_owned(),
    };
    let at = CstDateTime::of(first.decided_at_ms).clock_text();
    say::overtaken(lang, at, what, who)
}

#[cfg(test)]
mod tests {
    use domain::ids::{DecisionId, VersionId};
    use domain::review::Verdict;

    use super::*;
    use crate::sample;

    #[test]
    fn who_was_slower_reads_who_decided_what_and_why() {
        let failure = Failure::Refused {
            status: 409,
            code: "not_allowed_now".to_owned(),
            retry_after_s: None,
        };
        let asked = DecisionRequest {
            decision_id: DecisionId::new(1, [2; 10]),
            finding_id: sample::finding(1),
            version_id: VersionId::new(1, [1; 10]),
            verdict: Verdict::Returned,
            reason: Some("x".to_owned()),
        };
        let told = |decisions: &[Decision]| overtaken(Lang::Zh, &asked, decisions, &failure);
        let returned = sample::decision(Verdict::Returned, sample::NOW);
        assert_eq!(
            told(std::slice::from_ref(&returned)),
            "你的决定没有提交。玉兴街道 李敏 14:00 已经处理：退回补正，请补拍近景。"
        );
        let accepted = Decision {
            verdict: Verdict::Accepted,
            reason: None,
            ..returned.clone()
        };
        assert!(told(&[accepted]).contains("受理"));
        // An older version's decision explains nothing.
        let older = Decision {
            version_id: VersionId::new(9, [9; 10]),
            ..returned
        };
        assert_eq!(told(&[older]), failure.sentence(Lang::Zh));
    }
}
