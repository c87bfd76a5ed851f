//! Puts the screens together: the sign-in, or the desk with its rail, list and record.

use std::sync::Arc;

use domain::review::Stage;
use domain::wire::{FindingDetail, Session as Person, VersionDetail};
use leptos::ev;
use leptos::prelude::*;
use ui::{Button, ButtonKind, DemoBanner, Icon, Language, Notice, ToastRegion, Toasts, Tone, lang};
use words::terms::Term;
use words::{common, review as say};

use crate::features::decide::Decide;
use crate::features::display::{DisplayChoices, DisplayDialog};
use crate::features::queue::Queue;
use crate::features::record::Record;
use crate::features::signin::{SignInAgain, SignInPage};
use crate::live::list::Step;
use crate::live::open_record::OpenRecord;
use crate::live::session::{Phase, Session};
use crate::live::worklist::{self, Worklist};
use crate::route::Route;
use crate::router::Router;
use crate::settings::Settings;
use crate::{browser, saying};

/// The whole app. It is built anew in another language; what was typed and fetched is kept outside.
#[component]
pub(crate) fn App() -> impl IntoView {
    let language = expect_context::<Language>().0;
    let toasts = expect_context::<Toasts>();
    view! {
        {move || { language.track(); view! { <Pages/> } }}
        <ToastRegion toasts=toasts/>
    }
}

#[component]
fn Pages() -> impl IntoView {
    let session = expect_context::<Session>();
    name_the_tab();
    // The desk stays while its person signs in again; it goes when he is another one.
    let person = Memo::new(move |_| session.person());
    let before = Memo::new(move |_| match session.phase() {
        Phase::In(_) | Phase::Expired(_) => None,
        other => Some(other),
    });
    let is_expired = Memo::new(move |_| matches!(session.phase(), Phase::Expired(_)));
    let main = move || match (person.get(), before.get()) {
        (Some(person), _) => view! { <Desk person=person/> }.into_any(),
        (None, Some(Phase::Out)) => view! { <SignInPage><DisplayChoices/></SignInPage> }.into_any(),
        (None, Some(Phase::Unknown(failure))) => {
            let lang = lang();
            view! {
                <main class="welcome">
                    <h1 class="welcome__name">{Icon::Map.view()}<span>{say::app_title(lang)}</span></h1>
                    <Notice
                        title=failure.sentence(lang)
                        tone=Tone::Due
                        action=common::retry(lang)
                        on_action=move |()| session.ask()
                    />
                </main>
            }
            .into_any()
        }
        (None, _) => view! {
            <main class="welcome"><p role="status">{say::opening(lang())}</p></main>
        }
        .into_any(),
    };
    view! {
        {main}
        {move || is_expired.get().then(|| view! { <SignInAgain/> })}
        <DisplayDialog/>
    }
}

/// The tab says which record is open, so that several tabs can be told apart.
fn name_the_tab() {
    let lang = lang();
    let record = expect_context::<OpenRecord>();
    Effect::new(move |_| {
        let app = say::app_title(lang);
        let title = record.detail().map_or_else(
            || app.to_owned(),
            |detail| {
                format!(
                    "{} · {app}",
                    saying::title(lang, &detail.row.form, &detail.row.flags)
                )
            },
        );
        browser::set_page(&title, lang.tag());
    });
}

/// Rail, list, record.
#[component]
fn Desk(person: Person) -> impl IntoView {
    let router = expect_context::<Router>();
    let is_record = Memo::new(move |_| router.route().finding.is_some());
    listen_to_keys();
    keep_the_focus(router);
    let demo = person.is_demo.then(|| view! { <DemoBanner/> });
    view! {
        <div class="desk" class:desk--record=move || is_record.get()>
            {demo}
            <Rail person=person/>
            <main class="panes">
                <Queue/>
                <Record footer=decide/>
            </main>
        </div>
    }
}

fn decide(detail: Arc<FindingDetail>, newest: VersionDetail, caveats: Vec<String>) -> AnyView {
    view! { <Decide detail=detail newest=newest caveats=caveats/> }.into_any()
}

/// The name of the app, the stages, who works here.
#[component]
fn Rail(person: Person) -> impl IntoView {
    let lang = lang();
    let session = expect_context::<Session>();
    let settings = expect_context::<Settings>();
    let stages: Vec<_> = Stage::ALL
        .iter()
        .map(|&stage| view! { <li><StageLink stage=stage/></li> })
        .collect();
    view! {
        <header class="rail">
            <h1 class="rail__name">{Icon::Map.view()}<span>{say::app_title(lang)}</span></h1>
            <nav class="rail__nav" aria-label=say::stages(lang)><ul>{stages}</ul></nav>
            <div class="rail__foot">
                <p class="rail__person">
                    <span>{saying::unit_name(&person.unit)}</span>
                    <span class="rail__role">{person.role.say(lang)}</span>
                    <span>{person.display_name}</span>
                </p>
                <div class="rail__actions">
                    <Button
                        label=say::settings(lang)
                        kind=ButtonKind::Quiet
                        icon=Icon::Letters
                        on_press=move |()| settings.is_open.set(true)
                    />
                    <Button
                        label=say::sign_out(lang)
                        kind=ButtonKind::Quiet
                        icon=Icon::Lock
                        on_press=move |()| session.leave()
                    />
                </div>
            </div>
        </header>
    }
}

#[component]
fn StageLink(stage: Stage) -> impl IntoView {
    let lang = lang();
    let router = expect_context::<Router>();
    let list = expect_context::<Worklist>().list();
    let is_here = Memo::new(move |_| router.route().stage == stage);
    let count = Memo::new(move |_| list.with(|list| list.count(stage)));
    let icon = match stage {
        Stage::Submitted => Icon::List,
        Stage::Returned => Icon::Pen,
        Stage::Verifying => Icon::Check,
        Stage::Practice => Icon::Camera,
    };
    view! {
        <a
            class="rail__stage"
            href=Route::list(stage).address()
            aria-current=move || is_here.get().then_some("page")
        >
            {icon.view()}
            <span class="rail__word">{saying::stage(lang, stage)}</span>
            <span class="rail__count">{move || count.get()}</span>
        </a>
    }
}

/// J and K walk the list, but never while somebody writes or answers a question.
fn listen_to_keys() {
    let worklist = expect_context::<Worklist>();
    let handle =
        window_event_listener(
            ev::keydown,
            move |event| match browser::key_outside_of_fields(&event).as_deref() {
                Some("j" | "J") => worklist.step(Step::Next),
                Some("k" | "K") => worklist.step(Step::Previous),
                _ => {}
            },
        );
    on_cleanup(move || handle.remove());
}

/// Where list and record take turns, the focus goes with them: to the record's title when it opens,
/// to its row when one comes back.
fn keep_the_focus(router: Router) {
    let record = expect_context::<OpenRecord>();
    let opened = Memo::new(move |_| {
        record
            .detail()
            .map(|detail| detail.row.finding_id)
            .filter(|&id| router.route().finding == Some(id))
    });
    Effect::new(move |before: Option<Option<_>>| {
        let now = opened.get();
        let before = before.flatten();
        if browser::is_narrow() && now != before {
            match (before, now) {
                (_, Some(_)) => browser::focus("record-title".to_owned()),
                (Some(left), None) if router.route_now().finding.is_none() => {
                    browser::focus(worklist::row_id(left));
                }
                _ => {}
            }
        }
        now
    });
}
