//! Whether an app has to be built again: a hash over the content of everything that goes into it,
//! kept in `target/` with a hash of what came out. Git, clocks and file times play no part.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{App, hash_hex};
use crate::shell::{self, Outcome};

/// Files and folders that go into both apps.
const SHARED: [&str; 15] = [
    ".cargo/config.toml",
    "Cargo.lock",
    "Cargo.toml",
    "crates/domain",
    "crates/engine",
    "crates/evidence",
    "crates/ui",
    "crates/web",
    "crates/words",
    "package-lock.json",
    "rust-toolchain.toml",
    "style",
    "sw",
    "xtask/src/dist",
    "xtask/src/setup.rs",
];
const FIELD: [&str; 4] = ["Trunk.toml", "index.html", "public", "src"];
const REVIEW: [&str; 5] = [
    "review/Cargo.toml",
    "review/Trunk.toml",
    "review/index.html",
    "review/src",
    "review/style",
];

/// The hash of the inputs of an app, and of the way it is built.
pub(crate) fn inputs(app: App, fast: bool) -> Outcome<String> {
    let own: &[&str] = match app {
        App::Field => &FIELD,
        App::Review => &REVIEW,
    };
    let root = shell::root();
    let mut hash = Sha256::new();
    hash.update(if fast { "fast" } else { "full" });
    for path in SHARED.iter().chain(own) {
        update(&mut hash, &root, path)?;
    }
    Ok(hex(hash))
}

/// Whether the last finished build had these inputs and still lies there as it was made.
pub(crate) fn is_current(app: App, inputs: &str) -> Outcome<bool> {
    let Ok(stamp) = shell::read(&stamp_path(app)) else {
        return Ok(false);
    };
    Ok(stamp == stamp_text(app, inputs)?)
}

pub(crate) fn write(app: App, inputs: &str) -> Outcome {
    shell::write(&stamp_path(app), stamp_text(app, inputs)?)
}

fn stamp_path(app: App) -> PathBuf {
    shell::root().join("target/dist-stamps").join(app.name())
}

fn stamp_text(app: App, inputs: &str) -> Outcome<String> {
    let mut hash = Sha256::new();
    update(&mut hash, &app.dir(), "dist")?;
    Ok(format!("{inputs} {}", hex(hash)))
}

/// Takes in a file, or every file of a folder, by name and content. What is not there counts as
/// empty, so that adding it later is a change.
fn update(hash: &mut Sha256, root: &Path, path: &str) -> Outcome {
    let full = root.join(path);
    if full.is_file() {
        hash.update(format!(
            "{path}\0{}\0",
            hash_hex(&shell::read_bytes(&full)?)
        ));
        return Ok(());
    }
    for file in shell::files_below(&full)? {
        hash.update(format!(
            "{path}/{file}\0{}\0",
            hash_hex(&shell::read_bytes(&full.join(&file))?)
        ));
    }
    Ok(())
}

fn hex(hash: Sha256) -> String {
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
