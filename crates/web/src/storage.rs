//! How much room the browser gives, and whether it may take our data away when the disk is full.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::js::{self, StorageManager};

/// The browser's estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    /// What this site uses, in bytes.
    pub used_bytes: u64,
    /// What it may use at most, in bytes.
    pub quota_bytes: u64,
}

/// How much is used; `None` where the browser does not say.
pub async fn estimate() -> Option<Estimate> {
    let answer = ask(StorageManager::estimate).await?;
    let number = |name| js::get(&answer, name).as_f64().map(|bytes| bytes as u64);
    Some(Estimate {
        used_bytes: number("usage")?,
        quota_bytes: number("quota")?,
    })
}

/// Whether the browser promised not to evict us; `None` where it does not say.
pub async fn is_persisted() -> Option<bool> {
    ask(StorageManager::persisted).await?.as_bool()
}

/// Asks for that promise. Some browsers ask the person, and some never answer: spawn this, never
/// await it where something else has to go on.
pub async fn persist() -> Option<bool> {
    ask(StorageManager::persist).await?.as_bool()
}

/// Whether everything that is kept goes with the window, as far as a browser shows it: Firefox
/// (`SecurityError`) and Safari (`UnknownError`) refuse the site's own folder there. Chromium's private
/// windows are like the others to a page.
pub async fn is_private() -> bool {
    let Some(storage) = js::navigator().storage() else {
        return false;
    };
    // Browsers before it throw for the call itself.
    let Ok(promise) = storage.directory() else {
        return false;
    };
    match JsFuture::from(promise).await {
        Ok(_) => false,
        Err(error) => matches!(
            js::error_name(&error).as_str(),
            "SecurityError" | "UnknownError"
        ),
    }
}

async fn ask(question: fn(&StorageManager) -> Result<Promise, JsValue>) -> Option<JsValue> {
    // An insecure context has no storage manager, and a method that is missing throws.
    let promise = question(&js::navigator().storage()?).ok()?;
    JsFuture::from(promise).await.ok()
}
