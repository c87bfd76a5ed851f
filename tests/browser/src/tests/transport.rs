//! `fetch` as the engine's transport.

use engine::ports::{HttpRequest, Method, Transport as _, TransportError};
use futures::FutureExt as _;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web::transport::FetchTransport;

use super::raw::{self, member};

fn request(path: &str) -> HttpRequest {
    HttpRequest {
        method: Method::Get,
        path: path.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
        timeout_ms: 20_000,
    }
}

#[wasm_bindgen_test]
async fn an_answer_of_the_own_server_comes_whole() {
    let answer = FetchTransport.send(request("/")).await.unwrap();
    assert_eq!(answer.status, 200);
    assert!(!answer.body.is_empty());
    assert!(answer.header("content-type").is_some());
    let missing = FetchTransport.send(request("/missing")).await.unwrap();
    assert_eq!(missing.status, 404);
}

#[wasm_bindgen_test]
async fn a_request_carries_its_bytes_and_nothing_of_the_browser() {
    let asked = raw::record_fetch();
    let sent = HttpRequest {
        method: Method::Patch,
        headers: vec![("upload-offset", "5".to_owned())],
        body: vec![1, 2, 3],
        ..request("/api/v1/uploads/1")
    };
    let answer = FetchTransport.send(sent).await;
    raw::mend_fetch();
    let answer = answer.unwrap();
    assert_eq!(
        (answer.status, answer.body.as_slice()),
        (207, b"body".as_slice())
    );
    assert_eq!(answer.header("x-one"), Some("1"));

    let asked = Array::from(&asked.get(0));
    let init = asked.get(1);
    let text = |name| member(&init, name).as_string().unwrap();
    assert_eq!(
        asked.get(0).as_string().as_deref(),
        Some("/api/v1/uploads/1")
    );
    assert_eq!(text("method"), "PATCH");
    assert_eq!(text("credentials"), "omit");
    assert_eq!(text("redirect"), "error");
    assert_eq!(text("cache"), "no-store");
    assert_eq!(Uint8Array::new(&member(&init, "body")).to_vec(), [1, 2, 3]);
}

#[wasm_bindgen_test]
async fn a_server_that_is_not_there_is_unreachable() {
    // Nothing listens on port 1, and browsers do not even try it.
    let answer = FetchTransport.send(request("http://127.0.0.1:1/")).await;
    assert_eq!(answer, Err(TransportError::Unreachable));
}

#[wasm_bindgen_test]
async fn an_answer_that_breaks_off_is_unreachable() {
    raw::break_body();
    let answer = FetchTransport.send(request("/")).await;
    raw::mend_fetch();
    assert_eq!(answer, Err(TransportError::Unreachable));
}

#[wasm_bindgen_test]
async fn a_server_that_does_not_answer_times_out() {
    raw::stall_fetch();
    let late = HttpRequest {
        timeout_ms: 20,
        ..request("/")
    };
    let answer = FetchTransport.send(late).await;
    raw::mend_fetch();
    assert_eq!(answer, Err(TransportError::TimedOut));
}

#[wasm_bindgen_test]
async fn an_exchange_that_nobody_awaits_any_more_is_ended() {
    let asked = raw::record_fetch();
    let mut exchange = FetchTransport.send(request("/"));
    assert!((&mut exchange).now_or_never().is_none());
    drop(exchange);
    raw::mend_fetch();
    let signal = member(&Array::from(&asked.get(0)).get(1), "signal");
    assert_eq!(member(&signal, "aborted"), JsValue::TRUE);
}
