//! The composition root: the only file that names the browser's adapters. It opens the store, puts
//! the adapters behind the app's traits, and mounts the app.
//!
//! Long because it is the one place that knows both sides: each trait of `services` stands here once.

use std::cell::RefCell;
use std::rc::Rc;

use domain::position::Position;
use engine::ports::{LocalBoxFuture, Ports};
use leptos::mount::mount_to_body;
use leptos::prelude::*;
use leptos::web_sys::{File, HtmlInputElement, HtmlVideoElement};
use wasm_bindgen_futures::spawn_local;
use web::idb::IdbStore;
use words::Lang;

use crate::preferences::{OPENING_MS, chosen_language, load_english};
use crate::services::{self, AllServices, CameraSession, CompassWatch, Handle, PictureUrl};
use crate::shell::{App, StoreClosed};

/// The build, as payloads and 「我的」 name it.
pub const APP_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Starts the app.
pub fn start() {
    web::crash::install();
    // The store comes first: nothing is shown that is not stored.
    spawn_local(async {
        let opened = IdbStore::open(web::idb::DATABASE).await;
        let lang = first_language().await;
        match opened {
            Ok(store) => {
                web::crash::note_in(&store);
                let all = adapters(store);
                mount_to_body(move || view! { <App services=all lang/> });
            }
            Err(error) => {
                let detail = error.to_string();
                let platform = Rc::new(Adapters);
                mount_to_body(move || view! { <StoreClosed detail platform lang/> });
            }
        }
    });
}

/// What was chosen, or what the browser prefers; Chinese where the English does not come soon.
async fn first_language() -> Lang {
    let chosen: Option<String> = web::settings::get("language");
    let lang = chosen_language(chosen.as_deref(), &web::platform::languages());
    let transport = web::transport::FetchTransport;
    match lang {
        Lang::En if !load_english(&Adapters, &transport, OPENING_MS).await => Lang::Zh,
        _ => lang,
    }
}

fn adapters(store: IdbStore) -> AllServices {
    let here = Rc::new(Adapters);
    AllServices {
        ports: Ports {
            store: Rc::new(store.clone()),
            vault: Rc::new(web::vault::WebCryptoVault::new(store)),
            transport: Rc::new(web::transport::FetchTransport),
            clock: Rc::new(web::clock::SystemClock),
            random: Rc::new(web::random::CryptoRandom),
            app_version: APP_VERSION,
        },
        settings: here.clone(),
        readiness: Rc::new(Worker::default()),
        storage: here.clone(),
        channel: Rc::new(Tabs(web::channel::Channel::join())),
        locks: here.clone(),
        page: here.clone(),
        timer: here.clone(),
        locator: here.clone(),
        camera: here.clone(),
        compass: here.clone(),
        pictures: here.clone(),
        platform: here,
    }
}

/// Adapters that keep nothing themselves.
struct Adapters;

impl services::Settings for Adapters {
    fn get(&self, key: &str) -> Option<String> {
        web::settings::get(key)
    }

    fn set(&self, key: &str, value: &str) {
        web::settings::set(key, &value);
    }
}

impl services::StorageMeter for Adapters {
    fn status(&self) -> LocalBoxFuture<'_, services::StorageStatus> {
        Box::pin(async {
            let estimate = web::storage::estimate().await;
            services::StorageStatus {
                used_bytes: estimate.map(|estimate| estimate.used_bytes),
                quota_bytes: estimate.map(|estimate| estimate.quota_bytes),
                is_protected: web::storage::is_persisted().await,
            }
        })
    }

    fn is_private(&self) -> LocalBoxFuture<'_, bool> {
        Box::pin(web::storage::is_private())
    }

    fn ask_protection(&self) -> LocalBoxFuture<'_, Option<bool>> {
        Box::pin(web::storage::persist())
    }
}

impl services::Locks for Adapters {
    fn hold(&self, name: &'static str) -> LocalBoxFuture<'_, Option<Handle>> {
        Box::pin(async move { web::locks::hold(name).await.ok().map(Handle::holding) })
    }
}

impl services::PageEvents for Adapters {
    fn is_online(&self) -> bool {
        web::connectivity::is_online()
    }

    fn is_visible(&self) -> bool {
        web::connectivity::is_visible()
    }

    fn listen(&self, on_event: Rc<dyn Fn(services::PageEvent)>) -> Handle {
        use services::PageEvent as Ours;
        use web::connectivity::PageEvent as Theirs;
        Handle::holding(web::connectivity::listen(move |event| {
            on_event(match event {
                Theirs::Online => Ours::Online,
                Theirs::Offline => Ours::Offline,
                Theirs::Visible => Ours::Visible,
                Theirs::Hidden => Ours::Hidden,
                Theirs::Leaving => Ours::Leaving,
            });
        }))
    }
}

impl services::Timer for Adapters {
    fn sleep(&self, ms: u32) -> LocalBoxFuture<'static, ()> {
        Box::pin(web::timer::sleep(ms))
    }

