//! A line or a few lines of text. Its label is always seen, and is its whole accessible name: the hint
//! and the error describe it.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::{Act, Value, text};

/// Which keyboard a field wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InputKind {
    /// Words.
    #[default]
    Text,
    /// Several lines.
    Lines,
    /// Whole digits, such as a code.
    Digits,
    /// A number with decimals.
    Number,
    /// A hidden text.
    Password,
}

impl InputKind {
    fn mode(self) -> &'static str {
        match self {
            Self::Text | Self::Lines | Self::Password => "text",
            Self::Digits => "numeric",
            Self::Number => "decimal",
        }
    }
}

/// A field with its label, and a hint or an error below it.
#[component]
pub fn TextField(
    /// What is asked.
    #[prop(into)]
    label: TextProp,
    /// What stands in it.
    #[prop(into)]
    value: Value<String>,
    /// Every change.
    #[prop(into)]
    on_input: Act<String>,
    /// The field was left.
    #[prop(optional, into)]
    on_leave: Option<Act>,
    /// Which keyboard.
    #[prop(optional)]
    kind: InputKind,
    /// For the browser's own filling in: `one-time-code`, `username`, `current-password`.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// How to fill it in.
    #[prop(optional, into)]
    hint: Option<TextProp>,
    /// What is wrong with it; empty: nothing.
    #[prop(optional, into)]
    error: Value<String>,
    /// The most characters; the browser stops there.
    #[prop(optional)]
    max_chars: Option<usize>,
) -> impl IntoView {
    let max = max_chars.map(|max| max.to_string());
    let leave = move || {
        if let Some(on_leave) = on_leave {
            on_leave.run(());
        }
    };
    let id = next_id();
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described_by = match hint.is_some() {
        true => format!("{hint_id} {error_id}"),
        false => error_id.clone(),
    };
    let input = if kind == InputKind::Lines {
        view! {
            <textarea
                id=id.clone()
                aria-describedby=described_by
                class="field__input"
                rows="3"
                autocomplete=autocomplete
                maxlength=max
                aria-invalid=move || is_wrong(&error.get())
                prop:value=move || value.get()
                on:input=move |event| on_input.run(event_target_value(&event))
                on:blur=move |_| leave()
            ></textarea>
        }
        .into_any()
    } else {
        view! {
            <input
                id=id.clone()
                aria-describedby=described_by
                class="field__input"
                type=if kind == InputKind::Password { "password" } else { "text" }
                inputmode=kind.mode()
                autocomplete=autocomplete
                maxlength=max
                aria-invalid=move || is_wrong(&error.get())
                prop:value=move || value.get()
                on:input=move |event| on_input.run(event_target_value(&event))
                on:blur=move |_| leave()
            />
        }
        .into_any()
    };
    view! {
        <div class="field">
            <label class="field__label" for=id>{text(label)}</label>
            {input}
            {hint.map(|hint| view! { <span class="field__hint" id=hint_id>{text(hint)}</span> }.into_any())}
            <span class="field__error" id=error_id role="alert">{text(move || error.get())}</span>
        </div>
    }
}

fn is_wrong(error: &str) -> Option<&'static str> {
    (!error.is_empty()).then_some("true")
}

/// An id that no other field of the document has.
fn next_id() -> String {
    static LAST: AtomicU32 = AtomicU32::new(0);
    format!("field-{}", LAST.fetch_add(1, Ordering::Relaxed))
}
