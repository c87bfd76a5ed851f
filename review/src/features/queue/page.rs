//! The list: its rows, when it was last told, and what to do when it is empty or out of date.

use domain::review::Stage;
use domain::time::{CstDateTime, UnixMs};
use domain::wire::FindingRow;
use leptos::prelude::*;
use ui::{Button, Chip, EmptyState, Icon, IconButton, Notice, Tone, lang};
use words::{Lang, review as say};

use super::model;
use crate::api;
use crate::failure::Failure;
use crate::live::list::Busy;
use crate::live::worklist::{self, Worklist};
use crate::route::Route;
use crate::router::Router;
use crate::saying;

/// The list of the stage in the address.
#[component]
pub(crate) fn Queue() -> impl IntoView {
    let lang = lang();
    let router = expect_context::<Router>();
    let worklist = expect_context::<Worklist>();
    let list = worklist.list();
    let stage = Memo::new(move |_| router.route().stage);
    let rows = Memo::new(move |_| list.with(|list| list.rows.clone()));
    let is_first_answer_due = Memo::new(move |_| list.with(|list| list.updated_at_ms.is_none()));
    // An ended session has the sign-in before the list already.
    let failure = Memo::new(move |_| {
        let failure = list.with(|list| list.failure.clone());
        failure.filter(|failure| !failure.is_signed_out())
    });
    let goes_on = Memo::new(move |_| list.with(|list| list.next_cursor.is_some()));
    let is_empty = move || rows.with(Vec::is_empty) && !is_first_answer_due.get();
    let count = move || {
        let count = list.with(|list| list.count(stage.get()));
        count.map(|count| say::count(lang, count))
    };
    view! {
        <section class="queue" aria-labelledby="queue-title">
            <header class="queue__head">
                <div class="queue__name">
                    <h2 id="queue-title" tabindex="-1">{move || saying::stage(lang, stage.get())}</h2>
                    <span class="queue__count">{count}</span>
                </div>
                <Freshness worklist=worklist/>
            </header>
            {move || failure.get().map(|failure| not_updated(lang, &failure, worklist))}
            <Show when=is_empty>
                {empty(lang, stage.get_untracked())}
            </Show>
            <ul class="queue__rows">
                <For
                    each=move || rows.get()
                    // A row is built anew when anything that it says has changed.
                    key=|row| (row.finding_id, row.version, row.stage, row.flags.clone())
                    children=move |row| view! { <QueueRow row=row/> }
                />
            </ul>
            <Show when=move || goes_on.get()><More worklist=worklist/></Show>
        </section>
    }
}

fn empty(lang: Lang, stage: Stage) -> impl IntoView {
    let (title, text) = match stage {
        Stage::Submitted => (say::empty_submitted_title(lang), say::empty_submitted(lang)),
        Stage::Returned => (say::empty_returned_title(lang), say::empty_returned(lang)),
        Stage::Verifying => (say::empty_verifying_title(lang), say::empty_verifying(lang)),
        Stage::Practice => (say::empty_practice_title(lang), say::empty_practice(lang)),
    };
    view! { <EmptyState icon=Icon::Check title=title text=text/> }
}

/// When the server last told, and a button to ask at once.
#[component]
fn Freshness(worklist: Worklist) -> impl IntoView {
    let lang = lang();
    let list = worklist.list();
    let told = Memo::new(move |_| list.with(|list| list.updated_at_ms));
    let text = move || match told.get() {
        None => say::updating(lang).to_owned(),
        Some(at_ms) => say::updated_at(lang, CstDateTime::of(at_ms).clock_text()),
    };
    view! {
        <div class="queue__fresh">
            <span>{text}</span>
            <IconButton label=say::refresh(lang) icon=Icon::Retry on_press=move |()| worklist.refresh()/>
        </div>
    }
}

fn not_updated(lang: Lang, failure: &Failure, worklist: Worklist) -> impl IntoView + use<> {
    view! {
        <Notice
            title=say::list_failed(lang)
            text=failure.sentence(lang)
            tone=Tone::Due
            action=words::common::retry(lang)
            on_action=move |()| worklist.refresh()
        />
    }
}

/// Fetches the rows after the last one.
#[component]
fn More(worklist: Worklist) -> impl IntoView {
    let lang = lang();
    let list = worklist.list();
    let is_fetching = Memo::new(move |_| list.with(|list| list.busy == Busy::FetchingMore));
    view! {
        <div class="queue__more">
            <Button
                label=say::load_more(lang)
                is_busy=is_fetching
                is_wide=true
                on_press=move |()| worklist.fetch_more()
            />
        </div>
    }
}

/// One record in the list.
#[component]
fn QueueRow(row: FindingRow) -> impl IntoView {
    let lang = lang();
    let router = expect_context::<Router>();
    let list = expect_context::<Worklist>().list();
    let id = row.finding_id;
    let is_open = Memo::new(move |_| router.route().finding == Some(id));
    let href = Route::record(row.stage, id).address();
    let age = Memo::new(move |_| {
        let now_ms = list
            .with(|list| list.updated_at_ms)
            .unwrap_or(row.received_at_ms);
        age(lang, row.received_at_ms, now_ms)
    });
    let remarks: Vec<_> = model::remarks(lang, &row.flags)
        .into_iter()
        .map(|remark| view! { <Chip label=remark.text tone=remark.tone/> })
        .collect();
    let practice = (!row.stage.is_counted()).then(|| {
        view! { <Chip label=saying::stage(lang, row.stage) tone=saying::stage_tone(row.stage)/> }
    });
    let version = (row.version > 1).then(|| {
        view! { <Chip label=say::version(lang, row.version) tone=Tone::Way/> }
    });
    let picture = match row.first_photo {
        // The title beside it says what it shows; the photo itself is described on the record.
        Some(photo) => {
            view! { <img src=api::photo_path(id, photo) alt="" loading="lazy" decoding="async"/> }
                .into_any()
        }
        None => Icon::Camera.view().into_any(),
    };
    view! {
        <li class="queue__item">
            <a
                class="queue-row"
                id=worklist::row_id(id)
                href=href
                aria-current=move || is_open.get().then_some("true")
            >
                <span class="thumb">{picture}</span>
                <span class="queue-row__body">
                    <span class="queue-row__head">
                        <span class="queue-row__title">{saying::title(lang, &row.form, &row.flags)}</span>
                        <span class="queue-row__age">{age}</span>
                    </span>
                    <span class="queue-row__place">{model::summary(lang, &row)}</span>
                    <span class="queue-row__chips">{practice}{version}{remarks}</span>
                </span>
            </a>
        </li>
    }
}

fn age(lang: Lang, received_at_ms: UnixMs, now_ms: UnixMs) -> String {
    words::ago_or_time(lang, received_at_ms, now_ms)
}
