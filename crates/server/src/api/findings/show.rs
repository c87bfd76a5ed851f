//! `GET /api/v1/findings/{finding_id}`: everything about one finding, its signatures verified again.

use axum::Json;
use axum::extract::State;
use domain::ids::FindingId;
use domain::review::{Stage, Verdict, may_decide, may_see};
use domain::wire::{Checks, FindingDetail, ProblemDetails, VersionDetail};
use evidence::jws::TYP_VERSION;

use crate::app::App;
use crate::auth::Reviewer;
use crate::extract::PathOf;
use crate::problem::{Answer, Code};
use crate::store::{Account, FindingRecord, VersionRecord};

/// Everything about one finding.
#[utoipa::path(get, path = "/api/v1/findings/{finding_id}", tag = "review", security(("session" = [])),
    params(("finding_id" = FindingId, Path, description = "The finding")), responses(
    (status = 200, body = FindingDetail),
    (status = 401, description = "not_signed_in", body = ProblemDetails),
    (status = 404, description = "finding_unknown: none, or not in this reviewer's subtree", body = ProblemDetails),
))]
pub(crate) async fn show(
    State(app): State<App>,
    Reviewer(account): Reviewer,
    PathOf(id): PathOf<FindingId>,
) -> Answer<Json<FindingDetail>> {
    let record = app.store.finding(id).await?;
    let record = record
        .filter(|record| may_see(account.role, &account.unit, &record.place))
        .ok_or(Code::FindingUnknown)?;
    Ok(Json(FindingDetail {
        may: may(&account, &record),
        row: record.row,
        versions: record.versions.into_iter().map(checked).collect(),
        decisions: record.decisions,
    }))
}

/// What this reviewer may decide now.
fn may(account: &Account, record: &FindingRecord) -> Vec<Verdict> {
    let is_his = may_decide(account.role, &account.unit, &record.place).is_ok();
    if is_his && record.row.stage == Stage::Submitted {
        Verdict::ALL.to_vec()
    } else {
        Vec::new()
    }
}

fn checked(version: VersionRecord) -> VersionDetail {
    let signature_valid = evidence::jws::parse(&version.jws, TYP_VERSION)
        .is_ok_and(|parsed| evidence::native::verify(&version.key, &parsed).is_ok());
    VersionDetail {
        checks: Checks {
            signature_valid,
            chain: version.chain,
            photos_valid: version.photos_valid,
        },
        sealed: version.sealed,
        payload_sha256: version.payload_sha256,
        jws: version.jws,
        key: version.key,
        received_at_ms: version.received_at_ms,
        receipt_no: version.receipt_no,
        flags: version.flags,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Server;
    use domain::wire::ChainLink;

    #[tokio::test]
    async fn the_record_shows_what_was_sealed_and_what_may_be_decided() {
        let server = Server::start().await;
        let mut device = server.enrol(1).await;
        let sealed = server.report(&mut device, &[b"a photo"]).await;
        let cookie = server.reviewer("town").await;
        let path = format!("/api/v1/findings/{}", sealed.version.finding_id);
        let show = || server.get(&path).with("cookie", &cookie).send();
        let detail: FindingDetail = show().await.json();
        assert_eq!(detail.versions[0].sealed, sealed.version);
        assert_eq!(
            detail.versions[0].checks,
            Checks {
                signature_valid: true,
                chain: ChainLink::First,
                photos_valid: true
            }
        );
        assert_eq!(detail.may, Verdict::ALL);
        server.decide(&sealed, Verdict::Accepted, None).await;
        let detail: FindingDetail = show().await.json();
        assert_eq!((detail.may.len(), detail.decisions.len()), (0, 1));
        assert_eq!(detail.row.stage, Stage::Verifying);
    }

    #[tokio::test]
    async fn outside_the_subtree_there_is_no_such_finding() {
        let server = Server::start().await;
        let mut device = server.enrol(1).await;
        let sealed = server.report(&mut device, &[]).await;
        let cookie = server.reviewer("elsewhere").await;
        let own = sealed.version.finding_id.to_string();
        let other = FindingId::new(1, [1; 10]).to_string();
        for id in [own, other] {
            let path = format!("/api/v1/findings/{id}");
            let answer = server.get(&path).with("cookie", &cookie).send().await;
            answer.is_problem(404, "finding_unknown");
        }
        let path = "/api/v1/findings/..%2f..%2fkeys";
        let answer = server.get(path).with("cookie", &cookie).send().await;
        answer.is_problem(404, "not_found");
    }
}
