//! What a first visit to the field app costs until it works offline, and the gate on it.
//!
//! Counted are the requests that a phone's browser makes, at the length of the `.br` sibling where
//! there is one: the page, what it loads, the manifest and the two icons that a browser takes, the
//! service worker, and what the worker fetches again past the HTTP cache to be sure of it.

use std::path::Path;

use super::content_names::is_content_name;
use super::precache::Precache;
use crate::shell::Outcome;

/// At a village's 5 KB/s a minute.
const MAX_BYTES: u64 = 300 * 1000;
const MAX_REQUESTS: usize = 15;

/// Fetched by the browser besides the core: declared in index.html, and of the manifest's icons the
/// largest that it may choose.
const BROWSER: [&str; 4] = [
    "/sw.js",
    "/manifest.webmanifest",
    "/icons/icon.svg",
    "/icons/icon-512.png",
];

struct Row {
    address: String,
    requests: usize,
    raw: u64,
    brotli: u64,
}

/// Prints the table; with `gate`, fails when it is over the budget.
pub(crate) fn check(dist: &Path, gate: bool) -> Outcome {
    let rows = rows(dist)?;
    let requests: usize = rows.iter().map(|row| row.requests).sum();
    let bytes: u64 = rows
        .iter()
        .map(|row| row.brotli * row.requests as u64)
        .sum();
    println!("\nfirst visit to the field app, until it works offline");
    println!(
        "{:<44} {:>8} {:>10} {:>10}",
        "file", "requests", "bytes", "brotli"
    );
    for row in &rows {
        println!(
            "{:<44} {:>8} {:>10} {:>10}",
            row.address, row.requests, row.raw, row.brotli
        );
    }
    println!("{:<44} {requests:>8} {:>10} {bytes:>10}", "together", "");
    println!(
        "{:<44} {MAX_REQUESTS:>8} {:>10} {MAX_BYTES:>10}\n",
        "budget", ""
    );
    println!("fetched later, when it works offline already");
    for row in extras(dist)? {
        println!(
            "{:<44} {:>8} {:>10} {:>10}",
            row.address, row.requests, row.raw, row.brotli
        );
    }
    println!();
    if gate && (bytes > MAX_BYTES || requests > MAX_REQUESTS) {
        return Err(format!(
            "the field app is over its budget: {bytes} bytes in {requests} requests"
        ));
    }
    Ok(())
}

fn rows(dist: &Path) -> Outcome<Vec<Row>> {
    let precache = Precache::of(dist)?;
    let core = precache.core.into_iter().map(|(address, _)| {
        // A content name comes out of the HTTP cache the second time; the page itself is asked for again.
        let requests = if is_content_name(&address) { 1 } else { 2 };
        (address, requests)
    });
    core.chain(BROWSER.map(|address| (address.to_owned(), 1)))
        .map(|(address, requests)| row(dist, address, requests))
        .collect()
}

/// What the service worker fetches besides: no part of the budget.
fn extras(dist: &Path) -> Outcome<Vec<Row>> {
    let extra = Precache::of(dist)?.extra.into_iter();
    extra.map(|(address, _)| row(dist, address, 1)).collect()
}

fn row(dist: &Path, address: String, requests: usize) -> Outcome<Row> {
    let file = if address == "/" {
        "index.html"
    } else {
        &address[1..]
    };
    let raw = length(&dist.join(file))?;
    let brotli = length(&dist.join(format!("{file}.br"))).unwrap_or(raw);
    Ok(Row {
        address,
        requests,
        raw,
        brotli,
    })
}

fn length(path: &Path) -> Outcome<u64> {
    let metadata =
        std::fs::metadata(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(metadata.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell;

    /// A dist folder with a wasm file of so many bytes that brotli did not make smaller.
    fn dist_with_wasm(name: &str, bytes: usize) -> std::path::PathBuf {
        let dir =
            std::env::temp_dir().join(format!("xuntian-budget-{name}-{}", std::process::id()));
        let wasm = "app-0123456789abcdef.wasm";
        for file in [
            "sw.js",
            "manifest.webmanifest",
            "icons/icon.svg",
            "icons/icon-512.png",
        ] {
            shell::write(&dir.join(file), "x").unwrap();
        }
        shell::write(&dir.join("index.html"), format!("<link href=\"/{wasm}\">")).unwrap();
        shell::write(&dir.join(wasm), vec![0; bytes]).unwrap();
        dir
    }

    #[test]
    fn a_field_app_within_the_budget_passes_and_one_over_it_fails() {
        let small = dist_with_wasm("small", 299_000);
        let large = dist_with_wasm("large", 300_000);
        assert_eq!(check(&small, true), Ok(()));
        assert!(check(&large, true).is_err_and(|reason| reason.contains("in 7 requests")));
        assert_eq!(
            check(&large, false),
            Ok(()),
            "an unoptimised build is not held to it"
        );
        for dir in [small, large] {
            std::fs::remove_dir_all(dir).unwrap();
        }
    }
}
