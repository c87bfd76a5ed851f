//! Photos through cuts, kills and repeats; lies are in [`hostile`], too much of it in [`limits`].

mod hostile;
mod limits;

use axum::body::{Body, Bytes};
use axum::http::Method;
use domain::photo::MAX_PHOTO_BYTES;
use domain::wire::EnvelopeResult;
use futures::stream;

use super::LIFETIME_MS;
use crate::testing::{Call, Enrolled, Response, Server, draft, jpeg, metadata};

const UPLOADS: &str = "/api/v1/uploads";

struct Phone<'a> {
    server: &'a Server,
    device: &'a Enrolled,
}

impl Phone<'_> {
    fn call(&self, method: Method, path: &str) -> Call {
        let call = self.server.call(method, path);
        call.bearer(&self.device.token)
            .with("tus-resumable", "1.0.0")
    }

    fn creation(&self, photo: &[u8]) -> Call {
        let hash = evidence::sha256(photo).to_string();
        self.call(Method::POST, UPLOADS)
            .with("upload-length", &photo.len().to_string())
            .with("upload-metadata", &metadata(&hash))
    }

    /// Opens an upload and gives its address.
    async fn open(&self, photo: &[u8]) -> String {
        let answer = self.creation(photo).send().await;
        assert_eq!(answer.status, 201);
        answer.header("location").to_owned()
    }

    fn chunk(&self, path: &str, offset: usize, bytes: &[u8]) -> Call {
        self.call(Method::PATCH, path)
            .with("upload-offset", &offset.to_string())
            .body("application/offset+octet-stream", bytes)
    }

    async fn offset(&self, path: &str) -> u64 {
        let answer = self.call(Method::HEAD, path).send().await;
        assert_eq!(
            (answer.status, answer.header("cache-control")),
            (200, "no-store")
        );
        answer.header("upload-offset").parse().unwrap()
    }
}

fn photo() -> Vec<u8> {
    jpeg(
        &(0..100_000_u32)
            .map(|n| (n * 7 % 251) as u8)
            .collect::<Vec<_>>(),
    )
}

fn has(answer: &Response, status: u16, offset: usize) {
    let text = String::from_utf8_lossy(&answer.bytes);
    assert_eq!(answer.status, status, "{text}");
    assert_eq!(answer.header("upload-offset"), offset.to_string());
}

#[tokio::test]
async fn what_is_spoken_here_is_told_to_anybody() {
    let server = Server::start().await;
    let answer = server.call(Method::OPTIONS, UPLOADS).send().await;
    assert_eq!(answer.status, 204);
    for (name, value) in [
        ("tus-resumable", "1.0.0"),
        ("tus-version", "1.0.0"),
        (
            "tus-extension",
            "creation,creation-with-upload,checksum,expiration,termination",
        ),
        ("tus-checksum-algorithm", "sha1,sha256"),
    ] {
        assert_eq!(answer.header(name), value, "{name}");
    }
    assert_eq!(answer.header("tus-max-size"), MAX_PHOTO_BYTES.to_string());
}

/// The process was killed after the last byte and before the photo was made of it.
#[tokio::test]
async fn a_photo_that_lies_whole_in_the_spool_is_made_one_when_somebody_asks() {
    let server = Server::start().await;
    let device = server.enrol(1).await;
    let phone = Phone {
        server: &server,
        device: &device,
    };
    let photo = photo();
    let path = phone.open(&photo).await;
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    server.app.blobs.append(id, photo.clone()).await.unwrap();
    assert_eq!(phone.offset(&path).await, photo.len() as u64);
    let hash = evidence::sha256(&photo);
    assert!(server.app.blobs.stat(hash).await.unwrap().is_some());

    let lie = jpeg(b"not what was said");
    let path = phone.open(&lie).await;
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    let other = jpeg(b"not what was sayd");
    server.app.blobs.append(id, other).await.unwrap();
    let answer = phone.call(Method::HEAD, &path).send().await;
    has(&answer, 460, 0);
    assert_eq!(phone.offset(&path).await, 0);
}

#[tokio::test]
async fn a_photo_in_chunks_completes_the_envelope_that_waits_for_it() {
    let server = Server::start().await;
    let mut device = server.enrol(1).await;
    let photo = photo();
    let sealed = draft(&mut device, std::slice::from_ref(&photo), 0);
    let body = serde_json::json!({ "envelopes": [sealed.jws] });
    let post = server.post("/api/v1/envelopes").json(&body);
    post.bearer(&device.token).send().await;
    let phone = Phone {
        server: &server,
        device: &device,
    };
    let path = phone.open(&photo).await;
    for (n, chunk) in photo.chunks(40_000).enumerate() {
        let answer = phone.chunk(&path, n * 40_000, chunk).send().await;
        has(&answer, 204, n * 40_000 + chunk.len());
    }
    assert_eq!(phone.offset(&path).await, photo.len() as u64);
    let show = server.get(&format!("/api/v1/envelopes/{}", sealed.payload_sha256));
    let result = show.bearer(&device.token).send().await.json();
    assert!(matches!(result, EnvelopeResult::Received { .. }));
    let stored = server.app.blobs.read(evidence::sha256(&photo)).await;
    assert_eq!(stored, Ok(Some(photo)));
}

