//! What crosses the wire: version 1 of the API's documents, JSON in UTF-8, `snake_case` members,
//! times in ms UTC. Unknown members are ignored by a reader and kept by the store, which holds the
//! bytes as they came.
//!
//! Long because it is the one list of the API's documents, most of it what each member means.

use serde::{Deserialize, Serialize};

use crate::finding::FindingVersion;
use crate::hash::Sha256;
use crate::ids::{DecisionId, DeviceId, Epoch, FindingId, OfficerId, VersionId};
use crate::review::{Decision, Role, Stage, Verdict};
use crate::taxonomy;
use crate::time::UnixMs;
use crate::unit::UnitCode;

/// The most bytes of one request to `/api/v1/envelopes`.
pub const MAX_ENVELOPES_BYTES: usize = 1024 * 1024;
/// The most envelopes of one request.
pub const MAX_ENVELOPES: usize = 50;

/// A JWS in the flattened JSON serialisation (RFC 7515, 7.2.2). The three texts are stored and sent
/// as they are; nothing is ever serialised again to verify.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Jws {
    /// base64url of the payload.
    pub payload: String,
    /// base64url of the protected header.
    pub protected: String,
    /// base64url of the signature: raw r||s, 64 bytes for ES256 (RFC 7518, 3.4).
    pub signature: String,
}

/// A public P-256 key (RFC 7517, RFC 7518 6.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Jwk {
    /// `EC`.
    pub kty: String,
    /// `P-256`.
    pub crv: String,
    /// base64url of the x coordinate, 32 bytes.
    pub x: String,
    /// base64url of the y coordinate, 32 bytes.
    pub y: String,
    /// The key's name: its RFC 7638 thumbprint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
}

/// A set of keys (RFC 7517, 5): `GET /api/v1/keys`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct JwkSet {
    /// The keys, newest first.
    pub keys: Vec<Jwk>,
}

/// RFC 9457 `application/problem+json`. `code` is stable; apps turn it into a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ProblemDetails {
    /// `urn:xuntian:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// A short English title.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The stable code.
    pub code: String,
    /// More for a developer; never a name, a key or a position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// `POST /api/v1/enrol/preview`: what a code would enrol. Uses nothing up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct EnrolPreviewRequest {
    /// Ten digits.
    pub code: String,
}

/// The answer to a preview: is this me?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct EnrolPreview {
    /// The officer's name.
    pub officer_name: String,
    /// The officer's role.
    pub role: Role,
    /// The officer's unit.
    pub unit: UnitCode,
    /// When the code ends.
    pub expires_at_ms: UnixMs,
}

/// `POST /api/v1/enrol`: uses the code up. Repeating it with the same key gives the same device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct EnrolRequest {
    /// Ten digits.
    pub code: String,
    /// The public half of the key that was made on the phone.
    pub key: Jwk,
    /// What the browser says it is, at most 200 characters.
    pub platform: String,
    /// From a phone that was enrolled with this key before: the key's JWS over a [`TokenClaim`] that
    /// names the device it was, with the code as its nonce. The phone is that device again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Jws>,
}

/// The answer to an enrolment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Enrolled {
    /// The device.
    pub device_id: DeviceId,
    /// The officer.
    pub officer_id: OfficerId,
    /// The officer's name.
    pub officer_name: String,
    /// The officer's role.
    pub role: Role,
    /// The officer's unit.
    pub unit: UnitCode,
    /// Bearer token of the device.
    pub token: String,
    /// The server's keys: pinned by the phone.
    pub server_keys: JwkSet,
    /// The server's epoch.
    pub epoch: Epoch,
    /// The server's clock.
    pub server_time_ms: UnixMs,
    /// Whether the officer is one of the demonstration.
    #[serde(default)]
    pub is_demo: bool,
}

/// `POST /api/v1/enrol/challenge`: asks for a nonce to sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ChallengeRequest {
    /// The device.
    pub device_id: DeviceId,
}

