//! The driver that sends, and what pages may say about it.
//!
//! Every tab queues for one Web Lock; who has it takes the store's lease and sends in rounds, woken by
//! the network, by being looked at, by a new record, by another tab, or by the time that the last
//! round named. A driver whose lease was taken over gives the lock up and queues again.

use std::rc::Rc;

use domain::ids::FindingId;
use domain::time::UnixMs;
use engine::ports::{LeaseRequest, StoreError};
use engine::record::Wedge;
use engine::uploader::{RoundEnd, RoundError, UploadEvent, Uploader};
use futures::future::{Either, select};
use leptos::task::spawn_local;
use ui::{Kept, State, effect};

use super::bell::Bell;
use super::changes::Changes;
use crate::services::{AllServices, Changed, Handle, PageEvent, Services};

const LOCK: &str = "xuntian-driver";

/// After a failure of the phone's store, and while the phone is not enrolled.
const PAUSE_MS: UnixMs = 60_000;
/// The shortest time between two rounds, so that an error that repeats itself cannot heat the phone.
const LEAST_PAUSE_MS: UnixMs = 100;
/// The longest: a clock that was set must not stop the sending.
const LONGEST_PAUSE_MS: UnixMs = 600_000;

/// Whether the server can be reached, as far as this tab knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connection {
    /// Not tried yet.
    Unknown,
    /// It answered in the last round.
    Connected,
    /// It did not, or there is no network.
    Offline,
}

/// How far a record is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SendProgress {
    /// Of all its bytes.
    pub percent: u8,
    /// How many photos are whole on the server.
    pub photos_done: usize,
    /// How many there are.
    pub photos_total: usize,
}

/// What pages may say about the sending.
#[derive(Debug, Clone, Copy)]
pub struct Sending {
    /// Whether the server can be reached.
    pub connection: State<Connection>,
    /// Records that are on their way at this moment.
    pub progress: State<Vec<(FindingId, SendProgress)>>,
    /// How many versions wait to be received.
    pub waiting: State<u32>,
    /// When something was last received by the server, by the device's clock.
    pub last_received_at_ms: State<Option<UnixMs>>,
    /// Why the server does not answer this phone until a person does something.
    pub wedge: State<Option<Wedge>>,
    services: Services,
    changes: Changes,
    bell: Kept<Bell>,
}

impl Sending {
    pub(super) fn start(services: Services, changes: Changes) -> Self {
        let all = services.all();
        let first = match all.page.is_online() {
            true => Connection::Unknown,
            false => Connection::Offline,
        };
        let sending = Self {
            connection: State::new(first),
            progress: State::new(Vec::new()),
            waiting: State::new(0),
            last_received_at_ms: State::new(None),
            wedge: State::new(None),
            services,
            changes,
            bell: Kept::new(Bell::default()),
        };
        let listener: Handle = all
            .page
            .listen(Rc::new(move |event| sending.on_page_event(event)));
        Kept::new(listener);
        // What another tab sealed or enrolled wakes this tab's driver as well; and whatever changes,
        // the counts are read again.
        effect(move || {
            changes.sealed();
            changes.identity();
            sending.wake();
            spawn_local(sending.read_counts());
        });
        spawn_local(sending.drive());
        sending
    }

    /// How far a record is on its way; `None`: it is not. Following it.
    pub fn progress_of(self, id: FindingId) -> Option<SendProgress> {
        self.progress.with(|all| {
            let found = all.iter().find(|(known, _)| *known == id);
            found.map(|(_, progress)| *progress)
        })
    }

    /// Sends what waits now.
    pub fn wake(self) {
        self.bell.with(Bell::ring);
    }

    /// Tries everything again that waits or needs a person: the person asked for it.
    ///
    /// # Errors
    /// The store's.
    pub async fn retry_all(self) -> Result<(), StoreError> {
        let ports = self.services.ports();
        ports.store.retry_all(ports.clock.now_ms()).await?;
        self.changes.tell(Changed::Outbox);
        self.wake();
        Ok(())
    }

