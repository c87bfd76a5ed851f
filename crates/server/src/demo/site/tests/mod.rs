//! The demonstration's pages, and that a real server has none of them.

mod walk;

use axum::http::Method;
use domain::wire::EnrolPreview;
use serde_json::{Value, json};

use super::files::{CSS, JS};
use super::*;
use crate::assets::Assets;
use crate::demo::prepare;
use crate::demo::story::Cast;
use crate::testing::{Call, ORIGIN, Server};

const PHONE_PORT: u16 = 8444;
const PHONE: &str = "https://xuntian.test:8444";
/// The hosts of both origins, as browsers say them.
const DESK_HOST: &str = "xuntian.test";
const PHONE_HOST: &str = "xuntian.test:8444";

/// A demonstration with both routers, and pages of the apps to frame.
struct Trial {
    server: Server,
    stage: Arc<Stage>,
    desk: Router,
    phone: Router,
    _apps: tempfile::TempDir,
}

fn apps() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for page in ["dist/index.html", "review/dist/index.html"] {
        let page = folder.path().join(page);
        std::fs::create_dir_all(page.parent().unwrap()).unwrap();
        std::fs::write(page, "app").unwrap();
    }
    folder
}

impl Trial {
    async fn begin() -> Self {
        let apps = apps();
        let server = Server::start_empty().await;
        let server = server.with_assets(Assets::Folder(apps.path().to_owned()));
        // Without the records, which take their time and are of no interest here.
        Cast::gather(&server.app).await.unwrap();
        let demo = Arc::new(prepare(&server.app).await.unwrap());
        let stage = Stage::new(&server.app, demo, PHONE_PORT);
        let phone = phone_router(&stage);
        let unused = SocketAddr::from(([127, 0, 0, 1], 1));
        let line = Arc::new(Line::new(unused, None, phone.clone()));
        Self {
            desk: desk_router(&stage, line),
            phone,
            server,
            stage,
            _apps: apps,
        }
    }

    fn at_desk(&self, method: Method, path: &str) -> Call {
        self.server
            .call(method, path)
            .at(&self.desk)
            .with("host", DESK_HOST)
    }

    fn on_phone(&self, method: Method, path: &str) -> Call {
        self.server
            .call(method, path)
            .at(&self.phone)
            .with("host", PHONE_HOST)
    }

    /// Where a phone begins that remembers this code.
    async fn start(&self, code: Option<&str>) -> Value {
        let call = self
            .on_phone(Method::POST, "/demo/start")
            .with("origin", PHONE);
        call.json(&json!({ "code": code })).send().await.json()
    }
}

#[tokio::test]
async fn the_page_comes_in_the_language_that_is_asked_for() {
    let trial = Trial::begin().await;
    for (path, accepts, tag, sentence, followed) in [
        ("/demo/", "", "zh-CN", "拔网线", ""),
        ("/demo/", "en-GB,en;q=0.9", "en", "Pull the cable", ""),
        ("/demo/?lang=en", "zh-CN", "en", "Pull the cable", "en"),
        ("/demo/?lang=zh-CN", "en", "zh-CN", "拔网线", "zh-CN"),
        (
            "/demo/?lang=%22%3E%3Cscript%3E",
            "zh",
            "en",
            "Pull the cable",
            "en",
        ),
        ("/demo/?lang=", "zh", "zh-CN", "拔网线", ""),
    ] {
        let get = trial
            .at_desk(Method::GET, path)
            .with("accept-language", accepts);
        let answer = get.send().await;
        let page = String::from_utf8(answer.bytes.clone()).unwrap();
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert!(
            page.contains(&format!("<html lang=\"{tag}\">")),
            "{path} {accepts}"
        );
        assert!(page.contains(sentence), "{path} {accepts}");
        assert!(
            page.contains(&format!("data-language=\"{followed}\"")),
            "{path} {accepts}"
        );
        assert!(page.contains(&format!("data-phone=\"{PHONE}\"")));
        assert!(!page.contains("<script>"), "{path}");
    }
    let answer = trial.at_desk(Method::GET, "/demo").send().await;
    assert_eq!((answer.status, answer.header("location")), (308, "/demo/"));
    // Frames are allowed by name, so the page is where the name is.
    let elsewhere = trial
        .server
        .get("/demo/")
        .at(&trial.desk)
        .with("host", "127.0.0.1:8080");
    let answer = elsewhere.send().await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (307, "https://xuntian.test/demo/")
    );
}

