//! One transaction: opened, only requests awaited, committed; or it never happened.
//!
//! IndexedDB commits by itself as soon as a task ends without a new request, so nothing else may be
//! awaited while one is open: values are made before. A transaction that is dropped before its
//! commit is aborted, be it by an error or because nobody awaits the verb any more.

use engine::ports::StoreError;
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Event, IdbCursor, IdbDatabase, IdbIndex, IdbKeyRange, IdbObjectStore, IdbRequest,
    IdbTransaction,
};

use super::error::{damaged, store_error};
use super::record::Record;
use crate::js;

#[wasm_bindgen]
extern "C" {
    // `web-sys` hides the options and the answer behind its unstable cfg.
    #[wasm_bindgen(js_name = IDBDatabase)]
    type Database;
    #[wasm_bindgen(method, catch)]
    fn transaction(
        this: &Database,
        stores: &JsValue,
        mode: &str,
        options: &JsValue,
    ) -> Result<IdbTransaction, JsValue>;
    #[wasm_bindgen(js_name = IDBTransaction)]
    type Durable;
    #[wasm_bindgen(method, getter)]
    fn durability(this: &Durable) -> Option<String>;
    // Marked as deprecated by `web-sys`; by nobody else.
    #[wasm_bindgen(method, catch)]
    fn commit(this: &Durable) -> Result<(), JsValue>;
}

/// What a transaction may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Read.
    Read,
    /// Read and write, and be on the disk at its end.
    Write,
}

/// Begins a transaction, synchronously.
pub(super) fn begin(
    database: &IdbDatabase,
    stores: &[&str],
    mode: Mode,
) -> Result<IdbTransaction, JsValue> {
    let names: js_sys::Array = stores.iter().map(|name| JsValue::from(*name)).collect();
    let database: &Database = database.unchecked_ref();
    match mode {
        Mode::Read => database.transaction(&names, "readonly", &JsValue::UNDEFINED),
        Mode::Write => {
            let options = js::object(&[("durability", "strict".into())]);
            database.transaction(&names, "readwrite", &options)
        }
    }
}

/// An open transaction.
pub(super) struct Transaction {
    inner: IdbTransaction,
    /// Settles with the event `complete` or `abort`; only a writer has an end to wait for.
    ended: Option<JsFuture>,
    is_committed: bool,
}

impl Transaction {
    pub(super) fn new(inner: IdbTransaction, mode: Mode) -> Self {
        let ended = (mode == Mode::Write).then(|| {
            // Both resolve: a promise that is rejected without a listener would be a crash.
            let ended = Promise::new(&mut |resolve, _| {
                inner.set_oncomplete(Some(&resolve));
                inner.set_onabort(Some(&resolve));
            });
            JsFuture::from(ended)
        });
        Self {
            inner,
            ended,
            is_committed: false,
        }
    }

    /// One of its stores.
    pub(super) fn store(&self, name: &str) -> Result<Store, StoreError> {
        let store = self.inner.object_store(name).map_err(|e| store_error(&e))?;
        Ok(Store(store))
    }

    /// What the browser promises; `None`: it does not say.
    pub(super) fn durability(&self) -> Option<String> {
        self.inner.unchecked_ref::<Durable>().durability()
    }

    /// Ends it. `Ok`: it happened, and it is on the disk.
    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        let durable = self.inner.unchecked_ref::<Durable>();
        durable.commit().map_err(|e| store_error(&e))?;
        self.is_committed = true;
        let Some(ended) = self.ended.take() else {
            return Ok(());
        };
        let event = ended.await.map_err(|e| store_error(&e))?;
        if event.unchecked_into::<Event>().type_() == "complete" {
            return Ok(());
        }
        Err(match self.inner.error() {
            Some(error) => store_error(&error),
            None => StoreError::Closed("the transaction was aborted".to_owned()),
        })
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        let is_writer = self.ended.is_some();
        if is_writer && !self.is_committed {
            // It throws where the browser has aborted it already.
            let _ = self.inner.abort();
        }
    }
}

/// A store inside a transaction. Writes are not awaited one by one: one that fails aborts the
/// transaction, and [`Transaction::commit`] says so.
pub(super) struct Store(IdbObjectStore);

impl Store {
    /// The object with a key.
    pub(super) async fn get(&self, id: &str) -> Result<Option<Record>, StoreError> {
        let value = settle(self.0.get(&id.into())).await?;
        Ok((!value.is_undefined()).then_some(Record(value)))
    }

    /// Whether there is an object with a key; its value is not read.
    pub(super) async fn has(&self, id: &str) -> Result<bool, StoreError> {
        Ok(!settle(self.0.get_key(&id.into())).await?.is_undefined())
    }

