//! What the phone keeps, read from outside the app.

use serde_json::{Value, json};

use super::devices;
use super::page::Page;

/// Opens every database of the origin without a version (it never upgrades or creates one) and gives
/// all objects of one store.
const READ: &str = r#"
const [storeName, done] = [arguments[0], arguments[arguments.length - 1]];
const wait = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
const hex = async (bytes) => [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))]
  .map((byte) => byte.toString(16).padStart(2, "0")).join("");
const described = async (value) => {
  // A driver's scripts may run beside the page, where its classes are others.
  if (ArrayBuffer.isView(value)) return { sha256: await hex(value), bytes: value.length };
  return null;
};
(async () => {
  const out = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await wait(indexedDB.open(name));
    try {
      if (!database.objectStoreNames.contains(storeName)) continue;
      const objects = await wait(database.transaction(storeName).objectStore(storeName).getAll());
      for (const object of objects) {
        const plain = {};
        for (const [key, value] of Object.entries(object)) {
          plain[key] = typeof value === "object" ? await described(value) : value;
        }
        out.push(plain);
      }
    } finally {
      database.close();
    }
  }
  return out;
})().then(done, (error) => done({ error: String(error) }));
"#;

/// Every object of a store; bytes are told by their SHA-256 and length.
pub async fn objects(page: &Page, store: &str) -> Vec<Value> {
    let answer = page.eval_async(READ, vec![store.into()]).await;
    match answer.as_array() {
        Some(objects) => objects.clone(),
        None => {
            page.fail(format!("the store {store} cannot be read: {answer}"))
                .await
        }
    }
}

/// SHA-256 of every photo whose bytes are in the phone's store, computed from the bytes, sorted.
pub async fn photo_hashes(page: &Page) -> Vec<String> {
    let photos = objects(page, "photo_bytes").await;
    let hashes = photos.iter().filter_map(|photo| {
        let members = photo.as_object()?;
        let bytes = members
            .values()
            .find(|value| value.get("sha256").is_some())?;
        bytes["sha256"].as_str().map(str::to_owned)
    });
    let mut hashes: Vec<String> = hashes.collect();
    hashes.sort();
    hashes
}

/// How many bytes an object of the store has.
pub fn length(object: &Value) -> u64 {
    let members = object.as_object().into_iter().flatten();
    members
        .filter_map(|(_, value)| value["bytes"].as_u64())
        .sum()
}

/// Leaves so much room on the phone, in bytes, beyond what is used now; `None`: what the browser gives.
///
/// Only before the first page of the app is opened: Chromium counts at the first write, and then for
/// half a minute from memory. More room it grants at once.
pub async fn leave_room(page: &Page, bytes: Option<u64>) {
    let site = json!({ "origin": page.origin() });
    let said = devices::command(page.driver(), "Storage.getUsageAndQuota", site).await;
    let Some(used) = said["usage"].as_f64() else {
        page.fail(format!("the browser does not say what is used: {said}"))
            .await
    };
    let most = bytes.map(|bytes| used as u64 + bytes);
    devices::limit_storage(page.driver(), page.origin(), most).await;
}
