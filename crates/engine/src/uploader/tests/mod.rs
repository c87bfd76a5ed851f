//! The way of a record, with everything that can go wrong on it.
//!
//! Long because it is one list of faults with one phone that they happen to. What has a subject of its
//! own is beside it: phones that enrol again, servers that ask to wait.

mod enrolled_again;
mod server;
mod waiting;

use std::cell::RefCell;
use std::rc::Rc;

use domain::area::AreaEstimate;
use domain::finding::FindingForm;
use domain::ids::{DecisionId, Epoch};
use domain::review::{Decision, Role, Verdict};
use domain::taxonomy::{LackReason, PhotoKind, PhotoOrigin, SightingKind};
use domain::unit::UnitCode;
use domain::wire::JwkSet;
use evidence::native::KeyPair;
use futures::executor::block_on;

use super::{RoundEnd, RoundError, UploadEvent, Uploader};
use crate::memory::{FixedRandom, ManualClock, MemoryPhoneStore, MemoryVault};
use crate::ports::{
    Clock as _, Identity, Lease, LeaseRequest, PhoneStore as _, Ports, StoreError, Vault as _,
};
use crate::record::{RecordState, SealedVersion, Wedge};
use crate::recorder::{OpenDraft, RecordError, Shot};
use server::{Fault, Server};

struct Phone {
    store: MemoryPhoneStore,
    vault: Rc<MemoryVault>,
    clock: Rc<ManualClock>,
    server: Rc<Server>,
    ports: Ports,
    uploader: Uploader,
    events: Rc<RefCell<Vec<UploadEvent>>>,
}

fn enrolled() -> Phone {
    let store = MemoryPhoneStore::default();
    let vault = Rc::new(MemoryVault::default());
    let clock = Rc::new(ManualClock::at(1_000));
    let server = Rc::new(Server::new());
    let ports = Ports {
        store: Rc::new(store.clone()),
        vault: vault.clone(),
        transport: server.clone(),
        clock: clock.clone(),
        random: Rc::new(FixedRandom::default()),
        app_version: "test",
    };
    let key = block_on(vault.create_key()).unwrap();
    let identity = Identity {
        officer_id: domain::ids::OfficerId::new(0, [1; 10]),
        officer_name: "演示".to_owned(),
        role: Role::VillageOfficer,
        unit: UnitCode::parse("530402005002").unwrap(),
        device_id: domain::ids::DeviceId::new(0, [1; 10]),
        key_id: key.id,
        key: Some(key.public),
        token: "t".to_owned(),
        server_keys: JwkSet {
            keys: vec![server.key.public().clone()],
        },
        epoch: server.epoch.get(),
        server_offset_ms: Some(0),
        inbox_cursor: 0,
        last_received_at_ms: None,
        is_demo: false,
    };
    block_on(store.put_identity(identity)).unwrap();
    let lease = block_on(store.take_lease(LeaseRequest { at_ms: 0 })).unwrap();
    let events = Rc::new(RefCell::new(Vec::new()));
    let uploader = driver(&ports, lease, &events);
    Phone {
        store,
        vault,
        clock,
        server,
        ports,
        uploader,
        events,
    }
}

fn driver(ports: &Ports, lease: Lease, events: &Rc<RefCell<Vec<UploadEvent>>>) -> Uploader {
    let events = Rc::clone(events);
    Uploader::new(
        ports.clone(),
        lease,
        Rc::new(move |event| events.borrow_mut().push(event)),
    )
}

fn photo_bytes(n: u8, length: usize) -> Rc<[u8]> {
    (0..length)
        .map(|i| (i as u8).wrapping_mul(31) ^ n)
        .collect()
}

impl Phone {
    fn seal(&self, n: u8, photo_length: usize) -> SealedVersion {
        self.clock.advance(1);
        let draft = block_on(OpenDraft::begin(&self.ports, false)).unwrap();
        let shot = Shot {
            kind: PhotoKind::Far,
            origin: PhotoOrigin::InAppCamera,
            bytes: photo_bytes(n, photo_length),
            media_type: "image/jpeg".to_owned(),
            width_px: 4,
            height_px: 3,
            taken_at_ms: self.clock.now_ms(),
            position: None,
            heading_magnetic_deg: None,
            source: None,
            thumbnail: Vec::new(),
        };
        block_on(draft.add_photo(shot)).unwrap();
        let form = FindingForm {
            sighting: Some(SightingKind::Building),
            no_position: Some(LackReason::NoFix),
            area: Some(AreaEstimate::Unclear),
            ..block_on(draft.current()).form
        };
        block_on(draft.write(form)).unwrap();
        block_on(draft.seal()).unwrap()
    }

