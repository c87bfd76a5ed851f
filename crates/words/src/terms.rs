//! The English of the terms whose Chinese is in `domain`: `terms.toml`. A new variant does not compile without its English.

use crate::Lang;

/// A term that can be said in both languages.
pub trait Term: Copy {
    /// The term in `lang`.
    fn say(self, lang: Lang) -> &'static str;
}

include!(concat!(env!("OUT_DIR"), "/terms.rs"));
