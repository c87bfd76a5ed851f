//! What goes into the store and comes out of it. Values only: no SQL, no HTTP.

use domain::finding::FindingVersion;
use domain::hash::Sha256;
use domain::ids::{AccountId, DecisionId, DeviceId, FindingId, OfficerId, UploadId, VersionId};
use domain::review::{Decision, Role, Stage, Verdict};
use domain::time::UnixMs;
use domain::unit::UnitCode;
use domain::wire::{ChainLink, FindingRow, Flag, Jwk, Jws, StageCount};
use evidence::native::KeyPair;

use crate::blobs::OCTETS;

/// A person who works in the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Officer {
    /// The person.
    pub id: OfficerId,
    /// As it is shown.
    pub name: String,
    /// Always [`Role::VillageOfficer`] today.
    pub role: Role,
    /// Where the person belongs.
    pub unit: UnitCode,
    /// Made for the demonstration.
    pub is_demo: bool,
}

/// One enrolled phone of one officer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// The enrolment.
    pub id: DeviceId,
    /// Whose it is.
    pub officer: Officer,
    /// The public key; its `kid` is its thumbprint.
    pub key: Jwk,
    /// When it was reported lost or replaced.
    pub revoked_at_ms: Option<UnixMs>,
}

/// One phone as the operator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceLine {
    /// The phone.
    pub device: Device,
    /// What its browser said it is.
    pub platform: String,
    /// When it was enrolled.
    pub enrolled_at_ms: UnixMs,
    /// How many versions it has signed that are here.
    pub envelopes: u64,
    /// When the newest of them came.
    pub newest_at_ms: Option<UnixMs>,
}

/// What an operator watches.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stats {
    /// The last line of the event log.
    pub last_seq: u64,
    /// How many lines of each kind there are after the one that was named, by kind.
    pub events: Vec<(String, u64)>,
    /// How many envelopes wait for photos.
    pub unreceipted: u64,
    /// When the oldest of them came.
    pub oldest_unreceipted_at_ms: Option<UnixMs>,
    /// How many uploads are open.
    pub open_uploads: u64,
}

/// A supervisor's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The account.
    pub id: AccountId,
    /// What is typed at sign-in.
    pub name: String,
    /// As it is shown.
    pub display_name: String,
    /// Never [`Role::VillageOfficer`].
    pub role: Role,
    /// Where the person belongs.
    pub unit: UnitCode,
    /// The password's PHC string (argon2id).
    pub password_phc: String,
    /// Made for the demonstration.
    pub is_demo: bool,
}

/// An enrolment code, by its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolCode {
    /// Whom it enrols.
    pub officer: Officer,
    /// When it ends.
    pub expires_at_ms: UnixMs,
    /// The device that used it up, and that device's key name.
    pub used_by: Option<(DeviceId, String)>,
}

/// A bearer token as the store keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenRecord {
    /// SHA-256 of the token's text.
    pub sha256: Sha256,
    /// When it ends.
    pub expires_at_ms: UnixMs,
}

/// A code being used up.
#[derive(Debug, Clone)]
pub struct Enrolment {
    /// The code's hash.
    pub code_sha256: Sha256,
    /// The device's id, if it is not known here.
    pub device_id: DeviceId,
    /// Whether the phone showed that it has the key and was this device before.
    pub is_proven: bool,
    /// The phone's public key; its `kid` is its thumbprint.
    pub key: Jwk,
    /// What the browser says it is.
    pub platform: String,
    /// The bearer token.
    pub token: TokenRecord,
}

/// What became of an enrolment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnrolOutcome {
    /// Done, or done before with the same key.
    Enrolled(Box<Device>),
    /// There is no such code.
    Wrong,
    /// Another key has used it up.
    Used,
    /// Its time is over.
    Expired,
    /// The key, or the device's id, belongs to another enrolment.
    KeyTaken,
}

/// What signs receipts: the server's key and the store's epoch.
#[derive(Debug, Clone)]
pub struct ReceiptSigner {
    /// The server's key.
    pub key: KeyPair,
    /// The store's epoch.
    pub epoch: domain::ids::Epoch,
}

/// A photo that a payload names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedPhoto {
    /// Its hash.
    pub sha256: Sha256,
    /// Its length as the payload states it, in bytes.
    pub bytes: u64,
}

/// What could be read of a payload. A payload of a newer schema may still name its photos.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// The whole version, where it could be read.
    pub sealed: Option<Box<FindingVersion>>,
    /// The finding.
    pub finding_id: Option<FindingId>,
    /// The version.
    pub version_id: Option<VersionId>,
    /// The village that it names.
    pub village: Option<UnitCode>,
    /// The photos that it names, without repeats.
    pub photos: Vec<NamedPhoto>,
}

/// A verified envelope on its way into the store.
#[derive(Debug, Clone)]
pub struct NewEnvelope {
    /// As it came.
    pub jws: Jws,
    /// The payload's hash.
    pub payload_sha256: Sha256,
    /// Whose key signed.
    pub signer: Device,
    /// Which phone brought it.
    pub sender: DeviceId,
    /// What could be read.
    pub outline: Outline,
    /// What was noticed without the store's help.
    pub flags: Vec<Flag>,
    /// Where it belongs: the village, or the officer's own unit where that is unknown.
    pub place: UnitCode,
}

