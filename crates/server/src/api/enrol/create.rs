//! `POST /api/v1/enrol`: uses a code up and makes the phone the officer's.

use axum::Json;
use axum::extract::State;
use domain::ids::DeviceId;
use domain::wire::{EnrolRequest, Enrolled, Jwk, Jws, ProblemDetails, TokenClaim};
use evidence::jws::TYP_TOKEN;

use super::{TOKEN_LIFETIME_MS, look_up};
use crate::api::keys;
use crate::app::App;
use crate::extract::JsonBody;
use crate::problem::{Answer, Code};
use crate::store::{EnrolOutcome, Enrolment};

/// The longest name of a platform that is kept, in characters.
const MAX_PLATFORM_CHARS: usize = 200;

/// Enrols a phone. The same code with the same key gives the same device, while the code lasts; so does
/// another code of the officer, if the phone proves that it has the key.
#[utoipa::path(post, path = "/api/v1/enrol", tag = "phones", request_body = EnrolRequest, responses(
    (status = 200, body = Enrolled),
    (status = 403, description = "challenge_failed: the proof does not hold", body = ProblemDetails),
    (status = 404, description = "enrol_code_wrong", body = ProblemDetails),
    (status = 409, description = "enrol_code_used or key_taken", body = ProblemDetails),
    (status = 410, description = "enrol_code_expired", body = ProblemDetails),
    (status = 422, description = "bad_key", body = ProblemDetails),
    (status = 429, description = "too_many_attempts, with Retry-After", body = ProblemDetails),
))]
pub(crate) async fn create(
    State(app): State<App>,
    JsonBody(request): JsonBody<EnrolRequest>,
) -> Answer<Json<Enrolled>> {
    Ok(Json(enrol(&app, request).await?))
}

/// Uses a code up.
pub(crate) async fn enrol(app: &App, request: EnrolRequest) -> Answer<Enrolled> {
    let (x, y) = evidence::jwk::coordinates(&request.key).map_err(|_| Code::BadKey)?;
    let key: Jwk = evidence::jwk::from_coordinates(&x, &y);
    look_up(app, &request.code).await?;
    let proven = match &request.proof {
        Some(proof) => Some(proven_device(proof, &key, &request.code)?),
        None => None,
    };
    let now_ms = app.now_ms();
    let (token, record) = app.new_token(TOKEN_LIFETIME_MS);
    let enrolment = Enrolment {
        code_sha256: app.code_sha256(&request.code),
        device_id: proven.unwrap_or_else(|| DeviceId::new(now_ms, app.random())),
        is_proven: proven.is_some(),
        key,
        platform: request.platform.chars().take(MAX_PLATFORM_CHARS).collect(),
        token: record,
    };
    let device = match app.store.enrol(enrolment, now_ms).await? {
        EnrolOutcome::Enrolled(device) => device,
        EnrolOutcome::Wrong => return Err(Code::EnrolCodeWrong.into()),
        EnrolOutcome::Used => return Err(Code::EnrolCodeUsed.into()),
        EnrolOutcome::Expired => return Err(Code::EnrolCodeExpired.into()),
        EnrolOutcome::KeyTaken => return Err(Code::KeyTaken.into()),
    };
    Ok(Enrolled {
        device_id: device.id,
        officer_id: device.officer.id,
        officer_name: device.officer.name,
        role: device.officer.role,
        unit: device.officer.unit,
        token,
        server_keys: keys::set(app),
        epoch: app.signer.epoch,
        server_time_ms: now_ms,
        is_demo: device.officer.is_demo,
    })
}

