//! The camera inside the app: the page stays in sight, so that the fix and the heading are those of
//! the shutter.

use domain::photo::MAX_SIDE_PX;
use futures::channel::oneshot;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlVideoElement, MediaStream, MediaStreamConstraints};

pub use crate::canvas::Jpeg;
use crate::canvas::{Source, encode};
use crate::js::{self, CameraTrack};
use crate::listener::Listener;

/// Why there is no camera.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CameraError {
    /// The person or the system forbids it.
    #[error("the camera is forbidden")]
    Denied,
    /// There is none.
    #[error("there is no camera")]
    Missing,
    /// Another app has it.
    #[error("the camera is busy")]
    Busy,
    /// The address is not secure (http on a LAN), or the browser has no camera for pages.
    #[error("no camera on this address")]
    NotSecure,
    /// It gave no picture.
    #[error("the camera failed: {0}")]
    Failed(String),
}

/// A running camera; dropping it switches it off.
#[derive(Debug)]
#[must_use = "dropping it switches the camera off"]
pub struct Camera {
    video: HtmlVideoElement,
    stream: Stream,
}

impl Camera {
    /// Switches on the camera on the back and shows it in `video`. Asks the person the first time. It
    /// is ready when the first picture is there.
    ///
    /// # Errors
    /// [`CameraError`].
    pub async fn open(video: &HtmlVideoElement) -> Result<Self, CameraError> {
        let stream = request().await?;
        // Without these two, iPhones play full screen or not at all.
        video.set_muted(true);
        let _ = video.set_attribute("playsinline", "");
        video.set_src_object(Some(&stream.0));
        let camera = Self {
            video: video.clone(),
            stream,
        };
        let playing = camera.video.play().map_err(error_of)?;
        JsFuture::from(playing).await.map_err(error_of)?;
        Ok(camera)
    }

    /// Takes the picture that is seen at this moment, at most 2048 px a side.
    ///
    /// # Errors
    /// [`CameraError::Failed`]: no picture yet, or no memory.
    pub async fn capture(&self) -> Result<Jpeg, CameraError> {
        encode(Source::Video(&self.video), MAX_SIDE_PX)
            .await
            .map_err(|_| CameraError::Failed("no picture".to_owned()))
    }

    /// Tells when the camera is taken away: permission withdrawn, unplugged, another app.
    pub fn on_end(&self, mut on_end: impl FnMut() + 'static) -> Listener {
        match self.stream.tracks().next() {
            Some(track) => {
                let target: web_sys::EventTarget = track.unchecked_into();
                Listener::of(&target, "ended", move |_| on_end())
            }
            None => Listener::none(),
        }
    }

    /// Whether there is a light to switch on.
    pub fn has_torch(&self) -> bool {
        self.stream.tracks().any(|track| {
            // Firefox has no capabilities: the call throws.
            let capabilities = track.capabilities().unwrap_or(JsValue::UNDEFINED);
            js::get(&capabilities, "torch").as_bool() == Some(true)
        })
    }

    /// Switches the light; `false`: it did not work.
    pub async fn set_torch(&self, is_on: bool) -> bool {
        let advanced = js_sys::Array::of1(&js::object(&[("torch", is_on.into())]));
        let constraints = js::object(&[("advanced", advanced.into())]);
        for track in self.stream.tracks() {
            let applied = match track.apply(&constraints) {
                Ok(promise) => JsFuture::from(promise).await,
                Err(error) => Err(error),
            };
            if applied.is_err() {
                return false;
            }
        }
        true
    }
}

impl Drop for Camera {
    fn drop(&mut self) {
        // Only our own stream: the element may show a newer one by now.
        let shown = self.video.src_object();
        if shown.as_ref() == Some(&self.stream.0) {
            self.video.set_src_object(None);
        }
    }
}

/// A stream whose camera is switched off when it is dropped.
#[derive(Debug)]
struct Stream(MediaStream);

impl Stream {
    fn tracks(&self) -> impl Iterator<Item = CameraTrack> + use<> {
        let tracks: Vec<JsValue> = self.0.get_tracks().iter().collect();
        tracks.into_iter().map(JsCast::unchecked_into)
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        for track in self.tracks() {
            track.unchecked_into::<web_sys::MediaStreamTrack>().stop();
        }
    }
}

/// Asks for the stream in a task of its own: if nobody awaits the answer any more, the stream that
/// still comes is dropped there, and no camera stays on behind a page that was left.
async fn request() -> Result<Stream, CameraError> {
    let devices = js::navigator()
        .media_devices()
        .ok_or(CameraError::NotSecure)?;
    let ideal = |value: JsValue| js::object(&[("ideal", value)]);
    let video = js::object(&[
        ("facingMode", ideal("environment".into())),
        ("width", ideal(MAX_SIDE_PX.into())),
        ("height", ideal((MAX_SIDE_PX * 3 / 4).into())),
    ]);
    let constraints = MediaStreamConstraints::new();
    constraints.set_video(&video);
    let promise = devices
        .get_user_media_with_constraints(&constraints)
        .map_err(error_of)?;
    let (tell, told) = oneshot::channel();
    spawn_local(async move {
        let answer = JsFuture::from(promise).await;
        let answer = answer.map(|stream| Stream(stream.unchecked_into()));
        let _ = tell.send(answer.map_err(error_of));
    });
    told.await
        .unwrap_or_else(|_| Err(CameraError::Failed("no answer".to_owned())))
}

/// An error of getUserMedia, by its name (W3C Media Capture and Streams, 9.2).
fn error_of(error: JsValue) -> CameraError {
    match js::error_name(&error).as_str() {
        "NotAllowedError" => CameraError::Denied,
        "NotFoundError" | "OverconstrainedError" => CameraError::Missing,
        "NotReadableError" => CameraError::Busy,
        "SecurityError" | "TypeError" => CameraError::NotSecure,
        _ => CameraError::Failed(js::error_text(&error)),
    }
}
