//! Rules about the text of one file.
//!
//! Comments are left out where a rule is about code. The words that the rules look for are put
//! together from halves here, or this file would break them.

use super::Finding;

const MAX_LINES: usize = 400;

/// Where closures are handed to JavaScript.
const BROWSER_CODE: [&str; 5] = [
    "src/",
    "review/src/",
    "crates/web/",
    "crates/ui/",
    "tests/browser/",
];

/// Every rule that a file breaks. `file` is its path from the root, with `/`.
pub(super) fn check(file: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut broken = |line: Option<usize>, rule: String| {
        findings.push(Finding {
            file: file.to_owned(),
            line,
            rule,
        })
    };
    machine_traces(file, text, &mut broken);
    if !file.ends_with(".rs") || file.contains("/generated/") {
        return findings;
    }
    header(text, &mut broken);
    unfinished(text, &mut broken);
    if BROWSER_CODE.iter().any(|dir| file.starts_with(dir)) {
        leaks(text, &mut broken);
    }
    if let Some(app) = ["src/", "review/src/"]
        .iter()
        .find(|app| file.starts_with(**app))
    {
        layers_of_an_app(&file[app.len()..], text, &mut broken);
    }
    if file.starts_with("crates/web/src/") {
        js_values(text, &mut broken);
    }
    findings
}

/// Says that a rule is broken, in which line.
type Broken<'a> = dyn FnMut(Option<usize>, String) + 'a;

/// Each file says at its top what it is; a long one also why it is not two.
fn header(text: &str, broken: &mut Broken<'_>) {
    if !text.starts_with("//!") {
        broken(
            Some(1),
            "does not begin with `//!` and what the file is".into(),
        );
    }
    let lines = text.lines().count();
    let says_why = text
        .lines()
        .take_while(|line| line.starts_with("//!"))
        .any(|line| line.starts_with("//! Long because "));
    if lines > MAX_LINES && !says_why {
        broken(
            None,
            format!("has {lines} lines; split it, or say `//! Long because …` in its header"),
        );
    }
}

fn unfinished(text: &str, broken: &mut Broken<'_>) {
    let words = [
        concat!("to", "do!"),
        concat!("unimple", "mented!"),
        concat!("db", "g!("),
        concat!("#[ign", "ore"),
        concat!("#[al", "low("),
        concat!("#![al", "low("),
    ];
    for (number, code) in code_lines(text) {
        for word in words.iter().filter(|word| code.contains(**word)) {
            broken(Some(number), format!("`{word}` is not for committed code"));
        }
    }
}

/// A forgotten closure lives as long as the page: that wants a reason.
fn leaks(text: &str, broken: &mut Broken<'_>) {
    let forget = concat!(".for", "get()");
    let mut said_above = false;
    for (index, line) in text.lines().enumerate() {
        let is_comment = line.trim_start().starts_with("//");
        let says = line.contains("// LEAK:");
        if !is_comment && line.contains(forget) && !says && !said_above {
            broken(
                Some(index + 1),
                format!("`{forget}` without `// LEAK:` and the reason"),
            );
        }
        said_above = is_comment && (says || said_above);
    }
}

/// Inside an app: only boot.rs names the adapters, and features do not know each other.
fn layers_of_an_app(file: &str, text: &str, broken: &mut Broken<'_>) {
    let feature = file
        .strip_prefix("features/")
        .and_then(|path| path.split(['/', '.']).next());
    for (number, code) in code_lines(text) {
        if file != "boot.rs" && names(code, "web::") {
            broken(Some(number), "names `web::`; only boot.rs may".into());
        }
        let Some(own) = feature.filter(|name| *name != "mod") else {
            continue;
        };
        for path in ["features::", "super::super::"] {
            for named in code.split(path).skip(1).map(first_word) {
                if !named.is_empty() && named != own && named != "super" {
                    broken(
                        Some(number),
                        format!(
                            "feature `{own}` imports `{named}`; features do not know each other"
                        ),
                    );
                }
            }
        }
    }
}

