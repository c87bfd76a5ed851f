//! What may be lost: language, text size, theme, last choices. In localStorage, which a worker does
//! not have and which a person may forbid; then everything is at its default.

use domain::json::from_json;
use gloo_storage::{LocalStorage, Storage as _};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::js;

const PREFIX: &str = "xuntian.";

/// A setting; `None` where it was never set, or means nothing to this build.
pub fn get<T: DeserializeOwned>(key: &str) -> Option<T> {
    from_json(text(key)?.as_bytes()).ok()
}

fn text(key: &str) -> Option<String> {
    storage()?.get_item(&name(key)).ok().flatten()
}

/// Remembers a setting, if the browser lets us.
pub fn set<T: Serialize>(key: &str, value: &T) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(value)) {
        // A full storage loses a text size, which may be lost.
        let _ = storage.set_item(&name(key), &text);
    }
}

/// Forgets a setting.
pub fn remove(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&name(key));
    }
}

fn name(key: &str) -> String {
    format!("{PREFIX}{key}")
}

/// The browser's storage as gloo-storage has it. It takes for granted that there is one, so that is
/// asked before; and its typed calls would compile a second reader of JSON.
fn storage() -> Option<web_sys::Storage> {
    js::scope().local_storage().ok().flatten()?;
    Some(LocalStorage::raw())
}
