//! The record that is open: follows the address, and is fetched again when asked. What is seen
//! changes under the reader's eyes only if he asked for it or decided.

use std::sync::Arc;

use domain::ids::FindingId;
use domain::wire::{FindingDetail, Session as Person};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::session::Session;
use crate::api;
use crate::failure::Failure;
use crate::router::Router;

/// The beginning of the keys of reasons that were begun and not sent; the finding's id follows.
pub(crate) const DRAFTS: &str = "review.reason.";

/// The open record, as a context.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OpenRecord {
    detail: RwSignal<Option<Arc<FindingDetail>>>,
    failure: RwSignal<Option<Failure>>,
    /// What happened to it while somebody decided, in a sentence.
    overtaken: RwSignal<Option<String>>,
    /// Counts the questions: an answer that was overtaken by a later question is dropped.
    asked: StoredValue<u32>,
    router: Router,
    session: Session,
}

/// Makes the open record known everywhere.
pub(crate) fn provide_open_record(router: Router, session: Session) {
    let record = OpenRecord {
        detail: RwSignal::new(None),
        failure: RwSignal::new(None),
        overtaken: RwSignal::new(None),
        asked: StoredValue::new(0),
        router,
        session,
    };
    let finding = Memo::new(move |_| router.route().finding);
    Effect::new(move |before: Option<Option<Person>>| {
        // Read, not only tracked: a memo that nobody has read follows nothing.
        finding.with(|_| ());
        let person = session.person();
        // What one person may see, the next one may not.
        if before.is_some_and(|before| before != person) {
            record.clear();
        }
        if session.is_in() {
            record.load();
        }
        person
    });
    provide_context(record);
}

impl OpenRecord {
    /// What is known of it; `None` while it is fetched. Whoever reads it follows it.
    pub(crate) fn detail(self) -> Option<Arc<FindingDetail>> {
        self.detail.get()
    }

    /// Why it could not be fetched.
    pub(crate) fn failure(self) -> Option<Failure> {
        self.failure.get()
    }

    /// Why the last decision did not count, until it is fetched again.
    pub(crate) fn overtaken(self) -> Option<String> {
        self.overtaken.get()
    }

    /// Shows how it is now, and says why the decision did not count.
    pub(crate) fn overtake(self, detail: FindingDetail, sentence: String) {
        if self.router.route_now().finding != Some(id_of(&detail)) {
            return;
        }
        // What was asked before knows less.
        self.asked.update_value(|asked| *asked += 1);
        self.failure.set(None);
        self.overtaken.set(Some(sentence));
        self.detail.set(Some(Arc::new(detail)));
    }

    fn clear(self) {
        self.asked.update_value(|asked| *asked += 1);
        self.overtaken.set(None);
        self.detail.set(None);
        self.failure.set(None);
    }

    /// Fetches what the address names. What is seen of the same record stays until the answer.
    pub(crate) fn load(self) {
        let wanted = self.router.route_now().finding;
        self.asked.update_value(|asked| *asked += 1);
        let question = self.asked.get_value();
        let seen = self
            .detail
            .with_untracked(|detail| detail.as_deref().map(id_of));
        if seen != wanted && seen.is_some() {
            self.detail.set(None);
        }
        self.failure.set(None);
        self.overtaken.set(None);
        let Some(wanted) = wanted else { return };
        spawn_local(async move {
            let answer = api::finding(wanted).await;
            if question == self.asked.get_value() {
                self.take(answer);
            }
        });
    }

    fn take(self, answer: Result<FindingDetail, Failure>) {
        match answer {
            Ok(detail) => {
                let is_new = self
                    .detail
                    .with_untracked(|seen| seen.as_deref() != Some(&detail));
                if is_new {
                    self.detail.set(Some(Arc::new(detail)));
                }
            }
            Err(failure) => {
                self.session.heed(&failure);
                self.failure.set(Some(failure));
            }
        }
    }
}

fn id_of(detail: &FindingDetail) -> FindingId {
    detail.row.finding_id
}