fn first_word(text: &str) -> &str {
    let end = text
        .find(|char: char| !char.is_alphanumeric() && char != '_')
        .unwrap_or(text.len());
    &text[..end]
}

/// Whether a path begins with this crate, and not with one whose name ends alike.
fn names(code: &str, path: &str) -> bool {
    let mut rest = code;
    while let Some(at) = rest.find(path) {
        let before = rest[..at].chars().next_back();
        if !before.is_some_and(|char| char.is_alphanumeric() || char == '_' || char == ':') {
            return true;
        }
        rest = &rest[at + path.len()..];
    }
    false
}

/// No raw JavaScript value leaves crates/web: nobody outside could tell what is in it.
fn js_values(text: &str, broken: &mut Broken<'_>) {
    let mut signature: Option<(usize, String)> = None;
    for (number, code) in code_lines(text) {
        let start = code.trim_start();
        if start.starts_with("pub fn ") || start.starts_with("pub async fn ") {
            signature = Some((number, String::new()));
        }
        let Some((first, so_far)) = &mut signature else {
            continue;
        };
        so_far.push_str(code);
        if so_far.contains(['{', ';']) {
            if so_far
                .split(['{', ';'])
                .next()
                .is_some_and(|text| text.contains("JsValue"))
            {
                broken(
                    Some(*first),
                    "has JsValue in a public signature; it must not leave this crate".into(),
                );
            }
            signature = None;
        }
    }
}

/// Nothing of the machine that a file was written on.
fn machine_traces(file: &str, text: &str, broken: &mut Broken<'_>) {
    let paths = [
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("/Us", "ers/"),
        concat!("/wo", "rk/"),
    ];
    for (index, line) in text.lines().enumerate() {
        for path in paths.iter().filter(|path| is_absolute(line, path)) {
            broken(
                Some(index + 1),
                format!("names a folder of one machine ({path})"),
            );
        }
        if let Some(what) = foreign_source(file, line) {
            broken(Some(index + 1), what.into());
        }
    }
}

/// Whether the path stands at the beginning of a path, not in the middle of another.
fn is_absolute(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        !line[..at].chars().next_back().is_some_and(|char| {
            char.is_alphanumeric() || ['/', '.', '_', '-', '$', '}', '*'].contains(&char)
        })
    })
}

/// Lock and configuration files that would tie everybody to one machine's package mirror.
fn foreign_source(file: &str, line: &str) -> Option<&'static str> {
    let crates_io = "\"registry+https://github.com/rust-lang/crates.io-index\"";
    let name = file.rsplit('/').next().unwrap_or(file);
    let line = line.trim_start();
    match name {
        "package-lock.json" if line.starts_with("\"resolved\"") => {
            Some("names the host of a registry")
        }
        ".npmrc" if line.contains("registry=") || line.contains("_auth") => {
            Some("names a registry or a secret")
        }
        "Cargo.lock" if line.starts_with("source = ") && !line.ends_with(crates_io) => {
            Some("has a source that is not crates.io")
        }
        "config.toml" if line.starts_with("[source") || line.starts_with("[registr") => {
            Some("replaces crates.io for everybody")
        }
        _ => None,
    }
}

