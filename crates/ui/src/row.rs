//! One row of a list: what it is, a line about it, its state.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::{Chip, Tone, Value, text};

/// A row that goes somewhere, to be put into a `<ul class="list">`.
#[component]
pub fn Row(
    /// What it is.
    #[prop(into)]
    title: TextProp,
    /// A line about it.
    #[prop(optional, into)]
    detail: Option<TextProp>,
    /// Where it goes.
    #[prop(into)]
    href: String,
    /// Its state in words.
    #[prop(optional, into)]
    state: Option<TextProp>,
    /// What the state asks of the person.
    #[prop(optional, into)]
    tone: Value<Tone>,
    /// What matters about the state: a reason, a number. Below the line; empty: nothing.
    #[prop(optional, into)]
    note: Option<TextProp>,
    /// A picture before it.
    #[prop(optional)]
    leading: Option<AnyView>,
    /// What stands below it all, such as a progress bar.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <li class="list__item">
            <a class="row" href=href>
                {leading}
                <span class="row__body">
                    <span class="row__title">{text(title)}</span>
                    <span class="row__line">
                        {detail.map(|detail| view! { <span class="row__detail">{text(detail)}</span> }.into_any())}
                        {state.map(|state| view! { <Chip label=state tone=tone/> }.into_any())}
                    </span>
                    {note.map(|note| view! { <span class="row__note">{text(note)}</span> }.into_any())}
                    {children.map(|children| children())}
                </span>
            </a>
        </li>
    }
}
