//! The real server, as a process that can be stopped, killed and started again on the same folder.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::OnceCell;

use super::process::{self, PATIENCE, free_port, root};

/// The line that the server prints when it serves: this word, then a JSON object.
const READY: &str = "XUNTIAN_READY ";

/// A server with its data folder and its port, both of which outlive the process.
pub struct Server {
    binary: PathBuf,
    data: PathBuf,
    log: PathBuf,
    port: u16,
    origin: String,
    assets: Option<PathBuf>,
    child: Option<Child>,
    ready: Value,
}

impl Server {
    /// Starts one on a new folder inside `folder`. `public_port` is where browsers find it: a proxy's,
    /// or `None` for its own. `assets` is the folder of the apps, or `None` for those inside.
    pub async fn start(folder: &Path, public_port: Option<u16>, assets: Option<&Path>) -> Self {
        let port = free_port();
        let mut server = Self {
            binary: binary().await,
            data: folder.join("data"),
            log: folder.join("server.log"),
            port,
            origin: format!("http://localhost:{}", public_port.unwrap_or(port)),
            assets: assets.map(Path::to_owned),
            child: None,
            ready: Value::Null,
        };
        server.start_again().await;
        server
    }

    /// Starts the process on the folder and port that it had.
    pub async fn start_again(&mut self) {
        assert!(self.child.is_none(), "the server runs already");
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(&self.log)
            .unwrap_or_else(|error| panic!("{}: {error}", self.log.display()));
        let mut command = Command::new(&self.binary);
        command
            .arg("demo")
            .args(["--listen", &format!("127.0.0.1:{}", self.port)])
            .args(["--public-url", &self.origin])
            .arg("--data")
            .arg(&self.data);
        if let Some(assets) = &self.assets {
            command.arg("--assets").arg(assets);
        }
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .current_dir(root())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", self.binary.display()));
        let Some(stdout) = child.stdout.take() else {
            panic!("the server has no standard output");
        };
        let mut lines = BufReader::new(stdout).lines();
        let ready = tokio::time::timeout(PATIENCE, async {
            while let Ok(Some(line)) = lines.next_line().await {
                if let Some(json) = line.strip_prefix(READY) {
                    return serde_json::from_str(json).ok();
                }
            }
            None
        })
        .await;
        let Ok(Some(ready)) = ready else {
            panic!(
                "the server did not get ready; it said:\n{}",
                self.log_tail()
            );
        };
        // What it prints from now on is of no interest, but the pipe must not fill.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        self.ready = ready;
        self.child = Some(child);
    }

    /// Asks it to end, and waits until it has.
    pub async fn stop(&mut self) {
        self.end("TERM").await;
    }

    /// Ends it as a power cut would.
    pub async fn kill(&mut self) {
        self.end("KILL").await;
    }

    /// Makes a backup beside the process.
    pub async fn backup(&self, to: &Path) {
        self.operate("backup", "--to", to).await;
    }

    /// Makes a new folder out of a backup; the next start is on that.
    pub async fn restore(&mut self, from: &Path) {
        self.data = self.data.with_extension("restored");
        self.operate("restore", "--from", from).await;
    }

    /// What whoever runs the server does beside it, by `xuntian-server admin`; gives what it prints.
    /// `input` is typed, for passwords.
    pub async fn admin(&self, work: &[&str], input: &str) -> String {
        let ran = async {
            let mut child = Command::new(&self.binary)
                .arg("admin")
                .args(work)
                .arg("--data")
                .arg(&self.data)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()?;
            if let Some(mut stdin) = child.stdin.take() {
                stdin.write_all(input.as_bytes()).await?;
            }
            child.wait_with_output().await
        };
        match ran.await {
            Ok(output) if output.status.success() => {
                String::from_utf8_lossy(&output.stdout).into_owned()
            }
            other => panic!("admin {work:?}: {other:?}"),
        }
    }

    async fn operate(&self, command: &str, option: &str, file: &Path) {
        let output = Command::new(&self.binary)
            .arg(command)
            .arg(option)
            .arg(file)
            .arg("--data")
            .arg(&self.data)
            .output()
            .await;
        match output {
            Ok(output) if output.status.success() => {}
            other => panic!("{command}: {other:?}"),
        }
    }

    async fn end(&mut self, signal: &str) {
        let Some(mut child) = self.child.take() else {
            panic!("the server does not run");
        };
        if let Some(id) = child.id() {
            process::signal(id, signal);
        }
        if tokio::time::timeout(PATIENCE, child.wait()).await.is_err() {
            panic!(
                "the server did not end after {signal}; it said:\n{}",
                self.log_tail()
            );
        }
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where browsers find it: `http://localhost:PORT`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Its data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// What it said of itself when it got ready.
    pub fn ready(&self) -> &Value {
        &self.ready
    }

    /// The end of its log.
    pub fn log_tail(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }
}

/// The binary that `XUNTIAN_SERVER` names, or the development build, made now if it is not there.
async fn binary() -> PathBuf {
    static BINARY: OnceCell<PathBuf> = OnceCell::const_new();
    let path = BINARY.get_or_init(|| async {
        if let Some(named) = std::env::var_os("XUNTIAN_SERVER") {
            return PathBuf::from(named);
        }
        let path = root().join("target/debug/xuntian-server");
        if !path.is_file() {
            let built = Command::new("cargo")
                .args(["build", "--package", "server", "--bin", "xuntian-server"])
                .current_dir(root())
                .status()
                .await;
            assert!(
                built.is_ok_and(|status| status.success()),
                "the server could not be built"
            );
        }
        path
    });
    path.await.clone()
}
