//! The contract that every phone's store keeps, on IndexedDB.

use std::rc::Rc;

use wasm_bindgen_test::wasm_bindgen_test;

use super::raw::fresh_store;

macro_rules! tests {
    ($($name:ident)*) => {$(
        #[wasm_bindgen_test]
        async fn $name() {
            engine::contract::$name(Rc::new(fresh_store().await)).await;
        }
    )*};
}
engine::for_each_contract_test!(tests);
