//! The browser's side of the tests (`raw.js`), and fresh stores.

use std::cell::Cell;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web::idb::IdbStore;
use web_sys::{File, HtmlVideoElement};

#[wasm_bindgen(module = "/src/tests/raw.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    pub(crate) async fn hold(name: &str) -> Result<JsValue, JsValue>;
    pub(crate) fn release(name: &str);
    #[wasm_bindgen(catch)]
    pub(crate) async fn raise_to(name: &str, version: u32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    pub(crate) async fn dump(name: &str) -> Result<JsValue, JsValue>;
    pub(crate) fn break_put();
    pub(crate) fn break_commit();
    pub(crate) fn mend();
    pub(crate) fn put_aside();
    pub(crate) fn bring_back();
    pub(crate) fn watch_transactions();
    pub(crate) async fn how_they_ended() -> JsValue;

    pub(crate) fn stub_workers() -> JsValue;
    pub(crate) fn mend_workers();
    pub(crate) fn place_worker(
        container: &JsValue,
        place: &str,
        state: &str,
        version: &str,
        ready: bool,
    ) -> JsValue;
    pub(crate) fn activate(container: &JsValue);
    pub(crate) fn set_failing(container: &JsValue, fails: bool);
    pub(crate) fn heard_by(worker: &JsValue) -> String;

    pub(crate) fn stall_fetch();
    pub(crate) fn record_fetch() -> Array;
    pub(crate) fn break_body();
    pub(crate) fn mend_fetch();
    pub(crate) fn stub_geolocation() -> JsValue;
    pub(crate) fn mend_geolocation();

    #[wasm_bindgen(catch)]
    pub(crate) async fn picture_file(
        width: u32,
        height: u32,
        media_type: &str,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    pub(crate) async fn turned_file(file: &File) -> Result<JsValue, JsValue>;
    pub(crate) fn file_of(bytes: &Uint8Array, media_type: &str) -> File;
    #[wasm_bindgen(catch)]
    pub(crate) async fn look_at(bytes: &Uint8Array, x: f64, y: f64) -> Result<JsValue, JsValue>;
    pub(crate) fn video_element() -> HtmlVideoElement;
    pub(crate) fn tracks_of(video: &HtmlVideoElement) -> Array;
    pub(crate) fn states_of(tracks: &Array) -> String;
    pub(crate) fn forbid_camera(name: &str);
    pub(crate) fn mend_camera();
    #[wasm_bindgen(catch)]
    pub(crate) async fn text_at(url: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    pub(crate) async fn crash_by(callback: &js_sys::Function) -> Result<JsValue, JsValue>;
}

thread_local! {
    static COUNT: Cell<u32> = const { Cell::new(0) };
}

/// The name of a database that is not there yet.
pub(crate) fn fresh_name() -> String {
    let count = COUNT.get() + 1;
    COUNT.set(count);
    format!("test-{}-{count}", js_sys::Math::random())
}

/// A store that is empty.
pub(crate) async fn fresh_store() -> IdbStore {
    IdbStore::open(&fresh_name()).await.unwrap()
}

/// A member of an object of the browser.
pub(crate) fn member(object: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(object, &name.into()).unwrap()
}

/// What a picture looks like at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) size_px: (u32, u32),
    pub(crate) is_red: bool,
    pub(crate) is_blue: bool,
}

/// Decodes a picture by the browser and looks at one place, in parts of the whole.
pub(crate) async fn look(bytes: &[u8], x: f64, y: f64) -> Look {
    let seen = look_at(&Uint8Array::from(bytes), x, y).await.unwrap();
    let numbers: Vec<u32> = Array::from(&seen)
        .iter()
        .map(|number| number.as_f64().unwrap() as u32)
        .collect();
    Look {
        size_px: (numbers[0], numbers[1]),
        is_red: numbers[2] > 200 && numbers[4] < 60,
        is_blue: numbers[4] > 200 && numbers[2] < 60,
    }
}