    fn after(&self, ms: u32, callback: Box<dyn FnOnce()>) -> Handle {
        Handle::holding(web::timer::after(ms, callback))
    }
}

impl services::Locator for Adapters {
    fn watch(
        &self,
        on_fix: Rc<dyn Fn(Result<Position, services::LocateError>)>,
    ) -> Result<Handle, services::LocateError> {
        let tell = move |fix: Result<Position, web::locator::LocateError>| {
            on_fix(fix.map_err(locate_error));
        };
        web::locator::GeolocationLocator
            .watch(tell)
            .map(Handle::holding)
            .map_err(locate_error)
    }
}

fn locate_error(error: web::locator::LocateError) -> services::LocateError {
    use services::LocateError as Ours;
    use web::locator::LocateError as Theirs;
    match error {
        Theirs::Denied => Ours::Denied,
        Theirs::Unavailable => Ours::Unavailable,
        Theirs::TimedOut => Ours::TimedOut,
        Theirs::Unsupported => Ours::Unsupported,
    }
}

impl services::Camera for Adapters {
    fn open(
        &self,
        video: HtmlVideoElement,
    ) -> LocalBoxFuture<'_, Result<Rc<dyn CameraSession>, services::CameraError>> {
        Box::pin(async move {
            let camera = web::camera::Camera::open(&video)
                .await
                .map_err(camera_error)?;
            let session: Rc<dyn CameraSession> = Rc::new(RunningCamera(camera));
            Ok(session)
        })
    }
}

struct RunningCamera(web::camera::Camera);

impl CameraSession for RunningCamera {
    fn capture(&self) -> LocalBoxFuture<'_, Result<services::Frame, services::CameraError>> {
        Box::pin(async { self.0.capture().await.map(frame).map_err(camera_error) })
    }

    fn on_end(&self, on_end: Box<dyn Fn()>) -> Handle {
        Handle::holding(self.0.on_end(on_end))
    }

    fn has_torch(&self) -> bool {
        self.0.has_torch()
    }

    fn set_torch(&self, is_on: bool) -> LocalBoxFuture<'_, bool> {
        Box::pin(self.0.set_torch(is_on))
    }
}

fn camera_error(error: web::camera::CameraError) -> services::CameraError {
    use services::CameraError as Ours;
    use web::camera::CameraError as Theirs;
    match error {
        Theirs::Denied => Ours::Denied,
        Theirs::Missing => Ours::Missing,
        Theirs::Busy => Ours::Busy,
        Theirs::NotSecure => Ours::NotSecure,
        Theirs::Failed(text) => Ours::Failed(text),
    }
}

fn frame(jpeg: web::camera::Jpeg) -> services::Frame {
    services::Frame {
        bytes: jpeg.bytes,
        width_px: jpeg.width_px,
        height_px: jpeg.height_px,
        thumbnail: jpeg.thumbnail,
    }
}

impl services::Compass for Adapters {
    fn start(&self) -> LocalBoxFuture<'_, Option<Rc<dyn CompassWatch>>> {
        Box::pin(async {
            let is_allowed = web::compass::request_permission().await;
            is_allowed.then(|| -> Rc<dyn CompassWatch> {
                Rc::new(RunningCompass(web::compass::Compass::start()))
            })
        })
    }
}

struct RunningCompass(web::compass::Compass);

impl CompassWatch for RunningCompass {
    fn heading_magnetic_deg(&self) -> Option<f64> {
        self.0.heading_magnetic_deg()
    }
}

impl services::Pictures for Adapters {
    fn take_in(
        &self,
        file: File,
    ) -> LocalBoxFuture<'_, Result<services::TakenIn, services::PictureError>> {
        Box::pin(async move {
            let picture = web::picture::take_in(&file).await.map_err(picture_error)?;
            Ok(services::TakenIn {
                frame: frame(picture.jpeg),
                source: picture.source,
            })
        })
    }

    fn take_files(&self, input: &HtmlInputElement) -> Vec<File> {
        web::picture::take_files(input)
    }

    fn thumbnail(
        &self,
        bytes: Rc<[u8]>,
    ) -> LocalBoxFuture<'_, Result<Vec<u8>, services::PictureError>> {
        Box::pin(async move {
            web::picture::thumbnail(&bytes, "image/jpeg")
                .await
                .map_err(picture_error)
        })
    }

    fn url(&self, bytes: &[u8], media_type: &str) -> Option<PictureUrl> {
        let url = web::picture::PhotoUrl::new(bytes, media_type)?;
        let text = url.as_str().to_owned();
        Some(PictureUrl::holding(&text, url))
    }
}

