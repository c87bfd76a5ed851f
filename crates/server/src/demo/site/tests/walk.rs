//! Every address of the demonstration, and the one of the numbers, walked as nobody, as an officer's
//! phone and as a supervisor. They are in no document, so the rows are compared with the routes.

use std::collections::BTreeSet;

use serde_json::json;

use super::*;
use crate::demo::site::{AT_DESK, CABLE, ON_PHONE};
use crate::metrics;

/// Which router an address is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Desk,
    Phone,
    Numbers,
}
use Place::{Desk, Numbers, Phone};

/// Where, method, path, and what everybody gets, whoever it is; then, what a page of another site gets.
/// What is shown is made up or a number, so nobody has to say who he is; but only a page of the
/// demonstration pulls the cable or is given a code by asking.
#[rustfmt::skip]
const ROWS: &[(Place, &str, &str, u16, u16)] = &[
    (Desk,    "get",  "/demo",           308, 308),
    (Desk,    "get",  "/demo/",          200, 200),
    (Desk,    "get",  "/demo/demo.css",  200, 200),
    (Desk,    "get",  "/demo/demo.js",   200, 200),
    (Desk,    "get",  "/demo/enrol",     303, 303),
    (Desk,    "get",  "/demo/line",      200, 200),
    (Desk,    "post", "/demo/line",      200, 403),
    (Desk,    "get",  "/api/v1/about",   200, 200),
    (Phone,   "get",  "/demo/phone",     200, 200),
    (Phone,   "get",  "/demo/phone.css", 200, 200),
    (Phone,   "get",  "/demo/phone.js",  200, 200),
    (Phone,   "post", "/demo/start",     200, 403),
    (Numbers, "get",  "/metrics",        200, 200),
];

impl Trial {
    fn ask(&self, place: Place, method: &str, path: &str) -> Call {
        let verb: Method = method.to_uppercase().parse().unwrap();
        let (call, origin) = match place {
            Desk => (self.at_desk(verb, path), ORIGIN),
            Phone => (self.on_phone(verb, path), PHONE),
            Numbers => {
                let router = metrics::router(self.server.app.clone());
                return self.server.call(verb, path).at(&router);
            }
        };
        match path {
            "/demo/line" if method == "post" => {
                // Pulled, so that no port is opened for this.
                call.json(&json!({ "is_connected": false }))
                    .with("origin", origin)
            }
            "/demo/start" => call.json(&json!({ "code": null })).with("origin", origin),
            _ => call,
        }
    }
}

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let lists = [
        (Desk, CABLE),
        (Desk, AT_DESK),
        (Phone, ON_PHONE),
        (Numbers, metrics::TOLD),
    ];
    let mut routes = BTreeSet::new();
    for (place, list) in lists {
        routes.extend(list.iter().map(|route| format!("{place:?} {route:?}")));
    }
    let walked: BTreeSet<_> = ROWS
        .iter()
        .map(|(place, method, path, ..)| format!("{place:?} {:?}", (method, path)))
        .collect();
    assert_eq!(
        routes, walked,
        "a new address needs a row: who may ask for it?"
    );
}

#[tokio::test]
async fn every_address_as_everybody_and_from_another_site() {
    let trial = Trial::begin().await;
    let phone = trial.server.enrol(1).await;
    let town = trial.stage.demo.accounts.first().unwrap();
    let signed_in = trial.server.sign_in(town.name, town.password).await;
    let cookie = signed_in
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    assert_eq!(signed_in.status, 200);
    for &(place, method, path, everybody, elsewhere) in ROWS {
        let ask = || trial.ask(place, method, path);
        let who = [
            ask(),
            ask().bearer(&phone.token),
            ask().with("cookie", &cookie),
        ];
        for call in who {
            let answer = call.send().await;
            assert_eq!(answer.status, everybody, "{place:?} {method} {path}");
            is_hardened(place, path, &answer);
        }
        let from_elsewhere = ask()
            .with("origin", "https://elsewhere.example")
            .with("cookie", &cookie);
        let answer = from_elsewhere.send().await;
        assert_eq!(answer.status, elsewhere, "{place:?} {method} {path}");
    }
}

/// No answer lets another site read or embed it; only the pages are pages.
fn is_hardened(place: Place, path: &str, answer: &crate::testing::Response) {
    assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
    if place == Numbers {
        return;
    }
    for (header, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(header), value, "{path}: {header}");
    }
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
    let is_page = answer.header("content-type").contains("html");
    assert_eq!(is_page, ["/demo/", "/demo/phone"].contains(&path), "{path}");
}

#[tokio::test]
async fn no_address_knows_another_method() {
    let trial = Trial::begin().await;
    for &(place, method, path, ..) in ROWS {
        let known = ROWS.iter().filter(|row| row.0 == place && row.2 == path);
        let known: Vec<_> = known.map(|row| row.1).collect();
        for other in ["post", "put", "patch", "delete", "get"] {
            if !known.contains(&other) {
                let answer = trial.ask(place, other, path).send().await;
                assert_eq!(
                    answer.status, 405,
                    "{place:?} {other} {path}, which has {method}"
                );
            }
        }
    }
}

#[tokio::test]
async fn the_public_address_tells_no_numbers() {
    let trial = Trial::begin().await;
    for call in [
        trial.at_desk(Method::GET, "/metrics"),
        trial.on_phone(Method::GET, "/metrics"),
        trial.server.get("/metrics"),
    ] {
        call.send().await.is_problem(404, "not_found");
    }
}
