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
    "style",
    "sw",
    "xtask/src/dist",
    "xtask/src/notices",
    "xtask/src/setup.rs",
];
/// The manifests of what is inside the server alone are for the notices.
const FIELD: [&str; 7] = [
    "LICENSE",
    "Trunk.toml",
    "crates/server/Cargo.toml",
    "crates/testkit/Cargo.toml",
    "index.html",
    "public",
    "src",
];
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

#[cfg(test)]
mod tests {
    use super::*;

    fn hash_of(root: &Path, path: &str) -> String {
        let mut hash = Sha256::new();
        update(&mut hash, root, path).unwrap();
        hex(hash)
    }

    #[test]
    fn a_changed_an_added_and_a_renamed_file_each_ask_for_a_new_build() {
        let root = std::env::temp_dir().join(format!("xuntian-stamp-{}", std::process::id()));
        let mut seen = vec![hash_of(&root, "src")];
        shell::write(&root.join("src/a.rs"), "a").unwrap();
        seen.push(hash_of(&root, "src"));
        shell::write(&root.join("src/a.rs"), "b").unwrap();
        seen.push(hash_of(&root, "src"));
        shell::write(&root.join("src/deep/b.rs"), "").unwrap();
        seen.push(hash_of(&root, "src"));
        std::fs::rename(root.join("src/deep/b.rs"), root.join("src/deep/c.rs")).unwrap();
        seen.push(hash_of(&root, "src"));
        assert_eq!(
            hash_of(&root, "src"),
            seen[4],
            "nothing changed, nothing to build"
        );
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 5);
        std::fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn every_input_is_there() {
        for path in SHARED.iter().chain(&FIELD).chain(&REVIEW) {
            assert!(
                shell::root().join(path).exists(),
                "{path} was moved; the stamp has to follow"
            );
        }
    }
}
