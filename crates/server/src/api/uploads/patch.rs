//! `PATCH /api/v1/uploads/{id}`: the next bytes.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use domain::ids::UploadId;
use domain::wire::ProblemDetails;

use super::headers::{CHUNK_TYPE, Checksum, UPLOAD_EXPIRES, UPLOAD_OFFSET, http_date, number};
use super::{find, offset, receive};
use crate::app::App;
use crate::auth::Phone;
use crate::extract::{PathOf, has_type};
use crate::problem::{Answer, Code, Problem};

/// Appends to an upload. What arrived before the line broke is kept, unless it has a checksum.
#[utoipa::path(patch, path = "/api/v1/uploads/{id}", tag = "uploads", security(("device" = [])),
    params(("id" = UploadId, Path, description = "The upload")),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"), responses(
    (status = 204, description = "Upload-Offset"),
    (status = 401, description = "token_invalid", body = ProblemDetails),
    (status = 404, description = "upload_unknown", body = ProblemDetails),
    (status = 409, description = "offset_mismatch or interrupted, with Upload-Offset: ask where it stands", body = ProblemDetails),
    (status = 412, description = "tus_version", body = ProblemDetails),
    (status = 413, description = "too_large", body = ProblemDetails),
    (status = 415, description = "wrong_content_type", body = ProblemDetails),
    (status = 429, description = "too_many_requests, with Retry-After", body = ProblemDetails),
    (status = 460, description = "checksum_mismatch: the offset stays; hash_mismatch: it is 0 again", body = ProblemDetails),
    (status = 507, description = "storage_full", body = ProblemDetails),
))]
pub(crate) async fn patch(
    State(app): State<App>,
    Phone(device): Phone,
    PathOf(id): PathOf<UploadId>,
    request: Request,
) -> Answer<(StatusCode, [(HeaderName, HeaderValue); 2])> {
    if !has_type(&request, CHUNK_TYPE) {
        return Err(Code::WrongContentType.into());
    }
    let stated = number(request.headers(), &UPLOAD_OFFSET)?;
    let checksum = Checksum::of(request.headers())?;
    let upload = find(&app, &device, id).await?;
    let turn = app.live.uploads.turn(id).await;
    let stands = offset(&app, &upload).await?;
    if stated != stands {
        return Err(Problem::from(Code::OffsetMismatch).with(UPLOAD_OFFSET, stands));
    }
    let expires = http_date(upload.expires_at_ms);
    let stands = receive::receive(&app, upload, stands, checksum, request, turn).await?;
    let headers = [(UPLOAD_OFFSET, stands.into()), (UPLOAD_EXPIRES, expires)];
    Ok((StatusCode::NO_CONTENT, headers))
}
