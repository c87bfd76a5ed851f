//! Findings as the supervisors see them: the projection, the list, the record, the decisions.

use domain::finding::FindingVersion;
use domain::hash::Sha256;
use domain::ids::{FindingId, OfficerId};
use domain::review::{Decision, FindingState, Stage};
use domain::time::UnixMs;
use domain::unit::{Level, UnitCode};
use domain::wire::{Jws, StageCount};
use serde_json::json;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use super::envelopes::Stored;
use super::events;
use super::values::{count, document, hash, json as document_text, parsed, signed, unit};
use crate::store::rules::{self, Projection};
use crate::store::{
    DecideOutcome, FindingPhoto, FindingRecord, InboxPage, ListCursor, ListPage, ListQuery,
    NewDecision, StoreError, StoreResult, VersionRecord,
};

pub(super) async fn projection(
    reader: &mut SqliteConnection,
    id: FindingId,
) -> StoreResult<Option<Projection>> {
    let row = sqlx::query("SELECT * FROM findings WHERE finding_id = ?")
        .bind(id.to_string())
        .fetch_optional(reader)
        .await?;
    row.as_ref().map(read_projection).transpose()
}

fn read_projection(row: &SqliteRow) -> StoreResult<Projection> {
    let stage: String = row.try_get("stage")?;
    Ok(Projection {
        finding_id: parsed(row, "finding_id")?,
        officer_id: parsed(row, "officer_id")?,
        place: unit(row, "place")?,
        newest: hash(row, "newest_sha256")?,
        state: FindingState {
            stage: Stage::from_code(&stage).ok_or(StoreError::Damaged("stage"))?,
            version_id: parsed(row, "version_id")?,
            version: u32::try_from(count(row, "version")?)
                .map_err(|_| StoreError::Damaged("version"))?,
        },
        row: document(row, "row")?,
    })
}

pub(super) async fn put(tx: &mut SqliteConnection, finding: &Projection) -> StoreResult<()> {
    let cursor = finding.cursor();
    sqlx::query(
        "INSERT INTO findings (finding_id, officer_id, place, stage, newest_sha256, version_id, \
         version, sort_rank, sort_key, row) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (finding_id) DO UPDATE SET place = excluded.place, stage = excluded.stage, \
         newest_sha256 = excluded.newest_sha256, version_id = excluded.version_id, \
         version = excluded.version, sort_rank = excluded.sort_rank, \
         sort_key = excluded.sort_key, row = excluded.row",
    )
    .bind(finding.finding_id.to_string())
    .bind(finding.officer_id.to_string())
    .bind(finding.place.as_str())
    .bind(finding.state.stage.code())
    .bind(&finding.newest.0[..])
    .bind(finding.state.version_id.to_string())
    .bind(finding.state.version)
    .bind(cursor.rank)
    .bind(cursor.key)
    .bind(document_text(&finding.row)?)
    .execute(tx)
    .await?;
    Ok(())
}

/// An envelope with number `seq` came in: what its twins and its successor say of their chain may
/// be another thing now.
pub(super) async fn refresh_neighbours(
    tx: &mut SqliteConnection,
    device_id: &str,
    seq: u64,
) -> StoreResult<()> {
    let rows = sqlx::query(
        "SELECT f.finding_id, f.newest_sha256 FROM envelopes e \
         JOIN findings f ON f.newest_sha256 = e.payload_sha256 \
         WHERE e.device_id = ? AND e.seq IN (?, ?)",
    )
    .bind(device_id)
    .bind(signed(seq))
    .bind(signed(seq.saturating_add(1)))
    .fetch_all(&mut *tx)
    .await?;
    for row in rows {
        let stored = Stored::load(tx, hash(&row, "newest_sha256")?).await?;
        let chain = stored.chain(tx).await?;
        if let Some(mut finding) = projection(tx, parsed(&row, "finding_id")?).await? {
            finding.row.flags = rules::shown_flags(&stored.flags, chain);
            put(tx, &finding).await?;
        }
    }
    Ok(())
}

/// A page of one stage in a unit whose code has so many digits: the migrations hold an index for each
/// level, in this order.
macro_rules! page_of {
    ($digits:literal) => {
        concat!(
            "SELECT * FROM findings WHERE substr(place, 1, ",
            $digits,
            ") = ? AND stage = ? AND (sort_rank, sort_key, finding_id) > (?, ?, ?) \
             ORDER BY sort_rank, sort_key, finding_id LIMIT ?"
        )
    };
}

