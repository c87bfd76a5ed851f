//! Values for the tests of this crate.

use domain::area::{AreaBand, AreaEstimate};
use domain::finding::{FindingForm, FindingVersion};
use domain::hash::Sha256;
use domain::ids::{DecisionId, DeviceId, FindingId, OfficerId, PhotoId, VersionId};
use domain::photo::PhotoManifest;
use domain::position::{Position, PositionSource};
use domain::review::{Decision, Stage, Verdict};
use domain::taxonomy::{PhotoKind, PhotoOrigin, SightingKind};
use domain::time::UnixMs;
use domain::unit::UnitCode;
use domain::wire::{ChainLink, Checks, FindingDetail, FindingRow, Jwk, Jws, VersionDetail};

/// 2026-11-23 14:00 +08:00.
pub(crate) const NOW: UnixMs = 1_795_413_600_000;

pub(crate) fn finding(n: u8) -> FindingId {
    FindingId::new(NOW, [n; 10])
}

pub(crate) fn form() -> FindingForm {
    FindingForm {
        sighting: Some(SightingKind::Building),
        village: UnitCode::parse("530402001001").ok(),
        locality: Some("3 组".to_owned()),
        position: Some(position()),
        area: Some(AreaEstimate::Band(AreaBand::HalfToOne)),
        ..FindingForm::default()
    }
}

pub(crate) fn position() -> Position {
    Position {
        lon_deg: 102.543_718,
        lat_deg: 24.350_512,
        accuracy_m: 6.2,
        altitude_m: None,
        fixed_at_ms: NOW - 5_000,
        source: PositionSource::Device,
    }
}

pub(crate) fn photo(kind: PhotoKind) -> PhotoManifest {
    PhotoManifest {
        id: PhotoId::new(NOW, [kind as u8; 10]),
        kind,
        origin: PhotoOrigin::InAppCamera,
        sha256: Sha256([kind as u8; 32]),
        bytes: 275_000,
        media_type: "image/jpeg".to_owned(),
        width_px: 2048,
        height_px: 1536,
        taken_at_ms: NOW,
        position: Some(position()),
        heading_magnetic_deg: Some(131.6),
        source: None,
    }
}

pub(crate) fn row(n: u8) -> FindingRow {
    FindingRow {
        finding_id: finding(n),
        stage: Stage::Submitted,
        version: 1,
        form: form(),
        first_photo: None,
        photo_count: 2,
        officer_name: "普文山".to_owned(),
        discovered_at_ms: NOW,
        received_at_ms: NOW + 60_000,
        receipt_no: "5304-7F2A-91C3".to_owned(),
        flags: Vec::new(),
    }
}

pub(crate) fn version(n: u32, received_at_ms: UnixMs) -> VersionDetail {
    VersionDetail {
        sealed: FindingVersion {
            schema: 1,
            finding_id: finding(1),
            version_id: VersionId::new(i64::from(n), [1; 10]),
            version: n,
            supersedes: None,
            answers: None,
            officer_id: OfficerId::new(0, [1; 10]),
            device_id: DeviceId::new(0, [1; 10]),
            seq: 12,
            prev_payload_sha256: None,
            discovered_at_ms: NOW,
            sealed_at_ms: NOW + 30_000,
            server_offset_ms: Some(500),
            app_version: "0.1.0".to_owned(),
            practice: false,
            form: form(),
            photos: vec![photo(PhotoKind::Far), photo(PhotoKind::Near)],
        },
        payload_sha256: Sha256([9; 32]),
        jws: Jws {
            payload: String::new(),
            protected: String::new(),
            signature: String::new(),
        },
        key: Jwk {
            kty: "EC".to_owned(),
            crv: "P-256".to_owned(),
            x: String::new(),
            y: String::new(),
            kid: None,
        },
        received_at_ms,
        receipt_no: format!("5304-0000-000{n}"),
        checks: Checks {
            signature_valid: true,
            chain: ChainLink::Linked,
            photos_valid: true,
        },
        flags: Vec::new(),
    }
}

pub(crate) fn decision(verdict: Verdict, decided_at_ms: UnixMs) -> Decision {
    Decision {
        decision_id: DecisionId::new(decided_at_ms, [1; 10]),
        finding_id: finding(1),
        version_id: VersionId::new(1, [1; 10]),
        verdict,
        reason: Some("请补拍近景。".to_owned()),
        decided_at_ms,
        unit: UnitCode::parse("530402001").unwrap(),
        reviewer_name: "李敏".to_owned(),
    }
}

pub(crate) fn detail(versions: Vec<VersionDetail>, decisions: Vec<Decision>) -> FindingDetail {
    FindingDetail {
        row: row(1),
        versions,
        decisions,
        may: Verdict::ALL.to_vec(),
    }
}
