//! `POST /api/v1/decisions`: a supervisor decides on a version.

use axum::Json;
use axum::extract::State;
use domain::review::{Decision, NotAllowed};
use domain::wire::{DecisionRequest, ProblemDetails};

use crate::app::App;
use crate::audit;
use crate::auth::Reviewer;
use crate::extract::JsonBody;
use crate::problem::{Answer, Code, Problem};
use crate::store::{Account, DecideOutcome, NewDecision};

/// The longest reason, in characters.
const MAX_REASON_CHARS: usize = 500;

/// Takes a decision. The same id with the same content is harmless.
#[utoipa::path(post, path = "/api/v1/decisions", tag = "review", security(("session" = [])), request_body = DecisionRequest, responses(
    (status = 200, body = Decision),
    (status = 401, description = "not_signed_in", body = ProblemDetails),
    (status = 403, description = "not_yours or origin_mismatch", body = ProblemDetails),
    (status = 404, description = "finding_unknown", body = ProblemDetails),
    (status = 409, description = "stale_version, not_allowed_now, practice_undecided or conflict", body = ProblemDetails),
    (status = 422, description = "reason_missing or reason_too_long", body = ProblemDetails),
))]
pub(crate) async fn create(
    State(app): State<App>,
    Reviewer(account): Reviewer,
    JsonBody(request): JsonBody<DecisionRequest>,
) -> Answer<Json<Decision>> {
    let asked = audit::Asked::of(account.id, &request);
    let decided = decide(&app, account, request).await;
    audit::decision(asked, decided.as_ref().err().map(Problem::code));
    Ok(Json(decided?))
}

/// Takes a decision in somebody's name, and wakes the phones that wait.
pub(crate) async fn decide(
    app: &App,
    account: Account,
    request: DecisionRequest,
) -> Answer<Decision> {
    let reason = request.reason.as_deref().unwrap_or("");
    if reason.chars().count() > MAX_REASON_CHARS {
        return Err(Code::ReasonTooLong.into());
    }
    let decision = NewDecision {
        id: request.decision_id,
        finding_id: request.finding_id,
        version_id: request.version_id,
        verdict: request.verdict,
        reason: request.reason,
        account,
    };
    match app.store.decide(decision, app.now_ms()).await? {
        DecideOutcome::Decided(decision) => {
            app.live.pulse.send_modify(|pulse| pulse.decisions += 1);
            Ok(decision)
        }
        DecideOutcome::Conflict => Err(Code::Conflict.into()),
        DecideOutcome::Unknown => Err(Code::FindingUnknown.into()),
        DecideOutcome::NotAllowed(why) => Err(code_of(why).into()),
    }
}

fn code_of(why: NotAllowed) -> Code {
    match why {
        NotAllowed::Stale => Code::StaleVersion,
        NotAllowed::Stage { .. } => Code::NotAllowedNow,
        NotAllowed::Practice => Code::PracticeUndecided,
        NotAllowed::ReasonMissing => Code::ReasonMissing,
        NotAllowed::NotYours => Code::NotYours,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ORIGIN, Response, Server};
    use domain::ids::DecisionId;
    use domain::review::Verdict;
    use serde_json::{Value, json};
    use testkit::phone::Sealed;

    fn request(n: u8, sealed: &Sealed, verdict: Verdict, reason: Option<&str>) -> Value {
        json!({
            "decision_id": DecisionId::new(0, [n; 10]),
            "finding_id": sealed.version.finding_id,
            "version_id": sealed.version.version_id,
            "verdict": verdict,
            "reason": reason,
        })
    }

    async fn post(server: &Server, name: &str, body: &Value) -> Response {
        let cookie = server.reviewer(name).await;
        let request = server.post("/api/v1/decisions").json(body);
        request
            .with("cookie", &cookie)
            .with("origin", ORIGIN)
            .send()
            .await
    }

    #[tokio::test]
    async fn a_decision_repeated_is_the_same_and_changed_is_a_conflict() {
        let server = Server::start().await;
        let mut device = server.enrol(1).await;
        let sealed = server.report(&mut device, &[]).await;
        let body = request(1, &sealed, Verdict::Returned, Some("补近景"));
        let first: Decision = post(&server, "town", &body).await.json();
        server.clock.advance(1000);
        let again: Decision = post(&server, "town", &body).await.json();
        assert_eq!(first, again);
        let changed = request(1, &sealed, Verdict::Returned, Some("补远景"));
        post(&server, "town", &changed)
            .await
            .is_problem(409, "conflict");
        post(&server, "county", &body)
            .await
            .is_problem(409, "conflict");
    }

    #[tokio::test]
    async fn what_the_rules_forbid_has_its_own_code() {
        let server = Server::start().await;
        let mut device = server.enrol(1).await;
        let sealed = server.report(&mut device, &[]).await;
        for silent in [None, Some(""), Some(" \u{3000}\n")] {
            let body = request(1, &sealed, Verdict::Returned, silent);
            post(&server, "town", &body)
                .await
                .is_problem(422, "reason_missing");
        }
        let long = "长".repeat(501);
        let body = request(1, &sealed, Verdict::Returned, Some(&long));
        post(&server, "town", &body)
            .await
            .is_problem(422, "reason_too_long");
        let mut stale = request(1, &sealed, Verdict::Accepted, None);
        stale["version_id"] = json!(domain::ids::VersionId::new(9, [9; 10]));
        post(&server, "town", &stale)
            .await
            .is_problem(409, "stale_version");
        let accept = request(2, &sealed, Verdict::Accepted, None);
        post(&server, "elsewhere", &accept)
            .await
            .is_problem(404, "finding_unknown");
        assert_eq!(post(&server, "city", &accept).await.status, 200);
        let late = request(3, &sealed, Verdict::Returned, Some("x"));
        post(&server, "town", &late)
            .await
            .is_problem(409, "not_allowed_now");
    }

    #[tokio::test]
    async fn another_site_and_a_phone_decide_nothing() {
        let server = Server::start().await;
        let mut device = server.enrol(1).await;
        let sealed = server.report(&mut device, &[]).await;
        let cookie = server.reviewer("town").await;
        let body = request(1, &sealed, Verdict::Accepted, None);
        let post = || server.post("/api/v1/decisions").json(&body);
        let no_origin = post().with("cookie", &cookie).send().await;
        no_origin.is_problem(403, "origin_mismatch");
        let evil = post()
            .with("cookie", &cookie)
            .with("origin", "https://evil.example");
        evil.send().await.is_problem(403, "origin_mismatch");
        let phone = post().bearer(&device.token).with("origin", ORIGIN);
        phone.send().await.is_problem(401, "not_signed_in");
    }

    #[tokio::test]
    async fn bodies_that_are_no_decision() {
        let server = Server::start().await;
        let mut device = server.enrol(1).await;
        let sealed = server.report(&mut device, &[]).await;
        let good = request(1, &sealed, Verdict::Accepted, None);
        for (member, value) in [
            ("verdict", json!("guilty")),
            ("decision_id", json!("x")),
            ("finding_id", json!(null)),
            ("reason", json!(7)),
        ] {
            let mut bad = good.clone();
            bad[member] = value;
            post(&server, "town", &bad)
                .await
                .is_problem(422, "wrong_shape");
        }
        let mut more = good;
        more["unknown"] = json!({ "kept": "away" });
        assert_eq!(post(&server, "town", &more).await.status, 200);
    }
}
