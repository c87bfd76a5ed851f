//! The buttons below a record and the two dialogs behind them.

use std::sync::Arc;

use domain::ids::DecisionId;
use domain::review::Verdict;
use domain::wire::{DecisionRequest, FindingDetail, VersionDetail};
use leptos::prelude::*;
use leptos::task::spawn_local;
use ui::{Button, ButtonKind, Dialog, InputKind, Notice, TextField, Toasts, Tone, lang};
use words::terms::Term;
use words::{Lang, common, review as say};

use super::model::{self, MAX_REASON_CHARS, ReasonProblem, Wanted};
use super::overtaken::overtaken;
use crate::browser::{self, Keep};
use crate::failure::Failure;
use crate::live::open_record::{DRAFTS, OpenRecord};
use crate::live::session::Session;
use crate::live::worklist::Worklist;
use crate::{api, saying};

/// What is decided and how far that is. Lives as long as the record is seen.
#[derive(Clone, Copy)]
struct Deciding {
    /// The record that is seen.
    detail: StoredValue<Arc<FindingDetail>>,
    /// The dialog that is open.
    asked: RwSignal<Option<Verdict>>,
    /// The reason so far; kept in the tab until it was sent.
    reason: RwSignal<String>,
    reason_problem: RwSignal<Option<ReasonProblem>>,
    failure: RwSignal<Option<Failure>>,
    is_busy: RwSignal<bool>,
    /// What was sent last, in case its answer was lost.
    last: StoredValue<Option<DecisionRequest>>,
    lang: Lang,
    session: Session,
    worklist: Worklist,
    record: OpenRecord,
    toasts: Toasts,
}

/// The decisions that this person may take on this record.
#[component]
pub(crate) fn Decide(
    /// The record.
    detail: Arc<FindingDetail>,
    /// The version that decisions are about: the newest.
    newest: VersionDetail,
    /// What the acceptance should not overlook, in sentences.
    caveats: Vec<String>,
) -> impl IntoView {
    let lang = lang();
    let may = detail.may.clone();
    if may.is_empty() {
        let why = model::nothing_to_decide(lang, detail.row.stage);
        return view! { <p class="decide decide--nothing">{why}</p> }.into_any();
    }
    let draft = Keep::ForThisTab
        .get(&draft_key(&detail))
        .unwrap_or_default();
    let deciding = Deciding {
        detail: StoredValue::new(detail),
        asked: RwSignal::new(None),
        reason: RwSignal::new(draft),
        reason_problem: RwSignal::new(None),
        failure: RwSignal::new(None),
        is_busy: RwSignal::new(false),
        last: StoredValue::new(None),
        lang,
        session: expect_context(),
        worklist: expect_context(),
        record: expect_context(),
        toasts: expect_context(),
    };
    let version_id = newest.sealed.version_id;
    let send = move |verdict, reason| {
        deciding.send(Wanted {
            finding_id: newest.sealed.finding_id,
            version_id,
            verdict,
            reason,
        });
    };
    // Accepting is the primary way on, whatever order the server names them in.
    let buttons: Vec<_> = [Verdict::Accepted, Verdict::Returned]
        .into_iter()
        .filter(|verdict| may.contains(verdict))
        .map(|verdict| {
            let kind = match verdict {
                Verdict::Accepted => ButtonKind::Primary,
                Verdict::Returned => ButtonKind::Secondary,
            };
            view! { <Button label=verdict.say(lang) kind=kind on_press=move |()| deciding.ask(verdict)/> }
        })
        .collect();
    view! {
        <div class="decide" role="group" aria-label=say::decisions(lang)>{buttons}</div>
        <AcceptDialog deciding=deciding caveats=caveats on_confirm=move |()| send(Verdict::Accepted, None)/>
        <ReturnDialog deciding=deciding on_confirm=move |reason| send(Verdict::Returned, Some(reason))/>
    }
    .into_any()
}

fn draft_key(detail: &FindingDetail) -> String {
    format!("{DRAFTS}{}", detail.row.finding_id)
}

impl Deciding {
    fn ask(self, verdict: Verdict) {
        self.failure.set(None);
        self.reason_problem.set(None);
        self.asked.set(Some(verdict));
    }

    fn close(self) {
        self.asked.set(None);
    }

    fn is_asked(self, verdict: Verdict) -> Signal<bool> {
        Signal::derive(move || self.asked.get() == Some(verdict))
    }

    fn write_reason(self, text: String) {
        let key = self.detail.with_value(|detail| draft_key(detail));
        Keep::ForThisTab.set(&key, &text);
        self.reason.set(text);
        self.reason_problem.set(None);
    }

