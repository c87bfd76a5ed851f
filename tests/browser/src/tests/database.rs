//! What IndexedDB itself does to the store: durability, aborts, versions, other tabs.

use std::rc::Rc;

use domain::finding::FindingForm;
use domain::ids::{FindingId, PhotoId};
use domain::photo::PhotoManifest;
use domain::taxonomy::{PhotoKind, PhotoOrigin};
use engine::ports::{LeaseRequest, PhoneStore as _, StoreError, Vault as _};
use engine::record::{Draft, StoredPhoto};
use futures::FutureExt as _;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web::idb::{IdbStore, Note, OpenError};
use web::vault::WebCryptoVault;

use super::raw::{self, fresh_name, fresh_store, member};

fn draft(n: u8, revision: u32) -> Draft {
    Draft {
        finding_id: FindingId::new(i64::from(n), [n; 10]),
        revision,
        begun_at_ms: i64::from(n),
        changed_at_ms: i64::from(n),
        form: FindingForm::default(),
        photos: Vec::new(),
        follows: None,
        practice: false,
    }
}

fn photo(n: u8) -> (StoredPhoto, Rc<[u8]>) {
    let bytes: Rc<[u8]> = vec![n; 4000].into();
    let manifest = PhotoManifest {
        id: PhotoId::new(0, [n; 10]),
        kind: PhotoKind::Far,
        origin: PhotoOrigin::InAppCamera,
        sha256: evidence::sha256(&bytes),
        bytes: 4000,
        media_type: "image/jpeg".to_owned(),
        width_px: 4,
        height_px: 3,
        taken_at_ms: 0,
        position: None,
        heading_magnetic_deg: None,
        source: None,
    };
    let thumbnail = vec![n];
    (
        StoredPhoto {
            manifest,
            thumbnail,
        },
        bytes,
    )
}

#[wasm_bindgen_test]
async fn writes_are_strictly_durable() {
    let durability = fresh_store().await.durability().await;
    assert_eq!(durability, Ok(Some("strict".to_owned())));
}

#[wasm_bindgen_test]
async fn a_write_that_nobody_awaits_any_more_leaves_nothing() {
    let store = fresh_store().await;
    let (photo, bytes) = photo(1);
    let mut write = store.add_photo(draft(1, 1), photo.clone(), bytes);
    // The first poll issues the requests up to the first that has to be awaited.
    assert!((&mut write).now_or_never().is_none());
    drop(write);
    assert_eq!(store.drafts().await, Ok(Vec::new()));
    assert_eq!(store.photo(photo.manifest.id).await, Ok(None));
    assert_eq!(store.photo_bytes(photo.manifest.sha256).await, Ok(None));
}

#[wasm_bindgen_test]
async fn a_full_disk_is_told_and_leaves_what_was_there() {
    let store = fresh_store().await;
    store.put_draft(draft(1, 1)).await.unwrap();
    raw::break_put();
    let (photo, bytes) = photo(1);
    let refused = store.add_photo(draft(1, 2), photo.clone(), bytes).await;
    raw::mend();
    assert_eq!(refused, Err(StoreError::NoSpace));
    assert_eq!(store.drafts().await, Ok(vec![draft(1, 1)]));
    assert_eq!(store.photo(photo.manifest.id).await, Ok(None));
}

#[wasm_bindgen_test]
async fn an_abort_at_the_very_end_is_an_error_and_leaves_nothing() {
    let store = fresh_store().await;
    raw::break_commit();
    let refused = store.put_draft(draft(1, 1)).await;
    raw::mend();
    assert!(matches!(refused, Err(StoreError::Closed(_))), "{refused:?}");
    assert_eq!(store.drafts().await, Ok(Vec::new()));
}

#[wasm_bindgen_test]
async fn a_second_tab_sees_what_the_first_has_written() {
    let name = fresh_name();
    let first = IdbStore::open(&name).await.unwrap();
    let second = IdbStore::open(&name).await.unwrap();
    first.put_draft(draft(1, 1)).await.unwrap();
    assert_eq!(second.drafts().await, Ok(vec![draft(1, 1)]));
    let lease = second.take_lease(LeaseRequest { at_ms: 0 }).await.unwrap();
    let newer = first.take_lease(LeaseRequest { at_ms: 0 }).await.unwrap();
    assert!(newer.generation > lease.generation);
}

#[wasm_bindgen_test]
async fn an_empty_database_without_version_is_made_ready() {
    let name = fresh_name();
    raw::hold(&name).await.unwrap();
    raw::release(&name);
    let store = IdbStore::open(&name).await.unwrap();
    assert_eq!(store.put_draft(draft(1, 1)).await, Ok(()));
}

#[wasm_bindgen_test]
async fn an_app_that_was_rolled_back_still_opens_its_data() {
    let name = fresh_name();
    let store = IdbStore::open(&name).await.unwrap();
    store.put_draft(draft(1, 1)).await.unwrap();
    drop(store);
    raw::raise_to(&name, 101).await.unwrap();
    let store = IdbStore::open(&name).await.unwrap();
    assert_eq!(store.drafts().await, Ok(vec![draft(1, 1)]));
}

#[wasm_bindgen_test]
async fn a_database_that_keeps_things_differently_is_left_alone() {
    let name = fresh_name();
    raw::raise_to(&name, 200).await.unwrap();
    let refused = IdbStore::open(&name).await.err();
    assert_eq!(refused, Some(OpenError::TooNew(200)));
}

