//! What every store must do, third part: phones that come back, sessions, what the operator lists,
//! watches and brings back.

use domain::hash::Sha256;
use domain::ids::{AccountId, DeviceId, Epoch, UploadId};
use domain::review::{Role, Stage, Verdict};
use domain::unit::UnitCode;
use testkit::phone::Phone;

use super::contract::{
    NOW_MS, accept, enrolled, enrolment, envelope, photo_arrives, report, signer, village,
};
use super::*;

/// The tests of this part.
macro_rules! contract {
    ($make:ident) => {
        crate::store::contract_operate::contract!($make:
            a_phone_that_shows_its_key_is_the_device_it_was,
            a_session_ends,
            a_new_password_ends_the_sessions_of_its_account_alone,
            phones_are_listed_with_what_they_sent,
            new_keys_are_in_the_log,
            a_new_epoch_ends_sessions_and_uploads_and_keeps_the_rest,
            unfinished_uploads_are_counted_by_phone_and_photos_that_came_are_not,
            what_waits_for_photos_is_measured_and_events_are_counted_by_kind,
            a_unit_of_each_level_counts_and_lists_its_own,
        );
    };
    ($make:ident: $($name:ident,)*) => {
        $(#[tokio::test]
        async fn $name() {
            let (store, _kept) = $make().await;
            crate::store::contract_operate::$name(&store).await;
        })*
    };
}
pub(crate) use contract;

pub(crate) async fn a_phone_that_shows_its_key_is_the_device_it_was(store: &impl Store) {
    let phone = enrolled(store, 1).await;
    let other = enrolled(store, 2).await;
    for n in [3, 4] {
        let code = Sha256([n; 32]);
        let added = store.add_enrol_code(code, phone.officer_id, NOW_MS + 1000, NOW_MS);
        added.await.unwrap();
    }
    let proven = |phone: &Phone, code: u8| Enrolment {
        is_proven: true,
        ..enrolment(phone, code)
    };
    // Its officer's new code: the same device with another token.
    let Ok(EnrolOutcome::Enrolled(device)) = store.enrol(proven(&phone, 3), NOW_MS).await else {
        panic!("not enrolled again")
    };
    assert_eq!(device.id, phone.device_id);
    assert_eq!(store.devices().await.unwrap().len(), 2);
    let by_token = async |n: u8| {
        let device = store
            .device_by_token(token(n).sha256, NOW_MS)
            .await
            .unwrap();
        device.map(|device| device.id)
    };
    assert_eq!(by_token(3).await, Some(phone.device_id));
    assert_eq!(by_token(1).await, None);
    let used = store.enrol(proven(&other, 3), NOW_MS).await;
    assert_eq!(used, Ok(EnrolOutcome::Used));
    // Another officer's code, the name of another device, a device that is revoked.
    let taken = Ok(EnrolOutcome::KeyTaken);
    assert_eq!(store.enrol(proven(&other, 4), NOW_MS).await, taken);
    let thief = Phone::new(9).enrolled(other.device_id, phone.officer_id);
    assert_eq!(store.enrol(proven(&thief, 4), NOW_MS).await, taken);
    store.revoke_device(phone.device_id, NOW_MS).await.unwrap();
    assert_eq!(store.enrol(proven(&phone, 4), NOW_MS).await, taken);
    // None of them used the code up.
    let lost = Phone::new(7).enrolled(DeviceId::new(7, [7; 10]), phone.officer_id);
    let found = store.enrol(proven(&lost, 4), NOW_MS).await;
    let Ok(EnrolOutcome::Enrolled(device)) = found else {
        panic!("{found:?}")
    };
    assert_eq!(device.id, lost.device_id);
}

async fn account(store: &impl Store, n: u8) -> Account {
    let account = Account {
        id: AccountId::new(NOW_MS, [n; 10]),
        name: format!("account{n}"),
        display_name: format!("Account {n}"),
        role: Role::CityReviewer,
        unit: UnitCode::parse("5304").unwrap(),
        password_phc: "before".to_owned(),
        is_demo: false,
    };
    store.add_account(account.clone(), NOW_MS).await.unwrap();
    account
}

fn token(n: u8) -> TokenRecord {
    TokenRecord {
        sha256: Sha256([n; 32]),
        expires_at_ms: NOW_MS + 10,
    }
}

fn upload(n: u8, device_id: DeviceId, photo: &[u8]) -> Upload {
    Upload {
        id: UploadId::new(NOW_MS, [n; 10]),
        device_id,
        sha256: evidence::sha256(photo),
        bytes: photo.len() as u64,
        expires_at_ms: NOW_MS + 10,
    }
}

async fn kinds(store: &impl Store) -> Vec<String> {
    let events = store.events_after(0, 1000).await.unwrap();
    events.into_iter().map(|event| event.kind).collect()
}

