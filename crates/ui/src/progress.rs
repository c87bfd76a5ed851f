//! How far something is.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// A bar for a share of 100; the words beside it say the same.
#[component]
pub fn Progress(
    /// What goes on: its accessible name.
    #[prop(into)]
    label: TextProp,
    /// 0 to 100.
    #[prop(into)]
    percent: Signal<u8>,
) -> impl IntoView {
    let value = Signal::derive(move || percent.get().to_string());
    view! {
        <progress
            class="progress"
            max="100"
            value=value
            aria-label=label
        ></progress>
    }
}
