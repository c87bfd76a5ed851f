//! A question that has to be answered first, on the browser's own `<dialog>`: it keeps the focus
//! inside, closes with Escape, and gives the focus back.

use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::{Act, Value, effect, text};

/// A modal dialog. Put the buttons last, in a `<div class="dialog__actions">`.
#[component]
pub fn Dialog(
    /// What it is about: its accessible name.
    #[prop(into)]
    title: TextProp,
    /// Whether it is open.
    #[prop(into)]
    is_open: Value<bool>,
    /// It was closed with Escape or the Back gesture: make `is_open` false.
    #[prop(into)]
    on_close: Act,
    /// What it says and offers.
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let name = title.clone();
    // Opening is the browser's business: this effect only pushes our state out.
    effect(move || {
        let Some(dialog) = dialog.get() else { return };
        match (is_open.get(), dialog.open()) {
            // It throws for a dialog that has left the document, which then is not seen anyway.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    view! {
        <dialog
            class="dialog"
            node_ref=dialog
            aria-label=name
            on:close=move |_| on_close.run(())
        >
            <h2 class="dialog__title">{text(title)}</h2>
            {children()}
        </dialog>
    }
}
