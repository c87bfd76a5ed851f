//! The store in SQLite: WAL, `synchronous = FULL`, one writing connection, a pool of readers.
//!
//! One writer makes `BEGIN IMMEDIATE` never wait for a lock inside the process, and a commit is on
//! the disk when it returns. Every verb is one transaction; its SQL is in the file of its subject.

mod envelopes;
mod error;
mod events;
mod findings;
#[cfg(test)]
mod fixtures;
mod operate;
mod people;
mod schema;
mod uploads;
mod values;

use std::path::Path;

use async_trait::async_trait;
use domain::hash::Sha256;
use domain::ids::{AccountId, DeviceId, Epoch, FindingId, OfficerId, UploadId};
use domain::time::UnixMs;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Sqlite, Transaction};

use super::{
    Accepted, Account, DecideOutcome, Device, DeviceLine, EnrolCode, EnrolOutcome, Enrolment,
    EnvelopeState, Event, FindingPhoto, FindingRecord, InboxPage, ListPage, ListQuery, NewDecision,
    NewEnvelope, Officer, ReceiptSigner, Stats, Store, StoreError, StoreResult, StoredPhoto,
    TokenRecord, Upload,
};

/// How many readers at once: more would only wait for the same disk.
const READERS: u32 = 4;

/// Runs a verb in one transaction of the writer.
macro_rules! write {
    ($store:expr, $tx:ident => $verb:expr) => {{
        let mut transaction = $store.begin().await?;
        let $tx = &mut *transaction;
        let answer = $verb.await?;
        transaction.commit().await?;
        Ok(answer)
    }};
}

/// Runs a verb in one snapshot of a reader.
macro_rules! read {
    ($store:expr, $tx:ident => $verb:expr) => {{
        let mut snapshot = $store.readers.begin().await.map_err(StoreError::from)?;
        let $tx = &mut *snapshot;
        $verb.await
    }};
}

/// The store.
#[derive(Debug, Clone)]
pub struct SqliteStore {
    writer: SqlitePool,
    readers: SqlitePool,
}

