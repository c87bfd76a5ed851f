//! The archive itself: the same bytes for the same files, whoever packs it and when.

use std::io::Write as _;

use flate2::{Compression, GzBuilder};

use crate::shell::Outcome;

/// A file of the archive.
#[derive(Clone)]
pub(super) struct Entry {
    path: String,
    mode: u32,
    bytes: Vec<u8>,
}

impl Entry {
    /// Something to run.
    pub(super) fn program(path: &str, bytes: Vec<u8>) -> Self {
        let path = path.to_owned();
        Self {
            path,
            mode: 0o755,
            bytes,
        }
    }

    /// Something to read.
    pub(super) fn text(path: &str, bytes: Vec<u8>) -> Self {
        let path = path.to_owned();
        Self {
            path,
            mode: 0o644,
            bytes,
        }
    }
}

/// A `.tar.gz` of the entries below one folder, by name, owned by nobody in particular, all of one
/// time.
pub(super) fn pack(folder: &str, mut entries: Vec<Entry>, made_at_s: u64) -> Outcome<Vec<u8>> {
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    let mut archive = tar::Builder::new(Vec::new());
    for entry in entries {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::Regular);
        header.set_size(entry.bytes.len() as u64);
        header.set_mode(entry.mode);
        header.set_mtime(made_at_s);
        header.set_uid(0);
        header.set_gid(0);
        let path = format!("{folder}/{}", entry.path);
        archive
            .append_data(&mut header, &path, entry.bytes.as_slice())
            .map_err(|error| format!("{path}: {error}"))?;
    }
    let packed = archive.into_inner().and_then(|tar| {
        let mut gzip = GzBuilder::new()
            .mtime(0)
            .write(Vec::new(), Compression::best());
        gzip.write_all(&tar)?;
        gzip.finish()
    });
    packed.map_err(|error| format!("packing: {error}"))
}

/// Whether a program of 64-bit Linux runs without a loader. `None` if it is no such program.
///
/// A program that needs one names it in a segment of type PT_INTERP (the ELF specification, book 3).
pub(super) fn is_static(elf: &[u8]) -> Option<bool> {
    const PT_INTERP: u32 = 3;
    let is_elf64_little = elf.starts_with(b"\x7fELF\x02\x01");
    let table = usize::try_from(u64::from_le_bytes(bytes_at(elf, 32)?)).ok()?;
    let size = usize::from(u16::from_le_bytes(bytes_at(elf, 54)?));
    let count = usize::from(u16::from_le_bytes(bytes_at(elf, 56)?));
    if !is_elf64_little || count == 0 {
        return None;
    }
    let kinds = (0..count).map(|n| {
        let at = table.checked_add(n.checked_mul(size)?)?;
        Some(u32::from_le_bytes(bytes_at(elf, at)?))
    });
    let kinds: Vec<_> = kinds.collect::<Option<_>>()?;
    Some(!kinds.contains(&PT_INTERP))
}

fn bytes_at<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn entries() -> Vec<Entry> {
        vec![
            Entry::program("xuntian-server", b"program".to_vec()),
            Entry::text("docs/DEPLOY.md", b"text".to_vec()),
            // Longer than the hundred bytes of the old format.
            Entry::text(&format!("deploy/{}", "long".repeat(40)), Vec::new()),
        ]
    }

    #[test]
    fn what_is_packed_is_unpacked_and_belongs_to_nobody() {
        let packed = pack("xuntian-1", entries(), 1_795_000_000).unwrap();
        let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(packed.as_slice()));
        let mut seen = Vec::new();
        for entry in archive.entries().unwrap() {
            let mut entry = entry.unwrap();
            let header = entry.header();
            assert_eq!((header.uid().unwrap(), header.gid().unwrap()), (0, 0));
            assert_eq!(header.mtime().unwrap(), 1_795_000_000);
            assert_eq!(
                (header.username(), header.groupname()),
                (Ok(Some("")), Ok(Some("")))
            );
            let mode = header.mode().unwrap();
            let path = entry.path().unwrap().to_string_lossy().into_owned();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            seen.push((path, mode, text));
        }
        let long = format!("xuntian-1/deploy/{}", "long".repeat(40));
        assert_eq!(
            seen,
            [
                (long, 0o644, String::new()),
                (
                    "xuntian-1/docs/DEPLOY.md".to_owned(),
                    0o644,
                    "text".to_owned()
                ),
                (
                    "xuntian-1/xuntian-server".to_owned(),
                    0o755,
                    "program".to_owned()
                ),
            ]
        );
    }

    #[test]
    fn the_same_files_in_any_order_are_the_same_bytes() {
        let mut turned = entries();
        turned.reverse();
        assert_eq!(pack("x", entries(), 5), pack("x", turned, 5));
        assert_ne!(pack("x", entries(), 5), pack("x", entries(), 6));
    }

    /// A program whose table has segments of these types.
    fn elf(kinds: &[u32]) -> Vec<u8> {
        let mut elf = vec![0; 64];
        elf[..6].copy_from_slice(b"\x7fELF\x02\x01");
        elf[32..40].copy_from_slice(&64_u64.to_le_bytes());
        elf[54..56].copy_from_slice(&56_u16.to_le_bytes());
        elf[56..58].copy_from_slice(&u16::try_from(kinds.len()).unwrap().to_le_bytes());
        for kind in kinds {
            elf.extend(kind.to_le_bytes());
            elf.extend([0; 52]);
        }
        elf
    }

    #[test]
    fn a_program_that_names_a_loader_is_not_static() {
        assert_eq!(is_static(&elf(&[1, 1])), Some(true));
        assert_eq!(is_static(&elf(&[1, 3, 1])), Some(false));
        let own = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        #[cfg(all(target_os = "linux", target_env = "gnu", target_pointer_width = "64"))]
        assert_eq!(is_static(&own), Some(false));
        assert!(!own.is_empty());
        let mut cut = elf(&[1, 1]);
        cut.truncate(100);
        for none in [&b""[..], b"#!/bin/sh", &cut, &elf(&[])] {
            assert_eq!(is_static(none), None);
        }
    }
}
