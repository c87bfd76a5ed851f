//! The store in memory, for tests and simulations: same verbs, same rules, nothing survives.
//!
//! One lock around plain tables; a verb changes nothing before it knows that it will succeed.

mod operate;
mod review;
mod tables;

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use domain::hash::Sha256;
use domain::ids::{AccountId, DeviceId, Epoch, FindingId, OfficerId, UploadId};
use domain::time::UnixMs;
use serde_json::json;
use tables::{CodeRow, DeviceRow, Tables};

use super::rules;
use super::{
    Accepted, Account, DecideOutcome, Device, DeviceLine, EnrolCode, EnrolOutcome, Enrolment,
    EnvelopeState, Event, FindingPhoto, FindingRecord, InboxPage, ListPage, ListQuery, NewDecision,
    NewEnvelope, Officer, ReceiptSigner, Stats, Store, StoreError, StoreResult, StoredPhoto,
    TokenRecord, Upload,
};

/// The store.
#[derive(Debug, Default)]
pub struct MemoryStore {
    tables: Mutex<Tables>,
}

impl MemoryStore {
    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn epoch(&self, fresh: Epoch) -> StoreResult<Epoch> {
        Ok(*self.tables().epoch.get_or_insert(fresh))
    }

    async fn begin_epoch(&self, epoch: Epoch, now_ms: UnixMs) -> StoreResult<()> {
        let mut tables = self.tables();
        let before = tables.epoch.replace(epoch);
        tables.sessions.clear();
        tables.uploads.clear();
        let body = json!({ "epoch": epoch, "before": before });
        tables.append(now_ms, "epoch_begun", body);
        Ok(())
    }

    async fn keys_made(&self, names: &[&str], now_ms: UnixMs) -> StoreResult<()> {
        let body = json!({ "names": names });
        self.tables().append(now_ms, "keys_made", body);
        Ok(())
    }

    async fn ready(&self) -> StoreResult<()> {
        Ok(())
    }

    async fn add_officer(&self, officer: Officer, now_ms: UnixMs) -> StoreResult<()> {
        let mut tables = self.tables();
        let body = json!({ "officer_id": officer.id, "unit": officer.unit });
        tables.append(now_ms, "officer_added", body);
        tables.officers.insert(officer.id, officer);
        Ok(())
    }

    async fn officers(&self) -> StoreResult<Vec<Officer>> {
        Ok(self.tables().officers.values().cloned().collect())
    }

    async fn has_real_people(&self) -> StoreResult<bool> {
        let tables = self.tables();
        let is_real_account = |account: &Account| !account.is_demo;
        Ok(tables.officers.values().any(|officer| !officer.is_demo)
            || tables.accounts.values().any(is_real_account))
    }

    async fn add_account(&self, account: Account, now_ms: UnixMs) -> StoreResult<()> {
        let mut tables = self.tables();
        if tables.accounts.contains_key(&account.name) {
            return Err(StoreError::Unavailable);
        }
        let body = json!({ "account_id": account.id, "role": account.role, "unit": account.unit });
        tables.append(now_ms, "account_added", body);
        tables.accounts.insert(account.name.clone(), account);
        Ok(())
    }

    async fn set_password(
        &self,
        id: AccountId,
        password_phc: String,
        now_ms: UnixMs,
    ) -> StoreResult<()> {
        let mut tables = self.tables();
        let found = tables.accounts.values_mut().find(|row| row.id == id);
        let Some(account) = found else {
            return Err(StoreError::Unavailable);
        };
        account.password_phc = password_phc;
        let name = account.name.clone();
        tables.sessions.retain(|_, (of, _)| *of != name);
        tables.append(now_ms, "password_set", json!({ "account_id": id }));
        Ok(())
    }

    async fn add_enrol_code(
        &self,
        code_sha256: Sha256,
        officer_id: OfficerId,
        expires_at_ms: UnixMs,
        now_ms: UnixMs,
    ) -> StoreResult<()> {
        let mut tables = self.tables();
        if tables.codes.contains_key(&code_sha256) || !tables.officers.contains_key(&officer_id) {
            return Err(StoreError::Unavailable);
        }
        let row = CodeRow {
            officer_id,
            expires_at_ms,
            device_id: None,
        };
        tables.codes.insert(code_sha256, row);
        let body = json!({ "officer_id": officer_id, "expires_at_ms": expires_at_ms });
        tables.append(now_ms, "enrol_code_made", body);
        Ok(())
    }

