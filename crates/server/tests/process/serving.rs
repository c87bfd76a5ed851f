//! The binary as a process: killed in the middle of a photo, asked to stop, served over TLS.
//! Plain blocking sockets: what is asked here is what happens on the wire and on the disk.

#![cfg(test)]

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use serde_json::{Value, json};
use testkit::phone::{Phone, least_form};

const PATIENCE: Duration = Duration::from_secs(60);

struct Server {
    child: Child,
    ready: Value,
    port: u16,
}

impl Server {
    fn start(data: &Path, more: &[&str]) -> Self {
        let mut child = command(data, more).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = lines.find_map(|line| {
            let line = line.unwrap();
            let json = line.strip_prefix("XUNTIAN_READY ")?;
            serde_json::from_str::<Value>(json).ok()
        });
        let ready = ready.expect("the server says where it is");
        // Whatever it still says must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let listens = ready["listen"].as_str().unwrap();
        let port = listens.rsplit(':').next().unwrap().parse().unwrap();
        Self { child, ready, port }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    fn call(&self, head: &str, body: &[u8]) -> Answer {
        call(self.connect(), head, body)
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop and gives whether it ended well.
    fn stop(mut self) -> bool {
        let id = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status();
        assert!(asked.unwrap().success());
        self.child.wait().unwrap().success()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A test that failed leaves no process behind; one that ended is gone already.
        let _ = self.child.kill();
    }
}

fn command(data: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xuntian-server"));
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(data)
        .args(more)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let found = lines.find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// Sends a request, whose head lacks only what every head has, and reads the answer.
fn call(mut stream: impl Read + Write, head: &str, body: &[u8]) -> Answer {
    let head = whole_head(head, body.len());
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    read_answer(stream)
}

fn whole_head(head: &str, length: usize) -> String {
    let (line, headers) = head.split_once('\n').unwrap_or((head, ""));
    let headers: String = headers
        .lines()
        .map(|h| format!("{}\r\n", h.trim()))
        .collect();
    format!(
        "{line} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
         content-length: {length}\r\n{headers}\r\n"
    )
}

fn read_answer(mut stream: impl Read) -> Answer {
    let mut bytes = Vec::new();
    // A peer that closes TLS without a word has still said everything that it announced.
    let _ = stream.read_to_end(&mut bytes);
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.expect("an answer with a head");
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    Answer {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        head,
        body: bytes[end + 4..].to_vec(),
    }
}

/// A phone that the demonstration's code has enrolled, and its token.
fn enrol(server: &Server) -> (Phone, String) {
    let phone = Phone::new(7);
    let body = json!({
        "code": server.ready["enrol_code"], "key": phone.key.public(), "platform": "test",
    });
    let answer = server.call(
        "POST /api/v1/enrol\ncontent-type: application/json",
        body.to_string().as_bytes(),
    );
    assert_eq!(answer.status, 200, "{}", answer.head);
    let enrolled = answer.json();
    let id = |key: &str| enrolled[key].as_str().unwrap().to_owned();
    let phone = phone.enrolled(
        id("device_id").parse().unwrap(),
        id("officer_id").parse().unwrap(),
    );
    (phone, id("token"))
}

fn photo() -> Vec<u8> {
    let noise = (0..300_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8);
    b"\xff\xd8\xff\xe0".iter().copied().chain(noise).collect()
}

fn blob(data: &Path, hash: &str) -> PathBuf {
    data.join("blobs")
        .join(&hash[..2])
        .join(&hash[2..4])
        .join(hash)
}

fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "waited for {what}");
        // The disk tells nobody when a file has grown.
        std::thread::yield_now();
    }
}

#[test]
fn a_photo_goes_on_where_a_killed_server_stood() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &["--demo"]);
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

    let server = Server::start(folder.path(), &["--demo"]);
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
    let server = Server::start(folder.path(), &["--demo"]);
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
    let tls = ["--tls-cert", cert, "--tls-key", key, "--demo"];
    let server = Server::start(&folder.path().join("data"), &tls);
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
