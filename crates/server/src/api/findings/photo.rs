//! `GET /api/v1/findings/{finding_id}/photos/{sha256}`: an original, byte for byte.
//!
//! Whatever a phone sent stays inert: the type is what the bytes begin like, what is no image is a
//! file to keep and never a page, nothing may be guessed or run, and only a reviewer of the finding's
//! place gets it.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderName,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{IntoResponse as _, Response};
use domain::hash::Sha256;
use domain::ids::FindingId;
use domain::review::may_see;
use domain::wire::ProblemDetails;

use crate::app::App;
use crate::assets::{has_etag, not_modified};
use crate::auth::Reviewer;
use crate::blobs::OCTETS;
use crate::extract::PathOf;
use crate::problem::{Answer, Code};

/// A photo of a finding.
#[utoipa::path(get, path = "/api/v1/findings/{finding_id}/photos/{sha256}", tag = "review", security(("session" = [])),
    params(
        ("finding_id" = FindingId, Path, description = "The finding"),
        ("sha256" = Sha256, Path, description = "The photo's hash"),
    ), responses(
    (status = 200, description = "The original; application/octet-stream where it is no image", body = Vec<u8>, content_type = "image/jpeg"),
    (status = 304, description = "The browser has it"),
    (status = 401, description = "not_signed_in", body = ProblemDetails),
    (status = 404, description = "photo_unknown", body = ProblemDetails),
))]
pub(crate) async fn photo(
    State(app): State<App>,
    Reviewer(account): Reviewer,
    PathOf((id, sha256)): PathOf<(FindingId, Sha256)>,
    request: HeaderMap,
) -> Answer<Response> {
    let photo = app.store.finding_photo(id, sha256).await?;
    let photo = photo
        .filter(|photo| may_see(account.role, &account.unit, &photo.place))
        .ok_or(Code::PhotoUnknown)?;
    let etag = format!("\"{sha256}\"");
    let headers: [(HeaderName, String); 6] = [
        (CONTENT_DISPOSITION, disposition(&photo.media_type, sha256)),
        (CONTENT_TYPE, photo.media_type),
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox".to_owned(),
        ),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (
            CACHE_CONTROL,
            "private, max-age=31536000, immutable".to_owned(),
        ),
        (ETAG, etag.clone()),
    ];
    if has_etag(&request, &etag) {
        return Ok((headers, not_modified()).into_response());
    }
    let bytes = app.blobs.read(sha256).await?;
    let bytes = bytes.ok_or_else(|| {
        tracing::error!("a photo of the store is not in the folder");
        Code::PhotoUnknown
    })?;
    Ok((headers, bytes).into_response())
}

/// An image may be shown; anything else may only be kept, under a name that no program opens.
fn disposition(media_type: &str, sha256: Sha256) -> String {
    if media_type == OCTETS {
        format!("attachment; filename=\"{sha256}.bin\"")
    } else {
        "inline".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Server, jpeg};

    #[tokio::test]
    async fn a_photo_comes_back_byte_for_byte_and_inert() {
        let server = Server::start().await;
        let mut device = server.enrol(1).await;
        let sealed = server.report(&mut device, &[b"a photo"]).await;
        let cookie = server.reviewer("town").await;
        let hash = sealed.version.photos[0].sha256;
        let path = format!(
            "/api/v1/findings/{}/photos/{hash}",
            sealed.version.finding_id
        );
        let answer = server.get(&path).with("cookie", &cookie).send().await;
        assert_eq!(answer.bytes, jpeg(b"a photo"));
        for (name, value) in [
            ("content-type", "image/jpeg"),
            ("x-content-type-options", "nosniff"),
            ("content-disposition", "inline"),
            ("content-security-policy", "default-src 'none'; sandbox"),
            ("cache-control", "private, max-age=31536000, immutable"),
        ] {
            assert_eq!(answer.header(name), value, "{name}");
        }
        let again = server
            .get(&path)
            .with("cookie", &cookie)
            .with("if-none-match", answer.header("etag"));
        assert_eq!(again.send().await.status, 304);
    }

    #[tokio::test]
    async fn photos_of_other_findings_places_and_people_are_unknown() {
        let server = Server::start().await;
        let mut device = server.enrol(1).await;
        let one = server.report(&mut device, &[b"one"]).await;
        let two = server.report(&mut device, &[b"two"]).await;
        let get = async |name: &str, id: FindingId, hash: Sha256| {
            let cookie = server.reviewer(name).await;
            let path = format!("/api/v1/findings/{id}/photos/{hash}");
            server.get(&path).with("cookie", &cookie).send().await
        };
        let [a, b] = [&one, &two].map(|sealed| sealed.version.finding_id);
        let [x, y] = [&one, &two].map(|sealed| sealed.version.photos[0].sha256);
        assert_eq!(get("county", a, x).await.status, 200);
        get("county", a, y).await.is_problem(404, "photo_unknown");
        get("county", b, x).await.is_problem(404, "photo_unknown");
        get("elsewhere", a, x)
            .await
            .is_problem(404, "photo_unknown");
        let path = format!("/api/v1/findings/{a}/photos/{x}");
        let nobody = server.get(&path).send().await;
        nobody.is_problem(401, "not_signed_in");
        let phone = server.get(&path).bearer(&device.token).send().await;
        phone.is_problem(401, "not_signed_in");
    }
}
