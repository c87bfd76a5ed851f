//! What a row says after what happened, in every order.

use domain::area::{AreaBand, AreaEstimate};
use domain::finding::{FindingForm, FindingVersion};
use domain::ids::{DecisionId, DeviceId, FindingId, OfficerId, PhotoId, VersionId};
use domain::json::from_json;
use domain::photo::PhotoManifest;
use domain::review::{Decision, Verdict};
use domain::taxonomy::{
    Dissuasion, LackReason, LandBefore, PhotoKind, PhotoOrigin, Progress, SightingKind,
};
use domain::unit::UnitCode;
use domain::wire::Jws;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Draft, OutboxItem, RecordEvent, RecordRow, RecordState, StoredReceipt};

fn version_id(n: u8) -> VersionId {
    VersionId::new(i64::from(n), [n; 10])
}

fn photo(n: u8, bytes: u64) -> PhotoManifest {
    PhotoManifest {
        id: PhotoId::new(0, [n; 10]),
        kind: PhotoKind::Far,
        origin: PhotoOrigin::InAppCamera,
        sha256: domain::hash::Sha256([n; 32]),
        bytes,
        media_type: "image/jpeg".to_owned(),
        width_px: 4,
        height_px: 3,
        taken_at_ms: 0,
        position: None,
        heading_magnetic_deg: None,
        source: None,
    }
}

fn sealed(version: u8) -> FindingVersion {
    FindingVersion {
        schema: 1,
        finding_id: FindingId::new(0, [1; 10]),
        version_id: version_id(version),
        version: u32::from(version),
        supersedes: None,
        answers: None,
        officer_id: OfficerId::new(0, [1; 10]),
        device_id: DeviceId::new(0, [1; 10]),
        seq: u64::from(version),
        prev_payload_sha256: None,
        discovered_at_ms: 1,
        sealed_at_ms: 10 * i64::from(version),
        server_offset_ms: None,
        app_version: "test".to_owned(),
        practice: false,
        form: FindingForm {
            sighting: Some(SightingKind::Building),
            no_position: Some(LackReason::NoFix),
            ..FindingForm::default()
        },
        photos: vec![photo(1, 100)],
    }
}

fn receipt(version: u8) -> StoredReceipt {
    StoredReceipt {
        version_id: version_id(version),
        finding_id: sealed(version).finding_id,
        receipt_no: format!("no-{version}"),
        received_at_ms: 5,
        verified_at_ms: 6,
        jws: Jws {
            payload: String::new(),
            protected: String::new(),
            signature: String::new(),
        },
    }
}

fn decision(version: u8, verdict: Verdict, decided_at_ms: i64) -> Decision {
    Decision {
        decision_id: DecisionId::new(decided_at_ms, [version; 10]),
        finding_id: sealed(version).finding_id,
        version_id: version_id(version),
        verdict,
        reason: None,
        decided_at_ms,
        unit: UnitCode::parse("530402005").unwrap(),
        reviewer_name: String::new(),
    }
}

fn received(row: RecordRow, version: u8) -> RecordRow {
    row.after(&RecordEvent::Received {
        receipt: &receipt(version),
        version: u32::from(version),
    })
}

fn decided(row: RecordRow, version: u8, verdict: Verdict, at_ms: i64) -> RecordRow {
    row.after(&RecordEvent::Decided {
        decision: &decision(version, verdict, at_ms),
        heard_at_ms: at_ms,
    })
}

fn second(row: RecordRow) -> RecordRow {
    row.after(&RecordEvent::Sealed(&sealed(2)))
}

#[test]
fn a_record_goes_from_waiting_to_accepted() {
    let row = RecordRow::first(&sealed(1));
    assert_eq!(row.state(), RecordState::Waiting);
    let row = received(row, 1);
    assert_eq!(row.state(), RecordState::ReceivedWithLacks);
    let row = decided(row, 1, Verdict::Returned, 50);
    assert_eq!(row.state(), RecordState::Returned);
    let row = second(row);
    assert_eq!((row.state(), row.version), (RecordState::Waiting, 2));
    let row = received(row, 2);
    assert_eq!(row.state(), RecordState::ReceivedWithLacks);
    let row = decided(row, 2, Verdict::Accepted, 60);
    assert_eq!(row.state(), RecordState::Accepted);
}

#[test]
fn a_complete_record_is_received_without_lacks() {
    let mut whole = sealed(1);
    whole.photos = [PhotoKind::Far, PhotoKind::Near, PhotoKind::Feature]
        .map(|kind| PhotoManifest {
            kind,
            ..photo(1, 1)
        })
        .to_vec();
    whole.form.position = Some(domain::position::Position {
        lon_deg: 102.5,
        lat_deg: 24.3,
        accuracy_m: 5.0,
        altitude_m: None,
        fixed_at_ms: 0,
        source: domain::position::PositionSource::Device,
    });
    whole.form.area = Some(AreaEstimate::Band(AreaBand::HalfToOne));
    whole.form.progress = Some(Progress::Built);
    whole.form.land_before = Some(LandBefore::Paddy);
    whole.form.dissuasion = Some(Dissuasion::Stopped);
    assert_eq!(
        received(RecordRow::first(&whole), 1).state(),
        RecordState::Received
    );
}

