//! The form: three numbered blocks, and 「保存」 always in the thumb's reach.

use domain::finding::{Field, Problem};
use domain::unit::UnitCode;
use engine::ports::StoreError;
use engine::recorder::RecordError;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast as _;
use ui::{
    Act, Button, ButtonKind, Chip, Derived, Dialog, Icon, Notice, PageHeader, State, Tone, Value,
    effect, give, lang, part, task, text,
};
use web_sys::{FocusOptions, HtmlElement};
use words::{common, day_and_time, finding as say, records};

use super::form::Missing;
use super::model::{Standing, anchor, leads_to, refusal, standing_text, trouble_text};
use super::photos::Photos;
use super::place::Place;
use super::report::{Report, Sealing, Wanted};
use super::situation::Situation;
use crate::parts::practice::practice_strip;
use crate::routes::{Route, focus_heading, router};

/// The form of an open report.
#[component]
pub(super) fn Sheet(
    /// The report.
    report: Report,
    /// The officer's unit.
    own: UnitCode,
    /// Opens the camera.
    #[prop(into)]
    on_camera: Act<Wanted>,
) -> impl IntoView {
    provide_missing(report);
    // The camera has gone: a screen reader begins at the heading, once the browser has given the
    // focus back that the camera had.
    let leads_to = report.session().draft.with_untracked(leads_to);
    effect(move || {
        request_animation_frame(move || {
            focus_heading();
            let place = leads_to.and_then(|field| document().get_element_by_id(anchor(field)));
            if let Some(place) = place {
                place.scroll_into_view();
            }
        });
    });
    view! {
        <div class="finding">
            <Head report=report/>
            <div class="finding__body">
                <Return report=report/>
                <NotStored report=report/>
                <Photos report=report on_camera=on_camera/>
                <Place report=report own=own/>
                <Situation form=report.form/>
                <Discard report=report/>
            </div>
            <Foot report=report/>
        </div>
    }
}

/// What was refused and is still missing is marked, as long as it is missing.
fn provide_missing(report: Report) {
    let missing = Derived::new(move || {
        let Sealing::Refused(asked) = report.sealing().get() else {
            return Vec::new();
        };
        let Standing::Blocked(found) = report.standing() else {
            return Vec::new();
        };
        let is_asked = |problem: &&Problem| asked.iter().any(|old| old.field == problem.field);
        found.iter().filter(is_asked).map(|p| p.field).collect()
    });
    give(Missing(missing));
    // Showing where to look is the browser's business.
    effect(move || {
        if let Sealing::Refused(found) = report.sealing().get()
            && let Some(first) = found.first()
        {
            look_at(first.field);
        }
    });
}

#[component]
fn Head(report: Report) -> impl IntoView {
    let lang = lang();
    let session = report.session();
    let saved = move || match (session.saved_at_ms.get(), session.error.get()) {
        (_, Some(_)) => say::not_saved(lang).to_owned(),
        (Some(at_ms), None) => {
            let now_ms = report.whereabouts.now_ms();
            say::saved_at(lang, day_and_time(lang, at_ms, now_ms))
        }
        (None, None) => say::saving(lang).to_owned(),
    };
    let follows = session.draft.with_untracked(|draft| draft.follows);
    let title = match follows.map(|follows| follows.answers.is_some()) {
        Some(true) => say::follow_title(lang),
        Some(false) => records::add_lacks(lang),
        None => say::title(lang),
    };
    view! {
        <div class="finding__head">
            <PageHeader title=title subtitle=saved back="/">
                <Chip label=say::only_here(lang) icon=Icon::Lock/>
            </PageHeader>
            {practice_strip(session.is_practice())}
        </div>
    }
}

/// The reason of a return, for the version that answers it.
#[component]
fn Return(report: Report) -> impl IntoView {
    let lang = lang();
    let session = report.session();
    let follows = session.draft.with_untracked(|draft| draft.follows);
    let reason = State::new(None::<String>);
    let all = report.services().all();
    if follows.is_some_and(|follows| follows.answers.is_some()) {
        task(async move {
            // Without the reason the answer can still be written; the record's page has it too.
            if let Ok(Some(row)) = all.ports.store.row(session.id).await {
                reason.set(row.decision.and_then(|decision| decision.reason));
            }
        });
    }
    let next = follows.map(|follows| say::follow_text(lang, follows.version + 1));
    part(move || {
        let next = next.clone()?;
        Some(match reason.get() {
            Some(reason) => view! {
                <Notice title=say::returned_because(lang, reason) text=next tone=Tone::Due/>
            }
            .into_any(),
            None => view! { <Notice title=next tone=Tone::Quiet/> }.into_any(),
        })
    })
}

