//! Every sentence that a person reads, in Chinese and English.
//!
//! The sentences are in `text/*.toml`, one file a screen or subject; the build turns each into a
//! typed function (`words::home::report(lang)`) and fails where a language is missing. Terms of law
//! come from `domain`'s taxonomies; their English is in [`terms`]. Words never pronounce guilt.

mod table;
pub mod terms;
mod when;

use std::fmt::{Display, Write as _};

#[cfg(feature = "whole")]
pub use table::english_file;
pub use table::load_english;
pub use when::{ago_or_time, day_and_time};

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// A language of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// 简体中文, the first language.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The BCP 47 tag: `zh-CN` or `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The language of a BCP 47 tag: Chinese of any kind is Chinese, everything else English.
    pub fn of_tag(tag: &str) -> Self {
        if tag.to_ascii_lowercase().starts_with("zh") {
            Self::Zh
        } else {
            Self::En
        }
    }
}

/// The sentence with its arguments in their places: `{0}` is the first. The build has checked the places.
fn filled(sentence: &str, arguments: &[&dyn Display]) -> String {
    let mut parts = sentence.split('{');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (place, rest) = part.split_once('}').unwrap_or_default();
        let argument = place
            .parse()
            .ok()
            .and_then(|place: usize| arguments.get(place));
        if let Some(argument) = argument {
            // Writing into a text does not fail.
            let _ = write!(text, "{argument}");
        }
        text += rest;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_chinese_is_chinese() {
        for (tag, lang) in [
            ("zh-CN", Lang::Zh),
            ("ZH-Hant-TW", Lang::Zh),
            ("en-GB", Lang::En),
            ("", Lang::En),
        ] {
            assert_eq!(Lang::of_tag(tag), lang, "{tag}");
        }
    }

    #[test]
    fn arguments_take_their_places_in_either_order() {
        assert_eq!(filled("{1}，{0}：{1}", &[&1, &"甲"]), "甲，1：甲");
        assert_eq!(
            filled("{0}", &[&"{0}"]),
            "{0}",
            "an argument is no sentence"
        );
        assert_eq!(filled("。", &[]), "。");
    }
}