    fn send(self, wanted: Wanted) {
        if self.is_busy.get_untracked() {
            return;
        }
        let last = self.last.get_value();
        let request = model::request(last.as_ref(), wanted, || {
            DecisionId::new(browser::now_ms(), browser::random_bytes())
        });
        self.last.set_value(Some(request.clone()));
        self.is_busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let answer = api::decide(&request).await;
            // The page may have gone by now; the decision stands all the same.
            self.is_busy.try_set(false);
            match answer {
                Ok(()) => self.done(&request),
                Err(failure) if failure.is_conflict() => self.look_again(&request, failure).await,
                Err(failure) => {
                    self.session.heed(&failure);
                    self.failure.try_set(Some(failure));
                }
            }
        });
    }

    fn done(self, request: &DecisionRequest) {
        Keep::ForThisTab.set(&format!("{DRAFTS}{}", request.finding_id), "");
        let title = self
            .detail
            .try_with_value(|detail| saying::title(self.lang, &detail.row.form, &detail.row.flags));
        let title = title.unwrap_or_default();
        self.toasts.say(match request.verdict {
            Verdict::Accepted => say::accepted_toast(self.lang, title),
            Verdict::Returned => say::returned_toast(self.lang, title),
        });
        self.asked.try_set(None);
        self.worklist.decided(request.finding_id);
    }

    /// The record is no longer what was decided on: shows how it is now, and who was quicker.
    async fn look_again(self, request: &DecisionRequest, failure: Failure) {
        match api::finding(request.finding_id).await {
            Ok(detail) => {
                self.asked.try_set(None);
                let sentence = overtaken(self.lang, request, &detail.decisions, &failure);
                self.record.overtake(detail, sentence);
                self.worklist.refresh();
            }
            Err(_) => {
                self.failure.try_set(Some(failure));
            }
        }
    }

    /// Loads the record again after somebody else changed it.
    fn reload(self) {
        self.close();
        self.record.load();
        self.worklist.refresh();
    }

    /// What went wrong, with the way on where there is one.
    fn refusal(self) -> impl IntoView {
        let failure = self
            .failure
            .get()
            .filter(|failure| !failure.is_signed_out())?;
        let title = failure.sentence(self.lang);
        Some(if failure.is_conflict() {
            view! {
                <Notice
                    title=title
                    tone=Tone::Needs
                    action=say::reload(self.lang)
                    on_action=move |()| self.reload()
                />
            }
            .into_any()
        } else {
            view! { <Notice title=title tone=Tone::Needs/> }.into_any()
        })
    }
}

/// Says what accepting means, and asks.
#[component]
fn AcceptDialog(
    deciding: Deciding,
    caveats: Vec<String>,
    #[prop(into)] on_confirm: UnsyncCallback<()>,
) -> impl IntoView {
    let lang = deciding.lang;
    let caveats = (!caveats.is_empty()).then(|| {
        let items: Vec<_> = caveats
            .into_iter()
            .map(|caveat| view! { <li>{caveat}</li> })
            .collect();
        view! {
            <div class="caveats">
                <p>{say::accept_although(lang)}</p>
                <ul>{items}</ul>
            </div>
        }
    });
    view! {
        <Dialog
            title=say::accept_title(lang)
            is_open=deciding.is_asked(Verdict::Accepted)
            on_close=move |()| deciding.close()
        >
            <p>{say::accept_means(lang)}</p>
            {caveats}
            {move || deciding.refusal()}
            <div class="dialog__actions">
                <Button
                    label=say::accept_confirm(lang)
                    kind=ButtonKind::Primary
                    is_busy=deciding.is_busy
                    on_press=on_confirm
                />
                <Button label=common::cancel(lang) on_press=move |()| deciding.close()/>
            </div>
        </Dialog>
    }
}

/// Asks what is missing.
#[component]
fn ReturnDialog(
    deciding: Deciding,
    #[prop(into)] on_confirm: UnsyncCallback<String>,
) -> impl IntoView {
    let lang = deciding.lang;
    let confirm = move || match deciding.reason.with_untracked(|text| model::reason(text)) {
        Ok(reason) => on_confirm.run(reason),
        Err(problem) => deciding.reason_problem.set(Some(problem)),
    };
    let chips: Vec<_> = model::suggestions(lang)
        .into_iter()
        .map(|suggestion| {
            let is_in = move || deciding.reason.with(|text| text.contains(suggestion.sentence));
            let press = move |_| {
                let text = deciding.reason.with_untracked(|text| model::toggled(text, suggestion.sentence));
                deciding.write_reason(text);
            };
            view! {
                <button type="button" class="choice suggestion" aria-pressed=move || if is_in() { "true" } else { "false" } on:click=press>
                    {suggestion.label}
                </button>
            }
        })
        .collect();
    let error = Signal::derive(move || {
        let problem = deciding.reason_problem.get();
        problem.map_or_else(String::new, |problem| problem.sentence(lang))
    });
    let used = move || {
        let used = deciding.reason.with(|text| text.trim().chars().count());
        say::reason_count(lang, MAX_REASON_CHARS, used)
    };
    view! {
        <Dialog
            title=say::return_title(lang)
            is_open=deciding.is_asked(Verdict::Returned)
            on_close=move |()| deciding.close()
        >
            <p>{say::return_means(lang)}</p>
            <div class="choices" role="group" aria-label=say::reason_common(lang)>{chips}</div>
            <TextField
                label=say::reason(lang)
                value=deciding.reason
                on_input=move |text: String| deciding.write_reason(text)
                kind=InputKind::Lines
                error=error
            />
            <p class="reason__count">{used}</p>
            {move || deciding.refusal()}
            <div class="dialog__actions">
                <Button
                    label=say::return_confirm(lang)
                    kind=ButtonKind::Primary
                    is_busy=deciding.is_busy
                    on_press=move |()| confirm()
                />
                <Button label=common::cancel(lang) on_press=move |()| deciding.close()/>
            </div>
        </Dialog>
    }
}
