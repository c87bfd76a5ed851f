//! Short messages that come and go. What matters stands on the page as well: a toast may be missed.

use std::time::Duration;

use leptos::prelude::*;

use crate::State;

/// How long a toast is seen.
const SEEN: Duration = Duration::from_secs(6);

/// The way to say something short, as a context.
#[derive(Debug, Clone, Copy)]
pub struct Toasts {
    latest: State<Option<Toast>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Toast {
    number: u32,
    text: String,
}

/// Makes toasts possible everywhere below.
pub fn provide_toasts() -> Toasts {
    let toasts = Toasts {
        latest: State::new(None),
    };
    provide_context(toasts);
    toasts
}

impl Toasts {
    /// Says something for a few seconds, in place of what was said before.
    pub fn say(self, text: impl Into<String>) {
        let number = self
            .latest
            .with_untracked(|latest| latest.as_ref().map_or(0, |toast| toast.number + 1));
        self.latest.set(Some(Toast {
            number,
            text: text.into(),
        }));
        let end = move || {
            let is_still_seen = self.latest.try_with_untracked(|latest| {
                latest.as_ref().is_some_and(|toast| toast.number == number)
            });
            if is_still_seen == Some(true) {
                self.latest.set(None);
            }
        };
        set_timeout(end, SEEN);
    }
}

/// Where toasts appear. It is always in the document, so that a screen reader hears what comes.
#[component]
pub fn ToastRegion(
    /// The toasts.
    toasts: Toasts,
) -> impl IntoView {
    let text = crate::part(move || {
        let toast = toasts.latest.get()?;
        Some(view! { <p class="toast">{toast.text}</p> }.into_any())
    });
    view! { <div class="toasts" role="status">{text}</div> }
}
