//! Every address walked as nobody and as every role. The rows are compared with the API's document, so
//! that an address without a row fails here.

use std::collections::BTreeSet;

use axum::http::Method;
use domain::ids::DecisionId;
use serde_json::{Value, json};
use testkit::phone::{Phone, Sealed};

use super::{Operation, operations};
use crate::testing::{
    Call, Enrolled, NOW_MS, ORIGIN, PASSWORD, Response, Server, draft, jpeg, metadata,
};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Nobody,
    /// The phone of the village officer whose finding and upload are asked for.
    Phone,
    /// Another officer's phone.
    OtherPhone,
    /// A third one, reported lost.
    RevokedPhone,
    /// The reviewer of the finding's township.
    Town,
    /// A reviewer of the township next to it.
    OtherTown,
    County,
    City,
}

impl Who {
    const ALL: [Self; 8] = [
        Self::Nobody,
        Self::Phone,
        Self::OtherPhone,
        Self::RevokedPhone,
        Self::Town,
        Self::OtherTown,
        Self::County,
        Self::City,
    ];

    /// The account of a reviewer.
    fn account(self) -> Option<&'static str> {
        match self {
            Self::Town => Some("town"),
            Self::OtherTown => Some("othertown"),
            Self::County => Some("county"),
            Self::City => Some("city"),
            Self::Nobody | Self::Phone | Self::OtherPhone | Self::RevokedPhone => None,
        }
    }

    fn has_phone(self) -> bool {
        matches!(self, Self::Phone | Self::OtherPhone | Self::RevokedPhone)
    }
}

/// Whoever asks.
const OPEN: [u16; 8] = [200; 8];

/// Method, path, and the status for each of [`Who::ALL`] in that order, where what is asked for is
/// there: a finding in the township with a photo, an upload of its author's phone.
#[rustfmt::skip]
const ROWS: &[(&str, &str, [u16; 8])] = &[
    //                                                         nobody phone other revoked town next county city
    ("get",     "/healthz",                                      OPEN),
    ("get",     "/readyz",                                       OPEN),
    ("get",     "/api/openapi.json",                             OPEN),
    ("get",     "/api/v1/keys",                                  OPEN),
    ("get",     "/api/v1/about",                                 OPEN),
    // Open, because what they ask for is itself the proof: a code, a signature, a password.
    ("post",    "/api/v1/enrol/preview",                         OPEN),
    ("post",    "/api/v1/enrol",                                 OPEN),
    ("post",    "/api/v1/enrol/challenge",                       OPEN),
    ("post",    "/api/v1/enrol/token",                           OPEN),
    ("post",    "/api/v1/session",                               OPEN),
    // A revoked phone still brings what it holds. Whoever knows a payload's hash has the payload.
    ("post",    "/api/v1/envelopes",                             [401, 200, 200, 200, 401, 401, 401, 401]),
    ("get",     "/api/v1/envelopes/{payload_sha256}",            [401, 200, 200, 200, 401, 401, 401, 401]),
    ("get",     "/api/v1/inbox",                                 [401, 200, 200, 200, 401, 401, 401, 401]),
    ("options", "/api/v1/uploads",                               [204; 8]),
    ("post",    "/api/v1/uploads",                               [401, 201, 201, 201, 401, 401, 401, 401]),
    ("head",    "/api/v1/uploads/{id}",                          [401, 200, 404, 404, 401, 401, 401, 401]),
    ("patch",   "/api/v1/uploads/{id}",                          [401, 204, 404, 404, 401, 401, 401, 401]),
    ("delete",  "/api/v1/uploads/{id}",                          [401, 204, 404, 404, 401, 401, 401, 401]),
    ("get",     "/api/v1/session",                               [401, 401, 401, 401, 200, 200, 200, 200]),
    ("delete",  "/api/v1/session",                               [401, 401, 401, 401, 204, 204, 204, 204]),
    // Its own subtree for each: empty for the township next to it, as a test of the list shows.
    ("get",     "/api/v1/findings",                              [401, 401, 401, 401, 200, 200, 200, 200]),
    ("get",     "/api/v1/findings/{finding_id}",                 [401, 401, 401, 401, 200, 404, 200, 200]),
    ("get",     "/api/v1/findings/{finding_id}/photos/{sha256}", [401, 401, 401, 401, 200, 404, 200, 200]),
    ("post",    "/api/v1/decisions",                             [401, 401, 401, 401, 200, 404, 200, 200]),
];

