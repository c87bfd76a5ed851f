//! The frame around the pages: what is provided to all of them, the banners, the tabs, the messages.

use std::rc::Rc;

use leptos::prelude::*;
use ui::{
    Button, ButtonKind, DemoBanner, Derived, EmptyState, Icon, Kept, Language, Notice, PageHeader,
    ToastRegion, Tone, effect, lang, part, provide_language, provide_toasts, text,
};
use words::{Lang, shell};

use crate::features::enrol::EnrolPage;
use crate::features::finding::{FindingPage, ReportPage};
use crate::features::home::HomePage;
use crate::features::me::MePage;
use crate::features::records::{RecordPage, RecordsPage};
use crate::live::{Live, provide_live};
use crate::parts::list_memory::provide_list_memory;
use crate::parts::room::Room;
use crate::parts::saying::stuck_why;
use crate::preferences::provide_preferences;
use crate::readiness::{Ready, provide_ready};
use crate::routes::{Route, focus_heading, provide_router, router};
use crate::services::{AllServices, Platform, provide_services};

/// The app.
#[component]
pub fn App(
    /// What it needs of the phone.
    services: AllServices,
    /// Its sentences are loaded.
    lang: Lang,
) -> impl IntoView {
    let services = provide_services(services);
    let language = provide_language(lang);
    let live = provide_live(services);
    let toasts = provide_toasts();
    let ready = provide_ready(services, language);
    provide_preferences(services, live.changes, language, toasts, ready);
    let router = provide_router();
    provide_list_memory();
    let is_enrolled = Derived::new(move || live.who.is_enrolled());
    let route = Derived::new(move || router.route());
    name_document(language, route);
    focus_after_navigation(route);
    // A page is built anew for another place and for another language, and for nothing else.
    let page = part(move || {
        language.0.get();
        match is_enrolled.get()? {
            false => Some(view! { <EnrolPage/> }.into_any()),
            true => Some(page_of(route.get())),
        }
    });
    let demo = part(move || {
        language.0.get();
        live.who
            .is_demo()
            .then(|| view! { <DemoBanner/> }.into_any())
    });
    let banners = part(move || {
        language.0.get();
        Some(view! { <Banners live=live ready=ready route=route/> }.into_any())
    });
    let tabs = part(move || {
        let (lang, route) = (language.0.get(), route.get());
        let is_there = is_enrolled.get() == Some(true) && has_tabs(route);
        is_there.then(|| tabs(lang, route).into_any())
    });
    view! {
        <div class="app">
            <a class="skip" href="#content">{text(move || shell::to_content(language.0.get()))}</a>
            {demo}
            {banners}
            <main id="content" class="page">{page}</main>
            {tabs}
            <ToastRegion toasts=toasts/>
        </div>
    }
}

fn page_of(route: Route) -> AnyView {
    match route {
        Route::Home => view! { <HomePage/> }.into_any(),
        Route::Enrol => view! { <EnrolPage/> }.into_any(),
        Route::Report | Route::Practice => view! { <ReportPage/> }.into_any(),
        Route::Finding(id) => view! { <FindingPage id=id/> }.into_any(),
        Route::Records => view! { <RecordsPage/> }.into_any(),
        Route::Record(id) => view! { <RecordPage id=id/> }.into_any(),
        Route::Me => view! { <MePage/> }.into_any(),
        Route::NotFound => view! { <NotFoundPage/> }.into_any(),
    }
}

/// A report has its own foot: 「保存」.
fn has_tabs(route: Route) -> bool {
    !matches!(
        route,
        Route::Enrol | Route::Report | Route::Practice | Route::Finding(_)
    )
}

fn tabs(lang: Lang, route: Route) -> impl IntoView {
    let tab = |icon: Icon, label, to: Route, is_here: bool| {
        view! {
            <a class="tab" href=to.path() aria-current=is_here.then_some("page")>
                {icon.view()}
                <span>{label}</span>
            </a>
        }
    };
    let is_records = matches!(route, Route::Records | Route::Record(_));
    view! {
        <nav class="tabs" aria-label=shell::tabs(lang)>
            {tab(Icon::House, shell::home(lang), Route::Home, route == Route::Home)}
            {tab(Icon::List, shell::records(lang), Route::Records, is_records)}
        </nav>
    }
}

