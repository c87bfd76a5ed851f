//! `DELETE /api/v1/uploads/{id}`: gives an upload up. A photo that is whole stays.

use axum::extract::State;
use axum::http::StatusCode;
use domain::ids::UploadId;
use domain::wire::ProblemDetails;

use super::find;
use crate::app::App;
use crate::auth::Phone;
use crate::extract::PathOf;
use crate::problem::Answer;

/// Drops what has arrived of an upload.
#[utoipa::path(delete, path = "/api/v1/uploads/{id}", tag = "uploads", security(("device" = [])),
    params(("id" = UploadId, Path, description = "The upload")), responses(
    (status = 204, description = "Gone"),
    (status = 401, description = "token_invalid", body = ProblemDetails),
    (status = 404, description = "upload_unknown", body = ProblemDetails),
    (status = 412, description = "tus_version", body = ProblemDetails),
    (status = 429, description = "too_many_requests, with Retry-After", body = ProblemDetails),
))]
pub(crate) async fn delete(
    State(app): State<App>,
    Phone(device): Phone,
    PathOf(id): PathOf<UploadId>,
) -> Answer<StatusCode> {
    find(&app, &device, id).await?;
    let _turn = app.live.uploads.turn(id).await;
    app.blobs.drop_spool(id).await?;
    app.store.drop_upload(id).await?;
    Ok(StatusCode::NO_CONTENT)
}
