//! Sending: everything in the outbox, text first, then the photos, until the receipt is verified.
//!
//! The life of an item: its envelope is posted and stored by the server (`envelope_stored`); the
//! photos that the server lacks are uploaded in chunks, each chunk's progress on the disk before the
//! next; then the server answers with a receipt, which is verified with the pinned key and stored in
//! the transaction that ends the item. A failure is one of two kinds: it passes by itself (the item
//! is tried again later), or it needs a person (the item is wedged and says why). Neither holds up
//! the other items. Only a lost connection ends a round early, and counts against no item.

mod backoff;
mod connection;
mod envelopes;
mod inbox;
mod photos;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::rc::Rc;

use domain::ids::{FindingId, VersionId};
use domain::time::UnixMs;

use crate::api::{ApiError, LONGEST_ASKED_WAIT_MS};
use crate::ports::{Lease, Ports, StoreError};
use crate::record::{OutboxItem, Wedge};
use backoff::Backoff;
use connection::Connection;
use photos::ChunkSize;

/// How many items are worked on together: their envelopes travel in one request.
const BATCH: u32 = 20;

/// How often the inbox is asked while nothing else happens.
const INBOX_INTERVAL_MS: i64 = 60_000;

/// What the person may be told while it goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UploadEvent {
    /// An item went forward.
    Progress {
        /// The finding.
        finding_id: FindingId,
        /// The version.
        version_id: VersionId,
        /// Of all its bytes.
        percent: u8,
        /// How many photos are whole on the server.
        photos_done: usize,
        /// How many there are.
        photos_total: usize,
    },
    /// The receipt is verified and stored.
    Received {
        /// The finding.
        finding_id: FindingId,
    },
    /// An item needs a person.
    Wedged {
        /// The finding.
        finding_id: FindingId,
    },
    /// Decisions came.
    Decided {
        /// How many.
        count: usize,
    },
}

/// How a round ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundEnd {
    /// When to begin the next round at the latest.
    pub next_at_ms: UnixMs,
    /// Whether the server could be reached.
    pub is_connected: bool,
    /// Why the server does not answer this phone's questions until a person does something.
    pub wedge: Option<Wedge>,
}

/// Why a driver must stop.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RoundError {
    /// The phone is not enrolled: nothing to do yet.
    #[error("not enrolled")]
    NotEnrolled,
    /// The phone's store; after [`StoreError::LeaseLost`] another driver is at work.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How the work on one item ended early.
#[derive(Debug, Clone)]
enum Halt {
    /// The connection is lost: the round ends.
    Offline,
    /// It passes by itself: the item is tried again later.
    Later,
    /// The same, but not before so many ms: the server asks for it.
    After(i64),
    /// It needs a person.
    Wedged(Wedge),
    /// The driver must stop.
    Stop(StoreError),
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Self::Stop(error)
    }
}

impl From<ApiError> for Halt {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::Unreachable => Self::Offline,
            ApiError::Transient | ApiError::Unauthorized => Self::Later,
            ApiError::Busy { wait_ms } => Self::After(wait_ms),
            // "Too often" passes by itself.
            ApiError::Refused(problem) if problem.status == 429 => Self::Later,
            ApiError::Refused(problem) => Self::Wedged(Wedge::Refused { code: problem.code }),
        }
    }
}

/// The one driver's hands.
pub struct Uploader {
    ports: Ports,
    lease: Lease,
    tell: Rc<dyn Fn(UploadEvent)>,
    backoff: Backoff,
    chunk_size: ChunkSize,
    /// The inbox is not asked before: the server wants it so.
    hear_at_ms: Cell<UnixMs>,
}

impl Uploader {
    /// A driver that holds the lease.
    pub fn new(ports: Ports, lease: Lease, tell: Rc<dyn Fn(UploadEvent)>) -> Self {
        Self {
            ports,
            lease,
            tell,
            backoff: Backoff::default(),
            chunk_size: ChunkSize::default(),
            hear_at_ms: Cell::default(),
        }
    }

    /// One round: reads the inbox, then sends everything that is due.
    ///
    /// # Errors
    /// [`RoundError`]; everything else is kept in the items themselves.
    pub async fn round(&self) -> Result<RoundEnd, RoundError> {
        let identity = self
            .ports
            .store
            .identity()
            .await?
            .ok_or(RoundError::NotEnrolled)?;
        let connection = Connection::new(&self.ports, identity);
        let (is_connected, wedge) = match self.hear_and_send(&connection).await {
            Ok(wedge) => (true, wedge),
            Err(Halt::Stop(error)) => return Err(error.into()),
            Err(_) => (false, None),
        };
        Ok(RoundEnd {
            next_at_ms: self.next_at_ms(is_connected).await?,
            is_connected,
            wedge,
        })
    }

