//! What the operator lists, watches and brings back.

use std::path::Path;

use domain::hash::Sha256;
use domain::ids::Epoch;
use domain::time::UnixMs;
use serde_json::json;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{Row as _, SqliteConnection};

use super::values::{count, device, hash, signed};
use super::{SqliteStore, events};
use crate::store::{DeviceLine, Stats, StoreResult};

pub(super) async fn begin_epoch(
    tx: &mut SqliteConnection,
    epoch: Epoch,
    now_ms: UnixMs,
) -> StoreResult<()> {
    let before = sqlx::query("SELECT value FROM meta WHERE key = 'epoch'")
        .fetch_optional(&mut *tx)
        .await?;
    let before: Option<String> = before.map(|row| row.try_get("value")).transpose()?;
    sqlx::query(
        "INSERT INTO meta (key, value) VALUES ('epoch', ?) \
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )
    .bind(epoch.to_string())
    .execute(&mut *tx)
    .await?;
    for forget in ["DELETE FROM sessions", "DELETE FROM uploads"] {
        sqlx::query(forget).execute(&mut *tx).await?;
    }
    let body = json!({ "epoch": epoch, "before": before });
    events::append(tx, now_ms, "epoch_begun", body).await?;
    Ok(())
}

pub(super) async fn keys_made(
    tx: &mut SqliteConnection,
    names: &[&str],
    now_ms: UnixMs,
) -> StoreResult<()> {
    events::append(tx, now_ms, "keys_made", json!({ "names": names })).await?;
    Ok(())
}

pub(super) async fn devices(reader: &mut SqliteConnection) -> StoreResult<Vec<DeviceLine>> {
    let rows = sqlx::query(
        "SELECT d.id AS device_id, d.key AS device_key, d.revoked_at_ms AS device_revoked_at_ms, \
         d.platform, d.enrolled_at_ms, o.id AS officer_id, o.name AS officer_name, \
         o.role AS officer_role, o.unit AS officer_unit, o.is_demo AS officer_is_demo, \
         count(e.payload_sha256) AS envelopes, max(e.stored_at_ms) AS newest_at_ms \
         FROM devices d JOIN officers o ON o.id = d.officer_id \
         LEFT JOIN envelopes e ON e.device_id = d.id \
         GROUP BY d.id ORDER BY d.enrolled_at_ms, d.id",
    )
    .fetch_all(reader)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(DeviceLine {
                device: device(row)?,
                platform: row.try_get("platform")?,
                enrolled_at_ms: row.try_get("enrolled_at_ms")?,
                envelopes: count(row, "envelopes")?,
                newest_at_ms: row.try_get("newest_at_ms")?,
            })
        })
        .collect()
}

pub(super) async fn stats(reader: &mut SqliteConnection, after_seq: u64) -> StoreResult<Stats> {
    let kinds = sqlx::query(
        "SELECT kind, count(*) AS n FROM events WHERE seq > ? GROUP BY kind ORDER BY kind",
    )
    .bind(signed(after_seq))
    .fetch_all(&mut *reader)
    .await?;
    let events = kinds
        .iter()
        .map(|row| Ok((row.try_get("kind")?, count(row, "n")?)))
        .collect::<StoreResult<_>>()?;
    let row = sqlx::query(
        "SELECT (SELECT coalesce(max(seq), 0) FROM events) AS last_seq, \
         (SELECT count(*) FROM envelopes WHERE receipt IS NULL) AS unreceipted, \
         (SELECT min(stored_at_ms) FROM envelopes WHERE receipt IS NULL) AS oldest_at_ms, \
         (SELECT count(*) FROM uploads WHERE is_open = 1) AS open_uploads",
    )
    .fetch_one(reader)
    .await?;
    Ok(Stats {
        last_seq: count(&row, "last_seq")?,
        events,
        unreceipted: count(&row, "unreceipted")?,
        oldest_unreceipted_at_ms: row.try_get("oldest_at_ms")?,
        open_uploads: count(&row, "open_uploads")?,
    })
}

/// What only a backup asks for.
impl SqliteStore {
    /// Writes a consistent copy into a new file while others go on writing. It is not synced.
    ///
    /// # Errors
    /// [`StoreError`](crate::store::StoreError).
    pub async fn copy_to(&self, file: &Path) -> StoreResult<()> {
        sqlx::query("VACUUM INTO ?")
            .bind(file.to_string_lossy())
            .execute(&self.readers)
            .await?;
        Ok(())
    }

    /// Opens a copy that nobody writes to.
    ///
    /// # Errors
    /// [`StoreError`](crate::store::StoreError).
    pub async fn read_copy(file: &Path) -> StoreResult<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .read_only(true)
            .immutable(true);
        let readers = SqlitePoolOptions::new().connect_with(options).await?;
        Ok(Self {
            writer: readers.clone(),
            readers,
        })
    }

    /// The photos that are on the disk and their lengths, in the order of their hashes, after one.
    ///
    /// # Errors
    /// [`StoreError`](crate::store::StoreError).
    pub async fn photos_after(
        &self,
        after: Option<Sha256>,
        limit: u32,
    ) -> StoreResult<Vec<(Sha256, u64)>> {
        // Every hash is more than no bytes.
        let after = after.map_or(Vec::new(), |hash| hash.0.to_vec());
        let page = "SELECT sha256, bytes FROM photos WHERE sha256 > ? ORDER BY sha256 LIMIT ?";
        let rows = sqlx::query(page)
            .bind(after)
            .bind(limit)
            .fetch_all(&self.readers)
            .await?;
        rows.iter()
            .map(|row| Ok((hash(row, "sha256")?, count(row, "bytes")?)))
            .collect()
    }

    /// How many photos are on the disk, and their bytes together.
    ///
    /// # Errors
    /// [`StoreError`](crate::store::StoreError).
    pub async fn photos_together(&self) -> StoreResult<(u64, u64)> {
        let row = sqlx::query("SELECT count(*) AS n, coalesce(sum(bytes), 0) AS bytes FROM photos")
            .fetch_one(&self.readers)
            .await?;
        Ok((count(&row, "n")?, count(&row, "bytes")?))
    }

    /// Closes every connection; what was written is in the one file then.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}
