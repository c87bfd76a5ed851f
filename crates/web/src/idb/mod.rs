//! The phone's store in IndexedDB.
//!
//! Every verb is one transaction: values are made, the transaction is opened, only requests are
//! awaited, it is committed. "Done" is the transaction's `complete` event under strict durability.
//! Photos' bytes have a store of their own that lists never touch.

mod connection;
mod drafts;
mod driver;
mod error;
mod keys;
mod notes;
mod outbox;
mod record;
mod records;
mod schema;
mod transaction;

use std::cell::RefCell;
use std::rc::Rc;

use domain::hash::Sha256;
use domain::ids::{Epoch, FindingId, PhotoId, VersionId};
use domain::time::UnixMs;
use engine::ports::{
    DecisionCommit, Identity, KeyId, Lease, LeaseRequest, PendingEnrolment, PhoneStore,
    ReceiptCommit, SealCommit, StoreError, StoreResult,
};
use engine::record::{Draft, OutboxItem, RecordRow, SealedVersion, StoredPhoto, StoredReceipt};
use evidence::chain::ChainHead;

pub use error::OpenError;
pub use notes::Note;
pub(crate) use notes::{note_crash, note_crashes_in};

use connection::Connection;
use record::Record;
use schema::{DIAGNOSTICS, IDENTITY};
use transaction::{Mode, Transaction};

/// The name of the database.
pub const DATABASE: &str = "xuntian";

/// The key of what exists only once.
const ONLY: &str = "only";
/// The key of an enrolment that was asked for, beside the identity.
const PENDING: &str = "pending";

/// The store of this phone. Clones share one connection.
#[derive(Debug, Clone)]
pub struct IdbStore {
    shared: Rc<Shared>,
}

#[derive(Debug)]
struct Shared {
    connection: Connection,
    /// Whose the drafts and photos are that are written now; read with the identity.
    owner: RefCell<Option<String>>,
}

impl IdbStore {
    /// Opens the database, makes it or brings it up to date. [`DATABASE`] is the app's.
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn open(name: &str) -> Result<Self, OpenError> {
        let store = Self {
            shared: Rc::new(Shared {
                connection: Connection::open(name).await?,
                owner: RefCell::new(None),
            }),
        };
        let identity = store.read_identity().await;
        identity.map_err(|error| OpenError::Unavailable(error.to_string()))?;
        Ok(store)
    }

    /// What the browser promises of our writes: `strict`. `None`: it does not say.
    ///
    /// # Errors
    /// [`StoreError::Closed`].
    pub async fn durability(&self) -> Result<Option<String>, StoreError> {
        Ok(self.write(&[DIAGNOSTICS]).await?.durability())
    }

    async fn read(&self, stores: &[&str]) -> Result<Transaction, StoreError> {
        self.shared.connection.begin(stores, Mode::Read).await
    }

    async fn write(&self, stores: &[&str]) -> Result<Transaction, StoreError> {
        self.shared.connection.begin(stores, Mode::Write).await
    }

    fn owner(&self) -> Option<String> {
        self.shared.owner.borrow().clone()
    }

    async fn read_identity(&self) -> Result<Option<Identity>, StoreError> {
        let transaction = self.read(&[IDENTITY]).await?;
        let record = transaction.store(IDENTITY)?.get(ONLY).await?;
        let identity = record.map(|record| record.json::<Identity>()).transpose()?;
        self.remember_owner(identity.as_ref());
        Ok(identity)
    }

    async fn write_identity(&self, identity: Identity) -> Result<(), StoreError> {
        let record = identity_record(&identity)?;
        let transaction = self.write(&[IDENTITY]).await?;
        let store = transaction.store(IDENTITY)?;
        store.put(&record)?;
        store.delete(PENDING)?;
        transaction.commit().await?;
        self.remember_owner(Some(&identity));
        Ok(())
    }

    async fn read_pending(&self) -> Result<Option<PendingEnrolment>, StoreError> {
        let transaction = self.read(&[IDENTITY]).await?;
        let record = transaction.store(IDENTITY)?.get(PENDING).await?;
        record.map(|record| record.json()).transpose()
    }

    async fn write_pending(&self, pending: PendingEnrolment) -> Result<(), StoreError> {
        let record = Record::new(PENDING, self.owner().as_deref()).with_json(&pending)?;
        let transaction = self.write(&[IDENTITY]).await?;
        transaction.store(IDENTITY)?.put(&record)?;
        transaction.commit().await
    }

    fn remember_owner(&self, identity: Option<&Identity>) {
        *self.shared.owner.borrow_mut() = identity.map(|identity| identity.officer_id.to_string());
    }
}

fn identity_record(identity: &Identity) -> Result<Record, StoreError> {
    Record::new(ONLY, Some(&identity.officer_id.to_string())).with_json(identity)
}