#[tokio::test]
async fn files_of_the_pages_are_scripts_and_styles() {
    let trial = Trial::begin().await;
    for (path, kind, text) in [
        ("/demo/demo.js", JS, "/demo/line"),
        ("/demo/demo.css", CSS, "--needs"),
    ] {
        let answer = trial.at_desk(Method::GET, path).send().await;
        assert_eq!((answer.status, answer.header("content-type")), (200, kind));
        assert!(
            String::from_utf8(answer.bytes.clone())
                .unwrap()
                .contains(text)
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("x-request-id").len(), 8);
    }
    for (path, kind) in [("/demo/phone.js", JS), ("/demo/phone.css", CSS)] {
        let answer = trial.on_phone(Method::GET, path).send().await;
        assert_eq!((answer.status, answer.header("content-type")), (200, kind));
    }
    let wrong = trial.at_desk(Method::POST, "/demo/demo.js").send().await;
    wrong.is_problem(405, "method_not_allowed");
}

#[tokio::test]
async fn just_these_frames_are_allowed() {
    let trial = Trial::begin().await;
    let page = trial.at_desk(Method::GET, "/demo/").send().await;
    let policy = page.header("content-security-policy").to_owned();
    for part in [
        "default-src 'none'",
        "frame-src 'self' https://xuntian.test:8444",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(part), "{part} in {policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    let lent = page.header("permissions-policy");
    assert!(
        lent.contains("camera=(self \"https://xuntian.test:8444\")"),
        "{lent}"
    );
    assert!(
        lent.contains("geolocation=(self \"https://xuntian.test:8444\")"),
        "{lent}"
    );
    for (call, ancestors) in [
        (
            trial.at_desk(Method::GET, "/review/"),
            "frame-ancestors 'self'",
        ),
        (trial.at_desk(Method::GET, "/"), "frame-ancestors 'none'"),
        (
            trial.at_desk(Method::GET, "/api/v1/keys"),
            "frame-ancestors 'none'",
        ),
        (
            trial.on_phone(Method::GET, "/"),
            "frame-ancestors 'self' https://xuntian.test",
        ),
        (
            trial.on_phone(Method::GET, "/demo/phone"),
            "frame-ancestors https://xuntian.test",
        ),
        (
            trial.on_phone(Method::GET, "/review/"),
            "frame-ancestors 'none'",
        ),
        (
            trial.on_phone(Method::GET, "/api/v1/keys"),
            "frame-ancestors 'none'",
        ),
    ] {
        let answer = call.send().await;
        assert_eq!(answer.status, 200);
        let policy = answer.header("content-security-policy");
        let found = policy
            .split(';')
            .map(str::trim)
            .find(|part| part.starts_with("frame-ancestors"));
        assert_eq!(found, Some(ancestors), "{policy}");
    }
}

#[tokio::test]
async fn a_real_server_has_none_of_it() {
    let apps = apps();
    let server = Server::start()
        .await
        .with_assets(Assets::Folder(apps.path().to_owned()));
    for path in [
        "/demo",
        "/demo/",
        "/demo/line",
        "/demo/enrol",
        "/demo/demo.js",
        "/demo/phone",
        "/demo/?demo=true",
    ] {
        server.get(path).send().await.is_problem(404, "not_found");
    }
    for path in ["/demo/line", "/demo/start"] {
        let post = server
            .post(path)
            .with("origin", ORIGIN)
            .json(&json!({ "is_connected": false }));
        assert!(matches!(post.send().await.status, 404 | 405), "{path}");
    }
    let about: About = server.get("/api/v1/about?demo=true").send().await.json();
    assert_eq!(about.demo, None);
    for path in ["/", "/review/"] {
        let answer = server.get(path).send().await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
    }
}

#[tokio::test]
async fn everybody_who_is_offered_can_come_in() {
    let trial = Trial::begin().await;
    let about: About = trial
        .at_desk(Method::GET, "/api/v1/about")
        .send()
        .await
        .json();
    let demo = about.demo.unwrap();
    assert_eq!(demo.accounts.len(), 4);
    for account in &demo.accounts {
        let body = json!({ "name": account.name, "password": account.password });
        let call = trial
            .at_desk(Method::POST, "/api/v1/session")
            .with("origin", ORIGIN);
        let session: domain::wire::Session = call.json(&body).send().await.json();
        assert_eq!((session.role, &session.unit), (account.role, &account.unit));
        assert!(session.is_demo);
    }
    let answer = trial.at_desk(Method::GET, &demo.enrol_path).send().await;
    assert_eq!(answer.status, 303);
    let code = answer
        .header("location")
        .strip_prefix("/enrol#")
        .unwrap()
        .to_owned();
    let call = trial.at_desk(Method::POST, "/api/v1/enrol/preview");
    let preview: EnrolPreview = call.json(&json!({ "code": code })).send().await.json();
    assert!(preview.officer_name.starts_with("演示"));
}

#[tokio::test]
async fn a_phone_keeps_its_code_until_it_is_used_and_then_goes_home() {
    let trial = Trial::begin().await;
    let first = trial.start(None).await;
    let code = first["code"].as_str().unwrap();
    assert_eq!(first["path"], format!("/enrol#{code}"));
    assert_eq!(trial.start(Some(code)).await, first);
    // Another phone is another phone.
    assert_ne!(trial.start(None).await["code"], first["code"]);
    let phone = testkit::phone::Phone::new(7);
    let enrol = json!({ "code": code, "key": phone.key.public(), "platform": "test" });
    let call = trial.on_phone(Method::POST, "/api/v1/enrol").json(&enrol);
    let enrolled: domain::wire::Enrolled = call.send().await.json();
    assert!(enrolled.is_demo);
    assert_eq!(trial.start(Some(code)).await["path"], "/");
    for nobodys in ["", "0000000000", "not a code", "\u{202e}<script>"] {
        let begun = trial.start(Some(nobodys)).await;
        assert_ne!(begun["code"], nobodys, "{nobodys}");
    }
    let other = trial.start(None).await;
    trial.server.clock.advance(crate::demo::CODE_LIFETIME_MS);
    let after = trial.start(other["code"].as_str()).await;
    assert_ne!(
        after["code"], other["code"],
        "a code that is over is replaced"
    );
}

#[tokio::test]
async fn codes_are_given_away_a_thousand_times_and_no_more() {
    let trial = Trial::begin().await;
    trial.stage.codes_left.store(1, Ordering::Relaxed);
    let get = || trial.at_desk(Method::GET, "/demo/enrol").send();
    assert_eq!(get().await.status, 303);
    get().await.is_problem(429, "too_many_attempts");
    get().await.is_problem(429, "too_many_attempts");
}

#[tokio::test]
async fn what_is_wrongly_asked_is_refused() {
    let trial = Trial::begin().await;
    let long = format!(
        "{{\"is_connected\": false, \"x\": \"{}\"}}",
        "x".repeat(20_000)
    );
    for (body, status, code) in [
        ("{", 400, "not_json"),
        ("[]", 422, "wrong_shape"),
        ("{}", 422, "wrong_shape"),
        ("{\"is_connected\": 1}", 422, "wrong_shape"),
        (&long, 413, "too_large"),
    ] {
        let call = trial
            .at_desk(Method::POST, "/demo/line")
            .with("origin", ORIGIN);
        call.body("application/json", body.as_bytes())
            .send()
            .await
            .is_problem(status, code);
    }
    let pull = json!({ "is_connected": false });
    let post = || trial.at_desk(Method::POST, "/demo/line").json(&pull);
    // Neither another site nor the phone's own page may pull the cable.
    for origin in ["https://evil.example", "null", PHONE] {
        let answer = post().with("origin", origin).send().await;
        answer.is_problem(403, "origin_mismatch");
    }
    let cross = post().with("sec-fetch-site", "cross-site").send().await;
    cross.is_problem(403, "origin_mismatch");
    let form = trial
        .at_desk(Method::POST, "/demo/line")
        .with("origin", ORIGIN);
    let form = form.body("application/x-www-form-urlencoded", b"is_connected=false");
    form.send().await.is_problem(415, "wrong_content_type");
    let start = trial
        .on_phone(Method::POST, "/demo/start")
        .with("origin", "https://evil.example");
    let start = start.json(&json!({ "code": null })).send().await;
    start.is_problem(403, "origin_mismatch");
    let start = trial
        .on_phone(Method::POST, "/demo/start")
        .json(&json!({ "code": 7 }));
    start.send().await.is_problem(422, "wrong_shape");
}
