//! What the page makes of the service worker's states and answers. The worker itself is tested by the
//! journeys.

use futures::StreamExt as _;
use futures::channel::mpsc::{UnboundedReceiver, unbounded};
use wasm_bindgen_test::wasm_bindgen_test;
use web::service_worker::{Offline, OfflineWorker, WorkerStatus};

use super::raw;

fn register() -> (OfflineWorker, UnboundedReceiver<WorkerStatus>) {
    let (tell, told) = unbounded();
    let worker = OfflineWorker::register(move |status| {
        let _ = tell.unbounded_send(status);
    });
    (worker, told)
}

fn preparing() -> WorkerStatus {
    WorkerStatus {
        offline: Offline::Preparing,
        update_waits: false,
        has_extras: false,
    }
}

fn ready(version: &str, update_waits: bool) -> WorkerStatus {
    let version = version.to_owned();
    WorkerStatus {
        offline: Offline::Ready { version },
        update_waits,
        has_extras: false,
    }
}

#[wasm_bindgen_test]
async fn the_first_visit_is_ready_when_the_worker_says_so() {
    let container = raw::stub_workers();
    raw::place_worker(&container, "installing", "installing", "v1", true);
    let (worker, mut told) = register();
    assert_eq!(told.next().await, Some(preparing()));
    raw::activate(&container);
    assert_eq!(told.next().await, Some(ready("v1", false)));
    assert_eq!(worker.status(), ready("v1", false));
    raw::mend_workers();
}

#[wasm_bindgen_test]
async fn a_worker_that_lacks_files_is_not_ready() {
    let container = raw::stub_workers();
    raw::place_worker(&container, "active", "activated", "v1", false);
    let (_worker, mut told) = register();
    assert_eq!(told.next().await, Some(preparing()));
    raw::mend_workers();
}

#[wasm_bindgen_test]
async fn a_first_visit_without_network_is_tried_again_when_there_is_one() {
    let container = raw::stub_workers();
    raw::set_failing(&container, true);
    let (_worker, mut told) = register();
    assert_eq!(told.next().await, Some(preparing()));
    raw::set_failing(&container, false);
    raw::place_worker(&container, "active", "activated", "v1", true);
    js_sys::eval("dispatchEvent(new Event('online'))").unwrap();
    assert_eq!(told.next().await, Some(ready("v1", false)));
    raw::mend_workers();
}

#[wasm_bindgen_test]
async fn an_update_waits_until_the_person_lets_it() {
    let container = raw::stub_workers();
    raw::place_worker(&container, "active", "activated", "v1", true);
    let waiting = raw::place_worker(&container, "waiting", "installed", "v2", true);
    let (worker, mut told) = register();
    assert_eq!(told.next().await, Some(ready("v1", true)));
    assert_eq!(raw::heard_by(&waiting), "");
    worker.apply_update();
    assert_eq!(raw::heard_by(&waiting), "skip-waiting");
    raw::mend_workers();
}

#[wasm_bindgen_test]
async fn the_extras_are_fetched_once_the_app_is_ready_and_told_apart() {
    let container = raw::stub_workers();
    let active = raw::place_worker(&container, "active", "activated", "v1", true);
    let (_worker, mut told) = register();
    assert_eq!(told.next().await, Some(ready("v1", false)));
    let with_extras = WorkerStatus {
        has_extras: true,
        ..ready("v1", false)
    };
    assert_eq!(told.next().await, Some(with_extras));
    assert_eq!(raw::heard_by(&active), "status,extras");
    raw::mend_workers();
}