/// What became of an envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accepted {
    /// Stored, now or before.
    Stored(EnvelopeState),
    /// The version is there already with another payload.
    Conflict,
}

/// How far a stored envelope is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnvelopeState {
    /// These photos are not there yet.
    AwaitingPhotos(Vec<Sha256>),
    /// Everything is on disk; the same receipt for ever.
    Received(Jws),
}

/// A photo that is on the disk, whole and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPhoto {
    /// Its hash.
    pub sha256: Sha256,
    /// Its length.
    pub bytes: u64,
    /// By its first bytes.
    pub media_type: String,
}

impl StoredPhoto {
    /// Whether its bytes begin like an image that can be shown.
    pub fn is_image(&self) -> bool {
        self.media_type != OCTETS
    }
}

/// One resumable upload. How much has arrived is known to the spool, not to the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The upload.
    pub id: UploadId,
    /// The phone that sends.
    pub device_id: DeviceId,
    /// The hash that the whole must have.
    pub sha256: Sha256,
    /// The length of the whole.
    pub bytes: u64,
    /// When it may be dropped.
    pub expires_at_ms: UnixMs,
}

/// Decisions after a cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxPage {
    /// Where to go on.
    pub cursor: u64,
    /// Oldest first.
    pub decisions: Vec<Decision>,
}

/// What a reviewer's list asks for.
#[derive(Debug, Clone)]
pub struct ListQuery {
    /// The subtree.
    pub unit: UnitCode,
    /// One stage, or all that are counted.
    pub stage: Option<Stage>,
    /// Rows after this place.
    pub after: Option<ListCursor>,
    /// At most so many rows.
    pub limit: u32,
}

impl ListQuery {
    /// Whether findings of a stage are asked for.
    pub fn wants(&self, stage: Stage) -> bool {
        self.stage
            .map_or(stage.is_counted(), |asked| asked == stage)
    }
}

/// A place in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListCursor {
    /// 0 = waits for the reviewer.
    pub rank: i64,
    /// Ascending.
    pub key: i64,
    /// Breaks ties.
    pub finding_id: FindingId,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListPage {
    /// The rows, in order.
    pub rows: Vec<FindingRow>,
    /// How many in each stage that is counted, in the order of [`Stage::ALL`].
    pub counts: Vec<StageCount>,
    /// Where the next page begins.
    pub next: Option<ListCursor>,
}

/// Everything about one finding, before the signatures are verified again.
#[derive(Debug, Clone, PartialEq)]
pub struct FindingRecord {
    /// The row.
    pub row: FindingRow,
    /// Where it belongs.
    pub place: UnitCode,
    /// The received versions of its author, oldest first.
    pub versions: Vec<VersionRecord>,
    /// Oldest first.
    pub decisions: Vec<Decision>,
}

/// One received version.
#[derive(Debug, Clone, PartialEq)]
pub struct VersionRecord {
    /// The payload, read.
    pub sealed: FindingVersion,
    /// The payload's hash.
    pub payload_sha256: Sha256,
    /// As it came.
    pub jws: Jws,
    /// The key that signed.
    pub key: Jwk,
    /// When it was received whole.
    pub received_at_ms: UnixMs,
    /// The receipt's number.
    pub receipt_no: String,
    /// How it hangs on the one before, as known now.
    pub chain: ChainLink,
    /// Whether every photo has the length that the payload states.
    pub photos_valid: bool,
    /// Facts for the reviewer, the chain's among them.
    pub flags: Vec<Flag>,
}

/// A photo of a finding, and where the finding belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingPhoto {
    /// Where the finding belongs.
    pub place: UnitCode,
    /// By its first bytes.
    pub media_type: String,
}

/// A decision on its way into the store.
#[derive(Debug, Clone)]
pub struct NewDecision {
    /// Made by the app.
    pub id: DecisionId,
    /// The finding.
    pub finding_id: FindingId,
    /// The version looked at.
    pub version_id: VersionId,
    /// What is decided.
    pub verdict: Verdict,
    /// What is missing.
    pub reason: Option<String>,
    /// Who decides.
    pub account: Account,
}

/// What became of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecideOutcome {
    /// Taken, now or before.
    Decided(Decision),
    /// The id is there already with another content.
    Conflict,
    /// No such finding, or not in this reviewer's subtree.
    Unknown,
    /// The rules say no.
    NotAllowed(domain::review::NotAllowed),
}

/// One line of the event log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// 1, 2, 3 …
    pub seq: u64,
    /// By the server's clock.
    pub at_ms: UnixMs,
    /// What happened.
    pub kind: String,
    /// JSON.
    pub body: String,
    /// The hash of the line before; zeros before the first.
    pub prev_sha256: Sha256,
    /// The hash of this line.
    pub sha256: Sha256,
}