/// The device that a phone was before, as the holder of its key says: for this code alone.
fn proven_device(proof: &Jws, key: &Jwk, code: &str) -> Answer<DeviceId> {
    let parsed = evidence::jws::parse(proof, TYP_TOKEN).map_err(|_| Code::ChallengeFailed)?;
    evidence::native::verify(key, &parsed).map_err(|_| Code::ChallengeFailed)?;
    let claim: TokenClaim =
        serde_json::from_slice(&parsed.payload).map_err(|_| Code::ChallengeFailed)?;
    if claim.nonce != code {
        return Err(Code::ChallengeFailed.into());
    }
    Ok(claim.device_id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{CODE_LIFETIME_MS, Server};
    use serde_json::json;
    use testkit::phone::Phone;

    const PATH: &str = "/api/v1/enrol";

    fn request(code: &str, phone: &Phone) -> EnrolRequest {
        EnrolRequest {
            code: code.to_owned(),
            key: phone.key.public().clone(),
            platform: "test".to_owned(),
            proof: None,
        }
    }

    /// The same from a phone that shows its key.
    fn proven(code: &str, phone: &Phone) -> EnrolRequest {
        EnrolRequest {
            proof: Some(phone.sign_claim(code)),
            ..request(code, phone)
        }
    }

    #[tokio::test]
    async fn a_lost_answer_can_be_asked_for_again() {
        let server = Server::start().await;
        let code = server.new_code("0000000001").await;
        let request = request(&code, &Phone::new(1));
        let first: Enrolled = server.post(PATH).json(&request).send().await.json();
        let again: Enrolled = server.post(PATH).json(&request).send().await.json();
        assert_eq!(first.device_id, again.device_id);
        assert_ne!(first.token, again.token);
        let inbox = |token: &str| server.get("/api/v1/inbox").bearer(token).send();
        assert_eq!(inbox(&again.token).await.status, 200);
        inbox(&first.token).await.is_problem(401, "token_invalid");
    }

    #[tokio::test]
    async fn a_used_code_enrols_nobody_else_and_an_old_one_nobody() {
        let server = Server::start().await;
        let code = server.new_code("0000000001").await;
        let mine = request(&code, &Phone::new(1));
        assert_eq!(server.post(PATH).json(&mine).send().await.status, 200);
        let theirs = request(&code, &Phone::new(2));
        let answer = server.post(PATH).json(&theirs).send().await;
        answer.is_problem(409, "enrol_code_used");
        server.clock.advance(CODE_LIFETIME_MS);
        let answer = server.post(PATH).json(&mine).send().await;
        answer.is_problem(410, "enrol_code_expired");
    }

    #[tokio::test]
    async fn a_key_belongs_to_one_enrolment() {
        let server = Server::start().await;
        let phone = Phone::new(1);
        let first = request(&server.new_code("0000000001").await, &phone);
        let second = request(&server.new_code("2000000002").await, &phone);
        assert_eq!(server.post(PATH).json(&first).send().await.status, 200);
        let answer = server.post(PATH).json(&second).send().await;
        answer.is_problem(409, "key_taken");
    }

    #[tokio::test]
    async fn a_phone_of_before_the_backup_is_the_device_that_it_was() {
        let server = Server::start().await;
        let code = server.new_code("0000000001").await;
        let device = DeviceId::new(7, [7; 10]);
        let phone = Phone::new(1).enrolled(device, domain::ids::OfficerId::new(7, [7; 10]));
        let first: Enrolled = server
            .post(PATH)
            .json(&proven(&code, &phone))
            .send()
            .await
            .json();
        assert_eq!(first.device_id, device);
        let again: Enrolled = server
            .post(PATH)
            .json(&proven(&code, &phone))
            .send()
            .await
            .json();
        assert_eq!(again.device_id, device, "a lost answer");
        let next = server.another_code("0000000002", first.officer_id).await;
        let next: Enrolled = server
            .post(PATH)
            .json(&proven(&next, &phone))
            .send()
            .await
            .json();
        assert_eq!(next.device_id, device);
        let inbox = |token: &str| server.get("/api/v1/inbox").bearer(token).send();
        assert_eq!(inbox(&next.token).await.status, 200);
        inbox(&again.token).await.is_problem(401, "token_invalid");
    }

    #[tokio::test]
    async fn nobody_becomes_another_ones_device() {
        let server = Server::start().await;
        let mine = server.enrol(1).await;
        let code = server.new_code("0000000002").await;
        let post = async |body: &EnrolRequest| server.post(PATH).json(body).send().await;
        // Another officer's code, with the key itself.
        let foreign = proven(&code, &mine.phone);
        post(&foreign).await.is_problem(409, "key_taken");
        // A key of one's own under the name of the device; the device's key without its signature.
        let thief = Phone::new(9).enrolled(mine.phone.device_id, mine.phone.officer_id);
        post(&proven(&code, &thief))
            .await
            .is_problem(409, "key_taken");
        let unsigned = EnrolRequest {
            proof: Some(thief.sign_claim(&code)),
            ..request(&code, &mine.phone)
        };
        post(&unsigned).await.is_problem(403, "challenge_failed");
        // A proof for another code, and one that is no claim.
        let old = EnrolRequest {
            proof: Some(mine.phone.sign_claim("0000000009")),
            ..request(&code, &mine.phone)
        };
        post(&old).await.is_problem(403, "challenge_failed");
        let version = EnrolRequest {
            proof: Some(mine.phone.seal_bytes(b"{}")),
            ..request(&code, &mine.phone)
        };
        post(&version).await.is_problem(403, "challenge_failed");
        let mut shapeless = serde_json::to_value(&foreign).unwrap();
        shapeless["proof"] = json!(["x"]);
        let answer = server.post(PATH).json(&shapeless).send().await;
        answer.is_problem(422, "wrong_shape");
        // The code is still good for whom it was made.
        let answer = post(&request(&code, &Phone::new(5))).await;
        assert_eq!(answer.status, 200);
    }

    #[tokio::test]
    async fn a_key_of_another_kind_uses_nothing_up() {
        let server = Server::start().await;
        let code = server.new_code("0000000001").await;
        let good = request(&code, &Phone::new(1));
        for (member, value) in [("kty", "RSA"), ("crv", "P-384"), ("x", "AAAA"), ("y", "%%")] {
            let mut bad = serde_json::to_value(&good).unwrap();
            bad["key"][member] = json!(value);
            let answer = server.post(PATH).json(&bad).send().await;
            answer.is_problem(422, "bad_key");
        }
        let mut named_wrongly = serde_json::to_value(&good).unwrap();
        named_wrongly["key"]["kid"] = json!("somebody else's");
        named_wrongly["platform"] = json!("\u{202e}<script>".repeat(500));
        let answer = server.post(PATH).json(&named_wrongly).send().await;
        assert_eq!(answer.status, 200);
    }
}
