//! Restoring: every byte is checked in a folder of its own before anything has its place.
//!
//! A name in the file is never a path. What may come, and in which order, is known; what is written
//! where is decided by this program.

use std::fs::{self, File, OpenOptions};
use std::io::{BufReader, Read, Write as _};
use std::path::Path;

use domain::hash::Sha256;
use domain::ids::{Epoch, UploadId};
use domain::photo::MAX_PHOTO_BYTES;
use domain::time::UnixMs;
use tempfile::Builder as Temporary;

use super::{
    At as _, BackupError, Done, END, FORMAT, FileLine, Hashing, MANIFEST, Manifest, Outcome,
    PHOTOS, READ_BYTES, files,
};
use crate::app::{DATABASE, Entropy, KEYS, Secrets, private_folder, random};
use crate::blobs::disk::DiskBlobs;
use crate::blobs::{Blobs as _, Finished};
use crate::store::Store as _;
use crate::store::sqlite::SqliteStore;

/// The longest manifest: a handful of files.
const MAX_MANIFEST_BYTES: u64 = 64 * 1024;
/// How many photos are compared with the database at once.
const PAGE: u32 = 1000;

/// Restores a backup into an empty or a new folder. If anything is wrong, nothing is left there.
pub(crate) async fn restore(
    from: &Path,
    data: &Path,
    entropy: &dyn Entropy,
    now_ms: UnixMs,
) -> Outcome<Done> {
    let archive = File::open(from).at(from)?;
    let is_new = !data.exists();
    if is_new {
        private_folder(data).at(data)?;
    } else if fs::read_dir(data).at(data)?.next().is_some() {
        return Err(BackupError::NotEmpty(data.to_owned()));
    }
    let staging = Temporary::new()
        .prefix("restoring-")
        .tempdir_in(data)
        .at(data)?;
    let epoch = Epoch::new(now_ms, random(entropy));
    let mut outcome = unpack(archive, from, staging.path(), entropy, (epoch, now_ms)).await;
    if outcome.is_ok()
        && let Err(error) = move_in(staging.path(), data).at(data)
    {
        outcome = Err(error);
    }
    drop(staging);
    if outcome.is_err() && is_new {
        fs::remove_dir(data).at(data)?;
    }
    outcome
}

/// Unpacks into a folder and makes it a server's.
async fn unpack(
    archive: File,
    from: &Path,
    into: &Path,
    entropy: &dyn Entropy,
    (epoch, now_ms): (Epoch, UnixMs),
) -> Outcome<Done> {
    let mut archive = tar::Archive::new(BufReader::with_capacity(READ_BYTES, archive));
    let entries = archive.entries().at(from)?;
    let mut entries = Entries { entries };
    let (manifest, text) = manifest(&mut entries, from)?;
    for line in &manifest.files {
        take_file(&mut entries, line, into)?;
    }
    let photo_bytes = take_photos(&mut entries, manifest.photos, into).await?;
    take_end(&mut entries, &text)?;
    Secrets::load(&into.join(KEYS), entropy)?;
    let store = SqliteStore::open(&into.join(DATABASE)).await?;
    let agreed = agree(&store, into, manifest.photos).await;
    let begun = match agreed {
        Ok(()) => store
            .begin_epoch(epoch, now_ms)
            .await
            .map_err(BackupError::from),
        Err(error) => Err(error),
    };
    store.close().await;
    begun?;
    for folder in [into, &into.join(KEYS)] {
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .at(folder)?;
    }
    let database = manifest.files.first().map_or(0, |line| line.bytes);
    Ok(Done {
        photos: manifest.photos,
        bytes: photo_bytes + database,
        made_at_ms: manifest.made_at_ms,
    })
}

/// The entries, one after the other.
struct Entries<'a> {
    entries: tar::Entries<'a, BufReader<File>>,
}

impl<'a> Entries<'a> {
    /// The next entry, which must be a plain file.
    fn next(&mut self) -> Outcome<(String, tar::Entry<'a, BufReader<File>>)> {
        let entry = self.entries.next().ok_or(BackupError::CutOff)?;
        let entry = entry.map_err(|_| BackupError::CutOff)?;
        // The name comes from a stranger and goes to a terminal.
        let name = String::from_utf8_lossy(&entry.path_bytes())
            .escape_debug()
            .to_string();
        if entry.header().entry_type() != tar::EntryType::Regular {
            return Err(BackupError::Foreign(name));
        }
        Ok((name, entry))
    }

    /// The next entry, which must have this name.
    fn named(&mut self, expected: &str) -> Outcome<tar::Entry<'a, BufReader<File>>> {
        let (name, entry) = self.next()?;
        if name == expected {
            Ok(entry)
        } else {
            Err(BackupError::Foreign(name))
        }
    }
}

/// All bytes of a small entry, which are as many as its header says.
fn whole(entry: tar::Entry<'_, BufReader<File>>, name: &str, most: u64) -> Outcome<Vec<u8>> {
    let bytes = entry.size();
    if bytes > most {
        return Err(BackupError::Changed(name.to_owned()));
    }
    let mut content = Vec::new();
    entry
        .take(most)
        .read_to_end(&mut content)
        .map_err(|_| BackupError::CutOff)?;
    if content.len() as u64 == bytes {
        Ok(content)
    } else {
        Err(BackupError::CutOff)
    }
}

