//! Whether the app opens without a network, whether a new version waits, how much room there is: as
//! signals for the shell and the pages.

use std::rc::Rc;

use ui::{Language, State, give, given};
use words::Lang;

use crate::live::changes::Changes;
use crate::live::reading::reading;
use crate::services::{Offline, Services, WorkerStatus};

/// The readiness, as a context.
#[derive(Debug, Clone, Copy)]
pub struct Ready {
    services: Services,
    language: Language,
    status: State<WorkerStatus>,
}

/// Follows the service worker, and makes what it says known to everything below.
pub fn provide_ready(services: Services, language: Language) -> Ready {
    let status = State::new(WorkerStatus {
        offline: Offline::Preparing,
        update_waits: false,
        has_extras: false,
    });
    let tell = Rc::new(move |new| status.set(new));
    services.all().readiness.follow(tell);
    let ready = Ready {
        services,
        language,
        status,
    };
    give(ready);
    ready
}

/// The readiness. Call it while a component is built.
///
/// # Panics
/// Outside of the app: its root provides it.
pub fn ready() -> Ready {
    given::<Ready>().expect("the root gives it")
}

impl Ready {
    /// Whether the app opens without a network, in the language of the page. Following both.
    pub fn offline(self) -> Offline {
        let needs_extras = self.language.0.get() == Lang::En;
        self.status.with(|status| match &status.offline {
            Offline::Ready { .. } if needs_extras && !status.has_extras => Offline::Preparing,
            offline => offline.clone(),
        })
    }

    /// Whether every file of this version is kept. Following it.
    pub fn is_offline_ready(self) -> bool {
        matches!(self.offline(), Offline::Ready { .. })
    }

    /// Whether what no record needs is kept too. Following it.
    pub fn has_extras(self) -> bool {
        self.status.with(|status| status.has_extras)
    }

    /// Whether a new version waits. Following it.
    pub fn update_waits(self) -> bool {
        self.status.with(|status| status.update_waits)
    }

    /// Lets it take over: the person agreed, and nothing is being recorded.
    pub fn apply_update(self) {
        self.services.all().readiness.apply_update();
    }

    /// How much room is left, in bytes; measured again after every change. `None` within: the browser
    /// does not say.
    pub fn free_room(self, changes: Changes) -> State<Option<Option<u64>>> {
        let all = self.services.all();
        reading(
            move || changes.records(),
            move || {
                let storage = all.storage.clone();
                Box::pin(async move { Some(storage.status().await.free_bytes()) })
            },
        )
    }
}
