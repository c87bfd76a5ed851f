//! Stands in for the package of this name (`[patch.crates-io]` in the workspace's Cargo.toml).
//!
//! Leptos depends on it for bodies of server functions that are streams; no app of ours has a server
//! function. The package exports classes to JavaScript, and what is exported is never left out: 2.4 KB
//! of a first visit. This has the names that Leptos compiles against, and does nothing.

use futures::Stream;
use futures::stream::{Empty, empty};
use wasm_bindgen::JsValue;

/// A stream that JavaScript reads.
#[derive(Debug)]
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// # Panics
    /// Always: nothing here makes streams for JavaScript.
    pub fn from_stream(_: impl Stream<Item = Result<JsValue, JsValue>> + 'static) -> Self {
        unreachable!("no app has a server function")
    }

    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// Nothing.
    pub fn into_stream(self) -> Empty<Result<JsValue, JsValue>> {
        empty()
    }
}
