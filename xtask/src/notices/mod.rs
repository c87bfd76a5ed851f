//! `third-party-notices.txt`: what others made that is inside the server and the two apps, under which
//! licences, with the texts that have to be handed on. `dist` puts it into the field app, where
//! `/third-party-notices.txt` is its address; `release` puts it beside the binary.
//!
//! Cargo says what is linked: build scripts and macros run here and are not handed on. Of npm's
//! packages those count that package.json names under `dependencies`, which is what the apps load.

mod licence;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::shell::{self, Outcome, Program};
use licence::{Texts, Wanted};

/// The file's name, everywhere.
pub(crate) const FILE: &str = "third-party-notices.txt";

/// What is built, and for what. The server's target only decides what is left out for other systems.
const BUILT: [(&[&str], &str); 2] = [
    (&["server"], "x86_64-unknown-linux-musl"),
    (&["xuntian", "xuntian-review"], "wasm32-unknown-unknown"),
];

/// Linked without a package of cargo's or npm's.
const LINKED_BESIDES: [(&str, &str); 2] = [
    ("the Rust standard library", "MIT OR Apache-2.0"),
    ("musl libc (Rich Felker and others)", "MIT"),
];

/// Something that others made.
struct Part {
    /// Name and version.
    name: String,
    /// As its maker wrote it, nearly SPDX.
    licence: String,
    home: String,
    /// The folder with its texts.
    folder: Option<PathBuf>,
    authors: String,
}

/// The whole text.
///
/// # Errors
/// A licence that is not understood, or a part without the text that its licence asks for.
pub(crate) fn text() -> Outcome<String> {
    let mut parts = cargo_parts()?;
    let lock = shell::read(&shell::root().join("package-lock.json"))?;
    parts.extend(npm_parts(&parse(&lock)?, &shell::root()));
    parts.extend(LINKED_BESIDES.map(|(name, licence)| Part {
        name: name.to_owned(),
        licence: licence.to_owned(),
        home: String::new(),
        folder: None,
        authors: name.to_owned(),
    }));
    compose(&parts, &shell::read(&shell::root().join("LICENSE"))?)
}

/// Everything that `cargo tree` says is linked, with what `cargo metadata` knows of it.
fn cargo_parts() -> Outcome<Vec<Part>> {
    let mut linked = BTreeSet::new();
    for (packages, target) in BUILT {
        let packages = packages.iter().flat_map(|name| ["--package", name]);
        let tree = Program::new("cargo")
            .args(["tree", "--locked", "--offline", "--target", target])
            .args(["--edges", "normal,no-proc-macro", "--no-dedupe"])
            .args(["--prefix", "none", "--format", "{p}"])
            .args(packages)
            .output()?;
        linked.extend(tree.lines().filter_map(name_and_version));
    }
    let metadata = Program::new("cargo")
        .args(["metadata", "--locked", "--offline", "--format-version", "1"])
        .output()?;
    let metadata = parse(&metadata)?;
    let all = metadata["packages"].as_array().into_iter().flatten();
    // Our own have no source; they are under LICENSE.
    let of_others = all.filter(|package| !package["source"].is_null());
    Ok(of_others
        .map(cargo_part)
        .filter(|part| linked.contains(&part.name))
        .collect())
}

/// `serde v1.0.229 (proc-macro)` as `serde 1.0.229`.
fn name_and_version(line: &str) -> Option<String> {
    let mut words = line.split_whitespace();
    let (name, version) = (words.next()?, words.next()?);
    Some(format!("{name} {}", version.strip_prefix('v')?))
}

fn cargo_part(package: &Value) -> Part {
    let text = |key: &str| package[key].as_str().unwrap_or_default().to_owned();
    let authors = package["authors"].as_array().into_iter().flatten();
    let authors: Vec<_> = authors.filter_map(Value::as_str).collect();
    let manifest = PathBuf::from(text("manifest_path"));
    Part {
        name: format!("{} {}", text("name"), text("version")),
        licence: text("license"),
        home: text("repository"),
        folder: manifest.parent().map(Path::to_path_buf),
        authors: authors.join(", "),
    }
}

/// The packages of package-lock.json that are not for development alone.
fn npm_parts(lock: &Value, root: &Path) -> Vec<Part> {
    let packages = lock["packages"].as_object().into_iter().flatten();
    packages
        .filter(|(path, package)| !path.is_empty() && package["dev"] != true)
        .map(|(path, package)| {
            let text = |key: &str| package[key].as_str().unwrap_or_default().to_owned();
            let name = path.rsplit("node_modules/").next().unwrap_or(path);
            Part {
                name: format!("{name} {}", text("version")),
                licence: text("license"),
                home: format!("https://www.npmjs.com/package/{name}"),
                folder: Some(root.join(path)),
                authors: String::new(),
            }
        })
        .collect()
}

