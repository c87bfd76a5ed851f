//! A row and a draft for the tests of this folder, read as the store reads them.

use domain::ids::{FindingId, VersionId};
use domain::time::UnixMs;
use engine::record::{Draft, RecordRow};
use serde_json::{from_value, json};

/// 2026-11-23 14:00 +08:00.
pub(super) const NOW: UnixMs = 1_795_413_600_000;

/// 取土 at 老鹰山脚, in a village that the table does not have; only on the phone.
pub(super) fn row(n: u32) -> RecordRow {
    let end = [[0; 6].as_slice(), &n.to_be_bytes()].concat();
    let end: [u8; 10] = end.try_into().unwrap();
    from_value(json!({
        "finding_id": FindingId::new(NOW, end), "version_id": VersionId::new(NOW, end), "version": 1,
        "sighting": "soil_taking", "village": "530402999999", "locality": "老鹰山脚",
        "lacks": [], "photo_count": 0, "discovered_at_ms": NOW, "sealed_at_ms": NOW, "changed_at_ms": NOW,
    }))
    .unwrap()
}

/// With a note and nothing else.
pub(super) fn draft(note: &str) -> Draft {
    from_value(json!({
        "finding_id": FindingId::new(NOW, [1; 10]), "revision": 1, "begun_at_ms": NOW, "changed_at_ms": NOW,
        "form": { "note": note }, "photos": [],
    }))
    .unwrap()
}
