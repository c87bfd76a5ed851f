//! A server of a few lines, in memory, with faults on order: real signatures, real hashes, real tus
//! offsets. Whether the true server speaks the same is for the journeys to show.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};

use domain::finding::FindingVersion;
use domain::hash::Sha256;
use domain::ids::{DeviceId, Epoch, OfficerId};
use domain::review::{Decision, Role};
use domain::unit::UnitCode;
use domain::wire::{
    Challenge, EnrolRequest, Enrolled, EnvelopeResult, EnvelopesAnswer, EnvelopesRequest, Inbox,
    Jwk, JwkSet, ProblemDetails, ReceiptClaims, RenewedToken, TokenClaim,
};
use evidence::jws::{TYP_RECEIPT, TYP_TOKEN, TYP_VERSION};
use evidence::native::KeyPair;
use futures::FutureExt as _;
use serde::Serialize;

use crate::ports::{HttpRequest, HttpResponse, LocalBoxFuture, Method, Transport, TransportError};

/// What goes wrong with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It never arrives.
    Lost,
    /// It is carried out, and the answer is lost.
    AnswerLost,
    /// Half of its body arrives, then the connection breaks.
    CutInBody,
    /// A captive portal answers in the server's place.
    Portal,
    /// Its body arrives damaged.
    Damaged,
    /// The server is overloaded.
    Busy,
    /// It is overloaded and says how long to wait, in seconds.
    BusyFor(u32),
    /// The phone asked too often.
    TooOften,
}

/// The photo's hash, its length, and the bytes so far.
type Upload = (Sha256, u64, Vec<u8>);

pub(super) struct Server {
    pub key: KeyPair,
    pub sign_with: RefCell<KeyPair>,
    pub epoch: Cell<Epoch>,
    pub token: RefCell<String>,
    pub decisions: RefCell<Vec<Decision>>,
    pub refuse: RefCell<Option<&'static str>>,
    /// Whether it knows the phone: not if it was restored from before the enrolment.
    pub knows_phone: Cell<bool>,
    /// Keys that it refuses to enrol.
    pub taken: RefCell<Vec<Jwk>>,
    pub enrolments: RefCell<Vec<EnrolRequest>>,
    /// Faults of the coming requests whose path begins so.
    pub faults: RefCell<VecDeque<(&'static str, Fault)>>,
    pub envelopes: RefCell<BTreeMap<Sha256, FindingVersion>>,
    pub uploads: RefCell<BTreeMap<String, Upload>>,
    /// Bytes of photos that arrived, whether they counted or not.
    pub photo_bytes_in: Cell<usize>,
    pub envelope_posts: Cell<usize>,
}

impl Server {
    pub(super) fn new() -> Self {
        let key = KeyPair::from_secret(&[0x51; 32]).unwrap();
        Self {
            sign_with: RefCell::new(key.clone()),
            key,
            epoch: Cell::new(Epoch::new(1, [1; 10])),
            token: RefCell::new("t".to_owned()),
            decisions: RefCell::default(),
            refuse: RefCell::default(),
            knows_phone: Cell::new(true),
            taken: RefCell::default(),
            enrolments: RefCell::default(),
            faults: RefCell::default(),
            envelopes: RefCell::default(),
            uploads: RefCell::default(),
            photo_bytes_in: Cell::default(),
            envelope_posts: Cell::default(),
        }
    }

    pub(super) fn fail(&self, path: &'static str, fault: Fault) {
        self.faults.borrow_mut().push_back((path, fault));
    }

    pub(super) fn photo(&self, sha256: Sha256) -> Option<Vec<u8>> {
        let uploads = self.uploads.borrow();
        let whole = uploads
            .values()
            .find(|(hash, length, bytes)| *hash == sha256 && bytes.len() as u64 == *length);
        whole.map(|(_, _, bytes)| bytes.clone())
    }

    fn fault_for(&self, request: &HttpRequest) -> Option<Fault> {
        let mut faults = self.faults.borrow_mut();
        let (prefix, fault) = *faults.front()?;
        let is_due = request.path.starts_with(prefix)
            && (!matches!(fault, Fault::CutInBody | Fault::Damaged)
                || request.method == Method::Patch);
        if is_due {
            faults.pop_front();
        }
        is_due.then_some(fault)
    }

    fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let path = request.path.split('?').next().unwrap_or_default();
        if path == "/api/v1/enrol" {
            return self.enrol(&request.body);
        }
        if !self.knows_phone.get() {
            return match path {
                "/api/v1/enrol/challenge" => json(404, &problem(404, "unknown_device")),
                _ => json(401, &problem(401, "token_invalid")),
            };
        }
        if path == "/api/v1/enrol/challenge" {
            return json(
                200,
                &Challenge {
                    nonce: "n".to_owned(),
                },
            );
        }
        if path == "/api/v1/enrol/token" {
            "renewed".clone_into(&mut self.token.borrow_mut());
            return json(
                200,
                &RenewedToken {
                    token: "renewed".to_owned(),
                },
            );
        }
        let bearer = format!("Bearer {}", self.token.borrow());
        if !request
            .headers
            .iter()
            .any(|(name, value)| *name == "authorization" && *value == bearer)
        {
            return json(401, &problem(401, "token"));
        }
        match (request.method, path) {
            (Method::Get, "/api/v1/inbox") => json(
                200,
                &Inbox {
                    cursor: self.decisions.borrow().len() as u64,
                    decisions: self.decisions.borrow().clone(),
                    epoch: self.epoch.get(),
                    server_time_ms: 1_000,
                },
            ),
            (Method::Post, "/api/v1/envelopes") => self.take_envelopes(&request.body),
            (Method::Get, _) if path.starts_with("/api/v1/envelopes/") => {
                let known = path.rsplit('/').next().and_then(|hash| hash.parse().ok());
                match known.filter(|hash| self.envelopes.borrow().contains_key(hash)) {
                    Some(hash) => json(200, &self.standing(hash)),
                    None => json(404, &problem(404, "not_found")),
                }
            }
            (Method::Post, "/api/v1/uploads") => self.create(request),
            (Method::Head, _) => self.tus(path, 200),
            (Method::Patch, _) => self.append(request, path),
            _ => json(404, &problem(404, "not_found")),
        }
    }

    fn enrol(&self, body: &[u8]) -> HttpResponse {
        let request: EnrolRequest = serde_json::from_slice(body).unwrap();
        self.enrolments.borrow_mut().push(request.clone());
        if self.taken.borrow().contains(&request.key) {
            return json(409, &problem(409, "key_taken"));
        }
        let claimed = request.proof.map(|proof| {
            let parsed = evidence::jws::parse(&proof, TYP_TOKEN).unwrap();
            evidence::native::verify(&request.key, &parsed).unwrap();
            let claim: TokenClaim = serde_json::from_slice(&parsed.payload).unwrap();
            assert_eq!(claim.nonce, request.code);
            claim.device_id
        });
        self.knows_phone.set(true);
        "enrolled".clone_into(&mut self.token.borrow_mut());
        let enrolled = Enrolled {
            device_id: claimed.unwrap_or(DeviceId::new(9, [9; 10])),
            officer_id: OfficerId::new(0, [1; 10]),
            officer_name: "演示".to_owned(),
            role: Role::VillageOfficer,
            unit: UnitCode::parse("530402005002").unwrap(),
            token: "enrolled".to_owned(),
            server_keys: JwkSet {
                keys: vec![self.sign_with.borrow().public().clone()],
            },
            epoch: self.epoch.get(),
            server_time_ms: 1_000,
            is_demo: false,
        };
        json(200, &enrolled)
    }

    fn take_envelopes(&self, body: &[u8]) -> HttpResponse {
        self.envelope_posts.set(self.envelope_posts.get() + 1);
        let request: EnvelopesRequest = serde_json::from_slice(body).unwrap();
        let results = request.envelopes.iter().map(|jws| {
            let parsed = evidence::jws::parse(jws, TYP_VERSION).unwrap();
            let version: FindingVersion = serde_json::from_slice(&parsed.payload).unwrap();
            if let Some(code) = self.refuse.take() {
                return EnvelopeResult::Refused {
                    problem: problem(409, code),
                };
            }
            self.envelopes
                .borrow_mut()
                .insert(parsed.payload_sha256(), version);
            self.standing(parsed.payload_sha256())
        });
        let results = results.collect();
        json(
            200,
            &EnvelopesAnswer {
                results,
                epoch: self.epoch.get(),
                server_time_ms: 1_000,
            },
        )
    }

    fn standing(&self, payload_sha256: Sha256) -> EnvelopeResult {
        let version = self.envelopes.borrow()[&payload_sha256].clone();
        let photos = evidence::receipt::photo_list(version.photos.iter().map(|photo| photo.sha256));
        let missing: Vec<_> = photos
            .iter()
            .copied()
            .filter(|photo| self.photo(*photo).is_none())
            .collect();
        if !missing.is_empty() {
            return EnvelopeResult::AwaitingPhotos {
                payload_sha256,
                missing,
            };
        }
        let claims = ReceiptClaims {
            schema: 1,
            receipt_no: evidence::receipt::receipt_no(
                version.form.village.as_ref(),
                &payload_sha256,
            ),
            payload_sha256,
            photo_sha256: photos,
            finding_id: Some(version.finding_id),
            version_id: Some(version.version_id),
            received_at_ms: 900,
            epoch: self.epoch.get(),
        };
        let receipt = self
            .sign_with
            .borrow()
            .sign(TYP_RECEIPT, &serde_json::to_vec(&claims).unwrap());
        EnvelopeResult::Received {
            payload_sha256,
            receipt,
        }
    }

