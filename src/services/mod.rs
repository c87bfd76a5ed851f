//! What the app needs of the phone, as traits: features see these and nothing of the browser's
//! adapters. `boot` puts the adapters in; one context carries them all.
//!
//! A Leptos context wants `Send + Sync`, which nothing that belongs to a page is. [`Services`] is
//! therefore a copyable name for a value in the page's local storage.

mod senses;

pub use senses::{
    Camera, CameraError, CameraSession, Compass, CompassWatch, Frame, LocateError, Locator,
    PictureError, PictureUrl, Pictures, TakenIn,
};

use std::any::Any;
use std::rc::Rc;

use domain::ids::FindingId;
use engine::ports::{LocalBoxFuture, Ports};
use ui::{Kept, give, given};

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
pub struct Services(Kept<Rc<AllServices>>);

/// Makes the services known to everything below.
pub fn provide_services(all: AllServices) -> Services {
    let services = Services(Kept::new(Rc::new(all)));
    give(services);
    services
}

/// The services. Call it while a component is built, not inside a task.
///
/// # Panics
/// Outside of the app: its root provides them before anything else.
pub fn services() -> Services {
    given::<Services>().expect("the root gives it")
}

impl Services {
    /// All of them, to be held as long as needed, also across an `.await`.
    pub fn all(self) -> Rc<AllServices> {
        self.0.get()
    }

    /// The engine's ports.
    pub fn ports(self) -> Ports {
        self.0.with(|all| all.ports.clone())
    }

    /// Now, by the device's clock.
    pub fn now_ms(self) -> domain::time::UnixMs {
        self.0.with(|all| all.ports.clock.now_ms())
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
    /// Whether what no record needs, English, is kept too.
    pub has_extras: bool,
}

/// Offline use and new versions.
pub trait Readiness {
    /// Begins, once; every new status is told.
    fn follow(&self, on_change: Rc<dyn Fn(WorkerStatus)>);
    /// Lets the waiting version take over and opens the app again. Never while something is being
    /// recorded.
    fn apply_update(&self);
    /// Looks for a new version; `false`: the server could not be asked.
    fn look_for_update(&self) -> LocalBoxFuture<'_, bool>;
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

impl StorageStatus {
    /// What is left, in bytes.
    pub fn free_bytes(self) -> Option<u64> {
        let (quota, used) = self.quota_bytes.zip(self.used_bytes)?;
        Some(quota.saturating_sub(used))
    }
}

/// How much room there is.
pub trait StorageMeter {
    /// The state at the moment.
    fn status(&self) -> LocalBoxFuture<'_, StorageStatus>;
    /// Whether everything goes with the window, as far as the browser shows it.
    fn is_private(&self) -> LocalBoxFuture<'_, bool>;
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
    /// The address of a file that is fetched later, by its name without the hash; `None`: not in this build.
    fn later(&self, name: &str) -> Option<String>;
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
