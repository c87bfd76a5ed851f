//! 「我报过了」: one page to show or to print, which says when what happened, with the server's receipt.

use domain::ids::FindingId;
use leptos::prelude::*;
use ui::{Button, EmptyState, Icon, PageHeader, State, lang, part, task};
use words::{Lang, records};

use super::detail::read;
use super::slip_model::{Slip, slip};
use crate::live::live;
use crate::live::reading::reading;
use crate::parts::naming::temporary_no;
use crate::routes::Route;
use crate::services::{QrCode, Services, services};

/// 我报过了.
#[component]
pub fn SlipPage(
    /// The finding.
    id: FindingId,
) -> impl IntoView {
    let (lang, live, services) = (lang(), live(), services());
    let ports = services.ports();
    let kept = reading(
        move || live.changes.sealed(),
        move || Box::pin(read(ports.clone(), id)),
    );
    let body = part(move || {
        let officer = live.who.get()?.officer_name;
        let origin = services.all().platform.origin();
        let said = kept.with(|kept| {
            Some(kept.as_ref()?.as_ref().and_then(|kept| {
                let decision = kept.record.row.decision.as_ref();
                slip(
                    lang,
                    &kept.versions,
                    &kept.receipts,
                    decision,
                    &officer,
                    &origin,
                )
            }))
        })?;
        Some(match said {
            Some(said) => paper(lang, services, id, said),
            None => view! {
                <EmptyState icon=Icon::Search title=records::gone_title(lang) text=records::gone_text(lang)/>
            }
            .into_any(),
        })
    });
    view! {
        <PageHeader title=records::slip(lang) back=Route::Record(id).path()/>
        {body}
    }
}

fn paper(lang: Lang, services: Services, id: FindingId, said: Slip) -> AnyView {
    let facts: Vec<_> = said
        .facts
        .into_iter()
        .map(|(name, value)| view! { <dt>{name}</dt> <dd>{value}</dd> }.into_any())
        .collect();
    let number = said
        .receipt_no
        .unwrap_or_else(|| records::no_receipt(lang).to_owned());
    let print = move |()| {
        // It fails only where the browser has no printing.
        let _ = window().print();
    };
    view! {
        <article class="slip">
            <p class="receipt__text">{format!("{} {}", records::temporary_no(lang), temporary_no(id))}</p>
            <dl class="facts">{facts}</dl>
            <p class="receipt__text">{records::slip_clocks(lang)}</p>
            <p class="receipt__no">{number}</p>
            {said.code.map(|code| picture(lang, services, code))}
        </article>
        <Button label=records::print(lang) on_press=print icon=Icon::Print is_wide=true/>
    }
    .into_any()
}

/// The code, or in words why there is none.
fn picture(lang: Lang, services: Services, text: String) -> AnyView {
    let drawn = State::new(None::<Option<QrCode>>);
    task(async move {
        let codes = services.all().codes.clone();
        drawn.set(Some(codes.draw(&text).await));
    });
    part(move || {
        Some(match drawn.get()? {
            Some(code) => {
                let span = format!("0 0 {} {}", code.side, code.side);
                view! {
                    <svg class="slip__code" viewBox=span role="img" aria-label=records::slip_code(lang)>
                        <path d=code.path></path>
                    </svg>
                    <p class="receipt__text">{records::slip_check(lang)}</p>
                }
                .into_any()
            }
            None => view! { <p role="status">{records::slip_no_code(lang)}</p> }.into_any(),
        })
    })
}
