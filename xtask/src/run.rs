//! `cargo xtask run`: from a fresh clone to a running system with a small made-up county.
//!
//! The server is built in the dev profile, which compiles in a third of the time and reads the apps
//! from their dist folders; it seeds the demonstration itself when its folder is new, and prints the
//! addresses and codes to try. Ctrl-C reaches the server too, which finishes what it is doing.

use std::path::PathBuf;
use std::process::Child;

use clap::Args;

use crate::dist::{self, App};
use crate::setup;
use crate::shell::{self, Outcome, Program};

#[derive(Args)]
pub(crate) struct Options {
    /// Port on this machine's loopback address.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Folder of the server's data; made and filled with the demonstration if it is new.
    #[arg(long, default_value = ".xuntian/demo")]
    data: PathBuf,
    /// Build the apps quickly, and again whenever a file changes.
    #[arg(long)]
    dev: bool,
}

pub(crate) fn run(options: &Options) -> Outcome {
    setup::setup(false)?;
    dist::build_both(options.dev)?;
    let server = build_server("dev")?;
    let watchers = if options.dev { watch()? } else { Vec::new() };
    let serving = Program::new(&server.to_string_lossy())
        .args([
            "serve",
            "--listen",
            &format!("127.0.0.1:{}", options.port),
            "--demo",
            "--data",
        ])
        .args([&options.data])
        .start()?;
    let outcome = wait(serving);
    for mut watcher in watchers {
        // Ctrl-C has ended them already, unless it was the server that stopped.
        let _ = watcher.kill().and_then(|()| watcher.wait());
    }
    outcome
}

/// Builds the server with both apps inside; gives the path of the binary.
pub(crate) fn build_server(profile: &str) -> Outcome<PathBuf> {
    Program::new("cargo")
        .args([
            "build",
            "--locked",
            "--package",
            "server",
            "--bin",
            "xuntian-server",
        ])
        .args(["--features", "embed", "--profile", profile])
        .run()?;
    let folder = if profile == "dev" { "debug" } else { profile };
    let binary = format!("xuntian-server{}", std::env::consts::EXE_SUFFIX);
    Ok(shell::root().join("target").join(folder).join(binary))
}

/// One Trunk an app that builds again on every change. The server serves what lies in the folders.
fn watch() -> Outcome<Vec<Child>> {
    App::ALL
        .into_iter()
        .map(|app| dist::trunk(app, &["watch"], true)?.start())
        .collect()
}

/// Waits for the server, also through Ctrl-C, so that it can finish; being ended by it is no failure.
fn wait(mut server: Child) -> Outcome {
    let id = server.id().to_string();
    let (asked, was_asked) = std::sync::mpsc::channel();
    ctrlc::set_handler(move || {
        let _ = asked.send(());
        // Ctrl-C goes to the server as well, but a SIGTERM to this program alone does not.
        let _ = Program::new("kill").args(["-TERM", &id]).output();
    })
    .map_err(|error| format!("cannot listen for Ctrl-C: {error}"))?;
    let status = server
        .wait()
        .map_err(|error| format!("waiting for the server: {error}"))?;
    if status.success() || was_asked.try_recv().is_ok() {
        println!("\nstopped; the data stays, `cargo xtask run` goes on with it");
        Ok(())
    } else {
        Err(format!("the server stopped by itself ({status})"))
    }
}
