//! Practice through HTTP: received like any record, seen by whoever asks for it, counted by nothing, and
//! decided on by nobody.

use domain::ids::{DecisionId, FindingId};
use domain::review::{Stage, Verdict};
use domain::unit::UnitCode;
use domain::wire::{EnvelopeResult, EnvelopesAnswer, FindingList, Jws};
use serde_json::json;
use testkit::phone::least_form;

use super::{as_town, detail};
use crate::testing::{Enrolled, NOW_MS, ORIGIN, Server};

async fn send(server: &Server, by: &Enrolled, envelope: &Jws) {
    let post = server.post("/api/v1/envelopes").bearer(&by.token);
    let answer = post.json(&json!({ "envelopes": [envelope] })).send().await;
    let results = answer.json::<EnvelopesAnswer>().results;
    assert!(matches!(results[..], [EnvelopeResult::Received { .. }]));
}

/// The findings that the township is given, and how many are counted in all stages together.
async fn listed(server: &Server, query: &str) -> (Vec<FindingId>, u64) {
    let path = format!("/api/v1/findings{query}");
    let list: FindingList = as_town(server, &path).await.json();
    let ids = list.rows.iter().map(|row| row.finding_id).collect();
    let counted = list.counts.iter().map(|of| {
        assert!(of.stage.is_counted());
        of.count
    });
    (ids, counted.sum())
}

#[tokio::test]
async fn practice_is_seen_where_it_is_asked_for_and_nothing_is_decided_on_it() {
    let server = Server::start().await;
    let mut device = server.enrol(1).await;
    let village = UnitCode::parse("530402005002").unwrap();
    let mut version = device
        .phone
        .draft(least_form(&village, NOW_MS), vec![], NOW_MS);
    version.practice = true;
    let sealed = device.phone.seal(version);
    send(&server, &device, &sealed.jws).await;
    let id = sealed.version.finding_id;
    assert_eq!(listed(&server, "").await, (vec![], 0));
    assert_eq!(listed(&server, "?stage=submitted").await, (vec![], 0));
    assert_eq!(listed(&server, "?stage=practice").await, (vec![id], 0));
    let record = detail(&server, &sealed).await;
    assert_eq!((record.row.stage, record.may), (Stage::Practice, vec![]));
    assert!(record.versions[0].sealed.practice);
    let cookie = server.reviewer("town").await;
    for verdict in Verdict::ALL {
        let body = json!({
            "decision_id": DecisionId::new(0, [*verdict as u8; 10]),
            "finding_id": id,
            "version_id": sealed.version.version_id,
            "verdict": verdict,
            "reason": "x",
        });
        let post = server.post("/api/v1/decisions").json(&body);
        let post = post.with("cookie", &cookie).with("origin", ORIGIN);
        post.send().await.is_problem(409, "practice_undecided");
    }
}

#[tokio::test]
async fn a_mark_that_is_neither_true_nor_false_is_received_and_neither_listed_nor_counted() {
    let server = Server::start().await;
    let mut device = server.enrol(1).await;
    let village = UnitCode::parse("530402005002").unwrap();
    for odd in [json!("true"), json!(1), json!(null), json!([true])] {
        let version = device
            .phone
            .draft(least_form(&village, NOW_MS), vec![], NOW_MS);
        let mut payload = serde_json::to_value(&version).unwrap();
        payload["practice"] = odd;
        let payload = serde_json::to_vec(&payload).unwrap();
        send(&server, &device, &device.phone.seal_bytes(&payload)).await;
    }
    for query in ["", "?stage=practice"] {
        assert_eq!(listed(&server, query).await, (vec![], 0), "{query}");
    }
}

#[tokio::test]
async fn a_record_of_an_app_that_knows_no_practice_is_a_clue() {
    let server = Server::start().await;
    let mut device = server.enrol(1).await;
    let sealed = server.report(&mut device, &[]).await;
    let payload = serde_json::to_value(&sealed.version).unwrap();
    assert_eq!(payload.get("practice"), None);
    let id = sealed.version.finding_id;
    assert_eq!(listed(&server, "").await, (vec![id], 1));
    assert_eq!(listed(&server, "?stage=practice").await, (vec![], 1));
}
