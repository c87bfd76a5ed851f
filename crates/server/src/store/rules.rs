//! What follows from what: the pure rules that every store applies inside its transactions.

use domain::finding::FindingVersion;
use domain::hash::Sha256;
use domain::ids::{FindingId, OfficerId};
use domain::review::{Decision, FindingState, NotAllowed, Stage, may_decide};
use domain::time::UnixMs;
use domain::unit::UnitCode;
use domain::wire::{ChainLink, FindingRow, Flag, Jws, ReceiptClaims};
use evidence::jws::TYP_RECEIPT;

use super::types::{Device, ListCursor, NewDecision, NewEnvelope, Officer, Outline, ReceiptSigner};

/// The hash before the first line of the event log.
pub const LOG_BEGINS: Sha256 = Sha256([0; 32]);

/// The hash of a line of the event log: over everything the line says and the hash before it.
pub fn event_sha256(seq: u64, at_ms: UnixMs, kind: &str, body: &str, prev: &Sha256) -> Sha256 {
    evidence::sha256(format!("{seq}\n{at_ms}\n{kind}\n{prev}\n{body}").as_bytes())
}

/// Whether a code makes a device that is known what it is already. A revoked one begins anew.
pub fn may_enrol_again(known: &Device, officer: &Officer, is_proven: bool) -> bool {
    is_proven && known.officer.id == officer.id && known.revoked_at_ms.is_none()
}

/// The place of an envelope in the chain of the device that signed; `None` where the payload cannot
/// be read or names somebody else.
pub fn chain_seq(envelope: &NewEnvelope) -> Option<u64> {
    let sealed = envelope.outline.sealed.as_deref()?;
    is_authors_own(sealed, &envelope.signer).then_some(sealed.seq)
}

/// The flags of a new envelope: those found before, and whether it is its signer's.
pub fn stored_flags(envelope: &NewEnvelope) -> Vec<Flag> {
    let mut flags = envelope.flags.clone();
    let sealed = envelope.outline.sealed.as_deref();
    if sealed.is_some_and(|sealed| !is_authors_own(sealed, &envelope.signer)) {
        flags.push(Flag::NotAuthor);
    }
    flags
}

fn is_authors_own(sealed: &FindingVersion, signer: &Device) -> bool {
    sealed.device_id == signer.id && sealed.officer_id == signer.officer.id
}

/// A receipt's claims and the receipt itself.
pub fn receipt(
    payload_sha256: Sha256,
    outline: &Outline,
    signer: &ReceiptSigner,
    now_ms: UnixMs,
) -> (ReceiptClaims, Jws) {
    let claims = ReceiptClaims {
        schema: 1,
        receipt_no: evidence::receipt::receipt_no(outline.village.as_ref(), &payload_sha256),
        payload_sha256,
        photo_sha256: evidence::receipt::photo_list(outline.photos.iter().map(|p| p.sha256)),
        finding_id: outline.finding_id,
        version_id: outline.version_id,
        received_at_ms: now_ms,
        epoch: signer.epoch,
    };
    let payload = serde_json::to_vec(&claims).unwrap_or_default();
    let jws = signer.key.sign(TYP_RECEIPT, &payload);
    (claims, jws)
}

/// The flags as a reviewer sees them: those of the envelope and the one of its chain.
pub fn shown_flags(stored: &[Flag], chain: ChainLink) -> Vec<Flag> {
    let from_chain = match chain {
        ChainLink::First | ChainLink::Linked => None,
        ChainLink::Gap => Some(Flag::SequenceGap),
        ChainLink::Fork => Some(Flag::ChainFork),
    };
    let mut flags = stored.to_vec();
    flags.extend(from_chain);
    flags
}

/// Where a finding stands, and its row in the reviewer's list.
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    /// The finding.
    pub finding_id: FindingId,
    /// Its author.
    pub officer_id: OfficerId,
    /// Where it belongs.
    pub place: UnitCode,
    /// The newest version's payload.
    pub newest: Sha256,
    /// The state.
    pub state: FindingState,
    /// The row.
    pub row: FindingRow,
}

impl Projection {
    /// Its place in the list: what waits for the reviewer comes first, oldest first; the rest
    /// newest first.
    pub fn cursor(&self) -> ListCursor {
        let (rank, key) = match self.state.stage {
            Stage::Submitted => (0, self.row.received_at_ms),
            Stage::Returned | Stage::Verifying | Stage::Practice => (1, -self.row.received_at_ms),
        };
        ListCursor {
            rank,
            key,
            finding_id: self.finding_id,
        }
    }
}