fn manifest(entries: &mut Entries<'_>, from: &Path) -> Outcome<(Manifest, Vec<u8>)> {
    let foreign = || BackupError::NotABackup(from.to_owned());
    let entry = entries.named(MANIFEST).map_err(|_| foreign())?;
    let text = whole(entry, MANIFEST, MAX_MANIFEST_BYTES)?;
    let value: serde_json::Value = serde_json::from_slice(&text).map_err(|_| foreign())?;
    let format = value["format"]
        .as_u64()
        .and_then(|format| u32::try_from(format).ok());
    match format {
        Some(FORMAT) => {}
        Some(found) if found > FORMAT => return Err(BackupError::FormatNewer(found)),
        _ => return Err(foreign()),
    }
    let changed = || BackupError::Changed(MANIFEST.to_owned());
    let manifest: Manifest = serde_json::from_value(value).map_err(|_| changed())?;
    // The files that a folder must have, in order; those that it may have are left out or follow.
    let mut lines = manifest.files.iter().peekable();
    for (name, must) in files() {
        if lines.next_if(|line| line.name == name).is_none() && must {
            return Err(changed());
        }
    }
    if lines.next().is_some() {
        Err(changed())
    } else {
        Ok((manifest, text))
    }
}

fn take_file(entries: &mut Entries<'_>, line: &FileLine, into: &Path) -> Outcome<()> {
    let changed = || BackupError::Changed(line.name.clone());
    let entry = entries.named(&line.name)?;
    if entry.size() != line.bytes {
        return Err(changed());
    }
    // One of the names that this program knows: see `manifest`.
    let file = into.join(&line.name);
    if let Some(folder) = file.parent() {
        private_folder(folder).at(folder)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut target = options.open(&file).at(&file)?;
    let mut content = Hashing::new(entry);
    let mut buffer = vec![0; READ_BYTES];
    loop {
        let n = content.read(&mut buffer).map_err(|_| BackupError::CutOff)?;
        if n == 0 {
            break;
        }
        target.write_all(&buffer[..n]).at(&file)?;
    }
    target.sync_all().at(&file)?;
    match content.done() {
        (bytes, _) if bytes < line.bytes => Err(BackupError::CutOff),
        (_, hash) if hash != line.sha256 => Err(changed()),
        _ => Ok(()),
    }
}

/// The photos, in the order of their hashes, each checked; gives their bytes together.
async fn take_photos(entries: &mut Entries<'_>, photos: u64, into: &Path) -> Outcome<u64> {
    let blobs = DiskBlobs::open(into)?;
    let spool = UploadId::new(0, [0; 10]);
    let mut before: Option<Sha256> = None;
    let mut together = 0;
    for _ in 0..photos {
        let (name, entry) = entries.next()?;
        let hash = name
            .strip_prefix(PHOTOS)
            .and_then(|digits| digits.parse().ok());
        let hash = hash.filter(|hash| before.is_none_or(|before| before < *hash));
        let hash = hash.ok_or_else(|| BackupError::Foreign(name.clone()))?;
        before = Some(hash);
        let content = whole(entry, &name, MAX_PHOTO_BYTES)?;
        together += content.len() as u64;
        blobs.append(spool, content).await?;
        match blobs.finish(spool, hash).await? {
            Finished::Stored(_) => {}
            Finished::HashMismatch => return Err(BackupError::Changed(name)),
        }
    }
    Ok(together)
}

fn take_end(entries: &mut Entries<'_>, manifest: &[u8]) -> Outcome<()> {
    let end = whole(entries.named(END)?, END, 64)?;
    if end != evidence::sha256(manifest).to_string().as_bytes() {
        return Err(BackupError::Changed(MANIFEST.to_owned()));
    }
    match entries.next() {
        Err(BackupError::CutOff) => Ok(()),
        Ok((name, _)) | Err(BackupError::Foreign(name)) => Err(BackupError::Foreign(name)),
        Err(error) => Err(error),
    }
}

/// The photos are exactly those that the database names.
async fn agree(store: &SqliteStore, into: &Path, photos: u64) -> Outcome<()> {
    let (named, _) = store.photos_together().await?;
    if named != photos {
        return Err(BackupError::Changed(DATABASE.to_owned()));
    }
    let blobs = DiskBlobs::open(into)?;
    let mut after = None;
    loop {
        let page = store.photos_after(after, PAGE).await?;
        let Some((last, _)) = page.last() else {
            return Ok(());
        };
        after = Some(*last);
        for (hash, bytes) in page {
            let photo = blobs.stat(hash).await?;
            if photo.is_none_or(|photo| photo.bytes != bytes) {
                return Err(BackupError::Changed(format!("{PHOTOS}{hash}")));
            }
        }
    }
}

/// Gives everything its place, the database last: a folder without one is no server's.
fn move_in(staging: &Path, data: &Path) -> std::io::Result<()> {
    let mut names: Vec<_> = fs::read_dir(staging)?
        .map(|entry| entry.map(|entry| entry.file_name()))
        .collect::<std::io::Result<_>>()?;
    names.sort_by_key(|name| name == DATABASE);
    for (n, name) in names.iter().enumerate() {
        if let Err(error) = fs::rename(staging.join(name), data.join(name)) {
            for moved in &names[..n] {
                fs::rename(data.join(moved), staging.join(moved))?;
            }
            return Err(error);
        }
    }
    File::open(data)?.sync_all()
}
