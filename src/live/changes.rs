//! What has changed in the store, here or in another tab: counters that lists follow to read again.

use std::rc::Rc;

use domain::time::UnixMs;
use ui::{Kept, State};

use crate::services::{Changed, Handle, Services};

/// While many things change at once, lists read again at most this often.
const BURST_MS: UnixMs = 250;

/// Counters of changes. Reading one follows it.
#[derive(Debug, Clone, Copy)]
pub struct Changes {
    services: Services,
    drafts: Counter,
    records: Counter,
    identity: Counter,
    settings: Counter,
}

/// A counter that goes up at once, and then at most once a burst.
#[derive(Debug, Clone, Copy)]
struct Counter {
    count: State<u32>,
    changed_at_ms: Kept<UnixMs>,
    timer: Kept<Option<Handle>>,
}

impl Changes {
    pub(super) fn start(services: Services) -> Self {
        let changes = Self {
            services,
            drafts: Counter::new(),
            records: Counter::new(),
            identity: Counter::new(),
            settings: Counter::new(),
        };
        let listener = services
            .all()
            .channel
            .listen(Rc::new(move |changed| changes.hear(changed)));
        Kept::new(listener);
        changes
    }

    /// Drafts, records and what is known of their way: everything that lists show.
    pub fn records(self) -> u32 {
        self.drafts.count.get().wrapping_add(self.sealed())
    }

    /// Sealed records and what is known of their way.
    pub fn sealed(self) -> u32 {
        self.records.count.get()
    }

    /// Who the phone is enrolled for, and what it knows of the server.
    pub fn identity(self) -> u32 {
        self.identity.count.get()
    }

    /// Language, text size and theme, changed in another tab.
    pub fn settings(self) -> u32 {
        self.settings.count.get()
    }

    /// Tells this tab and the others.
    pub fn tell(self, changed: Changed) {
        self.hear(changed);
        self.services.all().channel.tell(changed);
    }

    fn hear(self, changed: Changed) {
        let counter = match changed {
            Changed::Draft(_) => self.drafts,
            Changed::Record(_) | Changed::Outbox => self.records,
            Changed::Identity => self.identity,
            Changed::Settings => self.settings,
        };
        counter.go_up(self.services);
    }
}

impl Counter {
    fn new() -> Self {
        Self {
            count: State::new(0),
            changed_at_ms: Kept::new(UnixMs::MIN),
            timer: Kept::new(None),
        }
    }

    fn go_up(self, services: Services) {
        let now_ms = services.now_ms();
        let since_ms = now_ms.saturating_sub(self.changed_at_ms.get());
        // A clock that was set back must not silence the counter.
        if !(0..BURST_MS).contains(&since_ms) {
            self.changed_at_ms.set(now_ms);
            self.count.update(|count| *count = count.wrapping_add(1));
        } else if self.timer.with(Option::is_none) {
            let later = move || {
                self.timer.set(None);
                self.changed_at_ms.set(services.now_ms());
                self.count.update(|count| *count = count.wrapping_add(1));
            };
            let wait_ms = (BURST_MS - since_ms) as u32;
            let timer = services.all().timer.after(wait_ms, Box::new(later));
            self.timer.set(Some(timer));
        }
    }
}
