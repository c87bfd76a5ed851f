//! The phone's store in memory. Every verb works on a copy and puts it in place at its end, so that
//! a verb that fails has changed nothing.
//!
//! Long because it is one list of verbs over one state.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use domain::hash::Sha256;
use domain::ids::{Epoch, FindingId, PhotoId, VersionId};
use domain::time::UnixMs;
use evidence::chain::ChainHead;
use futures::FutureExt as _;

use crate::ports::{
    DecisionCommit, Identity, KeyId, Lease, LeaseRequest, PendingEnrolment, PhoneStore,
    ReceiptCommit, SealCommit, StoreError, StoreResult,
};
use crate::record::{
    Draft, OutboxItem, RecordEvent, RecordRow, RecordState, SealedVersion, StoredPhoto,
    StoredReceipt,
};

#[derive(Clone, Default)]
struct State {
    identity: Option<Identity>,
    pending: Option<PendingEnrolment>,
    drafts: BTreeMap<FindingId, Draft>,
    photos: BTreeMap<PhotoId, StoredPhoto>,
    bytes: BTreeMap<Sha256, Rc<[u8]>>,
    heads: BTreeMap<String, ChainHead>,
    rows: BTreeMap<FindingId, RecordRow>,
    versions: BTreeMap<VersionId, SealedVersion>,
    receipts: BTreeMap<VersionId, StoredReceipt>,
    outbox: BTreeMap<VersionId, OutboxItem>,
    lease: u64,
}

/// A phone's store that lives as long as the process; clones share it, as tabs share a database.
#[derive(Clone, Default)]
pub struct MemoryPhoneStore {
    state: Rc<RefCell<State>>,
}

impl MemoryPhoneStore {
    /// Loses a photo's bytes, as a browser does that cleans up.
    pub fn lose_photo(&self, sha256: Sha256) {
        self.state.borrow_mut().bytes.remove(&sha256);
    }

    fn read<T>(&self, read: impl FnOnce(&State) -> T) -> StoreResult<'_, T>
    where
        T: 'static,
    {
        let answer = Ok(read(&self.state.borrow()));
        async move { answer }.boxed_local()
    }

    fn write<T>(
        &self,
        write: impl FnOnce(&mut State) -> Result<T, StoreError>,
    ) -> StoreResult<'_, T>
    where
        T: 'static,
    {
        let mut next = self.state.borrow().clone();
        let answer = write(&mut next);
        if answer.is_ok() {
            *self.state.borrow_mut() = next;
        }
        async move { answer }.boxed_local()
    }
}

impl State {
    fn guard(&self, lease: Lease) -> Result<(), StoreError> {
        if lease.generation == self.lease {
            Ok(())
        } else {
            Err(StoreError::LeaseLost)
        }
    }

    fn put_draft(&mut self, draft: Draft) -> Result<(), StoreError> {
        if draft.revision > 1 && !self.drafts.contains_key(&draft.finding_id) {
            return Err(StoreError::DraftGone);
        }
        self.drafts.insert(draft.finding_id, draft);
        Ok(())
    }

    fn tell_row(&mut self, id: FindingId, event: &RecordEvent<'_>) {
        if let Some(row) = self.rows.remove(&id) {
            self.rows.insert(id, row.after(event));
        }
    }

    /// Removes the photos that neither a draft nor a sealed version names.
    fn drop_orphans(&mut self, candidates: &[PhotoId]) {
        for id in candidates {
            let in_draft = self
                .drafts
                .values()
                .any(|draft| draft.photos.iter().any(|photo| photo.id == *id));
            let in_version = self
                .versions
                .values()
                .any(|version| version.sealed.photos.iter().any(|photo| photo.id == *id));
            if !in_draft && !in_version {
                self.photos.remove(id);
            }
        }
        let kept: Vec<Sha256> = self
            .photos
            .values()
            .map(|photo| photo.manifest.sha256)
            .collect();
        self.bytes.retain(|sha256, _| kept.contains(sha256));
    }
}

