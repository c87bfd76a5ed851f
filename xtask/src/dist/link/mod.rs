//! Makes the wasm and its script smaller where wasm-bindgen leaves them apart: each keeps what the
//! other might use, and both spell out long names to find each other.
//!
//! 1. wasm-opt shrinks the wasm, puts functions that are alike side by side ([`order`]), and shortens
//!    the names of imports and exports.
//! 2. The script takes over the short names, and leaves out what the wasm no longer imports.

mod order;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::shell::{self, Outcome, Program};

/// The first run of wasm-opt. Rust keeps nothing below address 1024 but the end of the stack.
///
/// `-Os`, little inlining and common expressions left where they are give more bytes than `-Oz`, and
/// fewer once brotli has packed them. Control flow that is first taken apart is put together again
/// more alike; what a call leaves alone is found out first, and again when most of it is done.
const OPTIMISE: [&str; 10] = [
    "--generate-global-effects",
    "--flatten",
    "--rereloop",
    "-Os",
    "-Os",
    "--generate-global-effects",
    "-Os",
    "--one-caller-inline-max-function-size=20",
    "--skip-pass=local-cse",
    "--low-memory-unused",
];
/// The second, when each function has its place for a name: prints what it renamed.
const SHORTEN: [&str; 4] = [
    "--reorder-functions-by-name",
    "--strip-debug",
    "--strip-producers",
    "--minify-imports-and-exports-and-modules",
];

/// Short names by the long ones, of the module, the imports and the exports.
#[derive(Debug, PartialEq, Eq)]
struct Names {
    module: (String, String),
    imports: BTreeMap<String, String>,
    exports: BTreeMap<String, String>,
}

/// Works on the one wasm of a staging folder and on its script, in place.
pub(crate) fn together(staging: &Path) -> Outcome {
    let wasm = the_wasm(staging)?;
    let script = script_of(&wasm)?;
    let optimise = |options: &[&str]| {
        let files = [&wasm, Path::new("--output"), &wasm];
        Program::new("wasm-opt").args(options).args(files).output()
    };
    optimise(&OPTIMISE)?;
    shell::write(&wasm, order::named_by_place(&shell::read_bytes(&wasm)?)?)?;
    let names = names(&optimise(&SHORTEN)?)?;
    shell::write(&script, shortened(&shell::read(&script)?, &names)?)
}

fn the_wasm(staging: &Path) -> Outcome<PathBuf> {
    let files = shell::files_below(staging)?;
    let mut found = files.iter().filter(|file| file.ends_with("_bg.wasm"));
    match (found.next(), found.next()) {
        (Some(file), None) => Ok(staging.join(file)),
        _ => Err(format!("one wasm was expected among {files:?}")),
    }
}

/// Trunk names both alike: `app-<hash>_bg.wasm` and `app-<hash>.js`.
fn script_of(wasm: &Path) -> Outcome<PathBuf> {
    let name = wasm.file_name().and_then(|name| name.to_str());
    let base = name.and_then(|name| name.strip_suffix("_bg.wasm"));
    let base = base.ok_or_else(|| format!("{}: not a name of wasm-bindgen's", wasm.display()))?;
    Ok(wasm.with_file_name(format!("{base}.js")))
}

/// Reads what `--minify-imports-and-exports-and-modules` prints:
/// `{"imports": [[module, long, short], …], "exports": [[long, short], …]}`.
fn names(printed: &str) -> Outcome<Names> {
    let unexpected = || format!("wasm-opt named its names in another way than expected: {printed}");
    let map: Value =
        serde_json::from_str(printed).map_err(|error| format!("{error}: {printed}"))?;
    let rows = |key: &str| -> Outcome<Vec<Vec<String>>> {
        serde_json::from_value(map[key].clone()).map_err(|_| unexpected())
    };
    let mut module = None;
    let mut imports = BTreeMap::new();
    for row in rows("imports")? {
        let [from, long, short] = <[String; 3]>::try_from(row).map_err(|_| unexpected())?;
        imports.insert(long, short);
        module = Some(from);
    }
    let mut exports = BTreeMap::new();
    for row in rows("exports")? {
        let [long, short] = <[String; 2]>::try_from(row).map_err(|_| unexpected())?;
        exports.insert(long, short);
    }
    // All imports come from one module, which this pass always calls `a`.
    let module = (module.ok_or_else(unexpected)?, "a".to_owned());
    Ok(Names {
        module,
        imports,
        exports,
    })
}

