//! What a licence asks to be handed on, and where a package keeps it.

use std::path::Path;

use crate::shell::Outcome;

/// A text that has to go with a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Ours has it.
    Apache,
    /// The one of this name, or of one of these names.
    Other(String),
}

/// What a package brings.
#[derive(Default)]
pub(super) struct Texts {
    /// Other than that of the Apache License.
    pub(super) licences: Vec<String>,
    /// What the Apache License calls NOTICE.
    pub(super) notices: Vec<String>,
}

/// What has to go with a part under this expression: of every `AND` one text, by choice the Apache
/// License. `None`, if it nests deeper than that or says nothing. Crates write `/` for `OR` too.
pub(super) fn wanted(expression: &str) -> Option<Vec<Wanted>> {
    expression.split(" AND ").map(one_of).collect()
}

fn one_of(choice: &str) -> Option<Wanted> {
    let choice = choice.trim();
    let inner = choice
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .unwrap_or(choice);
    if inner.is_empty() || inner.contains(['(', ')']) {
        return None;
    }
    let inner = inner.replace('/', " OR ");
    let is_apache = inner.split(" OR ").any(|name| name.trim() == "Apache-2.0");
    Some(if is_apache {
        Wanted::Apache
    } else {
        Wanted::Other(inner)
    })
}

/// The texts at the top of a package's folder.
pub(super) fn texts_in(folder: &Path) -> Outcome<Texts> {
    let says = |error| format!("{}: {error}", folder.display());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(says)? {
        let entry = entry.map_err(says)?;
        let name = entry.file_name().to_string_lossy().to_ascii_uppercase();
        files.push((name, entry.path()));
    }
    files.sort();
    let mut texts = Texts::default();
    for (name, path) in files {
        let is_notice = name.starts_with("NOTICE");
        let is_licence = ["LICEN", "COPYING", "COPYRIGHT", "UNLICEN"]
            .iter()
            .any(|start| name.starts_with(start));
        // Not source code that happens to be called so, nor a folder.
        let is_text = path.is_file() && !name.ends_with(".RS");
        if !is_text || !(is_notice || is_licence) {
            continue;
        }
        let text = tidied(&crate::shell::read(&path)?);
        if is_notice {
            texts.notices.push(text);
        } else if !text.contains("Apache License\n") {
            texts.licences.push(text);
        }
    }
    Ok(texts)
}

/// Without spaces at the ends of lines and empty lines around.
pub(super) fn tidied(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

/// The MIT licence for a package that names it and leaves its text out.
pub(super) fn mit(package: &str, authors: &str) -> String {
    let owner = if authors.is_empty() {
        format!("the authors of {package}")
    } else {
        authors.to_owned()
    };
    format!("MIT License\n\nCopyright (c) {owner}\n\n{MIT}")
}

const MIT: &str = "\
Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the \"Software\"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED \"AS IS\", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.";

#[cfg(test)]
mod tests {
    use super::*;

    fn other(name: &str) -> Wanted {
        Wanted::Other(name.to_owned())
    }

    #[test]
    fn where_there_is_a_choice_it_is_apache() {
        for (expression, texts) in [
            ("MIT", vec![other("MIT")]),
            ("MIT OR Apache-2.0", vec![Wanted::Apache]),
            ("Unlicense/MIT", vec![other("Unlicense OR MIT")]),
            ("Apache-2.0 / MIT", vec![Wanted::Apache]),
            ("Apache-2.0 AND ISC", vec![Wanted::Apache, other("ISC")]),
            (
                "(MIT OR Apache-2.0) AND Unicode-3.0",
                vec![Wanted::Apache, other("Unicode-3.0")],
            ),
            (
                "Apache-2.0 WITH LLVM-exception",
                vec![other("Apache-2.0 WITH LLVM-exception")],
            ),
        ] {
            assert_eq!(wanted(expression), Some(texts), "{expression}");
        }
    }

    #[test]
    fn an_expression_that_nests_deeper_is_not_guessed_at() {
        for expression in [
            "",
            " ",
            "()",
            "MIT AND ",
            "(MIT OR (ISC AND Zlib))",
            "((MIT))",
        ] {
            assert_eq!(wanted(expression), None, "{expression}");
        }
    }
}