struct World {
    server: Server,
    author: Enrolled,
    other: Enrolled,
    revoked: Enrolled,
    cookies: Vec<(&'static str, String)>,
    /// How many things were made so far; each is used once.
    made: u8,
}

/// What one request asks for: made for it alone, because some requests use it up.
struct Target {
    sealed: Sealed,
    /// Reported, but not sent yet.
    unsent: Sealed,
    upload: String,
    /// The bytes that the upload waits for.
    bytes: Vec<u8>,
}

impl World {
    async fn new() -> Self {
        let server = Server::start().await;
        let [author, other, revoked] = [
            server.enrol(1).await,
            server.enrol(2).await,
            server.enrol(3).await,
        ];
        let id = revoked.phone.device_id;
        server.app.store.revoke_device(id, NOW_MS).await.unwrap();
        let mut cookies = Vec::new();
        for name in Who::ALL.into_iter().filter_map(Who::account) {
            cookies.push((name, server.reviewer(name).await));
        }
        Self {
            server,
            author,
            other,
            revoked,
            cookies,
            made: 0,
        }
    }

    fn next(&mut self) -> u8 {
        self.made = self.made.checked_add(1).unwrap();
        self.made
    }

    async fn target(&mut self, n: u8) -> Target {
        let sealed = self.server.report(&mut self.author, &[&[n, 1]]).await;
        let unsent = draft(&mut self.author, &[], NOW_MS);
        let bytes = jpeg(&[n, 2]);
        let opened = creation(self.server.post("/api/v1/uploads"), &bytes)
            .bearer(&self.author.token)
            .send();
        Target {
            sealed,
            unsent,
            upload: opened.await.header("location").to_owned(),
            bytes,
        }
    }

    async fn ask(&mut self, operation: &Operation, who: Who) -> Response {
        let n = self.next();
        let target = self.target(n).await;
        let version = &target.sealed.version;
        let path = operation
            .path
            .replace("/api/v1/uploads/{id}", &target.upload)
            .replace("{finding_id}", &version.finding_id.to_string())
            .replace("{sha256}", &version.photos[0].sha256.to_string())
            .replace(
                "{payload_sha256}",
                &target.sealed.payload_sha256.to_string(),
            );
        let call = self.server.call(operation.method(), &path);
        let call = self.with_body(call, operation, n, &target).await;
        self.signed_in(call.with("tus-resumable", "1.0.0"), operation, who)
            .await
            .send()
            .await
    }

    async fn signed_in(&self, call: Call, operation: &Operation, who: Who) -> Call {
        let phone = match who {
            Who::Phone => Some(&self.author),
            Who::OtherPhone => Some(&self.other),
            Who::RevokedPhone => Some(&self.revoked),
            _ => None,
        };
        if let Some(phone) = phone {
            return call.bearer(&phone.token);
        }
        let Some(account) = who.account() else {
            return call;
        };
        let own = self.cookies.iter().find(|(name, _)| *name == account);
        let cookie = match operation.name().as_str() {
            // It ends the session, which the other rows still need.
            "delete /api/v1/session" => self.server.reviewer(account).await,
            _ => own.unwrap().1.clone(),
        };
        call.with("cookie", &cookie).with("origin", ORIGIN)
    }

