//! What the supervisors read and decide, and what of it the phones are told.

use domain::hash::Sha256;
use domain::ids::{FindingId, OfficerId};
use domain::review::Stage;
use domain::time::UnixMs;
use domain::wire::StageCount;
use serde_json::json;

use super::tables::{DecisionRow, EnvelopeRow, Received, Tables};
use crate::store::rules::{self, Projection};
use crate::store::{
    DecideOutcome, FindingPhoto, FindingRecord, InboxPage, ListPage, ListQuery, NamedPhoto,
    NewDecision, VersionRecord,
};

impl Tables {
    pub(super) fn list(&self, query: &ListQuery) -> ListPage {
        let mine = || {
            self.findings
                .values()
                .filter(|f| query.unit.contains(&f.place))
        };
        let mut findings: Vec<_> = mine()
            .filter(|f| query.wants(f.state.stage))
            .filter(|f| query.after.is_none_or(|after| f.cursor() > after))
            .collect();
        findings.sort_by_key(|finding| finding.cursor());
        let has_more = findings.len() > query.limit as usize;
        findings.truncate(query.limit as usize);
        let count = |stage| StageCount {
            stage,
            count: mine().filter(|f| f.state.stage == stage).count() as u64,
        };
        ListPage {
            next: findings.last().filter(|_| has_more).map(|f| f.cursor()),
            rows: findings.into_iter().map(|f| f.row.clone()).collect(),
            counts: Stage::counted().map(count).collect(),
        }
    }

    /// The received envelopes of a finding's author.
    fn received_of(&self, finding: &Projection) -> Vec<(Sha256, &EnvelopeRow, &Received)> {
        let (id, author) = (finding.finding_id, finding.officer_id);
        self.envelopes
            .iter()
            .filter(|(_, row)| row.outline.finding_id == Some(id))
            .filter(|(_, row)| {
                let device = self.devices.get(&row.device_id);
                device.is_some_and(|device| device.officer_id == author)
            })
            .filter_map(|(payload, row)| Some((*payload, row, row.received.as_ref()?)))
            .collect()
    }

    pub(super) fn record(&self, id: FindingId) -> Option<FindingRecord> {
        let finding = self.findings.get(&id)?;
        let mut versions: Vec<_> = self
            .received_of(finding)
            .into_iter()
            .filter_map(|(payload_sha256, row, received)| {
                let chain = self.chain(payload_sha256, row);
                let photo_is_valid = |named: &NamedPhoto| {
                    let photo = self.photos.get(&named.sha256);
                    photo.is_some_and(|photo| photo.bytes == named.bytes)
                };
                Some(VersionRecord {
                    sealed: row.outline.sealed.as_deref()?.clone(),
                    payload_sha256,
                    jws: row.jws.clone(),
                    key: self.devices.get(&row.device_id)?.key.clone(),
                    received_at_ms: received.at_ms,
                    receipt_no: received.receipt_no.clone(),
                    chain,
                    photos_valid: row.outline.photos.iter().all(photo_is_valid),
                    flags: rules::shown_flags(&row.flags, chain),
                })
            })
            .collect();
        versions.sort_by_key(|version| (version.sealed.version, version.received_at_ms));
        let about_it = |row: &&DecisionRow| row.decision.finding_id == id;
        Some(FindingRecord {
            row: finding.row.clone(),
            place: finding.place.clone(),
            versions,
            decisions: self
                .decisions
                .iter()
                .filter(about_it)
                .map(|row| row.decision.clone())
                .collect(),
        })
    }

    pub(super) fn finding_photo(&self, id: FindingId, photo: Sha256) -> Option<FindingPhoto> {
        let finding = self.findings.get(&id)?;
        let is_named = self
            .received_of(finding)
            .iter()
            .any(|(_, row, _)| row.outline.photos.iter().any(|p| p.sha256 == photo));
        let stored = self.photos.get(&photo).filter(|_| is_named)?;
        Some(FindingPhoto {
            place: finding.place.clone(),
            media_type: stored.media_type.clone(),
        })
    }

    pub(super) fn decide(&mut self, new: NewDecision, now_ms: UnixMs) -> DecideOutcome {
        let taken = self
            .decisions
            .iter()
            .find(|row| row.decision.decision_id == new.id);
        if let Some(row) = taken {
            let is_same =
                row.account_id == new.account.id && rules::is_same_decision(&row.decision, &new);
            return if is_same {
                DecideOutcome::Decided(row.decision.clone())
            } else {
                DecideOutcome::Conflict
            };
        }
        let Some(before) = self.findings.get(&new.finding_id).cloned() else {
            return DecideOutcome::Unknown;
        };
        let taken = match rules::decide(before, &new, now_ms) {
            Ok(Some(taken)) => taken,
            Ok(None) => return DecideOutcome::Unknown,
            Err(not_allowed) => return DecideOutcome::NotAllowed(not_allowed),
        };
        let body = json!({ "account_id": new.account.id, "decision": taken.decision });
        let event_seq = self.append(now_ms, "decided", body);
        self.decisions.push(DecisionRow {
            event_seq,
            account_id: new.account.id,
            officer_id: taken.projection.officer_id,
            decision: taken.decision.clone(),
        });
        self.findings.insert(new.finding_id, taken.projection);
        DecideOutcome::Decided(taken.decision)
    }

    pub(super) fn inbox(&self, officer_id: OfficerId, since: u64, limit: u32) -> InboxPage {
        let rows: Vec<_> = self
            .decisions
            .iter()
            .filter(|row| row.officer_id == officer_id && row.event_seq > since)
            .take(limit as usize)
            .collect();
        InboxPage {
            cursor: rows.last().map_or(since, |row| row.event_seq),
            decisions: rows.into_iter().map(|row| row.decision.clone()).collect(),
        }
    }
}
