//! How many requests at once: beyond it the server says so at once instead of slowing down for all.
//! Phones come again by themselves.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::app::App;
use crate::problem::{Code, Problem};

/// Requests at once. Most of them wait: slow uploads, phones that listen for news.
pub(crate) const AT_ONCE: usize = 1024;
/// When to come again.
const COME_AGAIN_MS: i64 = 5000;

/// Lets a request in, or tells it to come again.
pub(crate) async fn limit(State(app): State<App>, request: Request, next: Next) -> Response {
    match app.live.requests.try_acquire() {
        Ok(_place) => next.run(request).await,
        Err(_) => Problem::from(Code::Busy)
            .retry_after_ms(COME_AGAIN_MS)
            .into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Server;

    #[tokio::test]
    async fn one_too_many_is_told_to_come_again() {
        let server = Server::start().await;
        let places = u32::try_from(AT_ONCE).unwrap();
        let all = server.app.live.requests.try_acquire_many(places).unwrap();
        let answer = server.get("/api/v1/keys").send().await;
        assert_eq!(answer.header("retry-after"), "5");
        answer.is_problem(503, "busy");
        drop(all);
        assert_eq!(server.get("/api/v1/keys").send().await.status, 200);
    }
}
