//! Resumable uploads: who sends what, and until when. The bytes are the spool's business.

use domain::ids::UploadId;
use domain::time::UnixMs;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use super::values::{count, hash, parsed, signed};
use crate::store::{StoreResult, Upload};

pub(super) async fn open(
    tx: &mut SqliteConnection,
    new: Upload,
    most_open: u32,
    now_ms: UnixMs,
) -> StoreResult<Option<Upload>> {
    let there = sqlx::query("SELECT * FROM uploads WHERE device_id = ? AND sha256 = ?")
        .bind(new.device_id.to_string())
        .bind(&new.sha256.0[..])
        .fetch_optional(&mut *tx)
        .await?;
    if let Some(row) = there {
        return read(&row).map(Some);
    }
    let photo = sqlx::query("SELECT 1 FROM photos WHERE sha256 = ?")
        .bind(&new.sha256.0[..])
        .fetch_optional(&mut *tx)
        .await?;
    let is_open = photo.is_none();
    if is_open && open_by(tx, &new, now_ms).await? >= u64::from(most_open) {
        return Ok(None);
    }
    sqlx::query(
        "INSERT INTO uploads (id, device_id, sha256, bytes, expires_at_ms, is_open) \
         VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(new.id.to_string())
    .bind(new.device_id.to_string())
    .bind(&new.sha256.0[..])
    .bind(signed(new.bytes))
    .bind(new.expires_at_ms)
    .bind(is_open)
    .execute(tx)
    .await?;
    Ok(Some(new))
}

/// How many uploads of the device are open and not over.
async fn open_by(tx: &mut SqliteConnection, new: &Upload, now_ms: UnixMs) -> StoreResult<u64> {
    let row = sqlx::query(
        "SELECT count(*) AS n FROM uploads WHERE device_id = ? AND is_open = 1 AND expires_at_ms > ?",
    )
    .bind(new.device_id.to_string())
    .bind(now_ms)
    .fetch_one(tx)
    .await?;
    count(&row, "n")
}

pub(super) async fn get(
    reader: &mut SqliteConnection,
    id: UploadId,
) -> StoreResult<Option<Upload>> {
    let row = sqlx::query("SELECT * FROM uploads WHERE id = ?")
        .bind(id.to_string())
        .fetch_optional(reader)
        .await?;
    row.as_ref().map(read).transpose()
}

pub(super) async fn forget(tx: &mut SqliteConnection, id: UploadId) -> StoreResult<()> {
    sqlx::query("DELETE FROM uploads WHERE id = ?")
        .bind(id.to_string())
        .execute(tx)
        .await?;
    Ok(())
}

pub(super) async fn expired(
    reader: &mut SqliteConnection,
    now_ms: UnixMs,
) -> StoreResult<Vec<UploadId>> {
    let rows = sqlx::query("SELECT id FROM uploads WHERE expires_at_ms <= ? ORDER BY id")
        .bind(now_ms)
        .fetch_all(reader)
        .await?;
    rows.iter().map(|row| parsed(row, "id")).collect()
}

fn read(row: &SqliteRow) -> StoreResult<Upload> {
    Ok(Upload {
        id: parsed(row, "id")?,
        device_id: parsed(row, "device_id")?,
        sha256: hash(row, "sha256")?,
        bytes: count(row, "bytes")?,
        expires_at_ms: row.try_get("expires_at_ms")?,
    })
}
