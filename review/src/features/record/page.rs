//! The pane of one record: what it is called, its photos and facts, and below them what may be
//! decided.

use std::sync::Arc;

use domain::wire::{FindingDetail, VersionDetail};
use leptos::prelude::*;
use ui::{Block, Button, Chip, EmptyState, Icon, Notice, Tone, lang};
use words::terms::Term;
use words::{Lang, common, review as say};

use super::photos::Photos;
use super::sections::{EvidenceBlock, Facts, HistoryBlock, LacksBlock, PositionBlock};
use super::{evidence, model};
use crate::failure::Failure;
use crate::live::list::Step;
use crate::live::open_record::OpenRecord;
use crate::live::worklist::Worklist;
use crate::route::Route;
use crate::router::Router;
use crate::saying;

/// What stands below a record: the decisions. The shell puts them there.
pub(crate) type Footer = fn(Arc<FindingDetail>, VersionDetail, Vec<String>) -> AnyView;

/// What the pane shows.
#[derive(Clone, PartialEq)]
enum Seen {
    /// No record is chosen.
    Nothing,
    /// The chosen one is on its way.
    Waiting,
    /// It did not come.
    Failure(Failure),
    /// It is here.
    Whole(Arc<FindingDetail>),
}

/// The record in the address, or how to choose one.
#[component]
pub(crate) fn Record(
    /// Makes what stands below the record.
    footer: Footer,
) -> impl IntoView {
    let lang = lang();
    let router = expect_context::<Router>();
    let record = expect_context::<OpenRecord>();
    // A memo, because what is built here holds open dialogs and the focus: it is built anew only when
    // something else is to be seen.
    let seen = Memo::new(move |_| {
        let is_chosen = router.route().finding.is_some();
        match (is_chosen, record.detail(), record.failure()) {
            (false, ..) => Seen::Nothing,
            (true, Some(detail), _) => Seen::Whole(detail),
            (true, None, Some(failure)) => Seen::Failure(failure),
            (true, None, None) => Seen::Waiting,
        }
    });
    let body = move || match seen.get() {
        Seen::Nothing => choose_one(lang).into_any(),
        Seen::Whole(detail) => view! { <Whole detail=detail footer=footer/> }.into_any(),
        Seen::Failure(failure) => not_opened(lang, record, &failure).into_any(),
        Seen::Waiting => {
            view! { <p class="record__wait" role="status">{say::record_opening(lang)}</p> }
                .into_any()
        }
    };
    view! { <section class="record" aria-labelledby="record-title">{body}</section> }
}

/// Teaches how to choose; an empty list says for itself that there is nothing to choose.
fn choose_one(lang: Lang) -> impl IntoView {
    let worklist = expect_context::<Worklist>();
    let list = worklist.list();
    let has_rows = Memo::new(move |_| list.with(|list| !list.rows.is_empty()));
    view! {
        <div class="record__choose">
            <h2 id="record-title" class="visually-hidden">{say::facts(lang)}</h2>
            <Show when=move || has_rows.get()>
                <EmptyState icon=Icon::List title=say::pick_one_title(lang) text=say::pick_one(lang)>
                    <Button label=say::open_first(lang) on_press=move |()| worklist.step(Step::Next)/>
                    <p class="keys">{say::keys_hint(lang)}</p>
                </EmptyState>
            </Show>
        </div>
    }
}

fn not_opened(lang: Lang, record: OpenRecord, failure: &Failure) -> impl IntoView + use<> {
    let title = failure.sentence(lang);
    view! {
        <div class="record__wait">
            <h2 id="record-title" class="visually-hidden">{say::facts(lang)}</h2>
            <BackToList/>
            <Notice
                title=title
                tone=Tone::Due
                action=common::retry(lang)
                on_action=move |()| record.load()
            />
        </div>
    }
}

/// On a narrow screen the list is another page.
#[component]
fn BackToList() -> impl IntoView {
    let lang = lang();
    let router = expect_context::<Router>();
    let href = move || Route::list(router.route().stage).address();
    view! {
        <a class="icon-button record__back" href=href aria-label=say::back_to_list(lang) title=say::back_to_list(lang)>
            {Icon::Back.view()}
        </a>
    }
}

