//! `xuntian-server demo` as a process: the phone's cable on the wire, and a folder of real people.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;

use server::store::Store as _;
use server::store::sqlite::SqliteStore;

use super::harness::{Server, account, admin, connect, said, serving};

/// A demonstration and its phone's port.
struct Trial {
    server: Server,
    phone: u16,
}

fn start(folder: &tempfile::TempDir) -> Trial {
    let server = Server::start_demo(folder.path(), &[]);
    let page = ask(server.port, "GET /demo/", "");
    let (_, from) = page.split_once("data-phone=\"http://localhost:").unwrap();
    let phone = from.split('"').next().unwrap().parse().unwrap();
    Trial { server, phone }
}

/// What comes back, head and body.
fn ask(port: u16, line: &str, body: &str) -> String {
    let mut stream = connect(port);
    write!(
        stream,
        "{line} HTTP/1.1\r\nhost: localhost:{port}\r\norigin: http://localhost:{port}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn turn(trial: &Trial, is_connected: bool) {
    let body = format!("{{\"is_connected\":{is_connected}}}");
    // Repeating it changes nothing.
    for _ in 0..2 {
        let answer = ask(trial.server.port, "POST /demo/line", &body);
        assert!(
            answer.starts_with("HTTP/1.1 200") && answer.ends_with(&body),
            "{answer}"
        );
    }
    assert!(ask(trial.server.port, "GET /demo/line", "").ends_with(&body));
}

#[test]
fn a_pulled_cable_cuts_the_phone_alone_and_a_plugged_one_serves_it_again() {
    let folder = tempfile::tempdir().unwrap();
    let trial = start(&folder);
    assert!(ask(trial.phone, "GET /healthz", "").starts_with("HTTP/1.1 200"));
    // One connection waits in the middle of a request, one rests between two.
    let mut begun = connect(trial.phone);
    begun
        .write_all(b"POST /api/v1/envelopes HTTP/1.1\r\nhost: localhost\r\n")
        .unwrap();
    let mut resting = connect(trial.phone);
    resting
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .unwrap();
    let mut first = [0; 12];
    resting.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");

    turn(&trial, false);
    let refused = TcpStream::connect(("127.0.0.1", trial.phone)).map_err(|error| error.kind());
    assert_eq!(refused.err(), Some(ErrorKind::ConnectionRefused));
    for mut cut in [begun, resting] {
        let mut rest = Vec::new();
        // Closed or reset: either way no answer comes any more.
        let _ = cut.read_to_end(&mut rest);
        assert!(!String::from_utf8_lossy(&rest).contains("HTTP/1.1 4"));
        let _ = cut.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n");
        let mut more = Vec::new();
        let read = cut.read_to_end(&mut more);
        assert!(read.is_err() || more.is_empty(), "{more:?}");
    }
    assert!(ask(trial.server.port, "GET /healthz", "").starts_with("HTTP/1.1 200"));

    turn(&trial, true);
    assert!(ask(trial.phone, "GET /healthz", "").starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_folder_with_real_people_is_refused_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Server::start(folder.path(), &[]).stop());
    let county = account("county", "county_reviewer", "530402");
    assert!(admin(folder.path(), &county, "a password of many words").0);
    let mut command = serving("demo", folder.path(), &[]);
    let output = command
        .stderr(std::process::Stdio::piped())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let (_, sentence) = said(&output);
    assert!(
        sentence.contains("真实人员") && sentence.contains("real people"),
        "{sentence}"
    );
    assert!(!String::from_utf8_lossy(&output.stdout).contains("XUNTIAN_READY"));
    let store = SqliteStore::open(&folder.path().join("xuntian.db"))
        .await
        .unwrap();
    assert!(store.officers().await.unwrap().is_empty());
}
