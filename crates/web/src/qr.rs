//! QR codes. The script that draws them (`extras/qr.js`) is no part of what the app needs to open: it is
//! loaded where the first code is shown, from what the service worker keeps or from the network.

use futures::channel::oneshot;
use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

use crate::js;
use crate::listener::Listener;

/// What the script defines.
const DRAW: &str = "xuntianQr";

/// Names the script: index.html, where the build puts the content name in.
const ADDRESS: &str = "meta[name=qr]";

/// A code, as an SVG draws it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrCode {
    /// The side in modules, with the four light ones around it: what `viewBox` spans.
    pub side: u32,
    /// The dark modules, as the `d` of a path.
    pub path: String,
}

/// The code of a text. `None`: the script cannot be had now, or the text is too long for any code.
pub async fn draw(text: &str) -> Option<QrCode> {
    if defined().is_none() {
        load().await;
    }
    let drawn = defined()?.call1(&JsValue::UNDEFINED, &text.into()).ok()?;
    let drawn = drawn.dyn_into::<Array>().ok()?;
    Some(QrCode {
        side: drawn.get(0).as_f64()? as u32,
        path: drawn.get(1).as_string()?,
    })
}

fn defined() -> Option<Function> {
    js::get(&js::scope(), DRAW).dyn_into().ok()
}

/// Ends when the script has run, or cannot be had. A later try asks again.
async fn load() -> Option<()> {
    let document = js::scope().document()?;
    let named = document.query_selector(ADDRESS).ok()??;
    let script = document.create_element("script").ok()?;
    script
        .set_attribute("src", &named.get_attribute("content")?)
        .ok()?;
    let (tell, ended) = oneshot::channel();
    let tell = std::rc::Rc::new(std::cell::Cell::new(Some(tell)));
    let ends = move || {
        let tell = tell.clone();
        move |_| {
            if let Some(tell) = tell.take() {
                let _ = tell.send(());
            }
        }
    };
    let _listener = Listener::of(&script, "load", ends()).and(&script, "error", ends());
    document
        .document_element()?
        .append_with_node_1(&script)
        .ok()?;
    let _ = ended.await;
    script.remove();
    Some(())
}
