//! Processes, ports, paths and waiting.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::{Instant, sleep};

/// How long anything may take before a journey says that it did not come. Generous: two cores may run
/// two browsers and two servers.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The pause between two looks.
const INTERVAL: Duration = Duration::from_millis(50);

/// The project's root.
pub fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(2).unwrap_or(package).to_path_buf()
}

/// A port that nobody listened on a moment ago.
pub fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .unwrap_or_else(|error| panic!("no free port on this machine: {error}"))
        .port()
}

/// Looks until there is something to see.
///
/// # Panics
/// Saying `what` did not come within `limit`.
pub async fn until<T>(what: &str, limit: Duration, look: impl AsyncFnMut() -> Option<T>) -> T {
    match wait_for(limit, look).await {
        Some(seen) => seen,
        None => panic!("waited {} s in vain for: {what}", limit.as_secs()),
    }
}

/// Looks until there is something to see; `None` after `limit`.
pub async fn wait_for<T>(limit: Duration, mut look: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + limit;
    loop {
        if let Some(seen) = look().await {
            return Some(seen);
        }
        if Instant::now() >= end {
            return None;
        }
        sleep(INTERVAL).await;
    }
}

/// A signal by its name (`TERM`, `KILL`) to a process that we started.
pub fn signal(id: u32, name: &str) {
    // It may have ended by itself a moment ago, which is as good.
    let _ = std::process::Command::new("kill")
        .args([&format!("-{name}"), &id.to_string()])
        .stderr(std::process::Stdio::null())
        .status();
}

/// The processes whose command line names `text`, except this one.
pub fn processes_naming(text: &str) -> Vec<u32> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .filter(|id| *id != std::process::id())
        .filter(|id| {
            std::fs::read(format!("/proc/{id}/cmdline"))
                .is_ok_and(|line| String::from_utf8_lossy(&line).contains(text))
        })
        .collect()
}
