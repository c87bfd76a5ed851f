//! Records that are odd or hostile, and validly signed: each is stored, receipted and flagged. What is
//! refused is refused by itself, whatever came with it.

use domain::finding::FindingVersion;
use domain::position::Position;
use domain::taxonomy::PhotoKind;
use domain::time::UnixMs;
use domain::unit::UnitCode;
use domain::wire::{EnvelopeResult, EnvelopesAnswer, Flag, Jws};
use serde_json::json;
use testkit::phone::{Phone, Sealed, least_form};

use super::detail;
use crate::testing::{Enrolled, NOW_MS, Server, draft, jpeg};

/// 2099-01-01T00:00+08:00.
const YEAR_2099_MS: UnixMs = 4_070_880_000_000;

async fn send(server: &Server, by: &Enrolled, envelopes: &[&Jws]) -> Vec<EnvelopeResult> {
    let post = server.post("/api/v1/envelopes").bearer(&by.token);
    let answer = post.json(&json!({ "envelopes": envelopes })).send().await;
    answer.json::<EnvelopesAnswer>().results
}

fn is_received(result: &EnvelopeResult) -> bool {
    matches!(result, EnvelopeResult::Received { .. })
}

fn refusal(result: &EnvelopeResult) -> (&str, u16) {
    match result {
        EnvelopeResult::Refused { problem } => (&problem.code, problem.status),
        other => panic!("{other:?}"),
    }
}

/// A record in order, except for what `change` does to it.
async fn odd(
    server: &Server,
    device: &mut Enrolled,
    change: impl FnOnce(&mut FindingVersion),
) -> Sealed {
    let photo = jpeg(b"in order");
    server.upload(device, &photo).await;
    let manifest = device.phone.photo(&photo, PhotoKind::Far, NOW_MS);
    let village = UnitCode::parse("530402005002").unwrap();
    let form = least_form(&village, NOW_MS);
    let mut version = device.phone.draft(form, vec![manifest], NOW_MS);
    change(&mut version);
    device.phone.seal(version)
}

/// Received whatever is odd about it, and the reviewer is told these facts.
async fn is_flagged(change: impl FnOnce(&mut FindingVersion), flags: &[Flag]) {
    let server = Server::start().await;
    let mut device = server.enrol(1).await;
    let sealed = odd(&server, &mut device, change).await;
    let results = send(&server, &device, &[&sealed.jws]).await;
    assert!(is_received(&results[0]), "{results:?}");
    let detail = detail(&server, &sealed).await;
    assert_eq!(detail.row.flags, flags);
    assert_eq!(detail.versions[0].sealed, sealed.version);
}

fn with_fix(version: &mut FindingVersion, change: impl FnOnce(Position) -> Position) {
    version.form.position = version.form.position.map(change);
}

#[tokio::test]
async fn a_record_in_order_has_no_flag() {
    is_flagged(|_| {}, &[]).await;
}

#[tokio::test]
async fn a_position_of_3000_metres_is_accepted_and_flagged() {
    let vague = |fix| Position {
        accuracy_m: 3000.0,
        ..fix
    };
    is_flagged(|v| with_fix(v, vague), &[Flag::PoorPosition]).await;
}

#[tokio::test]
async fn a_position_from_1970_is_accepted_and_flagged() {
    let old = |fix| Position {
        fixed_at_ms: 0,
        ..fix
    };
    is_flagged(|v| with_fix(v, old), &[Flag::TimeImplausible]).await;
}

#[tokio::test]
async fn a_position_at_0_0_is_accepted_and_flagged() {
    let nowhere = |fix| Position {
        lon_deg: 0.0,
        lat_deg: -0.0,
        ..fix
    };
    is_flagged(|v| with_fix(v, nowhere), &[Flag::PoorPosition]).await;
}

#[tokio::test]
async fn a_position_that_is_nowhere_on_earth_is_accepted_and_flagged() {
    let far = |fix| Position {
        lon_deg: 1e300,
        ..fix
    };
    is_flagged(|v| with_fix(v, far), &[Flag::PoorPosition]).await;
}

#[tokio::test]
async fn a_record_without_a_position_is_accepted_and_flagged() {
    is_flagged(|v| v.form.position = None, &[Flag::NoPosition]).await;
}

#[tokio::test]
async fn a_record_from_2099_is_accepted_and_flagged() {
    let late = |v: &mut FindingVersion| {
        v.discovered_at_ms = YEAR_2099_MS;
        v.sealed_at_ms = YEAR_2099_MS;
    };
    is_flagged(late, &[Flag::TimeImplausible]).await;
}

#[tokio::test]
async fn a_photo_from_2099_is_accepted_and_flagged() {
    let late = |v: &mut FindingVersion| v.photos[0].taken_at_ms = YEAR_2099_MS;
    is_flagged(late, &[Flag::TimeImplausible]).await;
}

#[tokio::test]
async fn an_unknown_village_is_accepted_and_flagged() {
    let merged = |v: &mut FindingVersion| v.form.village = UnitCode::parse("530402005999").ok();
    is_flagged(merged, &[Flag::UnknownVillage]).await;
}

