//! What a phone's position and camera do in any engine, by scripts in the page: what no driver can make
//! a browser do. It lasts until the page is loaded anew.

use serde_json::{Value, json};

use super::devices::Place;
use super::page::Page;

/// Stands in for the browser's positions; its argument is what they say.
pub(super) const POSITION: &str = include_str!("position.js");

/// Why there is no fix, by the numbers of the Geolocation API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoFix {
    /// The person forbids it.
    Denied = 1,
    /// The phone cannot tell.
    Unavailable = 2,
    /// Not in time.
    TooLate = 3,
}

/// From now on the phone says that it is here; `at_ms`: since then, else just now.
pub async fn is_at(page: &Page, place: Place, at_ms: Option<i64>) {
    say(page, fix(place, at_ms)).await;
}

/// From now on the phone cannot say where it is.
pub async fn has_no_fix(page: &Page, why: NoFix) {
    say(page, json!({ "code": why as u8 })).await;
}

async fn say(page: &Page, what: Value) {
    if let Err(error) = page.driver().execute(POSITION, vec![what]).await {
        page.fail(format!("no position stands in: {error}")).await;
    }
}

/// A fix, as the stand-in wants it.
pub(super) fn fix(place: Place, at_ms: Option<i64>) -> Value {
    let mut fix = json!({
        "latitude": place.lat_deg, "longitude": place.lon_deg, "accuracy": place.accuracy_m
    });
    if let Some(at_ms) = at_ms {
        fix["timestamp"] = at_ms.into();
    }
    fix
}

/// From now on the camera is refused with the error of this name (Media Capture and Streams); `None`:
/// it is given again.
pub async fn camera_refuses(page: &Page, error: Option<&str>) {
    let script = "const [name] = arguments; const devices = navigator.mediaDevices; \
         if (name) devices.getUserMedia = () => Promise.reject(new DOMException('refused', name)); \
         else delete devices.getUserMedia;";
    if let Err(error) = page.driver().execute(script, vec![json!(error)]).await {
        page.fail(format!("the camera cannot be refused: {error}"))
            .await;
    }
}

/// The system takes the camera away that is on.
pub async fn camera_is_taken_away(page: &Page) {
    let script = "for (const track of document.querySelector('video').srcObject.getTracks()) { \
         track.stop(); track.dispatchEvent(new Event('ended')); }";
    if let Err(error) = page.driver().execute(script, Vec::new()).await {
        page.fail(format!("there is no camera to take away: {error}"))
            .await;
    }
}