    async fn next_at_ms(&self, is_connected: bool) -> Result<UnixMs, StoreError> {
        let now_ms = self.ports.clock.now_ms();
        if !is_connected {
            return Ok(now_ms + self.backoff.lost(self.ports.random.as_ref()));
        }
        self.backoff.found();
        let poll_at_ms = now_ms + INBOX_INTERVAL_MS;
        let item_at_ms = self.ports.store.outbox_next_at_ms().await?;
        Ok(item_at_ms.map_or(poll_at_ms, |at_ms| at_ms.clamp(now_ms, poll_at_ms)))
    }

    /// Gives back why the inbox cannot be read, if a person has to do something about it.
    async fn hear_and_send(&self, connection: &Connection<'_>) -> Result<Option<Wedge>, Halt> {
        // A server that cannot answer the inbox may still take records.
        let wedge = match self.hear_when_asked_to(connection).await {
            Ok(()) | Err(Halt::Later) => None,
            Err(Halt::Wedged(wedge)) => Some(wedge),
            Err(halt) => return Err(halt),
        };
        let mut tried = Vec::new();
        loop {
            let now_ms = self.ports.clock.now_ms();
            let mut due = self.ports.store.outbox_due(now_ms, BATCH).await?;
            due.retain(|item| !tried.contains(&item.version_id));
            tried.extend(due.iter().map(|item| item.version_id));
            if due.is_empty() {
                return Ok(wedge);
            }
            self.send_batch(connection, due).await?;
        }
    }

    /// Reads the inbox, unless the server wants to be left alone for now.
    async fn hear_when_asked_to(&self, connection: &Connection<'_>) -> Result<(), Halt> {
        let now_ms = self.ports.clock.now_ms();
        let rest_ms = self.hear_at_ms.get() - now_ms;
        // More than can be asked for: the phone's clock was set back.
        if (1..=2 * LONGEST_ASKED_WAIT_MS).contains(&rest_ms) {
            return Ok(());
        }
        match self.hear(connection).await {
            Err(Halt::After(wait_ms)) => {
                let wait_ms = backoff::asked_ms(wait_ms, self.ports.random.as_ref());
                self.hear_at_ms.set(now_ms + wait_ms);
                Ok(())
            }
            other => other,
        }
    }

    async fn send_batch(
        &self,
        connection: &Connection<'_>,
        due: Vec<OutboxItem>,
    ) -> Result<(), Halt> {
        for mut item in self.send_envelopes(connection, due).await? {
            match self.send_photos(connection, &mut item).await {
                Ok(()) => {}
                Err(halt) => self.settle(item, halt).await?,
            }
        }
        Ok(())
    }

    /// Writes down how the work on an item ended early; what concerns more than the item goes on up.
    async fn settle(&self, item: OutboxItem, halt: Halt) -> Result<(), Halt> {
        let item = match halt {
            Halt::Offline | Halt::Stop(_) => return Err(halt),
            Halt::Later | Halt::After(_) => {
                let random = self.ports.random.as_ref();
                let own_ms = backoff::wait_ms(item.failures, random);
                let wait_ms = match halt {
                    Halt::After(asked_ms) => own_ms.max(backoff::asked_ms(asked_ms, random)),
                    _ => own_ms,
                };
                let next_try_at_ms = self.ports.clock.now_ms() + wait_ms;
                OutboxItem {
                    failures: item.failures.saturating_add(1),
                    next_try_at_ms,
                    ..item
                }
            }
            Halt::Wedged(wedge) => {
                (self.tell)(UploadEvent::Wedged {
                    finding_id: item.finding_id,
                });
                OutboxItem {
                    wedge: Some(wedge),
                    ..item
                }
            }
        };
        Ok(self.ports.store.put_outbox_item(self.lease, item).await?)
    }

    /// Writes an item's progress and tells of it.
    async fn progressed(&self, item: &mut OutboxItem) -> Result<(), StoreError> {
        item.failures = 0;
        self.ports
            .store
            .put_outbox_item(self.lease, item.clone())
            .await?;
        let (photos_done, photos_total) = item.photos_done();
        (self.tell)(UploadEvent::Progress {
            finding_id: item.finding_id,
            version_id: item.version_id,
            percent: item.percent(),
            photos_done,
            photos_total,
        });
        Ok(())
    }
}