    fn on_page_event(self, event: PageEvent) {
        match event {
            PageEvent::Online | PageEvent::Visible => self.wake(),
            PageEvent::Offline => self.connection.set(Connection::Offline),
            PageEvent::Hidden | PageEvent::Leaving => {}
        }
    }

    async fn read_counts(self) {
        let store = self.services.ports().store;
        if let Ok(waiting) = store.outbox_len().await {
            set_if_new(self.waiting, waiting);
        }
        if let Ok(Some(identity)) = store.identity().await {
            set_if_new(self.last_received_at_ms, identity.last_received_at_ms);
        }
    }

    async fn drive(self) {
        let all = self.services.all();
        loop {
            // A browser without locks drives in every tab: the lease still lets only one write.
            let lock = all.locks.hold(LOCK).await;
            self.drive_with_lock(&all).await;
            drop(lock);
            self.progress.set(Vec::new());
            pause(&all, PAUSE_MS).await;
        }
    }

    /// Rounds until the lease is lost, or the store cannot give one.
    async fn drive_with_lock(self, all: &AllServices) {
        let ports = all.ports.clone();
        let request = LeaseRequest {
            at_ms: ports.clock.now_ms(),
        };
        let Ok(lease) = ports.store.take_lease(request).await else {
            return;
        };
        let bell = self.bell.get();
        let uploader = Uploader::new(ports.clone(), lease, Rc::new(move |event| self.hear(event)));
        loop {
            let now_ms = || ports.clock.now_ms();
            let next_at_ms = match uploader.round().await {
                Ok(end) => {
                    let next_at_ms = end.next_at_ms;
                    self.hear_round(end, all.page.is_online());
                    next_at_ms
                }
                Err(RoundError::Store(StoreError::LeaseLost)) => return,
                Err(RoundError::NotEnrolled | RoundError::Store(_)) => now_ms() + PAUSE_MS,
            };
            let wait_ms = (next_at_ms - now_ms()).clamp(LEAST_PAUSE_MS, LONGEST_PAUSE_MS);
            let rung = std::pin::pin!(bell.rung());
            match select(rung, all.timer.sleep(wait_ms as u32)).await {
                Either::Left(_) | Either::Right(_) => {}
            }
        }
    }

    fn hear_round(self, end: RoundEnd, is_online: bool) {
        let connection = match end.is_connected && is_online {
            true => Connection::Connected,
            false => Connection::Offline,
        };
        if end.is_connected {
            set_if_new(self.wedge, end.wedge);
        }
        set_if_new(self.connection, connection);
        // What did not arrive in this round waits, and is not on its way.
        if !self.progress.with_untracked(Vec::is_empty) {
            self.progress.set(Vec::new());
        }
    }

    fn end_progress(self, id: FindingId) {
        self.progress
            .update(|all| all.retain(|(known, _)| *known != id));
    }

    fn hear(self, event: UploadEvent) {
        match event {
            UploadEvent::Progress {
                finding_id,
                percent,
                photos_done,
                photos_total,
                ..
            } => {
                let progress = SendProgress {
                    percent,
                    photos_done,
                    photos_total,
                };
                set_if_new(self.connection, Connection::Connected);
                self.progress.update(|all| {
                    all.retain(|(known, _)| *known != finding_id);
                    all.push((finding_id, progress));
                });
            }
            UploadEvent::Received { finding_id } => {
                self.end_progress(finding_id);
                self.last_received_at_ms.set(Some(self.services.now_ms()));
                self.changes.tell(Changed::Record(finding_id));
            }
            UploadEvent::Wedged { finding_id } => {
                self.end_progress(finding_id);
                self.changes.tell(Changed::Record(finding_id));
            }
            UploadEvent::Decided { .. } => self.changes.tell(Changed::Outbox),
        }
    }
}

async fn pause(all: &AllServices, ms: UnixMs) {
    all.timer.sleep(ms as u32).await;
}

/// Pages are not redrawn for what they show already.
fn set_if_new<T: PartialEq + Clone + Send + Sync + 'static>(signal: State<T>, value: T) {
    if signal.with_untracked(|known| *known != value) {
        signal.set(value);
    }
}
