//! One record, as it was sealed: where it is, what it wants of the person, photos, facts, receipt,
//! history.

use domain::ids::FindingId;
use engine::ports::Ports;
use engine::record::{SealedVersion, StoredReceipt};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;
use ui::{
    Block, Button, ButtonKind, Chip, Derived, EmptyState, Icon, Kept, LinkButton, Notice,
    PageHeader, Progress, Toasts, Tone, Value, lang, part, text,
};
use words::terms::Term;
use words::{Lang, common, record, records};

use super::history::{History, Receipt};
use super::model::{facts, history};
use super::photos::Photos;
use crate::live::reading::reading;
use crate::live::{Live, live};
use crate::parts::naming::{lack_list, temporary_no, title, unit_short};
use crate::parts::practice::practice_strip;
use crate::parts::record_row::{ListedRecord, listed};
use crate::parts::saying::{Standing, stuck_why};
use crate::parts::tell_township::tell_township;
use crate::routes::{Route, Router, router};
use crate::services::services;

/// Everything that the phone has of one record.
#[derive(Debug, Clone, PartialEq)]
struct Known {
    record: Arc<ListedRecord>,
    /// Oldest first.
    versions: Vec<SealedVersion>,
    receipts: Vec<StoredReceipt>,
    /// Whether its next version is being written.
    has_draft: bool,
}

async fn read(ports: Ports, id: FindingId) -> Option<Option<Arc<Known>>> {
    let Some(row) = ports.store.row(id).await.ok()? else {
        return Some(None);
    };
    let versions = ports.store.versions(id).await.ok()?;
    let mut receipts = Vec::new();
    for version in &versions {
        receipts.extend(ports.store.receipt(version.sealed.version_id).await.ok()?);
    }
    let has_draft = ports.store.draft(id).await.ok()?.is_some();
    let record = listed(&ports, vec![row]).await.pop()?;
    Some(Some(Arc::new(Known {
        record,
        versions,
        receipts,
        has_draft,
    })))
}

/// 记录详情.
#[component]
pub fn RecordPage(
    /// The finding.
    id: FindingId,
) -> impl IntoView {
    let (lang, live, router) = (lang(), live(), router());
    let toasts = expect_context::<Toasts>();
    let ports = services().ports();
    let kept = reading(
        move || live.changes.records(),
        move || Box::pin(read(ports.clone(), id)),
    );
    let kept = Derived::new(move || kept.get());
    let name = move || {
        kept.with(|kept| match kept {
            Some(Some(kept)) => title(lang, kept.record.row.sighting, kept.record.row.area),
            Some(None) => records::gone_title(lang).to_owned(),
            None => records::record(lang).to_owned(),
        })
    };
    let page = Page {
        lang,
        live,
        router,
        toasts,
    };
    let body = part(move || {
        kept.get().map(|kept| match kept {
            Some(kept) => page.body(&kept),
            None => view! {
                <EmptyState icon=Icon::Search title=records::gone_title(lang) text=records::gone_text(lang)/>
            }
            .into_any(),
        })
    });
    view! {
        <PageHeader
            title=name
            subtitle=format!("{} {}", records::temporary_no(lang), temporary_no(id))
            back=Route::Records.path()
        />
        {body}
    }
}

#[derive(Clone, Copy)]
struct Page {
    lang: Lang,
    live: Live,
    router: Router,
    toasts: Toasts,
}

impl Page {
    fn body(self, kept: &Known) -> AnyView {
        let Self { lang, live, .. } = self;
        // Not followed: the page would be built anew, and an open photo closed, twice a minute.
        let now_ms = live.ticking.now_ms_untracked();
        let Some(newest) = kept.versions.last().map(|version| version.sealed.clone()) else {
            return ().into_any();
        };
        let receipt = kept
            .receipts
            .iter()
            .find(|receipt| receipt.version_id == newest.version_id)
            .cloned();
        let fingerprint = kept
            .versions
            .last()
            .map(|version| version.payload_sha256.to_string());
        let steps = history(
            lang,
            &kept.versions,
            &kept.receipts,
            kept.record.row.decision.as_ref(),
        );
        let facts: Vec<_> = facts(lang, &newest.form, newest.discovered_at_ms)
            .into_iter()
            .map(|(name, value)| view! { <dt>{name}</dt> <dd>{value}</dd> }.into_any())
            .collect();
        let tell = tell_township(&newest, kept.record.row.sms_opened_at_ms);
        let why_none = newest.form.no_photos.map(|reason| reason.say(lang));
        view! {
            {practice_strip(newest.practice)}
            {self.state(kept)}
            {self.wants(kept)}
            {tell}
            <Photos photos=newest.photos why_none=why_none now_ms=now_ms/>
            <Block title=records::facts(lang)>
                <dl class="facts">{facts}</dl>
            </Block>
            <Receipt receipt=receipt/>
            <History steps=steps now_ms=now_ms/>
            <Block title=records::proof(lang)>
                <p class="record__hash-name">{records::payload_hash(lang)}</p>
                <p class="record__hash">{fingerprint}</p>
            </Block>
        }
        .into_any()
    }

