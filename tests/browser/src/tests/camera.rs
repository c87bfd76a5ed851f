//! The camera inside the app, with the one that the engine pretends to have.

use futures::FutureExt as _;
use wasm_bindgen_test::wasm_bindgen_test;
use web::camera::{Camera, CameraError};
use web::timer::sleep;
use web_sys::HtmlVideoElement;

use super::engine::engine;
use super::raw::{self, look};

/// The camera; `None` in an engine that has none, which then has to say so.
async fn open(video: &HtmlVideoElement) -> Option<Camera> {
    match Camera::open(video).await {
        Ok(camera) if engine().has_camera => Some(camera),
        Err(CameraError::Missing) if !engine().has_camera => None,
        other => panic!("has a camera: {}; {other:?}", engine().has_camera),
    }
}

#[wasm_bindgen_test]
async fn a_picture_is_taken_and_the_camera_goes_off_with_its_handle() {
    let video = raw::video_element();
    let Some(camera) = open(&video).await else {
        return;
    };
    assert_eq!(raw::states_of(&raw::tracks_of(&video)), "live");
    let shot = camera.capture().await.unwrap();
    let seen = look(&shot.bytes, 0.5, 0.5).await;
    assert_eq!(seen.size_px, (shot.width_px, shot.height_px));
    assert!(shot.width_px <= 2048 && shot.height_px <= 2048);
    assert!(shot.bytes.starts_with(&[0xFF, 0xD8]));
    let small = look(&shot.thumbnail, 0.5, 0.5).await;
    assert_eq!(small.size_px.0.max(small.size_px.1), 160);
    assert!(!camera.has_torch());

    let tracks = raw::tracks_of(&video);
    drop(camera);
    assert_eq!(raw::states_of(&tracks), "ended");
    assert_eq!(raw::tracks_of(&video).length(), 0);
    video.remove();
}

#[wasm_bindgen_test]
async fn a_camera_that_nobody_waits_for_any_more_goes_off_again() {
    let video = raw::video_element();
    let mut opening = Box::pin(Camera::open(&video));
    assert!((&mut opening).now_or_never().is_none());
    drop(opening);
    // Whoever opens next gets a camera, and the page that was left shows none.
    let other = raw::video_element();
    let camera = open(&other).await;
    sleep(0).await;
    assert_eq!(raw::tracks_of(&video).length(), 0);
    drop(camera);
    video.remove();
    other.remove();
}

#[wasm_bindgen_test]
async fn refusals_are_told_apart() {
    let video = raw::video_element();
    for (name, expected) in [
        ("NotAllowedError", CameraError::Denied),
        ("NotFoundError", CameraError::Missing),
        ("OverconstrainedError", CameraError::Missing),
        ("NotReadableError", CameraError::Busy),
        ("SecurityError", CameraError::NotSecure),
    ] {
        raw::forbid_camera(name);
        let refused = Camera::open(&video).await.err();
        raw::mend_camera();
        assert_eq!(refused, Some(expected), "{name}");
    }
    video.remove();
}