/// All that stood in the way at the last try to save. It stands above 「保存」, where one looks.
#[component]
fn Refusal(report: Report) -> impl IntoView {
    let lang = lang();
    part(move || {
        let Sealing::Refused(_) = report.sealing().get() else {
            return None;
        };
        // What has been filled in since is not named any more.
        let Standing::Blocked(found) = report.standing() else {
            return None;
        };
        Some(view! { <Notice title=refusal(lang, &found) tone=Tone::Needs/> }.into_any())
    })
}

/// The store did not take the last change, or the sealing.
#[component]
fn NotStored(report: Report) -> impl IntoView {
    let lang = lang();
    let router = router();
    let session = report.session();
    let error = Derived::new(move || match report.sealing().get() {
        Sealing::Failed(error) => Some(error),
        _ => session.error.get(),
    });
    let again = move |()| match report.sealing().get_untracked() {
        Sealing::Failed(_) => report.save(),
        _ => session.flush_soon(),
    };
    part(move || {
        error.get().map(|error| {
            // Nothing is to be tried again with a draft that is not there any more.
            let (word, act): (_, Act) = match error {
                RecordError::Store(StoreError::DraftGone) => {
                    (say::go_home(lang), (move |()| router.replace(Route::Home)).into())
                }
                _ => (common::retry(lang), again.into()),
            };
            view! { <Notice title=trouble_text(lang, &error) tone=Tone::Needs action=word on_action=act/> }
                .into_any()
        })
    })
}

#[component]
fn Foot(report: Report) -> impl IntoView {
    let lang = lang();
    let is_busy = Value::derive(move || {
        matches!(
            report.sealing().get(),
            Sealing::Asked | Sealing::AtWork | Sealing::Sealed(_)
        )
    });
    let below = move || match is_busy.get() {
        true => say::sealing(lang).to_owned(),
        false => standing_text(lang, &report.standing()),
    };
    view! {
        <div class="finding__foot">
            <Refusal report=report/>
            <Button
                label=say::save(lang)
                on_press=move |()| report.save()
                kind=ButtonKind::Primary
                is_wide=true
                is_busy=is_busy
            />
            <p>{text(below)}</p>
        </div>
    }
}

/// 「放弃这条」, which asks first.
#[component]
fn Discard(report: Report) -> impl IntoView {
    let lang = lang();
    let router = router();
    let session = report.session();
    let is_open = State::new(false);
    let is_follow_up = session
        .draft
        .with_untracked(|draft| draft.follows.is_some());
    let (label, ask) = match is_follow_up {
        true => (say::discard_changes(lang), say::discard_changes_ask(lang)),
        false => (say::discard(lang), say::discard_ask(lang)),
    };
    let warning = move || match (is_follow_up, report.photos().with(Vec::len)) {
        (true, _) => say::discard_changes_text(lang).to_owned(),
        (false, 0) => say::discard_text_no_photos(lang).to_owned(),
        (false, photos) => say::discard_text(lang, photos),
    };
    let discard = move |()| {
        is_open.set(false);
        spawn_local(async move {
            match session.discard().await {
                Ok(()) => router.replace(Route::Home),
                Err(error) => session.error.set(Some(error)),
            }
        });
    };
    view! {
        <div class="finding__ends">
            <Button label=label on_press=move |()| is_open.set(true) kind=ButtonKind::Quiet icon=Icon::Trash/>
        </div>
        <Dialog title=ask is_open=is_open on_close=move |()| is_open.set(false)>
            <p>{text(warning)}</p>
            <div class="dialog__actions">
                <Button label=say::go_on_writing(lang) on_press=move |()| is_open.set(false)/>
                <Button label=label on_press=discard kind=ButtonKind::Danger icon=Icon::Trash/>
            </div>
        </Dialog>
    }
}

/// Brings the place of a problem into sight, and the focus to the first thing that answers it.
fn look_at(field: Field) {
    let Some(place) = document().get_element_by_id(anchor(field)) else {
        return;
    };
    let answer = place
        .query_selector("button:not([tabindex='-1']), input, textarea")
        .ok()
        .flatten();
    if let Some(answer) = answer.and_then(|answer| answer.dyn_into::<HtmlElement>().ok()) {
        // The question is to be seen too, which is above what takes the focus.
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        // It fails only for an element that is gone.
        let _ = answer.focus_with_options(&options);
    }
    place.scroll_into_view();
}
