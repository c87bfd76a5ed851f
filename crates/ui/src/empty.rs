//! An empty place, which teaches the first step.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::Icon;

/// Says that there is nothing yet, and what to do first.
#[component]
pub fn EmptyState(
    /// What would be here.
    icon: Icon,
    /// That there is nothing yet.
    #[prop(into)]
    title: TextProp,
    /// The first step.
    #[prop(into)]
    text: TextProp,
    /// A button, if there is something to press.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            {icon.view()}
            <p class="empty__title">{crate::text(title)}</p>
            <p>{crate::text(text)}</p>
            {children.map(|children| children())}
        </div>
    }
}
