//! How far something is.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::Value;

/// A bar for a share of 100; the words beside it say the same.
#[component]
pub fn Progress(
    /// What goes on: its accessible name.
    #[prop(into)]
    label: TextProp,
    /// 0 to 100.
    #[prop(into)]
    percent: Value<u8>,
) -> impl IntoView {
    view! {
        <progress
            class="progress"
            max="100"
            value=move || percent.get().to_string()
            aria-label=label
        ></progress>
    }
}
