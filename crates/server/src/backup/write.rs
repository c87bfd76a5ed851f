//! Writing a backup, beside a server that runs or without one.

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::Path;

use domain::hash::Sha256;
use domain::time::UnixMs;
use tempfile::Builder as Temporary;

use super::{
    At as _, BackupError, Done, END, FORMAT, FileLine, Hashing, MANIFEST, Manifest, Outcome,
    PHOTOS, files,
};
use crate::app::DATABASE;
use crate::blobs::Blobs as _;
use crate::blobs::disk::DiskBlobs;
use crate::store::sqlite::SqliteStore;

/// How many photos are asked for at once.
const PAGE: u32 = 1000;

/// Writes a backup of a data folder into a new file, which has its name only when it is whole and on
/// the disk.
pub(crate) async fn backup(data: &Path, to: &Path, now_ms: UnixMs) -> Outcome<Done> {
    let database = data.join(DATABASE);
    if !database.is_file() {
        return Err(BackupError::NoData(data.to_owned()));
    }
    if to.symlink_metadata().is_ok() {
        return Err(BackupError::Exists(to.to_owned()));
    }
    let folder = match to.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut scratch = Temporary::new();
    scratch.prefix(".xuntian-backup-");
    #[cfg(unix)]
    scratch.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    let scratch = scratch.tempdir_in(folder).at(folder)?;
    let copy = scratch.path().join(DATABASE);
    let live = SqliteStore::join(&database).await?;
    let copied = live.copy_to(&copy).await;
    live.close().await;
    copied?;
    // A file that the owner alone can read; it vanishes unless it is kept.
    let part = Temporary::new()
        .prefix(".xuntian-backup-")
        .suffix(".part")
        .tempfile_in(folder)
        .at(folder)?;
    let done = write(data, &copy, part.as_file(), to, now_ms).await?;
    part.as_file().sync_all().at(to)?;
    part.persist_noclobber(to)
        .map_err(|error| match error.error {
            error if error.kind() == std::io::ErrorKind::AlreadyExists => {
                BackupError::Exists(to.to_owned())
            }
            error => BackupError::Io(to.to_owned(), error),
        })?;
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .at(folder)?;
    Ok(done)
}

async fn write(data: &Path, copy: &Path, part: &File, to: &Path, now_ms: UnixMs) -> Outcome<Done> {
    let snapshot = SqliteStore::read_copy(copy).await?;
    let (photos, photo_bytes) = snapshot.photos_together().await?;
    let sources = files()
        .into_iter()
        .map(|(name, must)| {
            let source = if name == DATABASE {
                copy.to_owned()
            } else {
                data.join(&name)
            };
            (name, source, must)
        })
        .filter(|(_, source, must)| *must || source.exists())
        .map(|(name, source, _)| (name, source));
    let sources: Vec<_> = sources.collect();
    let mut lines = Vec::new();
    for (name, source) in &sources {
        let mut file = Hashing::new(File::open(source).at(source)?);
        std::io::copy(&mut file, &mut std::io::sink()).at(source)?;
        let (bytes, sha256) = file.done();
        let name = name.clone();
        lines.push(FileLine {
            name,
            bytes,
            sha256,
        });
    }
    let manifest = Manifest {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made_at_ms: now_ms,
        files: lines,
        photos,
    };
    let text = serde_json::to_vec_pretty(&manifest).unwrap_or_default();
    let mut tar = Tar {
        builder: tar::Builder::new(BufWriter::new(part)),
        to,
        at_s: u64::try_from(now_ms / 1000).unwrap_or(0),
    };
    tar.add(MANIFEST, text.len() as u64, &text[..])?;
    for (line, (_, source)) in manifest.files.iter().zip(&sources) {
        let mut file = Hashing::new(File::open(source).at(source)?);
        tar.add(&line.name, line.bytes, &mut file)?;
        if file.done() != (line.bytes, line.sha256) {
            return Err(BackupError::Changed(line.name.clone()));
        }
    }
    add_photos(&mut tar, data, &snapshot).await?;
    snapshot.close().await;
    tar.add(END, 64, evidence::sha256(&text).to_string().as_bytes())?;
    tar.finish()?;
    let database = manifest.files.first().map_or(0, |line| line.bytes);
    Ok(Done {
        photos,
        bytes: photo_bytes + database,
        made_at_ms: now_ms,
    })
}

/// Every photo that the copy names, as it is on the disk, checked.
async fn add_photos(tar: &mut Tar<'_>, data: &Path, snapshot: &SqliteStore) -> Outcome<()> {
    let blobs = DiskBlobs::open(data)?;
    let mut after: Option<Sha256> = None;
    loop {
        let page = snapshot.photos_after(after, PAGE).await?;
        let Some((last, _)) = page.last() else {
            return Ok(());
        };
        after = Some(*last);
        for (hash, _) in page {
            let photo = blobs.read(hash).await?;
            let photo = photo.filter(|bytes| evidence::sha256(bytes) == hash);
            let photo = photo.ok_or(BackupError::PhotoDamaged(hash))?;
            tar.add(&format!("{PHOTOS}{hash}"), photo.len() as u64, &photo[..])?;
        }
    }
}

/// The file that grows.
struct Tar<'a> {
    builder: tar::Builder<BufWriter<&'a File>>,
    /// What it will be called.
    to: &'a Path,
    at_s: u64,
}

impl Tar<'_> {
    fn add(&mut self, name: &str, bytes: u64, content: impl Read) -> Outcome<()> {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes);
        header.set_mode(0o600);
        header.set_mtime(self.at_s);
        // Never more than the header says, even if the source grows.
        let content = content.take(bytes);
        self.builder
            .append_data(&mut header, name, content)
            .at(self.to)
    }

    fn finish(self) -> Outcome<()> {
        let mut file = self.builder.into_inner().at(self.to)?;
        file.flush().at(self.to)
    }
}
