//! The Content-Security-Policy, written to `csp.txt` for the server to send as a header.
//!
//! Everything comes from our own origin. The one inline script, with which Trunk starts the wasm, is
//! allowed by its hash; there is no `unsafe-inline`, and of the evals only that of wasm.

use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use crate::shell::{self, Outcome};

/// Writes the policy of `index.html` beside it.
pub(crate) fn write(staging: &Path) -> Outcome {
    let html = shell::read(&staging.join("index.html"))?;
    shell::write(&staging.join("csp.txt"), policy(&html)?)
}

fn policy(html: &str) -> Outcome<String> {
    if html.contains("<style") || html.contains(" style=") {
        return Err("index.html has inline styles, which the policy forbids".into());
    }
    let hashes: Vec<_> = inline_scripts(html)
        .iter()
        .map(|script| {
            format!(
                " 'sha256-{}'",
                BASE64_STANDARD.encode(Sha256::digest(script))
            )
        })
        .collect();
    if hashes.is_empty() {
        return Err("index.html has no inline module: Trunk starts the program in another way than expected".into());
    }
    let hashes = hashes.concat();
    Ok(format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src 'self'; \
         img-src 'self' blob: data:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; \
         frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'; media-src 'self' blob:"
    ))
}

/// The text of every `<script>` without `src`.
fn inline_scripts(html: &str) -> Vec<&str> {
    let tags = html.split("<script").skip(1);
    tags.filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let (text, _) = rest.split_once("</script>")?;
        (!attributes.contains("src=")).then_some(text)
    })
    .collect()
}

/// Drops HTML comments and the lines that they leave empty. `index.html` has none inside scripts.
pub(crate) fn without_comments(html: &str) -> String {
    let mut parts = html.split("<!--");
    let mut text = parts.next().unwrap_or_default().to_owned();
    text.extend(parts.map(|part| part.split_once("-->").map_or("", |(_, rest)| rest)));
    let lines: Vec<_> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inline_script_is_allowed_by_its_hash_and_an_outer_one_by_self() {
        let policy =
            policy("<script src=\"/a.js\"></script><script type=\"module\">\nstart()\n</script>")
                .unwrap();
        let hash = BASE64_STANDARD.encode(Sha256::digest("\nstart()\n"));
        assert!(
            policy.contains(&format!(
                "script-src 'self' 'wasm-unsafe-eval' 'sha256-{hash}';"
            )),
            "{policy}"
        );
        assert_eq!(policy.matches("sha256-").count(), 1);
        assert!(!policy.contains('\n'));
    }

    #[test]
    fn inline_styles_are_refused() {
        assert!(policy("<style>p{}</style><script>1</script>").is_err());
        assert!(policy("<p style=\"color:red\"></p><script>1</script>").is_err());
    }

    #[test]
    fn comments_and_indentation_are_dropped() {
        assert_eq!(
            without_comments("<p>\n  <!-- why -->\n  <b>x</b>\n</p>"),
            "<p>\n<b>x</b>\n</p>\n"
        );
    }
}
