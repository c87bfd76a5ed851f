//! What every store must do, first half: people, enrolment, envelopes, receipts, uploads, the log.
//! An adapter's test module is one call of [`contract!`] for each half.

use domain::hash::Sha256;
use domain::ids::{AccountId, DeviceId, Epoch, OfficerId, UploadId};
use domain::review::Role;
use domain::taxonomy::PhotoKind;
use domain::time::UnixMs;
use domain::unit::UnitCode;
use domain::wire::{Flag, Jws, ReceiptClaims};
use evidence::native::KeyPair;
use testkit::phone::{Phone, Sealed, least_form};

use super::*;
use crate::blobs::OCTETS;

/// The tests of this half, for a store that `$make` gives with whatever must outlive it.
macro_rules! contract {
    ($make:ident) => {
        crate::store::contract::contract!($make:
            real_people_are_told_from_those_of_the_demonstration,
            a_code_enrols_one_key_once_and_the_same_key_again,
            codes_that_are_wrong_or_over,
            a_token_ends_and_a_new_one_replaces_it,
            an_envelope_waits_for_its_photos_and_is_receipted_once,
            photos_may_come_first,
            the_same_version_with_other_bytes_is_a_conflict,
            an_unreadable_payload_is_stored_and_receipted,
            a_photo_that_is_no_image_is_received_and_flagged,
            one_photo_completes_every_envelope_that_waits_for_it,
            an_upload_is_one_for_a_device_and_a_hash,
            the_log_is_chained_without_a_gap,
            the_epoch_is_made_once,
        );
    };
    ($make:ident: $($name:ident,)*) => {
        $(#[tokio::test]
        async fn $name() {
            let (store, _kept) = $make().await;
            crate::store::contract::$name(&store).await;
        })*
    };
}
pub(crate) use contract;

pub(crate) const NOW_MS: UnixMs = 1_795_363_200_000;
const LATER_MS: UnixMs = NOW_MS + 60_000;

pub(crate) fn signer() -> ReceiptSigner {
    ReceiptSigner {
        key: KeyPair::from_secret(&[99; 32]).unwrap(),
        epoch: Epoch::new(NOW_MS, [9; 10]),
    }
}

pub(super) fn village() -> UnitCode {
    UnitCode::parse("530402005002").unwrap()
}

fn token(n: u8) -> TokenRecord {
    TokenRecord {
        sha256: Sha256([n; 32]),
        expires_at_ms: NOW_MS + 1_000_000,
    }
}

pub(super) async fn real_people_are_told_from_those_of_the_demonstration(store: &impl Store) {
    let is_real = async || store.has_real_people().await.unwrap();
    assert!(!is_real().await);
    let demo = Officer {
        is_demo: true,
        ..officer(1)
    };
    store.add_officer(demo, NOW_MS).await.unwrap();
    let account = |n: u8, is_demo| Account {
        id: AccountId::new(NOW_MS, [n; 10]),
        name: format!("account {n}"),
        display_name: String::new(),
        role: Role::CountyReviewer,
        unit: UnitCode::parse("530402").unwrap(),
        password_phc: String::new(),
        is_demo,
    };
    store.add_account(account(1, true), NOW_MS).await.unwrap();
    assert!(!is_real().await);
    // Whoever reads is as real as whoever reports.
    store.add_account(account(2, false), NOW_MS).await.unwrap();
    assert!(is_real().await);
}

pub(super) fn officer(n: u8) -> Officer {
    Officer {
        id: OfficerId::new(NOW_MS, [n; 10]),
        name: format!("officer {n}"),
        role: Role::VillageOfficer,
        unit: village(),
        is_demo: false,
    }
}

pub(super) fn enrolment(phone: &Phone, code: u8) -> Enrolment {
    Enrolment {
        code_sha256: Sha256([code; 32]),
        device_id: phone.device_id,
        is_proven: false,
        key: phone.key.public().clone(),
        platform: "test".to_owned(),
        token: token(code),
    }
}

/// An enrolled phone; `n` names phone, officer and code.
pub(crate) async fn enrolled(store: &impl Store, n: u8) -> Phone {
    let officer = officer(n);
    store.add_officer(officer.clone(), NOW_MS).await.unwrap();
    let code = Sha256([n; 32]);
    store
        .add_enrol_code(code, officer.id, NOW_MS + 1000, NOW_MS)
        .await
        .unwrap();
    let phone = Phone::new(n);
    let outcome = store.enrol(enrolment(&phone, n), NOW_MS).await.unwrap();
    assert!(matches!(outcome, EnrolOutcome::Enrolled(_)));
    let device_id = phone.device_id;
    phone.enrolled(device_id, officer.id)
}

