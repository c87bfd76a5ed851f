//! Officers, their phones, codes and tokens; the supervisors' accounts and sessions.

use domain::hash::Sha256;
use domain::ids::{AccountId, DeviceId, OfficerId};
use domain::time::UnixMs;
use serde_json::json;
use sqlx::{Row as _, SqliteConnection};

use super::events;
use super::values::{account, device, json as document, officer};
use crate::store::rules;
use crate::store::{
    Account, Device, EnrolCode, EnrolOutcome, Enrolment, Officer, StoreError, StoreResult,
    TokenRecord,
};

/// A device with its officer, as [`device`] reads it.
macro_rules! select_device {
    ($rest:literal) => {
        concat!(
            "SELECT d.id AS device_id, d.key AS device_key, d.revoked_at_ms AS device_revoked_at_ms, \
             o.id AS officer_id, o.name AS officer_name, o.role AS officer_role, \
             o.unit AS officer_unit, o.is_demo AS officer_is_demo \
             FROM devices d JOIN officers o ON o.id = d.officer_id ",
            $rest
        )
    };
}

pub(super) async fn add_officer(
    tx: &mut SqliteConnection,
    officer: Officer,
    now_ms: UnixMs,
) -> StoreResult<()> {
    sqlx::query("INSERT INTO officers (id, name, role, unit, is_demo) VALUES (?, ?, ?, ?, ?)")
        .bind(officer.id.to_string())
        .bind(officer.name)
        .bind(officer.role.code())
        .bind(officer.unit.as_str())
        .bind(officer.is_demo)
        .execute(&mut *tx)
        .await?;
    let body = json!({ "officer_id": officer.id, "unit": officer.unit });
    events::append(tx, now_ms, "officer_added", body).await?;
    Ok(())
}

pub(super) async fn officers(reader: &mut SqliteConnection) -> StoreResult<Vec<Officer>> {
    let rows = sqlx::query(
        "SELECT id AS officer_id, name AS officer_name, role AS officer_role, \
         unit AS officer_unit, is_demo AS officer_is_demo FROM officers ORDER BY id",
    )
    .fetch_all(reader)
    .await?;
    rows.iter().map(officer).collect()
}

pub(super) async fn has_real_people(reader: &mut SqliteConnection) -> StoreResult<bool> {
    let found = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM officers WHERE is_demo = 0) \
         OR EXISTS (SELECT 1 FROM accounts WHERE is_demo = 0)",
    );
    Ok(found.fetch_one(reader).await?)
}

