//! A phone that seals versions as the field app does: same payload, same chain, same signature.

use domain::finding::{FindingForm, FindingVersion, SCHEMA};
use domain::hash::Sha256;
use domain::ids::{DecisionId, DeviceId, FindingId, OfficerId, PhotoId, VersionId};
use domain::photo::PhotoManifest;
use domain::position::{Position, PositionSource};
use domain::taxonomy::{PhotoKind, PhotoOrigin, SightingKind};
use domain::time::UnixMs;
use domain::unit::UnitCode;
use domain::wire::Jws;
use evidence::chain::ChainHead;
use evidence::jws::{TYP_TOKEN, TYP_VERSION};
use evidence::native::KeyPair;

/// A phone of one officer.
#[derive(Debug, Clone)]
pub struct Phone {
    /// Its key.
    pub key: KeyPair,
    /// The enrolment, once there is one.
    pub device_id: DeviceId,
    /// Whose it is.
    pub officer_id: OfficerId,
    /// The end of its chain.
    pub head: ChainHead,
    made: u64,
    seed: u8,
}

/// A sealed version and what it is signed with.
#[derive(Debug, Clone)]
pub struct Sealed {
    /// The payload, as a value.
    pub version: FindingVersion,
    /// The payload's hash.
    pub payload_sha256: Sha256,
    /// The envelope.
    pub jws: Jws,
}

impl Phone {
    /// A phone that is not enrolled yet; `seed` is not 0.
    ///
    /// # Panics
    /// With a seed of 0, which makes no key.
    pub fn new(seed: u8) -> Self {
        let key = KeyPair::from_secret(&[seed; 32]).unwrap_or_else(|_| panic!("seed 0"));
        Self {
            key,
            device_id: DeviceId::new(0, [seed; 10]),
            officer_id: OfficerId::new(0, [seed; 10]),
            head: ChainHead::EMPTY,
            made: 0,
            seed,
        }
    }

    /// The phone after enrolment.
    pub fn enrolled(self, device_id: DeviceId, officer_id: OfficerId) -> Self {
        Self {
            device_id,
            officer_id,
            ..self
        }
    }

    /// Ten bytes that this phone has not used before.
    pub fn random(&mut self) -> [u8; 10] {
        self.made += 1;
        let mut bytes = [self.seed; 10];
        bytes[..8].copy_from_slice(&self.made.to_be_bytes());
        bytes
    }

    /// What a version looks like before this phone seals it.
    pub fn draft(
        &mut self,
        form: FindingForm,
        photos: Vec<PhotoManifest>,
        now_ms: UnixMs,
    ) -> FindingVersion {
        FindingVersion {
            schema: SCHEMA,
            finding_id: FindingId::new(now_ms, self.random()),
            version_id: VersionId::new(now_ms, self.random()),
            version: 1,
            supersedes: None,
            answers: None,
            officer_id: self.officer_id,
            device_id: self.device_id,
            seq: self.head.seq + 1,
            prev_payload_sha256: self.head.payload_sha256,
            discovered_at_ms: now_ms,
            sealed_at_ms: now_ms,
            server_offset_ms: Some(0),
            app_version: "testkit".to_owned(),
            practice: false,
            form,
            photos,
        }
    }

    /// The next version of a sealed one.
    pub fn next_draft(
        &mut self,
        before: &FindingVersion,
        answers: Option<DecisionId>,
        now_ms: UnixMs,
    ) -> FindingVersion {
        FindingVersion {
            version_id: VersionId::new(now_ms, self.random()),
            version: before.version + 1,
            supersedes: Some(before.version_id),
            answers,
            seq: self.head.seq + 1,
            prev_payload_sha256: self.head.payload_sha256,
            sealed_at_ms: now_ms,
            ..before.clone()
        }
    }

    /// Seals a draft and moves the chain on.
    pub fn seal(&mut self, draft: FindingVersion) -> Sealed {
        let payload = serde_json::to_vec(&draft).unwrap_or_default();
        let payload_sha256 = evidence::sha256(&payload);
        self.head = self.head.next(payload_sha256);
        Sealed {
            version: draft,
            payload_sha256,
            jws: self.key.sign(TYP_VERSION, &payload),
        }
    }

    /// Signs any bytes as a version: for payloads that no app would write.
    pub fn seal_bytes(&self, payload: &[u8]) -> Jws {
        self.key.sign(TYP_VERSION, payload)
    }

    /// Signs a token claim.
    pub fn sign_claim(&self, nonce: &str) -> Jws {
        let claim = domain::wire::TokenClaim {
            device_id: self.device_id,
            nonce: nonce.to_owned(),
        };
        let payload = serde_json::to_vec(&claim).unwrap_or_default();
        self.key.sign(TYP_TOKEN, &payload)
    }

    /// The manifest of a photo taken by the in-app camera.
    pub fn photo(&mut self, bytes: &[u8], kind: PhotoKind, now_ms: UnixMs) -> PhotoManifest {
        PhotoManifest {
            id: PhotoId::new(now_ms, self.random()),
            kind,
            origin: PhotoOrigin::InAppCamera,
            sha256: evidence::sha256(bytes),
            bytes: bytes.len() as u64,
            media_type: "image/jpeg".to_owned(),
            width_px: crate::paint::WIDTH_PX,
            height_px: crate::paint::HEIGHT_PX,
            taken_at_ms: now_ms,
            position: None,
            heading_magnetic_deg: None,
            source: None,
        }
    }
}

/// A fix of good quality.
pub fn fix(lon_deg: f64, lat_deg: f64, now_ms: UnixMs) -> Position {
    Position {
        lon_deg,
        lat_deg,
        accuracy_m: 6.0,
        altitude_m: None,
        fixed_at_ms: now_ms,
        source: PositionSource::Device,
    }
}

/// The least form that can be sealed with a photo.
pub fn least_form(village: &UnitCode, now_ms: UnixMs) -> FindingForm {
    FindingForm {
        sighting: Some(SightingKind::Building),
        village: Some(village.clone()),
        position: Some(fix(102.54, 24.35, now_ms)),
        area: Some(domain::area::AreaEstimate::Unclear),
        ..FindingForm::default()
    }
}
