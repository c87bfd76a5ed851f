//! Who is asking: a phone by its bearer token, a supervisor by the session's cookie.

use axum::extract::FromRequestParts;
use axum::http::header::{AUTHORIZATION, COOKIE, HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method};

use crate::app::{App, token_sha256};
use crate::problem::{Answer, Code, Problem};
use crate::store::{Account, Device};

/// The phone that asks, not too often. A revoked one may still bring what it holds: its records are
/// flagged.
#[derive(Debug)]
pub(crate) struct Phone(pub(crate) Device);

impl FromRequestParts<App> for Phone {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Answer<Self> {
        let token = bearer(&parts.headers).ok_or(Code::TokenInvalid)?;
        let device = app
            .store
            .device_by_token(token_sha256(token), app.now_ms())
            .await?;
        let device = device.ok_or(Code::TokenInvalid)?;
        app.live
            .phone_rates
            .take(device.id, app.now_ms())
            .map_err(|wait| Problem::from(Code::TooManyRequests).retry_after_ms(wait.ms))?;
        Ok(Self(device))
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The supervisor who asks. Whatever changes something must come from our own pages.
#[derive(Debug)]
pub(crate) struct Reviewer(pub(crate) Account);

impl FromRequestParts<App> for Reviewer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Answer<Self> {
        let token =
            session_token(&parts.headers, app.site.cookie_name()).ok_or(Code::NotSignedIn)?;
        let is_reading = matches!(parts.method, Method::GET | Method::HEAD);
        let says_whence = parts.headers.contains_key(ORIGIN);
        if !is_reading && (!says_whence || is_from_elsewhere(app, &parts.headers)) {
            return Err(Code::OriginMismatch.into());
        }
        let account = app.store.session(token_sha256(token), app.now_ms()).await?;
        Ok(Self(account.ok_or(Code::NotSignedIn)?))
    }
}

/// The session's token out of the cookies.
pub(crate) fn session_token<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// What a browser says of the page that makes a request (Fetch Metadata).
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether a browser says that a page of another site makes the request. What is no browser says
/// nothing, and has no cookie that somebody could misuse.
pub(crate) fn is_from_elsewhere(app: &App, headers: &HeaderMap) -> bool {
    // What cannot be read is said, and is not ours.
    let said = |name: &HeaderName| {
        let value = headers.get(name)?;
        Some(value.to_str().unwrap_or(""))
    };
    let is_foreign = |origin| !app.site.is_ours(origin, said(&HOST));
    said(&ORIGIN).is_some_and(is_foreign)
        || said(&SEC_FETCH_SITE).is_some_and(|site| !matches!(site, "same-origin" | "none"))
}
