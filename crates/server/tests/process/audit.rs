//! What the log says of who signed in and decided, and what no log may say.

use serde_json::{Value, json};

use crate::harness::{Server, account, admin, new_code};
use crate::phones::Enrolled;

const NAME: &str = "county-reviewer-zhang";
const PASSWORD: &str = "a password of many words";
const REASON: &str = "李四家门口的近景看不清";

#[test]
fn every_sign_in_and_decision_is_a_line_and_no_line_names_anybody() {
    let folder = tempfile::tempdir().unwrap();
    // The operator wants to hear of failures alone: the audit is told all the same.
    let server = Server::start_logged(folder.path(), "error");
    let account = account(NAME, "county_reviewer", "530402");
    assert!(admin(folder.path(), &account, PASSWORD).0);
    let code = new_code(folder.path(), "李信息");
    let mut phone = Enrolled::new(&server, &code, 3);
    let sealed = phone.seal(&[]);
    phone.post(&server, &sealed);
    server.sign_in(NAME, "a wrong password");
    server.sign_in("typed-a-secret-as-name", PASSWORD);
    let signed_in = server.sign_in(NAME, PASSWORD);
    let own = format!(
        "{}\norigin: http://localhost:{}",
        signed_in.cookie(),
        server.port
    );
    let decision = |n: u8, version: &str| {
        json!({
            "decision_id": format!("018f0000-0000-7000-8000-00000000000{n}"),
            "finding_id": sealed.version.finding_id,
            "version_id": version,
            "verdict": "returned",
            "reason": REASON,
        })
    };
    let version = sealed.version.version_id.to_string();
    let stale = "018f0000-0000-7000-8000-0000000000ff";
    for body in [decision(1, stale), decision(2, &version)] {
        server.send("POST /api/v1/decisions", &own, &body);
    }
    let sign_out = format!("DELETE /api/v1/session\n{own}");
    assert_eq!(server.call(&sign_out, b"").status, 204);
    let log = server.stop_and_read();

    let lines: Vec<Value> = log
        .iter()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|line| line["target"] == "audit")
        .map(|line| line["fields"].clone())
        .collect();
    let told: Vec<_> = lines
        .iter()
        .map(|line| (line["event"].as_str().unwrap(), line["code"].as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("sign_in_refused", Some("sign_in_wrong")),
            ("sign_in_refused", Some("sign_in_wrong")),
            ("signed_in", None),
            ("decision_refused", Some("stale_version")),
            ("decided", None),
            ("signed_out", None),
        ]
    );
    let id = lines[2]["account"].as_str().unwrap();
    assert_eq!(lines[0]["account"], id, "whose account was tried");
    assert_eq!(lines[1]["account"], Value::Null, "nobody has that name");
    assert_eq!(lines[4]["finding"], sealed.version.finding_id.to_string());
    assert_eq!(lines[4]["verdict"], "returned");

    let position = sealed.version.form.position.unwrap();
    let digits = [position.lon_deg, position.lat_deg].map(|degrees| degrees.to_string());
    let secret = [
        NAME,
        PASSWORD,
        REASON,
        "a wrong password",
        "typed-a-secret-as-name",
        "李信息",
    ];
    let cookie = signed_in.cookie();
    let token = cookie.split_once('=').unwrap().1;
    let bearer = phone.bearer();
    let bearer = bearer.rsplit(' ').next().unwrap();
    for line in &log {
        let found = secret
            .iter()
            .copied()
            .chain(digits.iter().map(String::as_str))
            .chain([token, bearer, code.as_str()])
            .find(|secret| line.contains(secret));
        assert_eq!(found, None, "{line}");
    }
}

#[test]
fn the_chained_log_holds_what_was_decided_and_who_signed_in() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let account = account(NAME, "county_reviewer", "530402");
    assert!(admin(folder.path(), &account, PASSWORD).0);
    assert!(admin(folder.path(), &["reset-password", "--name", NAME], PASSWORD).0);
    server.sign_in(NAME, PASSWORD);
    assert!(server.stop());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let events = runtime.block_on(async {
        use server::store::Store as _;
        let database = folder.path().join("xuntian.db");
        let store = server::store::sqlite::SqliteStore::open(&database)
            .await
            .unwrap();
        store.events_after(0, 100).await.unwrap()
    });
    let kinds: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["account_added", "password_set", "signed_in"]);
    for event in events {
        assert!(
            !event.body.contains(NAME) && !event.body.contains("argon2"),
            "{}",
            event.body
        );
    }
}
