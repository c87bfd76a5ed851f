//! The line that says where the phone stands with the server.

use leptos::prelude::*;
use ui::{Derived, lang, text};

use super::saying::state_words;
use crate::live::live;

/// ● 离线 · 待上传 3 · 上次送达 昨天 17:40.
#[component]
pub fn StateLine() -> impl IntoView {
    let (lang, live) = (lang(), live());
    let sending = live.sending;
    let words = Derived::new(move || {
        state_words(
            lang,
            sending.connection.get(),
            sending.progress.with(|progress| !progress.is_empty()),
            sending.waiting.get(),
            sending.last_received_at_ms.get(),
            live.ticking.now_ms(),
        )
    });
    let waiting = move || {
        let text = words.with(|words| words.waiting.clone());
        text.map(|text| format!(" · {text}")).unwrap_or_default()
    };
    view! {
        <div class="state-line">
            <span class=move || dot_class(words.with(|words| words.is_on))></span>
            <span>
                <b>{text(move || words.with(|words| words.head))}</b>
                {text(waiting)}
            </span>
            <span class="state-line__last">{text(move || words.with(|words| words.last.clone()))}</span>
        </div>
    }
}

fn dot_class(is_on: bool) -> &'static str {
    match is_on {
        true => "state-line__dot state-line__dot--on",
        false => "state-line__dot",
    }
}
