//! The tables, and the verbs of enrolment and envelopes that touch more than one of them.

use std::collections::BTreeMap;

use domain::hash::Sha256;
use domain::ids::{AccountId, DeviceId, Epoch, FindingId, OfficerId, UploadId, VersionId};
use domain::review::Decision;
use domain::time::UnixMs;
use domain::unit::UnitCode;
use domain::wire::{ChainLink, Flag, Jwk, Jws};
use serde_json::{Value, json};

use crate::store::rules::{self, LOG_BEGINS, Projected, Projection, event_sha256};
use crate::store::{
    Accepted, Account, Device, EnrolCode, EnvelopeState, Event, NewEnvelope, Officer, Outline,
    ReceiptSigner, StoreError, StoreResult, StoredPhoto, TokenRecord, Upload,
};

#[derive(Debug, Default)]
pub(super) struct Tables {
    pub(super) epoch: Option<Epoch>,
    pub(super) officers: BTreeMap<OfficerId, Officer>,
    pub(super) accounts: BTreeMap<String, Account>,
    pub(super) codes: BTreeMap<Sha256, CodeRow>,
    pub(super) devices: BTreeMap<DeviceId, DeviceRow>,
    /// By the token's hash: the account's name and the end.
    pub(super) sessions: BTreeMap<Sha256, (String, UnixMs)>,
    pub(super) uploads: BTreeMap<UploadId, Upload>,
    pub(super) events: Vec<Event>,
    pub(super) envelopes: BTreeMap<Sha256, EnvelopeRow>,
    pub(super) photos: BTreeMap<Sha256, StoredPhoto>,
    pub(super) findings: BTreeMap<FindingId, Projection>,
    pub(super) decisions: Vec<DecisionRow>,
}

#[derive(Debug)]
pub(super) struct CodeRow {
    pub(super) officer_id: OfficerId,
    pub(super) expires_at_ms: UnixMs,
    pub(super) device_id: Option<DeviceId>,
}

#[derive(Debug)]
pub(super) struct DeviceRow {
    pub(super) officer_id: OfficerId,
    pub(super) key: Jwk,
    pub(super) platform: String,
    pub(super) enrolled_at_ms: UnixMs,
    pub(super) revoked_at_ms: Option<UnixMs>,
    pub(super) token: TokenRecord,
}

#[derive(Debug, Clone)]
pub(super) struct EnvelopeRow {
    pub(super) jws: Jws,
    pub(super) outline: Outline,
    pub(super) device_id: DeviceId,
    version_id: Option<VersionId>,
    seq: Option<u64>,
    place: UnitCode,
    pub(super) flags: Vec<Flag>,
    pub(super) stored_at_ms: UnixMs,
    pub(super) received: Option<Received>,
}

#[derive(Debug, Clone)]
pub(super) struct Received {
    pub(super) at_ms: UnixMs,
    pub(super) receipt_no: String,
    receipt: Jws,
}

#[derive(Debug)]
pub(super) struct DecisionRow {
    pub(super) event_seq: u64,
    pub(super) account_id: AccountId,
    pub(super) officer_id: OfficerId,
    pub(super) decision: Decision,
}

impl Tables {
    pub(super) fn append(&mut self, at_ms: UnixMs, kind: &str, body: Value) -> u64 {
        let seq = self.events.len() as u64 + 1;
        let prev_sha256 = self.events.last().map_or(LOG_BEGINS, |last| last.sha256);
        let body = body.to_string();
        self.events.push(Event {
            seq,
            at_ms,
            kind: kind.to_owned(),
            sha256: event_sha256(seq, at_ms, kind, &body, &prev_sha256),
            body,
            prev_sha256,
        });
        seq
    }

    pub(super) fn device(&self, id: DeviceId) -> Option<Device> {
        let row = self.devices.get(&id)?;
        Some(Device {
            id,
            officer: self.officers.get(&row.officer_id)?.clone(),
            key: row.key.clone(),
            revoked_at_ms: row.revoked_at_ms,
        })
    }

    pub(super) fn device_by_kid(&self, kid: &str) -> Option<Device> {
        let has_it = |row: &DeviceRow| row.key.kid.as_deref() == Some(kid);
        let (id, _) = self.devices.iter().find(|(_, row)| has_it(row))?;
        self.device(*id)
    }

