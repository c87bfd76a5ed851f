//! The chain of one (officer, device): each payload carries a sequence number and the hash of the
//! one before, so that a missing or exchanged record shows.

use domain::hash::Sha256;
use domain::wire::ChainLink;
use serde::{Deserialize, Serialize};

/// The last link of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainHead {
    /// The sequence number of the last payload; 0 before the first.
    pub seq: u64,
    /// Its hash; `None` before the first.
    pub payload_sha256: Option<Sha256>,
}

impl ChainHead {
    /// Before the first payload.
    pub const EMPTY: Self = Self {
        seq: 0,
        payload_sha256: None,
    };

    /// The head after a payload.
    pub fn next(self, payload_sha256: Sha256) -> Self {
        Self {
            seq: self.seq + 1,
            payload_sha256: Some(payload_sha256),
        }
    }
}

/// How a payload hangs on the one before it. `others_with_seq` tells whether another payload has the
/// same number; `before` is the hash of the payload with the number before, where it is known.
pub fn link(
    seq: u64,
    prev: Option<Sha256>,
    before: Option<Sha256>,
    others_with_seq: bool,
) -> ChainLink {
    match (seq, prev, before) {
        _ if others_with_seq => ChainLink::Fork,
        (1, None, _) => ChainLink::First,
        (0 | 1, _, _) | (_, None, _) => ChainLink::Fork,
        (_, Some(_), None) => ChainLink::Gap,
        (_, Some(named), Some(known)) if named == known => ChainLink::Linked,
        _ => ChainLink::Fork,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_a_payload_can_hang() {
        let [a, b] = [Sha256([1; 32]), Sha256([2; 32])];
        assert_eq!(link(1, None, None, false), ChainLink::First);
        assert_eq!(link(1, None, None, true), ChainLink::Fork);
        assert_eq!(link(1, Some(a), None, false), ChainLink::Fork);
        assert_eq!(link(2, Some(a), Some(a), false), ChainLink::Linked);
        assert_eq!(link(2, Some(a), Some(b), false), ChainLink::Fork);
        assert_eq!(link(5, Some(a), None, false), ChainLink::Gap);
        assert_eq!(link(5, None, None, false), ChainLink::Fork);
        assert_eq!(link(0, None, None, false), ChainLink::Fork);
    }

    #[test]
    fn a_head_counts_from_one() {
        let head = ChainHead::EMPTY.next(Sha256([1; 32]));
        assert_eq!(
            head,
            ChainHead {
                seq: 1,
                payload_sha256: Some(Sha256([1; 32]))
            }
        );
    }
}
