//! `POST /api/v1/enrol/preview`: whom a code would enrol. Uses nothing up.

use axum::Json;
use axum::extract::State;
use domain::wire::{EnrolPreview, EnrolPreviewRequest, ProblemDetails};

use super::look_up;
use crate::app::App;
use crate::extract::JsonBody;
use crate::problem::{Answer, Code};

/// Whom a code would enrol.
#[utoipa::path(post, path = "/api/v1/enrol/preview", tag = "phones", request_body = EnrolPreviewRequest, responses(
    (status = 200, body = EnrolPreview),
    (status = 404, description = "enrol_code_wrong", body = ProblemDetails),
    (status = 409, description = "enrol_code_used", body = ProblemDetails),
    (status = 410, description = "enrol_code_expired", body = ProblemDetails),
    (status = 429, description = "too_many_attempts, with Retry-After", body = ProblemDetails),
))]
pub(crate) async fn preview(
    State(app): State<App>,
    JsonBody(request): JsonBody<EnrolPreviewRequest>,
) -> Answer<Json<EnrolPreview>> {
    let code = look_up(&app, &request.code).await?;
    if code.used_by.is_some() {
        return Err(Code::EnrolCodeUsed.into());
    }
    if code.expires_at_ms <= app.now_ms() {
        return Err(Code::EnrolCodeExpired.into());
    }
    Ok(Json(EnrolPreview {
        officer_name: code.officer.name,
        role: code.officer.role,
        unit: code.officer.unit,
        expires_at_ms: code.expires_at_ms,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{CODE_LIFETIME_MS, Server};
    use serde_json::json;

    const PATH: &str = "/api/v1/enrol/preview";

    #[tokio::test]
    async fn a_code_shows_its_officer_as_often_as_one_likes() {
        let server = Server::start().await;
        let code = server.new_code("0123456789").await;
        for _ in 0..20 {
            let answer = server
                .post(PATH)
                .json(&json!({ "code": code }))
                .send()
                .await;
            let preview: EnrolPreview = answer.json();
            assert_eq!(preview.unit.as_str(), "530402005002");
        }
    }

    #[tokio::test]
    async fn used_and_expired_codes_say_so() {
        let server = Server::start().await;
        server.enrol(1).await;
        let used = json!({ "code": server.code_of(1) });
        let answer = server.post(PATH).json(&used).send().await;
        answer.is_problem(409, "enrol_code_used");
        let code = json!({ "code": server.new_code("9876543210").await });
        server.clock.advance(CODE_LIFETIME_MS);
        let answer = server.post(PATH).json(&code).send().await;
        answer.is_problem(410, "enrol_code_expired");
    }

    #[tokio::test]
    async fn what_is_no_code_is_wrong_and_costs_nothing() {
        let server = Server::start().await;
        let long = "1".repeat(4000);
        for code in [
            "",
            "123",
            "12345678901",
            "１２３４５６７８９０",
            "12345 6789",
            &long,
        ] {
            let answer = server
                .post(PATH)
                .json(&json!({ "code": code }))
                .send()
                .await;
            answer.is_problem(404, "enrol_code_wrong");
        }
    }

    #[tokio::test]
    async fn a_hundred_guesses_are_stopped_and_a_right_code_must_wait_too() {
        let server = Server::start().await;
        let code = server.new_code("7000000001").await;
        let mut stopped = 0;
        for n in 0..100 {
            let guess = format!("{n:06}0000");
            let answer = server
                .post(PATH)
                .json(&json!({ "code": guess }))
                .send()
                .await;
            if answer.status == 429 {
                assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
                answer.is_problem(429, "too_many_attempts");
                stopped += 1;
            }
        }
        assert_eq!(stopped, 40);
        let answer = server
            .post(PATH)
            .json(&json!({ "code": code }))
            .send()
            .await;
        answer.is_problem(429, "too_many_attempts");
        server.clock.advance(60_000);
        let answer = server
            .post(PATH)
            .json(&json!({ "code": code }))
            .send()
            .await;
        assert_eq!(answer.status, 200);
    }

    #[tokio::test]
    async fn bodies_that_are_not_what_is_expected() {
        let server = Server::start().await;
        let post = |body: &str| server.post(PATH).body("application/json", body.as_bytes());
        post("{").send().await.is_problem(400, "not_json");
        post("\u{feff}{}").send().await.is_problem(400, "not_json");
        let deep = "[".repeat(15_000);
        post(&deep).send().await.is_problem(400, "not_json");
        for wrong in ["{}", "[]", "null", r#"{"code":1234567890}"#] {
            post(wrong).send().await.is_problem(422, "wrong_shape");
        }
        let large = format!("{{\"code\":\"{}\"}}", "1".repeat(20_000));
        post(&large).send().await.is_problem(413, "too_large");
        let form = server.post(PATH).body("text/plain", b"{\"code\":\"1\"}");
        form.send().await.is_problem(415, "wrong_content_type");
    }
}
