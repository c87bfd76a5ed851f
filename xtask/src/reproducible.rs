//! Whether both apps come out the same, byte for byte, wherever they are built: here, and in a copy
//! elsewhere with nothing compiled yet.

use std::env;
use std::path::Path;

use crate::dist::{self, App, hash_hex};
use crate::setup;
use crate::shell::{self, Outcome, Program};

/// Fails with the names of the files that differ.
pub(crate) fn check() -> Outcome {
    setup::setup(false)?;
    dist::build_both(false)?;
    // Of another length than the checkout's: a path that got in would move everything behind it.
    let copy = env::temp_dir().join(format!("xuntian-built-elsewhere-{}", std::process::id()));
    copy_sources(&copy)?;
    // A fresh clone does it the same way.
    Program::new("cargo")
        .args([
            "run",
            "--quiet",
            "--locked",
            "--package",
            "xtask",
            "--",
            "dist",
        ])
        .dir(&copy)
        .without_env("CARGO_TARGET_DIR")
        .run()?;
    let mut differing = Vec::new();
    for app in App::ALL {
        let here = app.dist();
        let relative = here.strip_prefix(shell::root()).unwrap_or(&here);
        let found = differences(&here, &copy.join(relative))?;
        differing.extend(
            found
                .into_iter()
                .map(|file| format!("{}: {file}", app.name())),
        );
    }
    if differing.is_empty() {
        std::fs::remove_dir_all(&copy).map_err(|error| format!("{}: {error}", copy.display()))?;
        println!("reproducible: both apps are the same bytes, built in two places");
        return Ok(());
    }
    Err(format!(
        "built in {} these files differ: {}",
        copy.display(),
        differing.join(", ")
    ))
}

/// Every file that git tracks or would track, as it is now.
fn copy_sources(to: &Path) -> Outcome {
    let files = Program::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .output()?;
    for file in files.lines() {
        let from = shell::root().join(file);
        // Deleted but not committed yet.
        if from.is_file() {
            shell::write(&to.join(file), shell::read_bytes(&from)?)?;
        }
    }
    Ok(())
}

/// The files that only one of two folders has, or that are not the same in both.
fn differences(one: &Path, other: &Path) -> Outcome<Vec<String>> {
    let hashes = |dir: &Path| {
        let files = shell::files_below(dir)?.into_iter();
        files
            .map(|file| {
                let hash = hash_hex(&shell::read_bytes(&dir.join(&file))?);
                Ok((file, hash))
            })
            .collect::<Outcome<std::collections::BTreeSet<_>>>()
    };
    let (one, other) = (hashes(one)?, hashes(other)?);
    let mut files: Vec<_> = one
        .symmetric_difference(&other)
        .map(|(file, _)| file.clone())
        .collect();
    files.dedup();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_and_a_missing_file_are_differences() {
        let dir = env::temp_dir().join(format!("xuntian-differences-{}", std::process::id()));
        let [one, other] = ["one", "other"].map(|name| dir.join(name));
        for (file, text, text_there) in [("same", "x", "x"), ("deep/changed", "x", "y")] {
            shell::write(&one.join(file), text).unwrap();
            shell::write(&other.join(file), text_there).unwrap();
        }
        shell::write(&other.join("added"), "").unwrap();
        let found = differences(&one, &other).unwrap();
        assert_eq!(found, ["added", "deep/changed"]);
        assert_eq!(differences(&one, &one), Ok(Vec::new()));
        std::fs::remove_dir_all(dir).unwrap();
    }
}
