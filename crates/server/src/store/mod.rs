//! What the server knows. One trait with a verb for each use case, one contract that every store
//! passes, two stores: SQLite, and memory for tests.
//!
//! A verb is one transaction: it happens wholly and is durable when it returns, or not at all. The
//! event log is append-only and chained; everything else is what follows from it, written in the
//! same transaction. Time, ids and random bytes are parameters.

pub mod memory;
mod outline;
pub mod rules;
pub mod sqlite;
mod types;

#[cfg(test)]
pub(crate) mod contract;
#[cfg(test)]
mod contract_operate;
#[cfg(test)]
mod contract_review;

use async_trait::async_trait;
use domain::hash::Sha256;
use domain::ids::{AccountId, DeviceId, Epoch, FindingId, OfficerId, UploadId};
use domain::time::UnixMs;

use crate::speech::both;
pub use types::*;

/// Why the store could not do it. Nothing of the verb happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// No room on the disk.
    #[error("the disk is full")]
    Full,
    /// What is stored cannot be read.
    #[error("stored data is damaged: {0}")]
    Damaged(&'static str),
    /// A newer program has written it.
    #[error("{}", both(|lang| words::operate::schema_newer(lang, .found, .known)))]
    SchemaNewer {
        /// The number of its schema.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// An older program has written it, and it may not be changed now.
    #[error("{}", both(|lang| words::operate::schema_older(lang, .found, .known)))]
    SchemaOlder {
        /// The number of its schema.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// The store does not answer.
    #[error("the store is not available")]
    Unavailable,
}

/// The answer of a verb.
pub type StoreResult<T> = Result<T, StoreError>;

/// The store's verbs.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// The store's epoch; `fresh` becomes it where there is none yet.
    async fn epoch(&self, fresh: Epoch) -> StoreResult<Epoch>;

    /// Begins a new epoch in a store that comes from a backup: phones offer again what they hold.
    /// Sessions and uploads of before have ended.
    async fn begin_epoch(&self, epoch: Epoch, now_ms: UnixMs) -> StoreResult<()>;

    /// Notes that secrets of the folder were lost and are made anew.
    async fn keys_made(&self, names: &[&str], now_ms: UnixMs) -> StoreResult<()>;

    /// Whether it can be written to.
    async fn ready(&self) -> StoreResult<()>;

    /// Adds a person who works in the field.
    async fn add_officer(&self, officer: Officer, now_ms: UnixMs) -> StoreResult<()>;

    /// Everybody who works in the field, in the order of their ids.
    async fn officers(&self) -> StoreResult<Vec<Officer>>;

    /// Whether anybody is here, in the field or at a desk, who was not made for the demonstration.
    async fn has_real_people(&self) -> StoreResult<bool>;

    /// Adds a supervisor's account. The name must be new.
    async fn add_account(&self, account: Account, now_ms: UnixMs) -> StoreResult<()>;

    /// Replaces the password of an account and ends its sessions.
    async fn set_password(
        &self,
        id: AccountId,
        password_phc: String,
        now_ms: UnixMs,
    ) -> StoreResult<()>;

    /// Adds an enrolment code, by its hash.
    async fn add_enrol_code(
        &self,
        code_sha256: Sha256,
        officer_id: OfficerId,
        expires_at_ms: UnixMs,
        now_ms: UnixMs,
    ) -> StoreResult<()>;

    /// Whom a code enrols, whether it was used or not.
    async fn enrol_code(&self, code_sha256: Sha256) -> StoreResult<Option<EnrolCode>>;

    /// Uses a code up. The same code with the same key gives the same device and the new token while
    /// the code lasts: a lost answer can be asked for again, an old code is of no use to a thief.
    async fn enrol(&self, enrolment: Enrolment, now_ms: UnixMs) -> StoreResult<EnrolOutcome>;

    /// Every phone that was ever enrolled, in the order of enrolment.
    async fn devices(&self) -> StoreResult<Vec<DeviceLine>>;

    /// A device by its id.
    async fn device(&self, id: DeviceId) -> StoreResult<Option<Device>>;

    /// A device by the name of its key, revoked or not.
    async fn device_by_kid(&self, kid: &str) -> StoreResult<Option<Device>>;

    /// A device by its token, if that has not ended.
    async fn device_by_token(
        &self,
        token_sha256: Sha256,
        now_ms: UnixMs,
    ) -> StoreResult<Option<Device>>;

    /// Replaces the token of a device.
    async fn renew_token(
        &self,
        id: DeviceId,
        token: TokenRecord,
        now_ms: UnixMs,
    ) -> StoreResult<()>;

    /// Marks a device as lost or replaced: what it still signs is kept, and flagged.
    async fn revoke_device(&self, id: DeviceId, now_ms: UnixMs) -> StoreResult<()>;

    /// Takes a verified envelope in, and receipts it if all its photos are there.
    async fn accept(
        &self,
        envelope: NewEnvelope,
        signer: &ReceiptSigner,
        now_ms: UnixMs,
    ) -> StoreResult<Accepted>;

    /// How far an envelope is.
    async fn envelope(&self, payload_sha256: Sha256) -> StoreResult<Option<EnvelopeState>>;

    /// A photo is on the disk: receipts every envelope that is whole now. Repeating it is harmless.
    /// Gives the number of envelopes that were receipted.
    async fn photo_arrived(
        &self,
        photo: StoredPhoto,
        signer: &ReceiptSigner,
        now_ms: UnixMs,
    ) -> StoreResult<u32>;

    /// Opens an upload, or gives the one that this device has for the same hash. `None`: the device
    /// has `most_open` uploads whose photo is not there yet.
    async fn open_upload(
        &self,
        upload: Upload,
        most_open: u32,
        now_ms: UnixMs,
    ) -> StoreResult<Option<Upload>>;

    /// An upload by its id.
    async fn upload(&self, id: UploadId) -> StoreResult<Option<Upload>>;

    /// Forgets an upload.
    async fn drop_upload(&self, id: UploadId) -> StoreResult<()>;

    /// The uploads whose time is over.
    async fn expired_uploads(&self, now_ms: UnixMs) -> StoreResult<Vec<UploadId>>;

    /// Decisions on an officer's findings after a cursor, oldest first, at most `limit`.
    async fn inbox(&self, officer_id: OfficerId, since: u64, limit: u32) -> StoreResult<InboxPage>;

    /// An account by the name that is typed.
    async fn account_by_name(&self, name: &str) -> StoreResult<Option<Account>>;

    /// Opens a session of an account.
    async fn open_session(
        &self,
        account: &Account,
        token: TokenRecord,
        now_ms: UnixMs,
    ) -> StoreResult<()>;

    /// The account of a session, if that has not ended.
    async fn session(&self, token_sha256: Sha256, now_ms: UnixMs) -> StoreResult<Option<Account>>;

    /// Ends a session.
    async fn close_session(&self, token_sha256: Sha256) -> StoreResult<()>;

    /// A page of the reviewer's list.
    async fn list_findings(&self, query: ListQuery) -> StoreResult<ListPage>;

    /// Everything about one finding.
    async fn finding(&self, id: FindingId) -> StoreResult<Option<FindingRecord>>;

    /// A photo of a received version of a finding.
    async fn finding_photo(
        &self,
        id: FindingId,
        photo: Sha256,
    ) -> StoreResult<Option<FindingPhoto>>;

    /// Takes a decision. The same id with the same content is harmless.
    async fn decide(&self, decision: NewDecision, now_ms: UnixMs) -> StoreResult<DecideOutcome>;

    /// What an operator watches; events are counted after the line `after_seq`.
    async fn stats(&self, after_seq: u64) -> StoreResult<Stats>;

    /// The event log after a line, at most `limit` lines.
    async fn events_after(&self, seq: u64, limit: u32) -> StoreResult<Vec<Event>>;
}
