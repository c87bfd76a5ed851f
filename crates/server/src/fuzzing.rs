//! What the fuzz targets in `fuzz/` run: a stranger's bytes through the whole server, and what must hold
//! whatever they are. Every run of the tests does the same with the inputs kept in `fuzz/corpus`.

use std::future::Future;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, Request};
use axum::response::Response;
use domain::unit::UnitCode;
use domain::wire::{EnvelopeResult, EnvelopesAnswer};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::blobs::{OCTETS, media_type};
use crate::envelope::MAX_ENVELOPE_CHARS;
use crate::router::router;
use crate::store::{ListQuery, Outline, TokenRecord};
use crate::testing::{Call, Enrolled, NOW_MS, Server, draft, jpeg, metadata};

/// The codes with which an envelope is refused. A validly signed one is only ever too large, or another
/// content under a known id.
const REFUSALS: [&str; 5] = [
    "not_a_jws",
    "too_large",
    "unknown_device",
    "bad_signature",
    "conflict",
];

/// The input as the body of a request, and as the payload of an envelope that a phone has signed.
///
/// # Panics
/// If what must hold does not.
pub fn envelope(input: &[u8]) {
    run(async {
        let server = Server::start().await;
        let device = server.enrol(1).await;
        as_body(&server, &device, input).await;
        as_payload(&server, &device, input).await;
    });
}

fn post(server: &Server, device: &Enrolled) -> Call {
    server.post("/api/v1/envelopes").bearer(&device.token)
}

async fn as_body(server: &Server, device: &Enrolled, body: &[u8]) {
    let call = post(server, device).body("application/json", body);
    let answer = call.send().await;
    if answer.status != 200 {
        assert!([400, 413, 422].contains(&answer.status), "{answer:?}");
        return;
    }
    let sent: Value = serde_json::from_slice(body).unwrap();
    let answer: EnvelopesAnswer = answer.json();
    let sent = sent["envelopes"].as_array().unwrap();
    assert_eq!(answer.results.len(), sent.len());
    for result in answer.results {
        if let EnvelopeResult::Refused { problem } = result {
            assert!(REFUSALS.contains(&&*problem.code), "{problem:?}");
        }
    }
}

/// Whatever an enrolled phone signs is stored, and answered in the same way for ever.
async fn as_payload(server: &Server, device: &Enrolled, payload: &[u8]) {
    let jws = device.phone.seal_bytes(payload);
    let twice = json!({ "envelopes": [&jws, &jws] });
    let answer = post(server, device).json(&twice).send().await;
    let chars = jws.payload.len() + jws.protected.len() + jws.signature.len();
    if answer.status != 200 {
        assert!(chars > MAX_ENVELOPE_CHARS, "a batch within the limits");
        return;
    }
    let results = answer.json::<EnvelopesAnswer>().results;
    assert_eq!(results[0], results[1]);
    match &results[0] {
        EnvelopeResult::Received { .. } => is_shown(server, payload).await,
        EnvelopeResult::AwaitingPhotos { missing, .. } => assert!(!missing.is_empty()),
        EnvelopeResult::Refused { problem } => {
            assert_eq!(problem.code, "too_large");
            assert!(chars > MAX_ENVELOPE_CHARS);
        }
    }
}

async fn is_shown(server: &Server, payload: &[u8]) {
    let Some(sealed) = Outline::read(payload).sealed else {
        return;
    };
    let finding = server.app.store.finding(sealed.finding_id).await.unwrap();
    let finding = finding.unwrap();
    let kept = evidence::base64url::decode(&finding.versions[0].jws.payload);
    assert_eq!(kept.as_deref(), Some(payload));
    let everything = ListQuery {
        unit: UnitCode::parse("5304").unwrap(),
        stage: None,
        after: None,
        limit: 10,
    };
    let page = server.app.store.list_findings(everything).await.unwrap();
    serde_json::to_string(&page.rows).unwrap();
}

/// A request of the tus protocol: a method, lines of headers, an empty line, a body. It is about an
/// upload of 64 bytes that has begun, or opens another.
///
/// # Panics
/// If what must hold does not.
pub fn tus_request(input: &[u8]) {
    run(async {
        let server = Server::start().await;
        let device = server.enrol(1).await;
        let photo = jpeg(&[7; 60]);
        let path = open(&server, &device, &photo).await;
        let request = tus_request_of(input, &path, &device.token);
        let method = request.method().clone();
        let answer = router(server.app.clone()).oneshot(request).await.unwrap();
        let status = answer.status().as_u16();
        assert!(status < 500, "{status}");
        assert_eq!(answer.headers()["tus-resumable"], "1.0.0");
        if method != Method::POST {
            let offset = stated_offset(&answer).unwrap_or(0);
            assert!(offset <= photo.len(), "{offset}");
        }
        is_consistent(&server, &device, &path, &photo).await;
    });
}

async fn open(server: &Server, device: &Enrolled, photo: &[u8]) -> String {
    let hash = evidence::sha256(photo).to_string();
    let create = server.post("/api/v1/uploads").bearer(&device.token);
    let create = create.with("tus-resumable", "1.0.0");
    let create = create.with("upload-length", &photo.len().to_string());
    let create = create.with("upload-metadata", &metadata(&hash));
    let create = create.body("application/offset+octet-stream", &photo[..10]);
    create.send().await.header("location").to_owned()
}

