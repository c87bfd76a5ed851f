//! The list. It is read a hundred rows at a time, further ones when the end comes near, so that ten
//! thousand records cost what one screen costs; the browser leaves out what is not seen
//! (`content-visibility`).

use std::sync::Arc;

use engine::ports::{LocalBoxFuture, Ports};
use engine::record::Draft;
use leptos::ev;
use leptos::prelude::*;
use ui::{EmptyState, Icon, LinkButton, PageHeader, Row, Section, Tone, lang};
use words::{Lang, ago_or_time, record, records};

use super::model::{Day, by_day};
use crate::live::reading::reading;
use crate::live::{Live, live};
use crate::parts::naming::{day_heading, joined, place, title};
use crate::parts::record_row::{ListedRecord, RecordListRow, listed};
use crate::parts::state_line::StateLine;
use crate::routes::Route;
use crate::services::services;

/// How many rows are read at once.
const PAGE: u32 = 100;
/// How near the end, in screens, the next rows are read.
const AHEAD_SCREENS: f64 = 2.0;

/// What the list knows.
#[derive(Debug, Clone, PartialEq)]
struct Listed {
    drafts: Vec<Draft>,
    records: Vec<Arc<ListedRecord>>,
    /// Whether these are all.
    is_all: bool,
}

/// How far the list was read, for the life of the app: coming back from a record finds the place.
#[derive(Debug, Clone, Copy)]
struct Depth(RwSignal<u32>);

fn read(ports: Ports, wanted: u32) -> LocalBoxFuture<'static, Option<Listed>> {
    Box::pin(async move {
        // One more than wanted tells whether there are more.
        let mut rows = ports.store.rows(0, wanted + 1).await.ok()?;
        let is_all = rows.len() <= wanted as usize;
        rows.truncate(wanted as usize);
        Some(Listed {
            drafts: ports.store.drafts().await.ok()?,
            records: listed(&ports, rows).await,
            is_all,
        })
    })
}

/// 记录.
#[component]
pub fn RecordsPage() -> impl IntoView {
    let (lang, live) = (lang(), live());
    let ports = services().ports();
    let wanted = Depth(RwSignal::new(PAGE)).0;
    let listed = reading(
        move || (live.changes.records(), wanted.get()),
        move || read(ports.clone(), wanted.get_untracked()),
    );
    read_on_at_the_end(wanted, listed);
    let days = Memo::new(move |_| {
        listed.with(|listed| {
            listed
                .as_ref()
                .map_or_else(Vec::new, |listed| by_day(&listed.records))
        })
    });
    let drafts = move || {
        let drafts = listed.with(|listed| listed.as_ref().map(|listed| listed.drafts.clone()));
        drafts
            .filter(|drafts| !drafts.is_empty())
            .map(|drafts| draft_section(lang, live, drafts))
    };
    let foot =
        move || listed.with(|listed| listed.as_ref().map(|listed| foot(lang, listed).into_any()));
    view! {
        <PageHeader title=records::title(lang) subtitle=records::kept_here(lang)/>
        <StateLine/>
        {drafts}
        <For each=move || days.get().into_iter().map(|day| (day.day, day.at_ms)) key=|day| day.0 let:day>
            {day_section(lang, live, days, day)}
        </For>
        {foot}
    }
}

/// One day. Its rows are kept as long as nothing about them changes.
fn day_section(
    lang: Lang,
    live: Live,
    days: Memo<Vec<Day>>,
    (day, at_ms): (i64, i64),
) -> impl IntoView {
    let records = move || {
        days.with(|days| {
            let found = days.iter().find(|known| known.day == day);
            found.map_or_else(Vec::new, |found| found.records.clone())
        })
    };
    let key = |record: &Arc<ListedRecord>| {
        let row = &record.row;
        (
            row.finding_id,
            row.version,
            row.changed_at_ms,
            record.wedge.is_some(),
        )
    };
    view! {
        <Section title=move || day_heading(lang, at_ms, live.ticking.now_ms())>
            <ul class="list list--long">
                <For each=records key=key let:record>
                    <RecordListRow record=record/>
                </For>
            </ul>
        </Section>
    }
}

fn draft_section(lang: Lang, live: Live, drafts: Vec<Draft>) -> impl IntoView {
    let rows: Vec<_> = drafts
        .into_iter()
        .map(|draft| {
            let form = &draft.form;
            let name = title(lang, form.sighting, form.area);
            let place = place(form.locality.as_deref(), form.village.as_ref());
            let at_ms = draft.changed_at_ms;
            let detail = move || joined(lang, place.clone(), ago_or_time(lang, at_ms, live.ticking.now_ms()));
            let href = Route::Finding(draft.finding_id).path();
            view! { <Row title=name detail=detail href=href state=record::draft(lang) tone=Tone::Due/> }
        })
        .collect();
    view! {
        <Section title=records::unfinished(lang)>
            <ul class="list">{rows}</ul>
        </Section>
    }
}

fn foot(lang: Lang, listed: &Listed) -> impl IntoView + use<> {
    let count = listed.records.len();
    match (listed.is_all, count) {
        (true, 0) if listed.drafts.is_empty() => view! {
            <EmptyState icon=Icon::List title=records::empty_title(lang) text=records::empty_text(lang)>
                <LinkButton label=records::to_home(lang) href=Route::Home.path()/>
            </EmptyState>
        }
        .into_any(),
        (true, 0) => ().into_any(),
        (true, _) => view! { <p class="records__end">{records::all_shown(lang, count)}</p> }.into_any(),
        (false, _) => view! { <p class="records__end">{records::loading_more(lang)}</p> }.into_any(),
    }
}

/// Asks for more when the end of the page is near, and what was asked for before is there.
fn read_on_at_the_end(wanted: RwSignal<u32>, listed: RwSignal<Option<Listed>>) {
    let look = move || {
        let has_more = listed.with_untracked(|listed| {
            listed.as_ref().is_some_and(|listed| {
                !listed.is_all && listed.records.len() == wanted.get_untracked() as usize
            })
        });
        if has_more && screens_to_the_end().is_some_and(|screens| screens < AHEAD_SCREENS) {
            wanted.update(|wanted| *wanted += PAGE);
        }
    };
    let listener = window_event_listener(ev::scroll, move |_| look());
    on_cleanup(move || listener.remove());
}

/// How many screens there are below this one.
fn screens_to_the_end() -> Option<f64> {
    let window = window();
    let number = |value: Result<wasm_bindgen::JsValue, _>| value.ok()?.as_f64();
    let (seen, above) = (number(window.inner_height())?, window.scroll_y().ok()?);
    let whole = f64::from(document().document_element()?.scroll_height());
    Some((whole - above - seen) / seen.max(1.0))
}
