//! Bodies that are not what an address expects, over every address that takes JSON; and codes that are
//! guessed.

use axum::http::Method;
use domain::wire::MAX_ENVELOPES_BYTES;
use serde_json::json;
use testkit::phone::Phone;

use super::{Operation, operations};
use crate::testing::{Enrolled, ORIGIN, Response, Server};

struct World {
    server: Server,
    device: Enrolled,
    cookie: String,
}

impl World {
    async fn new() -> Self {
        let server = Server::start().await;
        Self {
            device: server.enrol(1).await,
            cookie: server.reviewer("town").await,
            server,
        }
    }

    /// The addresses that take JSON.
    async fn takers(&self) -> Vec<Operation> {
        let mut all = operations(&self.server).await;
        all.retain(|operation| operation.body.as_deref() == Some("application/json"));
        assert!(all.len() >= 7);
        all
    }

    /// Sends a body as somebody who may.
    async fn send(&self, operation: &Operation, body: &[u8]) -> Response {
        let call = operation.call(&self.server);
        let call = call.bearer(&self.device.token).with("cookie", &self.cookie);
        let call = call.with("origin", ORIGIN);
        call.body("application/json", body).send().await
    }
}

#[tokio::test]
async fn a_body_that_is_no_json_is_told_everywhere() {
    let world = World::new().await;
    for operation in world.takers().await {
        for body in [&b""[..], b"{", b"\xff\xfe", b"<html>", b"{}{}", b"nul"] {
            let answer = world.send(&operation, body).await;
            assert_eq!(answer.status, 400, "{} {body:?}", operation.name());
            answer.is_problem(400, "not_json");
        }
    }
}

#[tokio::test]
async fn nested_arrays_overflow_neither_stack_nor_memory() {
    let world = World::new().await;
    let ten_megabytes = vec![b'['; 10 * 1024 * 1024];
    // As many as an address reads at all.
    let most = vec![b'['; MAX_ENVELOPES_BYTES];
    for operation in world.takers().await {
        let answer = world.send(&operation, &ten_megabytes).await;
        assert_eq!(answer.status, 413, "{}", operation.name());
        answer.is_problem(413, "too_large");
        let is_small = operation.path != "/api/v1/envelopes";
        let (status, code) = if is_small {
            (413, "too_large")
        } else {
            (400, "not_json")
        };
        world.send(&operation, &most).await.is_problem(status, code);
        let fits = vec![b'['; crate::extract::SMALL_BYTES];
        world
            .send(&operation, &fits)
            .await
            .is_problem(400, "not_json");
    }
}

#[tokio::test]
async fn wrong_types_are_told_everywhere_and_what_was_sent_is_not_repeated() {
    let world = World::new().await;
    for operation in world.takers().await {
        for body in ["[]", "null", "7", "\"leak-me\"", "{}", r#"{"leak-me":[]}"#] {
            let answer = world.send(&operation, body.as_bytes()).await;
            assert_eq!(answer.status, 422, "{} {body}", operation.name());
            answer.is_problem(422, "wrong_shape");
            let text = String::from_utf8(answer.bytes).unwrap();
            assert!(!text.contains("leak-me"), "{text}");
        }
    }
}

/// A code that exists is found by guessing once in a hundred million: 60 guesses are free.
#[tokio::test]
async fn a_hundred_guessed_codes_enrol_nobody_and_the_true_one_works_after_the_lock() {
    let server = Server::start().await;
    let code = server.new_code("7000000001").await;
    let phone = Phone::new(9);
    let enrol = async |code: &str| {
        let body = json!({ "code": code, "key": phone.key.public(), "platform": "guess" });
        let call = server.call(Method::POST, "/api/v1/enrol");
        call.json(&body).send().await
    };
    let mut wait_s = 0;
    for n in 0..100 {
        let answer = enrol(&format!("{n:06}0000")).await;
        if n < 60 {
            answer.is_problem(404, "enrol_code_wrong");
        } else {
            wait_s = answer.header("retry-after").parse().unwrap();
            answer.is_problem(429, "too_many_attempts");
        }
    }
    enrol(&code).await.is_problem(429, "too_many_attempts");
    server.clock.advance(wait_s * 1000);
    assert_eq!(enrol(&code).await.status, 200);
}