/// What is shown is what was signed, to the last digit: the nearest number is not enough.
#[tokio::test]
async fn numbers_are_shown_with_every_digit_that_was_signed() {
    let exact = |fix| Position {
        lon_deg: 102.563_600_000_000_01,
        lat_deg: 24.333_080_000_000_002,
        ..fix
    };
    is_flagged(|v| with_fix(v, exact), &[]).await;
}

/// Four thousand characters, none of them harmless.
fn hostile_texts() -> [String; 5] {
    [
        "名".repeat(4000),
        "\u{200b}\u{feff}\u{2060}".repeat(1334),
        format!("\u{202e}{}", "txt.exe ".repeat(500)),
        "<script>alert(1)</script>\"'&<img src=x onerror=alert(1)>".repeat(70),
        "'; DROP TABLE findings; --\0\r\nset-cookie: a=b".repeat(90),
    ]
}

#[tokio::test]
async fn names_that_are_long_invisible_backwards_or_script_come_back_as_they_were() {
    for text in hostile_texts() {
        let everywhere = |v: &mut FindingVersion| {
            v.form.locality = Some(text.clone());
            v.form.party = Some(text.clone());
            v.form.note = Some(text.clone());
            v.app_version = text.clone();
            v.photos[0].media_type = text.clone();
        };
        is_flagged(everywhere, &[]).await;
    }
}

#[tokio::test]
async fn hostile_names_are_json_and_never_a_page() {
    let server = Server::start().await;
    let mut device = server.enrol(1).await;
    let script = |v: &mut FindingVersion| v.form.note = Some(hostile_texts()[3].clone());
    let sealed = odd(&server, &mut device, script).await;
    send(&server, &device, &[&sealed.jws]).await;
    for path in [
        "/api/v1/findings".to_owned(),
        format!("/api/v1/findings/{}", sealed.version.finding_id),
    ] {
        let answer = super::as_town(&server, &path).await;
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
}

#[tokio::test]
async fn a_bad_signature_is_refused() {
    let server = Server::start().await;
    let mut device = server.enrol(1).await;
    let mut jws = draft(&mut device, &[], NOW_MS).jws;
    let other = draft(&mut device, &[], NOW_MS).jws;
    jws.signature = other.signature;
    let results = send(&server, &device, &[&jws]).await;
    assert_eq!(refusal(&results[0]), ("bad_signature", 400));
}

#[tokio::test]
async fn a_foreign_key_is_refused_even_under_an_enrolled_phones_name() {
    let server = Server::start().await;
    let mut device = server.enrol(1).await;
    let good = draft(&mut device, &[], NOW_MS);
    let payload = evidence::base64url::decode(&good.jws.payload).unwrap();
    let stranger = Phone::new(77).seal_bytes(&payload);
    // The stranger's signature under the header that names the enrolled phone's key.
    let posing = Jws {
        protected: good.jws.protected.clone(),
        ..stranger.clone()
    };
    let results = send(&server, &device, &[&stranger, &posing, &good.jws]).await;
    assert_eq!(refusal(&results[0]), ("unknown_device", 404));
    assert_eq!(refusal(&results[1]), ("bad_signature", 400));
    assert!(is_received(&results[2]));
}

#[tokio::test]
async fn a_replay_is_harmless_whoever_sends_it_and_how_often() {
    let server = Server::start().await;
    let mut author = server.enrol(1).await;
    let other = server.enrol(2).await;
    let sealed = draft(&mut author, &[], NOW_MS);
    let first = send(&server, &author, &[&sealed.jws]).await;
    let events = server.app.store.events_after(0, 1000).await.unwrap().len();
    for by in [&author, &other, &author] {
        let again = send(&server, by, &[&sealed.jws; 20]).await;
        assert!(again.iter().all(|result| *result == first[0]));
    }
    let after = server.app.store.events_after(0, 1000).await.unwrap().len();
    assert_eq!(after, events, "nothing happened a second time");
    assert_eq!(detail(&server, &sealed).await.versions.len(), 1);
}

#[tokio::test]
async fn the_same_id_with_other_bytes_is_409_and_the_first_stays() {
    let server = Server::start().await;
    let mut device = server.enrol(1).await;
    let first = odd(&server, &mut device, |_| {}).await;
    let mut changed = first.version.clone();
    changed.form.note = Some("another story".to_owned());
    let changed = device.phone.seal(changed);
    send(&server, &device, &[&first.jws]).await;
    let results = send(&server, &device, &[&changed.jws]).await;
    assert_eq!(refusal(&results[0]), ("conflict", 409));
    let detail = detail(&server, &first).await;
    assert_eq!(detail.versions.len(), 1);
    assert_eq!(detail.versions[0].sealed, first.version);
}

#[tokio::test]
async fn a_gap_in_the_sequence_is_flagged_until_what_is_missing_comes() {
    let server = Server::start().await;
    let mut device = server.enrol(1).await;
    let mut sealed = Vec::new();
    for _ in 0..3 {
        sealed.push(odd(&server, &mut device, |_| {}).await);
    }
    let results = send(&server, &device, &[&sealed[2].jws, &sealed[0].jws]).await;
    assert!(results.iter().all(is_received));
    let flags = async |n: usize| detail(&server, &sealed[n]).await.row.flags;
    assert_eq!(flags(2).await, [Flag::SequenceGap]);
    send(&server, &device, &[&sealed[1].jws]).await;
    assert_eq!(flags(2).await, []);
}