    pub(super) fn enrol_code(&self, code: Sha256) -> StoreResult<Option<EnrolCode>> {
        let Some(row) = self.codes.get(&code) else {
            return Ok(None);
        };
        let officer = self.officers.get(&row.officer_id).cloned();
        Ok(Some(EnrolCode {
            officer: officer.ok_or(StoreError::Damaged("officer of a code"))?,
            expires_at_ms: row.expires_at_ms,
            used_by: row.device_id.and_then(|id| {
                let kid = self.devices.get(&id)?.key.kid.clone();
                Some((id, kid.unwrap_or_default()))
            }),
        }))
    }

    pub(super) fn use_code(&mut self, code_sha256: Sha256, device_id: DeviceId) {
        if let Some(row) = self.codes.get_mut(&code_sha256) {
            row.device_id = Some(device_id);
        }
    }

    pub(super) fn renew_token(&mut self, id: DeviceId, token: TokenRecord, now_ms: UnixMs) {
        if let Some(row) = self.devices.get_mut(&id) {
            row.token = token;
        }
        self.append(now_ms, "token_renewed", json!({ "device_id": id }));
    }

    pub(super) fn accept(
        &mut self,
        new: NewEnvelope,
        signer: &ReceiptSigner,
        now_ms: UnixMs,
    ) -> Accepted {
        if let Some(state) = self.state(new.payload_sha256) {
            return Accepted::Stored(state);
        }
        let version_id = new.outline.version_id;
        let is_taken = |row: &EnvelopeRow| version_id.is_some() && row.version_id == version_id;
        if self.envelopes.values().any(is_taken) {
            return Accepted::Conflict;
        }
        let payload_sha256 = new.payload_sha256;
        let seq = rules::chain_seq(&new);
        let row = EnvelopeRow {
            version_id,
            seq,
            flags: rules::stored_flags(&new),
            jws: new.jws,
            outline: new.outline,
            device_id: new.signer.id,
            place: new.place,
            stored_at_ms: now_ms,
            received: None,
        };
        self.envelopes.insert(payload_sha256, row);
        let body = json!({
            "payload_sha256": payload_sha256,
            "device_id": new.signer.id,
            "sender": new.sender,
            "seq": seq,
        });
        self.append(now_ms, "envelope_stored", body);
        if let Some(seq) = seq {
            self.refresh_neighbours(new.signer.id, seq);
        }
        self.complete_if_whole(payload_sha256, signer, now_ms);
        let state = self.state(payload_sha256);
        Accepted::Stored(state.unwrap_or(EnvelopeState::AwaitingPhotos(Vec::new())))
    }

    pub(super) fn state(&self, payload_sha256: Sha256) -> Option<EnvelopeState> {
        let row = self.envelopes.get(&payload_sha256)?;
        Some(match &row.received {
            Some(received) => EnvelopeState::Received(received.receipt.clone()),
            None => EnvelopeState::AwaitingPhotos(self.missing(row)),
        })
    }

    fn missing(&self, row: &EnvelopeRow) -> Vec<Sha256> {
        let named = row.outline.photos.iter().map(|photo| photo.sha256);
        named
            .filter(|hash| !self.photos.contains_key(hash))
            .collect()
    }

    fn has_images_alone(&self, row: &EnvelopeRow) -> bool {
        let named = row.outline.photos.iter();
        let mut there = named.filter_map(|photo| self.photos.get(&photo.sha256));
        there.all(StoredPhoto::is_image)
    }

    pub(super) fn photo_arrived(
        &mut self,
        photo: StoredPhoto,
        signer: &ReceiptSigner,
        now_ms: UnixMs,
    ) -> u32 {
        let sha256 = photo.sha256;
        if !self.photos.contains_key(&sha256) {
            let body = json!({ "sha256": sha256, "bytes": photo.bytes });
            self.append(now_ms, "photo_stored", body);
            self.photos.insert(sha256, photo);
        }
        let mut waiting: Vec<_> = self
            .envelopes
            .iter()
            .filter(|(_, row)| row.received.is_none())
            .filter(|(_, row)| row.outline.photos.iter().any(|p| p.sha256 == sha256))
            .map(|(payload, row)| (row.seq, *payload))
            .collect();
        waiting.sort_unstable();
        let completed = waiting
            .into_iter()
            .filter(|(_, payload)| self.complete_if_whole(*payload, signer, now_ms));
        u32::try_from(completed.count()).unwrap_or(u32::MAX)
    }

