//! One sealed record in a list.

use std::sync::Arc;

use engine::ports::Ports;
use engine::record::{RecordRow, RecordState, Wedge};
use futures::future::join_all;
use leptos::prelude::*;
use ui::{Derived, Kept, Progress, Row, Value, lang, part};

use super::naming::title;
use super::practice::named;
use super::saying::{Standing, place_and_time};
use super::thumbnail::Thumbnail;
use crate::live::live;
use crate::routes::Route;

/// A row with what holds it up, if something does.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedRecord {
    /// The row.
    pub row: RecordRow,
    /// Why it needs a person.
    pub wedge: Option<Wedge>,
}

/// Reads what holds the rows up. Only those that wait can be held up.
pub async fn listed(ports: &Ports, rows: Vec<RecordRow>) -> Vec<Arc<ListedRecord>> {
    let with_wedge = rows.into_iter().map(|row| async move {
        let wedge = match row.state() {
            RecordState::Waiting => {
                let item = ports.store.outbox_item(row.version_id).await;
                item.ok().flatten().and_then(|item| item.wedge)
            }
            _ => None,
        };
        Arc::new(ListedRecord { row, wedge })
    });
    join_all(with_wedge).await
}

/// A record with its small picture, what it is, where and when, and its state in words. It follows
/// the sending as long as it waits.
#[component]
pub fn RecordListRow(
    /// The record.
    record: Arc<ListedRecord>,
) -> impl IntoView {
    let (lang, live) = (lang(), live());
    let ListedRecord { row, wedge } = record.as_ref().clone();
    let id = row.finding_id;
    let is_waiting = row.state() == RecordState::Waiting;
    let progress = move || is_waiting.then(|| live.sending.progress_of(id)).flatten();
    let row = Kept::new(row);
    let standing = Derived::new(move || {
        let progress = progress();
        row.with(|row| Standing::of(row, progress, wedge.as_ref()))
    });
    let detail = move || row.with(|row| place_and_time(lang, row, live.ticking.now_ms()));
    let note = move || {
        let line = standing.with(|standing| row.with(|row| standing.line(lang, row)));
        line.unwrap_or_default()
    };
    let percent = Value::derive(move || progress().map_or(0, |progress| progress.percent));
    let is_sending = Derived::new(move || progress().is_some());
    let bar = part(move || {
        let label = words::record::sending_label(lang);
        is_sending
            .get()
            .then(|| view! { <Progress label=label percent=percent/> }.into_any())
    });
    let (name, photo) = row.with(|row| {
        let name = title(lang, row.sighting, row.area);
        (named(lang, row.practice, name), row.first_photo)
    });
    view! {
        <Row
            title=name
            detail=detail
            note=note
            href=Route::Record(id).path()
            state=move || standing.with(|standing| standing.word(lang))
            tone=Value::derive(move || standing.with(Standing::tone))
            leading=view! { <Thumbnail photo=photo/> }.into_any()
        >
            {bar}
        </Row>
    }
}
