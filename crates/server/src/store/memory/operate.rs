//! What the operator lists and watches.

use std::collections::BTreeMap;

use super::tables::{EnvelopeRow, Tables};
use crate::store::{DeviceLine, Stats, Upload};

impl Tables {
    pub(super) fn device_lines(&self) -> Vec<DeviceLine> {
        let line = |(id, row): (&_, &super::tables::DeviceRow)| {
            let signed: Vec<_> = self
                .envelopes
                .values()
                .filter(|envelope| envelope.device_id == *id)
                .collect();
            Some(DeviceLine {
                device: self.device(*id)?,
                platform: row.platform.clone(),
                enrolled_at_ms: row.enrolled_at_ms,
                envelopes: signed.len() as u64,
                newest_at_ms: signed.iter().map(|envelope| envelope.stored_at_ms).max(),
            })
        };
        let mut lines: Vec<_> = self.devices.iter().filter_map(line).collect();
        lines.sort_by_key(|line| (line.enrolled_at_ms, line.device.id));
        lines
    }

    /// The uploads whose photo is not there yet.
    pub(super) fn open_uploads(&self) -> impl Iterator<Item = &Upload> {
        let is_open = |upload: &&Upload| !self.photos.contains_key(&upload.sha256);
        self.uploads.values().filter(is_open)
    }

    pub(super) fn stats(&self, after_seq: u64) -> Stats {
        let mut events = BTreeMap::<_, u64>::new();
        for event in self.events.iter().filter(|event| event.seq > after_seq) {
            *events.entry(event.kind.clone()).or_default() += 1;
        }
        let waits = |row: &&EnvelopeRow| row.received.is_none();
        let waiting = || self.envelopes.values().filter(waits);
        Stats {
            last_seq: self.events.len() as u64,
            events: events.into_iter().collect(),
            unreceipted: waiting().count() as u64,
            oldest_unreceipted_at_ms: waiting().map(|row| row.stored_at_ms).min(),
            open_uploads: self.open_uploads().count() as u64,
        }
    }
}
