//! Sealed versions, the rows of lists, receipts and decisions.

use domain::ids::{FindingId, VersionId};
use domain::review::Decision;
use domain::time::UnixMs;
use engine::ports::{DecisionCommit, Identity, KeyId, ReceiptCommit, SealCommit, StoreError};
use engine::record::{RecordEvent, RecordRow, RecordState, SealedVersion, StoredReceipt};
use evidence::chain::ChainHead;

use super::driver::check_lease;
use super::error::damaged;
use super::outbox::outbox_record;
use super::record::{Record, newest_key};
use super::schema::{
    BY_FINDING, CHAIN_HEADS, DRAFTS, IDENTITY, LEASE, NEWEST, OUTBOX, RECEIPTS, ROWS, TO_ANSWER,
    VERSIONS,
};
use super::transaction::{Store, Transaction};
use super::{IdbStore, ONLY, identity_record};

/// More returns than anybody has open.
const ALL: u32 = u32::MAX;

impl IdbStore {
    pub(super) async fn read_head(&self, key: &KeyId) -> Result<ChainHead, StoreError> {
        let transaction = self.read(&[CHAIN_HEADS]).await?;
        head_of(&transaction.store(CHAIN_HEADS)?, key).await
    }

    pub(super) async fn write_sealed(&self, commit: SealCommit) -> Result<(), StoreError> {
        let SealCommit {
            expected_head,
            new_head,
            version,
            outbox,
        } = commit;
        let sealed = &version.sealed;
        let owner = sealed.officer_id.to_string();
        let version_id = sealed.version_id.to_string();
        let finding_id = sealed.finding_id.to_string();
        let of_version = Record::new(&version_id, Some(&owner))
            .with("finding", finding_id.as_str())
            .with("version", sealed.version)
            .with_json(&version)?;
        let of_outbox = outbox_record(&outbox, Some(&owner))?;
        let of_head = Record::new(&version.key_id.0, Some(&owner)).with_json(&new_head)?;

        let transaction = self
            .write(&[DRAFTS, VERSIONS, OUTBOX, CHAIN_HEADS, ROWS])
            .await?;
        let versions = transaction.store(VERSIONS)?;
        if versions.has(&version_id).await? {
            return transaction.commit().await;
        }
        let heads = transaction.store(CHAIN_HEADS)?;
        if head_of(&heads, &version.key_id).await? != expected_head {
            return Err(StoreError::HeadMoved);
        }
        let drafts = transaction.store(DRAFTS)?;
        if !drafts.has(&finding_id).await? {
            return Err(StoreError::DraftGone);
        }
        drafts.delete(&finding_id)?;
        versions.put(&of_version)?;
        heads.put(&of_head)?;
        transaction.store(OUTBOX)?.put(&of_outbox)?;
        let rows = transaction.store(ROWS)?;
        let row = match rows.get(&finding_id).await? {
            Some(known) => known
                .json::<RecordRow>()?
                .after(&RecordEvent::Sealed(sealed)),
            None => RecordRow::first(sealed),
        };
        rows.put(&row_record(&row, Some(&owner))?)?;
        transaction.commit().await
    }

