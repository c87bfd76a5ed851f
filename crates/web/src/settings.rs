//! What may be lost: language, text size, theme, last choices. In localStorage, which a worker does
//! not have and which a person may forbid; then everything is at its default.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::js;

const PREFIX: &str = "xuntian.";

/// A setting; `None` where it was never set, or means nothing to this build.
pub fn get<T: DeserializeOwned>(key: &str) -> Option<T> {
    let text = storage()?.get_item(&format!("{PREFIX}{key}")).ok()??;
    serde_json::from_str(&text).ok()
}

/// Remembers a setting, if the browser lets us.
pub fn set<T: Serialize>(key: &str, value: &T) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(value)) {
        let _ = storage.set_item(&format!("{PREFIX}{key}"), &text);
    }
}

/// Forgets a setting.
pub fn remove(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&format!("{PREFIX}{key}"));
    }
}

/// `gloo-storage` panics where the storage is forbidden; a lost text size must not stop the app.
fn storage() -> Option<web_sys::Storage> {
    js::scope().local_storage().ok().flatten()
}
