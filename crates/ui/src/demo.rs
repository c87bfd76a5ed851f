//! The strip that says that nothing here is real.

use leptos::prelude::*;
use words::common as say;

use crate::lang;

/// 演示, above everything else, wherever made-up data is shown.
#[component]
pub fn DemoBanner() -> impl IntoView {
    let lang = lang();
    view! {
        <aside class="demo" aria-label=say::demo(lang)>
            <strong>{say::demo(lang)}</strong>
            <span>{say::demo_means(lang)}</span>
        </aside>
    }
}
