//! `POST /api/v1/enrol/token`: a signed nonce buys a new bearer token.

use axum::Json;
use axum::extract::State;
use domain::wire::{Jws, ProblemDetails, RenewedToken, TokenClaim};
use evidence::jws::TYP_TOKEN;

use super::TOKEN_LIFETIME_MS;
use crate::app::App;
use crate::extract::JsonBody;
use crate::problem::{Answer, Code};

/// Renews the token of a device that proves to have its key.
#[utoipa::path(post, path = "/api/v1/enrol/token", tag = "phones", request_body = Jws, responses(
    (status = 200, body = RenewedToken),
    (status = 400, description = "not_a_jws", body = ProblemDetails),
    (status = 403, description = "challenge_failed: ask for another nonce", body = ProblemDetails),
    (status = 404, description = "unknown_device", body = ProblemDetails),
))]
pub(crate) async fn token(
    State(app): State<App>,
    JsonBody(jws): JsonBody<Jws>,
) -> Answer<Json<RenewedToken>> {
    let parsed = evidence::jws::parse(&jws, TYP_TOKEN).map_err(|_| Code::NotAJws)?;
    let claim: TokenClaim = serde_json::from_slice(&parsed.payload).map_err(|_| Code::NotAJws)?;
    let device = app.store.device(claim.device_id).await?;
    let device = device.ok_or(Code::UnknownDevice)?;
    evidence::native::verify(&device.key, &parsed).map_err(|_| Code::ChallengeFailed)?;
    let now_ms = app.now_ms();
    if !app.live.challenges.take(device.id, &claim.nonce, now_ms) {
        return Err(Code::ChallengeFailed.into());
    }
    let (token, record) = app.new_token(TOKEN_LIFETIME_MS);
    app.store.renew_token(device.id, record, now_ms).await?;
    Ok(Json(RenewedToken { token }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Enrolled, Server};
    use domain::wire::Challenge;
    use serde_json::json;
    use testkit::phone::Phone;

    const PATH: &str = "/api/v1/enrol/token";

    async fn nonce(server: &Server, device: &Enrolled) -> String {
        let challenge: Challenge = server
            .post("/api/v1/enrol/challenge")
            .json(&json!({ "device_id": device.phone.device_id }))
            .send()
            .await
            .json();
        challenge.nonce
    }

    #[tokio::test]
    async fn a_token_that_has_ended_is_renewed_by_the_key_once_a_nonce() {
        let server = Server::start().await;
        let device = server.enrol(1).await;
        server.clock.advance(TOKEN_LIFETIME_MS);
        let inbox = |token: String| server.get("/api/v1/inbox").bearer(&token).send();
        inbox(device.token.clone())
            .await
            .is_problem(401, "token_invalid");
        let claim = device.phone.sign_claim(&nonce(&server, &device).await);
        let renewed: RenewedToken = server.post(PATH).json(&claim).send().await.json();
        assert_eq!(inbox(renewed.token).await.status, 200);
        let replay = server.post(PATH).json(&claim).send().await;
        replay.is_problem(403, "challenge_failed");
    }

    #[tokio::test]
    async fn another_key_or_an_old_or_foreign_nonce_buys_nothing() {
        let server = Server::start().await;
        let mine = server.enrol(1).await;
        let theirs = server.enrol(2).await;
        let post = async |jws: Jws| server.post(PATH).json(&jws).send().await;
        let thief = Phone::new(9).enrolled(mine.phone.device_id, mine.phone.officer_id);
        let stolen = thief.sign_claim(&nonce(&server, &mine).await);
        post(stolen).await.is_problem(403, "challenge_failed");
        let foreign = mine.phone.sign_claim(&nonce(&server, &theirs).await);
        post(foreign).await.is_problem(403, "challenge_failed");
        let old = mine.phone.sign_claim(&nonce(&server, &mine).await);
        server.clock.advance(5 * 60_000);
        post(old).await.is_problem(403, "challenge_failed");
        let version = mine.phone.seal_bytes(b"{}");
        post(version).await.is_problem(400, "not_a_jws");
    }
}
