//! One file for each adapter, or a few small ones; `raw` is what the browser does to them.

mod camera;
mod contract;
mod database;
mod engine;
mod list;
mod page;
mod picture;
mod raw;
mod senses;
mod service_worker;
mod transport;
mod vault;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
