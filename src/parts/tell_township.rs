//! 「短信告知乡镇」: opens the phone's messages with the text written. Whether it was sent, and whether
//! somebody read it, nobody here knows: what is kept is that it was opened, and when.

use domain::area::AreaEstimate;
use domain::ids::FindingId;
use domain::taxonomy::SightingKind;
use domain::unit::UnitCode;
use leptos::prelude::*;
use ui::{State, lang, text};
use words::{day_and_time, record};

use super::naming::{temporary_no, title, unit_short};
use super::sms::{sms_link, sms_text};
use crate::services::services;

/// The link, and when it was last opened.
#[component]
pub fn TellTownship(
    /// The finding.
    id: FindingId,
    /// Its village.
    village: Option<UnitCode>,
    /// What is seen.
    sighting: Option<SightingKind>,
    /// How large.
    area: Option<AreaEstimate>,
) -> impl IntoView {
    let (lang, services) = (lang(), services());
    let key = format!("sms_opened.{id}");
    let before = services.all().settings.get(&key);
    let opened_at_ms = State::new(before.and_then(|at_ms| at_ms.parse::<i64>().ok()));
    let village = village.as_ref().map(unit_short).unwrap_or_default();
    let what = title(lang, sighting, area);
    let href = sms_link(&sms_text(lang, &village, &what, &temporary_no(id)));
    let note = move |_| {
        let now_ms = services.now_ms();
        services.all().settings.set(&key, &now_ms.to_string());
        opened_at_ms.set(Some(now_ms));
    };
    let opened = move || match opened_at_ms.get() {
        Some(at_ms) => record::sms_opened(lang, day_and_time(lang, at_ms, services.now_ms())),
        None => String::new(),
    };
    view! {
        <div class="tell">
            <a class="button button--wide" href=href on:click=note>
                <span>{record::tell_township(lang)}</span>
            </a>
            <p role="status">{text(opened)}</p>
        </div>
    }
}
