//! The schema's number: it only grows, and a database of a newer program is left alone.

use sqlx::migrate::Migrator;
use sqlx::{Row as _, SqlitePool};

use crate::store::{StoreError, StoreResult};

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// The schema that this program writes.
pub(super) fn known() -> i64 {
    MIGRATIONS
        .iter()
        .map(|migration| migration.version)
        .max()
        .unwrap_or(0)
}

/// Brings a database to this version, one migration after the other.
pub(super) async fn bring_up(writer: &SqlitePool) -> StoreResult<()> {
    let (found, known) = (found(writer).await?, known());
    if found > known {
        return Err(StoreError::SchemaNewer { found, known });
    }
    Ok(MIGRATIONS.run(writer).await?)
}

/// Refuses a database of another version.
pub(super) async fn expect_ours(writer: &SqlitePool) -> StoreResult<()> {
    let (found, known) = (found(writer).await?, known());
    match found.cmp(&known) {
        std::cmp::Ordering::Less => Err(StoreError::SchemaOlder { found, known }),
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(StoreError::SchemaNewer { found, known }),
    }
}

/// The number of a database's schema; 0 for an empty one.
async fn found(writer: &SqlitePool) -> StoreResult<i64> {
    let table = "SELECT 1 FROM sqlite_master WHERE name = '_sqlx_migrations'";
    if sqlx::query(table).fetch_optional(writer).await?.is_none() {
        return Ok(0);
    }
    let row = sqlx::query("SELECT coalesce(max(version), 0) AS version FROM _sqlx_migrations")
        .fetch_one(writer)
        .await?;
    Ok(row.try_get("version")?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::SqliteStore;

    #[tokio::test]
    async fn a_database_of_a_newer_program_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("xuntian.db");
        let store = SqliteStore::open(&file).await.unwrap();
        let newer =
            "INSERT INTO _sqlx_migrations VALUES (9000, 'later', '2027-01-01', 1, x'00', 1)";
        sqlx::query(newer).execute(&store.writer).await.unwrap();
        store.close().await;
        let before = std::fs::read(&file).unwrap();
        let known = known();
        let refused = StoreError::SchemaNewer { found: 9000, known };
        assert_eq!(SqliteStore::open(&file).await.err(), Some(refused));
        assert_eq!(SqliteStore::join(&file).await.err(), Some(refused));
        assert_eq!(std::fs::read(&file).unwrap(), before);
        let sentence = refused.to_string();
        assert!(
            sentence.contains("9000") && sentence.contains(&known.to_string()),
            "{sentence}"
        );
    }

    #[tokio::test]
    async fn a_database_that_is_joined_is_not_changed_or_made() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("xuntian.db");
        assert!(SqliteStore::join(&file).await.is_err());
        assert!(!file.exists());
        let store = SqliteStore::open(&file).await.unwrap();
        let known = known();
        sqlx::query("DELETE FROM _sqlx_migrations WHERE version = ?")
            .bind(known)
            .execute(&store.writer)
            .await
            .unwrap();
        let older = StoreError::SchemaOlder {
            found: known - 1,
            known,
        };
        assert_eq!(SqliteStore::join(&file).await.err(), Some(older));
    }
}
