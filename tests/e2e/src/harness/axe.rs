//! axe-core on a page: WCAG 2.2 AA and its best practices, no violation.

use serde_json::{Value, json};

use super::page::Page;
use super::process::root;

/// Runs in the page after axe itself: gives a line for each violation.
const RUN: &str = r#"
const done = arguments[arguments.length - 1];
axe.run(document, { resultTypes: ["violations"] }).then(
  ({ violations }) => done(violations.flatMap((violation) =>
    violation.nodes.map((node) =>
      `${violation.id} (${violation.impact}): ${node.target.join(" ")}: ${node.failureSummary ?? violation.help}`))),
  (error) => done([`axe failed: ${error}`]),
);
"#;

/// Every violation on the page as it is, one line each.
pub async fn violations(page: &Page) -> Vec<String> {
    let path = root().join("node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; run `npm ci`", path.display()));
    // Through the driver, because the page's own policy forbids foreign scripts.
    if let Err(error) = page.driver().execute(axe, Vec::new()).await {
        page.fail(format!("axe cannot be loaded: {error}")).await;
    }
    let lines = page.eval_async(RUN, Vec::<Value>::new()).await;
    let lines = lines
        .as_array()
        .cloned()
        .unwrap_or_else(|| vec![json!("axe said nothing")]);
    lines
        .iter()
        .map(|line| line.as_str().unwrap_or_default().to_owned())
        .collect()
}

/// Fails if there is one.
pub async fn assert_clean(page: &Page, screen: &str) {
    let found = violations(page).await;
    page.check(
        found.is_empty(),
        format!("axe on {screen}:\n{}", found.join("\n")),
    )
    .await;
}
