//! A screen that nobody sees, for one browser alone: no window lies over another.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::harness::process::PATIENCE;

/// Starts one; gives its process and its name, as DISPLAY wants it.
pub(super) async fn start() -> (Child, String) {
    // It writes the number that it chose to its standard output.
    let mut child = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "1600x1200x24"])
        .args(["-nolisten", "tcp", "-noreset"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap_or_else(|error| panic!("Xvfb: {error}"));
    let Some(stdout) = child.stdout.take() else {
        panic!("Xvfb has no standard output");
    };
    let mut lines = BufReader::new(stdout).lines();
    match tokio::time::timeout(PATIENCE, lines.next_line()).await {
        Ok(Ok(Some(number))) => (child, format!(":{}", number.trim())),
        _ => panic!("Xvfb did not say its number"),
    }
}