#[wasm_bindgen_test]
async fn an_open_store_lets_a_newer_app_upgrade_and_goes_on() {
    let name = fresh_name();
    let store = IdbStore::open(&name).await.unwrap();
    store.put_draft(draft(1, 1)).await.unwrap();
    raw::raise_to(&name, 101).await.unwrap();
    assert_eq!(store.drafts().await, Ok(vec![draft(1, 1)]));
    assert_eq!(store.put_draft(draft(2, 1)).await, Ok(()));
}

#[wasm_bindgen_test]
async fn a_tab_that_does_not_let_go_is_told_and_then_it_works() {
    let name = fresh_name();
    raw::hold(&name).await.unwrap();
    let refused = IdbStore::open(&name).await.err();
    assert_eq!(refused, Some(OpenError::Blocked));
    raw::release(&name);
    assert!(IdbStore::open(&name).await.is_ok());
}

#[wasm_bindgen_test]
async fn a_page_that_is_put_aside_keeps_no_other_page_waiting() {
    let name = fresh_name();
    let store = IdbStore::open(&name).await.unwrap();
    let other = IdbStore::open(&name).await.unwrap();
    let request = LeaseRequest { at_ms: 0 };
    // It reads before it writes, so that it is open after its first poll.
    let mut open = store.take_lease(request);
    assert!((&mut open).now_or_never().is_none());
    raw::put_aside();
    let begun_aside = store.put_draft(draft(1, 1)).await;
    assert!(matches!(begun_aside, Err(StoreError::Closed(_))));
    assert!(matches!(open.await, Err(StoreError::Closed(_))));
    raw::bring_back();
    assert_eq!(other.take_lease(request).await.unwrap().generation, 1);
    assert_eq!(store.put_draft(draft(1, 1)).await, Ok(()));
}

#[wasm_bindgen_test]
async fn a_read_that_nobody_awaits_any_more_does_not_stay_open_in_a_page_that_is_put_aside() {
    let store = fresh_store().await;
    raw::watch_transactions();
    let mut read = store.rows(0, 1);
    assert!((&mut read).now_or_never().is_none());
    drop(read);
    raw::put_aside();
    let ended = raw::how_they_ended().await;
    raw::bring_back();
    assert_eq!(ended, JsValue::from("abort"));
}

#[wasm_bindgen_test]
async fn originals_are_plain_bytes_and_every_object_has_an_owner() {
    let name = fresh_name();
    let store = IdbStore::open(&name).await.unwrap();
    let (photo, bytes) = photo(1);
    store.add_photo(draft(1, 1), photo, bytes).await.unwrap();
    store.take_lease(LeaseRequest { at_ms: 0 }).await.unwrap();
    let note = Note {
        at_ms: 1,
        text: "line".to_owned(),
    };
    store.note(note.clone()).await.unwrap();
    assert_eq!(store.notes().await, Ok(vec![note]));
    let vault = WebCryptoVault::new(store);
    vault.create_key().await.unwrap();

    let objects = Array::from(&raw::dump(&name).await.unwrap());
    let mut seen = Vec::new();
    for entry in objects.iter() {
        let entry = Array::from(&entry);
        let (store, object) = (entry.get(0).as_string().unwrap(), entry.get(1));
        assert!(member(&object, "owner").is_null(), "{store}");
        if store == "photo_bytes" {
            assert!(member(&object, "bytes").is_instance_of::<Uint8Array>());
        }
        seen.push(store);
    }
    assert_eq!(
        seen,
        [
            "diagnostics",
            "drafts",
            "keys",
            "lease",
            "photo_bytes",
            "photo_meta"
        ]
    );
}

#[wasm_bindgen_test]
async fn the_oldest_lines_for_support_go_first() {
    let store = fresh_store().await;
    for at_ms in 0..503 {
        let text = "line".to_owned();
        store.note(Note { at_ms, text }).await.unwrap();
    }
    let notes = store.notes().await.unwrap();
    assert_eq!((notes.len(), notes[0].at_ms), (500, 3));
}

#[wasm_bindgen_test]
async fn a_crash_calls_the_crash_screen_and_is_noted_without_what_may_be_private() {
    let store = fresh_store().await;
    // The first panic is ours; the hook cannot be changed back after it, so it passes the others on.
    let harness_hook = std::panic::take_hook();
    let is_ours = std::sync::atomic::AtomicBool::new(true);
    std::panic::set_hook(Box::new(move |info| {
        if is_ours.swap(false, std::sync::atomic::Ordering::Relaxed) {
            web::crash::on_panic(info);
        } else {
            harness_hook(info);
        }
    }));
    web::crash::note_in(&store);
    let name = "张三".to_owned();
    let crash = Closure::once_into_js(move || -> () { panic!("cannot read {name}") });
    let told = raw::crash_by(crash.unchecked_ref()).await.unwrap();
    let told = told.as_string().unwrap();
    assert!(
        told.starts_with("panic at ") && told.contains("database.rs:"),
        "{told}"
    );
    assert!(!told.contains("张三"), "{told}");
    let notes = store.notes().await.unwrap();
    assert_eq!(notes.len(), 1);
    assert_eq!(notes[0].text, told);
}
