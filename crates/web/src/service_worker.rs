//! The service worker as the page sees it: whether the app works offline, whether a new version
//! waits. The messages are described at the top of `sw/sw.js`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures::channel::oneshot;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    MessageChannel, MessageEvent, ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration,
    ServiceWorkerState,
};

use crate::connectivity::{self, PageEvent};
use crate::js;
use crate::listener::Listener;
use crate::platform;
use crate::timer;

const SCRIPT: &str = "/sw.js";

/// A worker that does not answer within this is asked again at the next occasion. Long, because it
/// fetches what is missing before it answers.
const ANSWER_MS: u32 = 120_000;

/// How long the page has been ready before the worker is asked for more: what a person came for goes
/// first.
const IDLE_MS: u32 = 2_000;

/// Whether the app opens without a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offline {
    /// The browser cannot, or not on this address (not https).
    Unsupported,
    /// It is being made ready, or it could not be made ready yet: it is tried again when there is a
    /// network or the page is looked at.
    Preparing,
    /// Every file of this version is in the cache: the worker has looked.
    Ready {
        /// The worker's build.
        version: String,
    },
}

/// What the page may say about versions and offline use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerStatus {
    /// Whether the app opens without a network.
    pub offline: Offline,
    /// Whether a new version waits for the person's word.
    pub update_waits: bool,
    /// Whether what is not needed to work is there too.
    pub has_extras: bool,
}

/// Before the worker was asked.
const UNKNOWN: WorkerStatus = WorkerStatus {
    offline: Offline::Preparing,
    update_waits: false,
    has_extras: false,
};

/// The registration, for the life of the page.
#[derive(Debug, Clone)]
pub struct OfflineWorker {
    inner: Rc<Inner>,
    _occasions: Rc<Listener>,
}

struct Inner {
    container: Option<ServiceWorkerContainer>,
    registration: RefCell<Option<ServiceWorkerRegistration>>,
    status: RefCell<WorkerStatus>,
    on_change: Box<dyn Fn(WorkerStatus)>,
    /// Only a page that asked for the new version reloads: the very first activation fires the same
    /// event, and so does another tab's wish.
    reload_when_changed: Cell<bool>,
    is_fetching_extras: Cell<bool>,
    listeners: RefCell<Vec<Listener>>,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inner")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl OfflineWorker {
    /// Registers the worker and follows it. `on_change` hears every new status, first the one that
    /// follows the registration.
    pub fn register(on_change: impl Fn(WorkerStatus) + 'static) -> Self {
        let inner = Rc::new(Inner {
            container: js::navigator().service_worker(),
            registration: RefCell::new(None),
            status: RefCell::new(UNKNOWN),
            on_change: Box::new(on_change),
            reload_when_changed: Cell::new(false),
            is_fetching_extras: Cell::new(false),
            listeners: RefCell::new(Vec::new()),
        });
        if inner.container.is_some() {
            spawn_local(inner.clone().follow());
        } else {
            inner.tell(WorkerStatus {
                offline: Offline::Unsupported,
                ..UNKNOWN
            });
        }
        let retried = Rc::downgrade(&inner);
        let occasions = connectivity::listen(move |event| {
            let is_occasion = matches!(event, PageEvent::Online | PageEvent::Visible);
            if let Some(inner) = retried.upgrade()
                && is_occasion
            {
                let is_preparing = inner.status.borrow().offline == Offline::Preparing;
                match is_preparing {
                    true => spawn_local(inner.follow()),
                    false => spawn_local(inner.fetch_extras()),
                }
            }
        });
        Self {
            inner,
            _occasions: Rc::new(occasions),
        }
    }

    /// The status as last told.
    pub fn status(&self) -> WorkerStatus {
        self.inner.status.borrow().clone()
    }

    /// Lets the waiting version take over, and reloads the page when it has. Call it only when the
    /// person agreed and nothing is being recorded.
    pub fn apply_update(&self) {
        let registration = self.inner.registration.borrow().clone();
        let Some(waiting) = registration.and_then(|registration| registration.waiting()) else {
            return;
        };
        self.inner.reload_when_changed.set(true);
        post(&waiting, "skip-waiting");
    }

    /// Looks for a new version now; `false`: the server could not be asked.
    pub async fn look_for_update(&self) -> bool {
        let registration = self.inner.registration.borrow().clone();
        match registration.map(|registration| registration.update()) {
            Some(Ok(promise)) => JsFuture::from(promise).await.is_ok(),
            _ => false,
        }
    }
}

impl Inner {
    /// Registers (again), and follows what comes of it. Registering what is registered is harmless,
    /// and needs no network.
    async fn follow(self: Rc<Self>) {
        let Some(container) = &self.container else {
            return;
        };
        match JsFuture::from(container.register(SCRIPT)).await {
            Ok(registration) => {
                self.watch(container, registration.unchecked_into());
                self.refresh().await;
            }
            // No network on the very first visit, or no worker on this address.
            Err(_) => self.tell(UNKNOWN),
        }
    }

