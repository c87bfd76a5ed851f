//! What the app needs of the phone, as traits: features see these and nothing of the browser's
//! adapters. `boot` puts the adapters in; one context carries them all.
//!
//! A Leptos context wants `Send + Sync`, which nothing that belongs to a page is. [`Services`] is
//! therefore a copyable name for a value in the page's local storage.

use std::any::Any;
use std::ops::Deref;
use std::rc::Rc;

use domain::ids::FindingId;
use domain::photo::SourceFile;
use domain::position::Position;
use engine::ports::{LocalBoxFuture, Ports};
use leptos::prelude::*;
use web_sys::{File, HtmlInputElement, HtmlVideoElement};

/// Everything together.
pub struct AllServices {
    /// The engine's ports.
    pub ports: Ports,
    /// What may be lost.
    pub settings: Rc<dyn Settings>,
    /// Offline use and new versions.
    pub readiness: Rc<dyn Readiness>,
    /// How much room there is.
    pub storage: Rc<dyn StorageMeter>,
    /// The other tabs.
    pub channel: Rc<dyn Channel>,
    /// Locks across tabs.
    pub locks: Rc<dyn Locks>,
    /// Network and visibility.
    pub page: Rc<dyn PageEvents>,
    /// Waiting.
    pub timer: Rc<dyn Timer>,
    /// Where the phone is.
    pub locator: Rc<dyn Locator>,
    /// The camera inside the app.
    pub camera: Rc<dyn Camera>,
    /// Where the phone looks.
    pub compass: Rc<dyn Compass>,
    /// Files that become photos, and photos that are shown.
    pub pictures: Rc<dyn Pictures>,
    /// The browser itself.
    pub platform: Rc<dyn Platform>,
}

/// The services, as a context. Copy it out of the context before the first `.await`.
#[derive(Debug, Clone, Copy)]
pub struct Services(StoredValue<Rc<AllServices>, LocalStorage>);

/// Makes the services known to everything below.
pub fn provide_services(all: AllServices) -> Services {
    let services = Services(StoredValue::new_local(Rc::new(all)));
    provide_context(services);
    services
}

/// The services. Call it while a component is built, not inside a task.
///
/// # Panics
/// Outside of the app: its root provides them before anything else.
pub fn services() -> Services {
    expect_context::<Services>()
}

impl Services {
    /// All of them, to be held as long as needed, also across an `.await`.
    pub fn all(self) -> Rc<AllServices> {
        self.0.get_value()
    }

    /// The engine's ports.
    pub fn ports(self) -> Ports {
        self.0.with_value(|all| all.ports.clone())
    }

    /// Now, by the device's clock.
    pub fn now_ms(self) -> domain::time::UnixMs {
        self.0.with_value(|all| all.ports.clock.now_ms())
    }
}

/// Something that goes on for as long as this is held: a watch, a timer, a listener, a lock.
#[must_use = "dropping it ends what it stands for"]
pub struct Handle {
    _held: Box<dyn Any>,
}

impl Handle {
    /// Holds whatever stops when it is dropped.
    pub fn holding(held: impl Any) -> Self {
        Self {
            _held: Box::new(held),
        }
    }
}

/// What may be lost: language, text size, theme, last choices. Values are JSON texts.
pub trait Settings {
    /// `None`: never set, or the browser forbids to keep it.
    fn get(&self, key: &str) -> Option<String>;
    /// Remembers a value, if the browser lets us.
    fn set(&self, key: &str, value: &str);
}

/// Whether the app opens without a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offline {
    /// The browser cannot, or not on this address.
    Unsupported,
    /// It is being made ready.
    Preparing,
    /// Everything is there, of this version.
    Ready {
        /// The version that is kept.
        version: String,
    },
}

/// What may be said about offline use and versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerStatus {
    /// Whether the app opens without a network.
    pub offline: Offline,
    /// Whether a new version waits for the person's word.
    pub update_waits: bool,
}

