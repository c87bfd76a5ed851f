//! What a page of another site can make a supervisor's browser send, and what comes of it.

use axum::http::Method;
use serde_json::json;

use super::{Operation, operations};
use crate::testing::{Call, ORIGIN, PASSWORD, Server};

/// What a browser says of where a request comes from: `Origin`, `Sec-Fetch-Site`. None is ours.
const FOREIGN: [(&str, &str); 9] = [
    ("", ""),
    ("null", ""),
    ("https://evil.example", ""),
    ("https://evil.example", "cross-site"),
    ("https://xuntian.test.evil.example", ""),
    ("https://xuntian.test:8443", "same-site"),
    // Whoever sits on the line can make a page of our name without TLS.
    ("http://xuntian.test", ""),
    // Browsers do not contradict themselves; whatever does is not one of our pages.
    (ORIGIN, "cross-site"),
    (ORIGIN, "same-site"),
];

/// What a form of another site can send without asking first, and no type at all.
const FORM_TYPES: [&str; 4] = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "",
];

fn from(call: Call, (origin, site): (&str, &str)) -> Call {
    call.with("host", "xuntian.test")
        .with("origin", origin)
        .with("sec-fetch-site", site)
}

fn changes_something(operation: &Operation) -> bool {
    !matches!(
        operation.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    )
}

#[tokio::test]
async fn another_sites_page_changes_nothing_with_a_supervisors_cookie() {
    let server = Server::start().await;
    let cookie = server.reviewer("town").await;
    let mut count = 0;
    for operation in operations(&server).await {
        let goes_by_cookie = operation.security.as_deref() == Some("session");
        if !goes_by_cookie || !changes_something(&operation) {
            continue;
        }
        count += 1;
        for origin in FOREIGN {
            let call = operation.call(&server).with("cookie", &cookie);
            let answer = from(call.json(&json!({})), origin).send().await;
            assert_eq!(answer.status, 403, "{} {origin:?}", operation.name());
            answer.is_problem(403, "origin_mismatch");
        }
    }
    assert!(count >= 2, "decisions and signing out");
    let show = server.get("/api/v1/session").with("cookie", &cookie);
    assert_eq!(show.send().await.status, 200, "nobody was signed out");
}

#[tokio::test]
async fn our_own_page_changes_something_whatever_the_browser_tells() {
    let server = Server::start().await;
    for site in ["", "same-origin", "none"] {
        let cookie = server.reviewer("town").await;
        let delete = server.delete("/api/v1/session").with("cookie", &cookie);
        let answer = from(delete, (ORIGIN, site)).send().await;
        assert_eq!(answer.status, 204, "{site}");
    }
}

/// Signing somebody in as somebody else would make him decide under another's name.
#[tokio::test]
async fn another_sites_page_signs_nobody_in() {
    let server = Server::start().await;
    let body = json!({ "name": "town", "password": PASSWORD });
    let sign_in = |origin| from(server.post("/api/v1/session").json(&body), origin).send();
    for origin in FOREIGN.into_iter().filter(|origin| *origin != ("", "")) {
        let answer = sign_in(origin).await;
        assert_eq!(answer.header("set-cookie"), "", "{origin:?}");
        answer.is_problem(403, "origin_mismatch");
    }
    sign_in(("", "cross-site"))
        .await
        .is_problem(403, "origin_mismatch");
    // What is no browser names no origin, and has no cookies that somebody could misuse.
    assert_eq!(sign_in(("", "")).await.status, 200);
}

#[tokio::test]
async fn no_form_of_another_site_has_a_type_that_is_taken() {
    let server = Server::start().await;
    let cookie = server.reviewer("town").await;
    let device = server.enrol(1).await;
    for operation in operations(&server).await {
        if operation.body.as_deref() != Some("application/json") {
            continue;
        }
        for kind in FORM_TYPES {
            let call = operation.call(&server).with("cookie", &cookie);
            let call = call.with("origin", ORIGIN).bearer(&device.token);
            let answer = call.body(kind, b"{}").send().await;
            assert_eq!(answer.status, 415, "{} {kind}", operation.name());
            answer.is_problem(415, "wrong_content_type");
        }
    }
}

/// Without these headers no script of another site reads an answer or sends what needs asking first.
#[tokio::test]
async fn a_browser_that_asks_for_another_site_is_told_nothing() {
    let server = Server::start().await;
    for operation in operations(&server).await {
        let ask = Operation {
            method: "options".to_owned(),
            ..operation
        };
        let call = ask.call(&server).with("origin", "https://evil.example");
        let answer = call
            .with("access-control-request-method", "POST")
            .with("access-control-request-headers", "content-type")
            .send()
            .await;
        let told = answer.headers.keys().map(|name| name.as_str());
        let mut shared = told.filter(|name| name.starts_with("access-control-"));
        assert_eq!(shared.next(), None, "{}", ask.path);
    }
}
