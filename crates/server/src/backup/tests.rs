//! Backups of a folder with records, and archives that a stranger has been at.

use std::cell::Cell;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use domain::ids::{Epoch, UploadId};
use tar::EntryType;
use tempfile::TempDir;

use super::*;
use crate::app::{SystemEntropy, private_folder};
use crate::blobs::disk::DiskBlobs;
use crate::blobs::{Blobs as _, Finished};
use crate::lan::AUTHORITY;
use crate::store::contract::{NOW_MS, accept, enrolled, report, signer};
use crate::store::sqlite::SqliteStore;
use crate::store::{Event, Store as _};
use crate::testing::jpeg;

/// A data folder with a record of two photos, and its backup.
struct Folder {
    root: TempDir,
    made: Cell<u32>,
}

impl Folder {
    async fn new() -> Self {
        let folder = Self {
            root: tempfile::tempdir().unwrap(),
            made: Cell::new(0),
        };
        let data = folder.data();
        private_folder(&data).unwrap();
        crate::app::Secrets::load(&data.join(KEYS), &SystemEntropy).unwrap();
        let store = SqliteStore::open(&data.join(DATABASE)).await.unwrap();
        store.epoch(Epoch::new(1, [1; 10])).await.unwrap();
        let mut phone = enrolled(&store, 1).await;
        let photos = photos();
        let sealed = report(&mut phone, &[&photos[0], &photos[1]]);
        accept(&store, &phone, &sealed).await;
        let blobs = DiskBlobs::open(&data).unwrap();
        for photo in &photos {
            let spool = UploadId::new(0, [1; 10]);
            blobs.append(spool, photo.clone()).await.unwrap();
            let finished = blobs.finish(spool, evidence::sha256(photo)).await.unwrap();
            let Finished::Stored(photo) = finished else {
                panic!("{finished:?}")
            };
            store.photo_arrived(photo, &signer(), NOW_MS).await.unwrap();
        }
        // What is not whole is not in a backup.
        let half = UploadId::new(0, [2; 10]);
        blobs.append(half, b"half".to_vec()).await.unwrap();
        store.close().await;
        folder
    }

    fn data(&self) -> PathBuf {
        self.root.path().join("data")
    }

    /// A path that is not there yet.
    fn fresh(&self) -> PathBuf {
        self.made.set(self.made.get() + 1);
        self.root.path().join(format!("fresh{}", self.made.get()))
    }

    async fn backed_up(&self) -> PathBuf {
        let file = self.fresh();
        let done = backup(&self.data(), &file, NOW_MS).await.unwrap();
        assert_eq!((done.photos, done.made_at_ms), (2, NOW_MS));
        file
    }

    fn write(&self, bytes: &[u8]) -> PathBuf {
        let file = self.fresh();
        fs::write(&file, bytes).unwrap();
        file
    }

    /// Asserts that nothing is restored and nothing is left, and gives the sentence.
    async fn refused(&self, archive: &Path) -> String {
        let new = self.fresh();
        let error = restored(archive, &new).await.expect_err("a refusal");
        assert!(!new.exists(), "{error}");
        let empty = self.fresh();
        fs::create_dir(&empty).unwrap();
        restored(archive, &empty).await.expect_err("a refusal");
        assert_eq!(fs::read_dir(&empty).unwrap().count(), 0, "{error}");
        error.to_string()
    }
}

fn photos() -> [Vec<u8>; 2] {
    [jpeg(b"one"), jpeg(&[7; 100_000])]
}

async fn restored(archive: &Path, data: &Path) -> Outcome<Done> {
    restore(archive, data, &SystemEntropy, NOW_MS + 5).await
}

/// An entry: name, kind, content.
type Entry = (Vec<u8>, EntryType, Vec<u8>);

fn entries(archive: &Path) -> Vec<Entry> {
    let mut archive = tar::Archive::new(fs::File::open(archive).unwrap());
    let entries = archive.entries().unwrap().map(|entry| {
        let mut entry = entry.unwrap();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        (
            entry.path_bytes().to_vec(),
            entry.header().entry_type(),
            content,
        )
    });
    entries.collect()
}

/// The bytes of an archive; names are written as they are, wherever they point.
fn archive(entries: &[Entry]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, kind, content) in entries {
        let mut header = tar::Header::new_gnu();
        header.as_old_mut().name[..name.len()].copy_from_slice(name);
        header.set_entry_type(*kind);
        header.set_size(content.len() as u64);
        header.set_cksum();
        builder.append(&header, &content[..]).unwrap();
    }
    builder.into_inner().unwrap()
}

async fn events(data: &Path) -> Vec<Event> {
    let store = SqliteStore::open(&data.join(DATABASE)).await.unwrap();
    let events = store.events_after(0, 1000).await.unwrap();
    store.close().await;
    events
}

