//! Killed in the middle of a photo, asked to stop, started wrongly, served over TLS.

use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use serde_json::{Value, json};
use testkit::phone::least_form;

use crate::harness::{Server, blob, call, command, photo, read_answer, until, whole_head};
use crate::phones::enrol_demo as enrol;

#[test]
fn a_photo_goes_on_where_a_killed_server_stood() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start_demo(folder.path(), &[]);
    let (mut phone, token) = enrol(&server);
    let photo = photo();
    let hash = evidence::sha256(&photo).to_string();
    let village = domain::unit::UnitCode::parse("530402005002").unwrap();
    let manifest = phone.photo(&photo, domain::taxonomy::PhotoKind::Far, 0);
    let draft = phone.draft(least_form(&village, 0), vec![manifest], 0);
    let sealed = phone.seal(draft);
    let envelopes = json!({ "envelopes": [sealed.jws] }).to_string();
    let bearer = format!("authorization: Bearer {token}\ntus-resumable: 1.0.0");
    let post = format!("POST /api/v1/envelopes\n{bearer}\ncontent-type: application/json");
    let answer = server.call(&post, envelopes.as_bytes()).json();
    assert_eq!(answer["results"][0]["outcome"], "awaiting_photos");
    let name = base64::engine::general_purpose::STANDARD.encode(&hash);
    let create = format!(
        "POST /api/v1/uploads\n{bearer}\nupload-length: {}\nupload-metadata: sha256 {name}",
        photo.len()
    );
    let path = server.call(&create, b"").header("location").to_owned();
    let chunk = "content-type: application/offset+octet-stream";

    let patch = format!("PATCH {path}\n{bearer}\n{chunk}\nupload-offset: 0");
    let mut line = server.connect();
    line.write_all(whole_head(&patch, photo.len()).as_bytes())
        .unwrap();
    line.write_all(&photo[..150_000]).unwrap();
    let spool = folder
        .path()
        .join("spool")
        .join(path.rsplit('/').next().unwrap());
    until("the first bytes on the disk", || {
        std::fs::metadata(&spool).is_ok_and(|file| file.len() >= 100_000)
    });
    server.kill();

    let server = Server::start_demo(folder.path(), &[]);
    let head = server.call(&format!("HEAD {path}\n{bearer}"), b"");
    let offset: usize = head.header("upload-offset").parse().unwrap();
    assert!((100_000..=150_000).contains(&offset), "{offset}");
    let patch = format!("PATCH {path}\n{bearer}\n{chunk}\nupload-offset: {offset}");
    let answer = server.call(&patch, &photo[offset..]);
    assert_eq!(
        (answer.status, answer.header("upload-offset")),
        (204, &*photo.len().to_string())
    );
    assert_eq!(std::fs::read(blob(folder.path(), &hash)).unwrap(), photo);
    let post = format!("POST /api/v1/envelopes\n{bearer}\ncontent-type: application/json");
    let answer = server.call(&post, envelopes.as_bytes()).json();
    assert_eq!(answer["results"][0]["outcome"], "received");
    assert!(server.stop());
}

#[test]
fn a_server_that_is_asked_to_stop_lets_nobody_wait() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start_demo(folder.path(), &[]);
    let (_, token) = enrol(&server);
    let mut line = server.connect();
    let get = format!("GET /api/v1/inbox?wait_s=25\nauthorization: Bearer {token}");
    line.write_all(whole_head(&get, 0).as_bytes()).unwrap();
    // The answer to another request says that the first is being worked on, or soon will be.
    assert_eq!(server.call("GET /healthz", b"").status, 200);
    let begun = Instant::now();
    let stopped = std::thread::spawn(move || server.stop());
    let answer = read_answer(line);
    assert_eq!(answer.status, 200);
    assert!(stopped.join().unwrap());
    assert!(begun.elapsed() < Duration::from_secs(20));
}

#[test]
fn an_empty_folder_without_the_demonstration_says_how_to_begin() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    assert_eq!(server.ready["enrol_code"], Value::Null);
    assert_eq!(server.call("GET /readyz", b"").status, 200);
    assert!(server.stop());
}

#[test]
fn what_cannot_be_started_says_so_and_fails() {
    let folder = tempfile::tempdir().unwrap();
    for more in [
        &["--tls-cert", "missing.pem"][..],
        &["--tls-cert", "missing.pem", "--tls-key", "missing.pem"],
        &["--public-url", "https://x.example/path"],
        &["--config", "missing.toml"],
    ] {
        let status = command(folder.path(), more).status().unwrap();
        assert!(!status.success(), "{more:?}");
    }
}

#[test]
fn https_is_served_with_the_certificate_that_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let [cert, key] = ["cert.pem", "key.pem"].map(|name| folder.path().join(name));
    std::fs::write(&cert, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let [cert, key] = [&cert, &key].map(|file| file.to_str().unwrap());
    let tls = ["--tls-cert", cert, "--tls-key", key];
    let server = Server::start_demo(&folder.path().join("data"), &tls);
    assert_eq!(
        server.ready["public_url"],
        format!("https://localhost:{}", server.port)
    );
    let mut roots = rustls::RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = "localhost".try_into().unwrap();
    let client = rustls::ClientConnection::new(Arc::new(config), name).unwrap();
    let stream = rustls::StreamOwned::new(client, server.connect());
    let account = &server.ready["accounts"][0];
    let body = json!({ "name": account["name"], "password": account["password"] });
    let answer = call(
        stream,
        "POST /api/v1/session\ncontent-type: application/json",
        body.to_string().as_bytes(),
    );
    assert_eq!(answer.status, 200);
    assert!(answer.header("set-cookie").starts_with("__Host-xuntian="));
}
