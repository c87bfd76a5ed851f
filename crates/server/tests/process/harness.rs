//! A server process, the operator's commands, and plain blocking sockets.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(60);
/// The village of every officer.
pub(crate) const VILLAGE: &str = "530402005002";

/// A running server.
pub(crate) struct Server {
    child: Child,
    pub(crate) ready: Value,
    pub(crate) port: u16,
    log: Option<JoinHandle<Vec<String>>>,
}

impl Server {
    /// Starts one whose log nobody reads.
    pub(crate) fn start(data: &Path, more: &[&str]) -> Self {
        Self::of(command(data, more))
    }

    /// Starts a demonstration.
    pub(crate) fn start_demo(data: &Path, more: &[&str]) -> Self {
        Self::of(serving("demo", data, more))
    }

    /// Starts one whose log is kept, one JSON object a line.
    pub(crate) fn start_logged(data: &Path, level: &str) -> Self {
        let mut command = command(data, &["--log-format", "json"]);
        command.env("RUST_LOG", level).stderr(Stdio::piped());
        Self::of(command)
    }

    fn of(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let log = child.stderr.take().map(|stderr| {
            let lines = BufReader::new(stderr).lines();
            std::thread::spawn(move || lines.map_while(Result::ok).collect())
        });
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = lines.find_map(|line| {
            let line = line.unwrap();
            let json = line.strip_prefix("XUNTIAN_READY ")?;
            serde_json::from_str::<Value>(json).ok()
        });
        let ready = ready.expect("the server says where it is");
        // Whatever it still says must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let port = port_of(&ready["listen"]);
        Self {
            child,
            ready,
            port,
            log,
        }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        connect(self.port)
    }

    pub(crate) fn call(&self, head: &str, body: &[u8]) -> Answer {
        call(self.connect(), head, body)
    }

    /// Sends a JSON document; `headers` are further lines of the head.
    pub(crate) fn send(&self, line: &str, headers: &str, body: &Value) -> Answer {
        let head = format!("{line}\ncontent-type: application/json\n{headers}");
        self.call(&head, body.to_string().as_bytes())
    }

    /// Signs in and gives the answer.
    pub(crate) fn sign_in(&self, name: &str, password: &str) -> Answer {
        let body = json!({ "name": name, "password": password });
        self.send("POST /api/v1/session", "", &body)
    }

    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop and gives whether it ended well.
    pub(crate) fn stop(mut self) -> bool {
        self.ask_to_stop()
    }

    /// Asks it to stop and gives all that its log says.
    pub(crate) fn stop_and_read(mut self) -> Vec<String> {
        assert!(self.ask_to_stop());
        let log = self.log.take().expect("a server whose log is kept");
        log.join().unwrap()
    }

    fn ask_to_stop(&mut self) -> bool {
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

/// The port of an address in the line for programs.
pub(crate) fn port_of(address: &Value) -> u16 {
    let address = address.as_str().unwrap();
    address.rsplit(':').next().unwrap().parse().unwrap()
}

pub(crate) fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xuntian-server"));
    command.env_remove("RUST_LOG").env_remove("XUNTIAN_DATA");
    command
}

pub(crate) fn command(data: &Path, more: &[&str]) -> Command {
    serving("serve", data, more)
}

/// The command `serve`, or `demo`.
pub(crate) fn serving(name: &str, data: &Path, more: &[&str]) -> Command {
    let mut command = program();
    command
        .args([name, "--listen", "127.0.0.1:0", "--data"])
        .arg(data)
        .args(more)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

/// Runs a command that ends by itself, with a line on its standard input.
pub(crate) fn run<A: AsRef<std::ffi::OsStr>>(arguments: &[A], line: &str) -> Output {
    let mut command = program();
    command.args(arguments);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that wants nothing may have ended before it is given something.
    let _ = writeln!(child.stdin.take().unwrap(), "{line}");
    child.wait_with_output().unwrap()
}

/// Runs `admin` on a folder; gives what it says, and whether it was done.
pub(crate) fn admin(data: &Path, arguments: &[&str], line: &str) -> (bool, String) {
    let data = data.to_str().unwrap();
    let head = ["admin", "--data", data];
    let arguments: Vec<_> = head.iter().chain(arguments).collect();
    said(&run(&arguments, line))
}

/// The arguments of `admin` for a supervisor's account.
pub(crate) fn account<'a>(name: &'a str, role: &'a str, unit: &'a str) -> [&'a str; 7] {
    [
        "add-account",
        "--name",
        name,
        "--role",
        role,
        "--unit",
        unit,
    ]
}

/// Whether a command was done, and what it said.
pub(crate) fn said(output: &Output) -> (bool, String) {
    let text = if output.status.success() {
        &output.stdout
    } else {
        &output.stderr
    };
    (
        output.status.success(),
        String::from_utf8(text.clone()).unwrap(),
    )
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let found = lines.find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The session's cookie as a browser sends it back.
    pub(crate) fn cookie(&self) -> String {
        let cookie = self.header("set-cookie").split(';').next().unwrap();
        format!("cookie: {cookie}")
    }
}

/// Sends a request, whose head lacks only what every head has, and reads the answer.
pub(crate) fn call(mut stream: impl Read + Write, head: &str, body: &[u8]) -> Answer {
    let head = whole_head(head, body.len());
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    read_answer(stream)
}

pub(crate) fn whole_head(head: &str, length: usize) -> String {
    let (line, headers) = head.split_once('\n').unwrap_or((head, ""));
    let headers: String = headers
        .lines()
        .map(str::trim)
        .filter(|header| !header.is_empty())
        .map(|header| format!("{header}\r\n"))
        .collect();
    format!(
        "{line} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
         content-length: {length}\r\n{headers}\r\n"
    )
}

pub(crate) fn read_answer(mut stream: impl Read) -> Answer {
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

/// Adds an officer on the command line and makes a code; gives the code.
pub(crate) fn new_code(data: &Path, name: &str) -> String {
    another_code(data, &new_officer(data, name))
}

/// Adds an officer on the command line; gives the number.
pub(crate) fn new_officer(data: &Path, name: &str) -> String {
    let (done, said) = admin(
        data,
        &["add-officer", "--name", name, "--village", VILLAGE],
        "",
    );
    assert!(done, "{said}");
    said.split("number ").nth(1).unwrap().trim().to_owned()
}

/// Makes a code for an officer on the command line.
pub(crate) fn another_code(data: &Path, id: &str) -> String {
    let (done, said) = admin(data, &["enrol-code", "--officer", id], "");
    assert!(done, "{said}");
    let is_code = |word: &&str| word.len() == 10 && word.bytes().all(|b| b.is_ascii_digit());
    let mut words = said.split(|c: char| !c.is_ascii_digit());
    words.find(is_code).unwrap().to_owned()
}

/// Bytes that begin like a JPEG; `n` tells them apart.
pub(crate) fn noise(n: u32, length: u32) -> Vec<u8> {
    let noise = (0..length).map(|i| ((i ^ n).wrapping_mul(2_654_435_761) >> 24) as u8);
    let head = b"\xff\xd8\xff\xe0".iter().copied();
    head.chain(n.to_be_bytes()).chain(noise).collect()
}

pub(crate) fn photo() -> Vec<u8> {
    noise(0, 300_000)
}

pub(crate) fn blob(data: &Path, hash: &str) -> PathBuf {
    data.join("blobs")
        .join(&hash[..2])
        .join(&hash[2..4])
        .join(hash)
}

pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "waited for {what}");
        // The disk tells nobody when a file has grown.
        std::thread::yield_now();
    }
}
