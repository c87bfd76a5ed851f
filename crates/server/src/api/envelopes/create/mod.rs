//! `POST /api/v1/envelopes`: a batch of sealed versions, each answered by itself.

use axum::Json;
use axum::extract::State;
use domain::wire::{
    EnvelopesAnswer, EnvelopesRequest, MAX_ENVELOPES, MAX_ENVELOPES_BYTES, ProblemDetails,
};
use serde::Deserialize;
use serde_json::Value;

use crate::app::App;
use crate::auth::Phone;
use crate::envelope::take_in;
use crate::extract::JsonBody;
use crate::problem::{Answer, Code};

/// The batch, whose envelopes are looked at one by one: a broken one does not hold up the others.
#[derive(Debug, Deserialize)]
pub(crate) struct Batch {
    envelopes: Vec<Value>,
}

/// Takes sealed versions in. A phone may bring what another enrolled phone has signed.
#[utoipa::path(post, path = "/api/v1/envelopes", tag = "phones", security(("device" = [])),
    request_body = EnvelopesRequest, responses(
    (status = 200, description = "One result for each envelope, in order", body = EnvelopesAnswer),
    (status = 401, description = "token_invalid", body = ProblemDetails),
    (status = 413, description = "too_large", body = ProblemDetails),
    (status = 429, description = "too_many_requests, with Retry-After", body = ProblemDetails),
    (status = 507, description = "storage_full", body = ProblemDetails),
))]
pub(crate) async fn create(
    State(app): State<App>,
    Phone(device): Phone,
    JsonBody(batch): JsonBody<Batch, MAX_ENVELOPES_BYTES>,
) -> Answer<Json<EnvelopesAnswer>> {
    if batch.envelopes.len() > MAX_ENVELOPES {
        return Err(Code::TooLarge.into());
    }
    let mut results = Vec::with_capacity(batch.envelopes.len());
    for envelope in batch.envelopes {
        results.push(take_in(&app, device.id, envelope).await?);
    }
    Ok(Json(EnvelopesAnswer {
        results,
        epoch: app.signer.epoch,
        server_time_ms: app.now_ms(),
    }))
}

#[cfg(test)]
mod tests;