/// Offline use and new versions.
pub trait Readiness {
    /// Begins, once; every new status is told.
    fn follow(&self, on_change: Rc<dyn Fn(WorkerStatus)>);
    /// Lets the waiting version take over and opens the app again. Never while something is being
    /// recorded.
    fn apply_update(&self);
    /// Looks for a new version.
    fn look_for_update(&self) -> LocalBoxFuture<'_, ()>;
}

/// What the browser says about room; what it does not say is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StorageStatus {
    /// In bytes.
    pub used_bytes: Option<u64>,
    /// At most, in bytes.
    pub quota_bytes: Option<u64>,
    /// Whether it promised not to clear us away.
    pub is_protected: Option<bool>,
}

/// How much room there is.
pub trait StorageMeter {
    /// The state at the moment.
    fn status(&self) -> LocalBoxFuture<'_, StorageStatus>;
    /// Asks not to be cleared away. Some browsers never answer: await it only in a task of its own.
    fn ask_protection(&self) -> LocalBoxFuture<'_, Option<bool>>;
}

/// What has changed in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// A draft was written, sealed or thrown away.
    Draft(FindingId),
    /// A record was sealed, received or decided on.
    Record(FindingId),
    /// Something moved in the outbox.
    Outbox,
    /// Who the phone is enrolled for, or what it knows of the server.
    Identity,
    /// Language, text size, theme.
    Settings,
}

/// The other tabs.
pub trait Channel {
    /// Tells them; this tab does not hear it.
    fn tell(&self, changed: Changed);
    /// Hears them.
    fn listen(&self, on_change: Rc<dyn Fn(Changed)>) -> Handle;
}

/// Locks across tabs and workers.
pub trait Locks {
    /// Waits until nobody else holds it; `None`: the browser has no locks.
    fn hold(&self, name: &'static str) -> LocalBoxFuture<'_, Option<Handle>>;
}

/// What happened to the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageEvent {
    /// There may be a network.
    Online,
    /// There is certainly none.
    Offline,
    /// It is looked at again.
    Visible,
    /// It went out of sight and may be killed: write now.
    Hidden,
    /// It is being left: the last chance to begin a write.
    Leaving,
}

/// Network and visibility.
pub trait PageEvents {
    /// `false`: there is certainly no network.
    fn is_online(&self) -> bool;
    /// Whether somebody looks at the page.
    fn is_visible(&self) -> bool;
    /// Tells every event.
    fn listen(&self, on_event: Rc<dyn Fn(PageEvent)>) -> Handle;
}

/// Waiting.
pub trait Timer {
    /// Ready after `ms`; dropping the future cancels it.
    fn sleep(&self, ms: u32) -> LocalBoxFuture<'static, ()>;
    /// Calls back once after `ms`, unless the handle is dropped before.
    fn after(&self, ms: u32, callback: Box<dyn FnOnce()>) -> Handle;
}

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

/// What the app runs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Browser {
    /// A browser inside another app (WeChat …).
    InApp,
    /// A browser of an iPhone or iPad, not on the home screen.
    IosTab,
    /// Any other.
    Other,
}

/// What became of a sharing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shared {
    /// Handed to another app.
    Handed,
    /// Copied instead.
    Copied,
    /// The person changed his mind.
    Cancelled,
    /// Neither works here.
    Impossible,
}

/// The browser itself.
pub trait Platform {
    /// What the app runs in.
    fn browser(&self) -> Browser;
    /// What the browser says it is, at most 200 characters.
    fn text(&self) -> String;
    /// Whether cryptography, service worker and camera are allowed.
    fn is_secure(&self) -> bool;
    /// Whether the app runs from the home screen.
    fn is_standalone(&self) -> bool;
    /// The languages that the person prefers, best first.
    fn languages(&self) -> Vec<String>;
    /// Scheme, host and port of the page.
    fn origin(&self) -> String;
    /// Shares a text; only inside a tap.
    fn share<'a>(
        &'a self,
        title: &'a str,
        text: &'a str,
        url: &'a str,
    ) -> LocalBoxFuture<'a, Shared>;
    /// Puts a text on the clipboard; `false`: not allowed.
    fn copy<'a>(&'a self, text: &'a str) -> LocalBoxFuture<'a, bool>;
    /// Opens the app again.
    fn reload(&self);
}
