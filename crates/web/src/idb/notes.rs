//! The last lines for support: crashes and refusals, never a name, a number or a position.

use std::cell::RefCell;

use domain::time::UnixMs;
use engine::ports::StoreError;

use super::IdbStore;
use super::record::Record;
use super::schema::DIAGNOSTICS;
use super::transaction::{Mode, begin};

/// How many lines are kept.
const KEPT: f64 = 500.0;

thread_local! {
    /// Where the panic hook writes: it has no way to be handed a store.
    static CRASHES: RefCell<Option<IdbStore>> = const { RefCell::new(None) };
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// By the device's clock.
    pub at_ms: UnixMs,
    /// What happened.
    pub text: String,
}

impl IdbStore {
    /// Adds a line and lets the oldest go.
    ///
    /// # Errors
    /// As every write.
    pub async fn note(&self, note: Note) -> Result<(), StoreError> {
        let transaction = self.write(&[DIAGNOSTICS]).await?;
        let store = transaction.store(DIAGNOSTICS)?;
        let number = store.add_numbered(&self.note_record(&note)).await?;
        store.delete_up_to(number - KEPT)?;
        transaction.commit().await
    }

    /// Every line that is kept, oldest first.
    ///
    /// # Errors
    /// As every read.
    pub async fn notes(&self) -> Result<Vec<Note>, StoreError> {
        let transaction = self.read(&[DIAGNOSTICS]).await?;
        let records = transaction.store(DIAGNOSTICS)?.page(None, u32::MAX).await?;
        let notes = records.iter().filter_map(|record| {
            Some(Note {
                at_ms: record.number("at_ms")? as UnixMs,
                text: record.text("text")?,
            })
        });
        Ok(notes.collect())
    }

    fn note_record(&self, note: &Note) -> Record {
        // A panic may have interrupted whoever holds the owner.
        let owner = self.shared.owner.try_borrow().ok();
        let owner = owner.and_then(|owner| owner.clone());
        Record::numbered(owner.as_deref())
            .with("at_ms", note.at_ms as f64)
            .with("text", note.text.as_str())
    }

    /// Issues the requests at once and awaits nothing; the browser finishes them.
    fn note_now(&self, note: &Note) -> Option<()> {
        let database = self.shared.connection.database()?;
        let transaction = begin(&database, &[DIAGNOSTICS], Mode::Write).ok()?;
        let store = transaction.object_store(DIAGNOSTICS).ok()?;
        store.add(&self.note_record(note).0).ok()?;
        Some(())
    }
}

/// From now on crashes are noted in this store.
pub(crate) fn note_crashes_in(store: &IdbStore) {
    CRASHES.with_borrow_mut(|crashes| *crashes = Some(store.clone()));
}

/// Notes a crash, if a store is there and can be had.
pub(crate) fn note_crash(text: &str) {
    let store = CRASHES.with(|crashes| crashes.try_borrow().ok()?.clone());
    let note = Note {
        at_ms: js_sys::Date::now() as UnixMs,
        text: text.to_owned(),
    };
    // A crash before the store was opened is seen on the screen only.
    let _ = store.and_then(|store| store.note_now(&note));
}