#[tokio::test]
async fn what_is_restored_is_what_was_there_in_a_new_epoch() {
    let folder = Folder::new().await;
    let authority = folder.data().join(AUTHORITY);
    private_folder(authority.parent().unwrap()).unwrap();
    fs::write(&authority, "an authority").unwrap();
    let new = folder.fresh();
    let done = restored(&folder.backed_up().await, &new).await.unwrap();
    assert_eq!((done.photos, done.made_at_ms), (2, NOW_MS));
    for name in ["keys/server.key", "keys/codes.key", AUTHORITY] {
        let [was, is] = [&folder.data(), &new].map(|data| fs::read(data.join(name)).unwrap());
        assert_eq!(was, is, "{name}");
    }
    let blobs = DiskBlobs::open(&new).unwrap();
    for photo in photos() {
        let stored = blobs.read(evidence::sha256(&photo)).await;
        assert_eq!(stored, Ok(Some(photo)));
    }
    let (was, is) = (events(&folder.data()).await, events(&new).await);
    assert_eq!(was, is[..was.len()]);
    let begun: Vec<_> = is[was.len()..]
        .iter()
        .map(|event| event.kind.as_str())
        .collect();
    assert_eq!(begun, ["epoch_begun"]);
    let store = SqliteStore::open(&new.join(DATABASE)).await.unwrap();
    let epoch = store.epoch(Epoch::new(9, [9; 10])).await.unwrap();
    assert_ne!(epoch, Epoch::new(1, [1; 10]));
    let mut names: Vec<_> = fs::read_dir(&new)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with("xuntian.db-"))
        .collect();
    names.sort();
    assert_eq!(names, ["blobs", "keys", "lan", "spool", "xuntian.db"]);
    assert_eq!(fs::read_dir(new.join("spool")).unwrap().count(), 0);
}

#[tokio::test]
async fn a_photo_that_is_missing_or_damaged_on_the_disk_is_told_and_no_file_is_left() {
    for damage in [None, Some(jpeg(b"two"))] {
        let folder = Folder::new().await;
        let hash = evidence::sha256(&photos()[0]).to_string();
        let blob = folder
            .data()
            .join("blobs")
            .join(&hash[..2])
            .join(&hash[2..4])
            .join(&hash);
        match damage {
            None => fs::remove_file(blob).unwrap(),
            Some(bytes) => fs::write(blob, bytes).unwrap(),
        }
        let file = folder.fresh();
        let error = backup(&folder.data(), &file, NOW_MS).await.unwrap_err();
        assert!(error.to_string().contains(&hash), "{error}");
        let left = fs::read_dir(folder.root.path()).unwrap().count();
        assert_eq!(left, 1, "only the data folder");
    }
}

#[tokio::test]
async fn a_backup_that_is_cut_off_anywhere_restores_nothing() {
    let folder = Folder::new().await;
    let whole = fs::read(folder.backed_up().await).unwrap();
    // The last two blocks are zeros that only say that it ends.
    let end = whole.len() - 1024;
    let blocks = (0..end)
        .step_by(4096)
        .chain([1, 511, 513, end - 512, end - 513]);
    for length in blocks {
        let cut = folder.write(&whole[..length]);
        let said = folder.refused(&cut).await;
        let is_clear = ["不是巡田的备份", "备份不完整"]
            .iter()
            .any(|words| said.contains(words));
        assert!(is_clear, "{length}: {said}");
    }
}

#[tokio::test]
async fn a_changed_byte_is_noticed_wherever_it_is() {
    let folder = Folder::new().await;
    let file = folder.backed_up().await;
    let whole = fs::read(&file).unwrap();
    let mut archive = tar::Archive::new(&whole[..]);
    let mut places = Vec::new();
    for entry in archive.entries().unwrap() {
        let entry = entry.unwrap();
        let (header, content) = (entry.raw_header_position(), entry.raw_file_position());
        let last = content + entry.size() - 1;
        let size = header + 124 + 10;
        places.extend([
            header,
            size,
            header + 156,
            content,
            last,
            (content + last) / 2,
        ]);
    }
    assert_eq!(
        places.len(),
        7 * 6,
        "manifest, database, two keys, two photos, end"
    );
    for place in places {
        let mut changed = whole.clone();
        changed[usize::try_from(place).unwrap()] ^= 1;
        let said = folder.refused(&folder.write(&changed)).await;
        assert!(said.contains(" / "), "{place}: {said}");
    }
}

#[tokio::test]
async fn a_file_of_another_kind_is_no_backup() {
    let folder = Folder::new().await;
    let database = fs::read(folder.data().join(DATABASE)).unwrap();
    let other = archive(&[(b"hello.txt".to_vec(), EntryType::Regular, b"hi".to_vec())]);
    for bytes in [
        &b""[..],
        b"no tar",
        &jpeg(b"x"),
        &[0; 4096],
        &database,
        &other,
    ] {
        let said = folder.refused(&folder.write(bytes)).await;
        assert!(said.contains("不是巡田的备份"), "{said}");
    }
    let missing = restored(&folder.fresh(), &folder.fresh()).await;
    assert!(matches!(missing, Err(BackupError::Io(..))));
}

