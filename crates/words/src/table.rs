//! Where the sentences are: a row of two tables.
//!
//! The phone's app (without the feature `whole`) has its own sentences alone, the Chinese as one text, which packs
//! well, and the English in a file that it fetches when it works without it. Until that is loaded,
//! what is asked for in English is said in Chinese.

use crate::{FINGERPRINT, Lang, PHONE_ROWS};

/// Between the sentences of a text, and after each part of the file: no sentence has it.
const END: char = '\u{1e}';

/// A sentence. Never inlined: whatever is said is a call of it.
#[inline(never)]
pub(crate) fn sentence(lang: Lang, row: usize) -> &'static str {
    english(lang, row).unwrap_or_else(|| chinese()[row])
}

/// The English of a row, if that is asked for and there.
#[inline(never)]
pub(crate) fn english(lang: Lang, row: usize) -> Option<&'static str> {
    match lang {
        Lang::Zh => None,
        Lang::En => loaded().get(row).copied(),
    }
}

#[cfg(feature = "whole")]
use inside::{chinese, loaded};
#[cfg(feature = "whole")]
pub use inside::{english_file, load_english};
#[cfg(feature = "whole")]
mod inside {
    use super::{END, read};
    use crate::{CHINESE, ENGLISH, FINGERPRINT, PHONE_ROWS};

    pub(super) fn chinese() -> &'static [&'static str] {
        &CHINESE
    }

    pub(super) fn loaded() -> &'static [&'static str] {
        &ENGLISH
    }

    /// The phone's English as the file that [`load_english`] takes: what tells this version from others,
    /// then each sentence, all ended by U+001E.
    pub fn english_file() -> String {
        let parts = [FINGERPRINT].into_iter().chain(ENGLISH);
        parts
            .take(1 + PHONE_ROWS)
            .flat_map(|part| [part.to_owned(), END.to_string()])
            .collect()
    }

    /// Whether it is the file of this version: what it says is inside already.
    pub fn load_english(file: String) -> bool {
        read(&file).is_some()
    }
}

#[cfg(not(feature = "whole"))]
pub use apart::load_english;
#[cfg(not(feature = "whole"))]
use apart::{chinese, loaded};
#[cfg(not(feature = "whole"))]
mod apart {
    use std::sync::OnceLock;

    use super::{END, read};
    use crate::CHINESE;

    type Rows = Vec<&'static str>;
    static SPLIT: OnceLock<Rows> = OnceLock::new();
    static LOADED: OnceLock<Rows> = OnceLock::new();

    pub(super) fn chinese() -> &'static [&'static str] {
        SPLIT.get_or_init(|| CHINESE.split(END).collect())
    }

    pub(super) fn loaded() -> &'static [&'static str] {
        LOADED.get().map_or(&[], Vec::as_slice)
    }

    /// Takes the file in, for the life of the program; `false` where it is not the file of this version.
    /// Twice is once.
    pub fn load_english(file: String) -> bool {
        LOADED.get().is_some()
            || read(file.leak()).is_some_and(|sentences| LOADED.set(sentences).is_ok())
    }
}

/// The sentences of a file, or `None`: of another version, cut off, or no such file at all.
fn read(file: &str) -> Option<Vec<&str>> {
    let rest = file.strip_prefix(FINGERPRINT)?.strip_prefix(END)?;
    let sentences: Vec<_> = rest.strip_suffix(END)?.split(END).collect();
    (sentences.len() == PHONE_ROWS).then_some(sentences)
}

#[cfg(all(test, feature = "whole"))]
mod tests {
    use super::*;
    use crate::{CHINESE, ENGLISH};

    #[test]
    fn the_file_has_each_sentence_of_the_phone_in_its_row() {
        assert_eq!(read(&english_file()).unwrap(), ENGLISH[..PHONE_ROWS]);
        assert_eq!(sentence(Lang::En, 0), ENGLISH[0]);
        assert_eq!(sentence(Lang::Zh, 0), CHINESE[0]);
    }

    #[test]
    fn what_is_not_the_file_of_this_version_is_not_read() {
        let file = english_file();
        let cut_off = &file[..file.len() - 1];
        let other = file.replacen(FINGERPRINT, "0123456789abcdef", 1);
        let one_less = file.rsplitn(3, END).last().unwrap().to_owned() + "\u{1e}";
        for wrong in ["", "<!doctype html>", cut_off, &other, &one_less] {
            assert!(read(wrong).is_none(), "{}", &wrong[..wrong.len().min(40)]);
        }
    }
}
