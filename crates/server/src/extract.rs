//! What handlers take out of a request, with our own problems where it does not fit.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::problem::{Answer, Code, Problem};

/// The most bytes of a small JSON body.
pub(crate) const SMALL_BYTES: usize = 16 * 1024;

/// How long nothing may come of a body. There is no limit on the whole: 2G is slow, not dead.
const IDLE: Duration = Duration::from_secs(60);

/// A JSON body of at most `MAX_BYTES`.
#[derive(Debug)]
pub(crate) struct JsonBody<T, const MAX_BYTES: usize = SMALL_BYTES>(pub(crate) T);

impl<S: Sync, T: DeserializeOwned, const MAX_BYTES: usize> FromRequest<S>
    for JsonBody<T, MAX_BYTES>
{
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Answer<Self> {
        // A form of another site cannot send this type without asking first.
        if !has_type(&request, "application/json") {
            return Err(Code::WrongContentType.into());
        }
        let bytes = read(request.into_body(), MAX_BYTES).await?;
        let value: serde_json::Value =
            serde_json::from_slice(&bytes).map_err(|_| Problem::from(Code::NotJson))?;
        let value = serde_json::from_value(value)
            .map_err(|error| Code::WrongShape.detail(shape_of(&error)))?;
        Ok(Self(value))
    }
}

/// serde's message without what somebody sent: only up to the first quotation or number.
fn shape_of(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let is_safe = ["missing field", "unknown variant"]
        .iter()
        .any(|known| text.starts_with(known));
    if is_safe {
        text.split(',').next().unwrap_or_default().to_owned()
    } else {
        "a member has another type".to_owned()
    }
}

/// Whether the request says that its body is of this type.
pub(crate) fn has_type(request: &Request, expected: &str) -> bool {
    let stated = request.headers().get(CONTENT_TYPE);
    let stated = stated.and_then(|value| value.to_str().ok()).unwrap_or("");
    let essence = stated.split(';').next().unwrap_or("").trim();
    essence.eq_ignore_ascii_case(expected)
}

async fn read(body: Body, max_bytes: usize) -> Answer<Vec<u8>> {
    use futures::StreamExt as _;
    let mut stream = body.into_data_stream();
    let mut bytes = Vec::new();
    loop {
        // The connection broke, or nothing came for too long.
        let frame = tokio::time::timeout(IDLE, stream.next()).await;
        let frame = frame.map_err(|_| Problem::from(Code::Timeout))?;
        let Some(frame) = frame else {
            return Ok(bytes);
        };
        let frame = frame.map_err(|_| Problem::from(Code::Timeout))?;
        if bytes.len() + frame.len() > max_bytes {
            return Err(Code::TooLarge.into());
        }
        bytes.extend_from_slice(&frame);
    }
}

/// Parts of the path. What is not an id of the right kind is nothing that we have.
#[derive(Debug)]
pub(crate) struct PathOf<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for PathOf<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Answer<Self> {
        let path = Path::from_request_parts(parts, state).await;
        let Path(value) = path.map_err(|_| Problem::from(Code::NotFound))?;
        Ok(Self(value))
    }
}

/// The query.
#[derive(Debug)]
pub(crate) struct QueryOf<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for QueryOf<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Answer<Self> {
        let query = Query::from_request_parts(parts, state).await;
        let Query(value) = query.map_err(|_| Problem::from(Code::BadQuery))?;
        Ok(Self(value))
    }
}
