//! A whole server for tests: real router, memory store, a clock that is moved by hand. Requests go
//! through HTTP, only without a socket.
//!
//! Long because the server, what is asked of it and what it answers are one harness of every test.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode};
use domain::ids::{AccountId, DecisionId, OfficerId};
use domain::review::{Role, Verdict};
use domain::taxonomy::PhotoKind;
use domain::time::UnixMs;
use domain::unit::UnitCode;
use domain::wire::{Enrolled as EnrolledAnswer, ProblemDetails};
use serde::Serialize;
use serde::de::DeserializeOwned;
use testkit::phone::{Phone, Sealed, least_form};
use tower::ServiceExt as _;

use crate::app::{App, Clock, Entropy, Secrets};
use crate::assets::Assets;
use crate::blobs::Blobs;
use crate::blobs::memory::MemoryBlobs;
use crate::passwords;
use crate::router::router;
use crate::site::Site;
use crate::store::memory::MemoryStore;
use crate::store::{Account, Officer};

/// When every test begins: 2026-11-23T00:00+08:00.
pub(crate) const NOW_MS: UnixMs = 1_795_363_200_000;
/// How long the codes of [`Server::new_code`] last.
pub(crate) const CODE_LIFETIME_MS: i64 = 86_400_000;
/// The origin of the tests' own pages.
pub(crate) const ORIGIN: &str = "https://xuntian.test";
/// The password of every account.
pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// A clock that stands still until it is moved.
pub(crate) struct HandClock(AtomicI64);

impl HandClock {
    /// Moves it on.
    pub(crate) fn advance(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now_ms(&self) -> UnixMs {
        self.0.load(Ordering::SeqCst)
    }
}

/// Bytes that differ each time and are the same in each run.
struct Counted(AtomicU64);

impl Entropy for Counted {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let n = self.0.fetch_add(1, Ordering::SeqCst);
            let hash = evidence::sha256(&n.to_be_bytes());
            chunk.copy_from_slice(&hash.0[..chunk.len()]);
        }
    }
}

/// The server.
pub(crate) struct Server {
    pub(crate) app: App,
    pub(crate) clock: Arc<HandClock>,
    decided: AtomicU64,
}

/// An enrolled phone.
pub(crate) struct Enrolled {
    pub(crate) phone: Phone,
    pub(crate) token: String,
}

impl Server {
    /// A fresh one under https.
    pub(crate) async fn start() -> Self {
        Self::start_at(ORIGIN).await
    }

    /// A fresh one under a public address.
    pub(crate) async fn start_at(url: &str) -> Self {
        Self::start_with(url, Arc::new(MemoryBlobs::default())).await
    }

    /// A fresh one with photos elsewhere.
    pub(crate) async fn start_with(url: &str, blobs: Arc<dyn Blobs>) -> Self {
        let server = Self::without_people(url, blobs).await;
        server.add_accounts().await;
        server
    }

    /// A fresh one under https that nobody has an account on.
    pub(crate) async fn start_empty() -> Self {
        Self::without_people(ORIGIN, Arc::new(MemoryBlobs::default())).await
    }

    async fn without_people(url: &str, blobs: Arc<dyn Blobs>) -> Self {
        let clock = Arc::new(HandClock(AtomicI64::new(NOW_MS)));
        let app = App::new(
            Arc::new(MemoryStore::default()),
            blobs,
            clock.clone(),
            Arc::new(Counted(AtomicU64::new(0))),
            Secrets::of_a_test(),
            Site::parse(url).unwrap(),
            Assets::None,
        );
        Self {
            app: app.await.unwrap(),
            clock,
            decided: AtomicU64::new(0),
        }
    }

    /// The same with files.
    pub(crate) fn with_assets(mut self, assets: Assets) -> Self {
        self.app.assets = Arc::new(assets);
        self
    }