impl SqliteStore {
    /// Opens the database file, makes it if it is not there, and brings it to this version.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn open(file: &Path) -> StoreResult<Self> {
        let store = Self::connect(file, true).await?;
        schema::bring_up(&store.writer).await?;
        Ok(store)
    }

    /// Opens the database of a server that may be running: it must be there, and of this version.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn join(file: &Path) -> StoreResult<Self> {
        let store = Self::connect(file, false).await?;
        schema::expect_ours(&store.writer).await?;
        Ok(store)
    }

    async fn connect(file: &Path, may_make: bool) -> StoreResult<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(std::time::Duration::from_secs(10));
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options.clone().create_if_missing(may_make))
            .await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(options.read_only(true))
            .await?;
        Ok(Self { writer, readers })
    }

    async fn begin(&self) -> StoreResult<Transaction<'static, Sqlite>> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn epoch(&self, fresh: Epoch) -> StoreResult<Epoch> {
        let mut tx = self.begin().await?;
        sqlx::query("INSERT INTO meta (key, value) VALUES ('epoch', ?) ON CONFLICT DO NOTHING")
            .bind(fresh.to_string())
            .execute(&mut *tx)
            .await?;
        let row = sqlx::query("SELECT value FROM meta WHERE key = 'epoch'")
            .fetch_one(&mut *tx)
            .await?;
        let epoch = values::parsed(&row, "value")?;
        tx.commit().await?;
        Ok(epoch)
    }

    async fn begin_epoch(&self, epoch: Epoch, now_ms: UnixMs) -> StoreResult<()> {
        write!(self, tx => operate::begin_epoch(tx, epoch, now_ms))
    }

    async fn keys_made(&self, names: &[&str], now_ms: UnixMs) -> StoreResult<()> {
        write!(self, tx => operate::keys_made(tx, names, now_ms))
    }

    async fn ready(&self) -> StoreResult<()> {
        let mut tx = self.begin().await?;
        sqlx::query("INSERT INTO meta (key, value) VALUES ('ready', '') ON CONFLICT DO NOTHING")
            .execute(&mut *tx)
            .await?;
        Ok(tx.rollback().await?)
    }

    async fn add_officer(&self, officer: Officer, now_ms: UnixMs) -> StoreResult<()> {
        write!(self, tx => people::add_officer(tx, officer, now_ms))
    }

    async fn officers(&self) -> StoreResult<Vec<Officer>> {
        read!(self, tx => people::officers(tx))
    }

    async fn has_real_people(&self) -> StoreResult<bool> {
        read!(self, tx => people::has_real_people(tx))
    }

    async fn add_account(&self, account: Account, now_ms: UnixMs) -> StoreResult<()> {
        write!(self, tx => people::add_account(tx, account, now_ms))
    }

    async fn set_password(
        &self,
        id: AccountId,
        password_phc: String,
        now_ms: UnixMs,
    ) -> StoreResult<()> {
        write!(self, tx => people::set_password(tx, id, password_phc, now_ms))
    }

    async fn add_enrol_code(
        &self,
        code_sha256: Sha256,
        officer_id: OfficerId,
        expires_at_ms: UnixMs,
        now_ms: UnixMs,
    ) -> StoreResult<()> {
        write!(self, tx => people::add_enrol_code(tx, code_sha256, officer_id, expires_at_ms, now_ms))
    }

    async fn enrol_code(&self, code_sha256: Sha256) -> StoreResult<Option<EnrolCode>> {
        read!(self, tx => people::enrol_code(tx, code_sha256))
    }

    async fn enrol(&self, enrolment: Enrolment, now_ms: UnixMs) -> StoreResult<EnrolOutcome> {
        write!(self, tx => people::enrol(tx, enrolment, now_ms))
    }

    async fn devices(&self) -> StoreResult<Vec<DeviceLine>> {
        read!(self, tx => operate::devices(tx))
    }

    async fn device(&self, id: DeviceId) -> StoreResult<Option<Device>> {
        read!(self, tx => people::device_by_id(tx, id))
    }

    async fn device_by_kid(&self, kid: &str) -> StoreResult<Option<Device>> {
        read!(self, tx => people::device_by_kid(tx, kid))
    }

    async fn device_by_token(
        &self,
        token_sha256: Sha256,
        now_ms: UnixMs,
    ) -> StoreResult<Option<Device>> {
        read!(self, tx => people::device_by_token(tx, token_sha256, now_ms))
    }

    async fn renew_token(
        &self,
        id: DeviceId,
        token: TokenRecord,
        now_ms: UnixMs,
    ) -> StoreResult<()> {
        write!(self, tx => people::renew_token(tx, id, token, now_ms))
    }

    async fn revoke_device(&self, id: DeviceId, now_ms: UnixMs) -> StoreResult<()> {
        write!(self, tx => people::revoke_device(tx, id, now_ms))
    }

    async fn accept(
        &self,
        envelope: NewEnvelope,
        signer: &ReceiptSigner,
        now_ms: UnixMs,
    ) -> StoreResult<Accepted> {
        write!(self, tx => envelopes::accept(tx, envelope, signer, now_ms))
    }

    async fn envelope(&self, payload_sha256: Sha256) -> StoreResult<Option<EnvelopeState>> {
        read!(self, tx => envelopes::state(tx, payload_sha256))
    }

    async fn photo_arrived(
        &self,
        photo: StoredPhoto,
        signer: &ReceiptSigner,
        now_ms: UnixMs,
    ) -> StoreResult<u32> {
        write!(self, tx => envelopes::photo_arrived(tx, photo, signer, now_ms))
    }

    async fn open_upload(
        &self,
        upload: Upload,
        most_open: u32,
        now_ms: UnixMs,
    ) -> StoreResult<Option<Upload>> {
        write!(self, tx => uploads::open(tx, upload, most_open, now_ms))
    }

    async fn upload(&self, id: UploadId) -> StoreResult<Option<Upload>> {
        read!(self, tx => uploads::get(tx, id))
    }

    async fn drop_upload(&self, id: UploadId) -> StoreResult<()> {
        write!(self, tx => uploads::forget(tx, id))
    }

    async fn expired_uploads(&self, now_ms: UnixMs) -> StoreResult<Vec<UploadId>> {
        read!(self, tx => uploads::expired(tx, now_ms))
    }

    async fn inbox(&self, officer_id: OfficerId, since: u64, limit: u32) -> StoreResult<InboxPage> {
        read!(self, tx => findings::inbox(tx, officer_id, since, limit))
    }

    async fn account_by_name(&self, name: &str) -> StoreResult<Option<Account>> {
        read!(self, tx => people::account_by_name(tx, name))
    }

    async fn open_session(
        &self,
        account: &Account,
        token: TokenRecord,
        now_ms: UnixMs,
    ) -> StoreResult<()> {
        write!(self, tx => people::open_session(tx, account, token, now_ms))
    }

    async fn session(&self, token_sha256: Sha256, now_ms: UnixMs) -> StoreResult<Option<Account>> {
        read!(self, tx => people::session(tx, token_sha256, now_ms))
    }

    async fn close_session(&self, token_sha256: Sha256) -> StoreResult<()> {
        write!(self, tx => people::close_session(tx, token_sha256))
    }

    async fn list_findings(&self, query: ListQuery) -> StoreResult<ListPage> {
        read!(self, tx => findings::list(tx, query))
    }

    async fn finding(&self, id: FindingId) -> StoreResult<Option<FindingRecord>> {
        read!(self, tx => findings::record(tx, id))
    }

    async fn finding_photo(
        &self,
        id: FindingId,
        photo: Sha256,
    ) -> StoreResult<Option<FindingPhoto>> {
        read!(self, tx => findings::photo(tx, id, photo))
    }

    async fn decide(&self, decision: NewDecision, now_ms: UnixMs) -> StoreResult<DecideOutcome> {
        write!(self, tx => findings::decide(tx, decision, now_ms))
    }

    async fn stats(&self, after_seq: u64) -> StoreResult<Stats> {
        read!(self, tx => operate::stats(tx, after_seq))
    }

    async fn events_after(&self, seq: u64, limit: u32) -> StoreResult<Vec<Event>> {
        read!(self, tx => events::after(tx, seq, limit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn in_a_folder() -> (SqliteStore, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("xuntian.db"))
            .await
            .unwrap();
        (store, folder)
    }

    crate::store::contract::contract!(in_a_folder);
    crate::store::contract_review::contract!(in_a_folder);
    crate::store::contract_operate::contract!(in_a_folder);

    #[tokio::test]
    async fn every_commit_is_on_the_disk_when_it_returns() {
        let (store, _folder) = in_a_folder().await;
        let mut writer = store.writer.acquire().await.unwrap();
        for (pragma, value) in [("PRAGMA synchronous", 2), ("PRAGMA foreign_keys", 1)] {
            let got: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(pragma))
                .fetch_one(&mut *writer)
                .await
                .unwrap();
            assert_eq!(got, value, "{pragma}");
        }
        let journal: String = sqlx::query_scalar("PRAGMA journal_mode")
            .fetch_one(&mut *writer)
            .await
            .unwrap();
        assert_eq!(journal, "wal");
    }

    #[tokio::test]
    async fn the_log_refuses_to_be_changed_or_shortened() {
        let (store, _folder) = in_a_folder().await;
        let mut tx = store.begin().await.unwrap();
        events::append(&mut tx, 1, "x", serde_json::json!({}))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        for sql in ["UPDATE events SET body = 'y'", "DELETE FROM events"] {
            let refused = sqlx::query(sqlx::AssertSqlSafe(sql))
                .execute(&store.writer)
                .await;
            assert!(refused.is_err(), "{sql}");
        }
    }

    #[tokio::test]
    async fn a_store_is_there_again_after_it_was_closed() {
        let (store, folder) = in_a_folder().await;
        let first = store.epoch(Epoch::new(1, [1; 10])).await.unwrap();
        store.writer.close().await;
        let again = SqliteStore::open(&folder.path().join("xuntian.db"))
            .await
            .unwrap();
        assert_eq!(again.epoch(Epoch::new(2, [2; 10])).await.unwrap(), first);
    }
}
