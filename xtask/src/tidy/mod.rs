//! The rules of style that no compiler knows, over every file that git tracks or would track.
//!
//! Between crates, cargo itself keeps the layers apart once [`imports`] has checked what each crate
//! depends on. Inside a crate, and for everything textual, [`sources`] reads the files.

mod imports;
mod sources;

use crate::shell::{self, Outcome, Program};

/// A broken rule: where, and what to do about it.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    file: String,
    /// From 1; `None` where the whole file is meant.
    line: Option<usize>,
    rule: String,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.rule),
            None => write!(f, "{}: {}", self.file, self.rule),
        }
    }
}

/// Prints every broken rule; fails if there is one.
pub(crate) fn tidy() -> Outcome {
    let mut findings = imports::check(&imports::metadata()?)?;
    let files = Program::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .output()?;
    let mut read = 0;
    for file in files.lines() {
        // Deleted but not committed yet, or not text.
        let Ok(text) = shell::read(&shell::root().join(file)) else {
            continue;
        };
        read += 1;
        findings.extend(sources::check(file, &text));
    }
    for finding in &findings {
        println!("{finding}");
    }
    if findings.is_empty() {
        println!("tidy: {read} files keep the rules");
        Ok(())
    } else {
        Err(format!("{} broken rules of style", findings.len()))
    }
}