    async fn add_accounts(&self) {
        let phc = phc();
        for (n, (name, role, unit)) in (1..).zip([
            ("town", Role::TownshipReviewer, "530402005"),
            ("county", Role::CountyReviewer, "530402"),
            ("city", Role::CityReviewer, "5304"),
            ("elsewhere", Role::CountyReviewer, "530403"),
            ("othertown", Role::TownshipReviewer, "530402006"),
            ("village", Role::VillageOfficer, "530402005002"),
        ]) {
            let account = Account {
                id: AccountId::new(NOW_MS, [n; 10]),
                name: name.to_owned(),
                display_name: format!("reviewer {name}"),
                role,
                unit: UnitCode::parse(unit).unwrap(),
                password_phc: phc.clone(),
                is_demo: false,
            };
            self.app.store.add_account(account, NOW_MS).await.unwrap();
        }
    }

    /// Makes a code for an officer of its own, and gives it back.
    pub(crate) async fn new_code(&self, code: &str) -> String {
        let hash = self.app.code_sha256(code);
        let officer = Officer {
            id: OfficerId(uuid::Uuid::from_slice(&hash.0[..16]).unwrap()),
            name: format!("officer {code}"),
            role: Role::VillageOfficer,
            unit: UnitCode::parse("530402005002").unwrap(),
            is_demo: false,
        };
        let id = officer.id;
        let added = self.app.store.add_officer(officer, self.app.now_ms());
        added.await.unwrap();
        self.another_code(code, id).await
    }

    /// Makes one more code for an officer, and gives it back.
    pub(crate) async fn another_code(&self, code: &str, officer_id: OfficerId) -> String {
        let now_ms = self.app.now_ms();
        let hash = self.app.code_sha256(code);
        let until_ms = now_ms + CODE_LIFETIME_MS;
        let added = self
            .app
            .store
            .add_enrol_code(hash, officer_id, until_ms, now_ms);
        added.await.unwrap();
        code.to_owned()
    }

    /// The code with which phone `n` was enrolled.
    pub(crate) fn code_of(&self, n: u8) -> String {
        format!("{n:03}5551234")
    }

    /// Enrols phone `n`.
    pub(crate) async fn enrol(&self, n: u8) -> Enrolled {
        let code = self.new_code(&self.code_of(n)).await;
        let phone = Phone::new(n);
        let body = serde_json::json!({
            "code": code, "key": phone.key.public(), "platform": "test",
        });
        let answer: EnrolledAnswer = self.post("/api/v1/enrol").json(&body).send().await.json();
        Enrolled {
            phone: phone.enrolled(answer.device_id, answer.officer_id),
            token: answer.token,
        }
    }

    /// A report with photos that are there, sealed by a phone and brought in.
    pub(crate) async fn report(&self, device: &mut Enrolled, photos: &[&[u8]]) -> Sealed {
        let photos: Vec<_> = photos.iter().map(|bytes| jpeg(bytes)).collect();
        let sealed = draft(device, &photos, self.app.now_ms());
        for photo in photos {
            self.upload(device, &photo).await;
        }
        let body = serde_json::json!({ "envelopes": [sealed.jws] });
        let request = self.post("/api/v1/envelopes").json(&body);
        let answer = request.bearer(&device.token).send().await;
        assert_eq!(answer.status, 200);
        sealed
    }

    /// Uploads a photo in one go.
    pub(crate) async fn upload(&self, device: &Enrolled, photo: &[u8]) -> Response {
        let hash = evidence::sha256(photo).to_string();
        self.post("/api/v1/uploads")
            .body("application/offset+octet-stream", photo)
            .bearer(&device.token)
            .with("tus-resumable", "1.0.0")
            .with("upload-length", &photo.len().to_string())
            .with("upload-metadata", &metadata(&hash))
            .send()
            .await
    }

    /// Signs in.
    pub(crate) async fn sign_in(&self, name: &str, password: &str) -> Response {
        let body = serde_json::json!({ "name": name, "password": password });
        self.post("/api/v1/session").json(&body).send().await
    }

    /// Signs in and gives the cookie.
    pub(crate) async fn reviewer(&self, name: &str) -> String {
        let answer = self.sign_in(name, PASSWORD).await;
        let cookie = answer.header("set-cookie");
        cookie.split(';').next().unwrap().to_owned()
    }

