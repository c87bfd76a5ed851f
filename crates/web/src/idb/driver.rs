//! The driver's lease, and what only a driver does with everything.

use domain::ids::Epoch;
use domain::time::UnixMs;
use engine::ports::{Lease, LeaseRequest, StoreError};
use engine::record::{OutboxItem, SealedVersion};

use super::outbox::outbox_record;
use super::record::Record;
use super::records::change_identity;
use super::schema::{IDENTITY, LEASE, OUTBOX, VERSIONS};
use super::transaction::Transaction;
use super::{IdbStore, ONLY};

/// How many versions are read with one request.
const PAGE: u32 = 100;

impl IdbStore {
    pub(super) async fn write_lease(&self, request: LeaseRequest) -> Result<Lease, StoreError> {
        let owner = self.owner();
        let transaction = self.write(&[LEASE]).await?;
        let generation = generation(&transaction).await? + 1;
        let record = Record::new(ONLY, owner.as_deref())
            .with("generation", generation as f64)
            .with("taken_at_ms", request.at_ms as f64);
        transaction.store(LEASE)?.put(&record)?;
        transaction.commit().await?;
        Ok(Lease { generation })
    }

    pub(super) async fn write_all_again(
        &self,
        lease: Lease,
        epoch: Epoch,
        now_ms: UnixMs,
    ) -> Result<(), StoreError> {
        let transaction = self.write(&[LEASE, VERSIONS, OUTBOX, IDENTITY]).await?;
        check_lease(&transaction, lease).await?;
        let versions = transaction.store(VERSIONS)?;
        let outbox = transaction.store(OUTBOX)?;
        let mut after = None;
        loop {
            let page = versions.page(after.as_deref(), PAGE).await?;
            let Some(last) = page.last() else {
                break;
            };
            after = last.text("id");
            for record in page {
                let version: SealedVersion = record.json()?;
                let item = OutboxItem {
                    next_try_at_ms: now_ms,
                    ..OutboxItem::of(&version.sealed)
                };
                outbox.put(&outbox_record(&item, record.owner().as_deref())?)?;
            }
        }
        change_identity(&transaction, |identity| {
            identity.epoch = epoch;
            identity.inbox_cursor = 0;
        })
        .await?;
        transaction.commit().await
    }
}

/// Refuses a driver whose lease somebody else has taken, inside the transaction that it wants to
/// write in.
pub(super) async fn check_lease(transaction: &Transaction, lease: Lease) -> Result<(), StoreError> {
    if generation(transaction).await? == lease.generation {
        Ok(())
    } else {
        Err(StoreError::LeaseLost)
    }
}

/// The newest generation; 0 before the first. A number of JavaScript counts exactly to 2^53.
async fn generation(transaction: &Transaction) -> Result<u64, StoreError> {
    let record = transaction.store(LEASE)?.get(ONLY).await?;
    let generation = record.and_then(|record| record.number("generation"));
    Ok(generation.map_or(0, |generation| generation as u64))
}
