//! `GET /api/v1/inbox?since=`: what happened to the findings of the phone's officer.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use domain::wire::{Inbox, ProblemDetails};
use serde::Deserialize;
use tokio::time::{Instant, timeout_at};

use crate::app::App;
use crate::auth::Phone;
use crate::extract::QueryOf;
use crate::problem::Answer;
use crate::store::InboxPage;

/// The most decisions of one answer; a phone asks on until nothing comes.
const LIMIT: u32 = 200;
/// The longest wait for news, in seconds: shorter than proxies' patience.
const MAX_WAIT_S: u64 = 25;

/// Where to go on, and how long to wait.
#[derive(Debug, Deserialize)]
pub(crate) struct Since {
    /// The cursor of the answer before; 0 at first.
    #[serde(default)]
    since: u64,
    /// If there is nothing, wait for news up to so many seconds, at most 25.
    #[serde(default)]
    wait_s: u64,
}

/// Decisions after a cursor.
#[utoipa::path(get, path = "/api/v1/inbox", tag = "phones", security(("device" = [])), params(
        ("since" = Option<u64>, Query, description = "The cursor of the answer before; 0 at first"),
        ("wait_s" = Option<u64>, Query, description = "If there is nothing, wait for news so many seconds, at most 25"),
    ), responses(
    (status = 200, body = Inbox),
    (status = 401, description = "token_invalid", body = ProblemDetails),
    (status = 429, description = "too_many_requests, with Retry-After", body = ProblemDetails),
))]
pub(crate) async fn show(
    State(app): State<App>,
    Phone(device): Phone,
    QueryOf(query): QueryOf<Since>,
) -> Answer<Json<Inbox>> {
    // A revoked phone may still bring what it holds, and must not stumble here; but what supervisors
    // say is no longer its business.
    let page = if device.revoked_at_ms.is_some() {
        InboxPage {
            cursor: query.since,
            decisions: Vec::new(),
        }
    } else {
        wait_for_news(&app, &device, &query).await?
    };
    Ok(Json(Inbox {
        cursor: page.cursor,
        decisions: page.decisions,
        epoch: app.signer.epoch,
        server_time_ms: app.now_ms(),
    }))
}

async fn wait_for_news(
    app: &App,
    device: &crate::store::Device,
    query: &Since,
) -> Answer<InboxPage> {
    let until = Instant::now() + Duration::from_secs(query.wait_s.min(MAX_WAIT_S));
    // Listening begins before looking: a decision between the two is not missed.
    let mut pulse = app.live.pulse.subscribe();
    loop {
        let page = app
            .store
            .inbox(device.officer.id, query.since, LIMIT)
            .await?;
        let is_over = !page.decisions.is_empty()
            || pulse.borrow_and_update().is_stopping
            || Instant::now() >= until;
        if is_over || timeout_at(until, pulse.changed()).await.is_err() {
            return Ok(page);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Server;
    use domain::review::Verdict;

    #[tokio::test]
    async fn a_decision_reaches_its_officer_and_nobody_else() {
        let server = Server::start().await;
        let mut mine = server.enrol(1).await;
        let theirs = server.enrol(2).await;
        let sealed = server.report(&mut mine, &[]).await;
        server
            .decide(&sealed, Verdict::Returned, Some("补近景"))
            .await;
        let inbox = |path: &str, token: &str| server.get(path).bearer(token).send();
        let first: Inbox = inbox("/api/v1/inbox", &mine.token).await.json();
        assert_eq!(first.decisions[0].reason.as_deref(), Some("补近景"));
        let path = format!("/api/v1/inbox?since={}", first.cursor);
        let rest: Inbox = inbox(&path, &mine.token).await.json();
        assert_eq!((rest.cursor, rest.decisions.len()), (first.cursor, 0));
        let other: Inbox = inbox("/api/v1/inbox?since=0", &theirs.token).await.json();
        assert_eq!(other.decisions, []);
    }

    #[tokio::test]
    async fn whoever_waits_hears_a_decision_when_it_is_taken() {
        let server = Server::start().await;
        let mut device = server.enrol(1).await;
        let sealed = server.report(&mut device, &[]).await;
        let waiting = server
            .get("/api/v1/inbox?wait_s=25")
            .bearer(&device.token)
            .send();
        let deciding = server.decide(&sealed, Verdict::Accepted, None);
        let (heard, _) = tokio::join!(waiting, deciding);
        let inbox: Inbox = heard.json();
        assert_eq!(inbox.decisions.len(), 1);
    }

    #[tokio::test]
    async fn nobody_is_kept_waiting_by_a_server_that_stops() {
        let server = Server::start().await;
        let device = server.enrol(1).await;
        server.app.stop_waiting();
        let answer = server
            .get("/api/v1/inbox?wait_s=25")
            .bearer(&device.token)
            .send()
            .await;
        assert_eq!(answer.status, 200);
    }

    #[tokio::test]
    async fn bad_queries_and_nobody() {
        let server = Server::start().await;
        let device = server.enrol(1).await;
        for query in ["since=-1", "since=x", "wait_s=99999999999999999999"] {
            let path = format!("/api/v1/inbox?{query}");
            let answer = server.get(&path).bearer(&device.token).send().await;
            answer.is_problem(400, "bad_query");
        }
        let far = format!("/api/v1/inbox?since={}", u64::MAX);
        let answer = server.get(&far).bearer(&device.token).send().await;
        assert_eq!(answer.status, 200);
        let nobody = server.get("/api/v1/inbox").send().await;
        assert_eq!(nobody.header("www-authenticate"), "Bearer");
        nobody.is_problem(401, "token_invalid");
    }

    #[tokio::test]
    async fn a_revoked_phone_hears_nothing_more() {
        let server = Server::start().await;
        let mut device = server.enrol(1).await;
        let sealed = server.report(&mut device, &[]).await;
        server.decide(&sealed, Verdict::Accepted, None).await;
        let id = device.phone.device_id;
        server.app.store.revoke_device(id, 0).await.unwrap();
        let get = server.get("/api/v1/inbox").bearer(&device.token);
        let inbox: Inbox = get.send().await.json();
        assert_eq!((inbox.cursor, inbox.decisions.len()), (0, 0));
    }
}
