//! Fills an empty store: who there is, and what happened in the last weeks.
//!
//! The records are sealed by real keys and go the way that a phone's go: enrolment, envelope, upload,
//! receipt, decision, answer. Only the clock is another one, because they happened before.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use base64::Engine as _;
use domain::area::{AreaBand, AreaEstimate};
use domain::finding::FindingForm;
use domain::ids::{DecisionId, OfficerId};
use domain::photo::PhotoManifest;
use domain::review::{Verdict, may_decide};
use domain::taxonomy::{Dissuasion, LandBefore, PhotoKind, PhotoOrigin};
use domain::time::UnixMs;
use domain::wire::DecisionRequest;
use evidence::chain::ChainHead;
use futures::StreamExt as _;
use testkit::county::{DEMO_MARK, NEIGHBOUR, OFFICERS};
use testkit::paint;
use testkit::phone::{Phone, Sealed};
use testkit::records::{DemoRecord, Fate, Oddity, demo_records};

use super::people::{add_accounts, add_officer, enrol_phone};
use crate::api::uploads::headers::{CHUNK_TYPE, UPLOAD_LENGTH, UPLOAD_METADATA};
use crate::api::{decisions, uploads};
use crate::app::{App, Clock, StartError};
use crate::auth;
use crate::envelope::take_in;
use crate::store::{Account, Device, StoreError};

/// How long a phone of the demonstration takes to bring a record in.
const ON_ITS_WAY_MS: i64 = 7 * 60_000;
/// How long a reviewer of the demonstration takes, and then the officer to answer.
const REVIEW_MS: i64 = 26 * 3_600_000;
const ANSWER_MS: i64 = 20 * 3_600_000;
/// What a phone's clock shows some hours after it has forgotten the time.
const CLOCK_LOST_MS: UnixMs = 5 * 3_600_000;
/// Photos are painted so many records ahead.
const AHEAD: usize = 6;

/// The clock of the demonstration's past.
struct Past(AtomicI64);

impl Clock for Past {
    fn now_ms(&self) -> UnixMs {
        self.0.load(Ordering::Relaxed)
    }
}