    /// What makes the request a good one.
    async fn with_body(&self, call: Call, operation: &Operation, n: u8, target: &Target) -> Call {
        let phone = Phone::new(100 + n % 100);
        let code = || format!("{:06}1234", u32::from(n) * 100);
        let version = &target.sealed.version;
        let body: Value = match operation.name().as_str() {
            "post /api/v1/enrol/preview" => json!({ "code": self.server.new_code(&code()).await }),
            "post /api/v1/enrol" => json!({
                "code": self.server.new_code(&code()).await,
                "key": phone.key.public(),
                "platform": "walk",
            }),
            "post /api/v1/enrol/challenge" => json!({ "device_id": self.author.phone.device_id }),
            "post /api/v1/enrol/token" => {
                // Of a phone of its own: renewing takes the old token away.
                let enrolled = self.server.enrol(100 + n % 100).await;
                let ask = json!({ "device_id": enrolled.phone.device_id });
                let ask = self.server.post("/api/v1/enrol/challenge").json(&ask);
                let challenge: domain::wire::Challenge = ask.send().await.json();
                json!(enrolled.phone.sign_claim(&challenge.nonce))
            }
            "post /api/v1/envelopes" => json!({ "envelopes": [target.unsent.jws] }),
            "post /api/v1/session" => json!({ "name": "town", "password": PASSWORD }),
            "post /api/v1/decisions" => json!({
                "decision_id": DecisionId::new(i64::from(n), [n; 10]),
                "finding_id": version.finding_id,
                "version_id": version.version_id,
                "verdict": "accepted",
            }),
            "post /api/v1/uploads" => return creation(call, &jpeg(&[n, 3])),
            "patch /api/v1/uploads/{id}" => {
                return call
                    .with("upload-offset", "0")
                    .body("application/offset+octet-stream", &target.bytes);
            }
            _ => return call,
        };
        call.json(&body)
    }
}

fn creation(call: Call, photo: &[u8]) -> Call {
    let hash = evidence::sha256(photo).to_string();
    call.with("tus-resumable", "1.0.0")
        .with("upload-length", &photo.len().to_string())
        .with("upload-metadata", &metadata(&hash))
}

fn statuses(operation: &Operation) -> Option<[u16; 8]> {
    let row = ROWS
        .iter()
        .find(|(method, path, _)| (*method, *path) == (&operation.method, &operation.path));
    row.map(|(_, _, statuses)| *statuses)
}

#[tokio::test]
async fn every_address_has_a_row_and_every_row_an_address() {
    let documented: BTreeSet<_> = operations(&Server::start().await)
        .await
        .iter()
        .map(Operation::name)
        .collect();
    let walked: BTreeSet<_> = ROWS
        .iter()
        .map(|(method, path, _)| format!("{method} {path}"))
        .collect();
    assert_eq!(
        documented, walked,
        "a new address needs a row in api/tests/walk.rs: who may ask for it?"
    );
}

#[tokio::test]
async fn every_address_as_every_role() {
    let mut world = World::new().await;
    let mut wrong = Vec::new();
    for operation in operations(&world.server).await {
        let Some(expected) = statuses(&operation) else {
            continue;
        };
        for (who, expected) in Who::ALL.into_iter().zip(expected) {
            let answer = world.ask(&operation, who).await;
            if answer.status != expected {
                let text = String::from_utf8_lossy(&answer.bytes).into_owned();
                let name = operation.name();
                wrong.push(format!(
                    "{name} as {who:?}: {} instead of {expected} {text}",
                    answer.status
                ));
            }
            is_hardened(&operation, &answer);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Whatever is answered, and to whomever: nothing of it may be guessed, framed or run.
fn is_hardened(operation: &Operation, answer: &Response) {
    let name = operation.name();
    for (header, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(header), value, "{name}: {header}");
    }
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{name}: {policy}");
    assert!(!answer.header("permissions-policy").is_empty(), "{name}");
    let kind = answer.header("content-type");
    assert!(!kind.contains("html"), "{name}: {kind}");
    if answer.status >= 400 {
        assert_eq!(kind, "application/problem+json", "{name}");
    }
    let shared = [
        "access-control-allow-origin",
        "access-control-allow-methods",
    ];
    assert_eq!(
        shared.map(|header| answer.header(header)),
        ["", ""],
        "{name}"
    );
}

/// The document says of each address who may ask; the rows say the same.
#[tokio::test]
async fn the_document_tells_who_may_ask() {
    let server = Server::start().await;
    for operation in operations(&server).await {
        let Some(statuses) = statuses(&operation) else {
            continue;
        };
        for (who, status) in Who::ALL.into_iter().zip(statuses) {
            let is_known = match operation.security.as_deref() {
                None => true,
                Some("device") => who.has_phone(),
                Some("session") => who.account().is_some(),
                Some(other) => panic!("{}: {other}", operation.name()),
            };
            assert_eq!(status != 401, is_known, "{} {who:?}", operation.name());
        }
    }
}

#[tokio::test]
async fn no_address_knows_more_methods_than_the_document() {
    let server = Server::start().await;
    let operations = operations(&server).await;
    for operation in &operations {
        let known: Vec<_> = operations
            .iter()
            .filter(|other| other.path == operation.path)
            .map(Operation::method)
            .collect();
        let every = [
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
            Method::OPTIONS,
            Method::TRACE,
        ];
        for method in every.into_iter().filter(|method| !known.contains(method)) {
            let other = Operation {
                method: method.as_str().to_lowercase(),
                path: operation.path.clone(),
                security: None,
                body: None,
            };
            let answer = other.call(&server).send().await;
            assert_eq!(answer.status, 405, "{}", other.name());
            answer.is_problem(405, "method_not_allowed");
        }
    }
}
