//! One request at a time for an upload, and the newest wins.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::ids::UploadId;
use tokio::sync::{OwnedMutexGuard, watch};

/// The uploads that are being worked on.
#[derive(Debug, Default)]
pub(crate) struct Slots {
    slots: Mutex<HashMap<UploadId, Slot>>,
}

#[derive(Debug)]
struct Slot {
    turn: Arc<tokio::sync::Mutex<()>>,
    /// Counts those who want the turn.
    knocks: watch::Sender<u64>,
}

/// The right to work on an upload, until it is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    _guard: OwnedMutexGuard<()>,
    knocks: watch::Receiver<u64>,
}

impl Slots {
    /// Asks whoever works on the upload to stop, and takes the turn.
    pub(crate) async fn turn(&self, id: UploadId) -> Turn {
        let (turn, knocks) = self.knock(id);
        Turn {
            _guard: turn.lock_owned().await,
            knocks,
        }
    }

    /// Knocks, and listens for those who come later.
    fn knock(&self, id: UploadId) -> (Arc<tokio::sync::Mutex<()>>, watch::Receiver<u64>) {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        // A slot that nobody works on or waits for is forgotten: only the map still holds it.
        slots.retain(|other, slot| *other == id || Arc::strong_count(&slot.turn) > 1);
        let slot = slots.entry(id).or_insert_with(|| Slot {
            turn: Arc::default(),
            knocks: watch::Sender::new(0),
        });
        slot.knocks.send_modify(|count| *count += 1);
        (Arc::clone(&slot.turn), slot.knocks.subscribe())
    }
}

impl Turn {
    /// Waits until somebody else wants the turn.
    pub(crate) async fn knocked(&mut self) {
        if self.knocks.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_newest_knocks_and_waits_for_the_turn() {
        let slots = Arc::new(Slots::default());
        let id = UploadId::new(0, [1; 10]);
        let mut first = slots.turn(id).await;
        let second = tokio::spawn({
            let slots = Arc::clone(&slots);
            async move { slots.turn(id).await }
        });
        first.knocked().await;
        assert!(!second.is_finished());
        drop(first);
        second.await.unwrap();
        let _other = slots.turn(UploadId::new(0, [2; 10])).await;
        assert_eq!(slots.slots.lock().unwrap().len(), 1);
    }
}
