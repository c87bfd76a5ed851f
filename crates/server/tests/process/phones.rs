//! Phones that seal as real ones do, and bring it to a server process.

use base64::Engine as _;
use domain::taxonomy::PhotoKind;
use domain::unit::UnitCode;
use serde_json::{Value, json};
use testkit::phone::{Phone, Sealed, least_form};

use crate::harness::{Server, VILLAGE};

/// A phone that a code has enrolled.
#[derive(Clone)]
pub(crate) struct Enrolled {
    pub(crate) phone: Phone,
    token: String,
    /// What it was told at enrolment.
    pub(crate) answer: Value,
}

impl Enrolled {
    /// Uses a code up.
    pub(crate) fn new(server: &Server, code: &str, seed: u8) -> Self {
        let phone = Phone::new(seed);
        let body = json!({ "code": code, "key": phone.key.public(), "platform": "test" });
        Self::of(server, phone, &body)
    }

    /// Uses another code up, with the key that it has.
    pub(crate) fn again(&self, server: &Server, code: &str) -> Self {
        let phone = self.phone.clone();
        let proof = phone.sign_claim(code);
        let body = json!({
            "code": code, "key": phone.key.public(), "platform": "test", "proof": proof,
        });
        Self::of(server, phone, &body)
    }

    fn of(server: &Server, phone: Phone, body: &Value) -> Self {
        let answer = server.send("POST /api/v1/enrol", "", body);
        assert_eq!(answer.status, 200, "{}", answer.head);
        let answer = answer.json();
        let id = |key: &str| answer[key].as_str().unwrap().to_owned();
        let phone = phone.enrolled(
            id("device_id").parse().unwrap(),
            id("officer_id").parse().unwrap(),
        );
        let token = id("token");
        Self {
            phone,
            token,
            answer,
        }
    }

    /// The line of the head that says who asks.
    pub(crate) fn bearer(&self) -> String {
        format!("authorization: Bearer {}", self.token)
    }

    /// Seals a report with these photos.
    pub(crate) fn seal(&mut self, photos: &[Vec<u8>]) -> Sealed {
        let village = UnitCode::parse(VILLAGE).unwrap();
        let photos = photos
            .iter()
            .map(|photo| self.phone.photo(photo, PhotoKind::Far, 0))
            .collect();
        let draft = self.phone.draft(least_form(&village, 0), photos, 0);
        self.phone.seal(draft)
    }

    /// Brings an envelope and gives the result.
    pub(crate) fn post(&self, server: &Server, sealed: &Sealed) -> Value {
        let body = json!({ "envelopes": [sealed.jws] });
        let answer = server.send("POST /api/v1/envelopes", &self.bearer(), &body);
        assert_eq!(answer.status, 200, "{}", answer.head);
        answer.json()["results"][0].clone()
    }

    /// Brings a photo in one go.
    pub(crate) fn upload(&self, server: &Server, photo: &[u8]) {
        let hash = evidence::sha256(photo).to_string();
        let hash = base64::engine::general_purpose::STANDARD.encode(hash);
        let head = format!(
            "POST /api/v1/uploads\n{}\ntus-resumable: 1.0.0\nupload-length: {length}\n\
             upload-metadata: sha256 {hash}\ncontent-type: application/offset+octet-stream",
            self.bearer(),
            length = photo.len(),
        );
        let answer = server.call(&head, photo);
        assert_eq!(
            answer.header("upload-offset"),
            photo.len().to_string(),
            "{}",
            answer.head
        );
    }

    /// What is new for it.
    pub(crate) fn inbox(&self, server: &Server) -> Value {
        let get = format!("GET /api/v1/inbox\n{}", self.bearer());
        server.call(&get, b"").json()
    }
}

/// A phone that the demonstration's code has enrolled, and its token.
pub(crate) fn enrol_demo(server: &Server) -> (Phone, String) {
    let code = server.ready["enrol_code"].as_str().unwrap();
    let enrolled = Enrolled::new(server, code, 7);
    (enrolled.phone, enrolled.token)
}
