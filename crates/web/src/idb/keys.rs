//! The vault's keys. The browser stores its own object, whose secret never becomes bytes.

use engine::ports::{KeyId, StoreError};
use wasm_bindgen::prelude::*;
use web_sys::CryptoKey;

use super::IdbStore;
use super::record::Record;
use super::schema::KEYS;

impl IdbStore {
    /// Stores a private key.
    pub(crate) async fn put_key(&self, id: &KeyId, key: &CryptoKey) -> Result<(), StoreError> {
        let owner = self.owner();
        let record = Record::new(&id.0, owner.as_deref()).with("key", key.clone());
        let transaction = self.write(&[KEYS]).await?;
        transaction.store(KEYS)?.put(&record)?;
        transaction.commit().await
    }

    /// A private key; `None`: it is not there.
    pub(crate) async fn key(&self, id: &KeyId) -> Result<Option<CryptoKey>, StoreError> {
        let transaction = self.read(&[KEYS]).await?;
        let record = transaction.store(KEYS)?.get(&id.0).await?;
        // Another browser's profile that was copied here has an empty object in its place.
        Ok(record.and_then(|record| record.get("key").dyn_into().ok()))
    }
}
