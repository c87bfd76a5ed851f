//! The parts of a record beside its photos: facts, position, what is missing, evidence, history.

use std::sync::Arc;

use domain::time::CstDateTime;
use domain::wire::{FindingDetail, VersionDetail};
use leptos::prelude::*;
use leptos::task::spawn_local;
use ui::{Block, Button, ButtonKind, Chip, Icon, Toasts, Tone, lang};
use words::terms::Term;
use words::{Lang, review as say};

use super::evidence;
use super::model::{self, Event, Fact};
use crate::{browser, saying};

/// Terms and what is known of them.
#[component]
pub(crate) fn Facts(facts: Vec<Fact>) -> impl IntoView {
    let pairs: Vec<_> = facts
        .into_iter()
        .map(|fact| view! { <dt>{fact.term}</dt><dd>{fact.value}</dd> })
        .collect();
    view! { <dl class="facts">{pairs}</dl> }
}

/// Where it is, in the coordinates of the phone and of the land offices.
#[component]
pub(crate) fn PositionBlock(version: VersionDetail) -> impl IntoView {
    let lang = lang();
    let toasts = expect_context::<Toasts>();
    let position = version.sealed.form.position;
    let copy = position.map(|position| {
        let text = position.lat_lon_text();
        let copy = move |()| {
            let text = text.clone();
            spawn_local(async move {
                let done = browser::copy(&text).await;
                toasts.say(if done { say::copied(lang) } else { say::copy_failed(lang) });
            });
        };
        view! {
            <p class="note">{say::position_note(lang)}</p>
            <div><Button label=say::copy(lang) kind=ButtonKind::Quiet icon=Icon::Pin on_press=copy/></div>
        }
    });
    view! {
        <Block title=say::position(lang)>
            <Facts facts=model::position_facts(lang, &version.sealed.form)/>
            {copy}
        </Block>
    }
}

/// What the township's form still wants.
#[component]
pub(crate) fn LacksBlock(version: VersionDetail) -> impl IntoView {
    let lang = lang();
    let lacks = model::lacks(lang, &version);
    let body = if lacks.is_empty() {
        view! { <p>{say::lacks_nothing(lang)}</p> }.into_any()
    } else {
        let chips: Vec<_> = lacks
            .into_iter()
            .map(|lack| view! { <li><Chip label=lack tone=Tone::Due/></li> })
            .collect();
        view! { <ul class="chips">{chips}</ul> }.into_any()
    };
    view! { <Block title=say::lacks(lang)>{body}</Block> }
}

/// What was checked, in words.
#[component]
pub(crate) fn EvidenceBlock(version: VersionDetail) -> impl IntoView {
    let lang = lang();
    let checks: Vec<_> = evidence::evidence(lang, &version)
        .into_iter()
        .map(|check| {
            let (icon, class, word) = match check.tone {
                Tone::Ok => (Icon::Check, "check check--holds", say::holds(lang)),
                Tone::Needs => (Icon::Alert, "check check--needs", say::look_at_this(lang)),
                Tone::Due | Tone::Way | Tone::Quiet => {
                    (Icon::Alert, "check check--off", say::look_at_this(lang))
                }
            };
            view! {
                <li class=class>
                    {icon.view()}
                    <span><span class="visually-hidden">{word}": "</span>{check.sentence}</span>
                </li>
            }
        })
        .collect();
    view! {
        <Block title=say::evidence(lang)>
            <ul class="checks">{checks}</ul>
            <details class="technical">
                <summary>{say::technical(lang)}</summary>
                <Facts facts=model::technical(lang, &version)/>
            </details>
        </Block>
    }
}

/// How the record came to be, newest last.
#[component]
pub(crate) fn HistoryBlock(
    detail: Arc<FindingDetail>,
    /// The number of the version that is seen.
    shown: RwSignal<u32>,
) -> impl IntoView {
    let lang = lang();
    let steps: Vec<_> = model::history(&detail)
        .into_iter()
        .map(|event| {
            let at = CstDateTime::of(event.at_ms());
            let body = match event {
                Event::Version(version) => version_step(lang, version, shown).into_any(),
                Event::Decision(decision) => {
                    let who = say::history_by(
                        lang,
                        &decision.reviewer_name,
                        saying::unit_name(&decision.unit),
                    );
                    let reason = decision.reason.as_ref().map(|reason| {
                        view! { <p class="step__reason">{say::history_reason(lang, reason)}</p> }
                    });
                    view! {
                        <p class="step__what">{decision.verdict.say(lang)}</p>
                        <p class="step__who">{who}</p>
                        {reason}
                    }
                    .into_any()
                }
            };
            view! {
                <li class="step">
                    <p class="step__when">{at.date_text()}" "{at.clock_text()}</p>
                    {body}
                </li>
            }
        })
        .collect();
    view! {
        <Block title=say::history(lang)>
            <ol class="steps">{steps}</ol>
        </Block>
    }
}

fn version_step(
    lang: Lang,
    version: &VersionDetail,
    shown: RwSignal<u32>,
) -> impl IntoView + use<> {
    let number = version.sealed.version;
    let about = [
        say::photos_n(lang, version.sealed.photos.len()),
        say::receipt_no(lang, &version.receipt_no),
    ]
    .join(" · ");
    let look = move || {
        (shown.get() != number).then(|| {
            view! {
                <Button
                    label=say::show_version(lang, number)
                    kind=ButtonKind::Quiet
                    on_press=move |()| shown.set(number)
                />
            }
        })
    };
    view! {
        <p class="step__what">{say::history_reported(lang, number)}</p>
        <p class="step__who">{about}</p>
        {look}
    }
}
