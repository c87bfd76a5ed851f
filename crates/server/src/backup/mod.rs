//! A backup is one tar file, and a restored folder is a server that begins a new epoch.
//!
//! The copy of the database comes first. A photo is on the disk before the database says so, and is
//! never removed: so every photo that the copy names can be read afterwards, while phones go on
//! sending. What is in the file, in this order:
//!
//! ```text
//! manifest.json         what follows, with the hashes of the files
//! xuntian.db            the copy
//! keys/…  lan/…         the server's secrets
//! photos/<sha256>       ascending; the name is the hash
//! manifest.sha256       the hash of the manifest: the end
//! ```
//!
//! Half-finished uploads are not in it: their phones begin them again.

mod read;
mod write;

#[cfg(test)]
mod tests;

use std::io::Read;
use std::path::{Path, PathBuf};

use domain::hash::Sha256;
use domain::time::UnixMs;
use serde::{Deserialize, Serialize};
use sha2::Digest as _;
use words::operate as say;

use crate::app::{DATABASE, KEYS, SECRETS, StartError};
use crate::blobs::BlobError;
use crate::lan::AUTHORITY;
use crate::speech::both;
use crate::store::StoreError;

pub(crate) use read::restore;
pub(crate) use write::backup;

/// The format that is written.
const FORMAT: u32 = 1;
const MANIFEST: &str = "manifest.json";
const END: &str = "manifest.sha256";
const PHOTOS: &str = "photos/";
/// How much is read at once.
const READ_BYTES: usize = 64 * 1024;

/// What a backup holds.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    /// Of this file; a program knows those up to its own.
    format: u32,
    /// The program that wrote it.
    program: String,
    /// When it was begun.
    made_at_ms: UnixMs,
    /// The database and the secrets, in the order in which they follow.
    files: Vec<FileLine>,
    /// How many photos follow.
    photos: u64,
}

/// A file of the data folder.
#[derive(Debug, Serialize, Deserialize)]
struct FileLine {
    name: String,
    bytes: u64,
    sha256: Sha256,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Done {
    /// How many photos.
    pub(crate) photos: u64,
    /// Their bytes together, and the database's.
    pub(crate) bytes: u64,
    /// When the backup was begun.
    pub(crate) made_at_ms: UnixMs,
}

/// Why there is no backup, or nothing was restored.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BackupError {
    #[error("{}", both(|lang| say::no_data(lang, .0.display())))]
    NoData(PathBuf),
    #[error("{}", both(|lang| say::backup_exists(lang, .0.display())))]
    Exists(PathBuf),
    #[error("{}", both(|lang| say::photo_damaged(lang, .0)))]
    PhotoDamaged(Sha256),
    #[error("{}", both(|lang| say::restore_not_empty(lang, .0.display())))]
    NotEmpty(PathBuf),
    #[error("{}", both(|lang| say::not_a_backup(lang, .0.display())))]
    NotABackup(PathBuf),
    #[error("{}", both(|lang| say::backup_format_newer(lang, .0, FORMAT)))]
    FormatNewer(u32),
    #[error("{}", both(say::backup_cut_off))]
    CutOff,
    #[error("{}", both(|lang| say::backup_entry_changed(lang, .0)))]
    Changed(String),
    #[error("{}", both(|lang| say::backup_entry_foreign(lang, .0)))]
    Foreign(String),
    #[error("{}", both(|lang| say::file_failed(lang, .0.display(), .1)))]
    Io(PathBuf, std::io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Blobs(#[from] BlobError),
    #[error(transparent)]
    Start(#[from] StartError),
}

type Outcome<T> = Result<T, BackupError>;

/// Names the file that an input or output failed at.
trait At<T> {
    fn at(self, file: &Path) -> Outcome<T>;
}

impl<T> At<T> for std::io::Result<T> {
    fn at(self, file: &Path) -> Outcome<T> {
        self.map_err(|error| BackupError::Io(file.to_owned(), error))
    }
}

/// The files of a data folder that a backup holds, and whether each must be there.
fn files() -> Vec<(String, bool)> {
    let secrets = SECRETS.map(|name| (format!("{KEYS}/{name}"), true));
    let mut files = vec![(DATABASE.to_owned(), true)];
    files.extend(secrets);
    files.push((AUTHORITY.to_owned(), false));
    files
}

/// Passes bytes on and hashes them.
struct Hashing<R> {
    inner: R,
    hasher: sha2::Sha256,
    bytes: u64,
}

impl<R: Read> Hashing<R> {
    fn new(inner: R) -> Self {
        Self {
            inner,
            hasher: sha2::Sha256::new(),
            bytes: 0,
        }
    }

    /// How many bytes came by, and their hash.
    fn done(self) -> (u64, Sha256) {
        (self.bytes, Sha256(self.hasher.finalize().into()))
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..n]);
        self.bytes += n as u64;
        Ok(n)
    }
}