    /// At most `limit` objects after the key `after`, in the order of the keys.
    pub(super) async fn page(
        &self,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Record>, StoreError> {
        let range = range_after(after)?;
        let found = settle(self.0.get_all_with_key_and_limit(&range, limit)).await?;
        records(found)
    }

    /// Writes an object.
    pub(super) fn put(&self, record: &Record) -> Result<(), StoreError> {
        self.0.put(&record.0).map_err(|e| store_error(&e))?;
        Ok(())
    }

    /// Writes an object that gets its number from the store, and tells the number.
    pub(super) async fn add_numbered(&self, record: &Record) -> Result<f64, StoreError> {
        let id = settle(self.0.add(&record.0)).await?;
        id.as_f64().ok_or_else(|| damaged("no number"))
    }

    /// Deletes an object, if it is there.
    pub(super) fn delete(&self, id: &str) -> Result<(), StoreError> {
        self.0.delete(&id.into()).map_err(|e| store_error(&e))?;
        Ok(())
    }

    /// Deletes every object with a number up to `id`.
    pub(super) fn delete_up_to(&self, id: f64) -> Result<(), StoreError> {
        let range = IdbKeyRange::upper_bound(&id.into()).map_err(|e| store_error(&e))?;
        self.0.delete(&range).map_err(|e| store_error(&e))?;
        Ok(())
    }

    /// One of its indexes.
    pub(super) fn index(&self, name: &str) -> Result<Index, StoreError> {
        Ok(Index(self.0.index(name).map_err(|e| store_error(&e))?))
    }
}

/// An index of a store.
pub(super) struct Index(IdbIndex);

impl Index {
    /// At most `limit` objects after the key `after`, in the order of the index.
    pub(super) async fn page(
        &self,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Record>, StoreError> {
        let range = range_after(after)?;
        let found = settle(self.0.get_all_with_key_and_limit(&range, limit)).await?;
        records(found)
    }

    /// At most `limit` objects, the first `offset` left out. What is left out is not read.
    pub(super) async fn page_from(
        &self,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<Record>, StoreError> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        if offset == 0 {
            return self.page(None, limit).await;
        }
        let request = self.0.open_key_cursor().map_err(|e| store_error(&e))?;
        let Ok(cursor) = settle(Ok(request.clone())).await?.dyn_into::<IdbCursor>() else {
            return Ok(Vec::new());
        };
        cursor.advance(offset).map_err(|e| store_error(&e))?;
        let Ok(cursor) = settle(Ok(request)).await?.dyn_into::<IdbCursor>() else {
            return Ok(Vec::new());
        };
        let first = cursor.key().map_err(|e| store_error(&e))?;
        let range = IdbKeyRange::lower_bound(&first).map_err(|e| store_error(&e))?;
        let found = settle(self.0.get_all_with_key_and_limit(&range, limit)).await?;
        records(found)
    }

    /// Every object whose key is an array that begins with `first`, in the order of the index.
    pub(super) async fn all_beginning_with(&self, first: &str) -> Result<Vec<Record>, StoreError> {
        let lower = js_sys::Array::of1(&first.into());
        // An array sorts after every number and text (W3C IndexedDB 3.0, 2.4).
        let upper = js_sys::Array::of2(&first.into(), &js_sys::Array::new());
        let range = IdbKeyRange::bound(&lower, &upper).map_err(|e| store_error(&e))?;
        records(settle(self.0.get_all_with_key(&range)).await?)
    }

    /// How many objects have a key.
    pub(super) async fn count_of(&self, key: &str) -> Result<u32, StoreError> {
        count(self.0.count_with_key(&key.into())).await
    }

    /// How many objects have a key before `key`.
    pub(super) async fn count_before(&self, key: &str) -> Result<u32, StoreError> {
        let range = IdbKeyRange::upper_bound(&key.into()).map_err(|e| store_error(&e))?;
        count(self.0.count_with_key(&range)).await
    }

    /// The lowest key; no value is read.
    pub(super) async fn first_key(&self) -> Result<Option<JsValue>, StoreError> {
        let cursor = settle(self.0.open_key_cursor()).await?;
        let Ok(cursor) = cursor.dyn_into::<IdbCursor>() else {
            return Ok(None);
        };
        cursor.key().map(Some).map_err(|e| store_error(&e))
    }
}

/// Awaits a request: the only thing that may be awaited inside a transaction.
pub(super) async fn settle(request: Result<IdbRequest, JsValue>) -> Result<JsValue, StoreError> {
    let request = request.map_err(|e| store_error(&e))?;
    let settled = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    match JsFuture::from(settled).await {
        Ok(_) => request.result().map_err(|e| store_error(&e)),
        Err(_) => Err(request_error(&request)),
    }
}

/// A request that was swept away by an abort says only that; the transaction knows why.
fn request_error(request: &IdbRequest) -> StoreError {
    let own = request.error().ok().flatten();
    let is_abort = own
        .as_ref()
        .is_none_or(|error| error.name() == "AbortError");
    let cause = request
        .transaction()
        .filter(|_| is_abort)
        .and_then(|transaction| transaction.error());
    match cause.or(own) {
        Some(error) => store_error(&error),
        None => StoreError::Closed("the transaction was aborted".to_owned()),
    }
}

fn range_after(after: Option<&str>) -> Result<JsValue, StoreError> {
    match after {
        None => Ok(JsValue::UNDEFINED),
        Some(key) => IdbKeyRange::lower_bound_with_open(&key.into(), true)
            .map(JsValue::from)
            .map_err(|e| store_error(&e)),
    }
}

fn records(found: JsValue) -> Result<Vec<Record>, StoreError> {
    let found: js_sys::Array = found.dyn_into().map_err(|_| damaged("no list"))?;
    Ok(found.iter().map(Record).collect())
}

async fn count(request: Result<IdbRequest, JsValue>) -> Result<u32, StoreError> {
    let count = settle(request).await?.as_f64();
    count
        .map(|count| count as u32)
        .ok_or_else(|| damaged("no count"))
}