pub(crate) async fn a_session_ends(store: &impl Store) {
    let by = account(store, 1).await;
    assert!(store.add_account(by.clone(), NOW_MS).await.is_err());
    assert_eq!(
        store.account_by_name("account1").await,
        Ok(Some(by.clone()))
    );
    assert_eq!(store.account_by_name("nobody").await, Ok(None));
    store.open_session(&by, token(1), NOW_MS).await.unwrap();
    store.open_session(&by, token(2), NOW_MS).await.unwrap();
    let who = async |n: u8, at_ms| store.session(Sha256([n; 32]), at_ms).await.unwrap();
    assert_eq!(who(1, NOW_MS).await, Some(by.clone()));
    assert_eq!(who(1, NOW_MS + 10).await, None);
    store.close_session(Sha256([1; 32])).await.unwrap();
    assert_eq!(who(1, NOW_MS).await, None);
    assert_eq!(who(2, NOW_MS).await, Some(by));
}

pub(crate) async fn a_new_password_ends_the_sessions_of_its_account_alone(store: &impl Store) {
    let [one, two] = [account(store, 1).await, account(store, 2).await];
    store.open_session(&one, token(1), NOW_MS).await.unwrap();
    store.open_session(&two, token(2), NOW_MS).await.unwrap();
    let after = "after".to_owned();
    store
        .set_password(one.id, after.clone(), NOW_MS)
        .await
        .unwrap();
    assert_eq!(store.session(Sha256([1; 32]), NOW_MS).await, Ok(None));
    assert_eq!(store.session(Sha256([2; 32]), NOW_MS).await, Ok(Some(two)));
    let stored = store.account_by_name("account1").await.unwrap().unwrap();
    assert_eq!(stored.password_phc, after);
    assert_eq!(kinds(store).await.last().unwrap(), "password_set");
    let nobody = AccountId::new(NOW_MS, [9; 10]);
    assert!(
        store
            .set_password(nobody, String::new(), NOW_MS)
            .await
            .is_err()
    );
}

