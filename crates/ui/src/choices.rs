//! One of a few: chips that are chosen by one tap, or with the arrow keys as a radio group.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::{Act, Icon, Value};

/// One of the choices.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Its word.
    pub label: String,
    /// Above the word, in a grid.
    pub icon: Option<Icon>,
}

impl Choice {
    /// A choice without an icon.
    pub fn of(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            icon: None,
        }
    }
}

/// How the choices lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ChoiceLook {
    /// One after the other, as wide as their words.
    #[default]
    Flow,
    /// In columns of the same width, icon above word.
    Grid,
    /// Side by side in one frame.
    Segmented,
}

impl ChoiceLook {
    fn class(self) -> &'static str {
        match self {
            Self::Flow => "choices",
            Self::Grid => "choices choices--grid",
            Self::Segmented => "choices choices--segmented",
        }
    }
}

/// A radio group. The index of the chosen one is known to the caller; nothing chosen is `None`.
#[component]
pub fn Choices(
    /// What is asked: the group's accessible name.
    #[prop(into)]
    label: TextProp,
    /// The choices, in order.
    options: Vec<Choice>,
    /// Which is chosen.
    #[prop(into)]
    selected: Value<Option<usize>>,
    /// Somebody chose; `None`: tapped the chosen one again, where that is allowed.
    #[prop(into)]
    on_choose: Act<Option<usize>>,
    /// How they lie.
    #[prop(optional)]
    look: ChoiceLook,
    /// Whether a tap on the chosen one takes the choice back.
    #[prop(optional)]
    can_clear: bool,
) -> impl IntoView {
    let count = options.len();
    let group = NodeRef::<html::Div>::new();
    let press = move |index: usize| {
        let is_chosen = selected.get_untracked() == Some(index);
        match (is_chosen, can_clear) {
            (false, _) => on_choose.run(Some(index)),
            (true, true) => on_choose.run(None),
            (true, false) => {}
        }
    };
    let on_key = move |event: KeyboardEvent, index: usize| {
        let next = match event.key().as_str() {
            "ArrowRight" | "ArrowDown" => (index + 1) % count,
            "ArrowLeft" | "ArrowUp" => (index + count - 1) % count,
            _ => return,
        };
        event.prevent_default();
        on_choose.run(Some(next));
        focus_child(group, next);
    };
    let buttons: Vec<_> = options
        .into_iter()
        .enumerate()
        .map(|(index, choice)| {
            view! {
                <button
                    type="button"
                    role="radio"
                    class="choice"
                    aria-checked=move || checked(selected.get(), index)
                    tabindex=move || tab_index(selected.get(), index)
                    on:click=move |_| press(index)
                    on:keydown=move |event| on_key(event, index)
                >
                    {choice.icon.map(Icon::view)}
                    <span>{choice.label}</span>
                </button>
            }
            .into_any()
        })
        .collect();
    view! {
        <div class=look.class() role="radiogroup" aria-label=label node_ref=group>
            {buttons}
        </div>
    }
}

fn checked(selected: Option<usize>, index: usize) -> &'static str {
    match selected == Some(index) {
        true => "true",
        false => "false",
    }
}

/// The group is one stop of the Tab key: the chosen one, or the first.
fn tab_index(selected: Option<usize>, index: usize) -> &'static str {
    match selected.unwrap_or(0) == index {
        true => "0",
        false => "-1",
    }
}

fn focus_child(group: NodeRef<html::Div>, index: usize) {
    use leptos::wasm_bindgen::JsCast as _;
    let children = group.get_untracked().map(|group| group.children());
    let child = children.and_then(|children| children.item(index as u32));
    if let Some(child) =
        child.and_then(|child| child.dyn_into::<leptos::web_sys::HtmlElement>().ok())
    {
        // It fails only for an element that is gone, and then there is nothing to look at.
        let _ = child.focus();
    }
}