#[component]
fn Whole(detail: Arc<FindingDetail>, footer: Footer) -> impl IntoView {
    let lang = lang();
    let Some(newest) = model::newest(&detail).cloned() else {
        // The server sends a finding only with the version that began it.
        return view! { <p class="record__wait">{say::suspected_unreadable(lang)}</p> }.into_any();
    };
    let newest_number = newest.sealed.version;
    let shown = RwSignal::new(newest_number);
    let caveats = evidence::caveats(lang, &newest);
    let decisions = footer(detail.clone(), newest.clone(), caveats);
    let record = expect_context::<OpenRecord>();
    let overtaken = move || {
        let sentence = record.overtaken()?;
        Some(view! { <Notice title=sentence tone=Tone::Needs/> })
    };
    let older = move || {
        (shown.get() != newest_number).then(|| {
            view! {
                <Notice
                    title=say::older_version_shown(lang, shown.get())
                    tone=Tone::Due
                    action=say::show_newest(lang)
                    on_action=move |()| shown.set(newest_number)
                />
            }
        })
    };
    let body = {
        let detail = detail.clone();
        move || {
            let number = shown.get();
            let version = detail
                .versions
                .iter()
                .find(|version| version.sealed.version == number);
            version.map(|version| view! { <Version detail=detail.clone() version=version.clone() shown=shown/> })
        }
    };
    view! {
        <Head detail=detail.clone() newest=newest.clone() shown=shown/>
        <div class="record__scroll">
            {overtaken}
            <Outdated detail=detail/>
            {older}
            {body}
        </div>
        <footer class="record__foot" class:record__foot--older=move || shown.get() != newest_number>
            {decisions}
            <p class="keys">{say::keys_hint(lang)}</p>
        </footer>
    }
    .into_any()
}

#[component]
fn Head(detail: Arc<FindingDetail>, newest: VersionDetail, shown: RwSignal<u32>) -> impl IntoView {
    let lang = lang();
    let row = &detail.row;
    let stage = row.stage;
    let (tone, text) = evidence::verdict(lang, &newest);
    let title = saying::title(lang, &row.form, &row.flags);
    let numbers = {
        let detail = detail.clone();
        move || {
            let number = shown.get();
            let version = detail
                .versions
                .iter()
                .find(|version| version.sealed.version == number);
            version.map(|version| {
                view! {
                    <span>{say::receipt_no(lang, &version.receipt_no)}</span>
                    <span>{say::version(lang, number)}</span>
                }
            })
        }
    };
    view! {
        <header class="record__head">
            <BackToList/>
            <div class="record__name">
                <h2 id="record-title" tabindex="-1">{title}</h2>
                <Chip label=saying::stage(lang, stage) tone=saying::stage_tone(stage)/>
                <Chip label=text tone=tone/>
                <p class="record__number">{numbers}</p>
            </div>
        </header>
    }
}

/// Says that the list knows more than what is seen here.
#[component]
fn Outdated(detail: Arc<FindingDetail>) -> impl IntoView {
    let lang = lang();
    let record = expect_context::<OpenRecord>();
    let list = expect_context::<Worklist>().list();
    let is_outdated = Memo::new(move |_| {
        list.with(|list| {
            list.rows
                .iter()
                .any(|listed| model::is_outdated(&detail.row, listed))
        })
    });
    move || {
        is_outdated.get().then(|| {
            view! {
                <Notice
                    title=say::changed_meanwhile(lang)
                    tone=Tone::Way
                    action=say::reload(lang)
                    on_action=move |()| record.load()
                />
            }
        })
    }
}

/// One version, all of it.
#[component]
fn Version(
    detail: Arc<FindingDetail>,
    version: VersionDetail,
    shown: RwSignal<u32>,
) -> impl IntoView {
    let lang = lang();
    let sealed = &version.sealed;
    let facts = model::facts(lang, &detail.row, &version);
    let why_no_photos = sealed.form.no_photos.map(|reason| reason.say(lang));
    view! {
        <div class="record__body">
            <div class="record__photos">
                <Photos finding=sealed.finding_id photos=sealed.photos.clone() why_none=why_no_photos/>
            </div>
            <div class="record__side">
                <Block title=say::facts(lang)><Facts facts=facts/></Block>
                <LacksBlock version=version.clone()/>
                <PositionBlock version=version.clone()/>
            </div>
            <div class="record__rest">
                <EvidenceBlock version=version.clone()/>
                <HistoryBlock detail=detail.clone() shown=shown/>
            </div>
        </div>
    }
}
