//! What may be lost: language, text size, theme, last choices. In localStorage, which a worker does
//! not have and which a person may forbid; then everything is at its default.

use gloo_storage::{LocalStorage, Storage as _};
use serde::Serialize;
use serde::de::DeserializeOwned;

const PREFIX: &str = "xuntian.";

/// A setting; `None` where it was never set, or means nothing to this build.
pub fn get<T: DeserializeOwned>(key: &str) -> Option<T> {
    is_allowed()
        .then(|| LocalStorage::get(format!("{PREFIX}{key}")).ok())
        .flatten()
}

/// Remembers a setting, if the browser lets us.
pub fn set<T: Serialize>(key: &str, value: &T) {
    if is_allowed() {
        // A full storage loses a text size, which may be lost.
        let _ = LocalStorage::set(format!("{PREFIX}{key}"), value);
    }
}

/// Forgets a setting.
pub fn remove(key: &str) {
    if is_allowed() {
        LocalStorage::delete(format!("{PREFIX}{key}"));
    }
}

/// `gloo-storage` panics where there is no storage; a lost text size must not stop the app.
fn is_allowed() -> bool {
    web_sys::window().is_some_and(|window| matches!(window.local_storage(), Ok(Some(_))))
}
