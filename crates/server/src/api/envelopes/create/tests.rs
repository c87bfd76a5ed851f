//! Envelopes: honest, repeated, broken, hostile.

use domain::ids::OfficerId;
use domain::position::Position;
use domain::taxonomy::PhotoOrigin;
use domain::unit::UnitCode;
use domain::wire::{EnvelopeResult, FindingDetail, Flag, Jws};
use evidence::jws::TYP_RECEIPT;
use serde_json::{Value, json};
use testkit::phone::{Phone, Sealed};

use super::*;
use crate::envelope::MAX_ENVELOPE_CHARS;
use crate::testing::{Enrolled, NOW_MS, Response, Server, draft, jpeg};

const PATH: &str = "/api/v1/envelopes";

async fn post(server: &Server, token: &str, body: &Value) -> Response {
    server.post(PATH).json(body).bearer(token).send().await
}

async fn send(server: &Server, by: &Enrolled, envelopes: &[Jws]) -> Vec<EnvelopeResult> {
    let answer = post(server, &by.token, &json!({ "envelopes": envelopes })).await;
    answer.json::<EnvelopesAnswer>().results
}

fn refusal(result: &EnvelopeResult) -> &str {
    match result {
        EnvelopeResult::Refused { problem } => &problem.code,
        other => panic!("{other:?}"),
    }
}

async fn flags(server: &Server, sealed: &Sealed) -> Vec<Flag> {
    let record = server.app.store.finding(sealed.version.finding_id).await;
    record.unwrap().unwrap().row.flags
}

#[tokio::test]
async fn a_version_is_receipted_when_its_photos_are_there_and_the_receipt_stays_the_same() {
    let server = Server::start().await;
    let mut device = server.enrol(1).await;
    let photo = jpeg(b"one");
    let sealed = draft(&mut device, std::slice::from_ref(&photo), NOW_MS);
    let first = send(&server, &device, std::slice::from_ref(&sealed.jws)).await;
    let hash = evidence::sha256(&photo);
    assert_eq!(
        first,
        [EnvelopeResult::AwaitingPhotos {
            payload_sha256: sealed.payload_sha256,
            missing: vec![hash]
        }]
    );
    server.upload(&device, &photo).await;
    let second = send(&server, &device, std::slice::from_ref(&sealed.jws)).await;
    let EnvelopeResult::Received { receipt, .. } = &second[0] else {
        panic!("{second:?}")
    };
    let parsed = evidence::jws::parse(receipt, TYP_RECEIPT).unwrap();
    evidence::native::verify(server.app.signer.key.public(), &parsed).unwrap();
    let claims =
        evidence::receipt::claims_for(&parsed.payload, &sealed.payload_sha256, &[hash]).unwrap();
    assert_eq!(claims.epoch, server.app.signer.epoch);
    server.clock.advance(86_400_000);
    assert_eq!(send(&server, &device, &[sealed.jws]).await, second);
}