    fn round(&self) -> RoundEnd {
        block_on(self.uploader.round()).unwrap()
    }

    fn state(&self, version: &SealedVersion) -> RecordState {
        block_on(self.store.row(version.sealed.finding_id))
            .unwrap()
            .unwrap()
            .state()
    }

    fn wedge(&self, version: &SealedVersion) -> Option<Wedge> {
        block_on(self.store.outbox_item(version.sealed.version_id))
            .unwrap()
            .and_then(|item| item.wedge)
    }

    fn waiting(&self) -> u32 {
        block_on(self.store.outbox_len()).unwrap()
    }

    /// Rounds until nothing waits; the clock moves to each next round.
    fn drain(&self) {
        for _ in 0..40 {
            let end = self.round();
            if self.waiting() == 0 {
                return;
            }
            self.clock
                .advance((end.next_at_ms - self.clock.now_ms()).max(1));
        }
        panic!("the outbox does not drain");
    }
}

const RECEIVED: RecordState = RecordState::ReceivedWithLacks;

#[test]
fn a_record_with_its_photo_arrives_and_its_receipt_is_kept() {
    let phone = enrolled();
    let version = phone.seal(1, 300_000);
    assert_eq!(phone.state(&version), RecordState::Waiting);
    assert!(phone.round().is_connected);
    assert_eq!((phone.state(&version), phone.waiting()), (RECEIVED, 0));
    let photo = version.sealed.photos[0].sha256;
    assert_eq!(
        phone.server.photo(photo).as_deref(),
        Some(&*photo_bytes(1, 300_000))
    );
    assert!(
        block_on(phone.store.photo_bytes(photo)).unwrap().is_some(),
        "received photos stay on the phone"
    );
    let receipt = block_on(phone.store.receipt(version.sealed.version_id))
        .unwrap()
        .unwrap();
    assert!(receipt.receipt_no.starts_with("530402-"));
    let last = phone.events.borrow().last().cloned();
    assert_eq!(
        last,
        Some(UploadEvent::Received {
            finding_id: version.sealed.finding_id
        })
    );
}

#[test]
fn a_chain_of_versions_names_the_one_before() {
    let phone = enrolled();
    let [first, second] = [phone.seal(1, 10), phone.seal(2, 10)];
    assert_eq!(
        (first.sealed.seq, first.sealed.prev_payload_sha256),
        (1, None)
    );
    assert_eq!(
        (second.sealed.seq, second.sealed.prev_payload_sha256),
        (2, Some(first.payload_sha256))
    );
    phone.drain();
    assert_eq!(
        phone.server.envelope_posts.get(),
        1,
        "two envelopes travel in one request"
    );
}

#[test]
fn a_cut_connection_costs_one_chunk_at_most() {
    let phone = enrolled();
    let version = phone.seal(1, 900_000);
    phone.server.fail("/api/v1/uploads/", Fault::AnswerLost);
    phone.server.fail("/api/v1/uploads/", Fault::CutInBody);
    assert!(!phone.round().is_connected);
    assert!(!phone.round().is_connected);
    phone.drain();
    assert_eq!(phone.state(&version), RECEIVED);
    let again = phone.server.photo_bytes_in.get() - 900_000;
    assert!(again <= 64 * 1024, "{again} bytes went twice");
}

#[test]
fn a_lost_connection_counts_against_no_item() {
    let phone = enrolled();
    let version = phone.seal(1, 10);
    for path in ["/api/v1/inbox", "/api/v1/envelopes", "/api/v1/uploads"] {
        phone.server.fail(path, Fault::Lost);
        let end = phone.round();
        assert!(
            !end.is_connected && end.next_at_ms > phone.clock.now_ms(),
            "{path}"
        );
        let item = block_on(phone.store.outbox_item(version.sealed.version_id))
            .unwrap()
            .unwrap();
        assert_eq!((item.failures, item.wedge), (0, None), "{path}");
    }
    assert!(phone.round().is_connected);
    assert_eq!(phone.state(&version), RECEIVED);
}

