//! The English sentences: in the program, or (feature `english-apart`) in a file that is fetched when
//! the app works without it. Until it is loaded, English sentences are Chinese.

#[cfg(feature = "english-apart")]
use apart::rows;
#[cfg(not(feature = "english-apart"))]
use inside::rows;

use crate::{FINGERPRINT, Lang, ROWS};

/// Ends each part of the file: no sentence has it.
const END: char = '\u{1e}';

/// A sentence by its row of the table, or in Chinese. Never inlined: every sentence is a call of it.
#[inline(never)]
pub(crate) fn sentence(lang: Lang, row: usize, chinese: &'static str) -> &'static str {
    match lang {
        Lang::Zh => chinese,
        Lang::En => rows().get(row).unwrap_or(&chinese),
    }
}

#[cfg(not(feature = "english-apart"))]
pub use inside::{file, load};
#[cfg(not(feature = "english-apart"))]
mod inside {
    use super::{END, read};
    use crate::{ENGLISH, FINGERPRINT};

    pub(super) fn rows() -> &'static [&'static str] {
        &ENGLISH
    }

    /// The sentences as a file that [`load`] takes: what tells this version from others, then
    /// each sentence, all ended by U+001E.
    pub fn file() -> String {
        let parts = [FINGERPRINT].into_iter().chain(ENGLISH);
        parts
            .flat_map(|part| [part.to_owned(), END.to_string()])
            .collect()
    }

    /// Whether it is the file of this version: what it says is inside already.
    pub fn load(file: String) -> bool {
        read(&file).is_some()
    }
}

#[cfg(feature = "english-apart")]
pub use apart::load;
#[cfg(feature = "english-apart")]
mod apart {
    use std::sync::OnceLock;

    use super::read;

    static LOADED: OnceLock<Vec<&'static str>> = OnceLock::new();

    pub(super) fn rows() -> &'static [&'static str] {
        LOADED.get().map_or(&[], Vec::as_slice)
    }

    /// Takes the file in, for the life of the program; `false` where it is not the file of this version.
    /// Twice is once.
    pub fn load(file: String) -> bool {
        LOADED.get().is_some()
            || read(file.leak()).is_some_and(|sentences| LOADED.set(sentences).is_ok())
    }
}

/// The sentences of a file, or `None`: of another version, cut off, or no such file at all.
fn read(file: &str) -> Option<Vec<&str>> {
    let rest = file.strip_prefix(FINGERPRINT)?.strip_prefix(END)?;
    let sentences: Vec<_> = rest.strip_suffix(END)?.split(END).collect();
    (sentences.len() == ROWS).then_some(sentences)
}

#[cfg(all(test, not(feature = "english-apart")))]
mod tests {
    use super::*;
    use crate::ENGLISH;

    #[test]
    fn the_file_has_every_sentence_in_its_row() {
        assert_eq!(read(&file()).unwrap(), ENGLISH);
    }

    #[test]
    fn what_is_not_the_file_of_this_version_is_not_read() {
        let file = file();
        let cut_off = &file[..file.len() - 1];
        let other = file.replacen(FINGERPRINT, "0123456789abcdef", 1);
        let one_less = file.rsplitn(3, END).last().unwrap().to_owned() + "\u{1e}";
        for wrong in ["", "<!doctype html>", cut_off, &other, &one_less] {
            assert!(read(wrong).is_none(), "{}", &wrong[..wrong.len().min(40)]);
        }
    }
}
