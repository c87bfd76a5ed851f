//! `--demo`: people and records to look around with, everything marked 演示.
//!
//! The records are sealed by real keys and go the way that a phone's go: enrolment, envelope,
//! upload, receipt, decision. Only the clock is another one, because they happened before.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use base64::Engine as _;
use domain::ids::{AccountId, DecisionId, OfficerId};
use domain::photo::PhotoManifest;
use domain::review::{Role, Stage, Verdict};
use domain::time::UnixMs;
use domain::unit::UnitCode;
use domain::wire::{DecisionRequest, EnrolRequest};
use evidence::native::KeyPair;
use testkit::county::{DEMO_PASSWORD, NEIGHBOUR, OFFICER, Person, REVIEWERS};
use testkit::paint;
use testkit::phone::{Phone, Sealed};
use testkit::records::{DemoRecord, demo_records};
use words::Lang;

use crate::api::uploads::headers::{CHUNK_TYPE, UPLOAD_LENGTH, UPLOAD_METADATA};
use crate::api::{decisions, enrol, uploads};
use crate::app::{App, Clock, StartError};
use crate::auth;
use crate::envelope::take_in;
use crate::passwords;
use crate::problem::Problem;
use crate::store::{Account, Device, Officer, StoreError};

/// How long the code on the terminal lasts.
const CODE_LIFETIME_MS: i64 = 7 * 86_400_000;
/// How long a phone of the demonstration takes to bring a record in.
const ON_ITS_WAY_MS: i64 = 7 * 60_000;
/// How long a reviewer of the demonstration takes.
const REVIEW_MS: i64 = 26 * 3_600_000;

/// What the terminal tells.
#[derive(Debug)]
pub(crate) struct Demo {
    /// Ten digits for the officer of the home village.
    pub(crate) enrol_code: String,
    /// The supervisors' accounts.
    pub(crate) accounts: Vec<DemoAccount>,
}

/// An account of the demonstration.
#[derive(Debug)]
pub(crate) struct DemoAccount {
    pub(crate) name: &'static str,
    pub(crate) password: &'static str,
    pub(crate) role: Role,
    pub(crate) unit: &'static str,
}

impl From<Problem> for StartError {
    fn from(problem: Problem) -> Self {
        Self::Config(format!("demonstration: {}", problem.code().code()))
    }
}

/// Fills an empty store, or finds the demonstration that is there; makes a new enrolment code.
///
/// # Errors
/// [`StartError::Config`], if real people are there.
pub(crate) async fn prepare(app: &App) -> Result<Demo, StartError> {
    let officers = app.store.officers().await?;
    if officers.iter().any(|officer| !officer.is_demo) {
        let refused = [Lang::Zh, Lang::En].map(words::server::demo_refused);
        return Err(StartError::Config(refused.join(" / ")));
    }
    let holder = match officers.iter().find(|officer| officer.name == OFFICER.name) {
        Some(officer) => officer.id,
        None => fill(app).await?,
    };
    let accounts = REVIEWERS.map(|person| DemoAccount {
        name: person.account,
        password: DEMO_PASSWORD,
        role: person.role,
        unit: person.unit,
    });
    Ok(Demo {
        enrol_code: new_code(app, holder).await?,
        accounts: accounts.into(),
    })
}

/// A new code for an officer, unlike any that is there.
async fn new_code(app: &App, officer_id: OfficerId) -> Result<String, StoreError> {
    let now_ms = app.now_ms();
    loop {
        let number = u64::from_be_bytes(app.random()) % 10_000_000_000;
        let code = format!("{number:010}");
        let hash = app.code_sha256(&code);
        if app.store.enrol_code(hash).await?.is_none() {
            app.store
                .add_enrol_code(hash, officer_id, now_ms + CODE_LIFETIME_MS, now_ms)
                .await?;
            return Ok(code);
        }
    }
}

/// The clock of the demonstration's past.
struct Past(AtomicI64);

impl Clock for Past {
    fn now_ms(&self) -> UnixMs {
        self.0.load(Ordering::Relaxed)
    }
}

/// Puts people and records in; gives the officer who gets a code.
async fn fill(app: &App) -> Result<OfficerId, StartError> {
    let now_ms = app.now_ms();
    let records = demo_records(now_ms);
    let begins_ms = records
        .first()
        .map_or(now_ms, |oldest| now_ms - oldest.age_ms)
        - 86_400_000;
    let past = Arc::new(Past(AtomicI64::new(begins_ms)));
    let then = app.at(past.clone());
    let reviewer = add_reviewers(&then).await?;
    let holder = add_officer(&then, &OFFICER).await?;
    let neighbour = add_officer(&then, &NEIGHBOUR).await?;
    let mut phones = [
        enrol_phone(&then, holder).await?,
        enrol_phone(&then, neighbour).await?,
    ];
    let mut decisions = Vec::new();
    for record in &records {
        let found_ms = now_ms - record.age_ms;
        past.0.store(found_ms + ON_ITS_WAY_MS, Ordering::Relaxed);
        let phone = &mut phones[usize::from(record.is_neighbours)];
        let sealed = report(&then, phone, record, found_ms).await?;
        if record.stage != Stage::Submitted {
            decisions.push((found_ms + REVIEW_MS, record, sealed));
        }
    }
    for (at_ms, record, sealed) in decisions {
        past.0.store(at_ms.min(now_ms), Ordering::Relaxed);
        let verdict = match record.stage {
            Stage::Returned => Verdict::Returned,
            Stage::Submitted | Stage::Verifying => Verdict::Accepted,
        };
        let request = DecisionRequest {
            decision_id: DecisionId::new(at_ms, then.random()),
            finding_id: sealed.version.finding_id,
            version_id: sealed.version.version_id,
            verdict,
            reason: record.reason.map(str::to_owned),
        };
        decisions::decide(&then, reviewer.clone(), request).await?;
    }
    Ok(holder)
}

