//! The edge of SQL: no `sqlx::Error` goes beyond it.

use crate::store::StoreError;

/// SQLite's result code for a full disk (sqlite.org/rescode.html, SQLITE_FULL).
const SQLITE_FULL: &str = "13";

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let is_full = matches!(&error, sqlx::Error::Database(database)
            if database.code().as_deref() == Some(SQLITE_FULL));
        if is_full {
            return Self::Full;
        }
        // SQLite's messages name tables and columns, never the values.
        tracing::error!(%error, "the database says no");
        match error {
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => Self::Damaged("column"),
            _ => Self::Unavailable,
        }
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        tracing::error!(%error, "the database cannot be brought to this version");
        Self::Unavailable
    }
}