    /// Where it is, in words, following the sending.
    fn state(self, kept: &Known) -> impl IntoView + use<> {
        let Self { lang, live, .. } = self;
        let record = kept.record.clone();
        let id = record.row.finding_id;
        let progress = move || live.sending.progress_of(id);
        let row = Kept::new(record);
        let standing = Derived::new(move || {
            let progress = progress();
            row.with(|record| Standing::of(&record.row, progress, record.wedge.as_ref()))
        });
        let line = move || {
            standing.with(|standing| match standing {
                // These two are told at length below.
                Standing::Stuck(_) | Standing::Returned => None,
                _ => row.with(|record| standing.line(lang, &record.row)),
            })
        };
        let changed = move || {
            let now_ms = live.ticking.now_ms();
            row.with(|record| {
                record::changed_at(
                    lang,
                    words::ago_or_time(lang, record.row.changed_at_ms, now_ms),
                )
            })
        };
        let percent = Value::derive(move || progress().map_or(0, |progress| progress.percent));
        let is_sending = move || standing.with(|standing| matches!(standing, Standing::Sending(_)));
        let is_sending = Derived::new(is_sending);
        let bar = part(move || {
            let label = record::sending_label(lang);
            is_sending
                .get()
                .then(|| view! { <Progress label=label percent=percent/> }.into_any())
        });
        view! {
            <div class="record__state">
                <Chip
                    label=move || standing.with(|standing| standing.word(lang))
                    tone=Value::derive(move || standing.with(Standing::tone))
                />
                <span>{text(move || line().unwrap_or_default())}</span>
                <span class="record__changed">{text(changed)}</span>
                {bar}
            </div>
        }
    }

    /// What it wants of the person, if anything: an answer, a decision about what is stuck, more facts.
    fn wants(self, kept: &Known) -> Option<AnyView> {
        let Self {
            lang, toasts, live, ..
        } = self;
        let row = &kept.record.row;
        let wedge = kept.record.wedge.as_ref();
        match Standing::of(row, None, wedge) {
            Standing::Stuck(wedge) => {
                let retry = move |()| {
                    spawn_local(async move {
                        if live.sending.retry_all().await.is_ok() {
                            toasts.say(records::retried(lang));
                        }
                    });
                };
                Some(
                    view! {
                        <Notice
                            title=records::stuck_title(lang)
                            text=stuck_why(lang, &wedge)
                            tone=Tone::Needs
                            action=common::retry(lang)
                            on_action=retry
                        />
                    }
                    .into_any(),
                )
            }
            Standing::Returned => {
                let decision = row.decision.as_ref()?;
                let reason = decision.reason.clone();
                let reason = reason.unwrap_or_else(|| records::no_reason(lang).to_owned());
                Some(
                    view! {
                        <Notice
                            title=records::returned_by(lang, unit_short(&decision.unit))
                            text=reason
                            tone=Tone::Needs
                        />
                        {self.next_version(kept, records::complete(lang), ButtonKind::Primary)}
                    }
                    .into_any(),
                )
            }
            _ if kept.has_draft || !row.lacks.is_empty() => Some(
                view! {
                    <div class="record__lacks">
                        <p>
                            <b>{records::lacks_title(lang)}</b>
                            " "
                            {lack_list(lang, &row.lacks, usize::MAX)}
                        </p>
                        {self.next_version(kept, records::add_lacks(lang), ButtonKind::Secondary)}
                    </div>
                }
                .into_any(),
            ),
            _ => None,
        }
    }

    /// The way to the next version: the one that is being written, or a new one.
    fn next_version(self, kept: &Known, label: &'static str, kind: ButtonKind) -> AnyView {
        let Self {
            lang,
            live,
            router,
            toasts,
        } = self;
        let id = kept.record.row.finding_id;
        if kept.has_draft {
            let href = Route::Finding(id).path();
            return view! { <LinkButton label=records::resume(lang) href=href kind=kind icon=Icon::Pen is_wide=true/> }
                .into_any();
        }
        let begin = move |()| {
            spawn_local(async move {
                match live.recorder.follow_up(id).await {
                    Ok(_) if router.route_untracked() == Route::Record(id) => {
                        router.go(Route::Finding(id))
                    }
                    Ok(_) => {}
                    Err(_) => toasts.say(records::not_opened(lang)),
                }
            });
        };
        view! { <Button label=label on_press=begin kind=kind icon=Icon::Pen is_wide=true/> }
            .into_any()
    }
}
