//! What became of a record, step by step, and its receipt.

use domain::time::{CstDateTime, UnixMs};
use engine::record::StoredReceipt;
use leptos::prelude::*;
use ui::{Block, lang};
use words::{day_and_time, records};

use super::model::Step;

/// 经过.
#[component]
pub(super) fn History(
    /// Newest first.
    steps: Vec<Step>,
    /// To say when.
    now_ms: UnixMs,
) -> impl IntoView {
    let lang = lang();
    let steps: Vec<_> = steps
        .into_iter()
        .map(|step| {
            let class = format!("step step--{}", step.tone.as_str());
            view! {
                <li class=class>
                    <span class="step__text">{step.text}</span>
                    <time class="step__time" datetime=iso(step.at_ms)>{day_and_time(lang, step.at_ms, now_ms)}</time>
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <Block title=records::history(lang)>
            <ol class="steps">{steps}</ol>
        </Block>
    }
}

/// 回执: the number that people read out.
#[component]
pub(super) fn Receipt(
    /// The receipt of the newest version; `None`: not received yet.
    receipt: Option<StoredReceipt>,
) -> impl IntoView {
    let lang = lang();
    let body = match receipt {
        Some(receipt) => {
            let when = CstDateTime::of(receipt.received_at_ms).full_text();
            view! {
                <p class="receipt__no">{receipt.receipt_no}</p>
                <p class="receipt__text">{records::receipt_text(lang, when)}</p>
            }
            .into_any()
        }
        None => view! { <p class="receipt__text">{records::no_receipt(lang)}</p> }.into_any(),
    };
    view! { <Block title=records::receipt(lang)>{body}</Block> }
}

/// `2026-11-23T14:00:00+08:00`, as `<time>` wants it.
fn iso(at_ms: UnixMs) -> String {
    let at = CstDateTime::of(at_ms);
    format!(
        "{}T{}:{:02}+08:00",
        at.date_text(),
        at.clock_text(),
        at.second
    )
}
