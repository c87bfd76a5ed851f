//! What outlives a page: the drivers that record and send, and the signals that pages follow.
//!
//! Everything here is owned by the app's root. A page may come and go at any moment; what was begun
//! for it goes on, and the signals that it reads are still there when it comes back.

pub mod bell;
pub mod changes;
pub mod clock;
pub mod identity;
pub mod reading;
pub mod recorder;
pub mod uploader;

use ui::{give, given};

use crate::services::Services;
use changes::Changes;
use clock::Ticking;
use identity::Who;
use recorder::Recorder;
use uploader::Sending;

/// Starts everything, and makes it known to everything below. Call it once, at the root.
pub fn provide_live(services: Services) -> Live {
    let changes = Changes::start(services);
    let ticking = Ticking::start(services);
    let who = Who::start(services, changes);
    let sending = Sending::start(services, changes);
    let recorder = Recorder::start(services, changes, sending);
    let live = Live {
        changes,
        ticking,
        who,
        sending,
        recorder,
    };
    give(live);
    live
}

/// What outlives a page, as a context.
#[derive(Debug, Clone, Copy)]
pub struct Live {
    /// What has changed in the store.
    pub changes: Changes,
    /// The time, as pages show it.
    pub ticking: Ticking,
    /// Who the phone is enrolled for.
    pub who: Who,
    /// The way to the server.
    pub sending: Sending,
    /// The draft that is worked on.
    pub recorder: Recorder,
}

/// What outlives a page. Call it while a component is built, not inside a task.
///
/// # Panics
/// Outside of the app: its root provides it before anything else.
pub fn live() -> Live {
    given::<Live>().expect("the root gives it")
}
