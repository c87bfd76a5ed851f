//! Whether there may be a network, and whether anybody looks at the page.

use wasm_bindgen::prelude::*;
use web_sys::{EventTarget, VisibilityState};

use crate::js;
use crate::listener::Listener;

/// What happened to the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageEvent {
    /// The browser thinks that there is a network.
    Online,
    /// There is certainly none.
    Offline,
    /// The page is looked at again.
    Visible,
    /// The page went out of sight and may be killed: write now.
    Hidden,
    /// The page is being left: the last chance to begin a write.
    Leaving,
}

/// `false`: there is certainly no network. `true`: there may be one, only a request can tell.
pub fn is_online() -> bool {
    js::navigator().on_line().unwrap_or(true)
}

/// Whether the page is looked at; a worker never is.
pub fn is_visible() -> bool {
    js::scope()
        .document()
        .is_some_and(|document| document.visibility_state() == VisibilityState::Visible)
}

/// Tells every event of the page, for as long as the listener is held.
pub fn listen(on_event: impl Fn(PageEvent) + Clone + 'static) -> Listener {
    let scope: EventTarget = js::scope().unchecked_into();
    let tell = |event: PageEvent| {
        let on_event = on_event.clone();
        move |_| on_event(event)
    };
    let listener = Listener::of(&scope, "online", tell(PageEvent::Online))
        .and(&scope, "offline", tell(PageEvent::Offline))
        .and(&scope, "pagehide", tell(PageEvent::Leaving));
    let Some(document) = js::scope().document() else {
        return listener;
    };
    listener.and(&document, "visibilitychange", move |_| {
        on_event(if is_visible() {
            PageEvent::Visible
        } else {
            PageEvent::Hidden
        });
    })
}
