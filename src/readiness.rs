//! Whether the app opens without a network, whether a new version waits, how much room there is: as
//! signals for the shell and the pages.

use std::rc::Rc;

use ui::{State, give, given};

use crate::live::changes::Changes;
use crate::live::reading::reading;
use crate::services::{Offline, Services, WorkerStatus};

/// The readiness, as a context.
#[derive(Debug, Clone, Copy)]
pub struct Ready {
    services: Services,
    status: State<WorkerStatus>,
}

/// Follows the service worker, and makes what it says known to everything below.
pub fn provide_ready(services: Services) -> Ready {
    let status = State::new(WorkerStatus {
        offline: Offline::Preparing,
        update_waits: false,
    });
    let tell = Rc::new(move |new| status.set(new));
    services.all().readiness.follow(tell);
    let ready = Ready { services, status };
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
    /// Whether the app opens without a network. Following it.
    pub fn offline(self) -> Offline {
        self.status.with(|status| status.offline.clone())
    }

    /// Whether every file of this version is kept. Following it.
    pub fn is_offline_ready(self) -> bool {
        matches!(self.offline(), Offline::Ready { .. })
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
