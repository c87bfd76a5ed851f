//! A bell between callbacks and a task that waits. Ringing while nobody waits is remembered once.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::task::{Poll, Waker};

/// A bell; its clones are the same one.
#[derive(Debug, Clone, Default)]
pub struct Bell(Rc<State>);

#[derive(Debug, Default)]
struct State {
    is_rung: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

impl Bell {
    /// Wakes who waits, or who will wait next.
    pub fn ring(&self) {
        self.0.is_rung.set(true);
        if let Some(waker) = self.0.waker.take() {
            waker.wake();
        }
    }

    /// Ready when the bell was rung since the last time. One task at a time may wait.
    pub async fn rung(&self) {
        std::future::poll_fn(|context| {
            if self.0.is_rung.take() {
                Poll::Ready(())
            } else {
                self.0.waker.replace(Some(context.waker().clone()));
                Poll::Pending
            }
        })
        .await;
    }
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;

    use super::*;

    #[test]
    fn ringing_is_heard_by_who_waits_later_and_only_once() {
        let bell = Bell::default();
        bell.ring();
        bell.ring();
        block_on(bell.rung());
        let mut again = std::pin::pin!(bell.rung());
        let mut context = std::task::Context::from_waker(Waker::noop());
        assert_eq!(again.as_mut().poll(&mut context), Poll::Pending);
        bell.ring();
        assert_eq!(again.as_mut().poll(&mut context), Poll::Ready(()));
    }
}
