//! `fetch` to the server that the app came from. The only file that sends anything.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::{set_timeout_with_handle, window};
use leptos::wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, RequestCache, RequestCredentials, RequestInit, RequestRedirect,
    Response,
};

use crate::failure::{Answer, Failure};

/// The whole exchange has to come within this time.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is done with a resource.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Method {
    /// Look at it.
    Get,
    /// Send it something.
    Post,
    /// Take it away.
    Delete,
}

impl Method {
    fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }
}

/// Sends a request with the session's cookie. It keeps nothing in the HTTP cache and follows no
/// redirect: a captive portal answers with one, and its page is no answer of ours.
///
/// # Errors
/// [`Failure::Unreachable`] or [`Failure::TimedOut`]; every status that came back is an answer.
pub(crate) async fn send(
    method: Method,
    path: &str,
    json: Option<String>,
) -> Result<Answer, Failure> {
    let abort = AbortController::new().map_err(unreachable)?;
    let is_late = Rc::new(Cell::new(false));
    let timer = {
        let (abort, is_late) = (abort.clone(), is_late.clone());
        set_timeout_with_handle(
            move || {
                is_late.set(true);
                abort.abort();
            },
            PATIENCE,
        )
        .map_err(unreachable)?
    };
    let answer = exchange(method, path, json, &abort).await;
    timer.clear();
    // `fetch` tells no reason apart on purpose; what broke after the abort broke because of it.
    answer.map_err(|_| {
        if is_late.get() {
            Failure::TimedOut
        } else {
            Failure::Unreachable
        }
    })
}

async fn exchange(
    method: Method,
    path: &str,
    json: Option<String>,
    abort: &AbortController,
) -> Result<Answer, JsValue> {
    let headers = Headers::new()?;
    headers.set("accept", "application/json")?;
    let init = RequestInit::new();
    init.set_method(method.as_str());
    init.set_credentials(RequestCredentials::SameOrigin);
    init.set_redirect(RequestRedirect::Error);
    init.set_cache(RequestCache::NoStore);
    init.set_signal(Some(&abort.signal()));
    if let Some(json) = json {
        headers.set("content-type", "application/json")?;
        init.set_body(&JsValue::from_str(&json));
    }
    init.set_headers(&headers);
    let promise = window().fetch_with_str_and_init(path, &init);
    let response: Response = JsFuture::from(promise).await?.dyn_into()?;
    let body = JsFuture::from(response.text()?).await?;
    let retry_after = response.headers().get("retry-after")?;
    Ok(Answer {
        status: response.status(),
        retry_after_s: retry_after.and_then(|seconds| seconds.trim().parse().ok()),
        body: body.as_string().unwrap_or_default(),
    })
}

fn unreachable(_: JsValue) -> Failure {
    Failure::Unreachable
}
