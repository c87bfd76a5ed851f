//! `OPTIONS /api/v1/uploads`: what of tus is spoken here.

use axum::http::{HeaderName, StatusCode};
use domain::photo::MAX_PHOTO_BYTES;

use super::headers::{TUS_CHECKSUM_ALGORITHM, TUS_EXTENSION, TUS_MAX_SIZE, TUS_VERSION, VERSION};

/// The protocol's version, extensions and limits.
#[utoipa::path(options, path = "/api/v1/uploads", tag = "uploads", responses((status = 204, description = "Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm")))]
pub(crate) async fn options() -> (StatusCode, [(HeaderName, String); 4]) {
    let extensions = "creation,creation-with-upload,checksum,expiration,termination";
    let headers = [
        (TUS_VERSION, VERSION.to_owned()),
        (TUS_EXTENSION, extensions.to_owned()),
        (TUS_MAX_SIZE, MAX_PHOTO_BYTES.to_string()),
        (TUS_CHECKSUM_ALGORITHM, "sha1,sha256".to_owned()),
    ];
    (StatusCode::NO_CONTENT, headers)
}
