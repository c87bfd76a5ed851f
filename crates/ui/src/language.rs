//! The language of the page, as a context.
//!
//! A page is built anew when the language changes (the apps' shells see to that), so a component may
//! read it once and use plain texts.

use leptos::prelude::*;
use words::Lang;

use crate::State;

/// The language, for the one place that changes it and the shell that follows it.
#[derive(Debug, Clone, Copy)]
pub struct Language(pub State<Lang>);

/// Makes the language known to everything below.
pub fn provide_language(first: Lang) -> Language {
    let language = Language(State::new(first));
    provide_context(language);
    language
}

/// The language of this page. Call it while a component is built, not inside a task.
pub fn lang() -> Lang {
    use_context::<Language>().map_or_else(Lang::default, |language| language.0.get_untracked())
}
