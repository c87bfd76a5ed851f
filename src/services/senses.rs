//! What the phone senses of the place: position, pictures, heading.

use std::any::Any;
use std::ops::Deref;
use std::rc::Rc;

use domain::photo::SourceFile;
use domain::position::Position;
use engine::ports::LocalBoxFuture;
use web_sys::{File, HtmlInputElement, HtmlVideoElement};

use super::Handle;

/// Why there is no fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocateError {
    /// The person or the system forbids it.
    Denied,
    /// None can be had at the moment.
    Unavailable,
    /// None within 30 s; the watch goes on.
    TimedOut,
    /// The browser has none, or not on this address.
    Unsupported,
}

/// Where the phone is.
pub trait Locator {
    /// Delivers every fix until the handle is dropped. Asks the person the first time.
    ///
    /// # Errors
    /// [`LocateError::Unsupported`]; everything else comes to `on_fix`.
    fn watch(
        &self,
        on_fix: Rc<dyn Fn(Result<Position, LocateError>)>,
    ) -> Result<Handle, LocateError>;
}

/// Why there is no camera.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CameraError {
    /// The person or the system forbids it.
    Denied,
    /// There is none.
    Missing,
    /// Another app has it.
    Busy,
    /// The address is not secure, or the browser has no camera for pages.
    NotSecure,
    /// It gave no picture; the text is for support.
    Failed(String),
}

/// A picture that was just made.
#[derive(Clone)]
pub struct Frame {
    /// The original: a JPEG.
    pub bytes: Rc<[u8]>,
    /// Its width, in pixels.
    pub width_px: u32,
    /// Its height, in pixels.
    pub height_px: u32,
    /// A JPEG of at most 160 px a side.
    pub thumbnail: Vec<u8>,
}

/// The camera inside the app.
pub trait Camera {
    /// Switches the camera on the back on and shows it in `video`. Asks the person the first time.
    fn open(
        &self,
        video: HtmlVideoElement,
    ) -> LocalBoxFuture<'_, Result<Rc<dyn CameraSession>, CameraError>>;
}

/// A running camera; it goes off when the last `Rc` is dropped.
pub trait CameraSession {
    /// Takes the picture that is seen at this moment.
    fn capture(&self) -> LocalBoxFuture<'_, Result<Frame, CameraError>>;
    /// Tells when the camera is taken away.
    fn on_end(&self, on_end: Box<dyn Fn()>) -> Handle;
    /// Whether there is a light.
    fn has_torch(&self) -> bool;
    /// Switches the light; `false`: it did not work.
    fn set_torch(&self, is_on: bool) -> LocalBoxFuture<'_, bool>;
}

/// Where the phone looks.
pub trait Compass {
    /// Begins to listen; asks the person where the system wants it (iOS: only inside a tap).
    fn start(&self) -> LocalBoxFuture<'_, Option<Rc<dyn CompassWatch>>>;
}

/// A compass that is listened to until it is dropped.
pub trait CompassWatch {
    /// The heading of the last two seconds, 0 <= heading < 360, to magnetic north.
    fn heading_magnetic_deg(&self) -> Option<f64>;
}

/// Why a file cannot become a photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureError {
    /// 0 bytes.
    Empty,
    /// Not a picture, damaged, or of a kind that this browser cannot read (HEIC).
    NotAnImage,
    /// Beyond what is tried at all.
    TooLarge,
    /// Not enough memory at the moment.
    OutOfMemory,
    /// Not there any more, or in a cloud.
    Unreadable,
    /// The address is not secure; the text is for support.
    NoCryptography(String),
}

/// A file that was taken in.
#[derive(Clone)]
pub struct TakenIn {
    /// The original that is kept.
    pub frame: Frame,
    /// The file that it was made from.
    pub source: SourceFile,
}

/// An address for an `<img>`, valid for as long as this is held.
#[derive(Clone)]
pub struct PictureUrl {
    url: Rc<str>,
    _held: Rc<dyn Any>,
}

impl PictureUrl {
    /// An address and what keeps it valid.
    pub fn holding(url: &str, held: impl Any) -> Self {
        Self {
            url: url.into(),
            _held: Rc::new(held),
        }
    }
}

impl Deref for PictureUrl {
    type Target = str;

    fn deref(&self) -> &str {
        &self.url
    }
}

/// Files that become photos, and photos that are shown.
pub trait Pictures {
    /// Makes an original of at most 2048 px a side of a file. One at a time.
    fn take_in(&self, file: File) -> LocalBoxFuture<'_, Result<TakenIn, PictureError>>;
    /// The files that were chosen in an input, which is emptied.
    fn take_files(&self, input: &HtmlInputElement) -> Vec<File>;
    /// A JPEG of at most 160 px a side.
    fn thumbnail(&self, bytes: Rc<[u8]>) -> LocalBoxFuture<'_, Result<Vec<u8>, PictureError>>;
    /// An address for bytes; `None`: no memory.
    fn url(&self, bytes: &[u8], media_type: &str) -> Option<PictureUrl>;
}
