//! What the text says after things have happened.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use tower::ServiceExt as _;

use super::*;
use crate::blobs::disk::DiskBlobs;
use crate::testing::{ORIGIN, PASSWORD, Server, draft, jpeg};

async fn text(server: &Server) -> String {
    let request = Request::get("/metrics").body(Body::empty()).unwrap();
    let response = router(server.app.clone()).oneshot(request).await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()[CONTENT_TYPE], OPEN_METRICS);
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX)
        .await
        .unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The value of a line; 0 if it is not there yet, as it is for whoever reads it.
fn value(text: &str, name: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.map_or(0, |rest| rest.trim().parse().unwrap())
}

#[tokio::test]
async fn what_waits_for_photos_has_an_age_until_it_is_receipted() {
    let server = Server::start().await;
    let mut device = server.enrol(1).await;
    let photo = jpeg(b"late");
    let sealed = draft(
        &mut device,
        std::slice::from_ref(&photo),
        server.app.now_ms(),
    );
    let body = serde_json::json!({ "envelopes": [sealed.jws] });
    let post = server.post("/api/v1/envelopes").json(&body);
    post.bearer(&device.token).send().await;
    server.clock.advance(90_500);
    let waiting = text(&server).await;
    assert_eq!(
        value(&waiting, "xuntian_oldest_unreceipted_age_seconds"),
        90
    );
    assert_eq!(value(&waiting, "xuntian_envelopes_unreceipted"), 1);
    let stored = r#"xuntian_events_total{kind="envelope_stored"}"#;
    let received = r#"xuntian_events_total{kind="received"}"#;
    assert_eq!((value(&waiting, stored), value(&waiting, received)), (1, 0));
    server.upload(&device, &photo).await;
    for _ in 0..2 {
        let done = text(&server).await;
        assert_eq!(value(&done, "xuntian_oldest_unreceipted_age_seconds"), 0);
        assert_eq!(value(&done, "xuntian_envelopes_unreceipted"), 0);
        assert_eq!((value(&done, stored), value(&done, received)), (1, 1));
        assert_eq!(
            value(&done, "xuntian_upload_bytes_total"),
            photo.len() as u64
        );
    }
}

#[tokio::test]
async fn refusals_are_counted_by_code_also_those_inside_a_batch() {
    let server = Server::start().await;
    let device = server.enrol(1).await;
    server.sign_in("town", "wrong").await;
    server.sign_in("town", PASSWORD).await;
    let batch = serde_json::json!({ "envelopes": [null, {}, "x"] });
    let post = server.post("/api/v1/envelopes").json(&batch);
    post.bearer(&device.token).send().await;
    server.get("/api/v1/inbox").send().await;
    let told = text(&server).await;
    for (code, count) in [("sign_in_wrong", 1), ("not_a_jws", 3), ("token_invalid", 1)] {
        let line = format!(r#"xuntian_refusals_total{{code="{code}"}}"#);
        assert_eq!(value(&told, &line), count, "{told}");
    }
    let line = r#"xuntian_requests_total{method="POST",path="/api/v1/session",status="200"}"#;
    assert_eq!(value(&told, line), 1, "{told}");
    let line = r#"xuntian_request_duration_seconds_count{path="/api/v1/session"}"#;
    assert_eq!(value(&told, line), 2, "{told}");
    assert!(told.ends_with("# EOF\n"));
}

#[tokio::test]
async fn made_up_addresses_and_methods_make_no_new_lines() {
    let server = Server::start().await;
    for n in 0..20 {
        let method = Method::from_bytes(format!("M{n}").as_bytes()).unwrap();
        server.call(method, &format!("/nothing/{n}")).send().await;
    }
    let told = text(&server).await;
    let lines = told
        .lines()
        .filter(|line| line.starts_with("xuntian_requests_total"));
    assert_eq!(lines.count(), 1, "{told}");
}

#[tokio::test]
async fn the_room_on_the_disk_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Arc::new(DiskBlobs::open(folder.path()).unwrap());
    let server = Server::start_with(ORIGIN, blobs).await;
    assert!(value(&text(&server).await, "xuntian_disk_free_bytes") > 1_000_000);
}

#[tokio::test]
async fn the_public_address_tells_nothing_of_it() {
    let server = Server::start().await;
    server
        .get("/metrics")
        .send()
        .await
        .is_problem(404, "not_found");
}
