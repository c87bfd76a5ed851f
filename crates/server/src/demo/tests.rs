//! The demonstration on an empty store, on its own, and on a real one.

use std::collections::{BTreeMap, BTreeSet};

use domain::review::Stage;
use domain::wire::{FindingDetail, FindingList, FindingRow, Flag, Session};

use super::*;
use crate::testing::{PASSWORD, Server};

/// Signs in as one of the demonstration's supervisors; gives the cookie.
async fn cookie_of(server: &Server, account: &DemoAccount) -> String {
    let answer = server.sign_in(account.name, account.password).await;
    let session: Session = answer.json();
    assert!(session.is_demo && session.display_name.starts_with("演示"));
    assert_eq!(
        (session.role, session.unit.as_str()),
        (account.role, account.unit)
    );
    answer
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned()
}

async fn list_of(server: &Server, account: &DemoAccount) -> FindingList {
    let cookie = cookie_of(server, account).await;
    let get = server
        .get("/api/v1/findings?limit=200")
        .with("cookie", &cookie);
    get.send().await.json()
}

#[tokio::test]
async fn an_empty_store_gets_records_in_every_state_that_went_the_real_way() {
    let server = Server::start_empty().await;
    let demo = prepare(&server.app).await.unwrap();
    let city = demo
        .accounts
        .iter()
        .find(|account| account.role == Role::CityReviewer)
        .unwrap();
    let list = list_of(&server, city).await;
    let counts: BTreeMap<_, _> = list
        .counts
        .iter()
        .map(|count| (count.stage, count.count))
        .collect();
    // The 24th waits for a photo, and is nobody's to see before it is whole.
    let expected = [
        (Stage::Submitted, 12),
        (Stage::Returned, 4),
        (Stage::Verifying, 7),
    ];
    assert_eq!(counts, BTreeMap::from(expected));
    let flags: BTreeSet<_> = list.rows.iter().flat_map(|row| row.flags.clone()).collect();
    for flag in [
        Flag::UnknownVillage,
        Flag::OutsideUnit,
        Flag::TimeImplausible,
        Flag::ClockSkew,
        Flag::SequenceGap,
        Flag::ChainFork,
        Flag::DeviceRevoked,
        Flag::GalleryPhoto,
        Flag::PoorPosition,
        Flag::NoPosition,
        Flag::NoPhotos,
    ] {
        assert!(flags.contains(&flag), "{flag:?} in {flags:?}");
    }
    let plain = |row: &&FindingRow| row.flags == [Flag::Demo];
    assert!(
        list.rows.iter().filter(plain).count() >= 10,
        "most are as they should be"
    );
    for row in &list.rows {
        assert!(row.flags.contains(&Flag::Demo) && row.officer_name.starts_with("演示"));
    }
    assert_eq!(list.rows.iter().filter(|row| row.version == 2).count(), 4);

    let practised = server.get("/api/v1/findings?stage=practice");
    let practised = practised.with("cookie", &cookie_of(&server, city).await);
    let practised: FindingList = practised.send().await.json();
    assert_eq!(practised.rows.len(), 1);
    assert_eq!(practised.counts, list.counts);
}

#[tokio::test]
async fn what_it_shows_is_proven_like_everything_else() {
    let server = Server::start_empty().await;
    let demo = prepare(&server.app).await.unwrap();
    let city = demo.accounts.last().unwrap();
    let cookie = cookie_of(&server, city).await;
    let get = |path: String| server.get(&path).with("cookie", &cookie).send();
    let list: FindingList = get("/api/v1/findings?limit=200".to_owned()).await.json();
    for row in &list.rows {
        let detail: FindingDetail = get(format!("/api/v1/findings/{}", row.finding_id))
            .await
            .json();
        for version in &detail.versions {
            assert!(version.checks.signature_valid && version.checks.photos_valid);
        }
        let returned = detail
            .decisions
            .iter()
            .filter(|decision| decision.reason.is_some())
            .count();
        assert_eq!(
            returned > 0 && row.stage == Stage::Submitted,
            row.version == 2 && row.stage == Stage::Submitted
        );
        let Some(photo) = row.first_photo else {
            continue;
        };
        let photo = get(format!(
            "/api/v1/findings/{}/photos/{photo}",
            row.finding_id
        ))
        .await;
        assert_eq!(
            (photo.status, photo.header("content-type")),
            (200, "image/jpeg")
        );
    }
}

#[tokio::test]
async fn each_supervisor_sees_his_own_part_of_the_tree() {
    let server = Server::start_empty().await;
    let demo = prepare(&server.app).await.unwrap();
    let mut seen = Vec::new();
    for account in &demo.accounts {
        seen.push(list_of(&server, account).await.rows.len());
    }
    let [town, other_town, county, city] = seen[..] else {
        panic!("four supervisors: {seen:?}");
    };
    assert!(town > 0 && other_town > 0);
    assert_eq!(town + other_town, county);
    assert!(county < city, "{seen:?}");
}

#[tokio::test]
async fn each_start_makes_a_code_for_the_same_officer() {
    let server = Server::start_empty().await;
    let first = prepare(&server.app).await.unwrap();
    let officers = server.app.store.officers().await.unwrap().len();
    let second = prepare(&server.app).await.unwrap();
    assert_ne!(first.enrol_code, second.enrol_code);
    for demo in [first, second] {
        let body = serde_json::json!({ "code": demo.enrol_code });
        let answer = server
            .post("/api/v1/enrol/preview")
            .json(&body)
            .send()
            .await;
        let preview: domain::wire::EnrolPreview = answer.json();
        assert_eq!(preview.officer_name, OFFICER.name);
    }
    assert_eq!(server.app.store.officers().await.unwrap().len(), officers);
}

#[tokio::test]
async fn a_store_with_real_people_is_refused_and_left_as_it_was() {
    // Somebody in the field; somebody at a desk.
    let with_phone = Server::start_empty().await;
    with_phone.enrol(1).await;
    let with_desk = Server::start().await;
    for server in [&with_phone, &with_desk] {
        let before = server.app.store.events_after(0, 1000).await.unwrap();
        let refused = prepare(&server.app).await;
        let Err(StartError::Config(sentence)) = refused else {
            panic!("{refused:?}");
        };
        assert!(
            sentence.contains("真实") && sentence.contains("real"),
            "{sentence}"
        );
        assert_eq!(
            server.app.store.events_after(0, 1000).await.unwrap(),
            before
        );
    }
    assert_eq!(with_desk.sign_in("town", PASSWORD).await.status, 200);
}
