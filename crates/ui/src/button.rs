//! Buttons: one primary a screen, in the thumb's reach.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::{Act, Icon, Value, text};

/// How much a button stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonKind {
    /// The one thing to do next.
    Primary,
    /// Another thing to do.
    #[default]
    Secondary,
    /// Text alone, for what is rarely wanted.
    Quiet,
    /// Throws something away.
    Danger,
}

impl ButtonKind {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button--primary",
            Self::Secondary => "button",
            Self::Quiet => "button button--quiet",
            Self::Danger => "button button--danger",
        }
    }
}

/// A button with a word, and an icon if given.
#[component]
pub fn Button(
    /// The word: also its accessible name.
    #[prop(into)]
    label: TextProp,
    /// What it does.
    #[prop(into)]
    on_press: Act,
    /// How much it stands out.
    #[prop(optional)]
    kind: ButtonKind,
    /// Stands before the word.
    #[prop(optional)]
    icon: Option<Icon>,
    /// As wide as what holds it.
    #[prop(optional)]
    is_wide: bool,
    /// Cannot be pressed now.
    #[prop(into, optional)]
    is_disabled: Value<bool>,
    /// At work: cannot be pressed again, and says so to assistive technology.
    #[prop(into, optional)]
    is_busy: Value<bool>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=kind.class()
            class:button--wide=is_wide
            disabled=move || is_disabled.get() || is_busy.get()
            aria-busy=move || is_busy.get().then_some("true")
            on:click=move |_| on_press.run(())
        >
            {icon.map(Icon::view)}
            <span>{text(label)}</span>
        </button>
    }
}

/// A link that looks like a button: it goes somewhere, so that Back comes back.
#[component]
pub fn LinkButton(
    /// The word: also its accessible name.
    #[prop(into)]
    label: TextProp,
    /// Where it goes.
    #[prop(into)]
    href: String,
    /// How much it stands out.
    #[prop(optional)]
    kind: ButtonKind,
    /// Stands before the word.
    #[prop(optional)]
    icon: Option<Icon>,
    /// As wide as what holds it.
    #[prop(optional)]
    is_wide: bool,
) -> impl IntoView {
    view! {
        <a class=kind.class() class:button--wide=is_wide href=href>
            {icon.map(Icon::view)}
            <span>{text(label)}</span>
        </a>
    }
}

/// A button of an icon alone; its word is heard, and shown where a pointer rests.
#[component]
pub fn IconButton(
    /// Its accessible name.
    #[prop(into)]
    label: TextProp,
    /// What is seen.
    icon: Icon,
    /// What it does.
    #[prop(into)]
    on_press: Act,
) -> impl IntoView {
    let title = label.clone();
    view! {
        <button
            type="button"
            class="icon-button"
            aria-label=label
            title=title
            on:click=move |_| on_press.run(())
        >
            {icon.view()}
        </button>
    }
}