#[tokio::test]
async fn a_broken_envelope_does_not_hold_up_the_others() {
    let server = Server::start().await;
    let mut device = server.enrol(1).await;
    let good = draft(&mut device, &[], NOW_MS);
    let jws = serde_json::to_value(&good.jws).unwrap();
    let with = |member: &str, value: Value| {
        let mut changed = jws.clone();
        changed[member] = value;
        changed
    };
    let huge = "A".repeat(MAX_ENVELOPE_CHARS);
    let unsigned =
        evidence::base64url::encode(br#"{"alg":"none","kid":"","typ":"xuntian-version+jws"}"#);
    let body = json!({ "envelopes": [
        null,
        "text",
        {},
        with("signature", json!(7)),
        with("signature", json!("AAAA")),
        with("protected", json!(unsigned)),
        with("payload", json!("%%%")),
        with("payload", json!(huge)),
        with("payload", json!("e30")),
        device.phone.sign_claim("n"),
        Phone::new(9).seal_bytes(b"{}"),
        jws,
    ]});
    let answer: EnvelopesAnswer = post(&server, &device.token, &body).await.json();
    let codes: Vec<_> = answer.results[..11].iter().map(refusal).collect();
    assert_eq!(
        codes,
        [
            "not_a_jws",
            "not_a_jws",
            "not_a_jws",
            "not_a_jws",
            "not_a_jws",
            "not_a_jws",
            "not_a_jws",
            "too_large",
            "bad_signature",
            "not_a_jws",
            "unknown_device"
        ]
    );
    assert!(matches!(
        answer.results[11],
        EnvelopeResult::Received { .. }
    ));
    assert_eq!(answer.server_time_ms, NOW_MS);
}

#[tokio::test]
async fn unknown_members_are_no_reason_to_refuse() {
    let server = Server::start().await;
    let mut device = server.enrol(1).await;
    let sealed = draft(&mut device, &[], NOW_MS);
    let mut payload = serde_json::to_value(&sealed.version).unwrap();
    payload["from_a_newer_app"] = json!({ "kept": true });
    let bytes = serde_json::to_vec(&payload).unwrap();
    let mut jws = serde_json::to_value(device.phone.seal_bytes(&bytes)).unwrap();
    jws["header"] = json!({});
    let body = json!({ "envelopes": [jws], "more": 1 });
    let answer: EnvelopesAnswer = post(&server, &device.token, &body).await.json();
    assert!(matches!(answer.results[0], EnvelopeResult::Received { .. }));
    let cookie = server.reviewer("town").await;
    let path = format!("/api/v1/findings/{}", sealed.version.finding_id);
    let detail: FindingDetail = server
        .get(&path)
        .with("cookie", &cookie)
        .send()
        .await
        .json();
    let kept = evidence::base64url::decode(&detail.versions[0].jws.payload);
    assert_eq!(kept, Some(bytes));
}

#[tokio::test]
async fn the_same_version_with_other_bytes_is_refused_and_a_new_signature_is_not() {
    let server = Server::start().await;
    let mut device = server.enrol(1).await;
    let sealed = draft(&mut device, &[], NOW_MS);
    let first = send(&server, &device, std::slice::from_ref(&sealed.jws)).await;
    let mut changed = sealed.version.clone();
    changed.form.note = Some("changed".to_owned());
    let changed = device.phone.seal(changed);
    let second = send(&server, &device, &[changed.jws]).await;
    assert_eq!(refusal(&second[0]), "conflict");
    // WebKit's signatures differ each time: the payload is what counts.
    let header = r#"{"typ":"xuntian-version+jws","alg":"ES256","kid":"#;
    let kid = device.phone.key.public().kid.clone().unwrap();
    let again = resigned(&device, &sealed.jws, &format!("{header}\"{kid}\"}}"));
    assert_ne!(again.signature, sealed.jws.signature);
    assert_eq!(send(&server, &device, &[again]).await, first);
}

/// The same payload under another header, signed anew.
fn resigned(device: &Enrolled, jws: &Jws, header: &str) -> Jws {
    use p256::ecdsa::signature::Signer as _;
    let key = p256::ecdsa::SigningKey::from_slice(&device.phone.key.to_secret()).unwrap();
    let protected = evidence::base64url::encode(header.as_bytes());
    let input = format!("{protected}.{}", jws.payload);
    let signature: p256::ecdsa::Signature = key.sign(input.as_bytes());
    Jws {
        payload: jws.payload.clone(),
        protected,
        signature: evidence::base64url::encode(&signature.to_bytes()),
    }
}

#[tokio::test]
async fn another_phone_may_bring_what_one_has_signed() {
    let server = Server::start().await;
    let mut author = server.enrol(1).await;
    let courier = server.enrol(2).await;
    let sealed = draft(&mut author, &[], NOW_MS);
    let results = send(&server, &courier, std::slice::from_ref(&sealed.jws)).await;
    assert!(matches!(results[0], EnvelopeResult::Received { .. }));
    let record = server.app.store.finding(sealed.version.finding_id).await;
    let row = record.unwrap().unwrap().row;
    assert_eq!(row.officer_name, "officer 0015551234");
    assert_eq!(row.flags, [Flag::NoPhotos]);
}

#[tokio::test]
async fn oddities_are_flagged_and_never_refused() {
    let server = Server::start().await;
    let mut device = server.enrol(1).await;
    let mut check = async |change: &dyn Fn(&mut domain::finding::FindingVersion),
                           expected: &[Flag]| {
        let photo = jpeg(b"same");
        let manifest = device
            .phone
            .photo(&photo, domain::taxonomy::PhotoKind::Far, NOW_MS);
        server.upload(&device, &photo).await;
        let village = UnitCode::parse("530402005002").unwrap();
        let form = testkit::phone::least_form(&village, NOW_MS);
        let mut version = device.phone.draft(form, vec![manifest], NOW_MS);
        change(&mut version);
        let sealed = device.phone.seal(version);
        let results = send(&server, &device, std::slice::from_ref(&sealed.jws)).await;
        assert!(
            matches!(results[0], EnvelopeResult::Received { .. }),
            "{expected:?}"
        );
        assert_eq!(flags(&server, &sealed).await, expected);
    };
    let village = |code: &'static str| {
        move |form: &mut domain::finding::FindingForm| {
            form.village = UnitCode::parse(code).ok();
        }
    };
    check(&|_| {}, &[]).await;
    check(
        &|v| village("999999999999")(&mut v.form),
        &[Flag::UnknownVillage],
    )
    .await;
    check(&|v| v.form.village = None, &[Flag::UnknownVillage]).await;
    check(
        &|v| village("530402005003")(&mut v.form),
        &[Flag::OutsideUnit],
    )
    .await;
    check(&|v| v.discovered_at_ms = 0, &[Flag::TimeImplausible]).await;
    check(&|v| v.sealed_at_ms = i64::MAX, &[Flag::TimeImplausible]).await;
    check(&|v| v.sealed_at_ms = NOW_MS + 86_400_000, &[]).await;
    check(&|v| v.server_offset_ms = Some(-300_001), &[Flag::ClockSkew]).await;
    check(&|v| v.server_offset_ms = Some(i64::MIN), &[Flag::ClockSkew]).await;
    check(&|v| v.server_offset_ms = None, &[]).await;
    check(
        &|v| v.photos[0].origin = PhotoOrigin::Gallery,
        &[Flag::GalleryPhoto],
    )
    .await;
    check(&|v| v.photos.clear(), &[Flag::NoPhotos]).await;
    check(&|v| v.form.position = None, &[Flag::NoPosition]).await;
    let poor = |v: &mut domain::finding::FindingVersion| {
        v.form.position = v.form.position.map(|fix| Position {
            accuracy_m: 3000.0,
            ..fix
        });
    };
    check(&poor, &[Flag::PoorPosition]).await;
    let nowhere = |v: &mut domain::finding::FindingVersion| {
        v.form.position = v.form.position.map(|fix| Position {
            lat_deg: 91.0,
            ..fix
        });
    };
    check(&nowhere, &[Flag::PoorPosition]).await;
    let hostile = |v: &mut domain::finding::FindingVersion| {
        v.form.note = Some("\u{202e}<script>\u{200b}'; DROP TABLE".repeat(200));
    };
    check(&hostile, &[]).await;
    check(
        &|v| v.officer_id = OfficerId::new(5, [5; 10]),
        &[Flag::NotAuthor, Flag::SequenceGap],
    )
    .await;
}