    fn create(&self, request: &HttpRequest) -> HttpResponse {
        use base64ct::{Base64, Encoding as _};
        let header = |name: &str| {
            request
                .headers
                .iter()
                .find(|(key, _)| *key == name)
                .unwrap()
                .1
                .clone()
        };
        let metadata = header("upload-metadata");
        let encoded = metadata
            .strip_prefix("sha256 ")
            .unwrap()
            .split(',')
            .next()
            .unwrap();
        let hex = Base64::decode_vec(encoded).unwrap();
        let sha256: Sha256 = String::from_utf8(hex).unwrap().parse().unwrap();
        let path = format!("/api/v1/uploads/{sha256}");
        let length = header("upload-length").parse().unwrap();
        self.uploads
            .borrow_mut()
            .entry(path.clone())
            .or_insert((sha256, length, Vec::new()));
        let mut response = self.tus(&path, 201);
        response.headers.push(("location".to_owned(), path));
        response
    }

    fn append(&self, request: &HttpRequest, path: &str) -> HttpResponse {
        self.photo_bytes_in
            .set(self.photo_bytes_in.get() + request.body.len());
        let mut uploads = self.uploads.borrow_mut();
        let Some((_, _, bytes)) = uploads.get_mut(path) else {
            return json(404, &problem(404, "not_found"));
        };
        let header = |name: &str| {
            request
                .headers
                .iter()
                .find(|(key, _)| *key == name)
                .unwrap()
                .1
                .clone()
        };
        if header("upload-offset") != bytes.len().to_string() {
            return json(409, &problem(409, "offset"));
        }
        use base64ct::{Base64, Encoding as _};
        let digest = Base64::encode_string(&evidence::sha256(&request.body).0);
        if header("upload-checksum") != format!("sha256 {digest}") {
            return json(460, &problem(460, "checksum"));
        }
        bytes.extend_from_slice(&request.body);
        drop(uploads);
        self.tus(path, 204)
    }

    fn tus(&self, path: &str, status: u16) -> HttpResponse {
        match self.uploads.borrow().get(path) {
            Some((_, _, bytes)) => HttpResponse {
                status,
                headers: vec![("upload-offset".to_owned(), bytes.len().to_string())],
                body: Vec::new(),
            },
            None => json(404, &problem(404, "not_found")),
        }
    }
}

impl Transport for Server {
    fn send(
        &self,
        mut request: HttpRequest,
    ) -> LocalBoxFuture<'_, Result<HttpResponse, TransportError>> {
        let answer = match self.fault_for(&request) {
            None => Ok(self.answer(&request)),
            Some(Fault::Lost) => Err(TransportError::Unreachable),
            Some(Fault::AnswerLost) => {
                self.answer(&request);
                Err(TransportError::TimedOut)
            }
            Some(Fault::CutInBody) => {
                self.photo_bytes_in
                    .set(self.photo_bytes_in.get() + request.body.len() / 2);
                Err(TransportError::Unreachable)
            }
            Some(Fault::Portal) => Ok(HttpResponse {
                status: 200,
                headers: vec![("content-type".to_owned(), "text/html".to_owned())],
                body: b"<html>Sign in to the network</html>".to_vec(),
            }),
            Some(Fault::Damaged) => {
                request.body[0] ^= 1;
                Ok(self.answer(&request))
            }
            Some(Fault::TooOften) => Ok(json(429, &problem(429, "too_many_attempts"))),
            Some(Fault::Busy) => Ok(json(503, &problem(503, "busy"))),
            Some(Fault::BusyFor(seconds)) => {
                let mut busy = json(503, &problem(503, "busy"));
                let wait = ("retry-after".to_owned(), seconds.to_string());
                busy.headers.push(wait);
                Ok(busy)
            }
        };
        async move { answer }.boxed_local()
    }
}

fn json(status: u16, body: &impl Serialize) -> HttpResponse {
    HttpResponse {
        status,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: serde_json::to_vec(body).unwrap(),
    }
}

fn problem(status: u16, code: &str) -> ProblemDetails {
    ProblemDetails {
        kind: format!("urn:xuntian:problem:{code}"),
        title: code.to_owned(),
        status,
        code: code.to_owned(),
        detail: None,
    }
}
