//! The list: what is unfinished, then every record by day, in pages that are only there
//! while they are near the screen. Ten thousand records cost what a few screens cost.

use engine::record::Draft;
use leptos::html;
use leptos::prelude::*;
use ui::{
    EmptyState, Icon, Item, LinkButton, PageHeader, Row, Section, Tone, given, lang, list, part,
};
use words::{Lang, ago_or_time, record, records};

use super::rows::RowsPage;
use super::window::Window;
use crate::live::reading::reading;
use crate::live::{Live, live};
use crate::parts::list_memory::ListMemory;
use crate::parts::naming::{joined, place, title};
use crate::parts::practice::named;
use crate::parts::state_line::StateLine;
use crate::routes::{Route, router};
use crate::services::services;

/// 记录.
#[component]
pub fn RecordsPage() -> impl IntoView {
    let (lang, live) = (lang(), live());
    let store = services().ports().store;
    let drafts = reading(
        move || live.changes.records(),
        move || {
            let store = store.clone();
            Box::pin(async move { store.drafts().await.ok() })
        },
    );
    let container = NodeRef::<html::Div>::new();
    let memory = given::<ListMemory>().expect("the root gives it");
    let window = Window::follow(container, memory, router().came_back());
    let pages = list(move || {
        let page = |index| {
            Item::new(index, move || {
                view! { <RowsPage index=index window=window/> }.into_any()
            })
        };
        (0..window.pages()).map(page).collect()
    });
    let unfinished = part(move || {
        let drafts = drafts.get().filter(|drafts| !drafts.is_empty());
        drafts.map(|drafts| draft_section(lang, live, drafts).into_any())
    });
    let foot = part(move || {
        let has_drafts = drafts.with(|drafts| drafts.as_ref().map(|drafts| !drafts.is_empty()));
        has_drafts.map(|has_drafts| foot(lang, window.total(), has_drafts))
    });
    view! {
        <PageHeader title=records::title(lang) subtitle=records::kept_here(lang)/>
        <StateLine/>
        {unfinished}
        <div class="records" node_ref=container>
            {pages}
        </div>
        {foot}
    }
}

fn draft_section(lang: Lang, live: Live, drafts: Vec<Draft>) -> impl IntoView {
    let rows: Vec<_> = drafts
        .into_iter()
        .map(|draft| {
            let form = &draft.form;
            let name = named(lang, draft.practice, title(lang, form.sighting, form.area));
            let place = place(form.locality.as_deref(), form.village.as_ref());
            let at_ms = draft.changed_at_ms;
            let detail = move || {
                let when = ago_or_time(lang, at_ms, live.ticking.now_ms());
                joined(lang, place.clone(), when)
            };
            let href = Route::Finding(draft.finding_id).path();
            view! { <Row title=name detail=detail href=href state=record::draft(lang) tone=Tone::Due/> }
                .into_any()
        })
        .collect();
    view! {
        <Section title=records::unfinished(lang)>
            <ul class="list">{rows}</ul>
        </Section>
    }
}

/// That this is all, once the end was seen; how to begin, where there is nothing.
fn foot(lang: Lang, total: Option<u32>, has_drafts: bool) -> AnyView {
    match total {
        None => view! { <p class="records__end">{records::loading_more(lang)}</p> }.into_any(),
        Some(0) if has_drafts => ().into_any(),
        Some(0) => view! {
            <EmptyState icon=Icon::List title=records::empty_title(lang) text=records::empty_text(lang)>
                <LinkButton label=records::to_home(lang) href=Route::Home.path()/>
            </EmptyState>
        }
        .into_any(),
        Some(_) => view! { <p class="records__end">{records::all_shown(lang)}</p> }.into_any(),
    }
}
