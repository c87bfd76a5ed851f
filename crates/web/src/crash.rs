//! What happens when the program stops: the crash screen of index.html is called, and a line goes to
//! the diagnostics.
//!
//! Nothing may be awaited and nothing of ours may be trusted any more: the line is put into the
//! database by requests that are issued at once and that the browser finishes by itself.

use std::panic::PanicHookInfo;

use wasm_bindgen::prelude::*;
use web_sys::{CustomEvent, CustomEventInit, EventTarget};

use crate::idb::IdbStore;
use crate::js;

/// Sends every panic to the crash screen, and to the diagnostics of a store, once there is one.
pub fn install() {
    std::panic::set_hook(Box::new(on_panic));
}

/// What the hook does with a panic.
pub fn on_panic(info: &PanicHookInfo<'_>) {
    let text = describe(info);
    crate::idb::note_crash(&text);
    show(&text);
}

/// From now on crashes are noted in this store.
pub fn note_in(store: &IdbStore) {
    crate::idb::note_crashes_in(store);
}

/// Where it happened, and the message if it is a literal of the program: a message that was put
/// together at run time may hold a name or a position.
fn describe(info: &PanicHookInfo<'_>) -> String {
    let place = info
        .location()
        .map(|place| format!("{}:{}:{}", place.file(), place.line(), place.column()))
        .unwrap_or_default();
    match info.payload().downcast_ref::<&'static str>() {
        Some(message) => format!("panic at {place}: {message}"),
        None => format!("panic at {place}"),
    }
}

fn show(text: &str) {
    let init = CustomEventInit::new();
    init.set_detail(&text.into());
    if let Ok(event) = CustomEvent::new_with_event_init_dict("xuntian-crash", &init) {
        let scope: EventTarget = js::scope().unchecked_into();
        // It throws only for an event that is being dispatched already.
        let _ = scope.dispatch_event(&event);
    }
}
