//! What waits to be sent, and how far it is.

use domain::finding::FindingVersion;
use domain::hash::Sha256;
use domain::ids::{FindingId, VersionId};
use domain::time::UnixMs;
use serde::{Deserialize, Serialize};

use super::Wedge;

/// A version that waits to be received, with what is known of its way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutboxItem {
    /// The version.
    pub version_id: VersionId,
    /// Its finding.
    pub finding_id: FindingId,
    /// When it was sealed: the order of sending.
    pub sealed_at_ms: UnixMs,
    /// Whether the server has the envelope.
    pub envelope_stored: bool,
    /// Its photos.
    pub photos: Vec<PhotoProgress>,
    /// How often it failed since something last went forward.
    pub failures: u32,
    /// Not to be tried before.
    pub next_try_at_ms: UnixMs,
    /// Why it needs a person; `None`: it goes on by itself.
    pub wedge: Option<Wedge>,
    /// 练习: sent after everything else, and not counted.
    #[serde(default)]
    pub practice: bool,
}

/// How far one photo is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoProgress {
    /// The photo.
    pub sha256: Sha256,
    /// Its length.
    pub bytes: u64,
    /// The upload's path on the server, once there is one.
    pub upload: Option<String>,
    /// How many bytes the server has confirmed.
    pub sent_bytes: u64,
    /// Whether the server has it whole.
    pub is_done: bool,
}

impl OutboxItem {
    /// A version that was just sealed: due at once.
    pub fn of(sealed: &FindingVersion) -> Self {
        let mut photos: Vec<PhotoProgress> = Vec::new();
        for photo in &sealed.photos {
            if photos.iter().all(|known| known.sha256 != photo.sha256) {
                photos.push(PhotoProgress {
                    sha256: photo.sha256,
                    bytes: photo.bytes,
                    upload: None,
                    sent_bytes: 0,
                    is_done: false,
                });
            }
        }
        Self {
            version_id: sealed.version_id,
            finding_id: sealed.finding_id,
            sealed_at_ms: sealed.sealed_at_ms,
            envelope_stored: false,
            photos,
            failures: 0,
            next_try_at_ms: 0,
            wedge: None,
            practice: sealed.practice,
        }
    }

    /// The item as it is after a person asked to try again: due now, not wedged.
    pub fn retried(self, now_ms: UnixMs) -> Self {
        Self {
            wedge: None,
            failures: 0,
            next_try_at_ms: now_ms,
            ..self
        }
    }

    /// How many photos are whole on the server, and how many there are.
    pub fn photos_done(&self) -> (usize, usize) {
        (
            self.photos.iter().filter(|photo| photo.is_done).count(),
            self.photos.len(),
        )
    }

    /// How much is sent, in percent of all bytes; the envelope counts as a little.
    pub fn percent(&self) -> u8 {
        const ENVELOPE_BYTES: u64 = 4096;
        let total: u64 = ENVELOPE_BYTES + self.photos.iter().map(|photo| photo.bytes).sum::<u64>();
        let envelope = if self.envelope_stored {
            ENVELOPE_BYTES
        } else {
            0
        };
        let sent: u64 = envelope
            + self
                .photos
                .iter()
                .map(|p| {
                    if p.is_done {
                        p.bytes
                    } else {
                        p.sent_bytes.min(p.bytes)
                    }
                })
                .sum::<u64>();
        (sent * 100 / total) as u8
    }
}
