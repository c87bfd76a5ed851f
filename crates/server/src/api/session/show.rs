//! `GET /api/v1/session`: who is signed in.

use axum::Json;
use domain::wire::{ProblemDetails, Session};

use super::shown;
use crate::auth::Reviewer;

/// Who is signed in.
#[utoipa::path(get, path = "/api/v1/session", tag = "review", security(("session" = [])), responses(
    (status = 200, body = Session),
    (status = 401, description = "not_signed_in", body = ProblemDetails),
))]
pub(crate) async fn show(Reviewer(account): Reviewer) -> Json<Session> {
    Json(shown(account))
}

#[cfg(test)]
mod tests {
    use crate::api::session::LIFETIME_MS;
    use crate::testing::Server;

    #[tokio::test]
    async fn a_session_lasts_twelve_hours_and_a_guess_is_none() {
        let server = Server::start().await;
        let cookie = server.reviewer("town").await;
        let show = |cookie: &str| server.get("/api/v1/session").with("cookie", cookie).send();
        assert_eq!(show(&cookie).await.status, 200);
        assert_eq!(show(&format!("a=b; {cookie}; c")).await.status, 200);
        for guess in ["__Host-xuntian=", "__Host-xuntian=x", "xuntian=x", ""] {
            show(guess).await.is_problem(401, "not_signed_in");
        }
        server.clock.advance(LIFETIME_MS);
        show(&cookie).await.is_problem(401, "not_signed_in");
    }
}
