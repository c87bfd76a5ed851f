//! Both apps as files: inside the binary (feature `embed`), or from the project's folders.
//!
//! The field app is at `/`, the supervisors' at `/review/`. Addresses of the apps' own pages answer
//! with their `index.html`; anything else that is no file is a problem, never a page.

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

use axum::extract::State;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::hash::Sha256;

use crate::app::App;
use crate::problem::{Code, Problem};

/// What a file of the apps may do if the build has not said it: no inline script, nothing from
/// elsewhere.
const PLAIN_CSP: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; \
                         frame-ancestors 'none'; base-uri 'none'; object-src 'none'";
/// What an answer of the API may do, should a browser show it as a page: nothing.
const STRICT_CSP: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";
const PERMISSIONS: &str = "geolocation=(self), camera=(self), microphone=(), payment=(), usb=()";

/// Where the files come from.
#[derive(Debug, Clone)]
pub enum Assets {
    /// Inside the binary.
    #[cfg(feature = "embed")]
    Embedded,
    /// `dist/` and `review/dist/` below this folder.
    Folder(PathBuf),
    /// There are none: the API alone.
    None,
}

/// One of the two apps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    Field,
    Review,
}

#[cfg(feature = "embed")]
#[derive(rust_embed::RustEmbed)]
#[folder = "../../dist"]
#[allow_missing = true]
struct FieldFiles;

#[cfg(feature = "embed")]
#[derive(rust_embed::RustEmbed)]
#[folder = "../../review/dist"]
#[allow_missing = true]
struct ReviewFiles;

impl Assets {
    async fn load(&self, which: Which, file: &str) -> Option<Cow<'static, [u8]>> {
        match self {
            #[cfg(feature = "embed")]
            Self::Embedded => {
                let found = match which {
                    Which::Field => FieldFiles::get(file),
                    Which::Review => ReviewFiles::get(file),
                };
                Some(found?.data)
            }
            Self::Folder(root) => {
                let is_inside = Path::new(file)
                    .components()
                    .all(|part| matches!(part, Component::Normal(_)));
                let dist = match which {
                    Which::Field => root.join("dist"),
                    Which::Review => root.join("review").join("dist"),
                };
                let bytes = tokio::fs::read(dist.join(file)).await;
                bytes.ok().filter(|_| is_inside).map(Cow::Owned)
            }
            Self::None => None,
        }
    }
}

/// Answers what no address of the API answers.
pub(crate) async fn serve(
    State(app): State<App>,
    method: Method,
    uri: Uri,
    request: HeaderMap,
) -> Response {
    let path = uri.path();
    if path.starts_with("/api/") {
        return Problem::from(Code::NotFound).into_response();
    }
    if !matches!(method, Method::GET | Method::HEAD) {
        return Problem::from(Code::MethodNotAllowed).into_response();
    }
    if path == "/review" {
        return Redirect::permanent("/review/").into_response();
    }
    let (which, file) = match path.strip_prefix("/review/") {
        Some(file) => (Which::Review, file),
        None => (Which::Field, path.trim_start_matches('/')),
    };
    let file = if is_page(which, file) {
        "index.html"
    } else {
        file
    };
    // What the build leaves for the server is not for others.
    let is_served = file != "csp.txt" && !file.ends_with(".br") && !file.ends_with(".gz");
    match app.assets.load(which, file).await {
        Some(bytes) if is_served => respond(&app, which, file, bytes, &request).await,
        _ => Problem::from(Code::NotFound).into_response(),
    }
}

/// Whether an address is one of the app's own pages. The field app's are listed, as in its router;
/// in the other everything without an ending is.
fn is_page(which: Which, path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or(path);
    match which {
        Which::Review => !last.contains('.'),
        Which::Field => {
            matches!(
                path,
                "" | "enrol" | "report" | "practice" | "records" | "me"
            ) || ((path.starts_with("finding/") || path.starts_with("records/"))
                && !last.contains('.'))
        }
    }
}

async fn respond(
    app: &App,
    which: Which,
    file: &str,
    plain: Cow<'static, [u8]>,
    request: &HeaderMap,
) -> Response {
    let (encoding, bytes) = match best_sibling(app, which, file, request).await {
        Some((encoding, bytes)) => (Some(encoding), bytes),
        None => (None, plain),
    };
    let etag = format!("\"{}\"", short_hash(&bytes));
    let mut headers = HeaderMap::new();
    let mut put = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    put(CONTENT_TYPE, content_type(file));
    put(CACHE_CONTROL, cache_control(file));
    put(VARY, "accept-encoding");
    put(ETAG, &etag);
    if let Some(encoding) = encoding {
        put(CONTENT_ENCODING, encoding);
    }
    // On every file, not on pages alone: a worker lives by the policy of its own script, and without
    // `connect-src` it could fetch nothing.
    let csp = app.assets.load(which, "csp.txt").await;
    let csp = csp.and_then(|text| String::from_utf8(text.into_owned()).ok());
    put(
        CONTENT_SECURITY_POLICY,
        csp.as_deref().map_or(PLAIN_CSP, str::trim),
    );
    if has_etag(request, &etag) {
        return (headers, not_modified()).into_response();
    }
    (headers, bytes.into_owned()).into_response()
}

/// The smallest sibling that the browser takes.
async fn best_sibling(
    app: &App,
    which: Which,
    file: &str,
    request: &HeaderMap,
) -> Option<(&'static str, Cow<'static, [u8]>)> {
    for (encoding, ending) in [("br", "br"), ("gzip", "gz")] {
        if accepts(request, encoding) {
            let sibling = format!("{file}.{ending}");
            if let Some(bytes) = app.assets.load(which, &sibling).await {
                return Some((encoding, bytes));
            }
        }
    }
    None
}

/// Whether `Accept-Encoding` names an encoding without forbidding it (RFC 9110, 12.5.3).
fn accepts(request: &HeaderMap, encoding: &str) -> bool {
    let text = request
        .get(ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    text.split(',').any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let is_it = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let is_forbidden = parts.any(|part| {
            let weight = part.strip_prefix("q=");
            weight.is_some_and(|weight| weight.parse() == Ok(0.0_f32))
        });
        is_it && !is_forbidden
    })
}

/// Whether the browser has this version (RFC 9110, 13.1.2; weak comparison).
pub(crate) fn has_etag(request: &HeaderMap, etag: &str) -> bool {
    let text = request
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    text.split(',')
        .map(str::trim)
        .any(|known| known == "*" || known.trim_start_matches("W/") == etag)
}

/// The answer to a browser that has it.
pub(crate) fn not_modified() -> StatusCode {
    StatusCode::NOT_MODIFIED
}

fn short_hash(bytes: &[u8]) -> String {
    let Sha256(hash) = evidence::sha256(bytes);
    evidence::base64url::encode(&hash[..16])
}

/// Names that end in 16 hexadecimal digits change with the content; everything else is asked for
/// again. The rule of the build and of the service worker.
fn cache_control(file: &str) -> &'static str {
    let name = file.rsplit('/').next().unwrap_or(file);
    let hash = name
        .rsplit_once('.')
        .and_then(|(stem, _)| stem.rsplit_once('-'))
        .map_or("", |(_, hash)| hash);
    let is_content_name = hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_content_name {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

fn content_type(file: &str) -> &'static str {
    match file.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// On every answer: nothing is guessed, nothing is told or lent to other sites, nobody frames us.
pub(crate) async fn harden(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(CONTENT_SECURITY_POLICY) {
        headers.insert(
            CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(STRICT_CSP),
        );
    }
    // Answers of the API are somebody's alone.
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

#[cfg(test)]
mod tests;
