//! What of the list is shown: the filter, kept in the address, and the rows that it was held against.
//! They are read only while a filter is on, and forgotten with the page.

use std::rc::Rc;

use domain::ids::FindingId;
use engine::ports::Ports;
use engine::record::RecordState;
use leptos::task::spawn_local;
use ui::{Derived, Kept, State, effect};

use super::filter::{Entry, Filter, Group};
use super::window::Window;
use crate::live::live;
use crate::routes::{Router, router};
use crate::services::{Services, services};

/// Rows are read so many at a time: between two times the page answers the finger.
const CHUNK: u32 = 500;

/// While many things change at once, the rows are read again after this pause.
const PAUSE_MS: u32 = 1_000;

/// The rows that the list shows.
#[derive(Debug, Clone)]
pub(super) enum Shown {
    /// Every one, as the store has them.
    All,
    /// Those of the filter, once they are known.
    NotYet,
    /// Those of the filter.
    Found(Rc<Vec<FindingId>>),
}

/// The search of one page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Search {
    services: Services,
    router: Router,
    window: Window,
    filter: State<Filter>,
    shown: State<Shown>,
    entries: Kept<Rc<Vec<Entry>>>,
    is_read: Kept<bool>,
    is_reading: Kept<bool>,
    is_stale: Kept<bool>,
}

impl Search {
    /// Begins with what the address says.
    pub(super) fn follow(window: Window) -> Self {
        let (router, live) = (router(), live());
        let said = |name| router.query(name).unwrap_or_default();
        let filter = Filter {
            group: Group::named(&said("show")),
            text: said("q"),
        };
        let search = Self {
            services: services(),
            router,
            window,
            shown: State::new(match filter.is_on() {
                true => Shown::NotYet,
                false => Shown::All,
            }),
            filter: State::new(filter),
            entries: Kept::new(Rc::new(Vec::new())),
            is_read: Kept::new(false),
            is_reading: Kept::new(false),
            is_stale: Kept::new(false),
        };
        let is_on = Derived::new(move || search.filter.with(Filter::is_on));
        effect(move || {
            live.changes.sealed();
            if is_on.get() {
                search.read_again();
            }
        });
        search
    }

    /// What is asked for; following it.
    pub(super) fn filter(self) -> Filter {
        self.filter.get()
    }

    /// Asks for something else.
    pub(super) fn ask(self, change: impl FnOnce(&mut Filter)) {
        let mut filter = self.filter.get_untracked();
        change(&mut filter);
        self.router
            .note_query(&[("q", &filter.text), ("show", filter.group.name())]);
        self.filter.set(filter);
        self.window.begin_anew();
        self.look();
    }

    /// The rows that the list shows; following it.
    pub(super) fn shown(self) -> Shown {
        self.shown.get()
    }

    fn look(self) {
        let shown =
            self.filter
                .with_untracked(|filter| match (filter.is_on(), self.is_read.get()) {
                    (false, _) => Shown::All,
                    (true, false) => Shown::NotYet,
                    (true, true) => {
                        let found = self.entries.with(|entries| filter.of(entries));
                        Shown::Found(Rc::new(found))
                    }
                });
        self.shown.set(shown);
    }

    /// Reads the rows, once more when something changed in between; never twice at a time.
    fn read_again(self) {
        self.is_stale.set(true);
        if self.is_reading.get() {
            return;
        }
        self.is_reading.set(true);
        let all = self.services.all();
        spawn_local(async move {
            while self.is_stale.try_with(|is_stale| *is_stale) == Some(true) {
                self.is_stale.set(false);
                if let Some(entries) = read(&all.ports).await
                    && self.entries.set(Rc::new(entries))
                {
                    self.is_read.set(true);
                    self.look();
                }
                all.timer.sleep(PAUSE_MS).await;
            }
            self.is_reading.set(false);
        });
    }
}

async fn read(ports: &Ports) -> Option<Vec<Entry>> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut offset = 0;
    loop {
        let rows = ports.store.rows(offset, CHUNK).await.ok()?;
        let count = rows.len() as u32;
        for row in &rows {
            // A record that was sealed in between has pushed the others down.
            let mut last = entries.iter().rev().take(CHUNK as usize);
            if last.all(|known| known.id != row.finding_id) {
                entries.push(Entry::of(row));
            }
        }
        if count < CHUNK {
            break;
        }
        offset += count;
    }
    if entries
        .iter()
        .any(|entry| entry.state == RecordState::Waiting)
    {
        let waiting = ports.store.outbox().await.ok()?;
        let stuck: Vec<_> = waiting
            .iter()
            .filter(|item| item.wedge.is_some())
            .map(|item| item.version_id)
            .collect();
        for entry in &mut entries {
            entry.is_stuck = stuck.contains(&entry.version_id);
        }
    }
    Some(entries)
}
