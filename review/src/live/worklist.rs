//! Keeps the list true: it follows the stage in the address, is fetched again every twenty seconds
//! while somebody looks, and when the page comes back to the front. The open record stays open.

use std::time::Duration;

use domain::ids::FindingId;
use domain::review::Stage;
use domain::wire::{FindingList, Session as Person};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::list::{self, Busy, List, Step};
use super::session::Session;
use crate::failure::Failure;
use crate::route::Route;
use crate::router::Router;
use crate::{api, browser};

/// How often the list is fetched again while somebody looks.
const FRESH_FOR: Duration = Duration::from_secs(20);

/// The list, as a context.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Worklist {
    list: RwSignal<List>,
    /// Counts the questions: an answer that was overtaken by a later question is dropped.
    asked: StoredValue<u32>,
    router: Router,
    session: Session,
}

/// Makes the list known everywhere.
pub(crate) fn provide_worklist(router: Router, session: Session) -> Worklist {
    let worklist = Worklist {
        list: RwSignal::new(List::default()),
        asked: StoredValue::new(0),
        router,
        session,
    };
    provide_context(worklist);
    worklist
}

impl Worklist {
    /// The list; whoever reads it follows it.
    pub(crate) fn list(self) -> ReadSignal<List> {
        self.list.read_only()
    }

    /// Begins to follow stage, session, time and attention. Called once, at the start.
    pub(crate) fn keep_fresh(self) {
        let stage = Memo::new(move |_| self.router.route().stage);
        Effect::new(move |before: Option<Option<Person>>| {
            // Read, not only tracked: a memo that nobody has read follows nothing.
            stage.with(|_| ());
            let person = self.session.person();
            // What one person may see, the next one may not.
            if before.is_some_and(|before| before != person) {
                self.clear();
            }
            if self.session.is_in() {
                self.refresh();
            }
            person
        });
        let look_again = move || {
            let is_idle = self.list.with_untracked(|list| list.busy == Busy::No);
            if is_idle && browser::is_visible() && self.session.is_in_now() {
                self.refresh();
            }
        };
        set_interval(look_again, FRESH_FOR);
        window_event_listener(ev::focus, move |_| look_again());
        window_event_listener(ev::visibilitychange, move |_| look_again());
    }

    fn clear(self) {
        self.asked.update_value(|asked| *asked += 1);
        self.list.set(List::default());
    }

    /// Fetches again as many rows as are seen, from the first on.
    pub(crate) fn refresh(self) {
        let stage = self.router.route_now().stage;
        let question = self.ask(stage, Busy::Refreshing);
        let wanted = self.list.with_untracked(|list| list.rows.len());
        spawn_local(async move {
            let answer = fetch(stage, wanted).await;
            self.take(question, answer, List::refreshed);
        });
    }

    /// Fetches the rows after the last one.
    pub(crate) fn fetch_more(self) {
        let stage = self.router.route_now().stage;
        let Some(cursor) = self.list.with_untracked(|list| list.next_cursor.clone()) else {
            return;
        };
        let question = self.ask(stage, Busy::FetchingMore);
        spawn_local(async move {
            let answer = api::findings(stage, Some(&cursor)).await;
            self.take(question, answer, List::continued);
        });
    }

    fn ask(self, stage: Stage, busy: Busy) -> u32 {
        self.list.update(|list| list.asked(stage, busy));
        self.asked.update_value(|asked| *asked += 1);
        self.asked.get_value()
    }

    fn take(
        self,
        question: u32,
        answer: Result<FindingList, Failure>,
        apply: fn(&mut List, FindingList, i64),
    ) {
        if question != self.asked.get_value() {
            return;
        }
        match answer {
            Ok(page) => self
                .list
                .update(|list| apply(list, page, browser::now_ms())),
            Err(failure) => {
                self.session.heed(&failure);
                self.list.update(|list| list.failed(failure));
            }
        }
    }

    /// Opens the record one step away; its row gets the focus, so that a screen reader says it.
    pub(crate) fn step(self, step: Step) {
        let here = self.router.route_now();
        let next = self
            .list
            .with_untracked(|list| list::step(&list.rows, here.finding, step));
        if let Some(next) = next {
            self.router.go(Route::record(here.stage, next));
            browser::focus(row_id(next));
        }
    }

    /// A record was decided on here: it leaves the list, the next one is opened.
    pub(crate) fn decided(self, finding: FindingId) {
        let stage = self.router.route_now().stage;
        let next = self
            .list
            .with_untracked(|list| list::after_decision(&list.rows, finding));
        self.list.update(|list| list.left(finding));
        self.router.go(Route {
            stage,
            finding: next.filter(|&next| next != finding),
        });
        self.refresh();
        if let Some(next) = next {
            browser::focus(row_id(next));
        }
    }
}

/// The element id of a row's link.
pub(crate) fn row_id(finding: FindingId) -> String {
    format!("row-{finding}")
}

async fn fetch(stage: Stage, wanted: usize) -> Result<FindingList, Failure> {
    let mut whole = api::findings(stage, None).await?;
    while whole.rows.len() < wanted {
        let Some(cursor) = whole.next_cursor.take() else {
            break;
        };
        let page = api::findings(stage, Some(&cursor)).await?;
        whole = FindingList {
            rows: list::joined(whole.rows, page.rows),
            counts: page.counts,
            next_cursor: page.next_cursor,
        };
    }
    Ok(whole)
}