    fn watch(
        self: &Rc<Self>,
        container: &ServiceWorkerContainer,
        registration: ServiceWorkerRegistration,
    ) {
        *self.registration.borrow_mut() = Some(registration.clone());
        let changed = Rc::downgrade(self);
        let on_controller = Listener::of(container, "controllerchange", move |_| {
            let Some(inner) = changed.upgrade() else {
                return;
            };
            if inner.reload_when_changed.get() {
                platform::reload();
            } else {
                spawn_local(async move { inner.refresh().await });
            }
        });
        let found = Rc::downgrade(self);
        let on_found = Listener::of(&registration, "updatefound", move |_| {
            if let Some(inner) = found.upgrade() {
                inner.watch_installing();
            }
        });
        *self.listeners.borrow_mut() = vec![on_controller, on_found];
        self.watch_installing();
    }

    /// Follows a worker that is being installed through its states.
    fn watch_installing(self: &Rc<Self>) {
        let registration = self.registration.borrow().clone();
        let Some(installing) = registration.and_then(|registration| registration.installing())
        else {
            return;
        };
        let changed = Rc::downgrade(self);
        let listener = Listener::of(&installing, "statechange", move |_| {
            if let Some(inner) = changed.upgrade() {
                spawn_local(async move { inner.refresh().await });
            }
        });
        self.listeners.borrow_mut().push(listener);
    }

    fn active(&self) -> Option<ServiceWorker> {
        let registration = self.registration.borrow().clone()?;
        registration
            .active()
            .filter(|active| active.state() == ServiceWorkerState::Activated)
    }

    /// Asks the active worker what it has, and tells what came of it.
    async fn refresh(self: &Rc<Self>) {
        let answer = match self.active() {
            Some(active) => ask(&active, "status").await,
            None => None,
        };
        let offline = match answer {
            Some(Answer {
                version,
                ready: true,
            }) => Offline::Ready { version },
            _ => Offline::Preparing,
        };
        let registration = self.registration.borrow().clone();
        let waiting = registration.and_then(|registration| registration.waiting());
        // A first version that has just been installed waits for a moment too; that is no update.
        let update_waits = waiting.is_some() && self.active().is_some();
        let has_extras = {
            let before = self.status.borrow();
            before.has_extras && before.offline == offline
        };
        self.tell(WorkerStatus {
            offline,
            update_waits,
            has_extras,
        });
        spawn_local(self.clone().fetch_extras());
    }

    /// Has what is not needed to work fetched, once everything is there that is. What fails is tried
    /// again at the next occasion.
    async fn fetch_extras(self: Rc<Self>) {
        let is_due = {
            let status = self.status.borrow();
            matches!(status.offline, Offline::Ready { .. }) && !status.has_extras
        };
        if !is_due || self.is_fetching_extras.replace(true) {
            return;
        }
        timer::sleep(IDLE_MS).await;
        let answer = match self.active() {
            Some(active) => ask(&active, "extras").await,
            None => None,
        };
        self.is_fetching_extras.set(false);
        let Some(Answer {
            version,
            ready: true,
        }) = answer
        else {
            return;
        };
        let status = self.status.borrow().clone();
        // Another version may have taken over in between.
        if status.offline == (Offline::Ready { version }) {
            self.tell(WorkerStatus {
                has_extras: true,
                ..status
            });
        }
    }

    fn tell(&self, status: WorkerStatus) {
        *self.status.borrow_mut() = status.clone();
        (self.on_change)(status);
    }
}

struct Answer {
    version: String,
    ready: bool,
}

/// Posts a message with a port and awaits the answer.
async fn ask(worker: &ServiceWorker, kind: &str) -> Option<Answer> {
    let channel = MessageChannel::new().ok()?;
    let (tell, told) = oneshot::channel();
    let mut tell = Some(tell);
    let _listener = Listener::of(&channel.port1(), "message", move |event| {
        if let Some(tell) = tell.take() {
            let _ = tell.send(event.unchecked_into::<MessageEvent>().data());
        }
    });
    // A port that is listened to by addEventListener has to be started.
    channel.port1().start();
    let message = js::object(&[("type", kind.into())]);
    let ports = js_sys::Array::of1(&channel.port2());
    worker
        .post_message_with_transferable(&message, &ports)
        .ok()?;
    let answer = match futures::future::select(told, timer::sleep(ANSWER_MS)).await {
        futures::future::Either::Left((answer, _)) => answer.ok(),
        futures::future::Either::Right(_) => None,
    };
    channel.port1().close();
    let answer = answer?;
    Some(Answer {
        version: js::get(&answer, "version").as_string()?,
        ready: js::get(&answer, "ready").as_bool()?,
    })
}

fn post(worker: &ServiceWorker, kind: &str) {
    // It throws for values that cannot be cloned: never a plain object of texts.
    let _ = worker.post_message(&js::object(&[("type", kind.into())]));
}
