//! The stores and how they came to be: numbered steps, each frozen once released.
//!
//! 100, 200 … are breaking: an app of the hundred before must not touch such a database. 101, 102 …
//! only add, so that an app that was rolled back still works. Every stored object has `id` and
//! `owner` (the officer, or `null` before enrolment).

use wasm_bindgen::prelude::*;
use web_sys::{
    IdbDatabase, IdbIndexParameters, IdbObjectStore, IdbObjectStoreParameters, IdbTransaction,
};

/// Who the phone is enrolled for.
pub(super) const IDENTITY: &str = "identity";
/// Records that are being written.
pub(super) const DRAFTS: &str = "drafts";
/// Sealed versions.
pub(super) const VERSIONS: &str = "versions";
/// Manifests and thumbnails.
pub(super) const PHOTO_META: &str = "photo_meta";
/// Original bytes, read by primary key only: WebKit breaks what is read through an index.
pub(super) const PHOTO_BYTES: &str = "photo_bytes";
/// What waits to be received.
pub(super) const OUTBOX: &str = "outbox";
/// Verified receipts.
pub(super) const RECEIPTS: &str = "receipts";
/// The last link of every key's chain.
pub(super) const CHAIN_HEADS: &str = "chain_heads";
/// What lists read.
pub(super) const ROWS: &str = "rows";
/// The generation of the driver.
pub(super) const LEASE: &str = "lease";
/// Private keys, as the browser's own objects.
pub(super) const KEYS: &str = "keys";
/// The last lines for support.
pub(super) const DIAGNOSTICS: &str = "diagnostics";

/// `versions` by finding and number.
pub(super) const BY_FINDING: &str = "by_finding";
/// `photo_meta` by the hash of the bytes.
pub(super) const BY_SHA256: &str = "by_sha256";
/// `rows`, newest first.
pub(super) const NEWEST: &str = "newest";
/// `rows` that want an answer, newest first.
pub(super) const TO_ANSWER: &str = "to_answer";
/// `outbox`, oldest first.
pub(super) const OLDEST: &str = "oldest";
/// `outbox` by the time of the next try; wedged items are not in it.
pub(super) const DUE: &str = "due";

/// The version that this build makes.
pub(super) const LATEST: u32 = 100;
/// From here on a database belongs to an app that keeps things differently.
pub(super) const TOO_NEW: u32 = 200;

/// Brings a database from `version` to [`LATEST`], inside its upgrade transaction.
pub(super) fn upgrade(
    database: &IdbDatabase,
    _transaction: &IdbTransaction,
    version: u32,
) -> Result<(), JsValue> {
    if version < 100 {
        step_100(database)?;
    }
    Ok(())
}

/// The first schema. An empty database has version 1: it was just made by an opening without version.
fn step_100(database: &IdbDatabase) -> Result<(), JsValue> {
    for name in [
        "identity",
        "drafts",
        "photo_bytes",
        "receipts",
        "chain_heads",
        "lease",
        "keys",
    ] {
        create(database, name)?;
    }
    let versions = create(database, "versions")?;
    let path = js_sys::Array::of2(&"finding".into(), &"version".into());
    versions.create_index_with_str_sequence("by_finding", &path)?;
    let photo_meta = create(database, "photo_meta")?;
    photo_meta.create_index_with_str("by_sha256", "sha256")?;
    let outbox = create(database, "outbox")?;
    index_unique(&outbox, "oldest")?;
    outbox.create_index_with_str("due", "due")?;
    let rows = create(database, "rows")?;
    index_unique(&rows, "newest")?;
    index_unique(&rows, "to_answer")?;
    let parameters = IdbObjectStoreParameters::new();
    parameters.set_key_path(&"id".into());
    parameters.set_auto_increment(true);
    database.create_object_store_with_optional_parameters("diagnostics", &parameters)?;
    Ok(())
}

fn create(database: &IdbDatabase, name: &str) -> Result<IdbObjectStore, JsValue> {
    let parameters = IdbObjectStoreParameters::new();
    parameters.set_key_path(&"id".into());
    database.create_object_store_with_optional_parameters(name, &parameters)
}

fn index_unique(store: &IdbObjectStore, name: &str) -> Result<(), JsValue> {
    let parameters = IdbIndexParameters::new();
    parameters.set_unique(true);
    store.create_index_with_str_and_optional_parameters(name, name, &parameters)?;
    Ok(())
}