impl PhoneStore for MemoryPhoneStore {
    fn identity(&self) -> StoreResult<'_, Option<Identity>> {
        self.read(|state| state.identity.clone())
    }

    fn put_identity(&self, identity: Identity) -> StoreResult<'_, ()> {
        self.write(|state| {
            state.identity = Some(identity);
            state.pending = None;
            Ok(())
        })
    }

    fn pending_enrolment(&self) -> StoreResult<'_, Option<PendingEnrolment>> {
        self.read(|state| state.pending.clone())
    }

    fn put_pending_enrolment(&self, pending: PendingEnrolment) -> StoreResult<'_, ()> {
        self.write(|state| {
            state.pending = Some(pending);
            Ok(())
        })
    }

    fn drafts(&self) -> StoreResult<'_, Vec<Draft>> {
        self.read(|state| {
            let mut drafts: Vec<_> = state.drafts.values().cloned().collect();
            drafts.sort_by_key(|draft| std::cmp::Reverse(draft.changed_at_ms));
            drafts
        })
    }

    fn draft(&self, id: FindingId) -> StoreResult<'_, Option<Draft>> {
        self.read(|state| state.drafts.get(&id).cloned())
    }

    fn put_draft(&self, draft: Draft) -> StoreResult<'_, ()> {
        self.write(|state| state.put_draft(draft))
    }

    fn discard_draft(&self, id: FindingId) -> StoreResult<'_, ()> {
        self.write(|state| {
            if let Some(draft) = state.drafts.remove(&id) {
                let photos: Vec<_> = draft.photos.iter().map(|photo| photo.id).collect();
                state.drop_orphans(&photos);
            }
            Ok(())
        })
    }

    fn add_photo(&self, draft: Draft, photo: StoredPhoto, bytes: Rc<[u8]>) -> StoreResult<'_, ()> {
        self.write(|state| {
            state.put_draft(draft)?;
            state.bytes.insert(photo.manifest.sha256, bytes);
            state.photos.insert(photo.manifest.id, photo);
            Ok(())
        })
    }

    fn remove_photo(&self, draft: Draft, id: PhotoId) -> StoreResult<'_, ()> {
        self.write(|state| {
            state.put_draft(draft)?;
            state.drop_orphans(&[id]);
            Ok(())
        })
    }

    fn photo(&self, id: PhotoId) -> StoreResult<'_, Option<StoredPhoto>> {
        self.read(|state| state.photos.get(&id).cloned())
    }

    fn photo_bytes(&self, sha256: Sha256) -> StoreResult<'_, Option<Rc<[u8]>>> {
        self.read(|state| state.bytes.get(&sha256).cloned())
    }

    fn chain_head<'a>(&'a self, key: &'a KeyId) -> StoreResult<'a, ChainHead> {
        self.read(|state| state.heads.get(&key.0).copied().unwrap_or(ChainHead::EMPTY))
    }

    fn seal(&self, commit: SealCommit) -> StoreResult<'_, ()> {
        self.write(|state| {
            let SealCommit {
                expected_head,
                new_head,
                version,
                outbox,
            } = commit;
            if state.versions.contains_key(&version.sealed.version_id) {
                return Ok(());
            }
            let head = state
                .heads
                .get(&version.key_id.0)
                .copied()
                .unwrap_or(ChainHead::EMPTY);
            if head != expected_head {
                return Err(StoreError::HeadMoved);
            }
            let id = version.sealed.finding_id;
            if state.drafts.remove(&id).is_none() {
                return Err(StoreError::DraftGone);
            }
            state.heads.insert(version.key_id.0.clone(), new_head);
            let row = match state.rows.remove(&id) {
                Some(row) => row.after(&RecordEvent::Sealed(&version.sealed)),
                None => RecordRow::first(&version.sealed),
            };
            state.rows.insert(id, row);
            state.outbox.insert(outbox.version_id, outbox);
            state.versions.insert(version.sealed.version_id, version);
            Ok(())
        })
    }

    fn rows(&self, offset: u32, limit: u32) -> StoreResult<'_, Vec<RecordRow>> {
        self.read(|state| {
            let mut rows: Vec<_> = state.rows.values().cloned().collect();
            rows.sort_by_key(|row| std::cmp::Reverse((row.sealed_at_ms, row.finding_id)));
            rows.into_iter()
                .skip(offset as usize)
                .take(limit as usize)
                .collect()
        })
    }

    fn row(&self, id: FindingId) -> StoreResult<'_, Option<RecordRow>> {
        self.read(|state| state.rows.get(&id).cloned())
    }

    fn rows_to_answer(&self) -> StoreResult<'_, Vec<RecordRow>> {
        self.read(|state| {
            let wanted = |row: &&RecordRow| row.state() == RecordState::Returned;
            let mut rows: Vec<_> = state.rows.values().filter(wanted).cloned().collect();
            rows.sort_by_key(|row| std::cmp::Reverse((row.sealed_at_ms, row.finding_id)));
            rows
        })
    }

    fn versions(&self, id: FindingId) -> StoreResult<'_, Vec<SealedVersion>> {
        self.read(|state| {
            let mut versions: Vec<_> = state
                .versions
                .values()
                .filter(|version| version.sealed.finding_id == id)
                .cloned()
                .collect();
            versions.sort_by_key(|version| version.sealed.version);
            versions
        })
    }

    fn receipt(&self, id: VersionId) -> StoreResult<'_, Option<StoredReceipt>> {
        self.read(|state| state.receipts.get(&id).cloned())
    }

    fn note_sms_opened(&self, id: FindingId, at_ms: UnixMs) -> StoreResult<'_, ()> {
        self.write(|state| {
            state.tell_row(id, &RecordEvent::SmsOpened { at_ms });
            Ok(())
        })
    }

    fn outbox_len(&self) -> StoreResult<'_, u32> {
        self.read(|state| state.outbox.values().filter(|item| !item.practice).count() as u32)
    }

    fn outbox_due(&self, now_ms: UnixMs, limit: u32) -> StoreResult<'_, Vec<OutboxItem>> {
        self.read(|state| {
            let is_due = |item: &&OutboxItem| item.wedge.is_none() && item.next_try_at_ms <= now_ms;
            let mut due: Vec<_> = state.outbox.values().filter(is_due).cloned().collect();
            due.sort_by_key(|item| (item.practice, item.sealed_at_ms, item.version_id));
            due.truncate(limit as usize);
            due
        })
    }

    fn outbox_next_at_ms(&self) -> StoreResult<'_, Option<UnixMs>> {
        self.read(|state| {
            state
                .outbox
                .values()
                .filter(|item| item.wedge.is_none())
                .map(|item| item.next_try_at_ms)
                .min()
        })
    }

    fn outbox_item(&self, id: VersionId) -> StoreResult<'_, Option<OutboxItem>> {
        self.read(|state| state.outbox.get(&id).cloned())
    }

    fn put_outbox_item(&self, lease: Lease, item: OutboxItem) -> StoreResult<'_, ()> {
        self.write(|state| {
            state.guard(lease)?;
            if let Some(known) = state.outbox.get_mut(&item.version_id) {
                *known = item;
            }
            Ok(())
        })
    }

    fn retry_all(&self, now_ms: UnixMs) -> StoreResult<'_, ()> {
        self.write(|state| {
            for item in state.outbox.values_mut() {
                *item = item.clone().retried(now_ms);
            }
            Ok(())
        })
    }

    fn take_lease(&self, _request: LeaseRequest) -> StoreResult<'_, Lease> {
        self.write(|state| {
            state.lease += 1;
            Ok(Lease {
                generation: state.lease,
            })
        })
    }

    fn receive(&self, commit: ReceiptCommit) -> StoreResult<'_, ()> {
        self.write(|state| {
            state.guard(commit.lease)?;
            let receipt = commit.receipt;
            let version = state
                .versions
                .get(&receipt.version_id)
                .map_or(0, |version| version.sealed.version);
            state.outbox.remove(&receipt.version_id);
            state.tell_row(
                receipt.finding_id,
                &RecordEvent::Received {
                    receipt: &receipt,
                    version,
                },
            );
            if let Some(identity) = &mut state.identity {
                identity.last_received_at_ms = Some(receipt.verified_at_ms);
            }
            state.receipts.insert(receipt.version_id, receipt);
            Ok(())
        })
    }

    fn decide(&self, commit: DecisionCommit) -> StoreResult<'_, ()> {
        self.write(|state| {
            state.guard(commit.lease)?;
            for decision in &commit.decisions {
                let event = RecordEvent::Decided {
                    decision,
                    heard_at_ms: commit.heard_at_ms,
                };
                state.tell_row(decision.finding_id, &event);
            }
            if let Some(identity) = &mut state.identity {
                identity.inbox_cursor = identity.inbox_cursor.max(commit.cursor);
            }
            Ok(())
        })
    }

    fn offer_all_again(&self, lease: Lease, epoch: Epoch, now_ms: UnixMs) -> StoreResult<'_, ()> {
        self.write(|state| {
            state.guard(lease)?;
            for version in state.versions.values() {
                let item = OutboxItem {
                    next_try_at_ms: now_ms,
                    ..OutboxItem::of(&version.sealed)
                };
                state.outbox.insert(item.version_id, item);
            }
            if let Some(identity) = &mut state.identity {
                identity.epoch = epoch;
                identity.inbox_cursor = 0;
            }
            Ok(())
        })
    }
}
