//! The head of a page: the way back, the title, what belongs to it.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::{Icon, lang, text};

/// The page's only `h1`. The shell puts the focus on it when the page is opened, so that a screen
/// reader says where one is.
#[component]
pub fn PageHeader(
    /// The page's name.
    #[prop(into)]
    title: TextProp,
    /// A line below it.
    #[prop(optional, into)]
    subtitle: Option<TextProp>,
    /// Where 「返回」 goes when there is no page before this one.
    #[prop(optional, into)]
    back: Option<String>,
    /// What stands at the end of the head.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let back = back.map(|href| {
        let label = words::common::back(lang());
        view! {
            <a class="icon-button header__back" href=href aria-label=label title=label data-back>
                {Icon::Back.view()}
            </a>
        }
        .into_any()
    });
    view! {
        <header class="header">
            {back}
            <div class="header__title">
                <h1 tabindex="-1">{text(title)}</h1>
                {subtitle.map(|subtitle| view! { <p>{text(subtitle)}</p> }.into_any())}
            </div>
            {children.map(|children| children())}
        </header>
    }
}