pub(crate) async fn phones_are_listed_with_what_they_sent(store: &impl Store) {
    assert_eq!(store.devices().await, Ok(vec![]));
    let mut one = enrolled(store, 1).await;
    let two = enrolled(store, 2).await;
    for _ in 0..2 {
        let sealed = report(&mut one, &[]);
        accept(store, &one, &sealed).await;
    }
    store
        .revoke_device(two.device_id, NOW_MS + 5)
        .await
        .unwrap();
    let lines = store.devices().await.unwrap();
    let told: Vec<_> = lines
        .iter()
        .map(|line| {
            (
                line.device.id,
                line.device.revoked_at_ms,
                line.envelopes,
                line.newest_at_ms,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (one.device_id, None, 2, Some(NOW_MS)),
            (two.device_id, Some(NOW_MS + 5), 0, None)
        ]
    );
    assert_eq!(
        (lines[0].platform.as_str(), lines[0].enrolled_at_ms),
        ("test", NOW_MS)
    );
    assert_eq!(lines[0].device.officer.name, "officer 1");
}

pub(crate) async fn new_keys_are_in_the_log(store: &impl Store) {
    store.keys_made(&["server.key"], NOW_MS).await.unwrap();
    let events = store.events_after(0, 10).await.unwrap();
    let last = events.last().unwrap();
    assert_eq!(last.kind, "keys_made");
    assert!(last.body.contains("server.key"), "{}", last.body);
}

pub(crate) async fn a_new_epoch_ends_sessions_and_uploads_and_keeps_the_rest(store: &impl Store) {
    let mut phone = enrolled(store, 1).await;
    let by = account(store, 1).await;
    let sealed = report(&mut phone, &[]);
    let before = accept(store, &phone, &sealed).await;
    store.open_session(&by, token(1), NOW_MS).await.unwrap();
    let open = upload(1, phone.device_id, b"a");
    store.open_upload(open.clone(), 9, NOW_MS).await.unwrap();
    let first = store.epoch(Epoch::new(1, [1; 10])).await.unwrap();
    let next = Epoch::new(2, [2; 10]);
    store.begin_epoch(next, NOW_MS).await.unwrap();
    assert_eq!(store.epoch(Epoch::new(3, [3; 10])).await, Ok(next));
    assert_eq!(store.session(Sha256([1; 32]), NOW_MS).await, Ok(None));
    assert_eq!(store.upload(open.id).await, Ok(None));
    assert_eq!(accept(store, &phone, &sealed).await, before);
    let last = store.events_after(0, 1000).await.unwrap().pop().unwrap();
    assert_eq!(last.kind, "epoch_begun");
    assert!(last.body.contains(&first.to_string()) && last.body.contains(&next.to_string()));
}

pub(crate) async fn unfinished_uploads_are_counted_by_phone_and_photos_that_came_are_not(
    store: &impl Store,
) {
    let [one, two] = [enrolled(store, 1).await, enrolled(store, 2).await];
    let open = async |upload: Upload, at_ms| store.open_upload(upload, 2, at_ms).await.unwrap();
    let mine = |n: u8, photo: &[u8]| upload(n, one.device_id, photo);
    assert!(open(mine(1, b"a"), NOW_MS).await.is_some());
    assert!(open(mine(2, b"b"), NOW_MS).await.is_some());
    assert_eq!(open(mine(3, b"c"), NOW_MS).await, None);
    // One that is open is found, another phone is another matter, and an old one does not count.
    assert_eq!(open(mine(4, b"a"), NOW_MS).await, Some(mine(1, b"a")));
    assert!(open(upload(5, two.device_id, b"c"), NOW_MS).await.is_some());
    let later = mine(6, b"c");
    assert_eq!(open(later.clone(), NOW_MS + 10).await, Some(later.clone()));
    store.drop_upload(later.id).await.unwrap();
    // A photo that came makes room; one that is there takes none.
    photo_arrives(store, b"a").await;
    assert_eq!(store.stats(0).await.unwrap().open_uploads, 2);
    assert!(open(mine(7, b"d"), NOW_MS).await.is_some());
    assert_eq!(open(mine(8, b"e"), NOW_MS).await, None);
    photo_arrives(store, b"f").await;
    assert!(open(mine(9, b"f"), NOW_MS).await.is_some());
    assert_eq!(store.stats(0).await.unwrap().open_uploads, 3);
}

pub(crate) async fn what_waits_for_photos_is_measured_and_events_are_counted_by_kind(
    store: &impl Store,
) {
    assert_eq!(store.stats(0).await, Ok(Stats::default()));
    let mut phone = enrolled(store, 1).await;
    for (photo, at_ms) in [
        (&b"a"[..], NOW_MS + 5),
        (b"b", NOW_MS + 3),
        (b"c", NOW_MS + 9),
    ] {
        let sealed = report(&mut phone, &[photo]);
        let new = envelope(store, &phone, &sealed.jws).await;
        store.accept(new, &signer(), at_ms).await.unwrap();
    }
    let stats = store.stats(0).await.unwrap();
    assert_eq!(
        (stats.unreceipted, stats.oldest_unreceipted_at_ms),
        (3, Some(NOW_MS + 3))
    );
    photo_arrives(store, b"b").await;
    let after = store.stats(stats.last_seq).await.unwrap();
    assert_eq!(
        (after.unreceipted, after.oldest_unreceipted_at_ms),
        (2, Some(NOW_MS + 5))
    );
    let counted = [("photo_stored".to_owned(), 1), ("received".to_owned(), 1)];
    assert_eq!(after.events, counted);
    assert_eq!(after.last_seq, stats.last_seq + 2);
    assert_eq!(store.stats(after.last_seq).await.unwrap().events, []);
}

pub(crate) async fn a_unit_of_each_level_counts_and_lists_its_own(store: &impl Store) {
    let mut phone = enrolled(store, 1).await;
    let by = account(store, 1).await;
    let places = [
        "530402005002",
        "530402005003",
        "530402006001",
        "530403001001",
        "5304",
    ];
    for place in places {
        let sealed = report(&mut phone, &[]);
        let mut new = envelope(store, &phone, &sealed.jws).await;
        new.place = UnitCode::parse(place).unwrap();
        store.accept(new, &signer(), NOW_MS).await.unwrap();
    }
    let page = async |unit: &str, stage| {
        let query = ListQuery {
            unit: UnitCode::parse(unit).unwrap(),
            stage,
            after: None,
            limit: 100,
        };
        let page = store.list_findings(query).await.unwrap();
        let counts: Vec<_> = page.counts.iter().map(|count| count.count).collect();
        (page.rows, counts)
    };
    for (unit, expected) in [
        ("5304", 5),
        ("530402", 3),
        ("530402005", 2),
        (village().as_str(), 1),
        ("530403", 1),
        ("5305", 0),
        ("530402005009", 0),
    ] {
        let (rows, counts) = page(unit, None).await;
        assert_eq!(
            (rows.len(), counts),
            (expected, vec![expected as u64, 0, 0]),
            "{unit}"
        );
    }
    let (rows, _) = page("530402005", None).await;
    let accepted = rows[0].finding_id;
    let record = store.finding(accepted).await.unwrap().unwrap();
    let decision = NewDecision {
        id: domain::ids::DecisionId::new(NOW_MS, [1; 10]),
        finding_id: accepted,
        version_id: record.versions[0].sealed.version_id,
        verdict: Verdict::Accepted,
        reason: None,
        account: by,
    };
    store.decide(decision, NOW_MS).await.unwrap();
    for unit in ["5304", "530402", "530402005"] {
        let (rows, counts) = page(unit, Some(Stage::Verifying)).await;
        assert_eq!((rows.len(), counts[2]), (1, 1), "{unit}");
    }
    assert_eq!(page("530402005", None).await.1, [1, 0, 1]);
}
