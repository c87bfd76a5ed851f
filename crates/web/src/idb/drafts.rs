//! Drafts and their photos.

use std::cmp::Reverse;
use std::rc::Rc;

use domain::hash::Sha256;
use domain::ids::{FindingId, PhotoId};
use engine::order::insert_by_key;
use engine::ports::StoreError;
use engine::record::{Draft, SealedVersion, StoredPhoto};

use super::IdbStore;
use super::error::damaged;
use super::record::Record;
use super::schema::{BY_FINDING, BY_SHA256, DRAFTS, PHOTO_BYTES, PHOTO_META, VERSIONS};
use super::transaction::{Store, Transaction};

/// More drafts than anybody has; they are read at once and put in order here.
const ALL: u32 = u32::MAX;

impl IdbStore {
    pub(super) async fn read_drafts(&self) -> Result<Vec<Draft>, StoreError> {
        let transaction = self.read(&[DRAFTS]).await?;
        let records = transaction.store(DRAFTS)?.page(None, ALL).await?;
        let newest_first = |draft: &Draft| Reverse((draft.changed_at_ms, draft.finding_id));
        let mut drafts = Vec::with_capacity(records.len());
        for record in records {
            insert_by_key(&mut drafts, record.json()?, newest_first);
        }
        Ok(drafts)
    }

    pub(super) async fn read_draft(&self, id: FindingId) -> Result<Option<Draft>, StoreError> {
        let transaction = self.read(&[DRAFTS]).await?;
        let record = transaction.store(DRAFTS)?.get(&id.to_string()).await?;
        record.map(|record| record.json()).transpose()
    }

    pub(super) async fn write_draft(&self, draft: Draft) -> Result<(), StoreError> {
        let record = draft_record(&draft, self.owner().as_deref())?;
        let transaction = self.write(&[DRAFTS]).await?;
        put_draft(&transaction.store(DRAFTS)?, &draft, &record).await?;
        transaction.commit().await
    }

    pub(super) async fn write_photo(
        &self,
        draft: Draft,
        photo: StoredPhoto,
        bytes: Rc<[u8]>,
    ) -> Result<(), StoreError> {
        let owner = self.owner();
        let owner = owner.as_deref();
        let manifest = &photo.manifest;
        let sha256 = manifest.sha256.to_string();
        let of_draft = draft_record(&draft, owner)?;
        let of_meta = Record::new(&manifest.id.to_string(), owner)
            .with("sha256", sha256.as_str())
            .with_bytes("thumbnail", &photo.thumbnail)
            .with_json(manifest)?;
        let of_bytes = Record::new(&sha256, owner).with_bytes("bytes", &bytes);

        let transaction = self.write(&[DRAFTS, PHOTO_META, PHOTO_BYTES]).await?;
        put_draft(&transaction.store(DRAFTS)?, &draft, &of_draft).await?;
        transaction.store(PHOTO_META)?.put(&of_meta)?;
        let originals = transaction.store(PHOTO_BYTES)?;
        // The same bytes are there already if the same file was taken in twice.
        if !originals.has(&sha256).await? {
            originals.put(&of_bytes)?;
        }
        transaction.commit().await
    }

    pub(super) async fn read_photo(&self, id: PhotoId) -> Result<Option<StoredPhoto>, StoreError> {
        let transaction = self.read(&[PHOTO_META]).await?;
        let record = transaction.store(PHOTO_META)?.get(&id.to_string()).await?;
        record
            .map(|record| {
                let thumbnail = record
                    .bytes("thumbnail")
                    .ok_or_else(|| damaged("no thumbnail"))?;
                Ok(StoredPhoto {
                    manifest: record.json()?,
                    thumbnail: thumbnail.to_vec(),
                })
            })
            .transpose()
    }

    pub(super) async fn read_photo_bytes(
        &self,
        sha256: Sha256,
    ) -> Result<Option<Rc<[u8]>>, StoreError> {
        let transaction = self.read(&[PHOTO_BYTES]).await?;
        let record = transaction
            .store(PHOTO_BYTES)?
            .get(&sha256.to_string())
            .await?;
        record
            .map(|record| {
                let bytes = record.bytes("bytes").ok_or_else(|| damaged("no bytes"))?;
                Ok(bytes.to_vec().into())
            })
            .transpose()
    }

    pub(super) async fn delete_draft(&self, id: FindingId) -> Result<(), StoreError> {
        let id = id.to_string();
        let transaction = self
            .write(&[DRAFTS, VERSIONS, PHOTO_META, PHOTO_BYTES])
            .await?;
        let drafts = transaction.store(DRAFTS)?;
        let Some(record) = drafts.get(&id).await? else {
            return transaction.commit().await;
        };
        let draft: Draft = record.json()?;
        drafts.delete(&id)?;
        let sealed = sealed_photos(&transaction, &id).await?;
        for photo in draft.photos {
            if !sealed.contains(&photo.id) {
                delete_photo(&transaction, photo.id).await?;
            }
        }
        transaction.commit().await
    }

    pub(super) async fn delete_photo(&self, draft: Draft, id: PhotoId) -> Result<(), StoreError> {
        let record = draft_record(&draft, self.owner().as_deref())?;
        let transaction = self
            .write(&[DRAFTS, VERSIONS, PHOTO_META, PHOTO_BYTES])
            .await?;
        put_draft(&transaction.store(DRAFTS)?, &draft, &record).await?;
        let sealed = sealed_photos(&transaction, &draft.finding_id.to_string()).await?;
        if !sealed.contains(&id) {
            delete_photo(&transaction, id).await?;
        }
        transaction.commit().await
    }
}

fn draft_record(draft: &Draft, owner: Option<&str>) -> Result<Record, StoreError> {
    Record::new(&draft.finding_id.to_string(), owner).with_json(draft)
}

/// Only the first revision makes a draft; a later one of a draft that is gone comes too late.
async fn put_draft(drafts: &Store, draft: &Draft, record: &Record) -> Result<(), StoreError> {
    if draft.revision > 1 && !drafts.has(&draft.finding_id.to_string()).await? {
        return Err(StoreError::DraftGone);
    }
    drafts.put(record)
}

/// The photos that the sealed versions of a finding name.
async fn sealed_photos(
    transaction: &Transaction,
    finding: &str,
) -> Result<Vec<PhotoId>, StoreError> {
    let index = transaction.store(VERSIONS)?.index(BY_FINDING)?;
    let mut named = Vec::new();
    for record in index.all_beginning_with(finding).await? {
        let version: SealedVersion = record.json()?;
        named.extend(version.sealed.photos.iter().map(|photo| photo.id));
    }
    Ok(named)
}

/// Deletes a photo, and its bytes unless another photo has the same.
async fn delete_photo(transaction: &Transaction, id: PhotoId) -> Result<(), StoreError> {
    let metas = transaction.store(PHOTO_META)?;
    let Some(record) = metas.get(&id.to_string()).await? else {
        return Ok(());
    };
    metas.delete(&id.to_string())?;
    let sha256 = record
        .text("sha256")
        .ok_or_else(|| damaged("a photo without its hash"))?;
    if metas.index(BY_SHA256)?.count_of(&sha256).await? == 0 {
        transaction.store(PHOTO_BYTES)?.delete(&sha256)?;
    }
    Ok(())
}
