//! The device's clock.

use domain::time::UnixMs;
use engine::ports::Clock;

/// `Date.now()`: what the phone believes.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> UnixMs {
        js_sys::Date::now() as UnixMs
    }
}

/// Milliseconds since the page was opened, unmoved by a clock that is set: for measuring how long
/// something took.
pub fn elapsed_ms() -> f64 {
    crate::js::scope()
        .performance()
        .map_or_else(js_sys::Date::now, |performance| performance.now())
}
