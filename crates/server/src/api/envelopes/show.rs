//! `GET /api/v1/envelopes/{payload_sha256}`: how far one envelope is.

use axum::Json;
use axum::extract::State;
use domain::hash::Sha256;
use domain::wire::{EnvelopeResult, ProblemDetails};

use crate::app::App;
use crate::auth::Phone;
use crate::envelope;
use crate::extract::PathOf;
use crate::problem::{Answer, Code};

/// Whether everything of a version has arrived, and its receipt.
#[utoipa::path(get, path = "/api/v1/envelopes/{payload_sha256}", tag = "phones", security(("device" = [])),
    params(("payload_sha256" = Sha256, Path, description = "The payload's hash")), responses(
    (status = 200, body = EnvelopeResult),
    (status = 401, description = "token_invalid", body = ProblemDetails),
    (status = 404, description = "envelope_unknown", body = ProblemDetails),
    (status = 429, description = "too_many_requests, with Retry-After", body = ProblemDetails),
))]
pub(crate) async fn show(
    State(app): State<App>,
    Phone(_): Phone,
    PathOf(payload_sha256): PathOf<Sha256>,
) -> Answer<Json<EnvelopeResult>> {
    let state = app.store.envelope(payload_sha256).await?;
    let state = state.ok_or(Code::EnvelopeUnknown)?;
    Ok(Json(envelope::result(payload_sha256, state)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Server;

    #[tokio::test]
    async fn an_envelope_is_found_by_its_payloads_hash_alone() {
        let server = Server::start().await;
        let mut device = server.enrol(1).await;
        let sealed = server.report(&mut device, &[]).await;
        let show = |hash: String, token: &str| {
            let request = server.get(&format!("/api/v1/envelopes/{hash}"));
            request.bearer(token).send()
        };
        let found = show(sealed.payload_sha256.to_string(), &device.token).await;
        assert!(matches!(found.json(), EnvelopeResult::Received { .. }));
        let unknown = show("0".repeat(64), &device.token).await;
        unknown.is_problem(404, "envelope_unknown");
        let no_hash = show("xyz".to_owned(), &device.token).await;
        no_hash.is_problem(404, "not_found");
        let nobody = show(sealed.payload_sha256.to_string(), "guess").await;
        nobody.is_problem(401, "token_invalid");
    }
}
