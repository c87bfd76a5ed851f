//! `HEAD /api/v1/uploads/{id}`: where an upload stands.

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use domain::ids::UploadId;
use domain::wire::ProblemDetails;

use super::headers::{UPLOAD_EXPIRES, UPLOAD_LENGTH, UPLOAD_OFFSET, http_date};
use super::{find, offset};
use crate::app::App;
use crate::auth::Phone;
use crate::extract::PathOf;
use crate::problem::Answer;

/// The offset from which to go on.
#[utoipa::path(head, path = "/api/v1/uploads/{id}", tag = "uploads", security(("device" = [])),
    params(("id" = UploadId, Path, description = "The upload")), responses(
    (status = 200, description = "Upload-Offset, Upload-Length, Upload-Expires"),
    (status = 401, description = "token_invalid", body = ProblemDetails),
    (status = 404, description = "upload_unknown", body = ProblemDetails),
    (status = 412, description = "tus_version", body = ProblemDetails),
    (status = 429, description = "too_many_requests, with Retry-After", body = ProblemDetails),
))]
pub(crate) async fn show(
    State(app): State<App>,
    Phone(device): Phone,
    PathOf(id): PathOf<UploadId>,
) -> Answer<(StatusCode, [(HeaderName, HeaderValue); 3])> {
    let upload = find(&app, &device, id).await?;
    // The offset is only true when nobody is writing any more.
    let _turn = app.live.uploads.turn(id).await;
    let headers = [
        (UPLOAD_OFFSET, offset(&app, &upload).await?.into()),
        (UPLOAD_LENGTH, upload.bytes.into()),
        (UPLOAD_EXPIRES, http_date(upload.expires_at_ms)),
    ];
    Ok((StatusCode::OK, headers))
}
