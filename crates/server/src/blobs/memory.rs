//! Photos in memory, for tests and simulations.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use domain::hash::Sha256;
use domain::ids::UploadId;

use super::{BlobResult, Blobs, Finished, sniff};
use crate::store::StoredPhoto;

/// The folder that is none.
#[derive(Debug, Default)]
pub struct MemoryBlobs {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    spool: BTreeMap<UploadId, Vec<u8>>,
    blobs: BTreeMap<Sha256, Vec<u8>>,
}

impl MemoryBlobs {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Blobs for MemoryBlobs {
    async fn ready(&self) -> BlobResult<()> {
        Ok(())
    }

    async fn free_bytes(&self) -> BlobResult<Option<u64>> {
        Ok(None)
    }

    async fn spooled(&self, id: UploadId) -> BlobResult<u64> {
        Ok(self.state().spool.get(&id).map_or(0, Vec::len) as u64)
    }

    async fn append(&self, id: UploadId, bytes: Vec<u8>) -> BlobResult<()> {
        self.state().spool.entry(id).or_default().extend(bytes);
        Ok(())
    }

    async fn sync(&self, _id: UploadId) -> BlobResult<()> {
        Ok(())
    }

    async fn drop_spool(&self, id: UploadId) -> BlobResult<()> {
        self.state().spool.remove(&id);
        Ok(())
    }

    async fn finish(&self, id: UploadId, expected: Sha256) -> BlobResult<Finished> {
        let mut state = self.state();
        let bytes = state.spool.remove(&id).unwrap_or_default();
        if evidence::sha256(&bytes) != expected {
            return Ok(Finished::HashMismatch);
        }
        let photo = StoredPhoto {
            sha256: expected,
            bytes: bytes.len() as u64,
            media_type: sniff::media_type(&bytes).to_owned(),
        };
        state.blobs.insert(expected, bytes);
        Ok(Finished::Stored(photo))
    }

    async fn stat(&self, sha256: Sha256) -> BlobResult<Option<StoredPhoto>> {
        let state = self.state();
        Ok(state.blobs.get(&sha256).map(|bytes| StoredPhoto {
            sha256,
            bytes: bytes.len() as u64,
            media_type: sniff::media_type(bytes).to_owned(),
        }))
    }

    async fn read(&self, sha256: Sha256) -> BlobResult<Option<Vec<u8>>> {
        Ok(self.state().blobs.get(&sha256).cloned())
    }
}

#[cfg(test)]
mod tests {
    async fn in_memory() -> (super::MemoryBlobs, ()) {
        (super::MemoryBlobs::default(), ())
    }

    crate::blobs::contract::contract!(in_memory);
}