pub(super) async fn list(reader: &mut SqliteConnection, query: ListQuery) -> StoreResult<ListPage> {
    let mut findings = Vec::new();
    for stage in Stage::ALL.iter().filter(|stage| query.wants(**stage)) {
        findings.extend(page_of_stage(reader, &query, *stage).await?);
    }
    findings.sort_by_key(Projection::cursor);
    let has_more = findings.len() > query.limit as usize;
    findings.truncate(query.limit as usize);
    Ok(ListPage {
        next: findings.last().filter(|_| has_more).map(Projection::cursor),
        rows: findings.into_iter().map(|finding| finding.row).collect(),
        counts: counts(reader, &query.unit).await?,
    })
}

/// The next findings of a stage, one more than are asked for.
async fn page_of_stage(
    reader: &mut SqliteConnection,
    query: &ListQuery,
    stage: Stage,
) -> StoreResult<Vec<Projection>> {
    let after = query.after.unwrap_or(ListCursor {
        rank: -1,
        key: 0,
        finding_id: FindingId(uuid::Uuid::nil()),
    });
    let page = match query.unit.level() {
        Level::City => page_of!(4),
        Level::County => page_of!(6),
        Level::Township => page_of!(9),
        Level::Village => page_of!(12),
    };
    let rows = sqlx::query(page)
        .bind(query.unit.as_str())
        .bind(stage.code())
        .bind(after.rank)
        .bind(after.key)
        .bind(after.finding_id.to_string())
        .bind(i64::from(query.limit) + 1)
        .fetch_all(reader)
        .await?;
    rows.iter().map(read_projection).collect()
}

async fn counts(reader: &mut SqliteConnection, unit: &UnitCode) -> StoreResult<Vec<StageCount>> {
    let rows = sqlx::query("SELECT stage, n FROM finding_counts WHERE unit = ?")
        .bind(unit.as_str())
        .fetch_all(reader)
        .await?;
    Stage::counted()
        .map(|stage| {
            let row = rows.iter().find(|row| {
                row.try_get::<&str, _>("stage")
                    .is_ok_and(|it| it == stage.code())
            });
            let count = row.map_or(Ok(0), |row| count(row, "n"))?;
            Ok(StageCount { stage, count })
        })
        .collect()
}

pub(super) async fn record(
    reader: &mut SqliteConnection,
    id: FindingId,
) -> StoreResult<Option<FindingRecord>> {
    let Some(finding) = projection(reader, id).await? else {
        return Ok(None);
    };
    Ok(Some(FindingRecord {
        versions: versions(reader, id, finding.officer_id).await?,
        decisions: decisions(reader, id).await?,
        place: finding.place,
        row: finding.row,
    }))
}

/// The received versions of the finding's author, oldest first.
async fn versions(
    reader: &mut SqliteConnection,
    id: FindingId,
    officer_id: OfficerId,
) -> StoreResult<Vec<VersionRecord>> {
    let rows = sqlx::query(
        "SELECT e.*, d.key, o.id AS officer_id, o.name AS officer_name FROM envelopes e \
         JOIN devices d ON d.id = e.device_id JOIN officers o ON o.id = d.officer_id \
         WHERE e.finding_id = ? AND o.id = ? AND e.receipt IS NOT NULL",
    )
    .bind(id.to_string())
    .bind(officer_id.to_string())
    .fetch_all(&mut *reader)
    .await?;
    let mut versions = Vec::with_capacity(rows.len());
    for row in &rows {
        let stored = Stored::read(row)?;
        let Ok(sealed) = serde_json::from_slice::<FindingVersion>(&stored.payload) else {
            continue;
        };
        let chain = stored.chain(reader).await?;
        versions.push(VersionRecord {
            sealed,
            payload_sha256: stored.payload_sha256,
            jws: Jws {
                payload: row.try_get("payload")?,
                protected: row.try_get("protected")?,
                signature: row.try_get("signature")?,
            },
            key: document(row, "key")?,
            received_at_ms: row.try_get("received_at_ms")?,
            receipt_no: row.try_get("receipt_no")?,
            chain,
            photos_valid: photos_valid(reader, stored.payload_sha256).await?,
            flags: rules::shown_flags(&stored.flags, chain),
        });
    }
    versions.sort_by_key(|version| (version.sealed.version, version.received_at_ms));
    Ok(versions)
}

async fn photos_valid(reader: &mut SqliteConnection, payload: Sha256) -> StoreResult<bool> {
    let wrong = sqlx::query(
        "SELECT 1 FROM envelope_photos n LEFT JOIN photos p ON p.sha256 = n.photo_sha256 \
         WHERE n.payload_sha256 = ? AND (p.bytes IS NULL OR p.bytes <> n.bytes) LIMIT 1",
    )
    .bind(&payload.0[..])
    .fetch_optional(reader)
    .await?;
    Ok(wrong.is_none())
}

