//! Builds of the field app that the operator puts up one after the other: a copy of the one that was
//! made, and another that differs in its page alone, as the build would have written it.

use std::path::{Path, PathBuf};

use super::files::sha256_hex;
use super::process::root;

/// What [`Builds::put_up_next`] adds to the page, to tell the builds apart.
const MARK: &str = r#"<meta name="e2e-build" content="next">"#;

/// The folder of the apps that a server reads from.
pub struct Builds {
    folder: PathBuf,
    page: String,
    worker: String,
}

impl Builds {
    /// Copies both apps as they were built.
    pub fn copied_to(folder: &Path) -> Self {
        for app in ["dist", "review/dist"] {
            copy(&root().join(app), &folder.join(app));
        }
        let of_field = |file: &str| folder.join("dist").join(file);
        let (page, worker) = (of_field("index.html"), of_field("sw.js"));
        for file in [&page, &worker] {
            for ending in ["br", "gz"] {
                // The siblings would still be the first build's.
                let _ = std::fs::remove_file(format!("{}.{ending}", file.display()));
            }
        }
        let (page, worker) = (read(&page), read(&worker));
        Self {
            folder: folder.to_owned(),
            page,
            worker,
        }
    }

    /// The folder that the server is given.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Puts the next build up.
    pub fn put_up_next(&self) {
        let page = self.page.replacen("<head>", &format!("<head>{MARK}"), 1);
        let hash = |page: &str| sha256_hex(page.as_bytes());
        let version = version_of(&self.worker);
        let worker = self
            .worker
            .replacen(&hash(&self.page), &hash(&page), 1)
            .replacen(version, &hash(&page)[..version.len()], 1);
        self.put_up(&page, &worker);
    }

    /// Puts the first build up again: the operator takes the next one back.
    pub fn put_up_first(&self) {
        self.put_up(&self.page, &self.worker);
    }

    fn put_up(&self, page: &str, worker: &str) {
        for (file, text) in [("index.html", page), ("sw.js", worker)] {
            let path = self.folder.join("dist").join(file);
            if let Err(error) = std::fs::write(&path, text) {
                panic!("{}: {error}", path.display());
            }
        }
    }
}

/// The version that the worker calls itself.
fn version_of(worker: &str) -> &str {
    let named = worker.split_once(r#""version":""#);
    let version = named.and_then(|(_, rest)| rest.split('"').next());
    version.unwrap_or_else(|| panic!("sw.js names no version: {worker}"))
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn copy(from: &Path, to: &Path) {
    let copied = std::fs::create_dir_all(to).and_then(|()| {
        for entry in std::fs::read_dir(from)? {
            let entry = entry?;
            let target = to.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                copy(&entry.path(), &target);
            } else {
                std::fs::copy(entry.path(), target)?;
            }
        }
        Ok(())
    });
    if let Err(error) = copied {
        panic!("{}: {error}; run `cargo xtask dist`", from.display());
    }
}
