//! What the phone keeps: drafts, sealed versions, photos, what waits to be sent, receipts, and the
//! small row that lists read.
//!
//! A row is told by events ([`RecordEvent`]), each inside the transaction that makes it true, so that
//! two tabs that write at once cannot undo each other.

mod outbox;
mod wedge;

use domain::area::AreaEstimate;
use domain::finding::{FindingForm, FindingVersion, Lack};
use domain::hash::Sha256;
use domain::ids::{DecisionId, FindingId, PhotoId, VersionId};
use domain::photo::PhotoManifest;
use domain::review::{Decision, Verdict};
use domain::taxonomy::SightingKind;
use domain::time::UnixMs;
use domain::unit::UnitCode;
use domain::wire::Jws;
use serde::{Deserialize, Serialize};

use crate::ports::KeyId;

pub use outbox::{OutboxItem, PhotoProgress};
pub use wedge::Wedge;

/// A record that is being written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The finding that it will be, or that it adds to.
    pub finding_id: FindingId,
    /// Counts the writes: 1, 2, 3 …
    pub revision: u32,
    /// When it was begun: the time of discovery.
    pub begun_at_ms: UnixMs,
    /// When it was last changed.
    pub changed_at_ms: UnixMs,
    /// What the officer says so far.
    pub form: FindingForm,
    /// The photos so far, in the order taken.
    pub photos: Vec<PhotoManifest>,
    /// The version that it replaces; `None` for a new finding.
    pub follows: Option<Follows>,
    /// 练习, from its beginning and for ever.
    #[serde(default)]
    pub practice: bool,
}

/// What a draft answers or completes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Follows {
    /// The newest sealed version.
    pub version_id: VersionId,
    /// Its number.
    pub version: u32,
    /// When the finding was discovered.
    pub discovered_at_ms: UnixMs,
    /// The return that it answers.
    pub answers: Option<DecisionId>,
}

/// A photo's manifest with a small picture of it, for lists.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredPhoto {
    /// The manifest.
    pub manifest: PhotoManifest,
    /// A JPEG of at most 160 px a side; empty where none could be made.
    pub thumbnail: Vec<u8>,
}

/// A sealed version as it is kept and sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SealedVersion {
    /// The payload, for reading; what is sent is `jws`.
    pub sealed: FindingVersion,
    /// The key that signed.
    pub key_id: KeyId,
    /// SHA-256 of the payload bytes.
    pub payload_sha256: Sha256,
    /// The envelope.
    pub jws: Jws,
}

/// A verified receipt as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredReceipt {
    /// The version.
    pub version_id: VersionId,
    /// Its finding.
    pub finding_id: FindingId,
    /// The number that people read out.
    pub receipt_no: String,
    /// When the server had everything, by its clock.
    pub received_at_ms: UnixMs,
    /// When the phone verified it, by the device's clock.
    pub verified_at_ms: UnixMs,
    /// The receipt itself.
    pub jws: Jws,
}

/// One finding as lists show it: small, and all that they need.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordRow {
    /// The finding.
    pub finding_id: FindingId,
    /// The newest sealed version.
    pub version_id: VersionId,
    /// Its number.
    pub version: u32,
    /// What is seen.
    pub sighting: Option<SightingKind>,
    /// The village.
    pub village: Option<UnitCode>,
    /// 坐落.
    pub locality: Option<String>,
    /// How large.
    pub area: Option<AreaEstimate>,
    /// What may still be added.
    pub lacks: Vec<Lack>,
    /// The first photo.
    pub first_photo: Option<PhotoId>,
    /// How many photos.
    pub photo_count: u32,
    /// When it was discovered.
    pub discovered_at_ms: UnixMs,
    /// When the newest version was sealed.
    pub sealed_at_ms: UnixMs,
    /// The receipt of the newest version that was received.
    pub received: Option<RowReceipt>,
    /// The newest decision.
    pub decision: Option<Decision>,
    /// When something last changed, by the device's clock.
    pub changed_at_ms: UnixMs,
    /// When the phone's messages were last opened to tell the township, by the device's clock. Whether
    /// a message was sent, and whether somebody read it, nobody here knows.
    #[serde(default)]
    pub sms_opened_at_ms: Option<UnixMs>,
    /// 练习, as its first version said.
    #[serde(default)]
    pub practice: bool,
}

/// A receipt as a row shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowReceipt {
    /// The version that it is for.
    pub version_id: VersionId,
    /// The number of that version.
    pub version: u32,
    /// The number that people read out.
    pub receipt_no: String,
    /// When the server had everything, by its clock.
    pub received_at_ms: UnixMs,
}

