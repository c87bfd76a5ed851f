//! What the terminal says to the operator, who may read either language.

use std::fmt::Display;

use words::Lang;

/// A sentence in both languages, Chinese first.
pub(crate) fn both<S: Display>(say: impl Fn(Lang) -> S) -> String {
    format!("{} / {}", say(Lang::Zh), say(Lang::En))
}