/// What concerns every page: a new version, no room, a server that does not know this phone. None of
/// them is shown over a report.
#[component]
fn Banners(live: Live, ready: Ready, route: Derived<Route>) -> impl IntoView {
    let (lang, router) = (lang(), router());
    let is_report = move || !has_tabs(route.get());
    let update = part(move || {
        (ready.update_waits() && !is_report()).then(|| {
            view! {
                <Notice
                    title=shell::update_title(lang)
                    text=shell::update_text(lang)
                    tone=Tone::Way
                    action=shell::update(lang)
                    on_action=move |()| ready.apply_update()
                />
            }
            .into_any()
        })
    });
    let free = ready.free_room(live.changes);
    let room = part(move || {
        let (title, text) = match Room::of(free.get().flatten()) {
            Room::Enough => return None,
            Room::Little => (shell::storage_title(lang), shell::storage_text(lang)),
            Room::Full => (
                shell::storage_full_title(lang),
                shell::storage_full_text(lang),
            ),
        };
        (!is_report())
            .then(|| view! { <Notice title=title text=text tone=Tone::Needs/> }.into_any())
    });
    let wedged = part(move || {
        let why = stuck_why(lang, &live.sending.wedge.get()?);
        (!is_report()).then(|| {
            view! {
                <Notice
                    title=why
                    tone=Tone::Needs
                    action=words::enrol::change_user(lang)
                    on_action=move |()| router.go(Route::Enrol)
                />
            }
            .into_any()
        })
    });
    view! { <div class="banners">{update}{room}{wedged}</div> }
}

/// An address of the app that leads nowhere.
#[component]
fn NotFoundPage() -> impl IntoView {
    let lang = lang();
    view! {
        <PageHeader title=shell::not_found_title(lang) back=Route::Home.path()/>
        <EmptyState icon=Icon::Search title=shell::not_found_title(lang) text=shell::not_found_text(lang)>
            <ui::LinkButton label=shell::to_home(lang) href=Route::Home.path()/>
        </EmptyState>
    }
}

/// In place of the app where the browser does not open the store: says what is safe.
#[component]
pub fn StoreClosed(
    /// The way to open again.
    platform: Rc<dyn Platform>,
    /// Its sentences are loaded.
    lang: Lang,
    /// For support.
    detail: String,
) -> impl IntoView {
    provide_language(lang);
    let platform = Kept::new(platform);
    view! {
        <div class="app">
            <main class="page">
                <PageHeader title=shell::store_closed_title(lang)/>
                <EmptyState
                    icon=Icon::Store
                    title=shell::store_closed_title(lang)
                    text=shell::store_closed_text(lang)
                >
                    <Button
                        label=shell::reopen(lang)
                        kind=ButtonKind::Primary
                        on_press=move |()| platform.with(|platform| platform.reload())
                    />
                    <p lang="en"><small>{detail}</small></p>
                </EmptyState>
            </main>
        </div>
    }
}

/// The document's title names the place, for tabs, history and screen readers.
fn name_document(language: Language, route: Derived<Route>) {
    effect(move || {
        let lang = language.0.get();
        let page = match route.get() {
            Route::Home | Route::NotFound => shell::home(lang),
            Route::Enrol => words::enrol::title(lang),
            Route::Report | Route::Practice | Route::Finding(_) => words::finding::title(lang),
            Route::Records => shell::records(lang),
            Route::Record(_) => words::records::record(lang),
            Route::Me => shell::me(lang),
        };
        document().set_title(&shell::page_title(lang, page));
    });
}

/// After a change of place, not at the start, the focus goes to the new page's heading.
fn focus_after_navigation(route: Derived<Route>) {
    let mut before = None;
    effect(move || {
        let now = route.get();
        if before.is_some_and(|before| before != now) {
            request_animation_frame(focus_heading);
        }
        before = Some(now);
    });
}
