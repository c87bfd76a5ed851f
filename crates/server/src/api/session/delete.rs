//! `DELETE /api/v1/session`: signs out.

use axum::extract::State;
use axum::http::header::{HeaderName, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use domain::wire::ProblemDetails;

use super::cookie;
use crate::app::{App, token_sha256};
use crate::audit;
use crate::auth::{Reviewer, session_token};
use crate::problem::Answer;

/// Ends the session and takes the cookie back.
#[utoipa::path(delete, path = "/api/v1/session", tag = "review", security(("session" = [])), responses(
    (status = 204, description = "Signed out"),
    (status = 401, description = "not_signed_in", body = ProblemDetails),
    (status = 403, description = "origin_mismatch", body = ProblemDetails),
))]
pub(crate) async fn delete(
    State(app): State<App>,
    Reviewer(account): Reviewer,
    headers: HeaderMap,
) -> Answer<(StatusCode, [(HeaderName, String); 1])> {
    if let Some(token) = session_token(&headers, app.site.cookie_name()) {
        app.store.close_session(token_sha256(token)).await?;
        audit::sign_out(account.id);
    }
    let headers = [(SET_COOKIE, cookie(&app, "", 0))];
    Ok((StatusCode::NO_CONTENT, headers))
}

#[cfg(test)]
mod tests {
    use crate::testing::{ORIGIN, Server};

    #[tokio::test]
    async fn signing_out_ends_the_session_on_the_server() {
        let server = Server::start().await;
        let cookie = server.reviewer("town").await;
        let delete = || server.delete("/api/v1/session").with("cookie", &cookie);
        delete().send().await.is_problem(403, "origin_mismatch");
        let other = delete().with("origin", "https://evil.example");
        other.send().await.is_problem(403, "origin_mismatch");
        let own = delete().with("origin", ORIGIN).send().await;
        assert_eq!(own.status, 204);
        assert!(own.header("set-cookie").contains("Max-Age=0"));
        let show = server.get("/api/v1/session").with("cookie", &cookie);
        show.send().await.is_problem(401, "not_signed_in");
    }
}
