//! The event log: append-only, each line chained to the one before.

use domain::time::UnixMs;
use serde_json::Value;
use sqlx::{Row as _, SqliteConnection};

use super::values::{count, hash, hash_of, signed};
use crate::store::rules::{LOG_BEGINS, event_sha256};
use crate::store::{Event, StoreResult};

/// Appends a line and gives its number.
pub(super) async fn append(
    tx: &mut SqliteConnection,
    at_ms: UnixMs,
    kind: &str,
    body: Value,
) -> StoreResult<u64> {
    let last = sqlx::query("SELECT seq, sha256 FROM events ORDER BY seq DESC LIMIT 1")
        .fetch_optional(&mut *tx)
        .await?;
    let (seq, prev) = match last {
        None => (1, LOG_BEGINS),
        Some(row) => {
            let bytes: Vec<u8> = row.try_get("sha256")?;
            (count(&row, "seq")? + 1, hash_of(&bytes, "sha256")?)
        }
    };
    let body = body.to_string();
    let sha256 = event_sha256(seq, at_ms, kind, &body, &prev);
    sqlx::query(
        "INSERT INTO events (seq, at_ms, kind, body, prev_sha256, sha256) VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(signed(seq))
    .bind(at_ms)
    .bind(kind)
    .bind(body)
    .bind(&prev.0[..])
    .bind(&sha256.0[..])
    .execute(tx)
    .await?;
    Ok(seq)
}

/// Lines after `seq`.
pub(super) async fn after(
    reader: &mut SqliteConnection,
    seq: u64,
    limit: u32,
) -> StoreResult<Vec<Event>> {
    let rows = sqlx::query("SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?")
        .bind(signed(seq))
        .bind(limit)
        .fetch_all(reader)
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Event {
                seq: count(row, "seq")?,
                at_ms: row.try_get("at_ms")?,
                kind: row.try_get("kind")?,
                body: row.try_get("body")?,
                prev_sha256: hash(row, "prev_sha256")?,
                sha256: hash(row, "sha256")?,
            })
        })
        .collect()
}
