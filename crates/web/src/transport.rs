//! HTTP to the server that the app came from.

use std::cell::Cell;
use std::rc::Rc;

use engine::ports::{HttpRequest, HttpResponse, LocalBoxFuture, Transport, TransportError};
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, RequestCache, RequestCredentials, RequestInit, RequestRedirect,
    Response,
};

use crate::js;
use crate::timer;

/// `fetch`. It carries no cookies, keeps nothing in the HTTP cache, and follows no redirect: a
/// captive portal answers with one, and its page is no answer of ours.
#[derive(Debug, Clone, Copy, Default)]
pub struct FetchTransport;

impl Transport for FetchTransport {
    fn send(
        &self,
        request: HttpRequest,
    ) -> LocalBoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(exchange(request))
    }
}

/// The whole exchange, the body of the answer included, has to come within the timeout.
async fn exchange(request: HttpRequest) -> Result<HttpResponse, TransportError> {
    let abort = AbortController::new().map_err(unreachable)?;
    let is_late = Rc::new(Cell::new(false));
    let timer = {
        let (abort, is_late) = (abort.clone(), is_late.clone());
        timer::after(request.timeout_ms, move || {
            is_late.set(true);
            abort.abort();
        })
    };
    let guard = AbortOnDrop(Some(abort.clone()));
    let answer = attempt(&request, &abort).await;
    guard.disarm();
    drop(timer);
    // Whatever broke after the abort broke because of it.
    answer.map_err(|error| {
        if is_late.get() {
            TransportError::TimedOut
        } else {
            error
        }
    })
}

async fn attempt(
    request: &HttpRequest,
    abort: &AbortController,
) -> Result<HttpResponse, TransportError> {
    let init = RequestInit::new();
    init.set_method(request.method.as_str());
    init.set_credentials(RequestCredentials::Omit);
    init.set_redirect(RequestRedirect::Error);
    init.set_cache(RequestCache::NoStore);
    init.set_signal(Some(&abort.signal()));
    let headers = Headers::new().map_err(unreachable)?;
    for (name, value) in &request.headers {
        headers.set(name, value).map_err(unreachable)?;
    }
    init.set_headers(&headers);
    if !request.body.is_empty() {
        init.set_body(&Uint8Array::from(request.body.as_slice()));
    }
    let promise = js::fetch(&request.path, &init).map_err(unreachable)?;
    let response: Response = JsFuture::from(promise)
        .await
        .map_err(unreachable)?
        .unchecked_into();
    let body = response.array_buffer().map_err(unreachable)?;
    let body = JsFuture::from(body).await.map_err(unreachable)?;
    Ok(HttpResponse {
        status: response.status(),
        headers: pairs(&response.headers()),
        body: Uint8Array::new(&body).to_vec(),
    })
}

/// Names (which `Headers` gives in lower case) and values.
fn pairs(headers: &Headers) -> Vec<(String, String)> {
    headers
        .entries()
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry: js_sys::Array = entry.dyn_into().ok()?;
            Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
        })
        .collect()
}

/// `fetch` tells no reason apart on purpose: everything that is no answer is a `TypeError`.
fn unreachable(_: JsValue) -> TransportError {
    TransportError::Unreachable
}

/// Ends an exchange that nobody awaits any more.
struct AbortOnDrop(Option<AbortController>);

impl AbortOnDrop {
    fn disarm(mut self) {
        self.0 = None;
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(abort) = &self.0 {
            abort.abort();
        }
    }
}