    fn complete_if_whole(
        &mut self,
        payload_sha256: Sha256,
        signer: &ReceiptSigner,
        now_ms: UnixMs,
    ) -> bool {
        let Some(mut row) = self.envelopes.get(&payload_sha256).cloned() else {
            return false;
        };
        if !self.missing(&row).is_empty() {
            return false;
        }
        if !self.has_images_alone(&row) {
            row.flags.push(Flag::PhotoNotAnImage);
        }
        let sealed = row.outline.sealed.as_deref();
        if sealed.is_some_and(|it| rules::changes_practice(self.findings.get(&it.finding_id), it)) {
            row.flags.push(Flag::PracticeChanged);
        }
        let (claims, receipt) = rules::receipt(payload_sha256, &row.outline, signer, now_ms);
        let receipt_no = claims.receipt_no;
        let body = json!({ "payload_sha256": payload_sha256, "receipt_no": receipt_no });
        self.append(now_ms, "received", body);
        let projected = self.project(payload_sha256, &row, &receipt_no, now_ms);
        if let Some(stored) = self.envelopes.get_mut(&payload_sha256) {
            stored.flags = row.flags;
            if projected == Some(Projected::Foreign) && !stored.flags.contains(&Flag::NotAuthor) {
                stored.flags.push(Flag::NotAuthor);
            }
            stored.received = Some(Received {
                at_ms: now_ms,
                receipt_no,
                receipt,
            });
        }
        if let Some(Projected::Changed(after)) = projected {
            self.findings.insert(after.finding_id, *after);
        }
        true
    }

    fn project(
        &self,
        payload_sha256: Sha256,
        row: &EnvelopeRow,
        receipt_no: &str,
        now_ms: UnixMs,
    ) -> Option<Projected> {
        let sealed = row.outline.sealed.as_deref()?;
        let officer = self.device(row.device_id)?.officer;
        let version = rules::ReceivedVersion {
            payload_sha256,
            sealed,
            officer_id: officer.id,
            officer_name: &officer.name,
            place: &row.place,
            flags: &row.flags,
            chain: self.chain(payload_sha256, row),
            received_at_ms: now_ms,
            receipt_no,
        };
        let before = self.findings.get(&sealed.finding_id);
        Some(rules::project(before, &version))
    }

    pub(super) fn chain(&self, payload_sha256: Sha256, row: &EnvelopeRow) -> ChainLink {
        let Some(seq) = row.seq else {
            return ChainLink::Gap;
        };
        let prev = row.outline.sealed.as_deref();
        let prev = prev.and_then(|sealed| sealed.prev_payload_sha256);
        let with_seq = |seq: Option<u64>| {
            let same = move |other: &EnvelopeRow| {
                other.device_id == row.device_id && seq.is_some() && other.seq == seq
            };
            self.envelopes.iter().filter(move |(_, other)| same(other))
        };
        let others = with_seq(Some(seq)).any(|(payload, _)| *payload != payload_sha256);
        let mut before = with_seq(seq.checked_sub(1)).map(|(payload, _)| *payload);
        let first = before.next();
        let before = before.find(|payload| Some(*payload) == prev).or(first);
        evidence::chain::link(seq, prev, before, others)
    }

    fn refresh_neighbours(&mut self, device_id: DeviceId, seq: u64) {
        let is_near = |row: &EnvelopeRow| {
            row.device_id == device_id && (row.seq == Some(seq) || row.seq == seq.checked_add(1))
        };
        let near: Vec<_> = self
            .envelopes
            .iter()
            .filter(|(_, row)| is_near(row))
            .map(|(payload, row)| {
                let flags = rules::shown_flags(&row.flags, self.chain(*payload, row));
                (*payload, flags)
            })
            .collect();
        for (payload, flags) in near {
            let shown = self.findings.values_mut().find(|f| f.newest == payload);
            if let Some(finding) = shown {
                finding.row.flags = flags;
            }
        }
    }
}
