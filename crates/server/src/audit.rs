//! Who signed in or tried to, and who decided what: one line each, with the target `audit`, inside
//! the request's span. Ids alone: what was typed as a name may be a password, and reasons name people.
//! What succeeded is in the chained event log too.

use domain::ids::{AccountId, DecisionId, FindingId, VersionId};
use domain::review::Verdict;
use domain::wire::DecisionRequest;
use tracing::field::display;
use tracing_subscriber::EnvFilter;

use crate::problem::Code;

const TARGET: &str = "audit";

/// A filter that lets every line of the audit through, whatever else it holds back.
pub(crate) fn always(filter: EnvFilter) -> EnvFilter {
    match format!("{TARGET}=info").parse() {
        Ok(directive) => filter.add_directive(directive),
        Err(_) => filter,
    }
}

/// A sign-in. Where it was refused, `account` is known only if its name was looked up and exists.
pub(crate) fn sign_in(account: Option<AccountId>, refused: Option<Code>) {
    let event = match refused {
        None => "signed_in",
        Some(_) => "sign_in_refused",
    };
    let (account, code) = (account.map(display), refused.map(Code::code));
    tracing::info!(target: TARGET, event, account, code);
}

/// A sign-out.
pub(crate) fn sign_out(account: AccountId) {
    tracing::info!(target: TARGET, event = "signed_out", %account);
}

/// What somebody wants to decide.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    account: AccountId,
    decision: DecisionId,
    finding: FindingId,
    version: VersionId,
    verdict: Verdict,
}

impl Asked {
    pub(crate) fn of(account: AccountId, request: &DecisionRequest) -> Self {
        Self {
            account,
            decision: request.decision_id,
            finding: request.finding_id,
            version: request.version_id,
            verdict: request.verdict,
        }
    }
}

/// A decision: taken, there already, or refused.
pub(crate) fn decision(asked: Asked, refused: Option<Code>) {
    let Asked {
        account,
        decision,
        finding,
        version,
        verdict,
    } = asked;
    let event = match refused {
        None => "decided",
        Some(_) => "decision_refused",
    };
    let (verdict, code) = (verdict.code(), refused.map(Code::code));
    tracing::info!(target: TARGET, event, %account, %decision, %finding, %version, verdict, code);
}