pub(super) async fn envelope(store: &impl Store, phone: &Phone, jws: &Jws) -> NewEnvelope {
    let payload = evidence::base64url::decode(&jws.payload).unwrap();
    let outline = Outline::read(&payload);
    NewEnvelope {
        jws: jws.clone(),
        payload_sha256: evidence::sha256(&payload),
        signer: store.device(phone.device_id).await.unwrap().unwrap(),
        sender: phone.device_id,
        place: outline.village.clone().unwrap_or_else(village),
        outline,
        flags: Vec::new(),
    }
}

pub(crate) async fn accept(store: &impl Store, phone: &Phone, sealed: &Sealed) -> Accepted {
    let new = envelope(store, phone, &sealed.jws).await;
    store.accept(new, &signer(), NOW_MS).await.unwrap()
}

pub(super) async fn photo_arrives(store: &impl Store, bytes: &[u8]) -> u32 {
    photo_arrives_as(store, bytes, "image/jpeg").await
}

async fn photo_arrives_as(store: &impl Store, bytes: &[u8], media_type: &str) -> u32 {
    let photo = StoredPhoto {
        sha256: evidence::sha256(bytes),
        bytes: bytes.len() as u64,
        media_type: media_type.to_owned(),
    };
    store
        .photo_arrived(photo, &signer(), LATER_MS)
        .await
        .unwrap()
}

/// A report with the photos of these bytes.
pub(crate) fn report(phone: &mut Phone, photos: &[&[u8]]) -> Sealed {
    let photos = photos
        .iter()
        .map(|bytes| phone.photo(bytes, PhotoKind::Far, NOW_MS))
        .collect();
    let draft = phone.draft(least_form(&village(), NOW_MS), photos, NOW_MS);
    phone.seal(draft)
}

fn claims(receipt: &Jws) -> ReceiptClaims {
    let parsed = evidence::jws::parse(receipt, evidence::jws::TYP_RECEIPT).unwrap();
    evidence::native::verify(signer().key.public(), &parsed).unwrap();
    serde_json::from_slice(&parsed.payload).unwrap()
}

pub(crate) async fn a_code_enrols_one_key_once_and_the_same_key_again(store: &impl Store) {
    let phone = enrolled(store, 1).await;
    let again = store.enrol(enrolment(&phone, 1), NOW_MS).await.unwrap();
    let EnrolOutcome::Enrolled(device) = again else {
        panic!("{again:?}")
    };
    assert_eq!(
        (device.id, device.officer.id),
        (phone.device_id, phone.officer_id)
    );
    let other = store.enrol(enrolment(&Phone::new(2), 1), NOW_MS).await;
    assert_eq!(other, Ok(EnrolOutcome::Used));
    let code = store.enrol_code(Sha256([1; 32])).await.unwrap().unwrap();
    assert_eq!(code.used_by.map(|(id, _)| id), Some(phone.device_id));
    let kid = phone.key.public().kid.clone().unwrap();
    let by_kid = store.device_by_kid(&kid).await.unwrap().unwrap();
    assert_eq!(by_kid.id, phone.device_id);
    store
        .add_enrol_code(Sha256([3; 32]), phone.officer_id, NOW_MS + 1000, NOW_MS)
        .await
        .unwrap();
    let taken = store.enrol(enrolment(&phone, 3), NOW_MS).await;
    assert_eq!(taken, Ok(EnrolOutcome::KeyTaken));
}

pub(crate) async fn codes_that_are_wrong_or_over(store: &impl Store) {
    let phone = enrolled(store, 1).await;
    let wrong = store.enrol(enrolment(&Phone::new(2), 7), NOW_MS).await;
    assert_eq!(wrong, Ok(EnrolOutcome::Wrong));
    assert_eq!(store.enrol_code(Sha256([7; 32])).await, Ok(None));
    store
        .add_enrol_code(Sha256([8; 32]), phone.officer_id, NOW_MS, NOW_MS)
        .await
        .unwrap();
    let over = store.enrol(enrolment(&Phone::new(2), 8), NOW_MS).await;
    assert_eq!(over, Ok(EnrolOutcome::Expired));
    let late = store.enrol(enrolment(&phone, 1), NOW_MS + 1000).await;
    assert_eq!(late, Ok(EnrolOutcome::Expired));
}

