//! Tests that need a browser: the contract of the phone's store on IndexedDB, the other adapters of
//! `web`, and what of `ui` needs a page. They run by `wasm-bindgen-test-runner`; elsewhere this crate
//! is empty.

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests;
