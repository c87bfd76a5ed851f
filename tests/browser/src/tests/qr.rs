//! The script that draws QR codes, as the page meets it: absent, hostile, there. What the real one
//! draws is decoded by a journey.

use js_sys::eval;
use wasm_bindgen_test::wasm_bindgen_test;
use web::qr::{QrCode, draw};

/// Lets index.html name a script with this text, and forgets what an earlier one defined.
fn name_script(text: &str) {
    let address = format!("data:text/javascript,{text}");
    let name = format!(
        "delete globalThis.xuntianQr; document.querySelector('meta[name=qr]')?.remove();
         document.head.append(Object.assign(document.createElement('meta'), {{ name: 'qr', content: {address:?} }}))"
    );
    eval(&name).unwrap();
}

#[wasm_bindgen_test]
async fn a_script_that_cannot_be_had_draws_nothing_and_is_asked_for_again() {
    eval("document.querySelector('meta[name=qr]')?.remove()").unwrap();
    assert_eq!(draw("x").await, None);
    eval("document.head.append(Object.assign(document.createElement('meta'), { name: 'qr', content: 'blob:nothing' }))").unwrap();
    assert_eq!(draw("x").await, None);
    for wrong in [
        "globalThis.xuntianQr=1",
        "globalThis.xuntianQr=()=>{throw 1}",
        "globalThis.xuntianQr=()=>null",
        "globalThis.xuntianQr=()=>[1]",
        "globalThis.xuntianQr=()=>['1','2']",
    ] {
        name_script(wrong);
        assert_eq!(draw("x").await, None, "{wrong}");
    }
    name_script("globalThis.xuntianQr=(text)=>[text.length,text]");
    let drawn = QrCode {
        side: 2,
        path: "二维".to_owned(),
    };
    assert_eq!(draw("二维").await, Some(drawn));
    eval("delete globalThis.xuntianQr").unwrap();
}
