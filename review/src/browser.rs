//! What the app needs from the browser beside `fetch` and the address bar, as plain values. No
//! JavaScript value leaves this file.

use domain::time::UnixMs;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use leptos::wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    CustomEvent, CustomEventInit, Element, HtmlElement, KeyboardEvent, ScrollIntoViewOptions,
    ScrollLogicalPosition, Storage, VisibilityState,
};

/// Below this width one pane is seen at a time; the style sheet's own limit.
const NARROW: &str = "(max-width: 47.99em)";

/// Prefix of everything in the browser's small stores; the field app keeps its own beside it.
const PREFIX: &str = "xuntian.";

/// The browser's clock.
pub(crate) fn now_ms() -> UnixMs {
    js_sys::Date::now() as UnixMs
}

/// Ten random bytes, for an id.
pub(crate) fn random_bytes() -> [u8; 10] {
    let mut bytes = [0; 10];
    let filled = window()
        .crypto()
        .is_ok_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    // No supported browser lacks it. Should one, an id must still differ from the last one.
    if !filled {
        bytes.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
    }
    bytes
}

/// Whether somebody can see the page.
pub(crate) fn is_visible() -> bool {
    document().visibility_state() == VisibilityState::Visible
}

/// Whether the page is so narrow that list and record take turns.
pub(crate) fn is_narrow() -> bool {
    window()
        .match_media(NARROW)
        .ok()
        .flatten()
        .is_some_and(|query| query.matches())
}

/// The languages that the browser prefers, as BCP 47 tags; the first counts.
pub(crate) fn preferred_language() -> Option<String> {
    window().navigator().language()
}

/// Puts the focus on an element and brings it into view, if it is there in the next frame: what has
/// just changed is on the page by then, and a dialog that was left has gone.
pub(crate) fn focus(id: String) {
    request_animation_frame(move || focus_now(&id));
}

fn focus_now(id: &str) {
    let element = document().get_element_by_id(id);
    let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    // Neither can fail for an element that is in the document.
    let _ = element.focus();
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// The key, if it was pressed by itself and outside of everything that has its own use for keys.
pub(crate) fn key_outside_of_fields(event: &KeyboardEvent) -> Option<String> {
    let is_taken = event.ctrl_key()
        || event.meta_key()
        || event.alt_key()
        || event.is_composing()
        || event.default_prevented();
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let own_use = "input, textarea, select, dialog, [role=radiogroup]";
    let has_own_use = target.closest(own_use).ok()?.is_some();
    (!is_taken && !has_own_use).then(|| event.key())
}

/// Names the tab and the language of the page.
pub(crate) fn set_page(title: &str, language: &str) {
    document().set_title(title);
    set_root_attribute("lang", Some(language));
}

/// Sets an attribute of `<html>`, or takes it away.
pub(crate) fn set_root_attribute(name: &str, value: Option<&str>) {
    let Some(root) = document().document_element() else {
        return;
    };
    // Fails only for names that are no names.
    let _ = match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    };
}

/// Puts a text on the clipboard; `false` where the browser does not allow it.
pub(crate) async fn copy(text: &str) -> bool {
    // The property is missing where the page is not secure.
    let clipboard = js_sys::Reflect::get(&window().navigator(), &JsValue::from_str("clipboard"));
    if !clipboard.is_ok_and(|clipboard| clipboard.is_object()) {
        return false;
    }
    let promise = window().navigator().clipboard().write_text(text);
    JsFuture::from(promise).await.is_ok()
}

/// Which of the browser's small stores. A person may forbid both; then nothing is remembered.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Keep {
    /// Until it is taken away.
    ForEver,
    /// As long as this tab.
    ForThisTab,
}

impl Keep {
    fn storage(self) -> Option<Storage> {
        match self {
            Self::ForEver => window().local_storage(),
            Self::ForThisTab => window().session_storage(),
        }
        .ok()
        .flatten()
    }

    /// What was remembered under a key.
    pub(crate) fn get(self, key: &str) -> Option<String> {
        self.storage()?.get_item(&format!("{PREFIX}{key}")).ok()?
    }

    /// Remembers a text, if the browser lets us; an empty one is forgotten.
    pub(crate) fn set(self, key: &str, text: &str) {
        let Some(storage) = self.storage() else {
            return;
        };
        let key = format!("{PREFIX}{key}");
        let _ = if text.is_empty() {
            storage.remove_item(&key)
        } else {
            storage.set_item(&key, text)
        };
    }

    /// Forgets everything whose key begins so.
    pub(crate) fn forget_all(self, beginning: &str) {
        let Some(storage) = self.storage() else {
            return;
        };
        let beginning = format!("{PREFIX}{beginning}");
        let keys: Vec<String> = (0..storage.length().unwrap_or(0))
            .filter_map(|index| storage.key(index).ok()?)
            .filter(|key| key.starts_with(&beginning))
            .collect();
        for key in keys {
            let _ = storage.remove_item(&key);
        }
    }
}

/// Tells the crash screen of `index.html` about a panic: where in our code, never about what.
pub(crate) fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        let init = CustomEventInit::new();
        init.set_detail(&JsValue::from_str(&place.unwrap_or_default()));
        if let Ok(event) = CustomEvent::new_with_event_init_dict("xuntian-crash", &init) {
            // There is nobody left to tell if even this fails.
            let _ = window().dispatch_event(&event);
        }
    }));
}
