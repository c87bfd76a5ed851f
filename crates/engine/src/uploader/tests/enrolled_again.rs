//! A phone that enrols again: at a server that was restored from before its enrolment, after it was
//! revoked, for somebody else.

use domain::ids::{DeviceId, Epoch};
use domain::unit::UnitCode;
use domain::wire::EnrolPreview;
use evidence::native::KeyPair;
use futures::executor::block_on;

use super::server::Fault;
use super::{Phone, RECEIVED, enrolled};
use crate::enrolment::{EnrolError, enrol};
use crate::ports::{Identity, PhoneStore as _};
use crate::record::{RecordState, Wedge};

const CODE: &str = "0123456789";

fn person() -> EnrolPreview {
    EnrolPreview {
        officer_name: "演示".to_owned(),
        role: domain::review::Role::VillageOfficer,
        unit: UnitCode::parse("530402005002").unwrap(),
        expires_at_ms: 1_000_000,
    }
}

impl Phone {
    fn identity(&self) -> Identity {
        block_on(self.store.identity()).unwrap().unwrap()
    }

    fn enrols(&self, person: &EnrolPreview) -> Result<Identity, EnrolError> {
        block_on(enrol(&self.ports, CODE, person, "test"))
    }

    /// The server comes back as it was before this phone was enrolled.
    fn server_is_restored(&self) {
        self.server.envelopes.borrow_mut().clear();
        self.server.uploads.borrow_mut().clear();
        self.server.epoch.set(Epoch::new(2, [2; 10]));
        self.server.knows_phone.set(false);
    }
}

#[test]
fn a_server_that_lost_the_phone_gets_everything_after_a_new_code_under_the_ids_of_before() {
    let phone = enrolled();
    let received = phone.seal(1, 10);
    phone.drain();
    let before = phone.identity();
    let waiting = phone.seal(2, 10);
    phone.server_is_restored();
    let end = phone.round();
    let unknown = Wedge::Refused {
        code: "unknown_device".to_owned(),
    };
    assert_eq!(
        end.wedge.as_ref(),
        Some(&unknown),
        "said also where nothing waits"
    );
    assert_eq!(phone.wedge(&waiting), Some(unknown));
    assert_eq!(phone.state(&waiting), RecordState::Waiting);
    let next = phone.seal(3, 10);

    let after = phone.enrols(&person()).unwrap();
    assert_eq!(after.device_id, before.device_id);
    assert_eq!((&after.key_id, &after.key), (&before.key_id, &before.key));
    assert_eq!(phone.wedge(&waiting), None, "it is tried again by itself");
    phone.drain();
    assert_eq!(phone.round().wedge, None);
    let arrived = phone.server.envelopes.borrow();
    assert_eq!(arrived.len(), 3);
    for version in [&received, &waiting, &next] {
        assert_eq!(arrived.get(&version.payload_sha256), Some(&version.sealed));
        assert_eq!(phone.state(version), RECEIVED);
    }
    let chain: Vec<_> = [&received, &waiting, &next].map(|v| v.sealed.seq).into();
    assert_eq!(chain, [1, 2, 3]);
}

#[test]
fn an_answer_that_is_lost_is_asked_again_with_the_same_key() {
    let phone = enrolled();
    let before = phone.identity();
    phone.server_is_restored();
    phone.server.fail("/api/v1/enrol", Fault::AnswerLost);
    assert!(phone.enrols(&person()).is_err());
    assert_eq!(phone.identity(), before, "nothing is lost with it");
    let after = phone.enrols(&person()).unwrap();
    assert_eq!((after.device_id, after.key), (before.device_id, before.key));
}

#[test]
fn a_key_that_is_refused_or_gone_gives_way_to_a_new_one() {
    let refused = |phone: &Phone| {
        let key = phone.identity().key.unwrap();
        phone.server.taken.borrow_mut().push(key);
    };
    let gone = |phone: &Phone| phone.vault.forget();
    let not_kept = |phone: &Phone| {
        let identity = Identity {
            key: None,
            ..phone.identity()
        };
        block_on(phone.store.put_identity(identity)).unwrap();
    };
    let before: [&dyn Fn(&Phone); 3] = [&refused, &gone, &not_kept];
    for happens in before {
        let phone = enrolled();
        let device = phone.identity().device_id;
        let key = phone.identity().key_id;
        happens(&phone);
        let after = phone.enrols(&person()).unwrap();
        assert_ne!(after.key_id, key);
        assert_ne!(after.device_id, device);
        let asked = phone.server.enrolments.borrow();
        assert_eq!(asked.last().map(|last| last.proof.is_none()), Some(true));
    }
}

#[test]
fn somebody_else_gets_a_key_of_his_own_and_what_the_server_lost_goes_all_the_same() {
    let phone = enrolled();
    let version = phone.seal(1, 10);
    phone.drain();
    let before = phone.identity();
    phone.server_is_restored();
    let other = EnrolPreview {
        officer_name: "另一人".to_owned(),
        ..person()
    };
    let after = phone.enrols(&other).unwrap();
    assert_ne!(after.key_id, before.key_id);
    assert_eq!(after.device_id, DeviceId::new(9, [9; 10]));
    phone.drain();
    let arrived = phone.server.envelopes.borrow();
    assert!(arrived.contains_key(&version.payload_sha256));
}

#[test]
fn a_server_with_a_new_key_is_believed_again_after_a_new_code() {
    let phone = enrolled();
    let version = phone.seal(1, 10);
    let new = KeyPair::from_secret(&[0x52; 32]).unwrap();
    phone.server.sign_with.replace(new);
    phone.round();
    assert_eq!(phone.wedge(&version), Some(Wedge::BadReceipt));
    phone.enrols(&person()).unwrap();
    phone.round();
    assert_eq!(phone.state(&version), RECEIVED);
}
