//! Which crate may depend on which: imports point down.

use serde_json::Value;

use super::Finding;
use crate::shell::{Outcome, Program};

/// A crate, and what it must never list among its (non-dev) dependencies; `*` at the end stands for
/// any ending.
struct Layer {
    package: &'static str,
    never: &'static [&'static str],
    why: &'static str,
}

const BROWSER: &[&str] = &[
    "web",
    "ui",
    "leptos*",
    "wasm-bindgen*",
    "web-sys",
    "js-sys",
    "gloo*",
    "idb",
];

const LAYERS: [Layer; 8] = [
    Layer {
        package: "domain",
        never: BROWSER,
        why: "domain is pure",
    },
    Layer {
        package: "domain",
        never: &[
            "evidence",
            "words",
            "engine",
            "server",
            "testkit",
            "tokio*",
            "futures*",
            "async*",
            "sqlx*",
            "axum*",
            "reqwest",
            "rand*",
            "getrandom",
            "chrono",
            "time",
            "jiff",
        ],
        why: "domain has no async, clock, randomness or I/O: they are parameters",
    },
    Layer {
        package: "evidence",
        never: BROWSER,
        why: "evidence is read by servers and third parties too",
    },
    Layer {
        package: "evidence",
        never: &["engine", "server", "tokio*", "sqlx*", "axum*"],
        why: "imports point down",
    },
    Layer {
        package: "words",
        never: &[
            "engine", "server", "tokio*", "sqlx*", "axum*", "leptos*", "web", "ui",
        ],
        why: "imports point down",
    },
    Layer {
        package: "engine",
        never: BROWSER,
        why: "use cases know ports, never a browser",
    },
    Layer {
        package: "server",
        never: &["engine", "web", "ui", "leptos*", "wasm-bindgen*"],
        why: "the server knows no phone",
    },
    Layer {
        package: "ui",
        never: &["engine", "web", "evidence", "server"],
        why: "components know no port",
    },
];

/// What `cargo metadata` says about the workspace's own packages.
pub(super) fn metadata() -> Outcome<Value> {
    let text = Program::new("cargo")
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .output()?;
    serde_json::from_str(&text).map_err(|error| format!("cargo metadata: {error}"))
}

/// Every dependency that its layer forbids.
pub(super) fn check(metadata: &Value) -> Outcome<Vec<Finding>> {
    let packages = metadata["packages"]
        .as_array()
        .ok_or("cargo metadata lists no packages")?;
    let mut findings = Vec::new();
    for layer in &LAYERS {
        let package = packages
            .iter()
            .find(|package| package["name"] == layer.package);
        let package =
            package.ok_or_else(|| format!("the workspace has no crate `{}`", layer.package))?;
        for dependency in dependencies(package)
            .filter(|name| layer.never.iter().any(|never| matches(never, name)))
        {
            findings.push(Finding {
                file: format!("crates/{}/Cargo.toml", layer.package),
                line: None,
                rule: format!("depends on `{dependency}`; {}", layer.why),
            });
        }
    }
    Ok(findings)
}

/// Names of what a package needs to run or build: dev-dependencies may be anything.
fn dependencies(package: &Value) -> impl Iterator<Item = &str> {
    let all = package["dependencies"].as_array().into_iter().flatten();
    all.filter(|dependency| dependency["kind"] != "dev")
        .filter_map(|dependency| dependency["name"].as_str())
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => name == pattern,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn workspace(engine_depends_on: &str, kind: Value) -> Value {
        let named = |name: &str| json!({ "name": name, "dependencies": [] });
        let engine = json!({ "name": "engine", "dependencies": [{ "name": engine_depends_on, "kind": kind }] });
        let others = ["domain", "evidence", "words", "server", "ui"].map(named);
        json!({ "packages": others.into_iter().chain([engine]).collect::<Vec<_>>() })
    }

    #[test]
    fn engine_may_not_depend_on_the_browser() {
        let findings = check(&workspace("wasm-bindgen-futures", Value::Null)).unwrap();
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].file, "crates/engine/Cargo.toml");
        assert!(check(&workspace("web", Value::Null)).unwrap().len() == 1);
    }

    #[test]
    fn what_points_down_or_serves_tests_alone_is_allowed() {
        assert_eq!(check(&workspace("domain", Value::Null)), Ok(vec![]));
        assert_eq!(check(&workspace("wasm-bindgen", json!("dev"))), Ok(vec![]));
    }

    #[test]
    fn a_crate_that_was_renamed_is_noticed() {
        assert!(check(&json!({ "packages": [] })).is_err());
    }
}
