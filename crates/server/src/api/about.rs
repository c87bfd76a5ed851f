//! `GET /api/v1/about`: what anybody may know of this server.
//!
//! Here it is always that this is no demonstration. The other answer is not in the router of a real
//! server at all: `demo::site` puts it in front.

use axum::Json;
use domain::wire::About;

/// Whether this is a demonstration, and the ways into it.
#[utoipa::path(get, path = "/api/v1/about", tag = "review", responses((status = 200, body = About)))]
pub(crate) async fn show() -> Json<About> {
    Json(About { demo: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Server;

    #[tokio::test]
    async fn a_real_server_offers_no_way_in() {
        let server = Server::start().await;
        let about: About = server.get("/api/v1/about").send().await.json();
        assert_eq!(about, About { demo: None });
    }
}
