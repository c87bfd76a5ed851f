//! IndexedDB's errors, by their names, as the store's.

use engine::ports::StoreError;
use wasm_bindgen::prelude::*;

use crate::js;

/// Why the phone's store cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The browser has no store for us: a private window, or the person forbids it.
    #[error("no storage here: {0}")]
    Unavailable(String),
    /// Another tab holds an older version open and does not let go: close it.
    #[error("another tab holds the store open")]
    Blocked,
    /// A newer app was here, which keeps things differently.
    #[error("the store has version {0}, which this app does not know")]
    TooNew(u32),
    /// The disk is full.
    #[error("no space to open the store")]
    NoSpace,
}

impl OpenError {
    pub(super) fn of(error: &JsValue) -> Self {
        if is_quota(error) {
            Self::NoSpace
        } else {
            Self::Unavailable(js::error_text(error))
        }
    }
}

impl From<OpenError> for StoreError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::NoSpace => Self::NoSpace,
            other => Self::Closed(other.to_string()),
        }
    }
}

/// An error of a request or a transaction.
pub(super) fn store_error(error: &JsValue) -> StoreError {
    if is_quota(error) {
        return StoreError::NoSpace;
    }
    match js::error_name(error).as_str() {
        // The value or the database file itself (W3C IndexedDB 3.0, 3).
        "DataError" | "DataCloneError" | "ConstraintError" | "NotReadableError" => {
            StoreError::Damaged(js::error_text(error))
        }
        _ => StoreError::Closed(js::error_text(error)),
    }
}

/// A stored value that means nothing to us.
pub(super) fn damaged(what: impl std::fmt::Display) -> StoreError {
    StoreError::Damaged(what.to_string())
}

fn is_quota(error: &JsValue) -> bool {
    js::error_name(error) == "QuotaExceededError"
}
