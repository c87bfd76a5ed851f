//! Every sentence that a person reads, in Chinese and English.
//!
//! The sentences are in `text/*.toml`, one file a screen or subject; the build turns each into a
//! typed function (`words::home::report(lang)`) and fails where a language is missing. Terms of law
//! come from `domain`'s taxonomies; their English is in [`terms`]. Words never pronounce guilt.

pub mod terms;
mod when;

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
}
