//! Waiting. Dropping the future or the handle cancels the timer.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use wasm_bindgen::prelude::*;

use crate::js;

/// The longest time of `setTimeout`: 24.8 days.
const MAX_MS: u32 = i32::MAX as u32;

/// A callback that comes once, unless this is dropped before.
#[must_use = "dropping it cancels the timer"]
pub struct Timer {
    id: JsValue,
    _closure: Closure<dyn FnMut()>,
}

impl std::fmt::Debug for Timer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Timer")
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        js::clear_timeout(&self.id);
    }
}

/// Calls `callback` after `ms`.
pub fn after(ms: u32, callback: impl FnOnce() + 'static) -> Timer {
    let mut callback = Some(callback);
    let closure = Closure::new(move || {
        if let Some(callback) = callback.take() {
            callback();
        }
    });
    Timer {
        id: js::set_timeout(closure.as_ref().unchecked_ref(), ms.min(MAX_MS) as i32),
        _closure: closure,
    }
}

/// Ready after `ms`.
pub fn sleep(ms: u32) -> Sleep {
    let state = Rc::new(RefCell::new(State::default()));
    let told = state.clone();
    let timer = after(ms, move || {
        let mut state = told.borrow_mut();
        state.is_over = true;
        if let Some(waker) = state.waker.take() {
            waker.wake();
        }
    });
    Sleep {
        state,
        _timer: timer,
    }
}

/// The future of [`sleep`].
#[derive(Debug)]
pub struct Sleep {
    state: Rc<RefCell<State>>,
    _timer: Timer,
}

#[derive(Debug, Default)]
struct State {
    is_over: bool,
    waker: Option<Waker>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.state.borrow_mut();
        if state.is_over {
            Poll::Ready(())
        } else {
            state.waker = Some(context.waker().clone());
            Poll::Pending
        }
    }
}
