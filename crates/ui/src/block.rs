//! What holds things together on a page.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::{Icon, Value, part, text};

/// A card with a title; on a form its number, which becomes a tick when all is there.
#[component]
pub fn Block(
    /// What it holds.
    #[prop(into)]
    title: TextProp,
    /// Its place in a form.
    #[prop(optional)]
    number: Option<u8>,
    /// Whether all of it is there.
    #[prop(optional, into)]
    is_done: Value<bool>,
    /// What stands at the end of the title: a count, a chip.
    #[prop(optional)]
    aside: Option<AnyView>,
    /// What it holds.
    children: Children,
) -> impl IntoView {
    let number = number.map(|number| {
        let mark = part(move || match is_done.get() {
            true => Some(Icon::Check.view()),
            false => Some(number.into_any()),
        });
        view! { <span class=move || number_class(is_done.get()) aria-hidden="true">{mark}</span> }
            .into_any()
    });
    view! {
        <section class="block">
            <header class="block__head">
                {number}
                <h2>{text(title)}</h2>
                {aside.map(|aside| view! { <div class="block__aside">{aside}</div> }.into_any())}
            </header>
            {children()}
        </section>
    }
}

fn number_class(is_done: bool) -> &'static str {
    match is_done {
        true => "block__number block__number--done",
        false => "block__number",
    }
}

/// A headline with what belongs to it, without a card.
#[component]
pub fn Section(
    /// The headline.
    #[prop(into)]
    title: TextProp,
    /// How many, at the end of the headline.
    #[prop(optional, into)]
    count: Option<TextProp>,
    /// What belongs to it.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="section">
            <h2 class="section__title">
                <span>{text(title)}</span>
                {count.map(|count| view! { <span class="section__count">{text(count)}</span> }.into_any())}
            </h2>
            {children()}
        </section>
    }
}
