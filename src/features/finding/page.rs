//! The pages of the report: /report begins one, /practice the practice of one, /finding/<id> is where
//! it is written.
//!
//! They store the draft, and only then the address becomes /finding/<id>: whatever happens from
//! there on, the draft has an address. The camera opens by itself on a draft that nothing was
//! written into yet.

use domain::ids::FindingId;
use domain::unit::UnitCode;
use engine::ports::Ports;
use engine::record::{RecordState, SealedVersion};
use engine::recorder::RecordError;
use leptos::prelude::*;
use leptos::task::spawn_local;
use ui::{Act, EmptyState, Icon, LinkButton, PageHeader, State, effect, lang, part};
use words::finding as say;

use super::camera::CameraOverlay;
use super::guide::first_missing;
use super::model::{is_fresh, is_untouched, trouble_text};
use super::report::{Report, Sealing, Wanted};
use super::saved::Saved;
use super::sheet::Sheet;
use crate::live::live;
use crate::live::recorder::{DraftSession, Recorder};
use crate::routes::{Route, Router, router};
use crate::services::services;

/// Begins a report and goes to its address.
#[component]
pub fn ReportPage() -> impl IntoView {
    let (recorder, router) = (live().recorder, router());
    let trouble = State::new(None::<RecordError>);
    let here = router.route_untracked();
    spawn_local(async move {
        match recorder.begin(here == Route::Practice).await {
            // Who has gone elsewhere meanwhile is not called back; the draft stands at home.
            Ok(session) if router.route_untracked() == here => {
                router.replace(Route::Finding(session.id));
            }
            Ok(_) => {}
            Err(error) => {
                trouble.set(Some(error));
            }
        }
    });
    part(move || {
        Some(match trouble.get() {
            None => view! { <Opening/> }.into_any(),
            Some(error) => view! { <Trouble error=error/> }.into_any(),
        })
    })
}

/// A draft of a report, or of the next version of a returned one.
#[component]
pub fn FindingPage(
    /// The finding.
    id: FindingId,
) -> impl IntoView {
    let stage = State::new(Stage::Opening);
    let (recorder, router, ports) = (live().recorder, router(), services().ports());
    spawn_local(async move {
        let opened = open(recorder, router, &ports, id).await;
        stage.set(opened);
    });
    part(move || {
        Some(match stage.get() {
            Stage::Opening => view! { <Opening/> }.into_any(),
            Stage::Open(opened) => {
                let Opened { session, own } = *opened;
                let on_sealed = move |version| stage.set(Stage::Saved(Box::new(version)));
                view! { <Desk session=session own=own on_sealed=on_sealed/> }.into_any()
            }
            Stage::Saved(version) => view! { <Saved version=*version/> }.into_any(),
            Stage::Trouble(error) => view! { <Trouble error=error/> }.into_any(),
        })
    })
}

#[derive(Clone)]
enum Stage {
    Opening,
    Open(Box<Opened>),
    Saved(Box<SealedVersion>),
    Trouble(RecordError),
}

#[derive(Clone)]
struct Opened {
    session: DraftSession,
    /// The officer's unit.
    own: UnitCode,
}

/// Opens the draft, or begins the answer to a return. A record that waits for nothing is shown as
/// it was sealed.
async fn open(recorder: Recorder, router: Router, ports: &Ports, id: FindingId) -> Stage {
    let attempt = async {
        let own = match ports.store.identity().await? {
            Some(identity) => identity.unit,
            None => return Err(RecordError::NotEnrolled),
        };
        if let Some(session) = recorder.open(id).await? {
            return Ok(Some((session, own)));
        }
        let row = ports.store.row(id).await?;
        match row.map(|row| row.state()) {
            Some(RecordState::Returned) => Ok(Some((recorder.follow_up(id).await?, own))),
            Some(_) => Ok(None),
            None => Err(RecordError::NothingToAnswer),
        }
    };
    match attempt.await {
        Ok(Some((session, own))) => Stage::Open(Box::new(Opened { session, own })),
        Ok(None) => {
            router.replace(Route::Record(id));
            Stage::Opening
        }
        Err(error) => Stage::Trouble(error),
    }
}

/// The open draft: camera or form.
#[component]
fn Desk(
    session: DraftSession,
    own: UnitCode,
    #[prop(into)] on_sealed: Act<SealedVersion>,
) -> impl IntoView {
    let report = Report::of(services(), session, lang());
    report.look_for_room();
    let router = router();
    let first = session.draft.with_untracked(is_fresh).then(|| Wanted {
        kind: first_missing(&[]).unwrap_or(domain::taxonomy::PhotoKind::Far),
        replaces: None,
    });
    let camera = State::new(first);
    on_cleanup(move || throw_away_if_untouched(report, router));
    // The page's stage follows the sealing: it only passes on what has happened.
    effect(move || {
        if let Sealing::Sealed(version) = report.sealing().get() {
            on_sealed.run(*version);
        }
    });
    let close = move |()| {
        camera.set(None);
    };
    let open = move |wanted| camera.set(Some(wanted));
    part(move || {
        Some(match camera.get() {
            Some(wanted) => {
                view! { <CameraOverlay report=report wanted=wanted on_done=close/> }.into_any()
            }
            None => view! { <Sheet report=report own=own.clone() on_camera=open/> }.into_any(),
        })
    })
}

/// A mistaken tap on 「上报疑似违法」 leaves nothing behind once one is back at home. Not when the same
/// page is built anew, as after a change of language.
fn throw_away_if_untouched(report: Report, router: Router) {
    let session = report.session();
    let is_elsewhere = router.route_untracked() != Route::Finding(session.id);
    let is_untouched =
        session.draft.with_untracked(is_untouched) && report.kinds_taken().is_empty();
    if is_elsewhere && is_untouched {
        // What cannot be thrown away now stays as 未写完, where it can be thrown away again.
        spawn_local(async move { drop(session.discard().await) });
    }
}

#[component]
fn Opening() -> impl IntoView {
    let lang = lang();
    view! {
        <PageHeader title=say::title(lang) back="/"/>
        <p role="status">{say::opening(lang)}</p>
    }
}

/// What happened, what is safe, what to do.
#[component]
fn Trouble(error: RecordError) -> impl IntoView {
    let lang = lang();
    let (way, href) = match error {
        RecordError::NotEnrolled => (say::enrol_now(lang), Route::Enrol),
        _ => (say::go_home(lang), Route::Home),
    };
    view! {
        <PageHeader title=say::title(lang) back="/"/>
        <EmptyState icon=Icon::Alert title=say::cannot_open(lang) text=trouble_text(lang, &error)>
            <LinkButton label=way href=href.path()/>
        </EmptyState>
    }
}