pub(crate) async fn a_token_ends_and_a_new_one_replaces_it(store: &impl Store) {
    let phone = enrolled(store, 1).await;
    let by = async |n: u8, at_ms| {
        let device = store.device_by_token(Sha256([n; 32]), at_ms).await;
        device.unwrap().map(|device| device.id)
    };
    assert_eq!(by(1, NOW_MS).await, Some(phone.device_id));
    assert_eq!(by(1, NOW_MS + 1_000_000).await, None);
    store
        .renew_token(phone.device_id, token(5), NOW_MS)
        .await
        .unwrap();
    assert_eq!(by(1, NOW_MS).await, None);
    assert_eq!(by(5, NOW_MS).await, Some(phone.device_id));
    store.revoke_device(phone.device_id, NOW_MS).await.unwrap();
    store
        .revoke_device(phone.device_id, LATER_MS)
        .await
        .unwrap();
    let device = store.device(phone.device_id).await.unwrap().unwrap();
    assert_eq!(device.revoked_at_ms, Some(NOW_MS));
}

pub(crate) async fn an_envelope_waits_for_its_photos_and_is_receipted_once(store: &impl Store) {
    let mut phone = enrolled(store, 1).await;
    let sealed = report(&mut phone, &[b"a", b"b"]);
    let [a, b] = [&b"a"[..], b"b"].map(evidence::sha256);
    let mut missing = vec![a, b];
    missing.sort_unstable();
    let waits = Accepted::Stored(EnvelopeState::AwaitingPhotos(missing));
    assert_eq!(accept(store, &phone, &sealed).await, waits);
    assert_eq!(accept(store, &phone, &sealed).await, waits);
    assert_eq!(photo_arrives(store, b"a").await, 0);
    let state = store.envelope(sealed.payload_sha256).await.unwrap();
    assert_eq!(state, Some(EnvelopeState::AwaitingPhotos(vec![b])));
    assert_eq!(photo_arrives(store, b"b").await, 1);
    assert_eq!(photo_arrives(store, b"b").await, 0);
    let Some(EnvelopeState::Received(receipt)) =
        store.envelope(sealed.payload_sha256).await.unwrap()
    else {
        panic!("not received")
    };
    let claims = claims(&receipt);
    assert_eq!(claims.payload_sha256, sealed.payload_sha256);
    assert_eq!(claims.photo_sha256, evidence::receipt::photo_list([a, b]));
    assert_eq!(claims.received_at_ms, LATER_MS);
    assert_eq!(claims.version_id, Some(sealed.version.version_id));
    let again = Accepted::Stored(EnvelopeState::Received(receipt));
    assert_eq!(accept(store, &phone, &sealed).await, again);
    assert_eq!(store.envelope(Sha256([0; 32])).await, Ok(None));
}

pub(crate) async fn photos_may_come_first(store: &impl Store) {
    let mut phone = enrolled(store, 1).await;
    assert_eq!(photo_arrives(store, b"a").await, 0);
    let sealed = report(&mut phone, &[b"a"]);
    let accepted = accept(store, &phone, &sealed).await;
    assert!(matches!(
        accepted,
        Accepted::Stored(EnvelopeState::Received(_))
    ));
}

pub(crate) async fn the_same_version_with_other_bytes_is_a_conflict(store: &impl Store) {
    let mut phone = enrolled(store, 1).await;
    let first = report(&mut phone, &[]);
    accept(store, &phone, &first).await;
    let mut other = first.version.clone();
    other.app_version = "changed".to_owned();
    let other = phone.seal(other);
    assert_eq!(accept(store, &phone, &other).await, Accepted::Conflict);
    assert_eq!(store.envelope(other.payload_sha256).await, Ok(None));
}

pub(crate) async fn an_unreadable_payload_is_stored_and_receipted(store: &impl Store) {
    let phone = enrolled(store, 1).await;
    let jws = phone.seal_bytes(b"\xff not json");
    let mut new = envelope(store, &phone, &jws).await;
    new.flags = vec![Flag::Unreadable];
    let accepted = store.accept(new, &signer(), NOW_MS).await.unwrap();
    let Accepted::Stored(EnvelopeState::Received(receipt)) = accepted else {
        panic!("{accepted:?}")
    };
    assert_eq!(claims(&receipt).finding_id, None);
    assert!(claims(&receipt).receipt_no.starts_with("000000-"));
}