#[tokio::test]
async fn a_creation_repeated_finds_the_same_upload_where_it_stands() {
    let server = Server::start().await;
    let device = server.enrol(1).await;
    let phone = Phone {
        server: &server,
        device: &device,
    };
    let photo = photo();
    let path = phone.open(&photo).await;
    phone.chunk(&path, 0, &photo[..500]).send().await;
    let again = phone.creation(&photo).send().await;
    has(&again, 201, 500);
    assert_eq!(again.header("location"), path);
    phone.chunk(&path, 500, &photo[500..]).send().await;
    let done = phone.creation(&photo).send().await;
    has(&done, 201, photo.len());
    let other = server.enrol(2).await;
    let other = Phone {
        server: &server,
        device: &other,
    };
    let known = other.creation(&photo).send().await;
    has(&known, 201, photo.len());
    assert_ne!(known.header("location"), path);
}

#[tokio::test]
async fn a_creation_may_bring_bytes_and_they_count_at_the_beginning_alone() {
    let server = Server::start().await;
    let device = server.enrol(1).await;
    let phone = Phone {
        server: &server,
        device: &device,
    };
    let photo = photo();
    let kind = "application/offset+octet-stream";
    let part = phone
        .creation(&photo)
        .body(kind, &photo[..700])
        .send()
        .await;
    has(&part, 201, 700);
    let again = phone
        .creation(&photo)
        .body(kind, &photo[..700])
        .send()
        .await;
    has(&again, 201, 700);
    let path = part.header("location");
    has(
        &phone.chunk(path, 700, &photo[700..]).send().await,
        204,
        photo.len(),
    );
}

#[tokio::test]
async fn what_arrived_before_the_line_broke_is_kept() {
    let server = Server::start().await;
    let device = server.enrol(1).await;
    let phone = Phone {
        server: &server,
        device: &device,
    };
    let photo = photo();
    let path = phone.open(&photo).await;
    let pieces = [
        Ok(Bytes::copy_from_slice(&photo[..30_000])),
        Ok(Bytes::copy_from_slice(&photo[30_000..30_010])),
        Err(std::io::Error::other("cut")),
    ];
    let broken = phone
        .call(Method::PATCH, &path)
        .with("upload-offset", "0")
        .stream(Body::from_stream(stream::iter(pieces)))
        .send()
        .await;
    broken.is_problem(408, "timeout");
    assert_eq!(phone.offset(&path).await, 30_010);
    let rest = phone.chunk(&path, 30_010, &photo[30_010..]).send().await;
    has(&rest, 204, photo.len());
}

#[tokio::test]
async fn a_dead_connection_gives_way_to_the_next_and_keeps_its_bytes() {
    let server = Server::start().await;
    let device = server.enrol(1).await;
    let phone = Phone {
        server: &server,
        device: &device,
    };
    let photo = photo();
    let path = phone.open(&photo).await;
    let first = stream::iter([Ok::<_, std::io::Error>(Bytes::copy_from_slice(
        &photo[..900],
    ))]);
    let (polled, was_polled) = futures::channel::oneshot::channel();
    let mut polled = Some(polled);
    let silence = stream::poll_fn(move |_| {
        if let Some(polled) = polled.take() {
            let _ = polled.send(());
        }
        std::task::Poll::Pending
    });
    let body = Body::from_stream(futures::StreamExt::chain(first, silence));
    let hanging = phone
        .call(Method::PATCH, &path)
        .with("upload-offset", "0")
        .stream(body)
        .send();
    let next = async {
        was_polled.await.unwrap();
        phone.offset(&path).await
    };
    let (hung, offset) = tokio::join!(hanging, next);
    has(&hung, 409, 900);
    hung.is_problem(409, "interrupted");
    assert_eq!(offset, 900);
}

#[tokio::test]
async fn an_upload_can_be_given_up_and_ends_with_time_but_a_photo_stays() {
    let server = Server::start().await;
    let device = server.enrol(1).await;
    let phone = Phone {
        server: &server,
        device: &device,
    };
    let photo = photo();
    let path = phone.open(&photo).await;
    phone.chunk(&path, 0, &photo[..10]).send().await;
    assert_eq!(phone.call(Method::DELETE, &path).send().await.status, 204);
    assert_eq!(phone.call(Method::DELETE, &path).send().await.status, 404);
    has(&phone.creation(&photo).send().await, 201, 0);
    server.upload(&device, &jpeg(b"done")).await;
    assert_eq!(super::drop_expired(&server.app).await.unwrap(), 0);
    server.clock.advance(LIFETIME_MS);
    assert_eq!(super::drop_expired(&server.app).await.unwrap(), 2);
    let stored = server
        .app
        .blobs
        .stat(evidence::sha256(&jpeg(b"done")))
        .await;
    assert!(stored.unwrap().is_some());
}

#[tokio::test]
async fn a_photo_on_the_disk_that_the_store_has_not_heard_of_is_found() {
    let server = Server::start().await;
    let mut device = server.enrol(1).await;
    let photo = photo();
    let sealed = draft(&mut device, std::slice::from_ref(&photo), 0);
    let body = serde_json::json!({ "envelopes": [sealed.jws] });
    let post = server.post("/api/v1/envelopes").json(&body);
    post.bearer(&device.token).send().await;
    let phone = Phone {
        server: &server,
        device: &device,
    };
    let path = phone.open(&photo).await;
    // The process died between the disk and the store.
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    server.app.blobs.append(id, photo.clone()).await.unwrap();
    let hash = evidence::sha256(&photo);
    server.app.blobs.finish(id, hash).await.unwrap();
    assert_eq!(phone.offset(&path).await, photo.len() as u64);
    let state = server.app.store.envelope(sealed.payload_sha256).await;
    let state = state.unwrap().unwrap();
    assert!(matches!(state, crate::store::EnvelopeState::Received(_)));
}
