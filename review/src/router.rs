//! Moves between [`Route`]s on the browser's History, and says as a signal where one is.
//!
//! Every in-app link is a plain `<a href>`; one listener here takes the clicks, so that opening in a
//! new tab, copying the address and the Back key work as everywhere else.

use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, MouseEvent};

use crate::route::Route;

/// Where the app is, as a context.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Router(RwSignal<Route>);

/// Begins with the address that the page was opened with. Lives as long as the page.
pub(crate) fn provide_router() -> Router {
    let router = Router(RwSignal::new(here()));
    window_event_listener(ev::popstate, move |_| router.0.set(here()));
    window_event_listener(ev::click, move |event| {
        if let Some(route) = in_app_target(&event) {
            event.prevent_default();
            router.go(route);
        }
    });
    provide_context(router);
    router
}

impl Router {
    /// Where the app is; whoever reads it follows it.
    pub(crate) fn route(self) -> Route {
        self.0.get()
    }

    /// Where the app is at this moment.
    pub(crate) fn route_now(self) -> Route {
        self.0.get_untracked()
    }

    /// Goes somewhere; Back comes back.
    pub(crate) fn go(self, route: Route) {
        if route == self.route_now() {
            return;
        }
        let history = window().history();
        // It throws where a page moves a hundred times a second; the page itself still moves.
        let _ = history.and_then(|history| {
            history.push_state_with_url(&JsValue::NULL, "", Some(&route.address()))
        });
        self.0.set(route);
    }
}

fn here() -> Route {
    let location = window().location();
    Route::parse(
        &location.pathname().unwrap_or_default(),
        &location.search().unwrap_or_default(),
    )
}

/// The route that a click asks for: a plain click on a link of this app, and nothing else.
fn in_app_target(event: &MouseEvent) -> Option<Route> {
    let is_plain = event.button() == 0
        && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key())
        && !event.default_prevented();
    if !is_plain {
        return None;
    }
    let target: Element = event.target()?.dyn_into().ok()?;
    let link = target.closest("a[href^='/review/']").ok()??;
    if link.has_attribute("target") || link.has_attribute("download") {
        return None;
    }
    let address = link.get_attribute("href")?;
    let (path, query) = address.split_once('?').unwrap_or((&address, ""));
    Some(Route::parse(path, query))
}
