//! Photos on their way in: tus 1.0.0 (tus.io/protocols/resumable-upload) with the extensions
//! creation, creation-with-upload, checksum, expiration and termination.
//!
//! An upload is one for a device and a hash: creating it again gives the same one, and a photo that
//! the server has is complete at once. The offset is the length of the spool, so it is true even
//! after the process was killed. A new request for an upload ends the one that still holds it: on a
//! bad line that one is a dead connection.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod headers;
pub(crate) mod options;
pub(crate) mod patch;
mod receive;
pub(crate) mod show;
mod slots;

#[cfg(test)]
mod tests;

use axum::extract::Request;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use domain::ids::UploadId;

pub(crate) use slots::Slots;

use crate::app::App;
use crate::problem::{Answer, Code, Problem};
use crate::store::{Device, Upload};
use headers::{TUS_RESUMABLE, TUS_VERSION, VERSION};

/// How long an upload that stands still is kept.
pub(crate) const LIFETIME_MS: i64 = 30 * 86_400_000;

/// How many uploads of one phone may be unfinished. A phone sends one after the other; a bad line
/// may leave one behind for each record of a long day.
pub(crate) const MOST_OPEN: u32 = 200;

/// Speaks the protocol's version on every answer and hears it in every request.
pub(crate) async fn speak_tus(request: Request, next: Next) -> Response {
    let stated = request.headers().get(&TUS_RESUMABLE);
    let is_ours = stated.is_some_and(|version| version == VERSION);
    let mut response = if is_ours || request.method() == Method::OPTIONS {
        next.run(request).await
    } else {
        Problem::from(Code::TusVersion)
            .with(TUS_VERSION, HeaderValue::from_static(VERSION))
            .into_response()
    };
    let headers = response.headers_mut();
    headers.insert(TUS_RESUMABLE, HeaderValue::from_static(VERSION));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// An upload of this device.
async fn find(app: &App, device: &Device, id: UploadId) -> Answer<Upload> {
    let upload = app.store.upload(id).await?;
    let own = upload.filter(|upload| upload.device_id == device.id);
    own.ok_or(Code::UploadUnknown.into())
}

/// How much of an upload is on the disk. A photo that is there whole counts as such, whoever sent
/// it; should the process have died between the disk and the store, the store is told now.
async fn offset(app: &App, upload: &Upload) -> Answer<u64> {
    match app.blobs.stat(upload.sha256).await? {
        Some(photo) => {
            app.store
                .photo_arrived(photo, &app.signer, app.now_ms())
                .await?;
            Ok(upload.bytes)
        }
        // The process may have died after the last byte and before the photo was made of it.
        None => {
            let spooled = app.blobs.spooled(upload.id).await?;
            receive::finish_if_whole(app, upload, spooled).await
        }
    }
}

/// Drops the uploads whose time is over.
pub(crate) async fn drop_expired(app: &App) -> Answer<usize> {
    let expired = app.store.expired_uploads(app.now_ms()).await?;
    for id in &expired {
        let _turn = app.live.uploads.turn(*id).await;
        app.blobs.drop_spool(*id).await?;
        app.store.drop_upload(*id).await?;
    }
    Ok(expired.len())
}
