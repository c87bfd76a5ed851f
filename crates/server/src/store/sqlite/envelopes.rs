//! Envelopes, the photos that they wait for, and their receipts.

use domain::hash::Sha256;
use domain::time::UnixMs;
use domain::wire::{ChainLink, Flag, Jws};
use serde_json::json;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use super::values::{document, hash, json as document_text, parsed, signed, unit};
use super::{events, findings};
use crate::blobs::OCTETS;
use crate::store::rules;
use crate::store::{
    Accepted, EnvelopeState, NewEnvelope, Outline, ReceiptSigner, StoreError, StoreResult,
    StoredPhoto,
};

pub(super) async fn accept(
    tx: &mut SqliteConnection,
    new: NewEnvelope,
    signer: &ReceiptSigner,
    now_ms: UnixMs,
) -> StoreResult<Accepted> {
    if let Some(state) = state(tx, new.payload_sha256).await? {
        return Ok(Accepted::Stored(state));
    }
    if let Some(version_id) = new.outline.version_id {
        let other = sqlx::query("SELECT 1 FROM envelopes WHERE version_id = ?")
            .bind(version_id.to_string())
            .fetch_optional(&mut *tx)
            .await?;
        if other.is_some() {
            return Ok(Accepted::Conflict);
        }
    }
    insert(tx, &new, now_ms).await?;
    if let Some(seq) = rules::chain_seq(&new) {
        findings::refresh_neighbours(tx, &new.signer.id.to_string(), seq).await?;
    }
    let missing = missing(tx, new.payload_sha256).await?;
    if !missing.is_empty() {
        return Ok(Accepted::Stored(EnvelopeState::AwaitingPhotos(missing)));
    }
    let receipt = complete(tx, new.payload_sha256, signer, now_ms).await?;
    Ok(Accepted::Stored(EnvelopeState::Received(receipt)))
}