/// Line numbers from 1 and lines without `//` comments. Literals that hold `//` are cut short, which
/// can only make these rules milder.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.split("//").next().unwrap_or(line)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(file: &str, text: &str) -> Vec<String> {
        check(file, text)
            .into_iter()
            .map(|finding| finding.rule)
            .collect()
    }

    fn passes(file: &str, text: &str) {
        assert_eq!(rules(file, text), Vec::<String>::new());
    }

    fn fails(file: &str, text: &str, part: &str) {
        let rules = rules(file, text);
        assert!(rules.len() == 1 && rules[0].contains(part), "{rules:?}");
    }

    #[test]
    fn every_file_says_what_it_is() {
        passes("crates/domain/src/area.rs", "//! Areas.\n");
        fails("crates/domain/src/area.rs", "use std::fmt;\n", "begin with");
        passes("target/generated/words.rs", "pub mod x {}\n");
    }

    #[test]
    fn a_long_file_gives_its_reason() {
        let body = "\nfn f() {}".repeat(MAX_LINES);
        fails("src/a.rs", &format!("//! A.{body}"), "401 lines");
        passes(
            "src/a.rs",
            &format!("//! A.\n//! Long because it is one table.{body}"),
        );
    }

    #[test]
    fn unfinished_code_is_found_but_not_in_comments() {
        fails(
            "src/a.rs",
            concat!("//! A.\nfn f() { to", "do!() }"),
            "not for committed code",
        );
        fails(
            "src/a.rs",
            concat!("//! A.\n#[ign", "ore = \"slow\"]"),
            "not for committed code",
        );
        passes("src/a.rs", concat!("//! A.\n// no to", "do! here"));
    }

    #[test]
    fn a_leak_has_its_reason_on_the_line_or_right_above() {
        let forget = concat!("closure.for", "get();");
        fails("src/a.rs", &format!("//! A.\n{forget}"), "LEAK");
        passes(
            "src/a.rs",
            &format!("//! A.\n{forget} // LEAK: once a page"),
        );
        passes(
            "src/a.rs",
            &format!("//! A.\n// LEAK: once a page,\n// as it should be.\n{forget}"),
        );
        fails(
            "src/a.rs",
            &format!("//! A.\n// LEAK: once\nlet x = 1;\n{forget}"),
            "LEAK",
        );
    }

    #[test]
    fn only_boot_names_the_adapters() {
        fails("src/shell.rs", "//! A.\nuse web::Clock;", "only boot.rs");
        passes("src/boot.rs", "//! A.\nuse web::Clock;");
        passes(
            "src/shell.rs",
            "//! A.\nuse my_web::Clock;\nuse leptos::web::Clock;",
        );
    }

    #[test]
    fn features_do_not_import_each_other() {
        fails(
            "src/features/home/page.rs",
            "//! A.\nuse crate::features::finding::Page;",
            "imports `finding`",
        );
        fails(
            "review/src/features/list.rs",
            "//! A.\nuse crate::features::record::Page;",
            "imports `record`",
        );
        passes(
            "src/features/home/page.rs",
            "//! A.\nuse crate::features::home::Model;",
        );
        passes(
            "src/features/mod.rs",
            "//! A.\npub use crate::features::home::Page;",
        );
        passes("src/shell.rs", "//! A.\nuse crate::features::home::Page;");
    }

    #[test]
    fn no_raw_javascript_value_leaves_the_web_crate() {
        fails(
            "crates/web/src/a.rs",
            "//! A.\npub async fn get(\n    key: &str,\n) -> Result<JsValue, E> {",
            "JsValue",
        );
        passes(
            "crates/web/src/a.rs",
            "//! A.\npub(crate) fn get() -> JsValue {}\npub fn f() -> u8 { g(JsValue::NULL) }",
        );
        passes("src/a.rs", "//! A.\npub fn get() -> JsValue {}");
    }

    #[test]
    fn nothing_of_one_machine_is_committed() {
        fails("README.md", concat!("see /ro", "ot/x"), "one machine");
        passes(
            "README.md",
            concat!("see src/wo", "rk/x and https://a.b/ho", "me/x"),
        );
        fails(
            "package-lock.json",
            "  \"resolved\": \"http://mirror/x.tgz\",",
            "registry",
        );
        fails(
            "Cargo.lock",
            "source = \"registry+http://mirror/\"",
            "not crates.io",
        );
        fails(".cargo/config.toml", "[source.crates-io]", "crates.io");
    }
}