#[tokio::test]
async fn a_record_from_an_unknown_village_is_seen_by_the_officers_own_township() {
    let server = Server::start().await;
    let mut device = server.enrol(1).await;
    let mut sealed = draft(&mut device, &[], NOW_MS).version;
    sealed.form.village = UnitCode::parse("110101001001").ok();
    let sealed = device.phone.seal(sealed);
    send(&server, &device, &[sealed.jws]).await;
    let cookie = server.reviewer("town").await;
    let path = format!("/api/v1/findings/{}", sealed.version.finding_id);
    assert_eq!(
        server
            .get(&path)
            .with("cookie", &cookie)
            .send()
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_revoked_phones_records_are_kept_and_flagged() {
    let server = Server::start().await;
    let mut device = server.enrol(1).await;
    let id = device.phone.device_id;
    server.app.store.revoke_device(id, NOW_MS).await.unwrap();
    let sealed = server.report(&mut device, &[]).await;
    assert!(flags(&server, &sealed).await.contains(&Flag::DeviceRevoked));
}

#[tokio::test]
async fn a_payload_that_is_no_version_is_kept_and_receipted() {
    let server = Server::start().await;
    let device = server.enrol(1).await;
    let payloads: [&[u8]; 4] = [b"", b"\xff\xfe", b"[[[[[[", br#"{"schema":99}"#];
    let envelopes = payloads.map(|bytes| device.phone.seal_bytes(bytes));
    for result in send(&server, &device, &envelopes).await {
        assert!(
            matches!(result, EnvelopeResult::Received { .. }),
            "{result:?}"
        );
    }
}

#[tokio::test]
async fn batches_that_are_too_large_or_no_batch() {
    let server = Server::start().await;
    let device = server.enrol(1).await;
    let send = |body: Value| {
        let request = server.post(PATH).json(&body);
        request.bearer(&device.token).send()
    };
    let many = json!({ "envelopes": vec![Value::Null; MAX_ENVELOPES + 1] });
    send(many).await.is_problem(413, "too_large");
    let large = json!({ "envelopes": ["A".repeat(MAX_ENVELOPES_BYTES)] });
    send(large).await.is_problem(413, "too_large");
    for wrong in [
        json!([]),
        json!({}),
        json!({ "envelopes": {} }),
        json!(null),
    ] {
        send(wrong).await.is_problem(422, "wrong_shape");
    }
    assert_eq!(send(json!({ "envelopes": [] })).await.status, 200);
    let nobody = server.post(PATH).json(&json!({ "envelopes": [] }));
    nobody.send().await.is_problem(401, "token_invalid");
}