    pub(super) async fn read_rows(
        &self,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<RecordRow>, StoreError> {
        let transaction = self.read(&[ROWS]).await?;
        let index = transaction.store(ROWS)?.index(NEWEST)?;
        values(&index.page_from(offset, limit).await?)
    }

    pub(super) async fn read_row(&self, id: FindingId) -> Result<Option<RecordRow>, StoreError> {
        let transaction = self.read(&[ROWS]).await?;
        let record = transaction.store(ROWS)?.get(&id.to_string()).await?;
        record.map(|record| record.json()).transpose()
    }

    pub(super) async fn read_rows_to_answer(&self) -> Result<Vec<RecordRow>, StoreError> {
        let transaction = self.read(&[ROWS]).await?;
        let index = transaction.store(ROWS)?.index(TO_ANSWER)?;
        values(&index.page(None, ALL).await?)
    }

    pub(super) async fn read_versions(
        &self,
        id: FindingId,
    ) -> Result<Vec<SealedVersion>, StoreError> {
        let transaction = self.read(&[VERSIONS]).await?;
        let index = transaction.store(VERSIONS)?.index(BY_FINDING)?;
        values(&index.all_beginning_with(&id.to_string()).await?)
    }

    pub(super) async fn read_receipt(
        &self,
        id: VersionId,
    ) -> Result<Option<StoredReceipt>, StoreError> {
        let transaction = self.read(&[RECEIPTS]).await?;
        let record = transaction.store(RECEIPTS)?.get(&id.to_string()).await?;
        record.map(|record| record.json()).transpose()
    }

    pub(super) async fn write_sms_opened(
        &self,
        id: FindingId,
        at_ms: UnixMs,
    ) -> Result<(), StoreError> {
        let transaction = self.write(&[ROWS]).await?;
        let event = RecordEvent::SmsOpened { at_ms };
        tell_row(&transaction.store(ROWS)?, id, &event).await?;
        transaction.commit().await
    }

    pub(super) async fn write_receipt(&self, commit: ReceiptCommit) -> Result<(), StoreError> {
        let ReceiptCommit { lease, receipt } = commit;
        let id = receipt.version_id.to_string();
        let transaction = self
            .write(&[LEASE, VERSIONS, RECEIPTS, OUTBOX, ROWS, IDENTITY])
            .await?;
        check_lease(&transaction, lease).await?;
        transaction.store(OUTBOX)?.delete(&id)?;
        let version = transaction.store(VERSIONS)?.get(&id).await?;
        let owner = version.as_ref().and_then(Record::owner);
        let of_receipt = Record::new(&id, owner.as_deref()).with_json(&receipt)?;
        transaction.store(RECEIPTS)?.put(&of_receipt)?;
        if let Some(version) = version {
            let number = version
                .number("version")
                .ok_or_else(|| damaged("a version without its number"))?;
            let event = RecordEvent::Received {
                receipt: &receipt,
                version: number as u32,
            };
            tell_row(&transaction.store(ROWS)?, receipt.finding_id, &event).await?;
        }
        change_identity(&transaction, |identity| {
            identity.last_received_at_ms = Some(receipt.verified_at_ms);
        })
        .await?;
        transaction.commit().await
    }

    pub(super) async fn write_decisions(&self, commit: DecisionCommit) -> Result<(), StoreError> {
        let transaction = self.write(&[LEASE, ROWS, IDENTITY]).await?;
        check_lease(&transaction, commit.lease).await?;
        let rows = transaction.store(ROWS)?;
        for decision in &commit.decisions {
            tell_decision(&rows, decision, commit.heard_at_ms).await?;
        }
        change_identity(&transaction, |identity| {
            identity.inbox_cursor = identity.inbox_cursor.max(commit.cursor);
        })
        .await?;
        transaction.commit().await
    }
}

async fn head_of(heads: &Store, key: &KeyId) -> Result<ChainHead, StoreError> {
    match heads.get(&key.0).await? {
        Some(record) => record.json(),
        None => Ok(ChainHead::EMPTY),
    }
}

async fn tell_decision(
    rows: &Store,
    decision: &Decision,
    heard_at_ms: i64,
) -> Result<(), StoreError> {
    let event = RecordEvent::Decided {
        decision,
        heard_at_ms,
    };
    tell_row(rows, decision.finding_id, &event).await
}

/// Tells a row an event, inside the transaction that makes it true. A finding that is not on this
/// phone has no row.
async fn tell_row(rows: &Store, id: FindingId, event: &RecordEvent<'_>) -> Result<(), StoreError> {
    let Some(record) = rows.get(&id.to_string()).await? else {
        return Ok(());
    };
    let known: RecordRow = record.json()?;
    let told = known.clone().after(event);
    if told != known {
        rows.put(&row_record(&told, record.owner().as_deref())?)?;
    }
    Ok(())
}

fn row_record(row: &RecordRow, owner: Option<&str>) -> Result<Record, StoreError> {
    let newest = newest_key(row.sealed_at_ms, row.finding_id);
    let to_answer = (row.state() == RecordState::Returned).then(|| newest.clone());
    Record::new(&row.finding_id.to_string(), owner)
        .with("newest", newest)
        .with_some("to_answer", to_answer)
        .with_json(row)
}

/// Changes what is known of the server; nothing before the enrolment.
pub(super) async fn change_identity(
    transaction: &Transaction,
    change: impl FnOnce(&mut Identity),
) -> Result<(), StoreError> {
    let store = transaction.store(IDENTITY)?;
    let Some(record) = store.get(ONLY).await? else {
        return Ok(());
    };
    let mut identity: Identity = record.json()?;
    change(&mut identity);
    store.put(&identity_record(&identity)?)
}

fn values<T: serde::de::DeserializeOwned>(records: &[Record]) -> Result<Vec<T>, StoreError> {
    records.iter().map(Record::json).collect()
}