fn tus_request_of(input: &[u8], path: &str, token: &str) -> Request<Body> {
    let end = input.windows(2).position(|two| two == b"\n\n");
    let (head, body) = match end {
        Some(end) => (&input[..end], &input[end + 2..]),
        None => (input, &[][..]),
    };
    let mut lines = head.split(|byte| *byte == b'\n');
    let method = match lines.next() {
        Some(b"PATCH") => Method::PATCH,
        Some(b"HEAD") => Method::HEAD,
        Some(b"DELETE") => Method::DELETE,
        Some(b"OPTIONS") => Method::OPTIONS,
        _ => Method::POST,
    };
    let path = match method {
        Method::POST | Method::OPTIONS => "/api/v1/uploads",
        _ => path,
    };
    let mut request = Request::new(Body::from(body.to_vec()));
    *request.method_mut() = method;
    *request.uri_mut() = path.parse().unwrap();
    let headers = request.headers_mut();
    headers.insert("tus-resumable", HeaderValue::from_static("1.0.0"));
    let bearer = HeaderValue::from_str(&format!("Bearer {token}"));
    headers.insert("authorization", bearer.unwrap());
    for line in lines {
        let colon = line.iter().position(|byte| *byte == b':');
        let (name, value) = line.split_at(colon.unwrap_or(line.len()));
        let value = value.get(1..).unwrap_or(&[]).trim_ascii();
        let (name, value) = (HeaderName::from_bytes(name), HeaderValue::from_bytes(value));
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.append(name, value);
        }
    }
    request
}

fn stated_offset(answer: &Response) -> Option<usize> {
    let offset = answer.headers().get("upload-offset")?;
    Some(offset.to_str().unwrap().parse().unwrap())
}

/// Whatever was asked: the upload can be asked for, and what became a photo is the photo.
async fn is_consistent(server: &Server, device: &Enrolled, path: &str, photo: &[u8]) {
    let head = server.call(Method::HEAD, path).bearer(&device.token);
    let head = head.with("tus-resumable", "1.0.0").send().await;
    assert!([200, 404].contains(&head.status), "{}", head.status);
    let stored = server
        .app
        .blobs
        .read(evidence::sha256(photo))
        .await
        .unwrap();
    let offset = head.header("upload-offset").parse::<usize>();
    assert!(stored.as_deref().is_none_or(|stored| stored == photo));
    if head.status == 200 {
        assert_eq!(offset == Ok(photo.len()), stored.is_some());
    }
}

/// A photo of a record, from the phone to the supervisor's browser.
///
/// # Panics
/// If what must hold does not.
pub fn photo(input: &[u8]) {
    let kind = media_type(input);
    assert_eq!(kind, media_type(&input[..input.len().min(16)]));
    let known = ["image/jpeg", "image/png", "image/webp", OCTETS];
    assert!(known.contains(&kind), "{kind}");
    run(async {
        let server = Server::start().await;
        let mut device = server.enrol(1).await;
        let sealed = draft(&mut device, &[input.to_vec()], NOW_MS);
        let batch = json!({ "envelopes": [sealed.jws] });
        assert_eq!(post(&server, &device).json(&batch).send().await.status, 200);
        assert_eq!(server.upload(&device, input).await.status, 201);
        let answer: EnvelopesAnswer = post(&server, &device).json(&batch).send().await.json();
        assert!(matches!(answer.results[0], EnvelopeResult::Received { .. }));
        let (id, hash) = (sealed.version.finding_id, evidence::sha256(input));
        let get = server.get(&format!("/api/v1/findings/{id}/photos/{hash}"));
        let shown = get.with("cookie", &session(&server).await).send().await;
        assert_eq!((shown.status, &*shown.bytes), (200, input));
        assert_eq!(shown.header("content-type"), kind);
        assert_eq!(shown.header("x-content-type-options"), "nosniff");
        let policy = shown.header("content-security-policy");
        assert_eq!(policy, "default-src 'none'; sandbox");
        let is_shown = shown.header("content-disposition") == "inline";
        assert_eq!(is_shown, kind != OCTETS);
    });
}

/// A reviewer's session, without the password that takes its time.
async fn session(server: &Server) -> String {
    let store = &server.app.store;
    let account = store.account_by_name("town").await.unwrap().unwrap();
    let token = "fuzz";
    let record = TokenRecord {
        sha256: evidence::sha256(token.as_bytes()),
        expires_at_ms: NOW_MS + 1000,
    };
    let opened = store.open_session(&account, record, NOW_MS).await;
    opened.unwrap();
    format!("{}={token}", server.app.site.cookie_name())
}

fn run(work: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(work);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// Runs a target over its corpus; a failure names the file.
    fn replay(target: &str, run: fn(&[u8])) {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
        let mut count = 0;
        for file in std::fs::read_dir(root.join(target)).unwrap() {
            let file = file.unwrap().path();
            println!("{}", file.display());
            run(&std::fs::read(&file).unwrap());
            count += 1;
        }
        assert!(count >= 5, "the corpus of {target} is there");
    }

    #[test]
    fn the_corpus_of_envelopes_holds() {
        replay("envelope", envelope);
    }

    #[test]
    fn the_corpus_of_tus_requests_holds() {
        replay("tus_request", tus_request);
    }

    #[test]
    fn the_corpus_of_photos_holds() {
        replay("photo", photo);
    }

    #[test]
    fn inputs_that_need_no_corpus() {
        for input in [&b""[..], b"{}", b"\xff", b"PATCH\nupload-offset: 10\n\nx"] {
            envelope(input);
            tus_request(input);
            photo(input);
        }
    }
}
