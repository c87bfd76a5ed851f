//! 练习: a report like any other, marked wherever it is seen, and counted nowhere.

use leptos::prelude::*;
use ui::{Icon, LinkButton, lang};
use words::{Lang, home, record};

use super::naming::joined;
use crate::routes::Route;

/// The way to begin one.
pub fn practise() -> AnyView {
    let (label, href) = (home::practise(lang()), Route::Practice.path());
    view! { <LinkButton label=label href=href icon=Icon::Camera/> }.into_any()
}

/// What is said above all else of a practice.
pub fn practice_strip(is_practice: bool) -> Option<AnyView> {
    is_practice
        .then(|| view! { <p class="practice">{record::practice_means(lang())}</p> }.into_any())
}

/// The name of a record or a draft in a list: 练习 · 疑似建房.
pub fn named(lang: Lang, is_practice: bool, name: String) -> String {
    let mark = is_practice.then(|| record::practice(lang).to_owned());
    joined(lang, mark, name)
}