    async fn enrol_code(&self, code_sha256: Sha256) -> StoreResult<Option<EnrolCode>> {
        self.tables().enrol_code(code_sha256)
    }

    async fn enrol(&self, new: Enrolment, now_ms: UnixMs) -> StoreResult<EnrolOutcome> {
        let mut tables = self.tables();
        let Some(code) = tables.enrol_code(new.code_sha256)? else {
            return Ok(EnrolOutcome::Wrong);
        };
        let kid = new.key.kid.clone().unwrap_or_default();
        let is_over = code.expires_at_ms <= now_ms;
        match code.used_by {
            Some((_, used_kid)) if used_kid != kid => return Ok(EnrolOutcome::Used),
            _ if is_over => return Ok(EnrolOutcome::Expired),
            Some((id, _)) => {
                tables.renew_token(id, new.token, now_ms);
                let device = tables.device(id);
                return device
                    .map(|device| EnrolOutcome::Enrolled(Box::new(device)))
                    .ok_or(StoreError::Damaged("device of a code"));
            }
            None => {}
        }
        if let Some(device) = tables.device_by_kid(&kid) {
            if !rules::may_enrol_again(&device, &code.officer, new.is_proven) {
                return Ok(EnrolOutcome::KeyTaken);
            }
            tables.use_code(new.code_sha256, device.id);
            tables.renew_token(device.id, new.token, now_ms);
            let body = json!({ "device_id": device.id, "officer_id": code.officer.id });
            tables.append(now_ms, "enrolled_again", body);
            return Ok(EnrolOutcome::Enrolled(Box::new(device)));
        }
        if tables.devices.contains_key(&new.device_id) {
            return Ok(EnrolOutcome::KeyTaken);
        }
        let row = DeviceRow {
            officer_id: code.officer.id,
            key: new.key,
            platform: new.platform,
            enrolled_at_ms: now_ms,
            revoked_at_ms: None,
            token: new.token,
        };
        tables.devices.insert(new.device_id, row);
        tables.use_code(new.code_sha256, new.device_id);
        let body = json!({ "device_id": new.device_id, "officer_id": code.officer.id, "kid": kid });
        tables.append(now_ms, "enrolled", body);
        let device = tables.device(new.device_id);
        device
            .map(|device| EnrolOutcome::Enrolled(Box::new(device)))
            .ok_or(StoreError::Damaged("new device"))
    }

    async fn devices(&self) -> StoreResult<Vec<DeviceLine>> {
        Ok(self.tables().device_lines())
    }

    async fn device(&self, id: DeviceId) -> StoreResult<Option<Device>> {
        Ok(self.tables().device(id))
    }

    async fn device_by_kid(&self, kid: &str) -> StoreResult<Option<Device>> {
        Ok(self.tables().device_by_kid(kid))
    }

    async fn device_by_token(
        &self,
        token_sha256: Sha256,
        now_ms: UnixMs,
    ) -> StoreResult<Option<Device>> {
        let tables = self.tables();
        let found = tables
            .devices
            .iter()
            .find(|(_, row)| row.token.sha256 == token_sha256 && row.token.expires_at_ms > now_ms);
        Ok(found.and_then(|(id, _)| tables.device(*id)))
    }

    async fn renew_token(
        &self,
        id: DeviceId,
        token: TokenRecord,
        now_ms: UnixMs,
    ) -> StoreResult<()> {
        self.tables().renew_token(id, token, now_ms);
        Ok(())
    }

    async fn revoke_device(&self, id: DeviceId, now_ms: UnixMs) -> StoreResult<()> {
        let mut tables = self.tables();
        if let Some(row) = tables.devices.get_mut(&id) {
            row.revoked_at_ms.get_or_insert(now_ms);
        }
        tables.append(now_ms, "device_revoked", json!({ "device_id": id }));
        Ok(())
    }

    async fn accept(
        &self,
        envelope: NewEnvelope,
        signer: &ReceiptSigner,
        now_ms: UnixMs,
    ) -> StoreResult<Accepted> {
        Ok(self.tables().accept(envelope, signer, now_ms))
    }

    async fn envelope(&self, payload_sha256: Sha256) -> StoreResult<Option<EnvelopeState>> {
        Ok(self.tables().state(payload_sha256))
    }

