//! The connection: opened, brought up to date, lost, opened again; and what is open when the page is
//! put aside.
//!
//! A browser may keep a page that was left, to show it again at once. Nothing runs in it, so that a
//! transaction that was open stays open, and every later page waits for its stores: Safari does not
//! end it (WebKit bug 315804). So what is open then is aborted, and nothing is begun until the page is
//! back.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use engine::ports::StoreError;
use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, EventTarget, IdbDatabase, IdbFactory, IdbOpenDbRequest, IdbTransaction};

use super::error::{OpenError, store_error};
use super::schema;
use super::transaction::{Mode, Transaction, begin};
use crate::js;
use crate::listener::Listener;

/// A database with at most one open connection.
#[derive(Debug)]
pub(super) struct Connection {
    name: String,
    open: RefCell<Option<Open>>,
    page: Page,
}

#[derive(Debug)]
struct Open {
    database: IdbDatabase,
    is_lost: Rc<Cell<bool>>,
    _listener: Listener,
}

impl Connection {
    /// Opens, and brings an older database up to date.
    pub(super) async fn open(name: &str) -> Result<Self, OpenError> {
        let open = Open::new(open(name).await?);
        Ok(Self {
            name: name.to_owned(),
            open: RefCell::new(Some(open)),
            page: Page::new(),
        })
    }

    /// Begins a transaction; a connection that the browser or another tab's upgrade has closed is
    /// opened again, once.
    pub(super) async fn begin(
        &self,
        stores: &[&str],
        mode: Mode,
    ) -> Result<Transaction, StoreError> {
        if let Some(database) = self.database()
            && let Ok(transaction) = begin(&database, stores, mode)
        {
            return self.page.admit(transaction, mode);
        }
        let database = open(&self.name).await?;
        *self.open.borrow_mut() = Some(Open::new(database.clone()));
        let transaction = begin(&database, stores, mode).map_err(|e| store_error(&e))?;
        self.page.admit(transaction, mode)
    }

    /// The open database, if there is one and nobody is just changing that.
    pub(super) fn database(&self) -> Option<IdbDatabase> {
        let open = self.open.try_borrow().ok()?;
        let open = open.as_ref()?;
        (!open.is_lost.get()).then(|| open.database.clone())
    }
}

/// The page, as far as it may be put aside.
struct Page {
    is_aside: Rc<Cell<bool>>,
    running: Running,
    /// Takes a transaction that has ended out of what is running.
    on_end: Closure<dyn FnMut(Event)>,
    _listener: Listener,
}

/// The transactions that have not ended, also those that nobody awaits any more: a reader that was
/// dropped still has its request on the way.
type Running = Rc<RefCell<Vec<IdbTransaction>>>;

/// The events with which a transaction ends.
const ENDS: [&str; 2] = ["complete", "abort"];

impl Page {
    fn new() -> Self {
        let (is_aside, running) = (Rc::new(Cell::new(false)), Running::default());
        let (left, back, to_end) = (is_aside.clone(), is_aside.clone(), running.clone());
        let scope: EventTarget = js::scope().unchecked_into();
        let listener = Listener::of(&scope, "pagehide", move |event| {
            // A page that is not kept ends, and its transactions with it.
            if js::get(&event, "persisted").is_truthy() {
                left.set(true);
                abort_all(&to_end);
            }
        })
        .and(&scope, "pageshow", move |_| back.set(false));
        let of_ended = running.clone();
        let on_end = Closure::new(move |event: Event| {
            let ended = event.target().map(JsValue::from);
            let mut running = of_ended.borrow_mut();
            running.retain(|one| Some(one.as_ref()) != ended.as_ref());
        });
        Self {
            is_aside,
            running,
            on_end,
            _listener: listener,
        }
    }

    fn admit(&self, inner: IdbTransaction, mode: Mode) -> Result<Transaction, StoreError> {
        if self.is_aside.get() {
            // It throws for nothing: nothing was asked of it yet.
            let _ = inner.abort();
            return Err(StoreError::Closed("the page was left".to_owned()));
        }
        for end in ENDS {
            // It throws for nothing but a wrong number of arguments.
            let _ = inner.add_event_listener_with_callback(end, self.hears_end());
        }
        self.running.borrow_mut().push(inner.clone());
        Ok(Transaction::new(inner, mode))
    }