#[tokio::test]
async fn names_are_never_paths_and_nothing_comes_that_is_not_expected() {
    let folder = Folder::new().await;
    let good = entries(&folder.backed_up().await);
    let outside = folder.root.path().join("evil");
    let absolute = outside.to_str().unwrap().as_bytes().to_vec();
    let file = |name: &[u8]| (name.to_vec(), EntryType::Regular, b"evil".to_vec());
    let photo = good.len() - 2;
    let (key, database) = (2, 1);
    type Change<'a> = Box<dyn Fn(&mut Vec<Entry>) + 'a>;
    let changes: Vec<(&str, Change<'_>)> = vec![
        ("above", Box::new(|all| all.insert(1, file(b"../evil")))),
        ("absolute", Box::new(|all| all.insert(1, file(&absolute)))),
        (
            "a photo above",
            Box::new(|all| all[photo].0 = b"photos/../../evil".to_vec()),
        ),
        (
            "a photo of another name",
            Box::new(|all| all[photo].0 = b"photos/evil".to_vec()),
        ),
        ("a link", Box::new(|all| all[photo].1 = EntryType::Symlink)),
        ("a hard link", Box::new(|all| all[key].1 = EntryType::Link)),
        (
            "a folder",
            Box::new(|all| all.insert(1, (b"keys/".to_vec(), EntryType::Directory, vec![]))),
        ),
        ("a device", Box::new(|all| all[photo].1 = EntryType::Char)),
        (
            "a photo twice",
            Box::new(|all| all.insert(photo, all[photo].clone())),
        ),
        (
            "photos in another order",
            Box::new(|all| all.swap(photo, photo - 1)),
        ),
        ("a photo less", Box::new(|all| drop(all.remove(photo)))),
        (
            "a photo more",
            Box::new(|all| {
                let more = jpeg(b"more");
                let name = format!("photos/{}", evidence::sha256(&more));
                all.insert(photo + 1, (name.into_bytes(), EntryType::Regular, more));
            }),
        ),
        (
            "something after the end",
            Box::new(|all| all.push(file(b"evil"))),
        ),
        ("no end", Box::new(|all| drop(all.pop()))),
        ("no database", Box::new(|all| drop(all.remove(database)))),
        ("another key", Box::new(|all| all[key].2 = vec![b'0'; 64])),
        (
            "a manifest of anything",
            Box::new(|all| all[0].2 = b"[]".to_vec()),
        ),
        (
            "a huge manifest",
            Box::new(|all| all[0].2 = vec![b' '; 100_000]),
        ),
    ];
    for (what, change) in changes {
        let mut all = good.clone();
        change(&mut all);
        let said = folder.refused(&folder.write(&archive(&all))).await;
        assert!(!outside.exists() && said.contains(" / "), "{what}: {said}");
    }
    // Rebuilt without a change it is a backup.
    let same = folder.write(&archive(&good));
    assert!(restored(&same, &folder.fresh()).await.is_ok());
}

#[tokio::test]
async fn a_manifest_that_names_other_files_or_a_newer_format_is_refused() {
    let folder = Folder::new().await;
    let good = entries(&folder.backed_up().await);
    let with = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut all = good.clone();
        let mut manifest = serde_json::from_slice(&all[0].2).unwrap();
        change(&mut manifest);
        all[0].2 = serde_json::to_vec(&manifest).unwrap();
        let end = evidence::sha256(&all[0].2).to_string();
        all.last_mut().unwrap().2 = end.into_bytes();
        folder.write(&archive(&all))
    };
    let said = folder
        .refused(&with(&|manifest| manifest["format"] = 2.into()))
        .await;
    assert!(
        said.contains("第 2 版") && said.contains("format 2"),
        "{said}"
    );
    for name in ["../evil", "keys/../../evil", "xuntian.db", "keys/other.key"] {
        let said = folder
            .refused(&with(&|manifest| {
                manifest["files"][1]["name"] = name.into()
            }))
            .await;
        assert!(said.contains("manifest.json"), "{name}: {said}");
    }
    for count in [1, 3, 4_000_000_000_u64] {
        folder
            .refused(&with(&|manifest| manifest["photos"] = count.into()))
            .await;
    }
}

#[tokio::test]
async fn a_folder_with_anything_in_it_is_left_alone() {
    let folder = Folder::new().await;
    let file = folder.backed_up().await;
    let full = folder.fresh();
    fs::create_dir(&full).unwrap();
    fs::write(full.join("letter"), "mine").unwrap();
    let refused = restored(&file, &full).await;
    assert!(matches!(refused, Err(BackupError::NotEmpty(_))));
    assert_eq!(fs::read_to_string(full.join("letter")).unwrap(), "mine");
    assert_eq!(fs::read_dir(&full).unwrap().count(), 1);
}
