//! Names scripts, styles, wasm and texts by the SHA-256 of their final bytes: `field-<16 hex>.css`.
//!
//! Trunk's own names will not do: it hashes the wasm that cargo made, before wasm-bindgen and
//! wasm-opt, so another version of those gives other bytes under the same, immutable name.

use std::path::Path;

use super::hash_hex;
use crate::shell::{self, Outcome};

/// Length of the hash in a name, in hex digits.
const DIGITS: usize = 16;

/// Renames the files at the top of the staging folder and what `index.html` calls them. `sw.js`
/// keeps its name: a service worker is known by its address.
pub(crate) fn rename(staging: &Path) -> Outcome {
    let index = staging.join("index.html");
    let mut html = shell::read(&index)?;
    for file in shell::files_below(staging)? {
        if file.contains('/') || file == "sw.js" || !is_named_by_content(&file) {
            continue;
        }
        let from = staging.join(&file);
        let name = content_name(&file, &hash_hex(&shell::read_bytes(&from)?));
        std::fs::rename(&from, staging.join(&name)).map_err(|error| format!("{file}: {error}"))?;
        html = html.replace(&file, &name);
    }
    shell::write(&index, html)
}

/// Fails if `index.html` loads a file of this app that is not staged.
pub(crate) fn all_there(staging: &Path, address: &str) -> Outcome {
    let html = shell::read(&staging.join("index.html"))?;
    let files = local_files(&html, address);
    let missing: Vec<_> = files
        .filter(|file| !file.is_empty() && !staging.join(file).is_file())
        .collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(format!(
            "index.html names {missing:?}, which were not built"
        ))
    }
}

/// The quoted addresses that begin with the app's own, as files of its folder. The supervisors' app
/// may use the field app's icons. (An apostrophe in a text is no quote, so quotes are not paired.)
fn local_files<'a>(html: &'a str, address: &'a str) -> impl Iterator<Item = &'a str> {
    let parts = html.split(['"', '\'']);
    parts
        .filter(|part| !part.contains(|char: char| char == '>' || char.is_whitespace()))
        .filter_map(move |part| part.strip_prefix(address))
}

fn is_named_by_content(file: &str) -> bool {
    [".js", ".wasm", ".css", ".txt"]
        .iter()
        .any(|ending| file.ends_with(ending))
}

/// Whether a path ends in a content name. The server and sw.js use the same rule.
pub(crate) fn is_content_name(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let Some((stem, _)) = name.rsplit_once('.') else {
        return false;
    };
    stem.rsplit_once('-')
        .is_some_and(|(_, hash)| hash.len() == DIGITS && is_hex(hash))
}

/// `field-<Trunk's hash>.css` to `field-<ours>.css`.
fn content_name(file: &str, hash: &str) -> String {
    let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    let base = match stem.rsplit_once('-') {
        Some((base, trunks)) if is_hex(trunks) => base,
        _ => stem,
    };
    format!("{base}-{}.{ending}", &hash[..DIGITS])
}

fn is_hex(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn the_hash_of_trunk_gives_way_to_the_hash_of_the_content() {
        assert_eq!(
            content_name("xuntian-field-3c5e_bg.wasm", HASH),
            "xuntian-field-0123456789abcdef.wasm"
        );
        assert_eq!(
            content_name("crash-99.js", HASH),
            "crash-0123456789abcdef.js"
        );
        assert_eq!(
            content_name("plain.css", HASH),
            "plain-0123456789abcdef.css"
        );
    }

    #[test]
    fn what_index_html_loads_is_found_in_attributes_and_in_the_inline_module() {
        let html = "<link href=\"/review/a.css\"><link href=\"/icons/i.svg\"/>it's<script>import x from '/review/b.js'</script>";
        let files: Vec<_> = local_files(html, "/review/").collect();
        assert_eq!(files, ["a.css", "b.js"]);
    }

    #[test]
    fn only_sixteen_hex_digits_before_the_ending_are_a_content_name() {
        assert!(is_content_name("/crash-0123456789abcdef.js"));
        assert!(!is_content_name("/crash-0123456789abcde.js"));
        assert!(!is_content_name("/icons/icon-192.png"));
        assert!(!is_content_name("/sw.js"));
    }
}