    /// The township decides on a version.
    pub(crate) async fn decide(&self, sealed: &Sealed, verdict: Verdict, reason: Option<&str>) {
        let n = self.decided.fetch_add(1, Ordering::SeqCst);
        let body = serde_json::json!({
            "decision_id": DecisionId::new(n as i64, [200; 10]),
            "finding_id": sealed.version.finding_id,
            "version_id": sealed.version.version_id,
            "verdict": verdict,
            "reason": reason,
        });
        let cookie = self.reviewer("town").await;
        let request = self.post("/api/v1/decisions").json(&body);
        let request = request.with("cookie", &cookie).with("origin", ORIGIN);
        assert_eq!(request.send().await.status, 200);
    }

    pub(crate) fn get(&self, path: &str) -> Call {
        self.call(Method::GET, path)
    }

    pub(crate) fn post(&self, path: &str) -> Call {
        self.call(Method::POST, path)
    }

    pub(crate) fn delete(&self, path: &str) -> Call {
        self.call(Method::DELETE, path)
    }

    pub(crate) fn call(&self, method: Method, path: &str) -> Call {
        let mut request = Request::new(Body::empty());
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().unwrap();
        Call {
            router: router(self.app.clone()),
            request,
        }
    }
}

/// A request that is being put together.
pub(crate) struct Call {
    router: Router,
    request: Request<Body>,
}

impl Call {
    /// With a header; an empty value leaves it out.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        if !value.is_empty() {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
            self.request.headers_mut().insert(name, value);
        }
        self
    }

    /// To another router than the ordinary one.
    pub(crate) fn at(self, router: &Router) -> Self {
        Self {
            router: router.clone(),
            ..self
        }
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.with("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn body(mut self, kind: &str, bytes: &[u8]) -> Self {
        *self.request.body_mut() = Body::from(bytes.to_vec());
        self.with("content-type", kind)
    }

    /// With a body that arrives in pieces.
    pub(crate) fn stream(mut self, body: Body) -> Self {
        *self.request.body_mut() = body;
        self.with("content-type", "application/offset+octet-stream")
    }

    pub(crate) fn json(self, body: &impl Serialize) -> Self {
        self.body("application/json", &serde_json::to_vec(body).unwrap())
    }

    pub(crate) async fn send(self) -> Response {
        let response = self.router.oneshot(self.request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Response {
            status: parts.status.as_u16(),
            headers: parts.headers,
            bytes: bytes.to_vec(),
        }
    }
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Response {
    /// A header, or an empty text.
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    /// The body of a success.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> T {
        let text = String::from_utf8_lossy(&self.bytes);
        assert!(
            StatusCode::from_u16(self.status).unwrap().is_success(),
            "{} {text}",
            self.status
        );
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// Asserts a refusal.
    #[track_caller]
    pub(crate) fn is_problem(&self, status: u16, code: &str) {
        let text = String::from_utf8_lossy(&self.bytes);
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{text}"
        );
        let problem: ProblemDetails = serde_json::from_slice(&self.bytes).unwrap();
        assert_eq!((self.status, problem.code.as_str()), (status, code));
        assert_eq!(problem.status, status);
        assert_eq!(problem.kind, format!("urn:xuntian:problem:{code}"));
    }
}

/// Bytes that begin like a JPEG.
pub(crate) fn jpeg(rest: &[u8]) -> Vec<u8> {
    [b"\xff\xd8\xff\xe0", rest].concat()
}

/// `Upload-Metadata` for a hash.
pub(crate) fn metadata(hash: &str) -> String {
    use base64::Engine as _;
    let value = base64::engine::general_purpose::STANDARD.encode(hash);
    format!("sha256 {value},filetype aW1hZ2UvanBlZw==")
}

/// A report that names these photos, sealed but not sent.
pub(crate) fn draft(device: &mut Enrolled, photos: &[Vec<u8>], now_ms: UnixMs) -> Sealed {
    let village = UnitCode::parse("530402005002").unwrap();
    let photos = photos
        .iter()
        .map(|bytes| device.phone.photo(bytes, PhotoKind::Far, now_ms))
        .collect();
    let draft = device
        .phone
        .draft(least_form(&village, now_ms), photos, now_ms);
    device.phone.seal(draft)
}

/// One hash for all tests: it takes its time.
fn phc() -> String {
    static PHC: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    PHC.get_or_init(|| passwords::hash(PASSWORD, [5; 16]).unwrap())
        .clone()
}