#[test]
fn every_lost_answer_is_asked_again_and_nothing_is_twice() {
    for path in [
        "/api/v1/inbox",
        "/api/v1/envelopes",
        "/api/v1/uploads",
        "/api/v1/uploads/",
        "/api/v1/envelopes/",
    ] {
        let phone = enrolled();
        let version = phone.seal(1, 200_000);
        phone.server.fail(path, Fault::AnswerLost);
        phone.drain();
        assert_eq!(phone.state(&version), RECEIVED, "{path}");
        assert_eq!(phone.server.envelopes.borrow().len(), 1, "{path}");
    }
}

#[test]
fn a_captive_portal_is_no_success() {
    for path in [
        "/api/v1/inbox",
        "/api/v1/envelopes",
        "/api/v1/uploads",
        "/api/v1/uploads/",
        "/api/v1/envelopes/",
    ] {
        let phone = enrolled();
        let version = phone.seal(1, 200_000);
        phone.server.fail(path, Fault::Portal);
        phone.round();
        assert_eq!(phone.wedge(&version), None, "{path}");
        if path != "/api/v1/inbox" {
            assert_eq!(phone.state(&version), RecordState::Waiting, "{path}");
        }
        phone.drain();
        assert_eq!(phone.state(&version), RECEIVED, "{path}");
    }
}

#[test]
fn a_damaged_chunk_is_sent_again() {
    let phone = enrolled();
    let version = phone.seal(1, 200_000);
    phone.server.fail("/api/v1/uploads/", Fault::Damaged);
    phone.round();
    assert_eq!(phone.state(&version), RECEIVED);
    let photo = version.sealed.photos[0].sha256;
    assert_eq!(
        phone.server.photo(photo).as_deref(),
        Some(&*photo_bytes(1, 200_000))
    );
}

#[test]
fn a_server_that_is_busy_or_asked_too_often_is_tried_again_later() {
    for fault in [Fault::Busy, Fault::TooOften] {
        let phone = enrolled();
        let version = phone.seal(1, 10);
        phone.server.fail("/api/v1/envelopes", fault);
        let end = phone.round();
        assert!(end.is_connected && end.next_at_ms > phone.clock.now_ms());
        let item = block_on(phone.store.outbox_item(version.sealed.version_id))
            .unwrap()
            .unwrap();
        assert_eq!((item.failures, item.wedge), (1, None), "{fault:?}");
        phone.drain();
        assert_eq!(phone.state(&version), RECEIVED);
    }
}

#[test]
fn a_refused_item_waits_for_a_person_and_holds_up_nobody() {
    let phone = enrolled();
    let [refused, other] = [phone.seal(1, 10), phone.seal(2, 10)];
    phone.server.refuse.replace(Some("conflict"));
    phone.round();
    assert_eq!(
        phone.wedge(&refused),
        Some(Wedge::Refused {
            code: "conflict".to_owned()
        })
    );
    assert_eq!(
        (phone.state(&refused), phone.state(&other)),
        (RecordState::Waiting, RECEIVED)
    );
    phone.clock.advance(86_400_000);
    phone.round();
    assert_eq!(phone.waiting(), 1);
    block_on(phone.store.retry_all(phone.clock.now_ms())).unwrap();
    phone.round();
    assert_eq!(phone.state(&refused), RECEIVED);
}

#[test]
fn a_receipt_by_another_key_is_not_believed() {
    let phone = enrolled();
    let version = phone.seal(1, 10);
    phone
        .server
        .sign_with
        .replace(KeyPair::from_secret(&[0x52; 32]).unwrap());
    phone.round();
    assert_eq!(
        (phone.wedge(&version), phone.state(&version)),
        (Some(Wedge::BadReceipt), RecordState::Waiting)
    );
    assert_eq!(
        block_on(phone.store.receipt(version.sealed.version_id)),
        Ok(None)
    );
}

