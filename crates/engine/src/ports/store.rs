//! The phone's store. Every verb is one transaction: it happens whole or not at all, and when its
//! future is ready with `Ok` the data is on the disk (`durability: "strict"`).

use std::rc::Rc;

use domain::hash::Sha256;
use domain::ids::{DeviceId, Epoch, FindingId, OfficerId, PhotoId, VersionId};
use domain::review::{Decision, Role};
use domain::time::UnixMs;
use domain::unit::UnitCode;
use domain::wire::{Jwk, JwkSet};
use evidence::chain::ChainHead;
use serde::{Deserialize, Serialize};

use super::{KeyId, LocalBoxFuture};
use crate::record::{Draft, OutboxItem, RecordRow, SealedVersion, StoredPhoto, StoredReceipt};

/// Why the store could not do it. Nothing of the verb happened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The disk or the browser's quota is full.
    #[error("no space")]
    NoSpace,
    /// Another tab sealed in between: read the head and sign again.
    #[error("the chain's head has moved")]
    HeadMoved,
    /// Another driver holds the lease now.
    #[error("the lease is lost")]
    LeaseLost,
    /// The draft is not there any more: it was sealed or thrown away.
    #[error("the draft is gone")]
    DraftGone,
    /// The database is closed, blocked or refused by the browser.
    #[error("the store is closed: {0}")]
    Closed(String),
    /// A stored value cannot be read.
    #[error("a stored value cannot be read: {0}")]
    Damaged(String),
}

/// What a verb answers.
pub type StoreResult<'a, T> = LocalBoxFuture<'a, Result<T, StoreError>>;

/// Who the phone is enrolled for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// The officer.
    pub officer_id: OfficerId,
    /// The officer's name.
    pub officer_name: String,
    /// The officer's role.
    pub role: Role,
    /// The officer's unit.
    pub unit: UnitCode,
    /// The enrolment.
    pub device_id: DeviceId,
    /// The signing key's name in the vault.
    pub key_id: KeyId,
    /// Its public half; `None`: enrolled by an app that did not keep it.
    #[serde(default)]
    pub key: Option<Jwk>,
    /// Bearer token.
    pub token: String,
    /// The server's keys, pinned at enrolment.
    pub server_keys: JwkSet,
    /// The server's epoch, as last heard.
    pub epoch: Epoch,
    /// Server's clock minus device's clock, when last heard.
    pub server_offset_ms: Option<i64>,
    /// Where the inbox was read to.
    pub inbox_cursor: u64,
    /// When something was last received by the server, by the device's clock.
    pub last_received_at_ms: Option<UnixMs>,
    /// Whether the officer is one of a demonstration.
    #[serde(default)]
    pub is_demo: bool,
}

/// An enrolment that was asked for and not answered yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingEnrolment {
    /// The ten digits.
    pub code: String,
    /// The key that was made for it.
    pub key_id: KeyId,
    /// Its public half.
    pub key: Jwk,
}

/// A driver's permission to write. Every write of a driver names its generation, and the store
/// refuses one that is not the newest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// Grows with every taking.
    pub generation: u64,
}

/// Asking for the lease. The Web Lock has chosen the driver already; the generation is what makes a
/// driver that was frozen and woke up again harmless.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeaseRequest {
    /// By the device's clock.
    pub at_ms: UnixMs,
}

/// Sealing: draft out, version, row and outbox in, chain head moved: all in one transaction.
#[derive(Debug, Clone)]
pub struct SealCommit {
    /// The head that was signed upon.
    pub expected_head: ChainHead,
    /// The head after it.
    pub new_head: ChainHead,
    /// The sealed version.
    pub version: SealedVersion,
    /// What has to be sent.
    pub outbox: OutboxItem,
}

/// A verified receipt: receipt in, outbox item out, row told: all in one transaction.
#[derive(Debug, Clone)]
pub struct ReceiptCommit {
    /// The driver's lease.
    pub lease: Lease,
    /// The receipt.
    pub receipt: StoredReceipt,
}

/// Decisions of the inbox and the new cursor, in one transaction.
#[derive(Debug, Clone)]
pub struct DecisionCommit {
    /// The driver's lease.
    pub lease: Lease,
    /// Oldest first.
    pub decisions: Vec<Decision>,
    /// Where the inbox was read to.
    pub cursor: u64,
    /// When it was heard, by the device's clock.
    pub heard_at_ms: UnixMs,
}

/// The phone's store.
pub trait PhoneStore {
    /// Who the phone is enrolled for; `None` before enrolment.
    fn identity(&self) -> StoreResult<'_, Option<Identity>>;
    /// Enrols, or updates what is known of the server; ends a pending enrolment.
    fn put_identity(&self, identity: Identity) -> StoreResult<'_, ()>;
    /// The enrolment that was asked for and not answered yet.
    fn pending_enrolment(&self) -> StoreResult<'_, Option<PendingEnrolment>>;
    /// Remembers an enrolment before it is asked for, so that a lost answer can be asked for again
    /// with the same key.
    fn put_pending_enrolment(&self, pending: PendingEnrolment) -> StoreResult<'_, ()>;

