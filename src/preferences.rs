//! How a person wants the app to look: language, text size, theme. They may be lost, so they are in
//! the settings; `<html>` carries them for the style sheets.

use engine::ports::{HttpRequest, Method, Transport};
use leptos::prelude::*;
use ui::{Language, State, Toasts, effect, give, given, task};
use words::{Lang, shell};

use crate::live::changes::Changes;
use crate::readiness::Ready;
use crate::services::{Changed, Platform, Services};

/// How long the app waits for its English before it opens in Chinese; what comes later changes it.
pub const OPENING_MS: u32 = 3_000;
/// How long once it is open.
const ENGLISH_MS: u32 = 30_000;

/// How large the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TextSize {
    /// 标准.
    #[default]
    Standard,
    /// 大.
    Large,
    /// 特大.
    Huge,
}

impl TextSize {
    /// In the order of 「我的」.
    pub const ALL: [Self; 3] = [Self::Standard, Self::Large, Self::Huge];

    /// As the settings and `data-size` have it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Large => "large",
            Self::Huge => "huge",
        }
    }
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// 浅色.
    Light,
    /// 深色.
    Dark,
    /// 户外: black on white.
    Outdoor,
}

impl Theme {
    /// In the order of 「我的」.
    pub const ALL: [Self; 4] = [Self::Light, Self::Dark, Self::Outdoor, Self::System];

    /// As the settings and `data-theme` have it.
    pub fn code(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Outdoor => "outdoor",
        }
    }

    /// The colour of the browser's own bar, which is `--paper` of `style/tokens.css`.
    fn bar_colour(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("#f5f3ec"),
            Self::Dark => Some("#11150f"),
            Self::Outdoor => Some("#ffffff"),
        }
    }
}

/// The preferences, as a context.
#[derive(Debug, Clone, Copy)]
pub struct Preferences {
    /// How large the text is.
    pub text_size: State<TextSize>,
    /// Light or dark.
    pub theme: State<Theme>,
    language: Language,
    toasts: Toasts,
    services: Services,
    changes: Changes,
}

/// Fetches the English sentences, once; `false`: not to be had now.
pub async fn load_english(
    platform: &dyn Platform,
    transport: &dyn Transport,
    timeout_ms: u32,
) -> bool {
    let Some(path) = platform.later("english") else {
        return false;
    };
    let request = HttpRequest {
        method: Method::Get,
        path,
        headers: Vec::new(),
        body: Vec::new(),
        timeout_ms,
    };
    // Whatever else answers is no file of this version.
    let answer = transport.send(request).await;
    let file = answer
        .ok()
        .and_then(|answer| String::from_utf8(answer.body).ok());
    file.is_some_and(words::load_english)
}

/// The choice, or the first language that the browser prefers; Chinese where it says nothing.
pub fn chosen_language(chosen: Option<&str>, preferred: &[String]) -> Lang {
    let tag = chosen.or(preferred.first().map(String::as_str));
    tag.map_or(Lang::Zh, Lang::of_tag)
}

/// Reads the preferences, and puts them onto `<html>` now and whenever they change.
pub fn provide_preferences(
    services: Services,
    changes: Changes,
    language: Language,
    toasts: Toasts,
    ready: Ready,
) -> Preferences {
    let preferences = Preferences {
        text_size: State::new(TextSize::Standard),
        theme: State::new(Theme::System),
        language,
        toasts,
        services,
        changes,
    };
    preferences.read();
    effect(move || {
        changes.settings();
        // English that could not be had may be there now.
        ready.has_extras();
        preferences.read();
    });
    effect(move || {
        put_on_html(
            language.0.get(),
            preferences.text_size.get(),
            preferences.theme.get(),
        );
    });
    give(preferences);
    preferences
}

/// The preferences. Call it while a component is built.
///
/// # Panics
/// Outside of the app: its root provides them.
pub fn preferences() -> Preferences {
    given::<Preferences>().expect("the root gives it")
}

impl Preferences {
    /// Chooses a language. The page changes when its sentences are there.
    pub fn choose_language(self, lang: Lang) {
        self.keep("language", lang.tag());
    }

    /// Chooses a text size.
    pub fn choose_text_size(self, size: TextSize) {
        self.keep("text_size", size.code());
        self.text_size.set(size);
    }

    /// Chooses a theme.
    pub fn choose_theme(self, theme: Theme) {
        self.keep("theme", theme.code());
        self.theme.set(theme);
    }

    fn keep(self, key: &str, value: &str) {
        self.services.all().settings.set(key, value);
        self.changes.tell(Changed::Settings);
    }

    fn read(self) {
        let all = self.services.all();
        let settings = &all.settings;
        let size = settings.get("text_size");
        let size = TextSize::ALL
            .into_iter()
            .find(|known| size.as_deref() == Some(known.code()));
        let theme = settings.get("theme");
        let theme = Theme::ALL
            .into_iter()
            .find(|known| theme.as_deref() == Some(known.code()));
        self.text_size.set(size.unwrap_or_default());
        self.theme.set(theme.unwrap_or_default());
        let lang = chosen_language(
            settings.get("language").as_deref(),
            &all.platform.languages(),
        );
        if self.language.0.get_untracked() != lang {
            task(self.speak(lang));
        }
    }

    /// Changes the language of the page; to English only when it is there.
    async fn speak(self, lang: Lang) {
        let all = self.services.all();
        if lang == Lang::Zh || load_english(&*all.platform, &*all.ports.transport, ENGLISH_MS).await
        {
            self.language.0.set(lang);
        } else {
            self.toasts.say(shell::english_missing(Lang::Zh));
        }
    }
}

fn put_on_html(lang: Lang, size: TextSize, theme: Theme) {
    let Some(html) = document().document_element() else {
        return;
    };
    // Names and values are constants of ours: no browser refuses them.
    let _ = html.set_attribute("lang", lang.tag());
    let _ = html.set_attribute("data-size", size.code());
    let _ = match theme {
        Theme::System => html.remove_attribute("data-theme"),
        _ => html.set_attribute("data-theme", theme.code()),
    };
    let Ok(metas) = document().query_selector_all("meta[name='theme-color']") else {
        return;
    };
    for index in 0..metas.length() {
        use wasm_bindgen::JsCast as _;
        let Some(meta) = metas
            .get(index)
            .and_then(|node| node.dyn_into::<web_sys::Element>().ok())
        else {
            continue;
        };
        let is_for_dark = meta
            .get_attribute("media")
            .is_some_and(|media| media.contains("dark"));
        let by_system = if is_for_dark {
            Theme::Dark
        } else {
            Theme::Light
        };
        let colour = theme.bar_colour().or(by_system.bar_colour());
        let _ = meta.set_attribute("content", colour.unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_choice_counts_before_the_browser_and_chinese_comes_first() {
        let prefers = |tags: &[&str]| tags.iter().map(|&tag| tag.to_owned()).collect::<Vec<_>>();
        assert_eq!(chosen_language(None, &[]), Lang::Zh);
        assert_eq!(chosen_language(None, &prefers(&["en-GB", "zh"])), Lang::En);
        assert_eq!(chosen_language(None, &prefers(&["zh-TW"])), Lang::Zh);
        assert_eq!(chosen_language(Some("zh-CN"), &prefers(&["en"])), Lang::Zh);
    }
}