#[test]
fn a_photo_that_is_gone_is_told() {
    let phone = enrolled();
    let version = phone.seal(1, 10);
    let sha256 = version.sealed.photos[0].sha256;
    phone.store.lose_photo(sha256);
    phone.round();
    assert_eq!(phone.wedge(&version), Some(Wedge::PhotoGone { sha256 }));
}

#[test]
fn an_old_token_is_renewed_by_the_key_and_a_lost_key_is_told() {
    let phone = enrolled();
    let version = phone.seal(1, 10);
    "other".clone_into(&mut phone.server.token.borrow_mut());
    phone.round();
    assert_eq!(phone.state(&version), RECEIVED);
    assert_eq!(
        block_on(phone.store.identity()).unwrap().unwrap().token,
        "renewed"
    );

    let late = phone.seal(2, 10);
    "another".clone_into(&mut phone.server.token.borrow_mut());
    phone.vault.forget();
    phone.round();
    assert_eq!(phone.wedge(&late), Some(Wedge::KeyGone));
}

#[test]
fn a_restored_server_is_offered_what_it_lost() {
    let phone = enrolled();
    let version = phone.seal(1, 10);
    phone.drain();
    phone.server.envelopes.borrow_mut().clear();
    phone.server.uploads.borrow_mut().clear();
    phone.server.epoch.set(Epoch::new(2, [2; 10]));
    phone.clock.advance(60_000);
    phone.drain();
    assert!(
        phone
            .server
            .photo(version.sealed.photos[0].sha256)
            .is_some()
    );
    assert_eq!(
        (phone.server.envelopes.borrow().len(), phone.state(&version)),
        (1, RECEIVED)
    );
}

fn returned(version: &SealedVersion) -> Decision {
    Decision {
        decision_id: DecisionId::new(5, [5; 10]),
        finding_id: version.sealed.finding_id,
        version_id: version.sealed.version_id,
        verdict: Verdict::Returned,
        reason: Some("请补拍近景".to_owned()),
        decided_at_ms: 5_000,
        unit: UnitCode::parse("530402005").unwrap(),
        reviewer_name: "演示".to_owned(),
    }
}

#[test]
fn a_return_is_heard_answered_and_the_answer_arrives_under_the_same_number() {
    let phone = enrolled();
    let first = phone.seal(1, 10);
    phone.drain();
    phone.server.decisions.borrow_mut().push(returned(&first));
    phone.round();
    assert_eq!(phone.state(&first), RecordState::Returned);
    assert!(
        phone
            .events
            .borrow()
            .contains(&UploadEvent::Decided { count: 1 })
    );

    let draft = block_on(OpenDraft::follow_up(&phone.ports, first.sealed.finding_id)).unwrap();
    let form = FindingForm {
        note: Some("门牌 12 号".to_owned()),
        ..block_on(draft.current()).form
    };
    block_on(draft.write(form)).unwrap();
    let second = block_on(draft.seal()).unwrap();
    assert_eq!(second.sealed.finding_id, first.sealed.finding_id);
    assert_eq!(
        (second.sealed.version, second.sealed.supersedes),
        (2, Some(first.sealed.version_id))
    );
    assert_eq!(second.sealed.answers, Some(DecisionId::new(5, [5; 10])));
    assert_eq!(
        second.sealed.discovered_at_ms,
        first.sealed.discovered_at_ms
    );
    assert_eq!(phone.state(&second), RecordState::Waiting);
    let photo_bytes_before = phone.server.photo_bytes_in.get();
    phone.drain();
    assert_eq!(phone.state(&second), RECEIVED);
    assert_eq!(
        phone.server.photo_bytes_in.get(),
        photo_bytes_before,
        "what the server has is never sent again"
    );
}

/// What a person adds later, without being asked.
fn completed(phone: &Phone, before: &SealedVersion, note: &str) -> SealedVersion {
    let draft = block_on(OpenDraft::follow_up(&phone.ports, before.sealed.finding_id)).unwrap();
    let begun = block_on(draft.current());
    assert_eq!(begun.form, before.sealed.form, "what was said stands there");
    assert_eq!(begun.photos, before.sealed.photos);
    let form = FindingForm {
        note: Some(note.to_owned()),
        ..begun.form
    };
    block_on(draft.write(form)).unwrap();
    block_on(draft.seal()).unwrap()
}