/// A version that is whole.
#[derive(Debug)]
pub struct ReceivedVersion<'a> {
    /// The payload's hash.
    pub payload_sha256: Sha256,
    /// The payload.
    pub sealed: &'a FindingVersion,
    /// Whose key signed.
    pub officer_id: OfficerId,
    /// The author's name.
    pub officer_name: &'a str,
    /// Where it belongs.
    pub place: &'a UnitCode,
    /// The envelope's flags.
    pub flags: &'a [Flag],
    /// How it hangs on the one before.
    pub chain: ChainLink,
    /// When it was whole.
    pub received_at_ms: UnixMs,
    /// The receipt's number.
    pub receipt_no: &'a str,
}

/// What a received version does to its finding.
#[derive(Debug, PartialEq)]
pub enum Projected {
    /// The finding stands like this now.
    Changed(Box<Projection>),
    /// An older version that came late.
    Unchanged,
    /// The finding is somebody else's: nothing of it may change.
    Foreign,
}

/// Whether a version says of practice what its finding does not: what came first holds, so that a
/// clue cannot be taken back and practice cannot become one. The version is flagged.
pub fn changes_practice(before: Option<&Projection>, sealed: &FindingVersion) -> bool {
    before.is_some_and(|before| (before.state.stage == Stage::Practice) != sealed.practice)
}

/// Applies a received version to its finding.
pub fn project(before: Option<&Projection>, version: &ReceivedVersion<'_>) -> Projected {
    let sealed = version.sealed;
    let state = match before {
        None => FindingState::begun(sealed.version_id, sealed.version, sealed.practice),
        Some(before) if before.officer_id != version.officer_id => return Projected::Foreign,
        Some(before) => {
            let state = before.state.with_version(sealed.version_id, sealed.version);
            if state.version_id != sealed.version_id {
                return Projected::Unchanged;
            }
            state
        }
    };
    Projected::Changed(Box::new(Projection {
        finding_id: sealed.finding_id,
        officer_id: version.officer_id,
        place: version.place.clone(),
        newest: version.payload_sha256,
        state,
        row: FindingRow {
            finding_id: sealed.finding_id,
            stage: state.stage,
            version: state.version,
            form: sealed.form.clone(),
            first_photo: sealed.photos.first().map(|photo| photo.sha256),
            photo_count: u32::try_from(sealed.photos.len()).unwrap_or(u32::MAX),
            officer_name: version.officer_name.to_owned(),
            discovered_at_ms: sealed.discovered_at_ms,
            received_at_ms: version.received_at_ms,
            receipt_no: version.receipt_no.to_owned(),
            flags: shown_flags(version.flags, version.chain),
        },
    }))
}

/// A decision that was taken, and where its finding stands now.
pub struct Taken {
    /// What the phone will be told.
    pub decision: Decision,
    /// The finding after it.
    pub projection: Projection,
}

/// Applies a decision to a finding. `Ok(None)`: the finding is outside the reviewer's subtree, which
/// is told to nobody.
///
/// # Errors
/// [`NotAllowed`].
pub fn decide(
    mut projection: Projection,
    new: &NewDecision,
    now_ms: UnixMs,
) -> Result<Option<Taken>, NotAllowed> {
    let account = &new.account;
    if may_decide(account.role, &account.unit, &projection.place).is_err() {
        return Ok(None);
    }
    let reason = new.reason.as_deref();
    projection.state = projection
        .state
        .decided(new.verdict, new.version_id, reason)?;
    projection.row.stage = projection.state.stage;
    let decision = Decision {
        decision_id: new.id,
        finding_id: new.finding_id,
        version_id: new.version_id,
        verdict: new.verdict,
        reason: new.reason.clone(),
        decided_at_ms: now_ms,
        unit: account.unit.clone(),
        reviewer_name: account.display_name.clone(),
    };
    Ok(Some(Taken {
        decision,
        projection,
    }))
}

/// Whether a repeated decision says the same as the one that was taken.
pub fn is_same_decision(taken: &Decision, new: &NewDecision) -> bool {
    taken.finding_id == new.finding_id
        && taken.version_id == new.version_id
        && taken.verdict == new.verdict
        && taken.reason == new.reason
}
