//! One page of the list: some records under their days, read while the page is near the screen and
//! read again when something changes.

use std::sync::Arc;

use domain::time::{UnixMs, cst_day};
use engine::ports::Ports;
use leptos::prelude::*;
use ui::{Derived, Item, lang, list, part, text};

use super::model::{Day, by_day};
use super::window::{PAGE, Window};
use crate::live::live;
use crate::live::reading::reading;
use crate::parts::naming::day_heading;
use crate::parts::record_row::{ListedRecord, RecordListRow, listed};
use crate::services::services;

/// What was read of one page.
#[derive(Debug, Clone, PartialEq)]
struct Rows {
    /// The day of the row before, whose headline stands above already.
    day_before: Option<i64>,
    records: Vec<Arc<ListedRecord>>,
    has_more: bool,
}

async fn read(ports: Ports, index: u32) -> Option<Rows> {
    // One row before tells whether its day goes on, one row after whether there are more.
    let before = u32::from(index > 0);
    let offset = index * PAGE - before;
    let mut rows = ports.store.rows(offset, before + PAGE + 1).await.ok()?;
    let day_before = (index > 0 && !rows.is_empty()).then(|| cst_day(rows.remove(0).sealed_at_ms));
    let has_more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    Some(Rows {
        day_before,
        records: listed(&ports, rows).await,
        has_more,
    })
}

/// A page that is there while it is near the screen, and keeps its height while it is not.
#[component]
pub(super) fn RowsPage(
    /// 0 is the newest.
    index: u32,
    /// The window upon the list.
    window: Window,
) -> impl IntoView {
    let is_near = Derived::new(move || window.is_near(index));
    let rows = part(move || {
        is_near
            .get()
            .then(|| view! { <NearRows index=index window=window/> }.into_any())
    });
    let kept_height = move || (!is_near.get()).then(|| css_px(window.height_px(index)));
    view! { <div class="records__page" style:height=kept_height>{rows}</div> }
}

/// A length in CSS, in thousandths of a pixel: what writes a float takes 10 KB of wasm.
fn css_px(px: f64) -> String {
    format!("{}e-3px", (px * 1000.0).round() as i64)
}

#[component]
fn NearRows(index: u32, window: Window) -> impl IntoView {
    let (live, ports) = (live(), services().ports());
    let rows = reading(
        move || live.changes.records(),
        move || {
            let ports = ports.clone();
            Box::pin(async move {
                let rows = read(ports, index).await?;
                window.was_read(index, rows.records.len(), rows.has_more);
                Some(rows)
            })
        },
    );
    let days = Derived::new(move || {
        rows.with(|rows| {
            rows.as_ref()
                .map_or_else(Vec::new, |rows| by_day(&rows.records))
        })
    });
    let day_before = move || rows.with_untracked(|rows| rows.as_ref()?.day_before);
    list(move || {
        let one = |of: &Day| {
            let (day, at_ms) = (of.day, of.at_ms);
            Item::new(day, move || {
                let goes_on = day_before() == Some(day);
                view! { <DayOfRows day=day at_ms=at_ms days=days goes_on=goes_on/> }.into_any()
            })
        };
        days.with(|days| days.iter().map(one).collect())
    })
}

/// The records of one day on this page. A row is kept as long as nothing about it changes.
#[component]
fn DayOfRows(day: i64, at_ms: UnixMs, days: Derived<Vec<Day>>, goes_on: bool) -> impl IntoView {
    let (lang, live) = (lang(), live());
    let records = list(move || {
        let found = days.with(|days| {
            let found = days.iter().find(|known| known.day == day);
            found.map_or_else(Vec::new, |found| found.records.clone())
        });
        found.into_iter().map(item).collect()
    });
    let headline = (!goes_on).then(|| {
        view! { <h2 class="section__title">{text(move || day_heading(lang, at_ms, live.ticking.now_ms()))}</h2> }.into_any()
    });
    view! {
        <section class="section">
            {headline}
            <ul class="list">
                {records}
            </ul>
        </section>
    }
}

fn item(record: Arc<ListedRecord>) -> Item {
    let row = &record.row;
    let (id, version, changed_at_ms) = (row.finding_id, row.version, row.changed_at_ms);
    let is_stuck = record.wedge.is_some();
    Item::new(
        format!("{id} {version} {changed_at_ms} {is_stuck}"),
        move || view! { <RecordListRow record=record/> }.into_any(),
    )
}
