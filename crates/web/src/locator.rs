//! Where the phone is.

use domain::position::{Position, PositionSource};
use domain::time::UnixMs;
use wasm_bindgen::prelude::*;

use crate::js;

/// How long the browser may look for one fix before it says that it found none, in ms. It goes on
/// looking afterwards.
const TIMEOUT_MS: f64 = 30_000.0;

/// Why there is no fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LocateError {
    /// The person or the system forbids it.
    #[error("positions are forbidden")]
    Denied,
    /// The phone cannot tell at the moment: no satellites, location switched off.
    #[error("no position can be had now")]
    Unavailable,
    /// Nothing within 30 s; the watch goes on.
    #[error("no position in time")]
    TimedOut,
    /// The browser has no positions, or not on this address (not https).
    #[error("no positions here")]
    Unsupported,
}

/// Fixes of the browser.
#[derive(Debug, Clone, Copy, Default)]
pub struct GeolocationLocator;

/// A watch that ends when this is dropped.
#[must_use = "dropping it ends the watch"]
pub struct Watch {
    geolocation: js::Geolocation,
    id: i32,
    _on_fix: Closure<dyn FnMut(JsValue)>,
    _on_error: Closure<dyn FnMut(JsValue)>,
}

impl GeolocationLocator {
    /// Delivers every fix, as exact as the phone can, none from a cache. Asks the person the first
    /// time.
    ///
    /// # Errors
    /// [`LocateError::Unsupported`]; everything else comes to `on_fix`.
    pub fn watch(
        &self,
        on_fix: impl FnMut(Result<Position, LocateError>) + Clone + 'static,
    ) -> Result<Watch, LocateError> {
        let geolocation = js::navigator()
            .geolocation()
            .ok_or(LocateError::Unsupported)?;
        let mut tell = on_fix.clone();
        let on_error = Closure::new(move |error: JsValue| tell(Err(error_of(&error))));
        let mut tell = on_fix;
        let on_fix = Closure::new(move |fix: JsValue| {
            tell(position_of(&fix).ok_or(LocateError::Unavailable));
        });
        let options = js::object(&[
            ("enableHighAccuracy", JsValue::TRUE),
            ("maximumAge", 0.into()),
            ("timeout", TIMEOUT_MS.into()),
        ]);
        let id = geolocation
            .watch_position(
                on_fix.as_ref().unchecked_ref(),
                on_error.as_ref().unchecked_ref(),
                &options,
            )
            .map_err(|_| LocateError::Unsupported)?;
        Ok(Watch {
            geolocation,
            id,
            _on_fix: on_fix,
            _on_error: on_error,
        })
    }
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.geolocation.clear_watch(self.id);
    }
}

/// A `GeolocationPosition`; `None` where it lacks what makes a fix.
fn position_of(fix: &JsValue) -> Option<Position> {
    let coords = js::get(fix, "coords");
    let number = |name| js::get(&coords, name).as_f64();
    Some(Position {
        lon_deg: number("longitude")?,
        lat_deg: number("latitude")?,
        accuracy_m: number("accuracy")?,
        altitude_m: number("altitude"),
        fixed_at_ms: js::get(fix, "timestamp").as_f64()? as UnixMs,
        source: PositionSource::Device,
    })
}

/// A `GeolocationPositionError`, by its code.
fn error_of(error: &JsValue) -> LocateError {
    match js::get(error, "code").as_f64() {
        Some(1.0) => LocateError::Denied,
        Some(3.0) => LocateError::TimedOut,
        _ => LocateError::Unavailable,
    }
}
