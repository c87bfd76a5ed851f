//! `GET /api/v1/findings`: the reviewer's list.

use axum::Json;
use axum::extract::State;
use domain::review::Stage;
use domain::wire::{FindingList, ProblemDetails};
use serde::Deserialize;

use crate::app::App;
use crate::auth::Reviewer;
use crate::extract::QueryOf;
use crate::problem::{Answer, Code};
use crate::store::{ListCursor, ListQuery};

/// Rows of a page, if nothing is asked.
const DEFAULT_LIMIT: u32 = 50;
/// The most rows of a page.
const MAX_LIMIT: u32 = 200;

/// What is asked for.
#[derive(Debug, Deserialize)]
pub(crate) struct Page {
    /// One stage, or all that are counted.
    stage: Option<Stage>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// At most so many rows, up to 200.
    limit: Option<u32>,
}

/// A page of the list: what waits for a decision first, oldest first; then the rest, newest first.
#[utoipa::path(get, path = "/api/v1/findings", tag = "review", security(("session" = [])), params(
        ("stage" = Option<Stage>, Query, description = "One stage, or all that are counted: practice is given only where it is asked for"),
        ("cursor" = Option<String>, Query, description = "next_cursor of the page before"),
        ("limit" = Option<u32>, Query, description = "At most so many rows, up to 200"),
    ), responses(
    (status = 200, body = FindingList),
    (status = 400, description = "bad_query", body = ProblemDetails),
    (status = 401, description = "not_signed_in", body = ProblemDetails),
))]
pub(crate) async fn list(
    State(app): State<App>,
    Reviewer(account): Reviewer,
    QueryOf(page): QueryOf<Page>,
) -> Answer<Json<FindingList>> {
    let after = match page.cursor {
        None => None,
        Some(text) => Some(read_cursor(&text).ok_or(Code::BadQuery)?),
    };
    let query = ListQuery {
        unit: account.unit,
        stage: page.stage,
        after,
        limit: page.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT),
    };
    let page = app.store.list_findings(query).await?;
    Ok(Json(FindingList {
        rows: page.rows,
        counts: page.counts,
        next_cursor: page.next.map(write_cursor),
    }))
}

fn write_cursor(cursor: ListCursor) -> String {
    format!("{}.{}.{}", cursor.rank, cursor.key, cursor.finding_id)
}

fn read_cursor(text: &str) -> Option<ListCursor> {
    let mut parts = text.splitn(3, '.');
    Some(ListCursor {
        rank: parts.next()?.parse().ok()?,
        key: parts.next()?.parse().ok()?,
        finding_id: parts.next()?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Server;

    #[tokio::test]
    async fn a_reviewer_sees_his_own_subtree_page_by_page() {
        let server = Server::start().await;
        let mut device = server.enrol(1).await;
        for _ in 0..5 {
            server.report(&mut device, &[]).await;
            server.clock.advance(1000);
        }
        for (name, expected) in [("town", 5), ("county", 5), ("city", 5), ("elsewhere", 0)] {
            let cookie = server.reviewer(name).await;
            let mut path = "/api/v1/findings?limit=2".to_owned();
            let mut seen = Vec::new();
            loop {
                let page: FindingList = server
                    .get(&path)
                    .with("cookie", &cookie)
                    .send()
                    .await
                    .json();
                assert_eq!(page.counts[0].count, expected, "{name}");
                seen.extend(page.rows.into_iter().map(|row| row.finding_id));
                let Some(next) = page.next_cursor else { break };
                path = format!("/api/v1/findings?limit=2&cursor={next}");
            }
            assert_eq!(seen.len() as u64, expected, "{name}");
            assert!(seen.is_sorted(), "oldest first: {seen:?}");
        }
    }

    #[tokio::test]
    async fn one_stage_and_odd_limits() {
        let server = Server::start().await;
        let mut device = server.enrol(1).await;
        server.report(&mut device, &[]).await;
        let cookie = server.reviewer("town").await;
        let rows = async |query: &str| {
            let path = format!("/api/v1/findings?{query}");
            let page: FindingList = server
                .get(&path)
                .with("cookie", &cookie)
                .send()
                .await
                .json();
            page.rows.len()
        };
        assert_eq!(rows("stage=submitted").await, 1);
        assert_eq!(rows("stage=returned").await, 0);
        assert_eq!(rows("limit=0").await, 1);
        assert_eq!(rows("limit=4000000000").await, 1);
    }

    #[tokio::test]
    async fn bad_queries_nobody_and_a_phone() {
        let server = Server::start().await;
        let device = server.enrol(1).await;
        let cookie = server.reviewer("town").await;
        for query in [
            "stage=x",
            "limit=-1",
            "cursor=",
            "cursor=1.2",
            "cursor=0.0.x%27--",
        ] {
            let path = format!("/api/v1/findings?{query}");
            let answer = server.get(&path).with("cookie", &cookie).send().await;
            answer.is_problem(400, "bad_query");
        }
        let nobody = server.get("/api/v1/findings").send().await;
        nobody.is_problem(401, "not_signed_in");
        let phone = server
            .get("/api/v1/findings")
            .bearer(&device.token)
            .send()
            .await;
        phone.is_problem(401, "not_signed_in");
    }
}