/// The script with the short names, and without what the wasm no longer has.
fn shortened(script: &str, names: &Names) -> Outcome<String> {
    let kept = without_unused(script, names);
    let (long, short) = &names.module;
    let quoted = |name: &str| format!("\"{name}\": import0");
    if kept.matches(&quoted(long)).count() != 1 {
        return Err(format!("the script does not import from {long} once"));
    }
    let kept = kept.replace(&quoted(long), &quoted(short));
    let kept = kept.replace(
        "export { initSync, __wbg_init as default }",
        "export { __wbg_init as default }",
    );
    let (text, found) = with_short_names(&kept, names);
    if found != names.imports.len() {
        let wanted = names.imports.len();
        return Err(format!(
            "the script has {found} of the wasm's {wanted} imports"
        ));
    }
    Ok(text)
}

/// Leaves out the imports that the wasm has no more. wasm-bindgen writes each with one indentation,
/// which is what this goes by.
fn without_unused(script: &str, names: &Names) -> String {
    let mut text = String::with_capacity(script.len());
    let mut is_unused = false;
    for line in script.lines() {
        is_unused |= begins_unused(line, names);
        if !is_unused {
            text.push_str(line);
            text.push('\n');
        }
        is_unused &= !line.starts_with("        }");
    }
    text
}

fn begins_unused(line: &str, names: &Names) -> bool {
    let import = line
        .strip_prefix("        ")
        .and_then(|line| line.split_once(": function("));
    import.is_some_and(|(key, _)| key.starts_with("__wb") && !names.imports.contains_key(key))
}

/// Identifiers that are exports (`wasm.<long>`) or keys of the imports become short. Says how many
/// keys it met: one that the script lacks would keep the wasm from starting.
fn with_short_names(script: &str, names: &Names) -> (String, usize) {
    let mut text = String::with_capacity(script.len());
    let mut found = 0;
    let mut rest = script;
    while let Some(at) = rest.find(is_of_identifier) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(|char| !is_of_identifier(char));
        let (identifier, after) = rest.split_at(end.unwrap_or(rest.len()));
        let is_key = text.ends_with("\n        ") && after.starts_with(": function(");
        let short = if text.ends_with("wasm.") {
            names.exports.get(identifier)
        } else if is_key {
            names.imports.get(identifier)
        } else {
            None
        };
        found += usize::from(is_key && short.is_some());
        text.push_str(short.map_or(identifier, String::as_str));
        rest = after;
    }
    (text + rest, found)
}

fn is_of_identifier(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == '_' || char == '$'
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = r#"{
 "imports": [
  ["./app_bg.js", "__wbg_now_0123456789abcdef", "b"],
  ["./app_bg.js", "__wbg_log_0123456789abcdef", "$"]
 ],
"exports": [
  ["memory", "c"],
  ["__wbindgen_start", "d"]
 ]
}"#;

    const SCRIPT: &str = r#"function __wbg_get_imports() {
    const import0 = {
        __proto__: null,
        __wbg_now_0123456789abcdef: function() {
            return wasm.memory.now;
        },
        __wbg_gone_0123456789abcdef: function(arg0) {
            if (arg0) {
            }
        },
        __wbg_log_0123456789abcdef: function() { return handleError(function (arg0) {
            return "wasm";
        }, arguments); },
    };
    return {
        "./app_bg.js": import0,
    };
}
wasm.__wbindgen_start();
export { initSync, __wbg_init as default };
"#;

    #[test]
    fn both_sides_get_the_same_short_names_and_the_unused_goes() {
        let text = shortened(SCRIPT, &names(PRINTED).unwrap()).unwrap();
        assert_eq!(
            text,
            r#"function __wbg_get_imports() {
    const import0 = {
        __proto__: null,
        b: function() {
            return wasm.c.now;
        },
        $: function() { return handleError(function (arg0) {
            return "wasm";
        }, arguments); },
    };
    return {
        "a": import0,
    };
}
wasm.d();
export { __wbg_init as default };
"#
        );
    }

    #[test]
    fn a_script_of_another_shape_is_an_error() {
        let names = names(PRINTED).unwrap();
        for (from, to) in [
            ("./app_bg.js", "./other_bg.js"),
            ("__wbg_now_0123456789abcdef", "__wbg_now_fedcba9876543210"),
        ] {
            assert!(shortened(&SCRIPT.replace(from, to), &names).is_err());
        }
        assert!(super::names("{}").is_err());
        assert!(super::names("nothing").is_err());
    }
}
