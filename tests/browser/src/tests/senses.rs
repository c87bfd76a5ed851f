//! Position and heading.

use std::cell::RefCell;
use std::rc::Rc;

use domain::position::{Position, PositionSource};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web::compass::{Compass, camera_heading_deg};
use web::locator::{GeolocationLocator, LocateError};
use web::timer::sleep;

use super::raw::{self, member};

#[wasm_bindgen_test]
async fn fixes_and_errors_are_delivered_until_the_watch_is_dropped() {
    let seen = raw::stub_geolocation();
    let heard = Rc::new(RefCell::new(Vec::new()));
    let tell = heard.clone();
    let watch = GeolocationLocator.watch(move |fix| tell.borrow_mut().push(fix));
    sleep(0).await;
    drop(watch.unwrap());
    raw::mend_geolocation();
    let fix = Position {
        lon_deg: 102.5,
        lat_deg: 24.25,
        accuracy_m: 6.5,
        altitude_m: None,
        fixed_at_ms: 1_700_000_000_000,
        source: PositionSource::Device,
    };
    assert_eq!(*heard.borrow(), [Ok(fix), Err(LocateError::Denied)]);
    let options = member(&seen, "options");
    assert_eq!(member(&options, "enableHighAccuracy"), JsValue::TRUE);
    assert_eq!(member(&options, "maximumAge").as_f64(), Some(0.0));
    assert_eq!(member(&seen, "cleared").as_f64(), Some(7.0));
}

#[wasm_bindgen_test]
fn the_camera_looks_where_its_back_points() {
    let check = |angles: [f64; 3], expected: f64| {
        let heading = camera_heading_deg(angles[0], angles[1], angles[2]);
        let off = (heading - expected + 180.0).rem_euclid(360.0) - 180.0;
        assert!(off.abs() < 1e-6, "{angles:?}: {heading}, not {expected}");
    };
    // Upright: the back looks where the turn about the vertical says, counter-clockwise.
    check([0.0, 90.0, 0.0], 0.0);
    check([90.0, 90.0, 0.0], 270.0);
    check([270.0, 90.0, 0.0], 90.0);
    // Tilted a little down, as one photographs ground.
    check([180.0, 60.0, 0.0], 180.0);
    // Flat on the table: where the top points.
    check([0.0, 0.0, 0.0], 0.0);
    check([45.0, 0.0, 0.0], 315.0);
    // On its side (landscape), the back to the east.
    check([0.0, 0.0, -90.0], 90.0);
}

#[wasm_bindgen_test]
fn a_device_without_a_compass_has_no_heading() {
    assert_eq!(Compass::start().heading_magnetic_deg(), None);
}