pub(crate) async fn a_photo_that_is_no_image_is_received_and_flagged(store: &impl Store) {
    let mut phone = enrolled(store, 1).await;
    let waits = report(&mut phone, &[b"an image", b"html"]);
    accept(store, &phone, &waits).await;
    photo_arrives(store, b"an image").await;
    assert_eq!(photo_arrives_as(store, b"html", OCTETS).await, 1);
    let comes_later = report(&mut phone, &[b"html"]);
    accept(store, &phone, &comes_later).await;
    for sealed in [waits, comes_later] {
        let finding = store.finding(sealed.version.finding_id).await.unwrap();
        let finding = finding.unwrap();
        assert_eq!(finding.row.flags, [Flag::PhotoNotAnImage]);
        assert_eq!(finding.versions[0].flags, [Flag::PhotoNotAnImage]);
        assert!(finding.versions[0].photos_valid);
    }
}

pub(crate) async fn one_photo_completes_every_envelope_that_waits_for_it(store: &impl Store) {
    let mut phone = enrolled(store, 1).await;
    for _ in 0..3 {
        let sealed = report(&mut phone, &[b"same"]);
        accept(store, &phone, &sealed).await;
    }
    assert_eq!(photo_arrives(store, b"same").await, 3);
}

pub(crate) async fn an_upload_is_one_for_a_device_and_a_hash(store: &impl Store) {
    let phone = enrolled(store, 1).await;
    let other = enrolled(store, 2).await;
    let upload = |n: u8, device_id: DeviceId| Upload {
        id: UploadId::new(NOW_MS, [n; 10]),
        device_id,
        sha256: Sha256([5; 32]),
        bytes: 100,
        expires_at_ms: NOW_MS + i64::from(n),
    };
    let first = upload(1, phone.device_id);
    let open = async |upload: Upload| store.open_upload(upload, 9, NOW_MS).await;
    assert_eq!(open(first.clone()).await, Ok(Some(first.clone())));
    let again = upload(2, phone.device_id);
    assert_eq!(open(again).await, Ok(Some(first.clone())));
    let others = upload(3, other.device_id);
    assert_eq!(open(others.clone()).await, Ok(Some(others)));
    assert_eq!(store.upload(first.id).await, Ok(Some(first.clone())));
    assert_eq!(store.expired_uploads(NOW_MS).await, Ok(vec![]));
    assert_eq!(store.expired_uploads(NOW_MS + 1).await, Ok(vec![first.id]));
    store.drop_upload(first.id).await.unwrap();
    assert_eq!(store.upload(first.id).await, Ok(None));
}

pub(crate) async fn the_log_is_chained_without_a_gap(store: &impl Store) {
    let mut phone = enrolled(store, 1).await;
    let sealed = report(&mut phone, &[b"a"]);
    accept(store, &phone, &sealed).await;
    photo_arrives(store, b"a").await;
    let events = store.events_after(0, 100).await.unwrap();
    let kinds: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(
        kinds,
        [
            "officer_added",
            "enrol_code_made",
            "enrolled",
            "envelope_stored",
            "photo_stored",
            "received"
        ]
    );
    let mut prev = rules::LOG_BEGINS;
    for (n, event) in events.iter().enumerate() {
        assert_eq!((event.seq, event.prev_sha256), (n as u64 + 1, prev));
        let sha256 = rules::event_sha256(event.seq, event.at_ms, &event.kind, &event.body, &prev);
        assert_eq!(event.sha256, sha256);
        prev = event.sha256;
    }
    assert_eq!(store.events_after(2, 1).await.unwrap(), events[2..3]);
}

pub(crate) async fn the_epoch_is_made_once(store: &impl Store) {
    let first = Epoch::new(1, [1; 10]);
    assert_eq!(store.epoch(first).await, Ok(first));
    assert_eq!(store.epoch(Epoch::new(2, [2; 10])).await, Ok(first));
    assert_eq!(store.ready().await, Ok(()));
    assert_eq!(store.epoch(Epoch::new(3, [3; 10])).await, Ok(first));
}
