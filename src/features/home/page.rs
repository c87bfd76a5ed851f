//! Home as it is seen.

use std::sync::Arc;

use engine::ports::Ports;
use engine::record::Draft;
use leptos::prelude::*;
use ui::{Derived, EmptyState, Icon, PageHeader, Row, Section, Tone, lang, part};
use words::{Lang, ago_or_time, home, shell};

use super::model::{draft_lacks, draft_title, head};
use crate::live::reading::reading;
use crate::live::{Live, live};
use crate::parts::practice::practise;
use crate::parts::record_row::{ListedRecord, RecordListRow, listed};
use crate::parts::state_line::StateLine;
use crate::readiness::ready;
use crate::routes::Route;
use crate::services::services;

/// How many of the newest records home shows.
const LATEST: u32 = 4;
/// How many of the newest records are looked through for such that need the person.
const LOOKED_THROUGH: u32 = 100;

/// What home knows of the store.
#[derive(Debug, Clone, PartialEq)]
struct AtHome {
    needs_you: Vec<Arc<ListedRecord>>,
    /// What is being written, with the reason of the return that it answers.
    drafts: Vec<(Draft, Option<String>)>,
    latest: Vec<Arc<ListedRecord>>,
}

async fn read(ports: Ports) -> Option<AtHome> {
    let mut returned = ports.store.rows_to_answer().await.ok()?;
    let mut drafts = Vec::new();
    for draft in ports.store.drafts().await.ok()? {
        // A return whose answer is being written is told by its draft.
        let place = returned
            .iter()
            .position(|row| row.finding_id == draft.finding_id);
        let answered = place.map(|place| returned.remove(place));
        let reason = answered.and_then(|row| row.decision?.reason);
        drafts.push((draft, reason));
    }
    let mut needs_you = listed(&ports, returned).await;
    let newest = ports.store.rows(0, LOOKED_THROUGH).await.ok()?;
    let newest = listed(&ports, newest).await;
    needs_you.extend(
        newest
            .iter()
            .filter(|record| record.wedge.is_some())
            .cloned(),
    );
    let latest = newest.into_iter().take(LATEST as usize).collect();
    Some(AtHome {
        needs_you,
        drafts,
        latest,
    })
}

/// 首页.
#[component]
pub fn HomePage() -> impl IntoView {
    let (lang, live, ready) = (lang(), live(), ready());
    let ports = services().ports();
    let at_home = reading(
        move || live.changes.records(),
        move || Box::pin(read(ports.clone())),
    );
    let names = Derived::new(move || head(live.who.get().as_ref(), lang));
    let lists = part(move || at_home.get().map(|at_home| lists(lang, live, at_home)));
    let offline = part(move || {
        let text = home::offline_ready(lang);
        ready
            .is_offline_ready()
            .then(|| view! { <p class="home__ready">{Icon::Check.view()} {text}</p> }.into_any())
    });
    view! {
        <PageHeader
            title=move || names.with(|names| names.0.clone())
            subtitle=move || names.with(|names| names.1.clone())
        >
            <a class="home__me" href=Route::Me.path()>
                {Icon::Me.view()}
                <span>{shell::me(lang)}</span>
            </a>
        </PageHeader>
        <StateLine/>
        <div class="hero">
            {Icon::Camera.view()}
            <span>
                <a class="hero__link" href=Route::Report.path() aria-describedby="hero-hint">
                    {home::report(lang)}
                </a>
                <span class="hero__hint" id="hero-hint">{home::report_hint(lang)}</span>
            </span>
        </div>
        {lists}
        {offline}
    }
}

fn lists(lang: Lang, live: Live, at_home: AtHome) -> AnyView {
    let AtHome {
        needs_you,
        drafts,
        latest,
    } = at_home;
    // Practice is shown, and not counted.
    let mut count = 0;
    let mut needing = Vec::new();
    for record in needs_you {
        count += usize::from(!record.row.practice);
        needing.push(view! { <RecordListRow record=record/> }.into_any());
    }
    for (draft, reason) in drafts {
        count += usize::from(!draft.practice);
        let (name, href) = (
            draft_title(lang, &draft),
            Route::Finding(draft.finding_id).path(),
        );
        let note = reason
            .or_else(|| draft_lacks(lang, &draft))
            .unwrap_or_default();
        let at_ms = draft.changed_at_ms;
        let detail =
            move || home::draft_changed(lang, ago_or_time(lang, at_ms, live.ticking.now_ms()));
        needing.push(view! { <Row title=name detail=detail note=note href=href state=home::resume(lang) tone=Tone::Due/> }.into_any());
    }
    if latest.is_empty() && needing.is_empty() {
        let first = view! {
            <EmptyState icon=Icon::Pin title=home::first_title(lang) text=home::first_text(lang)>
                {practise()}
            </EmptyState>
        };
        return first.into_any();
    }
    let needs_you = (!needing.is_empty()).then(|| {
        let count = match count {
            0 => String::new(),
            count => count.to_string(),
        };
        view! {
            <Section title=home::needs_you(lang) count=count>
                <ul class="list">{needing}</ul>
            </Section>
        }
        .into_any()
    });
    let latest = (!latest.is_empty()).then(|| {
        let rows: Vec<_> = latest
            .into_iter()
            .map(|record| view! { <RecordListRow record=record/> }.into_any())
            .collect();
        view! {
            <Section title=home::latest(lang)>
                <ul class="list">{rows}</ul>
            </Section>
        }
        .into_any()
    });
    view! { {needs_you} {latest} }.into_any()
}
