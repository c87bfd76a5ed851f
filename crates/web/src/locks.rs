//! Web Locks: one driver at a time across tabs and workers. A lock ends with its guard, with the
//! tab, or with the browser; it is never left behind.

use futures::channel::oneshot;
use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::js;

/// Why there is no lock.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LockError {
    /// The browser has no locks, or not on this address (not https).
    #[error("no locks here")]
    Unsupported,
    /// The browser refuses.
    #[error("the lock is refused: {0}")]
    Refused(String),
}

/// Holds a lock until it is dropped.
#[must_use = "dropping it releases the lock"]
#[derive(Debug)]
pub struct LockGuard {
    release: Function,
}

impl Drop for LockGuard {
    fn drop(&mut self) {
        // A promise's own resolve function does not throw.
        let _ = self.release.call0(&JsValue::UNDEFINED);
    }
}

/// Waits until nobody else holds the lock. Dropping the future gives up the place in the queue.
///
/// # Errors
/// [`LockError`].
pub async fn hold(name: &str) -> Result<LockGuard, LockError> {
    request(name, false)
        .await?
        .ok_or_else(|| LockError::Refused("no lock was given".to_owned()))
}

/// Takes the lock if nobody holds it; `None`: somebody does.
///
/// # Errors
/// [`LockError`].
pub async fn try_hold(name: &str) -> Result<Option<LockGuard>, LockError> {
    request(name, true).await
}

/// Aborts a request that is no longer awaited; harmless after it was granted.
struct AbortOnDrop(web_sys::AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn request(name: &str, if_available: bool) -> Result<Option<LockGuard>, LockError> {
    let locks = js::navigator().locks().ok_or(LockError::Unsupported)?;
    let refused = |error: JsValue| LockError::Refused(js::error_text(&error));
    let abort = AbortOnDrop(web_sys::AbortController::new().map_err(refused)?);
    let options = js::object(&[("mode", "exclusive".into())]);
    if if_available {
        // The two are not allowed together: what does not wait needs no giving up.
        js::set(&options, "ifAvailable", &JsValue::TRUE);
    } else {
        js::set(&options, "signal", &abort.0.signal());
    }

    let (grant, granted) = oneshot::channel();
    let mut grant = Some(grant);
    // The lock is held until the promise that the callback returns is settled.
    let on_lock = Closure::<dyn FnMut(JsValue) -> JsValue>::new(move |lock: JsValue| {
        let Some(grant) = grant.take() else {
            return JsValue::UNDEFINED;
        };
        if lock.is_null() || lock.is_undefined() {
            let _ = grant.send(None);
            return JsValue::UNDEFINED;
        }
        let mut release = None;
        let held = Promise::new(&mut |resolve, _| release = Some(resolve));
        // If nobody waits any more, the guard comes back with the error and is dropped here.
        let _ = grant.send(release.map(|release| LockGuard { release }));
        held.into()
    });
    let settled = locks
        .request(name, &options, on_lock.as_ref().unchecked_ref())
        .map_err(refused)?;
    let settled = JsFuture::from(settled);
    // A refusal settles the promise; a grant comes through the channel, long before it settles.
    match futures::future::select(granted, settled).await {
        futures::future::Either::Left((Ok(guard), _)) => Ok(guard),
        futures::future::Either::Left((Err(_), settled)) => match settled.await {
            Ok(_) => Ok(None),
            Err(error) => Err(refused(error)),
        },
        futures::future::Either::Right((Err(error), _)) => Err(refused(error)),
        futures::future::Either::Right((Ok(_), granted)) => Ok(granted.await.ok().flatten()),
    }
}
