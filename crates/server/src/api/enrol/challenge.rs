//! `POST /api/v1/enrol/challenge`: a nonce for a phone whose token has ended.

use axum::Json;
use axum::extract::State;
use domain::wire::{Challenge, ChallengeRequest, ProblemDetails};

use crate::app::App;
use crate::extract::JsonBody;
use crate::problem::{Answer, Code};

/// Hands out a nonce to sign: good once, for five minutes.
#[utoipa::path(post, path = "/api/v1/enrol/challenge", tag = "phones", request_body = ChallengeRequest, responses(
    (status = 200, body = Challenge),
    (status = 404, description = "unknown_device", body = ProblemDetails),
))]
pub(crate) async fn challenge(
    State(app): State<App>,
    JsonBody(request): JsonBody<ChallengeRequest>,
) -> Answer<Json<Challenge>> {
    let device = app.store.device(request.device_id).await?;
    let device = device.ok_or(Code::UnknownDevice)?;
    let nonce = evidence::base64url::encode(&app.random::<32>());
    app.live
        .challenges
        .add(device.id, nonce.clone(), app.now_ms());
    Ok(Json(Challenge { nonce }))
}

#[cfg(test)]
mod tests {
    use crate::testing::Server;
    use serde_json::json;

    #[tokio::test]
    async fn only_enrolled_devices_are_challenged() {
        let server = Server::start().await;
        let phone = server.enrol(1).await;
        let ask = |id: String| {
            server
                .post("/api/v1/enrol/challenge")
                .json(&json!({ "device_id": id }))
                .send()
        };
        assert_eq!(ask(phone.phone.device_id.to_string()).await.status, 200);
        let unknown = domain::ids::DeviceId::new(5, [5; 10]).to_string();
        ask(unknown).await.is_problem(404, "unknown_device");
        ask("x".to_owned()).await.is_problem(422, "wrong_shape");
    }
}
