//! Which way the phone points, in degrees clockwise from magnetic north.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Function, Math, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::EventTarget;

use crate::clock::elapsed_ms;
use crate::js;
use crate::listener::Listener;

/// A heading older than this says nothing of the shutter.
const FRESH_MS: f64 = 2000.0;

/// Listens to the compass for as long as it is held.
#[derive(Debug)]
pub struct Compass {
    latest: Rc<Cell<Option<Reading>>>,
    _listener: Listener,
}

#[derive(Debug, Clone, Copy)]
struct Reading {
    heading_deg: f64,
    at_ms: f64,
}

impl Compass {
    /// Begins to listen. A phone without a compass simply never has a heading.
    pub fn start() -> Self {
        let latest = Rc::new(Cell::new(None));
        let scope: EventTarget = js::scope().unchecked_into();
        let tell = || {
            let latest = latest.clone();
            move |event: web_sys::Event| {
                if let Some(heading_deg) = heading_of(&event) {
                    latest.set(Some(Reading {
                        heading_deg,
                        at_ms: elapsed_ms(),
                    }));
                }
            }
        };
        // Chromium has the first event, Safari puts its heading on the second.
        let listener = Listener::of(&scope, "deviceorientationabsolute", tell()).and(
            &scope,
            "deviceorientation",
            tell(),
        );
        Self {
            latest,
            _listener: listener,
        }
    }

    /// The heading of the last two seconds, 0 <= heading < 360; `None`: not known.
    pub fn heading_magnetic_deg(&self) -> Option<f64> {
        let reading = self.latest.get()?;
        (elapsed_ms() - reading.at_ms <= FRESH_MS).then_some(reading.heading_deg)
    }
}

/// Whether the person has to be asked (iOS), which only works inside a tap.
pub fn needs_permission() -> bool {
    permission_function().is_some()
}

/// Asks; `true` where nothing has to be asked.
pub async fn request_permission() -> bool {
    let Some((class, function)) = permission_function() else {
        return true;
    };
    let Ok(promise) = function.call0(&class) else {
        return false;
    };
    let answer = JsFuture::from(Promise::resolve(&promise)).await;
    answer.is_ok_and(|answer| answer.as_string().as_deref() == Some("granted"))
}

fn permission_function() -> Option<(JsValue, Function)> {
    let class = js::get(&js::scope(), "DeviceOrientationEvent");
    let function = js::get(&class, "requestPermission").dyn_into().ok()?;
    Some((class, function))
}

/// The heading of an event: Safari names it; elsewhere it follows from the three angles, and only
/// absolute angles have to do with north.
fn heading_of(event: &web_sys::Event) -> Option<f64> {
    let number = |name| js::get(event, name).as_f64();
    if let Some(heading) = number("webkitCompassHeading") {
        return Some(within_circle(heading));
    }
    if js::get(event, "absolute").as_bool() != Some(true) {
        return None;
    }
    Some(camera_heading_deg(
        number("alpha")?,
        number("beta")?,
        number("gamma")?,
    ))
}

/// Where the camera on the back looks, in degrees clockwise from north, for the angles of W3C
/// DeviceOrientation (its worked example: the horizontal part of the vector out of the back). For a
/// phone that lies nearly flat, that vector points at the ground: then where its top points.
pub fn camera_heading_deg(alpha_deg: f64, beta_deg: f64, gamma_deg: f64) -> f64 {
    let (sin_z, cos_z) = sin_cos(alpha_deg);
    let (sin_x, cos_x) = sin_cos(beta_deg);
    let (sin_y, cos_y) = sin_cos(gamma_deg);
    let east = -cos_z * sin_y - sin_z * sin_x * cos_y;
    let north = -sin_z * sin_y + cos_z * sin_x * cos_y;
    let (east, north) = if Math::hypot(east, north) < 0.5 {
        (-cos_x * sin_z, cos_z * cos_x)
    } else {
        (east, north)
    };
    within_circle(Math::atan2(east, north).to_degrees())
}

/// The browser's own: Rust's would come with the download.
fn sin_cos(deg: f64) -> (f64, f64) {
    let rad = deg.to_radians();
    (Math::sin(rad), Math::cos(rad))
}

fn within_circle(deg: f64) -> f64 {
    deg - 360.0 * (deg / 360.0).floor()
}
