//! Our values in SQLite's columns and back. Text for ids and codes, blobs for hashes, JSON for
//! documents; what cannot be read back is told as damaged, never guessed.

use domain::hash::Sha256;
use domain::review::Role;
use domain::unit::UnitCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use crate::store::{Account, Device, Officer, StoreError, StoreResult};

/// A hash out of a blob column.
pub(super) fn hash(row: &SqliteRow, column: &'static str) -> StoreResult<Sha256> {
    let bytes: Vec<u8> = row.try_get(column)?;
    hash_of(&bytes, column)
}

/// A hash out of its bytes.
pub(super) fn hash_of(bytes: &[u8], column: &'static str) -> StoreResult<Sha256> {
    let bytes = bytes.try_into().map_err(|_| StoreError::Damaged(column))?;
    Ok(Sha256(bytes))
}

/// A value that is written as its text: ids.
pub(super) fn parsed<T: std::str::FromStr>(
    row: &SqliteRow,
    column: &'static str,
) -> StoreResult<T> {
    let text: String = row.try_get(column)?;
    text.parse().map_err(|_| StoreError::Damaged(column))
}

/// A count or a length.
pub(super) fn count(row: &SqliteRow, column: &'static str) -> StoreResult<u64> {
    let number: i64 = row.try_get(column)?;
    u64::try_from(number).map_err(|_| StoreError::Damaged(column))
}

/// A number for a column; SQLite's integers are signed.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A JSON document out of a text column.
pub(super) fn document<T: DeserializeOwned>(
    row: &SqliteRow,
    column: &'static str,
) -> StoreResult<T> {
    let text: String = row.try_get(column)?;
    serde_json::from_str(&text).map_err(|_| StoreError::Damaged(column))
}

/// A JSON document for a text column.
pub(super) fn json(value: &impl Serialize) -> StoreResult<String> {
    serde_json::to_string(value).map_err(|_| StoreError::Damaged("document"))
}

/// A unit code out of a text column.
pub(super) fn unit(row: &SqliteRow, column: &'static str) -> StoreResult<UnitCode> {
    let text: String = row.try_get(column)?;
    UnitCode::parse(&text).map_err(|_| StoreError::Damaged(column))
}

fn role(row: &SqliteRow, column: &'static str) -> StoreResult<Role> {
    let code: String = row.try_get(column)?;
    Role::from_code(&code).ok_or(StoreError::Damaged(column))
}

/// The columns of an officer in a join: `o.` prefixed names as `officer_…`.
pub(super) fn officer(row: &SqliteRow) -> StoreResult<Officer> {
    Ok(Officer {
        id: parsed(row, "officer_id")?,
        name: row.try_get("officer_name")?,
        role: role(row, "officer_role")?,
        unit: unit(row, "officer_unit")?,
        is_demo: row.try_get("officer_is_demo")?,
    })
}

/// A device with its officer.
pub(super) fn device(row: &SqliteRow) -> StoreResult<Device> {
    Ok(Device {
        id: parsed(row, "device_id")?,
        officer: officer(row)?,
        key: document(row, "device_key")?,
        revoked_at_ms: row.try_get("device_revoked_at_ms")?,
    })
}

/// An account.
pub(super) fn account(row: &SqliteRow) -> StoreResult<Account> {
    Ok(Account {
        id: parsed(row, "id")?,
        name: row.try_get("name")?,
        display_name: row.try_get("display_name")?,
        role: role(row, "role")?,
        unit: unit(row, "unit")?,
        password_phc: row.try_get("password_phc")?,
        is_demo: row.try_get("is_demo")?,
    })
}
