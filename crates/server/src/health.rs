//! Whether the process runs, and whether it can store.

use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;
use crate::problem::Answer;

/// The process is up.
#[utoipa::path(get, path = "/healthz", tag = "health", responses((status = 200, description = "The process is up.", body = String)))]
pub(crate) async fn live() -> &'static str {
    "ok"
}

/// The store can be written to, and the folder of photos.
#[utoipa::path(get, path = "/readyz", tag = "health", responses(
    (status = 200, description = "Store and photos can be written to.", body = String),
    (status = 503, description = "They cannot.", body = domain::wire::ProblemDetails),
))]
pub(crate) async fn ready(State(app): State<App>) -> Answer<(StatusCode, &'static str)> {
    app.store.ready().await?;
    app.blobs.ready().await?;
    Ok((StatusCode::OK, "ready"))
}

#[cfg(test)]
mod tests {
    use crate::testing::Server;

    #[tokio::test]
    async fn a_fresh_server_is_up_and_ready() {
        let server = Server::start().await;
        for path in ["/healthz", "/readyz"] {
            assert_eq!(server.get(path).send().await.status, 200, "{path}");
        }
    }
}