/// One thing that happened to a record.
#[derive(Debug, Clone, Copy)]
enum Act {
    /// It came in.
    Report,
    /// A reviewer decided.
    Decide(Verdict, Option<&'static str>),
    /// Its officer sent a further version with this note.
    Answer(&'static str),
}

/// Puts people and records in; gives the officer who holds the phone.
///
/// # Errors
/// [`StartError`].
pub(super) async fn tell(app: &App) -> Result<OfficerId, StartError> {
    let now_ms = app.now_ms();
    let records = demo_records(now_ms);
    let oldest_ms = records.first().map_or(now_ms, |oldest| oldest.found_ms);
    let past = Arc::new(Past(AtomicI64::new(oldest_ms - 86_400_000)));
    let app = app.at(past.clone());
    // Records come in the order in which they were found, and so do their photos.
    let painting = records
        .iter()
        .cloned()
        .map(|record| tokio::task::spawn_blocking(move || paint_all(&record)));
    let mut painted = futures::stream::iter(painting).buffered(AHEAD);
    let mut cast = Cast::gather(&app).await?;
    let mut newest: BTreeMap<usize, Told> = BTreeMap::new();
    for (at_ms, index, act) in script(&records) {
        past.0.store(at_ms.min(now_ms), Ordering::Relaxed);
        let record = &records[index];
        match (act, newest.get_mut(&index)) {
            (Act::Decide(verdict, reason), Some(told)) => {
                told.decided = Some(cast.decide(&app, told, verdict, reason, at_ms).await?);
            }
            (Act::Answer(note), Some(told)) => cast.answer(&app, record, told, note).await?,
            _ => {
                let photos = painted.next().await.and_then(Result::ok);
                let photos = photos.ok_or(StartError::Key("demonstration"))?;
                newest.insert(index, cast.report(&app, record, photos).await?);
            }
        }
    }
    cast.holder()
}

/// Everything that happened, in the order of time.
fn script(records: &[DemoRecord]) -> Vec<(UnixMs, usize, Act)> {
    let mut script = Vec::new();
    for (index, record) in records.iter().enumerate() {
        let came_ms = record.found_ms + ON_ITS_WAY_MS;
        let decided_ms = came_ms + REVIEW_MS;
        script.push((came_ms, index, Act::Report));
        let (verdict, reason, answer) = match record.fate {
            Fate::AwaitingPhotos | Fate::Waiting | Fate::Practice => continue,
            Fate::Returned(reason) => (Verdict::Returned, Some(reason), None),
            Fate::Answered(reason, note) => (Verdict::Returned, Some(reason), Some(note)),
            Fate::Accepted => (Verdict::Accepted, None, None),
            Fate::Completed(note) => (Verdict::Accepted, None, Some(note)),
        };
        script.push((decided_ms, index, Act::Decide(verdict, reason)));
        script.extend(answer.map(|note| (decided_ms + ANSWER_MS, index, Act::Answer(note))));
    }
    script.sort_by_key(|(at_ms, index, _)| (*at_ms, *index));
    script
}

/// The three guided photos; those that a report did not have come with its answer.
const GUIDED: [PhotoKind; 3] = [PhotoKind::Far, PhotoKind::Near, PhotoKind::Feature];

fn paint_all(record: &DemoRecord) -> Vec<Vec<u8>> {
    let needed = match record.fate {
        Fate::Answered(..) | Fate::Completed(_) => GUIDED.len(),
        _ => record.photos.len(),
    };
    let kinds = GUIDED.iter().take(needed);
    kinds
        .map(|kind| paint::photo(record.seed, record.subject, *kind))
        .collect()
}

/// A record that came in.
struct Told {
    phone: usize,
    sealed: Sealed,
    photos: Vec<Vec<u8>>,
    decided: Option<DecisionId>,
}

/// A phone of the demonstration, as the server knows it and as it signs.
struct Enrolled {
    phone: Phone,
    device: Device,
    /// The end of its chain before the newest version.
    before: ChainHead,
}

/// Everybody who takes part.
pub(super) struct Cast {
    accounts: Vec<Account>,
    /// One for each of [`OFFICERS`], then one that will be lost.
    phones: Vec<Enrolled>,
}

impl Cast {
    /// Adds everybody to an empty store.
    ///
    /// # Errors
    /// [`StartError`].
    pub(super) async fn gather(app: &App) -> Result<Self, StartError> {
        let accounts = add_accounts(app).await?;
        let mut phones = Vec::new();
        for (seed, person) in (1..).zip(&OFFICERS) {
            let officer = add_officer(app, person).await?;
            phones.push(Enrolled::of(enrol_phone(app, officer, seed).await?));
        }
        let old = phones
            .iter()
            .find(|phone| phone.device.officer.name == NEIGHBOUR.name);
        let holder = old.map(|phone| phone.device.officer.id);
        let holder = holder.ok_or(StoreError::Damaged("demonstration"))?;
        phones.push(Enrolled::of(enrol_phone(app, holder, 99).await?));
        Ok(Self { accounts, phones })
    }

    fn holder(&self) -> Result<OfficerId, StartError> {
        let first = self.phones.first().map(|phone| phone.device.officer.id);
        Ok(first.ok_or(StoreError::Damaged("demonstration"))?)
    }

    /// Seals a record as its phone would, with what is odd about it, and brings it in.
    async fn report(
        &mut self,
        app: &App,
        record: &DemoRecord,
        photos: Vec<Vec<u8>>,
    ) -> Result<Told, StartError> {
        let which = match record.oddity {
            Oddity::LostPhone => self.phones.len() - 1,
            _ => record.officer,
        };
        let from = &mut self.phones[which];
        let device_ms = match record.oddity {
            Oddity::Slow(by_ms) => record.found_ms - by_ms,
            Oddity::ClockLost => CLOCK_LOST_MS,
            _ => record.found_ms,
        };
        let manifests = manifests(
            &mut from.phone,
            &record.form,
            &record.photos,
            &photos,
            device_ms,
        );
        let mut draft = from.phone.draft(record.form.clone(), manifests, device_ms);
        draft.practice = record.fate == Fate::Practice;
        draft.server_offset_ms = match record.oddity {
            Oddity::Slow(by_ms) => Some(by_ms),
            Oddity::ClockLost => None,
            _ => Some(0),
        };
        match record.oddity {
            Oddity::LostPhone => {
                app.store
                    .revoke_device(from.device.id, app.now_ms())
                    .await?
            }
            // A version that never comes.
            Oddity::Gap => drop(from.seal(draft.clone())),
            Oddity::Fork => from.phone.head = from.before,
            _ => {}
        }
        draft.seq = from.phone.head.seq + 1;
        draft.prev_payload_sha256 = from.phone.head.payload_sha256;
        let sealed = from.seal(draft);
        let mut sent = sealed.version.photos.len();
        if record.fate == Fate::AwaitingPhotos {
            sent -= 1;
        }
        from.bring(app, &sealed, &photos[..sent]).await?;
        Ok(Told {
            phone: which,
            sealed,
            photos,
            decided: None,
        })
    }

    /// The next version: what was missing is there now.
    async fn answer(
        &mut self,
        app: &App,
        record: &DemoRecord,
        told: &mut Told,
        note: &str,
    ) -> Result<(), StartError> {
        let now_ms = app.now_ms();
        let from = &mut self.phones[told.phone];
        let answers = matches!(record.fate, Fate::Answered(..))
            .then_some(told.decided)
            .flatten();
        let mut draft = from.phone.next_draft(&told.sealed.version, answers, now_ms);
        let form = &mut draft.form;
        form.note = Some(format!("{DEMO_MARK}：{note}"));
        if matches!(record.fate, Fate::Completed(_)) {
            form.area = Some(AreaEstimate::Band(AreaBand::ALL[1]));
            form.land_before = Some(LandBefore::DryLand);
            form.dissuasion = Some(Dissuasion::Stopped);
        }
        let had = draft.photos.len();
        let added: Vec<_> = GUIDED[had..]
            .iter()
            .map(|kind| (*kind, PhotoOrigin::InAppCamera))
            .collect();
        let form = draft.form.clone();
        draft.photos.extend(manifests(
            &mut from.phone,
            &form,
            &added,
            &told.photos[had..],
            now_ms,
        ));
        told.sealed = from.seal(draft);
        from.bring(app, &told.sealed, &told.photos[had..]).await
    }

    /// The lowest account that may, decides.
    async fn decide(
        &self,
        app: &App,
        told: &Told,
        verdict: Verdict,
        reason: Option<&str>,
        at_ms: UnixMs,
    ) -> Result<DecisionId, StartError> {
        let place = &self.phones[told.phone].device.officer.unit;
        let may = |account: &&Account| may_decide(account.role, &account.unit, place).is_ok();
        let reviewer = self.accounts.iter().find(may);
        let reviewer = reviewer.ok_or(StoreError::Damaged("demonstration"))?;
        let request = DecisionRequest {
            decision_id: DecisionId::new(at_ms, app.random()),
            finding_id: told.sealed.version.finding_id,
            version_id: told.sealed.version.version_id,
            verdict,
            reason: reason.map(str::to_owned),
        };
        let id = request.decision_id;
        decisions::decide(app, reviewer.clone(), request).await?;
        Ok(id)
    }
}

impl Enrolled {
    fn of((phone, device): (Phone, Device)) -> Self {
        Self {
            phone,
            device,
            before: ChainHead::EMPTY,
        }
    }

    fn seal(&mut self, draft: domain::finding::FindingVersion) -> Sealed {
        self.before = self.phone.head;
        self.phone.seal(draft)
    }

    /// The envelope, then its photos.
    async fn bring(
        &self,
        app: &App,
        sealed: &Sealed,
        photos: &[Vec<u8>],
    ) -> Result<(), StartError> {
        let envelope = serde_json::to_value(&sealed.jws).unwrap_or_default();
        take_in(app, self.device.id, envelope).await?;
        for photo in photos {
            let sender = auth::Phone(self.device.clone());
            uploads::create::create(State(app.clone()), sender, upload_of(photo.clone())).await?;
        }
        Ok(())
    }
}

fn manifests(
    phone: &mut Phone,
    form: &FindingForm,
    kinds: &[(PhotoKind, PhotoOrigin)],
    photos: &[Vec<u8>],
    taken_ms: UnixMs,
) -> Vec<PhotoManifest> {
    let made = kinds.iter().zip(photos).map(|((kind, origin), bytes)| {
        let mut manifest = phone.photo(bytes, *kind, taken_ms);
        manifest.origin = *origin;
        manifest.position = form.position;
        let is_own_camera = *origin == PhotoOrigin::InAppCamera;
        manifest.heading_magnetic_deg = is_own_camera.then(|| f64::from(bytes.len() as u32 % 360));
        manifest
    });
    made.collect()
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
