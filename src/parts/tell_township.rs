//! 「短信告知乡镇」: opens the phone's messages with the text written. Whether it was sent, and whether
//! somebody read it, nobody here knows: what is kept is that it was opened, and when.

use domain::finding::FindingVersion;
use domain::time::UnixMs;
use leptos::prelude::*;
use leptos::task::spawn_local;
use ui::{State, lang, text};
use words::{day_and_time, record};

use super::naming::{temporary_no, title, unit_short};
use super::sms::{sms_link, sms_text};
use crate::services::services;

/// The link, and when it was last opened, as the record keeps it. Of a practice nobody is told.
pub fn tell_township(version: &FindingVersion, opened_at_ms: Option<UnixMs>) -> Option<AnyView> {
    if version.practice {
        return None;
    }
    let (lang, services) = (lang(), services());
    let opened_at_ms = State::new(opened_at_ms);
    let (id, form) = (version.finding_id, &version.form);
    let village = form.village.as_ref().map(unit_short).unwrap_or_default();
    let what = title(lang, form.sighting, form.area);
    let href = sms_link(&sms_text(lang, &village, &what, &temporary_no(id)));
    let note = move |_| {
        let (store, now_ms) = (services.ports().store, services.now_ms());
        // The record's page is not told: it would be built anew under the finger.
        spawn_local(async move {
            if store.note_sms_opened(id, now_ms).await.is_ok() {
                opened_at_ms.set(Some(now_ms));
            }
        });
    };
    let opened = move || match opened_at_ms.get() {
        Some(at_ms) => record::sms_opened(lang, day_and_time(lang, at_ms, services.now_ms())),
        None => String::new(),
    };
    let link = view! {
        <div class="tell">
            <a class="button button--wide" href=href on:click=note>
                <span>{record::tell_township(lang)}</span>
            </a>
            <p role="status">{text(opened)}</p>
        </div>
    };
    Some(link.into_any())
}
