//! Why an item of the outbox stands still, as it is stored.

use domain::hash::Sha256;
use serde::{Deserialize, Serialize};

/// Why an item cannot go on without a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case", try_from = "AnyWedge")]
pub enum Wedge {
    /// The server refuses it for good.
    Refused {
        /// The stable code of the refusal.
        code: String,
    },
    /// The bytes of a photo are not on the phone any more.
    PhotoGone {
        /// The photo.
        sha256: Sha256,
    },
    /// The receipt does not hold, or is for something else.
    BadReceipt,
    /// The signing key is gone, so no new token can be had.
    KeyGone,
}

/// The members of every [`Wedge`], as it is read: serde's own way for a tagged enum keeps the members
/// aside until it has found the tag.
#[derive(Deserialize)]
struct AnyWedge {
    why: Why,
    code: Option<String>,
    sha256: Option<Sha256>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Why {
    Refused,
    PhotoGone,
    BadReceipt,
    KeyGone,
}

/// A [`Wedge`] without what it is about.
#[derive(Debug, thiserror::Error)]
#[error("what the wedge is about is missing")]
struct Incomplete;

impl TryFrom<AnyWedge> for Wedge {
    type Error = Incomplete;

    fn try_from(any: AnyWedge) -> Result<Self, Incomplete> {
        Ok(match any.why {
            Why::Refused => Self::Refused {
                code: any.code.ok_or(Incomplete)?,
            },
            Why::PhotoGone => Self::PhotoGone {
                sha256: any.sha256.ok_or(Incomplete)?,
            },
            Why::BadReceipt => Self::BadReceipt,
            Why::KeyGone => Self::KeyGone,
        })
    }
}
