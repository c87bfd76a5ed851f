//! A stored object: what it is found by as plain members, the value itself as JSON text, bytes as
//! bytes. Text is read about three times as fast as a tree of objects that crosses into wasm.

use domain::ids::{FindingId, VersionId};
use domain::json::from_json;
use engine::ports::StoreError;
use js_sys::Uint8Array;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

use super::error::damaged;
use crate::js;

/// An object of a store.
#[derive(Debug, Clone)]
pub(super) struct Record(pub(super) JsValue);

impl Record {
    /// A new object of an owner.
    pub(super) fn new(id: &str, owner: Option<&str>) -> Self {
        Self::numbered(owner).with("id", id)
    }

    /// A new object of an owner that gets its key from the store.
    pub(super) fn numbered(owner: Option<&str>) -> Self {
        let owner = owner.map_or(JsValue::NULL, JsValue::from);
        Self(js::object(&[("owner", owner)]))
    }

    /// With a member that an index or a check reads.
    pub(super) fn with(self, name: &str, value: impl Into<JsValue>) -> Self {
        js::set(&self.0, name, &value.into());
        self
    }

    /// With a member, unless there is none: an index does not hold what lacks its key.
    pub(super) fn with_some(self, name: &str, value: Option<impl Into<JsValue>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// With bytes, copied into the browser's memory.
    pub(super) fn with_bytes(self, name: &str, bytes: &[u8]) -> Self {
        self.with(name, Uint8Array::from(bytes))
    }

    /// With the value.
    pub(super) fn with_json<T: Serialize>(self, value: &T) -> Result<Self, StoreError> {
        let json = serde_json::to_string(value).map_err(|_| damaged("a value that is no JSON"))?;
        Ok(self.with("json", json))
    }

    /// The value.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T, StoreError> {
        let text = self.text("json").ok_or_else(|| damaged("no JSON text"))?;
        from_json(text.as_bytes()).map_err(damaged)
    }

    /// A member that is a text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.get(name).as_string()
    }

    /// A member that is a number.
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        self.get(name).as_f64()
    }

    /// A member that is bytes.
    pub(super) fn bytes(&self, name: &str) -> Option<Uint8Array> {
        self.get(name).dyn_into().ok()
    }

    /// Any member.
    pub(super) fn get(&self, name: &str) -> JsValue {
        js::get(&self.0, name)
    }

    /// Whose it is.
    pub(super) fn owner(&self) -> Option<String> {
        self.text("owner")
    }
}

/// A moment and an id as a text that sorts by the moment, then by the id.
pub(super) fn oldest_key(at_ms: i64, id: VersionId) -> String {
    format!("{:016x}{id}", sortable(at_ms))
}

/// A moment and an id as a text that sorts the other way round: the newest first.
pub(super) fn newest_key(at_ms: i64, id: FindingId) -> String {
    format!("{:016x}{:032x}", !sortable(at_ms), !id.0.as_u128())
}

/// The order of the signed numbers among the unsigned ones.
fn sortable(at_ms: i64) -> u64 {
    (at_ms as u64) ^ (1 << 63)
}
