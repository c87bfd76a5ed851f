//! The demonstration on an empty store, on its own, and on a real one.

use domain::wire::{FindingDetail, FindingList, Flag, Session};

use super::*;
use crate::testing::{PASSWORD, Server};

#[tokio::test]
async fn an_empty_store_gets_people_and_records_that_went_the_real_way() {
    let server = Server::start().await;
    let demo = prepare(&server.app).await.unwrap();
    let answer = server
        .sign_in(demo.accounts[0].name, demo.accounts[0].password)
        .await;
    let cookie = answer
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let session: Session = answer.json();
    assert!(session.is_demo && session.display_name.starts_with("演示"));
    let get = |path: String| server.get(&path).with("cookie", &cookie).send();
    let list: FindingList = get("/api/v1/findings?limit=200".to_owned()).await.json();
    assert!(
        list.counts.iter().all(|count| count.count == 8),
        "{:?}",
        list.counts
    );
    for row in &list.rows {
        assert!(row.flags.contains(&Flag::Demo) && row.officer_name.starts_with("演示"));
        let chain_flags = [
            Flag::SequenceGap,
            Flag::ChainFork,
            Flag::NotAuthor,
            Flag::TimeImplausible,
        ];
        assert!(
            !chain_flags.iter().any(|flag| row.flags.contains(flag)),
            "{:?}",
            row.flags
        );
    }
    let row = &list.rows[0];
    let detail: FindingDetail = get(format!("/api/v1/findings/{}", row.finding_id))
        .await
        .json();
    assert!(detail.versions[0].checks.signature_valid && detail.versions[0].checks.photos_valid);
    let photo = row.first_photo.unwrap();
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

#[tokio::test]
async fn each_start_makes_a_code_for_the_same_officer() {
    let server = Server::start().await;
    let first = prepare(&server.app).await.unwrap();
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
    assert_eq!(server.app.store.officers().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_store_with_real_people_is_refused() {
    let server = Server::start().await;
    server.enrol(1).await;
    let refused = prepare(&server.app).await;
    assert!(matches!(refused, Err(StartError::Config(_))));
    assert_eq!(server.app.store.officers().await.unwrap().len(), 1);
    assert_eq!(server.sign_in("town", PASSWORD).await.status, 200);
}
