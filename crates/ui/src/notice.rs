//! A notice: what happened, what is safe or what to do, and one button.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::{Act, Button, ButtonKind, Icon, Tone};

/// Something that the person has to know. An urgent one interrupts a screen reader.
#[component]
pub fn Notice(
    /// What happened.
    #[prop(into)]
    title: TextProp,
    /// What is safe, and what to do.
    #[prop(optional, into)]
    text: Option<TextProp>,
    /// [`Tone::Needs`] is urgent.
    #[prop(optional)]
    tone: Tone,
    /// The word of the button.
    #[prop(optional, into)]
    action: Option<TextProp>,
    /// What the button does.
    #[prop(optional, into)]
    on_action: Option<Act>,
) -> impl IntoView {
    let icon = match tone {
        Tone::Needs | Tone::Due => Icon::Alert,
        Tone::Ok => Icon::Check,
        Tone::Way | Tone::Quiet => Icon::Info,
    };
    let role = if tone == Tone::Needs {
        "alert"
    } else {
        "status"
    };
    let button = action.zip(on_action).map(|(label, on_press)| {
        view! { <Button label=label on_press=on_press kind=ButtonKind::Secondary/> }.into_any()
    });
    view! {
        <div class=format!("notice notice--{}", tone.as_str()) role=role>
            {icon.view()}
            <div class="notice__body">
                <p class="notice__title">{crate::text(title)}</p>
                {text.map(|text| view! { <p>{crate::text(text)}</p> }.into_any())}
            </div>
            {button}
        </div>
    }
}
