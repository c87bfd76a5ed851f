//! One line for each request: a number of its own, method, the address's pattern, status, code, time.
//! Never a name, a key, a number of a person, a position, a code or a token: patterns instead of
//! paths, no query, no headers, no bodies.

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;

use crate::app::App;
use crate::problem::Code;

/// The header that carries the request's number, for whoever asks for help.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Wraps every request.
pub(crate) async fn requests(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = format!("{:08x}", u32::from_be_bytes(app.random()));
    let pattern = request.extensions().get::<MatchedPath>().cloned();
    let path = pattern.as_ref().map_or("-", MatchedPath::as_str);
    let method = request.method().clone();
    let span = tracing::info_span!("request", id, %method, path);
    let begun = tokio::time::Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let _in_span = span.enter();
    let status = response.status().as_u16();
    let took = begun.elapsed();
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let refused = response.extensions().get::<Code>().copied();
    let code = refused.map(Code::code);
    if response.status().is_server_error() {
        tracing::error!(status, code, ms, "failed");
    } else {
        tracing::info!(status, code, ms, "answered");
    }
    let metrics = &app.live.metrics;
    metrics.answered(&method, path, status, took.as_secs_f64());
    if let Some(code) = refused {
        metrics.refused(code);
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}
