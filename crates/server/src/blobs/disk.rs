//! Photos in a folder: `blobs/aa/bb/<hash>` and `spool/<upload>`.

use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use domain::hash::Sha256;
use domain::ids::UploadId;
use sha2::Digest as _;

use super::sniff::{self, HEAD_BYTES};
use super::{BlobError, BlobResult, Blobs, Finished};
use crate::store::StoredPhoto;

/// How much is read at once while hashing.
const READ_BYTES: usize = 64 * 1024;

/// The folder.
#[derive(Debug, Clone)]
pub struct DiskBlobs {
    folders: Arc<Folders>,
}

#[derive(Debug)]
struct Folders {
    blobs: PathBuf,
    spool: PathBuf,
}

impl DiskBlobs {
    /// Opens the folder, and makes it if it is not there.
    ///
    /// # Errors
    /// [`BlobError`].
    pub fn open(data: &Path) -> BlobResult<Self> {
        let folders = Folders {
            blobs: data.join("blobs"),
            spool: data.join("spool"),
        };
        fs::create_dir_all(&folders.blobs)?;
        fs::create_dir_all(&folders.spool)?;
        sync_folder(data)?;
        Ok(Self {
            folders: Arc::new(folders),
        })
    }

    /// Runs a piece of file work where it may block.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Folders) -> std::io::Result<T> + Send + 'static,
    ) -> BlobResult<T> {
        let folders = Arc::clone(&self.folders);
        tokio::task::spawn_blocking(move || work(&folders))
            .await
            .map_err(|_| BlobError::Io(std::io::ErrorKind::Interrupted))?
            .map_err(BlobError::from)
    }
}

#[async_trait]
impl Blobs for DiskBlobs {
    async fn ready(&self) -> BlobResult<()> {
        self.blocking(|folders| {
            let probe = folders.spool.join(".ready");
            fs::write(&probe, b"")?;
            fs::remove_file(&probe)
        })
        .await
    }

    async fn free_bytes(&self) -> BlobResult<Option<u64>> {
        self.blocking(|folders| free_bytes(&folders.blobs)).await
    }

    async fn spooled(&self, id: UploadId) -> BlobResult<u64> {
        self.blocking(move |folders| match fs::metadata(folders.spool_file(id)) {
            Ok(metadata) => Ok(metadata.len()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error),
        })
        .await
    }

    async fn append(&self, id: UploadId, bytes: Vec<u8>) -> BlobResult<()> {
        self.blocking(move |folders| {
            let mut file = OpenOptions::new()
                .append(true)
                .create(true)
                .open(folders.spool_file(id))?;
            file.write_all(&bytes)
        })
        .await
    }

    async fn sync(&self, id: UploadId) -> BlobResult<()> {
        self.blocking(move |folders| match File::open(folders.spool_file(id)) {
            Ok(file) => {
                file.sync_all()?;
                sync_folder(&folders.spool)
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        })
        .await
    }

    async fn drop_spool(&self, id: UploadId) -> BlobResult<()> {
        self.blocking(move |folders| remove_if_there(&folders.spool_file(id)))
            .await
    }

    async fn finish(&self, id: UploadId, expected: Sha256) -> BlobResult<Finished> {
        self.blocking(move |folders| folders.finish(id, expected))
            .await
    }

    async fn stat(&self, sha256: Sha256) -> BlobResult<Option<StoredPhoto>> {
        self.blocking(move |folders| folders.stat(sha256)).await
    }

    async fn read(&self, sha256: Sha256) -> BlobResult<Option<Vec<u8>>> {
        self.blocking(move |folders| match fs::read(folders.blob_file(sha256)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        })
        .await
    }
}

impl Folders {
    fn spool_file(&self, id: UploadId) -> PathBuf {
        self.spool.join(id.to_string())
    }

    fn blob_file(&self, sha256: Sha256) -> PathBuf {
        let name = sha256.to_string();
        self.blobs.join(&name[..2]).join(&name[2..4]).join(&name)
    }

