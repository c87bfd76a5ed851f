//! Fills the list of files and the version into `sw.js`.
//!
//! *Core* is what the app needs to open: `index.html` and every content-named file that it loads. What
//! its `<meta>` names is loaded later.
//! *Extra* is the rest, fetched when the page is idle; not the bitmaps of the icons, which only the
//! installation uses, and not the notices, which hardly anybody reads and nobody offline. The version is the hash of all of it and of the worker's own text.

use std::path::Path;

use serde_json::json;

use super::content_names::is_content_name;
use super::hash_hex;
use crate::notices;
use crate::shell::{self, Outcome};

const OPEN: &str = "/* build */";
const CLOSE: &str = "/* /build */";
/// The template's object, as it stands once esbuild has taken the comments away.
const SHRUNK: &str = r#"{version:"unbuilt",core:[],extra:[]}"#;

/// The address of a file and the SHA-256 of its content, in hex.
pub(crate) type Entry = (String, String);

/// What the service worker keeps.
pub(crate) struct Precache {
    pub(crate) core: Vec<Entry>,
    pub(crate) extra: Vec<Entry>,
}

impl Precache {
    /// Of a finished or staged dist folder.
    pub(crate) fn of(dist: &Path) -> Outcome<Self> {
        let html = shell::read(&dist.join("index.html"))?;
        let (mut core, mut extra) = (Vec::new(), Vec::new());
        for file in shell::files_below(dist)? {
            let entry = || {
                Outcome::Ok((
                    address(&file),
                    hash_hex(&shell::read_bytes(&dist.join(&file))?),
                ))
            };
            match class(&file, &html) {
                Some(Class::Core) => core.push(entry()?),
                Some(Class::Extra) => extra.push(entry()?),
                None => {}
            }
        }
        Ok(Self { core, extra })
    }
}

enum Class {
    Core,
    Extra,
}

fn class(file: &str, html: &str) -> Option<Class> {
    let unserved = file == "csp.txt" || file.ends_with(".br") || file.ends_with(".gz");
    let installation = file.starts_with("icons/") && file.ends_with(".png");
    if unserved || installation || file == "sw.js" || file == notices::FILE {
        None
    } else if file == "index.html"
        || file.starts_with("snippets/")
        || (is_content_name(file) && html.contains(file) && !is_for_later(file, html))
    {
        Some(Class::Core)
    } else {
        Some(Class::Extra)
    }
}

fn is_for_later(file: &str, html: &str) -> bool {
    html.contains(&format!("content=\"{}\"", address(file)))
}

fn address(file: &str) -> String {
    if file == "index.html" {
        "/".into()
    } else {
        format!("/{file}")
    }
}

/// Replaces the template's empty list in the staged `sw.js`.
pub(crate) fn fill_in(staging: &Path) -> Outcome {
    let path = staging.join("sw.js");
    let worker = shell::read(&path)?;
    let list = Precache::of(staging)?;
    let version = hash_hex(
        json!([worker, list.core, list.extra])
            .to_string()
            .as_bytes(),
    );
    let build =
        json!({ "version": version[..16], "core": list.core, "extra": list.extra }).to_string();
    shell::write(&path, filled(&worker, &build)?)
}

fn filled(worker: &str, build: &str) -> Outcome<String> {
    if worker.contains(SHRUNK) {
        return Ok(worker.replacen(SHRUNK, build, 1));
    }
    let parts = worker
        .split_once(OPEN)
        .and_then(|(before, rest)| Some((before, rest.split_once(CLOSE)?.1)));
    let (before, after) = parts.ok_or("sw.js has no place for the list of files")?;
    Ok(format!("{before}{build}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_takes_the_place_of_the_template_with_and_without_comments() {
        let template = "const BUILD = /* build */ { version: \"unbuilt\" } /* /build */;\nrest";
        assert_eq!(filled(template, "{}").unwrap(), "const BUILD = {};\nrest");
        assert_eq!(
            filled(&format!("const B={SHRUNK};r"), "{}").unwrap(),
            "const B={};r"
        );
        assert!(filled("const BUILD = 1;", "{}").is_err());
    }

    #[test]
    fn core_is_what_index_html_loads_and_icons_for_installing_are_left_out() {
        let html =
            "<script src=\"/crash-0123456789abcdef.js\"><meta content=\"/qr-0123456789abcdef.js\">";
        let classes = |file| class(file, html);
        assert!(matches!(classes("index.html"), Some(Class::Core)));
        assert!(matches!(
            classes("crash-0123456789abcdef.js"),
            Some(Class::Core)
        ));
        assert!(matches!(
            classes("map-0123456789abcdef.js"),
            Some(Class::Extra)
        ));
        assert!(matches!(
            classes("qr-0123456789abcdef.js"),
            Some(Class::Extra)
        ));
        assert!(matches!(
            classes("manifest.webmanifest"),
            Some(Class::Extra)
        ));
        assert!(classes("icons/icon-192.png").is_none());
        assert!(classes("sw.js").is_none());
        assert!(classes("csp.txt").is_none());
        assert!(classes(notices::FILE).is_none());
    }

    #[test]
    fn the_worker_in_the_tree_has_the_place_for_the_list() {
        let worker = shell::read(&shell::root().join("sw/sw.js")).unwrap();
        assert!(filled(&worker, "{}").is_ok());
    }
}
