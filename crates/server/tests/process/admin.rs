//! Accounts and phones on the command line, beside a server that runs.

use crate::harness::{Server, account, admin, call, connect, new_code, port_of};
use crate::phones::Enrolled;

const FIRST: &str = "the first password";
const SECOND: &str = "another password";

/// The arguments that add an account named county.
fn county<'a>(role: &'a str, unit: &'a str) -> [&'a str; 7] {
    account("county", role, unit)
}

#[test]
fn the_first_account_signs_in_at_once_and_a_new_password_ends_its_sessions() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let (was_done, said) = admin(folder.path(), &county("county_reviewer", "530402"), FIRST);
    assert!(
        was_done && said.contains("县级审核员") && said.contains("红塔区"),
        "{said}"
    );
    assert!(!said.contains(FIRST));
    let signed_in = server.sign_in("county", FIRST);
    assert_eq!(signed_in.status, 200);
    assert_eq!(signed_in.json()["unit"], "530402");
    let who = || server.call(&format!("GET /api/v1/session\n{}", signed_in.cookie()), b"");
    assert_eq!(who().status, 200);
    let reset = ["reset-password", "--name", "county"];
    let (was_done, said) = admin(folder.path(), &reset, SECOND);
    assert!(was_done, "{said}");
    assert_eq!(who().status, 401);
    assert_eq!(server.sign_in("county", FIRST).status, 401);
    assert_eq!(server.sign_in("county", SECOND).status, 200);
    assert!(server.stop());
}

#[test]
fn what_makes_no_sense_is_refused_with_a_sentence_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("typo");
    let (was_done, said) = admin(&nowhere, &["devices"], "");
    assert!(
        !was_done && said.contains("没有数据库") && said.contains("no database"),
        "{said}"
    );
    assert!(!nowhere.exists());
    let server = Server::start(folder.path(), &[]);
    let try_it = |arguments: &[&str], line: &str, why: &str| {
        let (was_done, said) = admin(folder.path(), arguments, line);
        assert!(!was_done && said.contains(why), "{arguments:?}: {said}");
        assert!(!said.contains("panicked"), "{said}");
    };
    try_it(
        &county("county_reviewer", "530402"),
        "short",
        "10 到 200 个字符",
    );
    try_it(
        &county("county_reviewer", "530402"),
        &"x".repeat(201),
        "10 到 200 个字符",
    );
    try_it(&county("county_reviewer", "530402005"), FIRST, "应有 6 位");
    try_it(&county("county_reviewer", "110101"), FIRST, "不在表中");
    try_it(
        &county("village_officer", "530402005002"),
        FIRST,
        "add-officer",
    );
    try_it(&county("king", "530402"), FIRST, "city_reviewer");
    try_it(&county("county_reviewer", "53x402"), FIRST, "invalid value");
    try_it(
        &["reset-password", "--name", "county"],
        FIRST,
        "没有账号 county",
    );
    try_it(
        &["revoke-device", "018f0000-0000-7000-8000-000000000001"],
        "",
        "没有手机",
    );
    try_it(&["revoke-device", "x"], "", "invalid value");
    try_it(
        &[
            "enrol-code",
            "--officer",
            "018f0000-0000-7000-8000-000000000001",
        ],
        "",
        "没有编号",
    );
    assert_eq!(server.sign_in("county", FIRST).status, 401);
    assert!(admin(folder.path(), &county("county_reviewer", "530402"), FIRST).0);
    try_it(&county("city_reviewer", "5304"), SECOND, "已有人使用");
    assert_eq!(server.sign_in("county", FIRST).status, 200);
    assert!(server.stop());
}

#[test]
fn a_revoked_phone_still_brings_what_it_holds_and_hears_nothing_more() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    assert!(admin(folder.path(), &county("county_reviewer", "530402"), FIRST).0);
    let (was_done, said) = admin(folder.path(), &["devices"], "");
    assert!(was_done && said.contains("还没有启用过手机"), "{said}");
    let code = new_code(folder.path(), "李信息");
    let mut phone = Enrolled::new(&server, &code, 5);
    let first = phone.seal(&[]);
    assert_eq!(phone.post(&server, &first)["outcome"], "received");
    let id = phone.phone.device_id.to_string();
    let line = || {
        let (was_done, said) = admin(folder.path(), &["devices"], "");
        assert!(was_done, "{said}");
        said.lines()
            .find(|line| line.starts_with(&id))
            .unwrap()
            .to_owned()
    };
    let before = line();
    assert!(
        before.contains("李信息") && before.contains("| 1 | 在用 / in use |"),
        "{before}"
    );
    let (was_done, said) = admin(folder.path(), &["revoke-device", &id], "");
    assert!(was_done && said.contains("已停用"), "{said}");
    let after = line();
    assert!(after.contains("停用 / revoked 20"), "{after}");
    let (was_done, said) = admin(folder.path(), &["revoke-device", &id], "");
    assert!(was_done && said.contains("早已停用"), "{said}");
    assert_eq!(line(), after);

    let second = phone.seal(&[]);
    assert_eq!(phone.post(&server, &second)["outcome"], "received");
    let signed_in = server.sign_in("county", FIRST);
    let flags = |of: &testkit::phone::Sealed| {
        let path = format!("/api/v1/findings/{}", of.version.finding_id);
        let answer = server
            .call(&format!("GET {path}\n{}", signed_in.cookie()), b"")
            .json();
        answer["row"]["flags"].to_string()
    };
    assert!(!flags(&first).contains("device_revoked"));
    assert!(flags(&second).contains("device_revoked"));
    let decision = serde_json::json!({
        "decision_id": "018f0000-0000-7000-8000-000000000009",
        "finding_id": first.version.finding_id,
        "version_id": first.version.version_id,
        "verdict": "accepted",
    });
    let own = format!(
        "{}\norigin: http://localhost:{}",
        signed_in.cookie(),
        server.port
    );
    let decided = server.send("POST /api/v1/decisions", &own, &decision);
    assert_eq!(decided.status, 200, "{}", decided.head);
    assert_eq!(phone.inbox(&server)["decisions"], serde_json::json!([]));
    assert!(server.stop());
}

#[test]
fn numbers_are_told_at_an_address_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &["--metrics-listen", "127.0.0.1:0"]);
    assert_eq!(server.sign_in("nobody", "wrong").status, 401);
    let port = port_of(&server.ready["metrics_listen"]);
    let told = call(connect(port), "GET /metrics", b"");
    assert_eq!(told.status, 200);
    assert!(
        told.header("content-type")
            .starts_with("application/openmetrics-text")
    );
    let text = String::from_utf8_lossy(&told.body);
    assert!(
        text.contains(r#"xuntian_refusals_total{code="sign_in_wrong"} 1"#),
        "{text}"
    );
    assert!(text.contains("xuntian_disk_free_bytes "), "{text}");
    assert_eq!(call(connect(port), "GET /api/v1/keys", b"").status, 404);
    let public = server.call("GET /metrics", b"");
    assert!(!String::from_utf8_lossy(&public.body).contains("xuntian_"));
    assert!(server.stop());
}
