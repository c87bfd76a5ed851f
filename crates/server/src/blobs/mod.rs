//! Photos, by the hash of their bytes, and the spool of what is still arriving.
//!
//! A photo is in the folder only when it is whole, has the right hash, and is on the disk (file and
//! directory synced). Bytes that are no image are kept like any other, because a signature names
//! them; their media type says that nobody may show them. The spool's length is the offset of an
//! upload: it says what is there even after the process was killed in the middle of a write.

pub mod disk;
pub mod memory;
mod sniff;

#[cfg(test)]
mod contract;

use async_trait::async_trait;
use domain::hash::Sha256;
use domain::ids::UploadId;

use crate::store::StoredPhoto;
pub use sniff::{OCTETS, media_type};

/// Why the folder could not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BlobError {
    /// No room on the disk.
    #[error("the disk is full")]
    Full,
    /// Anything else.
    #[error("input or output failed: {0}")]
    Io(std::io::ErrorKind),
}

impl From<std::io::Error> for BlobError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::Full,
            kind => Self::Io(kind),
        }
    }
}

/// The answer of a verb.
pub type BlobResult<T> = Result<T, BlobError>;

/// What became of a spool that has all its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finished {
    /// It is a photo now, on the disk.
    Stored(StoredPhoto),
    /// It has another hash; the spool is empty again.
    HashMismatch,
}

/// The folder's verbs.
#[async_trait]
pub trait Blobs: Send + Sync + 'static {
    /// Whether it can be written to.
    async fn ready(&self) -> BlobResult<()>;

    /// How many bytes have room on the disk; `None` where that is not known.
    async fn free_bytes(&self) -> BlobResult<Option<u64>>;

    /// How many bytes of an upload are there; 0 for one that has not begun.
    async fn spooled(&self, id: UploadId) -> BlobResult<u64>;

    /// Appends to the spool. Not synced yet.
    async fn append(&self, id: UploadId, bytes: Vec<u8>) -> BlobResult<()>;

    /// Brings what was appended onto the disk.
    async fn sync(&self, id: UploadId) -> BlobResult<()>;

    /// Drops what has arrived.
    async fn drop_spool(&self, id: UploadId) -> BlobResult<()>;

    /// Makes a photo of the spool, if it has the hash. An upload that has not begun has no bytes.
    async fn finish(&self, id: UploadId, expected: Sha256) -> BlobResult<Finished>;

    /// Whether a photo is there.
    async fn stat(&self, sha256: Sha256) -> BlobResult<Option<StoredPhoto>>;

    /// A photo's bytes.
    async fn read(&self, sha256: Sha256) -> BlobResult<Option<Vec<u8>>>;
}
