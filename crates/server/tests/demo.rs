//! `xuntian-server demo` as a process: the phone's cable on the wire, and a folder of real people.

#![cfg(test)]

use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use domain::ids::AccountId;
use domain::review::Role;
use domain::unit::UnitCode;
use serde_json::Value;
use server::store::sqlite::SqliteStore;
use server::store::{Account, Store as _};

const PATIENCE: Duration = Duration::from_secs(60);

struct Demo {
    child: Child,
    /// The server's own port and the phone's.
    desk: u16,
    phone: u16,
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xuntian-server"));
    command
        .args(["demo", "--listen", "127.0.0.1:0", "--data"])
        .arg(data)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn start(data: &Path) -> Demo {
    let mut child = command(data).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let ready: Value = lines
        .find_map(|line| {
            let json = line.unwrap().strip_prefix("XUNTIAN_READY ")?.to_owned();
            serde_json::from_str(&json).ok()
        })
        .expect("the server says where it is");
    std::thread::spawn(move || lines.for_each(drop));
    let listens = ready["listen"].as_str().unwrap();
    let desk = listens.rsplit(':').next().unwrap().parse().unwrap();
    let page = ask(desk, "GET /demo/", "").unwrap();
    let (_, from) = page.split_once("data-phone=\"http://localhost:").unwrap();
    let phone = from.split('"').next().unwrap().parse().unwrap();
    Demo { child, desk, phone }
}

fn connect(port: u16) -> std::io::Result<TcpStream> {
    let stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// What comes back, head and body.
fn ask(port: u16, line: &str, body: &str) -> std::io::Result<String> {
    let mut stream = connect(port)?;
    write!(
        stream,
        "{line} HTTP/1.1\r\nhost: localhost:{port}\r\norigin: http://localhost:{port}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

fn turn(demo: &Demo, is_connected: bool) {
    let body = format!("{{\"is_connected\":{is_connected}}}");
    // Repeating it changes nothing.
    for _ in 0..2 {
        let answer = ask(demo.desk, "POST /demo/line", &body).unwrap();
        assert!(
            answer.starts_with("HTTP/1.1 200") && answer.ends_with(&body),
            "{answer}"
        );
    }
    assert!(
        ask(demo.desk, "GET /demo/line", "")
            .unwrap()
            .ends_with(&body)
    );
}

#[test]
fn a_pulled_cable_cuts_the_phone_alone_and_a_plugged_one_serves_it_again() {
    let folder = tempfile::tempdir().unwrap();
    let demo = start(folder.path());
    assert!(
        ask(demo.phone, "GET /healthz", "")
            .unwrap()
            .starts_with("HTTP/1.1 200")
    );
    // One connection waits in the middle of a request, one rests between two.
    let mut begun = connect(demo.phone).unwrap();
    begun
        .write_all(b"POST /api/v1/envelopes HTTP/1.1\r\nhost: localhost\r\n")
        .unwrap();
    let mut resting = connect(demo.phone).unwrap();
    resting
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .unwrap();
    let mut first = [0; 12];
    resting.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");

    turn(&demo, false);
    let refused = connect(demo.phone).map_err(|error| error.kind());
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
    assert!(
        ask(demo.desk, "GET /healthz", "")
            .unwrap()
            .starts_with("HTTP/1.1 200")
    );

    turn(&demo, true);
    assert!(
        ask(demo.phone, "GET /healthz", "")
            .unwrap()
            .starts_with("HTTP/1.1 200")
    );
}

#[tokio::test]
async fn a_folder_with_real_people_is_refused_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("xuntian.db"))
        .await
        .unwrap();
    let account = Account {
        id: AccountId::new(0, [1; 10]),
        name: "county".to_owned(),
        display_name: "county".to_owned(),
        role: Role::CountyReviewer,
        unit: UnitCode::parse("530402").unwrap(),
        password_phc: String::new(),
        is_demo: false,
    };
    store.add_account(account, 0).await.unwrap();
    drop(store);
    let output = command(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("真实人员") && said.contains("real people"),
        "{said}"
    );
    assert!(
        !String::from_utf8(output.stdout)
            .unwrap()
            .contains("XUNTIAN_READY")
    );
    let store = SqliteStore::open(&folder.path().join("xuntian.db"))
        .await
        .unwrap();
    assert!(store.officers().await.unwrap().is_empty());
}