fn picture_error(error: web::picture::PictureError) -> services::PictureError {
    use services::PictureError as Ours;
    use web::picture::PictureError as Theirs;
    match error {
        Theirs::Empty => Ours::Empty,
        Theirs::NotAnImage => Ours::NotAnImage,
        Theirs::TooLarge => Ours::TooLarge,
        Theirs::OutOfMemory => Ours::OutOfMemory,
        Theirs::Unreadable => Ours::Unreadable,
        Theirs::NoCryptography(text) => Ours::NoCryptography(text),
    }
}

impl services::Platform for Adapters {
    fn browser(&self) -> services::Browser {
        match web::platform::browser() {
            web::platform::Browser::InApp => services::Browser::InApp,
            web::platform::Browser::IosTab => services::Browser::IosTab,
            web::platform::Browser::Other => services::Browser::Other,
        }
    }

    fn text(&self) -> String {
        web::platform::platform_text()
    }

    fn is_secure(&self) -> bool {
        web::platform::is_secure()
    }

    fn is_standalone(&self) -> bool {
        web::platform::is_standalone()
    }

    fn languages(&self) -> Vec<String> {
        web::platform::languages()
    }

    fn origin(&self) -> String {
        web::platform::origin()
    }

    fn later(&self, name: &str) -> Option<String> {
        web::platform::later(name)
    }

    fn share<'a>(
        &'a self,
        title: &'a str,
        text: &'a str,
        url: &'a str,
    ) -> LocalBoxFuture<'a, services::Shared> {
        Box::pin(async move {
            match web::platform::share(title, text, url).await {
                web::platform::Shared::Handed => services::Shared::Handed,
                web::platform::Shared::Copied => services::Shared::Copied,
                web::platform::Shared::Cancelled => services::Shared::Cancelled,
                web::platform::Shared::Impossible => services::Shared::Impossible,
            }
        })
    }

    fn copy<'a>(&'a self, text: &'a str) -> LocalBoxFuture<'a, bool> {
        Box::pin(web::platform::copy(text))
    }

    fn reload(&self) {
        web::platform::reload();
    }
}

/// The service worker, once it is followed.
#[derive(Default)]
struct Worker(RefCell<Option<web::service_worker::OfflineWorker>>);

impl services::Readiness for Worker {
    fn follow(&self, on_change: Rc<dyn Fn(services::WorkerStatus)>) {
        use web::service_worker::Offline as Theirs;
        let worker = web::service_worker::OfflineWorker::register(move |status| {
            on_change(services::WorkerStatus {
                offline: match status.offline {
                    Theirs::Unsupported => services::Offline::Unsupported,
                    Theirs::Preparing => services::Offline::Preparing,
                    Theirs::Ready { version } => services::Offline::Ready { version },
                },
                update_waits: status.update_waits,
                has_extras: status.has_extras,
            });
        });
        self.0.replace(Some(worker));
    }

    fn apply_update(&self) {
        if let Some(worker) = &*self.0.borrow() {
            worker.apply_update();
        }
    }

    fn look_for_update(&self) -> LocalBoxFuture<'_, bool> {
        let worker = self.0.borrow().clone();
        Box::pin(async move {
            match worker {
                Some(worker) => worker.look_for_update().await,
                None => false,
            }
        })
    }
}

/// The other tabs.
struct Tabs(web::channel::Channel);

impl services::Channel for Tabs {
    fn tell(&self, changed: services::Changed) {
        use services::Changed as Ours;
        use web::channel::Changed as Theirs;
        self.0.tell(match changed {
            Ours::Draft(id) => Theirs::Draft { id },
            Ours::Record(id) => Theirs::Record { id },
            Ours::Outbox => Theirs::Outbox,
            Ours::Identity => Theirs::Identity,
            Ours::Settings => Theirs::Settings,
        });
    }

    fn listen(&self, on_change: Rc<dyn Fn(services::Changed)>) -> Handle {
        use services::Changed as Ours;
        use web::channel::Changed as Theirs;
        Handle::holding(self.0.listen(move |changed| {
            on_change(match changed {
                Theirs::Draft { id } => Ours::Draft(id),
                Theirs::Record { id } => Ours::Record(id),
                Theirs::Outbox => Ours::Outbox,
                Theirs::Identity => Ours::Identity,
                Theirs::Settings => Ours::Settings,
            });
        }))
    }
}
