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
    /// For phones on the same network: https with a certificate made here, and QR codes to scan.
    #[arg(long)]
    lan: bool,
    /// Port, on this machine alone or, with --lan, on all its networks [default: 8080, or 8443].
    #[arg(long)]
    port: Option<u16>,
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
        .args(serve_arguments(options))
        .args([&options.data])
        .start()?;
    let outcome = wait(serving);
    for mut watcher in watchers {
        // Ctrl-C has ended them already, unless it was the server that stopped.
        let _ = watcher.kill().and_then(|()| watcher.wait());
    }
    outcome
}

/// All but the folder, which is the last.
fn serve_arguments(options: &Options) -> Vec<String> {
    let (address, port, more) = match options.lan {
        true => ("0.0.0.0", 8443, vec!["--lan"]),
        false => ("127.0.0.1", 8080, Vec::new()),
    };
    let listen = format!("{address}:{}", options.port.unwrap_or(port));
    let first = ["demo", "--listen", &listen];
    first
        .into_iter()
        .chain(more)
        .chain(["--data"])
        .map(str::to_owned)
        .collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_on_the_network_is_let_in_only_when_asked_for() {
        let arguments = |lan, port| {
            let data = PathBuf::new();
            let dev = false;
            serve_arguments(&Options {
                lan,
                port,
                data,
                dev,
            })
            .join(" ")
        };
        assert_eq!(
            arguments(false, None),
            "demo --listen 127.0.0.1:8080 --data"
        );
        assert_eq!(
            arguments(false, Some(1)),
            "demo --listen 127.0.0.1:1 --data"
        );
        assert_eq!(
            arguments(true, None),
            "demo --listen 0.0.0.0:8443 --lan --data"
        );
    }
}