pub(super) async fn add_account(
    tx: &mut SqliteConnection,
    account: Account,
    now_ms: UnixMs,
) -> StoreResult<()> {
    sqlx::query(
        "INSERT INTO accounts (id, name, display_name, role, unit, password_phc, is_demo) \
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(account.id.to_string())
    .bind(account.name)
    .bind(account.display_name)
    .bind(account.role.code())
    .bind(account.unit.as_str())
    .bind(account.password_phc)
    .bind(account.is_demo)
    .execute(&mut *tx)
    .await?;
    let body = json!({ "account_id": account.id, "role": account.role, "unit": account.unit });
    events::append(tx, now_ms, "account_added", body).await?;
    Ok(())
}

pub(super) async fn set_password(
    tx: &mut SqliteConnection,
    id: AccountId,
    password_phc: String,
    now_ms: UnixMs,
) -> StoreResult<()> {
    let changed = sqlx::query("UPDATE accounts SET password_phc = ? WHERE id = ?")
        .bind(password_phc)
        .bind(id.to_string())
        .execute(&mut *tx)
        .await?;
    if changed.rows_affected() == 0 {
        return Err(StoreError::Unavailable);
    }
    sqlx::query("DELETE FROM sessions WHERE account_id = ?")
        .bind(id.to_string())
        .execute(&mut *tx)
        .await?;
    events::append(tx, now_ms, "password_set", json!({ "account_id": id })).await?;
    Ok(())
}

pub(super) async fn add_enrol_code(
    tx: &mut SqliteConnection,
    code_sha256: Sha256,
    officer_id: OfficerId,
    expires_at_ms: UnixMs,
    now_ms: UnixMs,
) -> StoreResult<()> {
    sqlx::query(
        "INSERT INTO enrol_codes (code_sha256, officer_id, expires_at_ms) VALUES (?, ?, ?)",
    )
    .bind(&code_sha256.0[..])
    .bind(officer_id.to_string())
    .bind(expires_at_ms)
    .execute(&mut *tx)
    .await?;
    let body = json!({ "officer_id": officer_id, "expires_at_ms": expires_at_ms });
    events::append(tx, now_ms, "enrol_code_made", body).await?;
    Ok(())
}

pub(super) async fn enrol_code(
    reader: &mut SqliteConnection,
    code_sha256: Sha256,
) -> StoreResult<Option<EnrolCode>> {
    let row = sqlx::query(
        "SELECT c.expires_at_ms, c.device_id AS used_by, d.kid AS used_by_kid, \
         o.id AS officer_id, o.name AS officer_name, o.role AS officer_role, \
         o.unit AS officer_unit, o.is_demo AS officer_is_demo \
         FROM enrol_codes c JOIN officers o ON o.id = c.officer_id \
         LEFT JOIN devices d ON d.id = c.device_id WHERE c.code_sha256 = ?",
    )
    .bind(&code_sha256.0[..])
    .fetch_optional(reader)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let used_by: Option<String> = row.try_get("used_by")?;
    let used_by = match used_by {
        None => None,
        Some(id) => {
            let id = id.parse().map_err(|_| StoreError::Damaged("used_by"))?;
            Some((id, row.try_get("used_by_kid")?))
        }
    };
    Ok(Some(EnrolCode {
        officer: officer(&row)?,
        expires_at_ms: row.try_get("expires_at_ms")?,
        used_by,
    }))
}

pub(super) async fn enrol(
    tx: &mut SqliteConnection,
    new: Enrolment,
    now_ms: UnixMs,
) -> StoreResult<EnrolOutcome> {
    let Some(code) = enrol_code(tx, new.code_sha256).await? else {
        return Ok(EnrolOutcome::Wrong);
    };
    let kid = new.key.kid.clone().unwrap_or_default();
    if let Some((device_id, used_kid)) = code.used_by {
        if used_kid != kid {
            return Ok(EnrolOutcome::Used);
        }
        if code.expires_at_ms <= now_ms {
            return Ok(EnrolOutcome::Expired);
        }
        renew_token(tx, device_id, new.token, now_ms).await?;
        let device = device_by_id(tx, device_id).await?;
        return device
            .map(|device| EnrolOutcome::Enrolled(Box::new(device)))
            .ok_or(StoreError::Damaged("device of a code"));
    }
    if code.expires_at_ms <= now_ms {
        return Ok(EnrolOutcome::Expired);
    }
    if let Some(device) = device_by_kid(tx, &kid).await? {
        if !rules::may_enrol_again(&device, &code.officer, new.is_proven) {
            return Ok(EnrolOutcome::KeyTaken);
        }
        use_code(tx, new.code_sha256, device.id).await?;
        renew_token(tx, device.id, new.token, now_ms).await?;
        let body = json!({ "device_id": device.id, "officer_id": code.officer.id });
        events::append(tx, now_ms, "enrolled_again", body).await?;
        return Ok(EnrolOutcome::Enrolled(Box::new(device)));
    }
    if device_by_id(tx, new.device_id).await?.is_some() {
        return Ok(EnrolOutcome::KeyTaken);
    }
    sqlx::query(
        "INSERT INTO devices (id, officer_id, kid, key, platform, enrolled_at_ms, token_sha256, \
         token_expires_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(new.device_id.to_string())
    .bind(code.officer.id.to_string())
    .bind(&kid)
    .bind(document(&new.key)?)
    .bind(new.platform)
    .bind(now_ms)
    .bind(&new.token.sha256.0[..])
    .bind(new.token.expires_at_ms)
    .execute(&mut *tx)
    .await?;
    use_code(tx, new.code_sha256, new.device_id).await?;
    let body = json!({ "device_id": new.device_id, "officer_id": code.officer.id, "kid": kid });
    events::append(tx, now_ms, "enrolled", body).await?;
    Ok(EnrolOutcome::Enrolled(Box::new(Device {
        id: new.device_id,
        officer: code.officer,
        key: new.key,
        revoked_at_ms: None,
    })))
}

async fn use_code(
    tx: &mut SqliteConnection,
    code_sha256: Sha256,
    device_id: DeviceId,
) -> StoreResult<()> {
    sqlx::query("UPDATE enrol_codes SET device_id = ? WHERE code_sha256 = ?")
        .bind(device_id.to_string())
        .bind(&code_sha256.0[..])
        .execute(tx)
        .await?;
    Ok(())
}

pub(super) async fn device_by_id(
    reader: &mut SqliteConnection,
    id: DeviceId,
) -> StoreResult<Option<Device>> {
    let row = sqlx::query(select_device!("WHERE d.id = ?"))
        .bind(id.to_string())
        .fetch_optional(reader)
        .await?;
    row.as_ref().map(device).transpose()
}

pub(super) async fn device_by_kid(
    reader: &mut SqliteConnection,
    kid: &str,
) -> StoreResult<Option<Device>> {
    let row = sqlx::query(select_device!("WHERE d.kid = ?"))
        .bind(kid)
        .fetch_optional(reader)
        .await?;
    row.as_ref().map(device).transpose()
}

pub(super) async fn device_by_token(
    reader: &mut SqliteConnection,
    token_sha256: Sha256,
    now_ms: UnixMs,
) -> StoreResult<Option<Device>> {
    let row = sqlx::query(select_device!(
        "WHERE d.token_sha256 = ? AND d.token_expires_at_ms > ?"
    ))
    .bind(&token_sha256.0[..])
    .bind(now_ms)
    .fetch_optional(reader)
    .await?;
    row.as_ref().map(device).transpose()
}

pub(super) async fn renew_token(
    tx: &mut SqliteConnection,
    id: DeviceId,
    token: TokenRecord,
    now_ms: UnixMs,
) -> StoreResult<()> {
    sqlx::query("UPDATE devices SET token_sha256 = ?, token_expires_at_ms = ? WHERE id = ?")
        .bind(&token.sha256.0[..])
        .bind(token.expires_at_ms)
        .bind(id.to_string())
        .execute(&mut *tx)
        .await?;
    events::append(tx, now_ms, "token_renewed", json!({ "device_id": id })).await?;
    Ok(())
}

pub(super) async fn revoke_device(
    tx: &mut SqliteConnection,
    id: DeviceId,
    now_ms: UnixMs,
) -> StoreResult<()> {
    sqlx::query("UPDATE devices SET revoked_at_ms = coalesce(revoked_at_ms, ?) WHERE id = ?")
        .bind(now_ms)
        .bind(id.to_string())
        .execute(&mut *tx)
        .await?;
    events::append(tx, now_ms, "device_revoked", json!({ "device_id": id })).await?;
    Ok(())
}

pub(super) async fn account_by_name(
    reader: &mut SqliteConnection,
    name: &str,
) -> StoreResult<Option<Account>> {
    let row = sqlx::query("SELECT * FROM accounts WHERE name = ?")
        .bind(name)
        .fetch_optional(reader)
        .await?;
    row.as_ref().map(account).transpose()
}

pub(super) async fn open_session(
    tx: &mut SqliteConnection,
    account: &Account,
    token: TokenRecord,
    now_ms: UnixMs,
) -> StoreResult<()> {
    sqlx::query("DELETE FROM sessions WHERE expires_at_ms <= ?")
        .bind(now_ms)
        .execute(&mut *tx)
        .await?;
    sqlx::query("INSERT INTO sessions (token_sha256, account_id, expires_at_ms) VALUES (?, ?, ?)")
        .bind(&token.sha256.0[..])
        .bind(account.id.to_string())
        .bind(token.expires_at_ms)
        .execute(&mut *tx)
        .await?;
    let body = json!({ "account_id": account.id });
    events::append(tx, now_ms, "signed_in", body).await?;
    Ok(())
}

pub(super) async fn session(
    reader: &mut SqliteConnection,
    token_sha256: Sha256,
    now_ms: UnixMs,
) -> StoreResult<Option<Account>> {
    let row = sqlx::query(
        "SELECT a.* FROM sessions s JOIN accounts a ON a.id = s.account_id \
         WHERE s.token_sha256 = ? AND s.expires_at_ms > ?",
    )
    .bind(&token_sha256.0[..])
    .bind(now_ms)
    .fetch_optional(reader)
    .await?;
    row.as_ref().map(account).transpose()
}

pub(super) async fn close_session(
    tx: &mut SqliteConnection,
    token_sha256: Sha256,
) -> StoreResult<()> {
    sqlx::query("DELETE FROM sessions WHERE token_sha256 = ?")
        .bind(&token_sha256.0[..])
        .execute(tx)
        .await?;
    Ok(())
}