#[test]
fn what_is_added_later_is_one_more_version_that_answers_nothing() {
    let phone = enrolled();
    let first = phone.seal(1, 10);
    // The first is still only on the phone: adding need not wait for a network.
    let second = completed(&phone, &first, "门牌 12 号");
    phone.drain();
    assert_eq!(phone.state(&second), RECEIVED);
    let third = completed(&phone, &second, "门牌 14 号");
    assert_eq!(phone.state(&third), RecordState::Waiting);
    phone.drain();
    assert_eq!(phone.state(&third), RECEIVED);
    for (n, before, version) in [(2, &first, &second), (3, &second, &third)] {
        let sealed = &version.sealed;
        assert_eq!(sealed.finding_id, first.sealed.finding_id);
        assert_eq!((sealed.version, sealed.seq), (n, u64::from(n)));
        assert_eq!(sealed.supersedes, Some(before.sealed.version_id));
        assert_eq!(sealed.answers, None);
        assert_eq!(sealed.discovered_at_ms, first.sealed.discovered_at_ms);
    }
    assert_eq!(phone.server.envelopes.borrow().len(), 3);
}

#[test]
fn what_is_added_after_the_acceptance_answers_nothing_and_leaves_it_accepted() {
    let phone = enrolled();
    let first = phone.seal(1, 10);
    phone.drain();
    let accepted = Decision {
        verdict: Verdict::Accepted,
        reason: None,
        ..returned(&first)
    };
    phone.server.decisions.borrow_mut().push(accepted);
    phone.round();
    let second = completed(&phone, &first, "原来种烤烟");
    assert_eq!(second.sealed.answers, None);
    assert_eq!(phone.state(&second), RecordState::Waiting);
    phone.drain();
    assert_eq!(phone.state(&second), RecordState::Accepted);
}

#[test]
fn what_was_begun_to_be_added_is_gone_on_with_and_leaves_the_sealed_version_alone() {
    let phone = enrolled();
    let first = phone.seal(1, 10);
    let id = first.sealed.finding_id;
    let draft = block_on(OpenDraft::follow_up(&phone.ports, id)).unwrap();
    let form = FindingForm {
        note: Some("写到一半".to_owned()),
        ..block_on(draft.current()).form
    };
    let written = block_on(draft.write(form)).unwrap();
    let again = block_on(OpenDraft::follow_up(&phone.ports, id)).unwrap();
    assert_eq!(block_on(again.current()), written);
    block_on(again.discard()).unwrap();
    assert_eq!(
        block_on(phone.store.versions(id)).unwrap(),
        std::slice::from_ref(&first)
    );
    phone.drain();
    assert_eq!(
        phone.state(&first),
        RECEIVED,
        "its photo is still there to be sent"
    );
    let unknown = domain::ids::FindingId::new(9, [9; 10]);
    assert_eq!(
        block_on(OpenDraft::follow_up(&phone.ports, unknown)).err(),
        Some(RecordError::NothingToAnswer)
    );
}

#[test]
fn a_driver_that_lost_its_lease_stops_and_its_successor_goes_on() {
    let phone = enrolled();
    let version = phone.seal(1, 10);
    let lease = block_on(phone.store.take_lease(LeaseRequest { at_ms: 0 })).unwrap();
    let old = block_on(phone.uploader.round());
    assert_eq!(old, Err(RoundError::Store(StoreError::LeaseLost)));
    block_on(driver(&phone.ports, lease, &phone.events).round()).unwrap();
    assert_eq!(phone.state(&version), RECEIVED);
}

#[test]
fn a_phone_without_an_officer_sends_and_records_nothing() {
    let phone = enrolled();
    let empty = MemoryPhoneStore::default();
    let ports = Ports {
        store: Rc::new(empty.clone()),
        ..phone.ports.clone()
    };
    let lease = block_on(empty.take_lease(LeaseRequest { at_ms: 0 })).unwrap();
    assert_eq!(
        block_on(driver(&ports, lease, &phone.events).round()),
        Err(RoundError::NotEnrolled)
    );
    assert_eq!(
        block_on(OpenDraft::begin(&ports, false)).err(),
        Some(RecordError::NotEnrolled)
    );
}
