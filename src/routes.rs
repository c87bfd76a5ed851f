//! Where one is in the app, over the browser's History: links are real links, Back works, and every
//! place has an address.

use domain::ids::FindingId;
use leptos::ev;
use leptos::prelude::*;
use ui::{Kept, State, give, given};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, HtmlElement, MouseEvent, ScrollRestoration};

/// A place in the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// 首页.
    Home,
    /// Enrolment; the code is in the fragment, so that it reaches no server's log.
    Enrol,
    /// Begins a new finding, and becomes [`Route::Finding`] at once.
    Report,
    /// Begins the practice of one, likewise.
    Practice,
    /// A draft.
    Finding(FindingId),
    /// 记录.
    Records,
    /// One record, as sealed.
    Record(FindingId),
    /// 我的.
    Me,
    /// No place of the app.
    NotFound,
}

impl Route {
    /// The place of a path.
    pub fn parse(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let id = |text: &str| text.parse::<FindingId>().ok();
        match parts.as_slice() {
            [] => Self::Home,
            ["enrol"] => Self::Enrol,
            ["report"] => Self::Report,
            ["practice"] => Self::Practice,
            ["finding", text] => id(text).map_or(Self::NotFound, Self::Finding),
            ["records"] => Self::Records,
            ["records", text] => id(text).map_or(Self::NotFound, Self::Record),
            ["me"] => Self::Me,
            _ => Self::NotFound,
        }
    }

    /// The path of the place: the only way to spell one.
    pub fn path(self) -> String {
        match self {
            Self::Home | Self::NotFound => "/".to_owned(),
            Self::Enrol => "/enrol".to_owned(),
            Self::Report => "/report".to_owned(),
            Self::Practice => "/practice".to_owned(),
            Self::Finding(id) => format!("/finding/{id}"),
            Self::Records => "/records".to_owned(),
            Self::Record(id) => format!("/records/{id}"),
            Self::Me => "/me".to_owned(),
        }
    }
}

/// The router, as a context.
#[derive(Debug, Clone, Copy)]
pub struct Router {
    route: State<Route>,
    /// How many pages of this visit lie behind: with none, Back would leave the app.
    depth: State<u32>,
    /// Whether the browser's Back or Forward led here.
    came_back: Kept<bool>,
}

/// Follows the browser's History and every link inside the app, for the life of the app.
pub fn provide_router() -> Router {
    let router = Router {
        route: State::new(current()),
        depth: State::new(depth_of_state()),
        came_back: Kept::new(false),
    };
    // The long list restores its place by itself; the browser would try before the rows are there.
    with_history(|history| history.set_scroll_restoration(ScrollRestoration::Manual));
    give(router);
    let on_pop = window_event_listener(ev::popstate, move |_| {
        scroll_to_top();
        router.arrive(true);
    });
    let on_click = window_event_listener(ev::click, move |event| router.on_click(&event));
    on_cleanup(move || {
        on_pop.remove();
        on_click.remove();
    });
    router
}

/// The router. Call it while a component is built, not inside a task.
pub fn router() -> Router {
    given::<Router>().expect("the root gives it")
}

impl Router {
    /// The place now; following it.
    pub fn route(self) -> Route {
        self.route.get()
    }

    /// The place now, without following it.
    pub fn route_untracked(self) -> Route {
        self.route.get_untracked()
    }

    /// Whether the browser's Back or Forward led to this place.
    pub fn came_back(self) -> bool {
        self.came_back.get()
    }

    /// Goes on to a place.
    pub fn go(self, route: Route) {
        let depth = self.depth.get_untracked() + 1;
        let path = route.path();
        if with_history(|history| {
            history.push_state_with_url(&JsValue::from(depth), "", Some(&path))
        }) {
            scroll_to_top();
            self.arrive(false);
        }
    }

    /// Goes to a place in place of this one: Back does not come here again.
    pub fn replace(self, route: Route) {
        let depth = self.depth.get_untracked();
        let path = route.path();
        if with_history(|history| {
            history.replace_state_with_url(&JsValue::from(depth), "", Some(&path))
        }) {
            scroll_to_top();
            self.arrive(false);
        }
    }

    /// Goes back, or to `otherwise` where no page of the app lies behind.
    pub fn back(self, otherwise: Route) {
        if self.depth.get_untracked() > 0 {
            with_history(|history| history.back());
        } else {
            self.replace(otherwise);
        }
    }

    fn arrive(self, came_back: bool) {
        self.came_back.set(came_back);
        self.depth.set(depth_of_state());
        let route = current();
        if self.route.get_untracked() != route {
            self.route.set(route);
        }
    }

    /// A plain tap on a link of the app changes the place without loading; everything else (new tab,
    /// download, /review/, other sites) is left to the browser.
    fn on_click(self, event: &MouseEvent) {
        if event.default_prevented()
            || event.button() != 0
            || event.meta_key()
            || event.ctrl_key()
            || event.shift_key()
            || event.alt_key()
        {
            return;
        }
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let Some(link) = target.and_then(|target| target.closest("a[href^='/']").ok().flatten())
        else {
            return;
        };
        if link.has_attribute("target") || link.has_attribute("download") {
            return;
        }
        let Some(href) = link.get_attribute("href") else {
            return;
        };
        let path = href.split(['#', '?']).next().unwrap_or_default();
        let route = Route::parse(path);
        if route == Route::NotFound {
            return;
        }
        event.prevent_default();
        if link.has_attribute("data-back") {
            self.back(route);
        } else if route == self.route_untracked() {
            scroll_to_top();
        } else {
            self.go(route);
        }
    }
}

/// Puts the focus on the page's heading, so that a screen reader says where one is. Call it when the
/// page stands.
pub fn focus_heading() {
    // The crash screen of index.html has a heading too, which is hidden.
    let heading = document().query_selector("main h1").ok().flatten();
    if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        // It fails only for an element that is gone.
        let _ = heading.focus_with_options(&options);
    }
}

fn current() -> Route {
    // A document without a readable address is no browser's tab; home is right everywhere.
    Route::parse(&location().pathname().unwrap_or_default())
}

fn depth_of_state() -> u32 {
    let state = window().history().and_then(|history| history.state());
    state.ok().and_then(|state| state.as_f64()).unwrap_or(0.0) as u32
}

/// Whether it worked. Browsers refuse when a page navigates hundreds of times in seconds.
fn with_history(change: impl FnOnce(&web_sys::History) -> Result<(), JsValue>) -> bool {
    window()
        .history()
        .and_then(|history| change(&history))
        .is_ok()
}

fn scroll_to_top() {
    window().scroll_to_with_x_and_y(0.0, 0.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_has_an_address_that_leads_back_to_it() {
        let id = FindingId::new(1_795_363_200_000, [7; 10]);
        for route in [
            Route::Home,
            Route::Enrol,
            Route::Report,
            Route::Practice,
            Route::Finding(id),
            Route::Records,
            Route::Record(id),
            Route::Me,
        ] {
            assert_eq!(Route::parse(&route.path()), route);
        }
    }

    #[test]
    fn what_is_no_place_is_told() {
        for path in [
            "/recrods",
            "/records/not-an-id",
            "/finding/",
            "/review/",
            "/me/x",
        ] {
            assert_eq!(Route::parse(path), Route::NotFound, "{path}");
        }
        assert_eq!(Route::parse("/records/"), Route::Records);
    }
}
