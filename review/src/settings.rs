//! Language, size of the text, theme: what the person chose, on `<html>` and in localStorage.

use leptos::prelude::*;
use ui::Language;
use words::Lang;

use crate::browser::{self, Keep};

/// The keys are the field app's: on one machine both apps look alike.
const LANGUAGE: &str = "language";
const TEXT_SIZE: &str = "text_size";
const THEME: &str = "theme";

/// How large the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum TextSize {
    /// 16 px.
    #[default]
    Standard,
    /// 19 px.
    Large,
    /// 22 px.
    Huge,
}

impl TextSize {
    /// In the order of the choice.
    pub(crate) const ALL: [Self; 3] = [Self::Standard, Self::Large, Self::Huge];

    fn code(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Large => "large",
            Self::Huge => "huge",
        }
    }
}

/// Which colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Paper and field.
    Light,
    /// Soil by night.
    Dark,
    /// Black on white.
    Outdoor,
}

impl Theme {
    /// In the order of the choice.
    pub(crate) const ALL: [Self; 4] = [Self::Light, Self::Dark, Self::Outdoor, Self::System];

    fn code(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Outdoor => "outdoor",
        }
    }
}

/// What was chosen, as a context.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings {
    /// The language.
    pub(crate) language: Language,
    /// The size of the text.
    pub(crate) text_size: RwSignal<TextSize>,
    /// The colours.
    pub(crate) theme: RwSignal<Theme>,
    /// Whether the dialog is open: it stays so while the page is built anew in another language.
    pub(crate) is_open: RwSignal<bool>,
}

/// Reads what was chosen before and keeps `<html>` and the store in step with it.
pub(crate) fn provide_settings() {
    let read = |key| Keep::ForEver.get(key).map(|text| plain(&text).to_owned());
    let tag = read(LANGUAGE).or_else(browser::preferred_language);
    let chosen = |all: &[&'static str], key| {
        let text = read(key)?;
        all.iter().position(|code| *code == text)
    };
    let sizes = TextSize::ALL.map(TextSize::code);
    let themes = Theme::ALL.map(Theme::code);
    let settings = Settings {
        language: ui::provide_language(tag.map_or_else(Lang::default, |tag| Lang::of_tag(&tag))),
        text_size: RwSignal::new(
            chosen(&sizes, TEXT_SIZE).map_or_else(TextSize::default, |at| TextSize::ALL[at]),
        ),
        theme: RwSignal::new(
            chosen(&themes, THEME).map_or_else(Theme::default, |at| Theme::ALL[at]),
        ),
        is_open: RwSignal::new(false),
    };
    provide_context(settings);
    settings.push_out();
}

impl Settings {
    fn push_out(self) {
        Effect::new(move |before| remember(before, LANGUAGE, self.language.0.get().tag()));
        Effect::new(move |before| {
            let size = self.text_size.get();
            let is_default = size == TextSize::default();
            browser::set_root_attribute("data-size", (!is_default).then_some(size.code()));
            remember(before, TEXT_SIZE, size.code())
        });
        Effect::new(move |before| {
            let theme = self.theme.get();
            let is_default = theme == Theme::default();
            browser::set_root_attribute("data-theme", (!is_default).then_some(theme.code()));
            remember(before, THEME, theme.code())
        });
    }
}

/// Keeps a choice, as a JSON text. What an effect sees first was not chosen here, and is not kept.
fn remember(before: Option<()>, key: &str, code: &str) {
    if before.is_some() {
        Keep::ForEver.set(key, &format!("\"{code}\""));
    }
}

/// The text without the quotes of JSON.
fn plain(json: &str) -> &str {
    json.trim_matches('"')
}