/// A list of the parts, then each text once with the parts that it is for.
fn compose(parts: &[Part], apache: &str) -> Outcome<String> {
    let mut list = BTreeSet::new();
    let mut texts: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for part in parts {
        list.insert(format!("{} · {} · {}", part.name, part.licence, part.home));
        for text in texts_of(part, apache)? {
            texts.entry(text).or_default().insert(&part.name);
        }
    }
    let mut composed = String::from(
        "Xuntian contains what others made, under their licences. Where a licence leaves a choice, it is\n\
         the Apache License 2.0.\n\n",
    );
    for line in list {
        composed += &format!("{}\n", line.trim_end_matches([' ', '·']));
    }
    for (text, names) in texts {
        let names: Vec<_> = names.into_iter().collect();
        let rule = "-".repeat(80);
        composed += &format!("\n{rule}\nFor {}:\n\n{text}\n", names.join(", "));
    }
    Ok(composed)
}

/// The texts that go with a part. Of a licence text the same words with other line ends are the same.
fn texts_of(part: &Part, apache: &str) -> Outcome<Vec<String>> {
    let wanted = licence::wanted(&part.licence).ok_or_else(|| {
        format!(
            "{}: the licence {:?} is not understood",
            part.name, part.licence
        )
    })?;
    let mut texts = Vec::new();
    if wanted.contains(&Wanted::Apache) {
        texts.push(licence::tidied(apache));
    }
    let own = part
        .folder
        .as_deref()
        .map_or(Ok(Texts::default()), licence::texts_in)?;
    texts.extend(own.notices);
    for wanted in wanted {
        match wanted {
            Wanted::Apache => {}
            Wanted::Other(_) if !own.licences.is_empty() => texts.extend(own.licences.clone()),
            Wanted::Other(name) if name == "MIT" => {
                texts.push(licence::mit(&part.name, &part.authors))
            }
            Wanted::Other(name) => {
                return Err(format!(
                    "{} comes without the text of its licence {name}",
                    part.name
                ));
            }
        }
    }
    Ok(texts)
}

fn parse(text: &str) -> Outcome<Value> {
    serde_json::from_str(text).map_err(|error| format!("JSON: {error}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn part(name: &str, licence: &str, folder: Option<&Path>) -> Part {
        Part {
            name: name.to_owned(),
            licence: licence.to_owned(),
            home: String::new(),
            folder: folder.map(Path::to_path_buf),
            authors: "A. Author".to_owned(),
        }
    }

    fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
        let dir =
            std::env::temp_dir().join(format!("xuntian-notices-{name}-{}", std::process::id()));
        for (file, text) in files {
            shell::write(&dir.join(file), text).unwrap();
        }
        dir
    }

    #[test]
    fn the_lines_of_cargo_tree_are_read() {
        let line = "serde v1.0.229 (proc-macro)";
        assert_eq!(name_and_version(line).as_deref(), Some("serde 1.0.229"));
        assert_eq!(name_and_version(""), None);
        assert_eq!(name_and_version("serde"), None);
    }

    #[test]
    fn of_npm_only_what_the_apps_load_counts() {
        let lock = json!({ "packages": {
            "": { "name": "tools" },
            "node_modules/leaflet": { "version": "1.9.4", "license": "BSD-2-Clause" },
            "node_modules/a/node_modules/@s/b": { "version": "2.0.0", "license": "MIT" },
            "node_modules/esbuild": { "version": "0.28.2", "license": "MIT", "dev": true },
        }});
        let names: Vec<_> = npm_parts(&lock, Path::new(""))
            .into_iter()
            .map(|part| part.name)
            .collect();
        assert_eq!(names, ["@s/b 2.0.0", "leaflet 1.9.4"]);
    }

    #[test]
    fn a_text_is_handed_on_once_with_the_names_of_all_that_it_is_for() {
        let one = folder(
            "one",
            &[("LICENSE-MIT", "Copyright X\nmay\n"), ("NOTICE", "heed\n")],
        );
        let two = folder(
            "two",
            &[
                ("license.txt", "Copyright X\r\nmay \r\n\r\n"),
                ("src/LICENSE", "no"),
            ],
        );
        let parts = [
            part("one 1.0.0", "MIT", Some(&one)),
            part("two 2.0.0", "ISC", Some(&two)),
            part("three 3.0.0", "MIT OR Apache-2.0", None),
        ];
        let composed = compose(&parts, "APACHE").unwrap();
        assert_eq!(composed.matches("Copyright X").count(), 1);
        assert!(
            composed.contains("For one 1.0.0, two 2.0.0:\n\nCopyright X\nmay\n"),
            "{composed}"
        );
        assert!(composed.contains("For one 1.0.0:\n\nheed\n"));
        assert!(composed.contains("For three 3.0.0:\n\nAPACHE\n"));
        for dir in [one, two] {
            std::fs::remove_dir_all(dir).unwrap();
        }
    }

    #[test]
    fn a_part_without_its_text_or_with_an_unknown_licence_is_refused() {
        let refused = compose(&[part("x 1.0.0", "BSD-3-Clause", None)], "APACHE");
        assert!(refused.is_err_and(|why| why.contains("x 1.0.0") && why.contains("BSD-3-Clause")));
        assert!(compose(&[part("x 1.0.0", "", None)], "APACHE").is_err());
        let composed = compose(&[part("x 1.0.0", "MIT", None)], "APACHE").unwrap();
        assert!(composed.contains("Copyright (c) A. Author"));
    }
}