    fn stat(&self, sha256: Sha256) -> std::io::Result<Option<StoredPhoto>> {
        let mut file = match File::open(self.blob_file(sha256)) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut head = Vec::with_capacity(HEAD_BYTES);
        (&mut file).take(HEAD_BYTES as u64).read_to_end(&mut head)?;
        let bytes = file.metadata()?.len();
        Ok(Some(StoredPhoto {
            sha256,
            bytes,
            media_type: sniff::media_type(&head).to_owned(),
        }))
    }

    fn finish(&self, id: UploadId, expected: Sha256) -> std::io::Result<Finished> {
        let spool = self.spool_file(id);
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(&spool)?;
        let (hash, head) = hash_and_head(&mut file)?;
        if hash != expected {
            remove_if_there(&spool)?;
            return Ok(Finished::HashMismatch);
        }
        file.sync_all()?;
        let blob = self.blob_file(expected);
        self.make_folders(&blob)?;
        fs::rename(&spool, &blob)?;
        if let Some(folder) = blob.parent() {
            sync_folder(folder)?;
        }
        Ok(Finished::Stored(StoredPhoto {
            sha256: expected,
            bytes: file.metadata()?.len(),
            media_type: sniff::media_type(&head).to_owned(),
        }))
    }

    /// Makes `aa/bb`, and syncs every folder that got a new entry: a file whose folder is lost with
    /// the power is lost too.
    fn make_folders(&self, blob: &Path) -> std::io::Result<()> {
        let (Some(inner), Some(outer)) = (blob.parent(), blob.ancestors().nth(2)) else {
            return Ok(());
        };
        for (folder, above) in [(outer, self.blobs.as_path()), (inner, outer)] {
            match fs::create_dir(folder) {
                Ok(()) => sync_folder(above)?,
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

fn hash_and_head(file: &mut File) -> std::io::Result<(Sha256, Vec<u8>)> {
    let mut hasher = sha2::Sha256::new();
    let mut head = Vec::new();
    let mut buffer = vec![0; READ_BYTES];
    loop {
        let n = file.read(&mut buffer)?;
        if n == 0 {
            return Ok((Sha256(hasher.finalize().into()), head));
        }
        if head.is_empty() {
            head.extend_from_slice(&buffer[..n.min(HEAD_BYTES)]);
        }
        hasher.update(&buffer[..n]);
    }
}

/// What an unprivileged process may still write (POSIX `statvfs`).
#[cfg(unix)]
fn free_bytes(folder: &Path) -> std::io::Result<Option<u64>> {
    let disk = rustix::fs::statvfs(folder)?;
    Ok(Some(disk.f_bavail.saturating_mul(disk.f_frsize)))
}

#[cfg(not(unix))]
fn free_bytes(_: &Path) -> std::io::Result<Option<u64>> {
    Ok(None)
}

fn remove_if_there(file: &Path) -> std::io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn sync_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn in_a_folder() -> (DiskBlobs, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        (DiskBlobs::open(folder.path()).unwrap(), folder)
    }

    crate::blobs::contract::contract!(in_a_folder);

    #[tokio::test]
    async fn a_photo_lies_under_its_hash_and_a_spool_survives_a_restart() {
        let (blobs, folder) = in_a_folder().await;
        let id = UploadId::new(0, [1; 10]);
        blobs.append(id, b"\xff\xd8\xff".to_vec()).await.unwrap();
        drop(blobs);
        let blobs = DiskBlobs::open(folder.path()).unwrap();
        assert_eq!(blobs.spooled(id).await, Ok(3));
        let hash = evidence::sha256(b"\xff\xd8\xff");
        blobs.finish(id, hash).await.unwrap();
        let name = hash.to_string();
        let file = folder
            .path()
            .join("blobs")
            .join(&name[..2])
            .join(&name[2..4])
            .join(&name);
        assert_eq!(fs::read(file).unwrap(), b"\xff\xd8\xff");
        assert_eq!(
            fs::read_dir(folder.path().join("spool")).unwrap().count(),
            0
        );
    }
}