/// The nonce: valid for five minutes, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Challenge {
    /// base64url of 32 random bytes.
    pub nonce: String,
}

/// `POST /api/v1/enrol/token`: a JWS of the device over a [`TokenClaim`] renews the bearer token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TokenClaim {
    /// The device.
    pub device_id: DeviceId,
    /// The nonce of the challenge.
    pub nonce: String,
}

/// A new bearer token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RenewedToken {
    /// The token.
    pub token: String,
}

/// `POST /api/v1/envelopes`: sealed versions, each answered by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct EnvelopesRequest {
    /// At most [`MAX_ENVELOPES`].
    pub envelopes: Vec<Jws>,
}

/// The answers, in the order of the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct EnvelopesAnswer {
    /// One for each envelope.
    pub results: Vec<EnvelopeResult>,
    /// The server's epoch.
    pub epoch: Epoch,
    /// The server's clock.
    pub server_time_ms: UnixMs,
}

/// What became of one envelope; also `GET /api/v1/envelopes/{payload_sha256}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "outcome", rename_all = "snake_case", try_from = "AnyResult")]
pub enum EnvelopeResult {
    /// Stored; photos are still missing.
    AwaitingPhotos {
        /// The payload's hash.
        payload_sha256: Sha256,
        /// The photos that the server does not have.
        missing: Vec<Sha256>,
    },
    /// Everything is on disk.
    Received {
        /// The payload's hash.
        payload_sha256: Sha256,
        /// Signed by the server over [`ReceiptClaims`].
        receipt: Jws,
    },
    /// Refused; sending it again will not help.
    Refused {
        /// `not_a_jws`, `bad_signature`, `unknown_device`, `too_large` or `conflict`.
        problem: ProblemDetails,
    },
}

/// The members of every [`EnvelopeResult`], as it is read: serde's own way for a tagged enum keeps
/// the members aside until it has found the tag.
#[derive(Deserialize)]
struct AnyResult {
    outcome: Outcome,
    payload_sha256: Option<Sha256>,
    missing: Option<Vec<Sha256>>,
    receipt: Option<Jws>,
    problem: Option<ProblemDetails>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    AwaitingPhotos,
    Received,
    Refused,
}

/// An [`EnvelopeResult`] without what its outcome promises.
#[derive(Debug, thiserror::Error)]
#[error("a member of the outcome is missing")]
struct Incomplete;

impl TryFrom<AnyResult> for EnvelopeResult {
    type Error = Incomplete;

    fn try_from(any: AnyResult) -> Result<Self, Incomplete> {
        let payload_sha256 = any.payload_sha256.ok_or(Incomplete);
        Ok(match any.outcome {
            Outcome::AwaitingPhotos => Self::AwaitingPhotos {
                payload_sha256: payload_sha256?,
                missing: any.missing.ok_or(Incomplete)?,
            },
            Outcome::Received => Self::Received {
                payload_sha256: payload_sha256?,
                receipt: any.receipt.ok_or(Incomplete)?,
            },
            Outcome::Refused => Self::Refused {
                problem: any.problem.ok_or(Incomplete)?,
            },
        })
    }
}

/// What a receipt states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ReceiptClaims {
    /// 1.
    pub schema: u32,
    /// The number that people read out: `5304-7F2A-91C3`.
    pub receipt_no: String,
    /// SHA-256 of the envelope's payload bytes.
    pub payload_sha256: Sha256,
    /// SHA-256 of every photo that the payload names, sorted, without repeats.
    pub photo_sha256: Vec<Sha256>,
    /// The finding, where the payload could be read.
    pub finding_id: Option<FindingId>,
    /// The version, where the payload could be read.
    pub version_id: Option<VersionId>,
    /// When the last missing part was on disk, by the server's clock.
    pub received_at_ms: UnixMs,
    /// The server's epoch.
    pub epoch: Epoch,
}