    /// Every draft, newest change first.
    fn drafts(&self) -> StoreResult<'_, Vec<Draft>>;
    /// One draft.
    fn draft(&self, id: FindingId) -> StoreResult<'_, Option<Draft>>;
    /// Stores a draft whole. A draft that was sealed or thrown away in the meantime stays gone:
    /// [`StoreError::DraftGone`] unless `draft.revision` is 1, the first.
    fn put_draft(&self, draft: Draft) -> StoreResult<'_, ()>;
    /// Throws a draft away, with those of its photos that no sealed version names.
    fn discard_draft(&self, id: FindingId) -> StoreResult<'_, ()>;
    /// Stores a photo's bytes and manifest, and the draft that names it, in one transaction.
    fn add_photo(&self, draft: Draft, photo: StoredPhoto, bytes: Rc<[u8]>) -> StoreResult<'_, ()>;
    /// Stores a draft that names a photo no more, and removes the photo unless a sealed version of the
    /// finding names it, in one transaction.
    fn remove_photo(&self, draft: Draft, id: PhotoId) -> StoreResult<'_, ()>;
    /// A photo's manifest and small picture.
    fn photo(&self, id: PhotoId) -> StoreResult<'_, Option<StoredPhoto>>;
    /// A photo's original bytes, by their hash.
    fn photo_bytes(&self, sha256: Sha256) -> StoreResult<'_, Option<Rc<[u8]>>>;

    /// The head of a key's chain; [`ChainHead::EMPTY`] before the first.
    fn chain_head<'a>(&'a self, key: &'a KeyId) -> StoreResult<'a, ChainHead>;
    /// Seals. [`StoreError::HeadMoved`] where the head is not the expected one; the same version
    /// again is `Ok` and changes nothing.
    fn seal(&self, commit: SealCommit) -> StoreResult<'_, ()>;

    /// Rows of the records, newest first, from `offset`, at most `limit`.
    fn rows(&self, offset: u32, limit: u32) -> StoreResult<'_, Vec<RecordRow>>;
    /// One row.
    fn row(&self, id: FindingId) -> StoreResult<'_, Option<RecordRow>>;
    /// Rows that want something of the officer: returned and not yet answered.
    fn rows_to_answer(&self) -> StoreResult<'_, Vec<RecordRow>>;
    /// Every sealed version of a finding, oldest first.
    fn versions(&self, id: FindingId) -> StoreResult<'_, Vec<SealedVersion>>;
    /// The receipt of a version.
    fn receipt(&self, id: VersionId) -> StoreResult<'_, Option<StoredReceipt>>;

    /// Keeps when the phone's messages were opened to tell the township of a finding; the newest
    /// counts. Nothing happens to a finding that has no row.
    fn note_sms_opened(&self, id: FindingId, at_ms: UnixMs) -> StoreResult<'_, ()>;

    /// How many versions wait to be received, practice not counted.
    fn outbox_len(&self) -> StoreResult<'_, u32>;
    /// Items of the outbox that may be tried at `now_ms`, oldest first, practice after all else, at most
    /// `limit`.
    fn outbox_due(&self, now_ms: UnixMs, limit: u32) -> StoreResult<'_, Vec<OutboxItem>>;
    /// When the next item that is not wedged may be tried; `None`: nothing waits.
    fn outbox_next_at_ms(&self) -> StoreResult<'_, Option<UnixMs>>;
    /// One item.
    fn outbox_item(&self, id: VersionId) -> StoreResult<'_, Option<OutboxItem>>;
    /// Writes an item's progress. [`StoreError::LeaseLost`] for an old generation. An item that is
    /// not there any more stays gone.
    fn put_outbox_item(&self, lease: Lease, item: OutboxItem) -> StoreResult<'_, ()>;
    /// Makes every item due now and unwedged: the person asked for it.
    fn retry_all(&self, now_ms: UnixMs) -> StoreResult<'_, ()>;

    /// Takes the lease: every earlier generation ends.
    fn take_lease(&self, request: LeaseRequest) -> StoreResult<'_, Lease>;
    /// Stores a receipt, see [`ReceiptCommit`]. The same receipt again changes nothing.
    fn receive(&self, commit: ReceiptCommit) -> StoreResult<'_, ()>;
    /// Stores decisions, see [`DecisionCommit`]. The same decision again changes nothing.
    fn decide(&self, commit: DecisionCommit) -> StoreResult<'_, ()>;
    /// Puts every sealed version that is still held back into the outbox: the server was restored
    /// from a backup and has a new epoch.
    fn offer_all_again(&self, lease: Lease, epoch: Epoch, now_ms: UnixMs) -> StoreResult<'_, ()>;
}
