//! A phone that leaves too much behind, or asks too often.

use std::sync::Arc;

use super::super::{MOST_OPEN, drop_expired};
use super::*;
use crate::blobs::disk::DiskBlobs;
use crate::testing::{NOW_MS, ORIGIN};

/// Bytes of photo `n` that nobody finishes.
fn left(n: u32) -> Vec<u8> {
    jpeg(&[n.to_be_bytes(), *b"rest"].concat())
}

#[tokio::test]
async fn a_thousand_abandoned_uploads_hold_nobody_up_and_their_space_returns() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Arc::new(DiskBlobs::open(folder.path()).unwrap());
    let server = Server::start_with(ORIGIN, blobs).await;
    let [device, other] = [server.enrol(1).await, server.enrol(2).await];
    let phone = Phone {
        server: &server,
        device: &device,
    };
    let spools = || {
        std::fs::read_dir(folder.path().join("spool"))
            .unwrap()
            .count()
    };
    for n in 0..1000 {
        let half = left(n);
        let create = phone.creation(&half);
        let answer = create
            .body("application/offset+octet-stream", &half[..6])
            .send()
            .await;
        if n < MOST_OPEN {
            has(&answer, 201, 6);
        } else {
            assert_eq!(answer.header("retry-after"), "60");
            answer.is_problem(429, "too_many_uploads");
        }
    }
    assert_eq!(spools(), MOST_OPEN as usize);
    let whole = jpeg(b"whole");
    assert_eq!(server.upload(&other, &whole).await.status, 201);
    // What is on the server takes no room, whoever brought it.
    has(&phone.creation(&whole).send().await, 201, whole.len());
    server.clock.advance(LIFETIME_MS);
    assert_eq!(
        drop_expired(&server.app).await.unwrap(),
        MOST_OPEN as usize + 2
    );
    assert_eq!(spools(), 0);
    let kept = server.app.blobs.stat(evidence::sha256(&whole)).await;
    assert!(
        kept.unwrap().is_some(),
        "a whole photo is no upload any more"
    );
    has(&phone.creation(&left(0)).send().await, 201, 0);
}

#[tokio::test]
async fn a_phone_with_too_many_unfinished_uploads_goes_on_with_those_and_then_with_others() {
    let server = Server::start().await;
    let device = server.enrol(1).await;
    let phone = Phone {
        server: &server,
        device: &device,
    };
    for n in 0..MOST_OPEN {
        phone.open(&left(n)).await;
    }
    let refused = phone.creation(&left(MOST_OPEN)).send().await;
    refused.is_problem(429, "too_many_uploads");
    let first = left(0);
    let path = phone.open(&first).await;
    has(
        &phone.chunk(&path, 0, &first).send().await,
        204,
        first.len(),
    );
    has(&phone.creation(&left(MOST_OPEN)).send().await, 201, 0);
}

#[tokio::test]
async fn a_phone_that_asks_too_often_is_told_when_to_come_again_and_loses_nothing() {
    let server = Server::start().await;
    let mut device = server.enrol(1).await;
    let other = server.enrol(2).await;
    let sealed = draft(&mut device, &[], NOW_MS);
    let body = serde_json::json!({ "envelopes": [sealed.jws] });
    let post = || {
        let post = server.post("/api/v1/envelopes").json(&body);
        post.bearer(&device.token).send()
    };
    let inbox = |token: &str| server.get("/api/v1/inbox").bearer(token).send();
    let mut asked = 0;
    while inbox(&device.token).await.status == 200 {
        asked += 1;
    }
    assert!(asked >= 1000, "an honest phone is far from it: {asked}");
    let refused = post().await;
    assert_eq!(refused.header("retry-after"), "1");
    refused.is_problem(429, "too_many_requests");
    let phone = Phone {
        server: &server,
        device: &device,
    };
    let upload = phone.creation(&photo()).send().await;
    upload.is_problem(429, "too_many_requests");
    assert_eq!(inbox(&other.token).await.status, 200);
    server.clock.advance(1000);
    let answer: domain::wire::EnvelopesAnswer = post().await.json();
    assert!(matches!(answer.results[0], EnvelopeResult::Received { .. }));
}