/// `GET /api/v1/inbox?since=<cursor>`: what happened to this officer's findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Inbox {
    /// Ask with this the next time.
    pub cursor: u64,
    /// Decisions after the cursor, oldest first.
    pub decisions: Vec<Decision>,
    /// The server's epoch: another one than before means a restore, and the phone offers again all it holds.
    pub epoch: Epoch,
    /// The server's clock.
    pub server_time_ms: UnixMs,
}

/// `POST /api/v1/session`: signs a supervisor in; sets the cookie.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SignIn {
    /// The account's name.
    pub name: String,
    /// The password.
    pub password: String,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignIn(..)")
    }
}

/// `GET /api/v1/about`: what anybody may know of a server before signing in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct About {
    /// How to look around; `None` wherever real work is done.
    pub demo: Option<DemoAccess>,
}

/// The ways into a demonstration. They protect nothing: everything behind them is made up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DemoAccess {
    /// The page that enrols a phone for the demonstration's village officer.
    pub enrol_path: String,
    /// The supervisors, lowest level first.
    pub accounts: Vec<DemoAccount>,
}

/// A supervisor of the demonstration, with whom anybody may sign in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DemoAccount {
    /// The account's name.
    pub name: String,
    /// The password.
    pub password: String,
    /// The role.
    pub role: Role,
    /// The unit.
    pub unit: UnitCode,
}

impl std::fmt::Debug for DemoAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DemoAccount({})", self.name)
    }
}

/// Who is signed in: the answer to `POST` and `GET /api/v1/session`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Session {
    /// The reviewer's name as it is shown.
    pub display_name: String,
    /// The role.
    pub role: Role,
    /// The unit.
    pub unit: UnitCode,
    /// Whether this server holds the demonstration's data.
    pub is_demo: bool,
}

taxonomy! {
    /// Facts about a record that a reviewer must know. None refuses a record.
    Flag {
        Unreadable = "unreadable", "内容无法解读", "";
        UnknownVillage = "unknown_village", "村代码不在表中", "";
        OutsideUnit = "outside_unit", "不在本人所属村", "";
        TimeImplausible = "time_implausible", "时间不合常理", "";
        ClockSkew = "clock_skew", "手机时钟偏差", "";
        SequenceGap = "sequence_gap", "序号不连续", "";
        ChainFork = "chain_fork", "链条分叉", "";
        NotAuthor = "not_author", "署名与记录不符", "";
        DeviceRevoked = "device_revoked", "手机已停用", "";
        GalleryPhoto = "gallery_photo", "含相册照片", "";
        PoorPosition = "poor_position", "定位精度差", "";
        NoPosition = "no_position", "没有位置", "";
        NoPhotos = "no_photos", "没有照片", "";
        PhotoNotAnImage = "photo_not_an_image", "照片不是图片", "";
        PracticeChanged = "practice_changed", "练习标记前后不一", "";
        Demo = "demo", "演示", "";
    }
}

/// `GET /api/v1/findings?stage=&cursor=&limit=`: the reviewer's list, most urgent first. Practice is in
/// it only where that stage is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FindingList {
    /// A page of rows.
    pub rows: Vec<FindingRow>,
    /// How many there are in each stage that is counted, in the order of [`Stage::ALL`].
    pub counts: Vec<StageCount>,
    /// Where the next page begins; `None`: this was the last.
    pub next_cursor: Option<String>,
}

/// How many findings are in a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StageCount {
    /// The stage.
    pub stage: Stage,
    /// How many.
    pub count: u64,
}

/// One row of the list: the newest version's facts, without its photos.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FindingRow {
    /// The finding.
    pub finding_id: FindingId,
    /// Where it stands.
    pub stage: Stage,
    /// The number of the newest version.
    pub version: u32,
    /// The newest version's form.
    pub form: crate::finding::FindingForm,
    /// The first photo, for the list's picture.
    pub first_photo: Option<Sha256>,
    /// How many photos.
    pub photo_count: u32,
    /// The officer's name.
    pub officer_name: String,
    /// When it was discovered, by the device's clock.
    pub discovered_at_ms: UnixMs,
    /// When the newest version was received whole.
    pub received_at_ms: UnixMs,
    /// The newest receipt's number.
    pub receipt_no: String,
    /// What the reviewer must know.
    pub flags: Vec<Flag>,
}

