//! A backup of a server that is being written to, and a server made out of it.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;
use testkit::phone::Sealed;

use crate::harness::{Server, blob, new_code, noise, run, said, until};
use crate::phones::Enrolled;

/// What a phone was told that it has arrived.
struct Receipted {
    by: usize,
    sealed: Sealed,
    photo: Vec<u8>,
    result: Value,
}

fn backup(data: &Path, to: &Path) -> (bool, String) {
    let [data, to] = [data, to].map(|path| path.to_str().unwrap());
    said(&run(&["backup", "--data", data, "--to", to], ""))
}

fn restore(from: &Path, data: &Path) -> (bool, String) {
    let [from, data] = [from, data].map(|path| path.to_str().unwrap());
    said(&run(&["restore", "--from", from, "--data", data], ""))
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Records with a photo each, one after the other, until it is told to stop.
fn work(
    server: &Server,
    by: usize,
    phone: &mut Enrolled,
    done: &Mutex<Vec<Receipted>>,
    stop: &AtomicBool,
) {
    for n in 0.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let photo = noise(u32::try_from(by * 1_000_000 + n).unwrap(), 20_000);
        let sealed = phone.seal(std::slice::from_ref(&photo));
        // Half of them text first, half photo first.
        if n % 2 == 0 {
            phone.upload(server, &photo);
        } else {
            assert_eq!(phone.post(server, &sealed)["outcome"], "awaiting_photos");
            phone.upload(server, &photo);
        }
        let result = phone.post(server, &sealed);
        assert_eq!(result["outcome"], "received", "{result}");
        let receipted = Receipted {
            by,
            sealed,
            photo,
            result,
        };
        done.lock().unwrap().push(receipted);
    }
}

#[test]
fn nothing_that_was_receipted_before_a_backup_is_lost_and_phones_bring_the_rest_again() {
    let folder = tempfile::tempdir().unwrap();
    let [data, restored] = ["data", "restored"].map(|name| folder.path().join(name));
    let server = Server::start(&data, &[]);
    let mut phones: Vec<_> = (1..=3)
        .map(|seed| {
            let code = new_code(&data, &format!("officer {seed}"));
            Enrolled::new(&server, &code, seed)
        })
        .collect();
    let done = Mutex::new(Vec::new());
    let stop = AtomicBool::new(false);
    let count = || done.lock().unwrap().len();
    let (file, before) = std::thread::scope(|scope| {
        for (by, phone) in phones.iter_mut().enumerate() {
            let (server, done, stop) = (&server, &done, &stop);
            scope.spawn(move || work(server, by, phone, done, stop));
        }
        until("records", || count() >= 20);
        // A backup of so little is quick: one is wanted in the middle of which records arrived.
        let mut backups = (0..).map(|n| {
            let file = folder.path().join(format!("{n}.backup"));
            let before = count();
            let (was_done, said) = backup(&data, &file);
            stop.fetch_or(!was_done, Ordering::Relaxed);
            assert!(was_done, "{said}");
            (file, before, count())
        });
        let found = backups.find(|(_, before, during)| during > before);
        let (file, before, during) = found.unwrap();
        until("records after the backup", || count() >= during + 10);
        stop.store(true, Ordering::Relaxed);
        (file, before)
    });
    let old_epoch = phones[0].inbox(&server)["epoch"].clone();
    server.kill();

    let (was_done, said) = restore(&file, &restored);
    assert!(was_done, "{said}");
    let server = Server::start(&restored, &[]);
    assert_ne!(phones[0].inbox(&server)["epoch"], old_epoch);
    let keys = server.call("GET /api/v1/keys", b"").json();
    assert_eq!(keys, phones[0].answer["server_keys"]);
    let done = done.into_inner().unwrap();
    let lost = |receipted: &Receipted| {
        let hash = evidence::sha256(&receipted.photo).to_string();
        !blob(&restored, &hash).exists()
    };
    for receipted in &done[..before] {
        let get = format!(
            "GET /api/v1/envelopes/{}\n{}",
            receipted.sealed.payload_sha256,
            phones[receipted.by].bearer()
        );
        assert_eq!(server.call(&get, b"").json(), receipted.result);
        let hash = evidence::sha256(&receipted.photo).to_string();
        let stored = std::fs::read(blob(&restored, &hash)).unwrap();
        assert_eq!(stored, receipted.photo);
    }
    assert!(
        done.iter().any(lost),
        "what came after the backup is not in it"
    );
    // A new epoch makes phones offer everything again: what is there, what is not, and its photos.
    for receipted in &done {
        let phone = &phones[receipted.by];
        let result = phone.post(&server, &receipted.sealed);
        if result["outcome"] == "awaiting_photos" {
            phone.upload(&server, &receipted.photo);
            let result = phone.post(&server, &receipted.sealed);
            assert_eq!(result["outcome"], "received");
        }
    }
    assert!(!done.iter().any(lost));
    assert!(server.stop());
}

#[test]
fn a_backup_is_one_file_for_its_owner_and_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    assert!(Server::start(&data, &[]).stop());
    let file = folder.path().join("a.backup");
    // Of a server that does not run, too.
    let (was_done, said) = backup(&data, &file);
    assert!(
        was_done && said.contains("备份完成") && said.contains("Backed up"),
        "{said}"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&file), mode(&data)), (0o600, 0o700));
    }
    let bytes = std::fs::read(&file).unwrap();
    let (was_done, said) = backup(&data, &file);
    assert!(!was_done && said.contains("不会覆盖"), "{said}");
    assert_eq!(std::fs::read(&file).unwrap(), bytes);
    assert_eq!(names(folder.path()), ["a.backup", "data"]);
    let (was_done, said) = backup(&folder.path().join("typo"), &folder.path().join("b.backup"));
    assert!(!was_done && said.contains("没有数据库"), "{said}");
    assert_eq!(names(folder.path()), ["a.backup", "data"]);
}

#[test]
fn a_restore_that_fails_says_why_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let [data, new] = ["data", "new"].map(|name| folder.path().join(name));
    assert!(Server::start(&data, &[]).stop());
    let file = folder.path().join("whole");
    assert!(backup(&data, &file).0);
    let whole = std::fs::read(&file).unwrap();
    let half = folder.path().join("half");
    std::fs::write(&half, &whole[..whole.len() / 2]).unwrap();
    let (was_done, said) = restore(&half, &new);
    assert!(
        !was_done && said.contains("备份不完整") && said.contains("ends too early"),
        "{said}"
    );
    let (was_done, said) = restore(&file, &data);
    assert!(!was_done && said.contains("不是空目录"), "{said}");
    let (was_done, said) = restore(&data.join("xuntian.db"), &new);
    assert!(!was_done && said.contains("不是巡田的备份"), "{said}");
    assert_eq!(names(folder.path()), ["data", "half", "whole"]);
    assert!(restore(&file, &new).0);
    assert!(Server::start(&new, &[]).stop());
}
