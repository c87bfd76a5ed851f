//! The line that says where the phone stands with the server.

use leptos::prelude::*;
use ui::lang;

use super::saying::state_words;
use crate::live::live;

/// ● 离线 · 待上传 3 · 上次送达 昨天 17:40.
#[component]
pub fn StateLine() -> impl IntoView {
    let (lang, live) = (lang(), live());
    let sending = live.sending;
    let words = Memo::new(move |_| {
        state_words(
            lang,
            sending.connection.get(),
            sending.progress.with(|progress| !progress.is_empty()),
            sending.waiting.get(),
            sending.last_received_at_ms.get(),
            live.ticking.now_ms(),
        )
    });
    view! {
        <div class="state-line">
            <span class="state-line__dot" class:state-line__dot--on=move || words.with(|words| words.is_on)></span>
            <span>
                <b>{move || words.with(|words| words.head)}</b>
                {move || words.with(|words| words.waiting.as_ref().map(|text| format!(" · {text}")))}
            </span>
            <span class="state-line__last">{move || words.with(|words| words.last.clone())}</span>
        </div>
    }
}
