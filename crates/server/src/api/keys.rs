//! `GET /api/v1/keys`: the server's public keys, with which anybody checks a receipt.

use axum::Json;
use axum::extract::State;
use domain::wire::JwkSet;

use crate::app::App;

/// The server's public keys, newest first.
#[utoipa::path(get, path = "/api/v1/keys", tag = "phones", responses((status = 200, body = JwkSet)))]
pub(crate) async fn list(State(app): State<App>) -> Json<JwkSet> {
    Json(set(&app))
}

/// The keys as they are pinned at enrolment.
pub(crate) fn set(app: &App) -> JwkSet {
    JwkSet {
        keys: vec![app.signer.key.public().clone()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Server;

    #[tokio::test]
    async fn the_key_is_named_by_its_thumbprint() {
        let server = Server::start().await;
        let keys: JwkSet = server.get("/api/v1/keys").send().await.json();
        let key = &keys.keys[0];
        assert_eq!(key.kid.as_deref(), Some(&*evidence::jwk::thumbprint(key)));
    }
}