/// Where a record is, as its chip says in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordState {
    /// The newest version is only on this phone.
    Waiting,
    /// The server has all of it, and it lacks nothing.
    Received,
    /// The server has all of it; something may be added.
    ReceivedWithLacks,
    /// A supervisor wants something.
    Returned,
    /// A supervisor took it on.
    Accepted,
}

/// What happens to a row.
#[derive(Debug, Clone)]
pub enum RecordEvent<'a> {
    /// A version was sealed.
    Sealed(&'a FindingVersion),
    /// A version was received.
    Received {
        /// The receipt.
        receipt: &'a StoredReceipt,
        /// The number of its version.
        version: u32,
    },
    /// A supervisor decided.
    Decided {
        /// The decision.
        decision: &'a Decision,
        /// When the phone heard of it.
        heard_at_ms: UnixMs,
    },
    /// The phone's messages were opened to tell the township.
    SmsOpened {
        /// By the device's clock.
        at_ms: UnixMs,
    },
}

impl RecordRow {
    /// The row of a finding's first version.
    pub fn first(sealed: &FindingVersion) -> Self {
        Self {
            finding_id: sealed.finding_id,
            version_id: sealed.version_id,
            version: sealed.version,
            sighting: sealed.form.sighting,
            village: sealed.form.village.clone(),
            locality: sealed.form.locality.clone(),
            area: sealed.form.area,
            lacks: match sealed.practice {
                // Nobody waits for it: nothing is to be added.
                true => Vec::new(),
                false => domain::finding::lacks(&sealed.form, &sealed.photos),
            },
            first_photo: sealed.photos.first().map(|photo| photo.id),
            photo_count: sealed.photos.len() as u32,
            discovered_at_ms: sealed.discovered_at_ms,
            sealed_at_ms: sealed.sealed_at_ms,
            received: None,
            decision: None,
            changed_at_ms: sealed.sealed_at_ms,
            sms_opened_at_ms: None,
            practice: sealed.practice,
        }
    }

    /// The row after an event. Events that are older than what the row knows change nothing.
    pub fn after(self, event: &RecordEvent<'_>) -> Self {
        match event {
            RecordEvent::Sealed(sealed) if sealed.version > self.version => Self {
                received: self.received,
                decision: self.decision,
                sms_opened_at_ms: self.sms_opened_at_ms,
                ..Self::first(sealed)
            },
            RecordEvent::SmsOpened { at_ms } => Self {
                sms_opened_at_ms: self.sms_opened_at_ms.max(Some(*at_ms)),
                ..self
            },
            RecordEvent::Received { receipt, version }
                if self
                    .received
                    .as_ref()
                    .is_none_or(|known| known.version < *version) =>
            {
                let received = Some(RowReceipt {
                    version_id: receipt.version_id,
                    version: *version,
                    receipt_no: receipt.receipt_no.clone(),
                    received_at_ms: receipt.received_at_ms,
                });
                Self {
                    received,
                    changed_at_ms: receipt.verified_at_ms,
                    ..self
                }
            }
            RecordEvent::Decided {
                decision,
                heard_at_ms,
            } if self
                .decision
                .as_ref()
                .is_none_or(|known| known.decided_at_ms <= decision.decided_at_ms) =>
            {
                Self {
                    decision: Some((*decision).clone()),
                    changed_at_ms: *heard_at_ms,
                    ..self
                }
            }
            _ => self,
        }
    }

    /// Where the record is. A version that is not received yet is what matters most; a return counts
    /// for the version that it is about, being taken on for every later one too.
    pub fn state(&self) -> RecordState {
        let is_received = self
            .received
            .as_ref()
            .is_some_and(|receipt| receipt.version_id == self.version_id);
        let about_newest = self
            .decision
            .as_ref()
            .filter(|decision| decision.version_id == self.version_id);
        let verdict = self.decision.as_ref().map(|decision| decision.verdict);
        match verdict {
            Some(Verdict::Returned) if about_newest.is_some() => RecordState::Returned,
            Some(Verdict::Accepted) if is_received || about_newest.is_some() => {
                RecordState::Accepted
            }
            _ if !is_received => RecordState::Waiting,
            _ if self.lacks.is_empty() => RecordState::Received,
            _ => RecordState::ReceivedWithLacks,
        }
    }
}

#[cfg(test)]
mod tests;