async fn decisions(reader: &mut SqliteConnection, id: FindingId) -> StoreResult<Vec<Decision>> {
    let rows = sqlx::query("SELECT body FROM decisions WHERE finding_id = ? ORDER BY event_seq")
        .bind(id.to_string())
        .fetch_all(reader)
        .await?;
    rows.iter().map(|row| document(row, "body")).collect()
}

pub(super) async fn photo(
    reader: &mut SqliteConnection,
    id: FindingId,
    photo: Sha256,
) -> StoreResult<Option<FindingPhoto>> {
    let row = sqlx::query(
        "SELECT f.place, p.media_type FROM findings f \
         JOIN devices d ON d.officer_id = f.officer_id \
         JOIN envelopes e ON e.finding_id = f.finding_id AND e.device_id = d.id \
         JOIN envelope_photos n ON n.payload_sha256 = e.payload_sha256 \
         JOIN photos p ON p.sha256 = n.photo_sha256 \
         WHERE f.finding_id = ? AND n.photo_sha256 = ? AND e.receipt IS NOT NULL LIMIT 1",
    )
    .bind(id.to_string())
    .bind(&photo.0[..])
    .fetch_optional(reader)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(FindingPhoto {
        place: unit(&row, "place")?,
        media_type: row.try_get("media_type")?,
    }))
}

pub(super) async fn decide(
    tx: &mut SqliteConnection,
    new: NewDecision,
    now_ms: UnixMs,
) -> StoreResult<DecideOutcome> {
    let taken = sqlx::query("SELECT account_id, body FROM decisions WHERE decision_id = ?")
        .bind(new.id.to_string())
        .fetch_optional(&mut *tx)
        .await?;
    if let Some(row) = taken {
        let decision: Decision = document(&row, "body")?;
        let by: String = row.try_get("account_id")?;
        let is_same = by == new.account.id.to_string() && rules::is_same_decision(&decision, &new);
        return Ok(if is_same {
            DecideOutcome::Decided(decision)
        } else {
            DecideOutcome::Conflict
        });
    }
    let Some(before) = projection(tx, new.finding_id).await? else {
        return Ok(DecideOutcome::Unknown);
    };
    let rules::Taken {
        decision,
        projection: after,
    } = match rules::decide(before, &new, now_ms) {
        Ok(Some(taken)) => taken,
        Ok(None) => return Ok(DecideOutcome::Unknown),
        Err(not_allowed) => return Ok(DecideOutcome::NotAllowed(not_allowed)),
    };
    let body = json!({ "account_id": new.account.id, "decision": decision });
    let event_seq = events::append(tx, now_ms, "decided", body).await?;
    sqlx::query(
        "INSERT INTO decisions (decision_id, event_seq, account_id, finding_id, officer_id, body) \
         VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(new.id.to_string())
    .bind(signed(event_seq))
    .bind(new.account.id.to_string())
    .bind(new.finding_id.to_string())
    .bind(after.officer_id.to_string())
    .bind(document_text(&decision)?)
    .execute(&mut *tx)
    .await?;
    put(tx, &after).await?;
    Ok(DecideOutcome::Decided(decision))
}

pub(super) async fn inbox(
    reader: &mut SqliteConnection,
    officer_id: OfficerId,
    since: u64,
    limit: u32,
) -> StoreResult<InboxPage> {
    let rows = sqlx::query(
        "SELECT event_seq, body FROM decisions WHERE officer_id = ? AND event_seq > ? \
         ORDER BY event_seq LIMIT ?",
    )
    .bind(officer_id.to_string())
    .bind(signed(since))
    .bind(limit)
    .fetch_all(reader)
    .await?;
    Ok(InboxPage {
        cursor: rows
            .last()
            .map_or(Ok(since), |row| count(row, "event_seq"))?,
        decisions: rows
            .iter()
            .map(|row| document(row, "body"))
            .collect::<StoreResult<_>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::SqliteStore;

    #[tokio::test]
    async fn a_page_of_any_level_is_read_from_an_index_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("xuntian.db"))
            .await
            .unwrap();
        let mut reader = store.readers.acquire().await.unwrap();
        for (page, level) in [
            (page_of!(4), "city"),
            (page_of!(6), "county"),
            (page_of!(9), "township"),
            (page_of!(12), "village"),
        ] {
            let plan = format!("EXPLAIN QUERY PLAN {page}");
            let plan = sqlx::query(sqlx::AssertSqlSafe(plan))
                .fetch_all(&mut *reader)
                .await
                .unwrap();
            let steps: Vec<String> = plan.iter().map(|row| row.get("detail")).collect();
            let index = format!("USING INDEX findings_of_{level} (<expr>=? AND stage=? AND (");
            assert!(steps.len() == 1 && steps[0].contains(&index), "{steps:?}");
        }
    }
}