impl PhoneStore for IdbStore {
    fn identity(&self) -> StoreResult<'_, Option<Identity>> {
        Box::pin(self.read_identity())
    }
    fn put_identity(&self, identity: Identity) -> StoreResult<'_, ()> {
        Box::pin(self.write_identity(identity))
    }
    fn pending_enrolment(&self) -> StoreResult<'_, Option<PendingEnrolment>> {
        Box::pin(self.read_pending())
    }
    fn put_pending_enrolment(&self, pending: PendingEnrolment) -> StoreResult<'_, ()> {
        Box::pin(self.write_pending(pending))
    }

    fn drafts(&self) -> StoreResult<'_, Vec<Draft>> {
        Box::pin(self.read_drafts())
    }
    fn draft(&self, id: FindingId) -> StoreResult<'_, Option<Draft>> {
        Box::pin(self.read_draft(id))
    }
    fn put_draft(&self, draft: Draft) -> StoreResult<'_, ()> {
        Box::pin(self.write_draft(draft))
    }
    fn discard_draft(&self, id: FindingId) -> StoreResult<'_, ()> {
        Box::pin(self.delete_draft(id))
    }
    fn add_photo(&self, draft: Draft, photo: StoredPhoto, bytes: Rc<[u8]>) -> StoreResult<'_, ()> {
        Box::pin(self.write_photo(draft, photo, bytes))
    }
    fn remove_photo(&self, draft: Draft, id: PhotoId) -> StoreResult<'_, ()> {
        Box::pin(self.delete_photo(draft, id))
    }
    fn photo(&self, id: PhotoId) -> StoreResult<'_, Option<StoredPhoto>> {
        Box::pin(self.read_photo(id))
    }
    fn photo_bytes(&self, sha256: Sha256) -> StoreResult<'_, Option<Rc<[u8]>>> {
        Box::pin(self.read_photo_bytes(sha256))
    }

    fn chain_head<'a>(&'a self, key: &'a KeyId) -> StoreResult<'a, ChainHead> {
        Box::pin(self.read_head(key))
    }
    fn seal(&self, commit: SealCommit) -> StoreResult<'_, ()> {
        Box::pin(self.write_sealed(commit))
    }

    fn rows(&self, offset: u32, limit: u32) -> StoreResult<'_, Vec<RecordRow>> {
        Box::pin(self.read_rows(offset, limit))
    }
    fn row(&self, id: FindingId) -> StoreResult<'_, Option<RecordRow>> {
        Box::pin(self.read_row(id))
    }
    fn rows_to_answer(&self) -> StoreResult<'_, Vec<RecordRow>> {
        Box::pin(self.read_rows_to_answer())
    }
    fn versions(&self, id: FindingId) -> StoreResult<'_, Vec<SealedVersion>> {
        Box::pin(self.read_versions(id))
    }
    fn receipt(&self, id: VersionId) -> StoreResult<'_, Option<StoredReceipt>> {
        Box::pin(self.read_receipt(id))
    }

    fn note_sms_opened(&self, id: FindingId, at_ms: UnixMs) -> StoreResult<'_, ()> {
        Box::pin(self.write_sms_opened(id, at_ms))
    }

    fn outbox_len(&self) -> StoreResult<'_, u32> {
        Box::pin(self.count_outbox())
    }
    fn outbox_due(&self, now_ms: UnixMs, limit: u32) -> StoreResult<'_, Vec<OutboxItem>> {
        Box::pin(self.read_due(now_ms, limit))
    }
    fn outbox_next_at_ms(&self) -> StoreResult<'_, Option<UnixMs>> {
        Box::pin(self.read_next_at())
    }
    fn outbox_item(&self, id: VersionId) -> StoreResult<'_, Option<OutboxItem>> {
        Box::pin(self.read_outbox_item(id))
    }
    fn put_outbox_item(&self, lease: Lease, item: OutboxItem) -> StoreResult<'_, ()> {
        Box::pin(self.write_outbox_item(lease, item))
    }
    fn retry_all(&self, now_ms: UnixMs) -> StoreResult<'_, ()> {
        Box::pin(self.write_all_due(now_ms))
    }

    fn take_lease(&self, request: LeaseRequest) -> StoreResult<'_, Lease> {
        Box::pin(self.write_lease(request))
    }
    fn receive(&self, commit: ReceiptCommit) -> StoreResult<'_, ()> {
        Box::pin(self.write_receipt(commit))
    }
    fn decide(&self, commit: DecisionCommit) -> StoreResult<'_, ()> {
        Box::pin(self.write_decisions(commit))
    }
    fn offer_all_again(&self, lease: Lease, epoch: Epoch, now_ms: UnixMs) -> StoreResult<'_, ()> {
        Box::pin(self.write_all_again(lease, epoch, now_ms))
    }
}
