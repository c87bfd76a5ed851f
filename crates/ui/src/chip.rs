//! A chip: a state in one or two words. The colour only repeats what the word says.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::{Icon, Value, text};

/// What a state asks of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Needs you: the only red.
    Needs,
    /// Soon, or unfinished.
    Due,
    /// On its way.
    Way,
    /// In order.
    Ok,
    /// Just so.
    #[default]
    Quiet,
}

impl Tone {
    /// The modifier of a class: `needs`, `due`, `way`, `ok`, `quiet`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Needs => "needs",
            Self::Due => "due",
            Self::Way => "way",
            Self::Ok => "ok",
            Self::Quiet => "quiet",
        }
    }

    fn chip_class(self) -> &'static str {
        match self {
            Self::Needs => "chip chip--needs",
            Self::Due => "chip chip--due",
            Self::Way => "chip chip--way",
            Self::Ok => "chip chip--ok",
            Self::Quiet => "chip chip--quiet",
        }
    }
}

/// A state in words.
#[component]
pub fn Chip(
    /// The state.
    #[prop(into)]
    label: TextProp,
    /// What it asks of the person.
    #[prop(into, optional)]
    tone: Value<Tone>,
    /// Stands before the words.
    #[prop(optional)]
    icon: Option<Icon>,
) -> impl IntoView {
    view! {
        <span class=move || tone.get().chip_class()>
            {icon.map(Icon::view)}
            {text(label)}
        </span>
    }
}
