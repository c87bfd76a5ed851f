//! Offsets, checksums, hashes, headers and owners that are not what they say.

use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::photo::MAX_PHOTO_BYTES;
use sha2::Digest as _;

use super::{Phone, UPLOADS, has, photo};
use crate::testing::{Server, metadata};

#[tokio::test]
async fn a_chunk_with_a_wrong_checksum_leaves_the_offset() {
    let server = Server::start().await;
    let device = server.enrol(1).await;
    let phone = Phone {
        server: &server,
        device: &device,
    };
    let photo = photo();
    let path = phone.open(&photo).await;
    let sha256 = |bytes: &[u8]| format!("sha256 {}", STANDARD.encode(sha2::Sha256::digest(bytes)));
    let sha1 = |bytes: &[u8]| format!("sha1 {}", STANDARD.encode(sha1::Sha1::digest(bytes)));
    let send = |offset: usize, bytes: &[u8], sum: &str| {
        let chunk = phone.chunk(&path, offset, bytes);
        chunk.with("upload-checksum", sum).send()
    };
    let wrong = send(0, &photo[..10], &sha256(b"other")).await;
    wrong.is_problem(460, "checksum_mismatch");
    has(&wrong, 460, 0);
    has(&send(0, &photo[..10], &sha256(&photo[..10])).await, 204, 10);
    has(
        &send(10, &photo[10..20], &sha1(&photo[10..20])).await,
        204,
        20,
    );
    let unknown = send(20, &photo[20..30], "crc32 AAAA").await;
    unknown.is_problem(400, "checksum_unsupported");
    let garbage = send(20, &photo[20..30], "sha256 %%%").await;
    garbage.is_problem(400, "bad_header");
    assert_eq!(phone.offset(&path).await, 20);
}

#[tokio::test]
async fn offsets_that_are_not_where_the_upload_stands() {
    let server = Server::start().await;
    let device = server.enrol(1).await;
    let phone = Phone {
        server: &server,
        device: &device,
    };
    let photo = photo();
    let path = phone.open(&photo).await;
    phone.chunk(&path, 0, &photo[..10]).send().await;
    for offset in [0, 9, 11, photo.len(), usize::MAX] {
        let answer = phone.chunk(&path, offset, &photo[..1]).send().await;
        answer.is_problem(409, "offset_mismatch");
        has(&answer, 409, 10);
    }
    for bad in ["-1", "x", "99999999999999999999999", ""] {
        let chunk = phone
            .call(Method::PATCH, &path)
            .body("application/offset+octet-stream", b"x");
        chunk
            .with("upload-offset", bad)
            .send()
            .await
            .is_problem(400, "bad_header");
    }
    let beyond = phone.chunk(&path, 10, &photo).send().await;
    beyond.is_problem(413, "too_large");
    assert_eq!(phone.offset(&path).await, 10);
}

#[tokio::test]
async fn a_whole_with_another_hash_begins_again() {
    let server = Server::start().await;
    let device = server.enrol(1).await;
    let phone = Phone {
        server: &server,
        device: &device,
    };
    let photo = photo();
    let path = phone.open(&photo).await;
    let mut damaged = photo.clone();
    damaged[50_000] ^= 1;
    let answer = phone.chunk(&path, 0, &damaged).send().await;
    answer.is_problem(460, "hash_mismatch");
    has(&answer, 460, 0);
    assert_eq!(phone.offset(&path).await, 0);
    has(
        &phone.chunk(&path, 0, &photo).send().await,
        204,
        photo.len(),
    );
}

#[tokio::test]
async fn creations_that_make_no_sense() {
    let server = Server::start().await;
    let device = server.enrol(1).await;
    let phone = Phone {
        server: &server,
        device: &device,
    };
    let create = |length: &str, metadata: &str| {
        let call = phone.call(Method::POST, UPLOADS);
        let call = call.with("upload-length", length);
        call.with("upload-metadata", metadata).send()
    };
    let good = metadata(&"0".repeat(64));
    let large = (MAX_PHOTO_BYTES + 1).to_string();
    create(&large, &good).await.is_problem(413, "too_large");
    create("0", &good).await.is_problem(460, "hash_mismatch");
    create("", &good).await.is_problem(400, "bad_header");
    create("-5", &good).await.is_problem(400, "bad_header");
    for bad in [
        "",
        "sha256",
        "filename eA==",
        &metadata("xyz"),
        &metadata("../../etc/passwd"),
    ] {
        create("5", bad).await.is_problem(400, "bad_header");
    }
    let form = phone
        .creation(b"x")
        .body("text/html", b"x")
        .with("content-length", "1");
    form.send().await.is_problem(415, "wrong_content_type");
}

#[tokio::test]
async fn another_length_for_the_same_hash_begins_a_new_upload() {
    let server = Server::start().await;
    let device = server.enrol(1).await;
    let phone = Phone {
        server: &server,
        device: &device,
    };
    let photo = photo();
    let short = phone
        .creation(&photo)
        .with("upload-length", "10")
        .send()
        .await;
    let path = short.header("location").to_owned();
    phone.chunk(&path, 0, &photo[..5]).send().await;
    let right = phone.creation(&photo).send().await;
    has(&right, 201, 0);
    assert_ne!(right.header("location"), path);
    assert_eq!(phone.call(Method::HEAD, &path).send().await.status, 404);
}

#[tokio::test]
async fn the_protocols_version_type_and_owner_are_checked() {
    let server = Server::start().await;
    let device = server.enrol(1).await;
    let other = server.enrol(2).await;
    let phone = Phone {
        server: &server,
        device: &device,
    };
    let path = phone.open(&photo()).await;
    let old = server
        .post(UPLOADS)
        .with("tus-resumable", "0.2.2")
        .send()
        .await;
    old.is_problem(412, "tus_version");
    assert_eq!(old.header("tus-version"), "1.0.0");
    let plain = phone
        .call(Method::PATCH, &path)
        .with("upload-offset", "0")
        .body("image/jpeg", b"x");
    plain.send().await.is_problem(415, "wrong_content_type");
    let stranger = Phone {
        server: &server,
        device: &other,
    };
    for method in [Method::HEAD, Method::DELETE] {
        assert_eq!(stranger.call(method, &path).send().await.status, 404);
    }
    let theirs = stranger.chunk(&path, 0, b"x").send().await;
    theirs.is_problem(404, "upload_unknown");
    let nobody = server
        .call(Method::DELETE, &path)
        .with("tus-resumable", "1.0.0");
    nobody.send().await.is_problem(401, "token_invalid");
    let odd = phone
        .call(Method::DELETE, "/api/v1/uploads/..%2f..%2fkeys")
        .send()
        .await;
    odd.is_problem(404, "not_found");
}