#[test]
fn practice_is_received_and_nothing_is_to_be_added() {
    let practised = |version| FindingVersion {
        practice: true,
        ..sealed(version)
    };
    let row = RecordRow::first(&practised(1));
    assert_eq!((row.practice, row.state()), (true, RecordState::Waiting));
    assert!(OutboxItem::of(&practised(1)).practice);
    assert_eq!(received(row, 1).state(), RecordState::Received);
}

#[test]
fn what_an_older_app_kept_is_no_practice() {
    fn check<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(kept: T) {
        let mut json = serde_json::to_value(&kept).unwrap();
        json.as_object_mut().unwrap().remove("practice").unwrap();
        assert_eq!(from_json::<T>(json.to_string().as_bytes()), Ok(kept));
    }
    check(RecordRow::first(&sealed(1)));
    check(OutboxItem::of(&sealed(1)));
    check(Draft {
        finding_id: FindingId::new(0, [1; 10]),
        revision: 1,
        begun_at_ms: 0,
        changed_at_ms: 0,
        form: FindingForm::default(),
        photos: Vec::new(),
        follows: None,
        practice: false,
    });
}

#[test]
fn a_later_completion_of_an_accepted_record_waits_and_is_accepted_again() {
    let row = decided(
        received(RecordRow::first(&sealed(1)), 1),
        1,
        Verdict::Accepted,
        50,
    );
    let row = second(row);
    assert_eq!(row.state(), RecordState::Waiting);
    assert_eq!(received(row, 2).state(), RecordState::Accepted);
}

#[test]
fn what_comes_late_or_twice_changes_nothing() {
    let row = received(second(RecordRow::first(&sealed(1))), 2);
    assert_eq!(received(row.clone(), 1), row, "an older receipt");
    assert_eq!(
        row.clone().after(&RecordEvent::Sealed(&sealed(1))),
        row,
        "an older version"
    );
    let row = decided(row, 2, Verdict::Accepted, 60);
    assert_eq!(
        decided(row.clone(), 1, Verdict::Returned, 50),
        row,
        "an older decision"
    );
}

#[test]
fn a_return_of_an_older_version_does_not_ask_again() {
    let row = second(RecordRow::first(&sealed(1)));
    assert_eq!(
        decided(row.clone(), 1, Verdict::Returned, 50).state(),
        RecordState::Waiting
    );
    assert_eq!(
        decided(received(row, 2), 1, Verdict::Returned, 50).state(),
        RecordState::ReceivedWithLacks
    );
}

#[test]
fn percent_counts_bytes_and_two_photos_of_the_same_bytes_travel_once() {
    let mut version = sealed(1);
    version.photos = vec![photo(1, 50_000), photo(1, 50_000), photo(2, 45_904)];
    let mut item = OutboxItem::of(&version);
    assert_eq!((item.photos.len(), item.percent()), (2, 0));
    item.envelope_stored = true;
    item.photos[0].sent_bytes = 46_000;
    assert_eq!((item.percent(), item.photos_done()), (50, (0, 2)));
    for photo in &mut item.photos {
        photo.is_done = true;
    }
    assert_eq!((item.percent(), item.photos_done()), (100, (2, 2)));
}

#[test]
fn every_wedge_is_read_as_it_is_stored() {
    use super::Wedge;
    let sha256 = domain::hash::Sha256([1; 32]);
    let photo_gone = format!(r#"{{"why":"photo_gone","sha256":"{sha256}"}}"#);
    let cases = [
        (
            Wedge::Refused {
                code: "conflict".to_owned(),
            },
            r#"{"why":"refused","code":"conflict"}"#,
        ),
        (Wedge::PhotoGone { sha256 }, &photo_gone),
        (Wedge::BadReceipt, r#"{"why":"bad_receipt"}"#),
        (Wedge::KeyGone, r#"{"why":"key_gone"}"#),
    ];
    for (wedge, text) in cases {
        assert_eq!(serde_json::to_string(&wedge).unwrap(), text);
        assert_eq!(from_json(text.as_bytes()), Ok(wedge));
    }
    for bad in [
        r#"{"why":"refused"}"#,
        r#"{"why":"photo_gone"}"#,
        r#"{"why":"rain"}"#,
        "{}",
    ] {
        assert!(from_json::<Wedge>(bad.as_bytes()).is_err(), "{bad}");
    }
}