/// `GET /api/v1/findings/{finding_id}`: everything about one finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FindingDetail {
    /// The row.
    pub row: FindingRow,
    /// Every version as sealed, oldest first.
    pub versions: Vec<VersionDetail>,
    /// Every decision, oldest first.
    pub decisions: Vec<Decision>,
    /// What this reviewer may decide now.
    pub may: Vec<Verdict>,
}

/// One sealed version and what was checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct VersionDetail {
    /// The payload.
    pub sealed: FindingVersion,
    /// SHA-256 of the payload bytes.
    pub payload_sha256: Sha256,
    /// The envelope as it came.
    pub jws: Jws,
    /// The key that signed.
    pub key: Jwk,
    /// When it was received whole, by the server's clock.
    pub received_at_ms: UnixMs,
    /// The receipt's number.
    pub receipt_no: String,
    /// What was found when the envelope was checked.
    pub checks: Checks,
    /// Facts that the reviewer must know.
    pub flags: Vec<Flag>,
}

/// The verdict on one envelope's proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Checks {
    /// The signature was verified again for this answer.
    pub signature_valid: bool,
    /// The sequence number follows the one before, and its hash is the one named.
    pub chain: ChainLink,
    /// Every photo's bytes have the hash that the payload names (checked when they arrived).
    pub photos_valid: bool,
}

taxonomy! {
    /// How a version hangs on the one before it.
    ChainLink {
        First = "first", "首条", "";
        Linked = "linked", "连续", "";
        Gap = "gap", "序号不连续", "";
        Fork = "fork", "链条分叉", "";
    }
}

/// `POST /api/v1/decisions`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DecisionRequest {
    /// Made by the app; repeating it is harmless.
    pub decision_id: DecisionId,
    /// The finding.
    pub finding_id: FindingId,
    /// The version that the reviewer has before him.
    pub version_id: VersionId,
    /// What he decides.
    pub verdict: Verdict,
    /// What is missing, for a return; at most 500 characters.
    pub reason: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::from_json;

    const HASH: &str = "0101010101010101010101010101010101010101010101010101010101010101";

    fn result(members: &str) -> String {
        format!("{{{}}}", members.replace("HASH", HASH))
    }

    #[test]
    fn every_outcome_is_read_as_it_is_written() {
        let cases = [
            r#""outcome":"awaiting_photos","payload_sha256":"HASH","missing":["HASH"]"#,
            r#""outcome":"received","payload_sha256":"HASH","receipt":{"payload":"a","protected":"b","signature":"c"}"#,
            r#""outcome":"refused","problem":{"type":"t","title":"T","status":409,"code":"conflict"}"#,
        ];
        for text in cases.map(result) {
            let read: EnvelopeResult = from_json(text.as_bytes()).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), text);
            assert_eq!(serde_json::from_str::<EnvelopeResult>(&text).unwrap(), read);
        }
    }

    #[test]
    fn an_outcome_without_its_members_is_refused() {
        for bad in [
            r#""outcome":"awaiting_photos","missing":[]"#,
            r#""outcome":"awaiting_photos","payload_sha256":"HASH""#,
            r#""outcome":"received","payload_sha256":"HASH","missing":[]"#,
            r#""outcome":"refused""#,
            r#""outcome":"lost""#,
            r#""payload_sha256":"HASH","missing":[]"#,
        ]
        .map(result)
        {
            assert!(
                from_json::<EnvelopeResult>(bad.as_bytes()).is_err(),
                "{bad}"
            );
        }
    }
}
