//! `POST /api/v1/uploads`: opens an upload, or finds the one that is open; may bring its first bytes.

use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use domain::ids::UploadId;
use domain::photo::MAX_PHOTO_BYTES;
use domain::time::UnixMs;
use domain::wire::ProblemDetails;

use super::headers::{
    CHUNK_TYPE, Checksum, UPLOAD_EXPIRES, UPLOAD_LENGTH, UPLOAD_OFFSET, http_date, number,
    stated_sha256,
};
use super::{LIFETIME_MS, MOST_OPEN, offset, receive};
use crate::app::App;
use crate::auth::Phone;
use crate::extract::has_type;
use crate::problem::{Answer, Code, Problem};
use crate::store::{Device, Upload};

/// When a phone with too many unfinished uploads may ask again: it may have finished some.
const TRY_AGAIN_MS: i64 = 60_000;

/// Opens an upload for a photo of a known hash. A photo that is there already is complete at once.
#[utoipa::path(post, path = "/api/v1/uploads", tag = "uploads", security(("device" = [])),
    params(
        ("Upload-Length" = u64, Header, description = "Length of the photo, in bytes"),
        ("Upload-Metadata" = String, Header, description = "sha256 <base64 of the 64 hexadecimal digits>, filetype <base64>"),
    ),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"), responses(
    (status = 201, description = "Location, Upload-Offset, Upload-Expires"),
    (status = 400, description = "bad_header", body = ProblemDetails),
    (status = 401, description = "token_invalid", body = ProblemDetails),
    (status = 409, description = "interrupted, with Upload-Offset", body = ProblemDetails),
    (status = 412, description = "tus_version", body = ProblemDetails),
    (status = 413, description = "too_large", body = ProblemDetails),
    (status = 415, description = "wrong_content_type", body = ProblemDetails),
    (status = 429, description = "too_many_uploads or too_many_requests, with Retry-After", body = ProblemDetails),
    (status = 460, description = "checksum_mismatch or hash_mismatch", body = ProblemDetails),
    (status = 507, description = "storage_full", body = ProblemDetails),
))]
pub(crate) async fn create(
    State(app): State<App>,
    Phone(device): Phone,
    request: Request,
) -> Answer<(StatusCode, [(HeaderName, HeaderValue); 3])> {
    let brings_bytes = brings_bytes(&request)?;
    let checksum = Checksum::of(request.headers())?;
    let upload = open(&app, &device, request.headers()).await?;
    let turn = app.live.uploads.turn(upload.id).await;
    let location = HeaderValue::from_str(&format!("/api/v1/uploads/{}", upload.id))
        .map_err(|_| Code::Internal)?;
    let expires = http_date(upload.expires_at_ms);
    let mut stands = offset(&app, &upload).await?;
    // Bytes from the beginning are of use to an upload at its beginning alone.
    if brings_bytes && stands == 0 {
        stands = receive::receive(&app, upload, stands, checksum, request, turn).await?;
    }
    let headers = [
        (LOCATION, location),
        (UPLOAD_OFFSET, stands.into()),
        (UPLOAD_EXPIRES, expires),
    ];
    Ok((StatusCode::CREATED, headers))
}

fn brings_bytes(request: &Request) -> Answer<bool> {
    if has_type(request, CHUNK_TYPE) {
        return Ok(true);
    }
    let headers = request.headers();
    let is_empty = headers
        .get(CONTENT_LENGTH)
        .is_none_or(|length| length == "0");
    if headers.contains_key(CONTENT_TYPE) && !is_empty {
        return Err(Code::WrongContentType.into());
    }
    Ok(false)
}

async fn open(app: &App, device: &Device, headers: &HeaderMap) -> Answer<Upload> {
    let bytes = number(headers, &UPLOAD_LENGTH)?;
    if bytes > MAX_PHOTO_BYTES {
        return Err(Code::TooLarge.into());
    }
    let sha256 = stated_sha256(headers)?;
    let now_ms = app.now_ms();
    let new = || Upload {
        id: UploadId::new(now_ms, app.random()),
        device_id: device.id,
        sha256,
        bytes,
        expires_at_ms: now_ms + LIFETIME_MS,
    };
    let upload = open_one(app, new(), now_ms).await?;
    if upload.bytes == bytes && upload.expires_at_ms > now_ms {
        return Ok(upload);
    }
    // The same hash with another length: one of the two was wrong, and the newer word counts.
    let _turn = app.live.uploads.turn(upload.id).await;
    app.blobs.drop_spool(upload.id).await?;
    app.store.drop_upload(upload.id).await?;
    open_one(app, new(), now_ms).await
}

/// The upload, unless the phone has too many that it does not finish.
async fn open_one(app: &App, new: Upload, now_ms: UnixMs) -> Answer<Upload> {
    let opened = app.store.open_upload(new, MOST_OPEN, now_ms).await?;
    opened.ok_or_else(|| Problem::from(Code::TooManyUploads).retry_after_ms(TRY_AGAIN_MS))
}
