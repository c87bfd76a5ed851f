//! What waits to be received.

use domain::ids::VersionId;
use domain::time::UnixMs;
use engine::ports::{Lease, StoreError};
use engine::record::OutboxItem;

use super::IdbStore;
use super::driver::check_lease;
use super::error::damaged;
use super::record::{Record, oldest_key};
use super::schema::{DUE, LEASE, OLDEST, OUTBOX};

/// Before the place of practice: behind every digit, so that it is sent last and counted apart.
const PRACTICE: &str = "~";

/// How many items are looked at with one request.
const PAGE: u32 = 100;

impl IdbStore {
    pub(super) async fn count_outbox(&self) -> Result<u32, StoreError> {
        let transaction = self.read(&[OUTBOX]).await?;
        let index = transaction.store(OUTBOX)?.index(OLDEST)?;
        index.count_before(PRACTICE).await
    }

    pub(super) async fn read_due(
        &self,
        now_ms: UnixMs,
        limit: u32,
    ) -> Result<Vec<OutboxItem>, StoreError> {
        let transaction = self.read(&[OUTBOX]).await?;
        let index = transaction.store(OUTBOX)?.index(OLDEST)?;
        let mut due = Vec::new();
        let mut after = None;
        // Most items are due as soon as one is, so the first page is nearly always enough.
        while due.len() < limit as usize {
            let page = index.page(after.as_deref(), PAGE).await?;
            let Some(last) = page.last() else {
                break;
            };
            after = Some(
                last.text("oldest")
                    .ok_or_else(|| damaged("an item without its place"))?,
            );
            for record in page {
                let may_be_tried = record.number("due").is_some_and(|at| at <= now_ms as f64);
                if may_be_tried && due.len() < limit as usize {
                    due.push(record.json()?);
                }
            }
        }
        Ok(due)
    }

    pub(super) async fn read_next_at(&self) -> Result<Option<UnixMs>, StoreError> {
        let transaction = self.read(&[OUTBOX]).await?;
        let key = transaction.store(OUTBOX)?.index(DUE)?.first_key().await?;
        Ok(key.and_then(|key| key.as_f64()).map(|at| at as UnixMs))
    }

    pub(super) async fn read_outbox_item(
        &self,
        id: VersionId,
    ) -> Result<Option<OutboxItem>, StoreError> {
        let transaction = self.read(&[OUTBOX]).await?;
        let record = transaction.store(OUTBOX)?.get(&id.to_string()).await?;
        record.map(|record| record.json()).transpose()
    }

    pub(super) async fn write_outbox_item(
        &self,
        lease: Lease,
        item: OutboxItem,
    ) -> Result<(), StoreError> {
        let transaction = self.write(&[LEASE, OUTBOX]).await?;
        check_lease(&transaction, lease).await?;
        let outbox = transaction.store(OUTBOX)?;
        if let Some(known) = outbox.get(&item.version_id.to_string()).await? {
            outbox.put(&outbox_record(&item, known.owner().as_deref())?)?;
        }
        transaction.commit().await
    }

    pub(super) async fn write_all_due(&self, now_ms: UnixMs) -> Result<(), StoreError> {
        let transaction = self.write(&[OUTBOX]).await?;
        let outbox = transaction.store(OUTBOX)?;
        let mut after = None;
        loop {
            let page = outbox.page(after.as_deref(), PAGE).await?;
            let Some(last) = page.last() else {
                return transaction.commit().await;
            };
            after = last.text("id");
            for record in page {
                let retried = record.json::<OutboxItem>()?.retried(now_ms);
                outbox.put(&outbox_record(&retried, record.owner().as_deref())?)?;
            }
        }
    }
}

/// An item as it is stored. A wedged one has no time, so it is not in the index of what is due.
pub(super) fn outbox_record(item: &OutboxItem, owner: Option<&str>) -> Result<Record, StoreError> {
    let due = item.wedge.is_none().then_some(item.next_try_at_ms as f64);
    let mut place = oldest_key(item.sealed_at_ms, item.version_id);
    if item.practice {
        place.insert_str(0, PRACTICE);
    }
    Record::new(&item.version_id.to_string(), owner)
        .with("oldest", place)
        .with_some("due", due)
        .with_json(item)
}
