//! What `web-sys` hides behind an unstable cfg, or gives a type that claims to be always there:
//! the global scope and the navigator, with every member optional, and how JavaScript's errors are
//! read.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// `globalThis`, of a page or of a worker.
    #[derive(Clone)]
    pub(crate) type Scope;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn navigator(this: &Scope) -> Navigator;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn document(this: &Scope) -> Option<web_sys::Document>;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn location(this: &Scope) -> Option<web_sys::Location>;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn crypto(this: &Scope) -> Option<web_sys::Crypto>;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn performance(this: &Scope) -> Option<web_sys::Performance>;
    #[wasm_bindgen(method, getter, js_name = isSecureContext)]
    pub(crate) fn is_secure_context(this: &Scope) -> Option<bool>;
    // Both throw where the person has forbidden the site to store anything.
    #[wasm_bindgen(method, getter, catch, js_name = indexedDB)]
    pub(crate) fn indexed_db(this: &Scope) -> Result<Option<web_sys::IdbFactory>, JsValue>;
    #[wasm_bindgen(method, getter, catch, js_name = localStorage)]
    pub(crate) fn local_storage(this: &Scope) -> Result<Option<web_sys::Storage>, JsValue>;

    /// `navigator`, of a page or of a worker.
    pub(crate) type Navigator;
    #[wasm_bindgen(method, getter, js_name = onLine)]
    pub(crate) fn on_line(this: &Navigator) -> Option<bool>;
    #[wasm_bindgen(method, getter, js_name = userAgent)]
    pub(crate) fn user_agent(this: &Navigator) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn languages(this: &Navigator) -> Option<js_sys::Array>;
    #[wasm_bindgen(method, getter, js_name = maxTouchPoints)]
    pub(crate) fn max_touch_points(this: &Navigator) -> Option<u32>;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn locks(this: &Navigator) -> Option<LockManager>;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn storage(this: &Navigator) -> Option<StorageManager>;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn geolocation(this: &Navigator) -> Option<Geolocation>;
    #[wasm_bindgen(method, getter, js_name = mediaDevices)]
    pub(crate) fn media_devices(this: &Navigator) -> Option<web_sys::MediaDevices>;
    #[wasm_bindgen(method, getter, js_name = serviceWorker)]
    pub(crate) fn service_worker(this: &Navigator) -> Option<web_sys::ServiceWorkerContainer>;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn clipboard(this: &Navigator) -> Option<Clipboard>;
    #[wasm_bindgen(method, getter, js_name = share)]
    pub(crate) fn share_function(this: &Navigator) -> Option<Function>;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn share(this: &Navigator, data: &JsValue) -> Result<Promise, JsValue>;
    /// Safari's mark of an app on the home screen.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn standalone(this: &Navigator) -> Option<bool>;

    /// Web Locks: hidden by `web-sys`.
    pub(crate) type LockManager;
    #[wasm_bindgen(method, catch, js_name = request)]
    pub(crate) fn request(
        this: &LockManager,
        name: &str,
        options: &JsValue,
        callback: &Function,
    ) -> Result<Promise, JsValue>;

    /// `navigator.storage`; old browsers have parts of it.
    pub(crate) type StorageManager;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn estimate(this: &StorageManager) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn persisted(this: &StorageManager) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn persist(this: &StorageManager) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getDirectory)]
    pub(crate) fn directory(this: &StorageManager) -> Result<Promise, JsValue>;

    /// `navigator.geolocation`: `web-sys` changes its signatures with the unstable cfg.
    #[derive(Clone)]
    pub(crate) type Geolocation;
    #[wasm_bindgen(method, catch, js_name = watchPosition)]
    pub(crate) fn watch_position(
        this: &Geolocation,
        on_fix: &Function,
        on_error: &Function,
        options: &JsValue,
    ) -> Result<i32, JsValue>;
    #[wasm_bindgen(method, js_name = clearWatch)]
    pub(crate) fn clear_watch(this: &Geolocation, id: i32);

    /// `navigator.clipboard`.
    pub(crate) type Clipboard;
    #[wasm_bindgen(method, catch, js_name = writeText)]
    pub(crate) fn write_text(this: &Clipboard, text: &str) -> Result<Promise, JsValue>;

    /// A camera's track, with what only some browsers can do.
    pub(crate) type CameraTrack;
    #[wasm_bindgen(method, catch, js_name = getCapabilities)]
    pub(crate) fn capabilities(this: &CameraTrack) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = applyConstraints)]
    pub(crate) fn apply(this: &CameraTrack, constraints: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_name = createImageBitmap, catch)]
    pub(crate) fn create_image_bitmap(
        source: &JsValue,
        options: &JsValue,
    ) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_name = setTimeout)]
    pub(crate) fn set_timeout(callback: &Function, ms: i32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    pub(crate) fn clear_timeout(id: &JsValue);
    #[wasm_bindgen(js_name = fetch, catch)]
    pub(crate) fn fetch(url: &str, init: &web_sys::RequestInit) -> Result<Promise, JsValue>;
}

/// The global scope.
pub(crate) fn scope() -> Scope {
    js_sys::global().unchecked_into()
}

/// The navigator.
pub(crate) fn navigator() -> Navigator {
    scope().navigator()
}

/// An object of names and values, as JavaScript's options are given.
pub(crate) fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in members {
        set(&object, name, value);
    }
    object.into()
}

/// Sets a member. Only frozen objects and proxies can refuse, and none of ours is one.
pub(crate) fn set(object: &JsValue, name: &str, value: &JsValue) {
    let _ = js_sys::Reflect::set(object, &name.into(), value);
}

/// A member, or `undefined`.
pub(crate) fn get(object: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// The `name` of an error (`QuotaExceededError`), or an empty text.
pub(crate) fn error_name(error: &JsValue) -> String {
    get(error, "name").as_string().unwrap_or_default()
}

/// Name and message of an error, for a developer.
pub(crate) fn error_text(error: &JsValue) -> String {
    let message = get(error, "message").as_string().unwrap_or_default();
    match (error_name(error), message) {
        (name, message) if name.is_empty() && message.is_empty() => format!("{error:?}"),
        (name, message) => format!("{name}: {message}"),
    }
}