async fn insert(tx: &mut SqliteConnection, new: &NewEnvelope, now_ms: UnixMs) -> StoreResult<()> {
    let seq = rules::chain_seq(new);
    sqlx::query(
        "INSERT INTO envelopes (payload_sha256, payload, protected, signature, device_id, \
         finding_id, version_id, seq, place, flags, stored_at_ms) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&new.payload_sha256.0[..])
    .bind(&new.jws.payload)
    .bind(&new.jws.protected)
    .bind(&new.jws.signature)
    .bind(new.signer.id.to_string())
    .bind(new.outline.finding_id.map(|id| id.to_string()))
    .bind(new.outline.version_id.map(|id| id.to_string()))
    .bind(seq.map(signed))
    .bind(new.place.as_str())
    .bind(document_text(&rules::stored_flags(new))?)
    .bind(now_ms)
    .execute(&mut *tx)
    .await?;
    for photo in &new.outline.photos {
        sqlx::query(
            "INSERT INTO envelope_photos (payload_sha256, photo_sha256, bytes) VALUES (?, ?, ?)",
        )
        .bind(&new.payload_sha256.0[..])
        .bind(&photo.sha256.0[..])
        .bind(signed(photo.bytes))
        .execute(&mut *tx)
        .await?;
    }
    let body = json!({
        "payload_sha256": new.payload_sha256,
        "device_id": new.signer.id,
        "sender": new.sender,
        "seq": seq,
    });
    events::append(tx, now_ms, "envelope_stored", body).await?;
    Ok(())
}

pub(super) async fn state(
    reader: &mut SqliteConnection,
    payload_sha256: Sha256,
) -> StoreResult<Option<EnvelopeState>> {
    let row = sqlx::query("SELECT receipt FROM envelopes WHERE payload_sha256 = ?")
        .bind(&payload_sha256.0[..])
        .fetch_optional(&mut *reader)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let receipt: Option<String> = row.try_get("receipt")?;
    Ok(Some(match receipt {
        Some(_) => EnvelopeState::Received(document(&row, "receipt")?),
        None => EnvelopeState::AwaitingPhotos(missing(reader, payload_sha256).await?),
    }))
}

async fn missing(
    reader: &mut SqliteConnection,
    payload_sha256: Sha256,
) -> StoreResult<Vec<Sha256>> {
    let rows = sqlx::query(
        "SELECT e.photo_sha256 FROM envelope_photos e \
         LEFT JOIN photos p ON p.sha256 = e.photo_sha256 \
         WHERE e.payload_sha256 = ? AND p.sha256 IS NULL ORDER BY e.photo_sha256",
    )
    .bind(&payload_sha256.0[..])
    .fetch_all(reader)
    .await?;
    rows.iter().map(|row| hash(row, "photo_sha256")).collect()
}

pub(super) async fn photo_arrived(
    tx: &mut SqliteConnection,
    photo: StoredPhoto,
    signer: &ReceiptSigner,
    now_ms: UnixMs,
) -> StoreResult<u32> {
    let inserted = sqlx::query(
        "INSERT INTO photos (sha256, bytes, media_type, stored_at_ms) VALUES (?, ?, ?, ?) \
         ON CONFLICT (sha256) DO NOTHING",
    )
    .bind(&photo.sha256.0[..])
    .bind(signed(photo.bytes))
    .bind(&photo.media_type)
    .bind(now_ms)
    .execute(&mut *tx)
    .await?;
    if inserted.rows_affected() > 0 {
        let body = json!({ "sha256": photo.sha256, "bytes": photo.bytes });
        events::append(tx, now_ms, "photo_stored", body).await?;
        sqlx::query("UPDATE uploads SET is_open = 0 WHERE sha256 = ? AND is_open = 1")
            .bind(&photo.sha256.0[..])
            .execute(&mut *tx)
            .await?;
    }
    let waiting = sqlx::query(
        "SELECT e.payload_sha256 FROM envelopes e \
         JOIN envelope_photos n ON n.payload_sha256 = e.payload_sha256 \
         WHERE n.photo_sha256 = ? AND e.receipt IS NULL ORDER BY e.seq, e.payload_sha256",
    )
    .bind(&photo.sha256.0[..])
    .fetch_all(&mut *tx)
    .await?;
    let mut receipted = 0;
    for row in waiting {
        let payload_sha256 = hash(&row, "payload_sha256")?;
        if missing(tx, payload_sha256).await?.is_empty() {
            complete(tx, payload_sha256, signer, now_ms).await?;
            receipted += 1;
        }
    }
    Ok(receipted)
}

/// Everything of an envelope is there: signs and stores the receipt and moves the finding.
async fn complete(
    tx: &mut SqliteConnection,
    payload_sha256: Sha256,
    signer: &ReceiptSigner,
    now_ms: UnixMs,
) -> StoreResult<Jws> {
    let mut stored = Stored::load(tx, payload_sha256).await?;
    if !has_images_alone(tx, payload_sha256).await? {
        add_flag(tx, &mut stored, Flag::PhotoNotAnImage).await?;
    }
    let outline = Outline::read(&stored.payload);
    let (claims, receipt) = rules::receipt(payload_sha256, &outline, signer, now_ms);
    sqlx::query(
        "UPDATE envelopes SET received_at_ms = ?, receipt_no = ?, receipt = ? \
         WHERE payload_sha256 = ?",
    )
    .bind(now_ms)
    .bind(&claims.receipt_no)
    .bind(document_text(&receipt)?)
    .bind(&payload_sha256.0[..])
    .execute(&mut *tx)
    .await?;
    let body = json!({ "payload_sha256": payload_sha256, "receipt_no": claims.receipt_no });
    events::append(tx, now_ms, "received", body).await?;
    if let Some(sealed) = outline.sealed.as_deref() {
        let before = findings::projection(tx, sealed.finding_id).await?;
        if rules::changes_practice(before.as_ref(), sealed) {
            add_flag(tx, &mut stored, Flag::PracticeChanged).await?;
        }
        let chain = stored.chain(tx).await?;
        let version = rules::ReceivedVersion {
            payload_sha256,
            sealed,
            officer_id: stored.officer_id,
            officer_name: &stored.officer_name,
            place: &stored.place,
            flags: &stored.flags,
            chain,
            received_at_ms: now_ms,
            receipt_no: &claims.receipt_no,
        };
        match rules::project(before.as_ref(), &version) {
            rules::Projected::Changed(after) => findings::put(tx, &after).await?,
            rules::Projected::Unchanged => {}
            rules::Projected::Foreign => add_flag(tx, &mut stored, Flag::NotAuthor).await?,
        }
    }
    Ok(receipt)
}

async fn has_images_alone(tx: &mut SqliteConnection, payload_sha256: Sha256) -> StoreResult<bool> {
    let other = sqlx::query(
        "SELECT 1 FROM envelope_photos e JOIN photos p ON p.sha256 = e.photo_sha256 \
         WHERE e.payload_sha256 = ? AND p.media_type = ? LIMIT 1",
    )
    .bind(&payload_sha256.0[..])
    .bind(OCTETS)
    .fetch_optional(tx)
    .await?;
    Ok(other.is_none())
}

async fn add_flag(tx: &mut SqliteConnection, stored: &mut Stored, flag: Flag) -> StoreResult<()> {
    if stored.flags.contains(&flag) {
        return Ok(());
    }
    stored.flags.push(flag);
    sqlx::query("UPDATE envelopes SET flags = ? WHERE payload_sha256 = ?")
        .bind(document_text(&stored.flags)?)
        .bind(&stored.payload_sha256.0[..])
        .execute(tx)
        .await?;
    Ok(())
}

/// The columns of an envelope that the rules need.
pub(super) struct Stored {
    pub(super) payload_sha256: Sha256,
    pub(super) payload: Vec<u8>,
    device_id: String,
    seq: Option<i64>,
    officer_id: domain::ids::OfficerId,
    officer_name: String,
    place: domain::unit::UnitCode,
    pub(super) flags: Vec<Flag>,
}

impl Stored {
    pub(super) async fn load(
        reader: &mut SqliteConnection,
        payload_sha256: Sha256,
    ) -> StoreResult<Self> {
        let row = sqlx::query(
            "SELECT e.*, o.id AS officer_id, o.name AS officer_name FROM envelopes e \
             JOIN devices d ON d.id = e.device_id JOIN officers o ON o.id = d.officer_id \
             WHERE e.payload_sha256 = ?",
        )
        .bind(&payload_sha256.0[..])
        .fetch_one(reader)
        .await?;
        Self::read(&row)
    }

    pub(super) fn read(row: &SqliteRow) -> StoreResult<Self> {
        let payload: String = row.try_get("payload")?;
        Ok(Self {
            payload_sha256: hash(row, "payload_sha256")?,
            payload: evidence::base64url::decode(&payload).ok_or(StoreError::Damaged("payload"))?,
            device_id: row.try_get("device_id")?,
            seq: row.try_get("seq")?,
            officer_id: parsed(row, "officer_id")?,
            officer_name: row.try_get("officer_name")?,
            place: unit(row, "place")?,
            flags: document(row, "flags")?,
        })
    }

    /// How it hangs on the one before, as known now.
    pub(super) async fn chain(&self, reader: &mut SqliteConnection) -> StoreResult<ChainLink> {
        let prev = Outline::read(&self.payload)
            .sealed
            .and_then(|sealed| sealed.prev_payload_sha256);
        let Some(seq) = self.seq else {
            return Ok(ChainLink::Gap);
        };
        let others = sqlx::query(
            "SELECT 1 FROM envelopes WHERE device_id = ? AND seq = ? AND payload_sha256 <> ? LIMIT 1",
        )
        .bind(&self.device_id)
        .bind(seq)
        .bind(&self.payload_sha256.0[..])
        .fetch_optional(&mut *reader)
        .await?;
        let named = prev.unwrap_or(self.payload_sha256);
        let before = sqlx::query(
            "SELECT payload_sha256 FROM envelopes WHERE device_id = ? AND seq = ? \
             ORDER BY payload_sha256 = ? DESC LIMIT 1",
        )
        .bind(&self.device_id)
        .bind(seq - 1)
        .bind(&named.0[..])
        .fetch_optional(reader)
        .await?;
        let before = before.map(|row| hash(&row, "payload_sha256")).transpose()?;
        let seq = u64::try_from(seq).unwrap_or(0);
        Ok(evidence::chain::link(seq, prev, before, others.is_some()))
    }
}