    fn hears_end(&self) -> &Function {
        self.on_end.as_ref().unchecked_ref()
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        for one in self.running.take() {
            for end in ENDS {
                let _ = one.remove_event_listener_with_callback(end, self.hears_end());
            }
        }
    }
}

impl std::fmt::Debug for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Page")
            .field("is_aside", &self.is_aside)
            .finish_non_exhaustive()
    }
}

fn abort_all(running: &Running) {
    for one in running.take() {
        // It throws where its end was asked for: the browser sees to that alone.
        let _ = one.abort();
    }
}

impl Open {
    fn new(database: IdbDatabase) -> Self {
        let is_lost = Rc::new(Cell::new(false));
        let (closed, upgraded) = (is_lost.clone(), is_lost.clone());
        let old = database.clone();
        // A newer app in another tab waits until everybody has let go; writes under way still end.
        let listener = Listener::of(&database, "versionchange", move |_| {
            upgraded.set(true);
            old.close();
        })
        .and(&database, "close", move |_| closed.set(true));
        Self {
            database,
            is_lost,
            _listener: listener,
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.database.close();
    }
}

/// Opens without a version first: an app that was rolled back finds a higher number and still starts.
async fn open(name: &str) -> Result<IdbDatabase, OpenError> {
    let factory = js::scope()
        .indexed_db()
        .map_err(|e| OpenError::of(&e))?
        .ok_or_else(|| OpenError::Unavailable("no IndexedDB".to_owned()))?;
    loop {
        let request = factory.open(name).map_err(|e| OpenError::of(&e))?;
        let database = settle(&request).await.map_err(Failure::into_open_error)?;
        let version = database.version() as u32;
        if version >= schema::TOO_NEW {
            database.close();
            return Err(OpenError::TooNew(version));
        }
        if version >= schema::LATEST {
            return Ok(database);
        }
        database.close();
        match upgrade(&factory, name).await {
            // Another tab brought it further in between: look again.
            Err(Failure::Refused(error)) if js::error_name(&error) == "VersionError" => {}
            other => return other.map_err(Failure::into_open_error),
        }
    }
}

async fn upgrade(factory: &IdbFactory, name: &str) -> Result<IdbDatabase, Failure> {
    let request = factory
        .open_with_u32(name, schema::LATEST)
        .map_err(Failure::Refused)?;
    let pending = request.clone();
    let on_upgrade = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        let Some(transaction) = pending.transaction() else {
            return;
        };
        let old_version = js::get(&event, "oldVersion").as_f64().unwrap_or(0.0);
        if step_up(&transaction, old_version as u32).is_err() {
            // The database stays as it was; the opening fails.
            let _ = transaction.abort();
        }
    });
    request.set_onupgradeneeded(Some(on_upgrade.as_ref().unchecked_ref()));
    settle(&request).await
}

fn step_up(transaction: &IdbTransaction, old_version: u32) -> Result<(), JsValue> {
    schema::upgrade(&transaction.db(), transaction, old_version)
}

enum Failure {
    Blocked,
    Refused(JsValue),
}

impl Failure {
    fn into_open_error(self) -> OpenError {
        match self {
            Self::Blocked => OpenError::Blocked,
            Self::Refused(error) => OpenError::of(&error),
        }
    }
}

async fn settle(request: &IdbOpenDbRequest) -> Result<IdbDatabase, Failure> {
    let settled = Promise::new(&mut |resolve, _| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&resolve));
        request.set_onblocked(Some(&resolve));
    });
    let event = JsFuture::from(settled).await.map_err(Failure::Refused)?;
    match event.unchecked_into::<Event>().type_().as_str() {
        "success" => {
            let database = request.result().map_err(Failure::Refused)?;
            Ok(database.unchecked_into())
        }
        "blocked" => {
            close_when_open(request);
            Err(Failure::Blocked)
        }
        _ => {
            let error = request.error().ok().flatten();
            Err(Failure::Refused(error.map_or(JsValue::NULL, JsValue::from)))
        }
    }
}

/// The opening that we gave up may still succeed: nobody would ever close that connection, and it
/// would block the next one. The closure frees itself when it is called.
fn close_when_open(request: &IdbOpenDbRequest) {
    let pending = request.clone();
    let close = Closure::once_into_js(move || {
        if let Ok(database) = pending.result() {
            database.unchecked_into::<IdbDatabase>().close();
        }
    });
    request.set_onsuccess(Some(close.unchecked_ref()));
}