/// A phone of the demonstration, as the server knows it and as it signs.
struct Enrolled {
    phone: Phone,
    device: Device,
}

async fn enrol_phone(app: &App, officer_id: OfficerId) -> Result<Enrolled, StartError> {
    // The seed of the test phones is public; what signs here must not be.
    let key = KeyPair::from_secret(&app.random()).map_err(|_| StartError::Key("demonstration"))?;
    let request = EnrolRequest {
        code: new_code(app, officer_id).await?,
        key: key.public().clone(),
        platform: testkit::county::DEMO_MARK.to_owned(),
    };
    let enrolled = enrol::create::enrol(app, request).await?;
    let device = app.store.device(enrolled.device_id).await?;
    let mut phone = Phone::new(1).enrolled(enrolled.device_id, officer_id);
    phone.key = key;
    Ok(Enrolled {
        phone,
        device: device.ok_or(StoreError::Damaged("demonstration"))?,
    })
}

/// Seals a record, brings it in, then its photos.
async fn report(
    app: &App,
    from: &mut Enrolled,
    record: &DemoRecord,
    found_ms: UnixMs,
) -> Result<Sealed, StartError> {
    let (manifests, photos) = take_photos(&mut from.phone, record, found_ms);
    let draft = from.phone.draft(record.form.clone(), manifests, found_ms);
    let sealed = from.phone.seal(draft);
    let envelope = serde_json::to_value(&sealed.jws).unwrap_or_default();
    take_in(app, from.device.id, envelope).await?;
    for photo in photos {
        let sender = auth::Phone(from.device.clone());
        uploads::create::create(State(app.clone()), sender, upload_of(photo)).await?;
    }
    Ok(sealed)
}

fn take_photos(
    phone: &mut Phone,
    record: &DemoRecord,
    found_ms: UnixMs,
) -> (Vec<PhotoManifest>, Vec<Vec<u8>>) {
    let sighting = record
        .form
        .sighting
        .unwrap_or(domain::taxonomy::SightingKind::Other);
    let taken = record.photos.iter().map(|(kind, origin)| {
        let bytes = paint::photo(record.seed, sighting, *kind);
        let mut manifest = phone.photo(&bytes, *kind, found_ms);
        manifest.origin = *origin;
        manifest.position = record.form.position;
        (manifest, bytes)
    });
    taken.unzip()
}

/// The request with which a phone would open an upload and bring all of it.
fn upload_of(photo: Vec<u8>) -> Request {
    let digits = evidence::sha256(&photo).to_string();
    let digits = base64::engine::general_purpose::STANDARD.encode(digits);
    let length = photo.len();
    let mut request = Request::new(Body::from(photo));
    let headers = request.headers_mut();
    headers.insert(UPLOAD_LENGTH, length.into());
    for (name, value) in [
        (CONTENT_TYPE, CHUNK_TYPE.to_owned()),
        (UPLOAD_METADATA, format!("sha256 {digits}")),
    ] {
        // Both are plain ASCII.
        if let Ok(value) = value.parse() {
            headers.insert(name, value);
        }
    }
    request
}

async fn add_officer(app: &App, person: &Person) -> Result<OfficerId, StartError> {
    let officer = Officer {
        id: OfficerId::new(app.now_ms(), app.random()),
        name: person.name.to_owned(),
        role: person.role,
        unit: unit(person)?,
        is_demo: true,
    };
    let id = officer.id;
    app.store.add_officer(officer, app.now_ms()).await?;
    Ok(id)
}

/// The supervisors' accounts; gives the township's. One hash for all: the password is no secret.
async fn add_reviewers(app: &App) -> Result<Account, StartError> {
    let salt = app.random();
    let hashing = tokio::task::spawn_blocking(move || passwords::hash(DEMO_PASSWORD, salt));
    let phc = hashing
        .await
        .ok()
        .and_then(Result::ok)
        .ok_or(StartError::Key("demonstration"))?;
    let mut first = None;
    for person in &REVIEWERS {
        let account = Account {
            id: AccountId::new(app.now_ms(), app.random()),
            name: person.account.to_owned(),
            display_name: person.name.to_owned(),
            role: person.role,
            unit: unit(person)?,
            password_phc: phc.clone(),
            is_demo: true,
        };
        app.store.add_account(account.clone(), app.now_ms()).await?;
        first.get_or_insert(account);
    }
    first.ok_or(StartError::Key("demonstration"))
}

fn unit(person: &Person) -> Result<UnitCode, StartError> {
    UnitCode::parse(person.unit).map_err(|error| StartError::Config(error.to_string()))
}

#[cfg(test)]
mod tests;