    async fn photo_arrived(
        &self,
        photo: StoredPhoto,
        signer: &ReceiptSigner,
        now_ms: UnixMs,
    ) -> StoreResult<u32> {
        Ok(self.tables().photo_arrived(photo, signer, now_ms))
    }

    async fn open_upload(
        &self,
        upload: Upload,
        most_open: u32,
        now_ms: UnixMs,
    ) -> StoreResult<Option<Upload>> {
        let mut tables = self.tables();
        let there = tables
            .uploads
            .values()
            .find(|row| row.device_id == upload.device_id && row.sha256 == upload.sha256);
        if let Some(there) = there {
            return Ok(Some(there.clone()));
        }
        let counts =
            |row: &&Upload| row.device_id == upload.device_id && row.expires_at_ms > now_ms;
        let open = tables.open_uploads().filter(counts).count();
        let is_needed = !tables.photos.contains_key(&upload.sha256);
        if is_needed && open >= most_open as usize {
            return Ok(None);
        }
        tables.uploads.insert(upload.id, upload.clone());
        Ok(Some(upload))
    }

    async fn upload(&self, id: UploadId) -> StoreResult<Option<Upload>> {
        Ok(self.tables().uploads.get(&id).cloned())
    }

    async fn drop_upload(&self, id: UploadId) -> StoreResult<()> {
        self.tables().uploads.remove(&id);
        Ok(())
    }

    async fn expired_uploads(&self, now_ms: UnixMs) -> StoreResult<Vec<UploadId>> {
        let tables = self.tables();
        let expired = tables
            .uploads
            .values()
            .filter(|row| row.expires_at_ms <= now_ms);
        Ok(expired.map(|row| row.id).collect())
    }

    async fn inbox(&self, officer_id: OfficerId, since: u64, limit: u32) -> StoreResult<InboxPage> {
        Ok(self.tables().inbox(officer_id, since, limit))
    }

    async fn account_by_name(&self, name: &str) -> StoreResult<Option<Account>> {
        Ok(self.tables().accounts.get(name).cloned())
    }

    async fn open_session(
        &self,
        account: &Account,
        token: TokenRecord,
        now_ms: UnixMs,
    ) -> StoreResult<()> {
        let mut tables = self.tables();
        tables
            .sessions
            .retain(|_, (_, expires_at_ms)| *expires_at_ms > now_ms);
        let session = (account.name.clone(), token.expires_at_ms);
        tables.sessions.insert(token.sha256, session);
        let body = json!({ "account_id": account.id });
        tables.append(now_ms, "signed_in", body);
        Ok(())
    }

    async fn session(&self, token_sha256: Sha256, now_ms: UnixMs) -> StoreResult<Option<Account>> {
        let tables = self.tables();
        let session = tables.sessions.get(&token_sha256);
        Ok(session
            .filter(|(_, expires_at_ms)| *expires_at_ms > now_ms)
            .and_then(|(name, _)| tables.accounts.get(name).cloned()))
    }

    async fn close_session(&self, token_sha256: Sha256) -> StoreResult<()> {
        self.tables().sessions.remove(&token_sha256);
        Ok(())
    }

    async fn list_findings(&self, query: ListQuery) -> StoreResult<ListPage> {
        Ok(self.tables().list(&query))
    }

    async fn finding(&self, id: FindingId) -> StoreResult<Option<FindingRecord>> {
        Ok(self.tables().record(id))
    }

    async fn finding_photo(
        &self,
        id: FindingId,
        photo: Sha256,
    ) -> StoreResult<Option<FindingPhoto>> {
        Ok(self.tables().finding_photo(id, photo))
    }

    async fn decide(&self, decision: NewDecision, now_ms: UnixMs) -> StoreResult<DecideOutcome> {
        Ok(self.tables().decide(decision, now_ms))
    }

    async fn stats(&self, after_seq: u64) -> StoreResult<Stats> {
        Ok(self.tables().stats(after_seq))
    }

    async fn events_after(&self, seq: u64, limit: u32) -> StoreResult<Vec<Event>> {
        let tables = self.tables();
        let after = tables.events.iter().filter(|event| event.seq > seq);
        Ok(after.take(limit as usize).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    async fn in_memory() -> (super::MemoryStore, ()) {
        (super::MemoryStore::default(), ())
    }

    crate::store::contract::contract!(in_memory);
    crate::store::contract_review::contract!(in_memory);
    crate::store::contract_operate::contract!(in_memory);
}
