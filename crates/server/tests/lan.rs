//! `serve --lan` as a process: whoever installs its authority gets in by every name of the machine,
//! nobody else's authority will do, and the authority outlives a restart.
//!
//! All traffic stays on loopback: a name is what the client asks the certificate for, not where it
//! connects to.

#![cfg(test)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use serde_json::Value;

const PATIENCE: Duration = Duration::from_secs(60);

struct Server {
    child: Child,
    ready: Value,
    printed: String,
}

impl Server {
    fn start(data: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_xuntian-server"))
            .args(["demo", "--lan", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut printed = String::new();
        let ready = lines.find_map(|line| {
            let line = line.unwrap();
            printed += &format!("{line}\n");
            serde_json::from_str(line.strip_prefix("XUNTIAN_READY ")?).ok()
        });
        std::thread::spawn(move || lines.for_each(drop));
        let ready = ready.expect("the server says where it is");
        Self {
            child,
            ready,
            printed,
        }
    }

    fn port(&self, of: &str) -> u16 {
        let address = self.ready[of].as_str().unwrap().trim_end_matches('/');
        address.rsplit(':').next().unwrap().parse().unwrap()
    }

    fn connect(&self, of: &str) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port(of))).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// What the page without https hands to phones.
    fn authority(&self) -> CertificateDer<'static> {
        let mut stream = self.connect("certificate_page");
        let asked = "GET /xuntian-ca.crt HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
        stream.write_all(asked.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer
            .windows(4)
            .position(|bytes| bytes == b"\r\n\r\n")
            .unwrap();
        assert!(answer.starts_with(b"HTTP/1.1 200 "));
        CertificateDer::from(answer.split_off(end + 4))
    }

    /// The first line of the answer to somebody who trusts one authority alone and asks for a name.
    fn ask(&self, authority: &CertificateDer<'static>, name: &str) -> std::io::Result<String> {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(authority.clone()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = name.to_owned().try_into().unwrap();
        let client = rustls::ClientConnection::new(Arc::new(config), name).unwrap();
        let mut stream = rustls::StreamOwned::new(client, self.connect("listen"));
        stream
            .write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line)?;
        Ok(line)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_phone_that_installs_the_authority_gets_in_and_no_other_authority_will_do() {
    let [one, two] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let server = Server::start(one.path());
    let authority = server.authority();
    let public_url = server.ready["public_url"].as_str().unwrap();
    let told = public_url.strip_prefix("https://").unwrap();
    let (told, _) = told.rsplit_once(':').unwrap();
    for name in ["localhost", "127.0.0.1", told] {
        let line = server.ask(&authority, name).unwrap();
        assert!(line.starts_with("HTTP/1.1 200"), "{name}: {line}");
    }
    let other = Server::start(two.path());
    let stranger = server.ask(&other.authority(), "localhost").unwrap_err();
    assert!(stranger.to_string().contains("UnknownIssuer"), "{stranger}");
    let elsewhere = server.ask(&authority, "elsewhere.local").unwrap_err();
    assert!(
        elsewhere.to_string().contains("not valid for name"),
        "{elsewhere}"
    );
}

#[test]
fn the_authority_outlives_a_restart_and_is_what_the_terminal_shows() {
    let folder = tempfile::tempdir().unwrap();
    let first = Server::start(folder.path());
    let authority = first.authority();
    let shown = first.ready["certificate_sha256"]
        .as_str()
        .unwrap()
        .to_owned();
    for part in [
        &shown,
        first.ready["certificate_page"].as_str().unwrap(),
        first.ready["enrol_url"].as_str().unwrap(),
    ] {
        assert!(first.printed.contains(part), "{part}");
    }
    let hash: Vec<_> = {
        use sha2::Digest as _;
        let hash = sha2::Sha256::digest(&authority);
        hash.iter().map(|byte| format!("{byte:02X}")).collect()
    };
    assert_eq!(hash.join(":"), shown);
    drop(first);
    let again = Server::start(folder.path());
    assert_eq!(again.ready["certificate_sha256"], shown);
    let line = again.ask(&authority, "localhost").unwrap();
    assert!(line.starts_with("HTTP/1.1 200"), "{line}");
}

#[test]
fn nothing_that_is_secret_can_be_had_from_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path());
    let code = server.ready["enrol_code"].as_str().unwrap();
    let mut stream = server.connect("certificate_page");
    stream
        .write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        .unwrap();
    let mut page = String::new();
    stream.read_to_string(&mut page).unwrap();
    assert!(page.contains("/xuntian-ca.crt"));
    assert!(!page.contains(code) && !page.contains("PRIVATE KEY"));
    let file = folder.path().join("lan/authority.pem");
    assert!(
        std::fs::read_to_string(&file)
            .unwrap()
            .contains("PRIVATE KEY")
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let metadata = std::fs::metadata(&file).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
    }
}
