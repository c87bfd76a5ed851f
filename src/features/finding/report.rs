//! The report while its page is open: what is followed, and the verbs that the views call.
//!
//! The draft itself belongs to the app (`live::recorder`). Here is what a page adds to it: where the
//! phone is, and which shots are on their way to the disk.

use std::future::Future;
use std::rc::Rc;

use domain::finding::Problem;
use domain::ids::PhotoId;
use domain::photo::PhotoManifest;
use domain::position::Position;
use domain::taxonomy::{PhotoKind, PhotoOrigin};
use domain::time::UnixMs;
use engine::record::SealedVersion;
use engine::recorder::{RecordError, Shot};
use futures::lock::Mutex;
use leptos::task::spawn_local;
use ui::{Derived, Kept, State, task};
use web_sys::File;
use words::{Lang, finding as say};

use super::facts::kind_in_sentence;
use super::form::Form;
use super::guide::kinds_of;
use super::localities::remember;
use super::model::{Standing, standing, trouble_text};
use super::whereabouts::Whereabouts;
use crate::live::recorder::DraftSession;
use crate::parts::room::Room;
use crate::services::{Frame, PictureError, Services};

/// What the camera is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    /// What to begin with.
    pub(super) kind: PhotoKind,
    /// The photo that it takes the place of.
    pub(super) replaces: Option<PhotoId>,
}

/// What was true at the shutter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    at_ms: UnixMs,
    position: Option<Position>,
    heading_magnetic_deg: Option<f64>,
}

/// How the sealing goes.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Sealing {
    /// Nobody asked yet, or it was refused before.
    Idle,
    /// Asked for: it goes on as soon as every shot is stored.
    Asked,
    /// At work.
    AtWork,
    /// Something stands in the way.
    Refused(Vec<Problem>),
    /// It did not work.
    Failed(RecordError),
    /// Done.
    Sealed(Box<SealedVersion>),
}

/// A shot on its way to the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Coming {
    /// Tells it from others of its kind.
    pub(super) number: u32,
    /// What it shows.
    pub(super) kind: PhotoKind,
}

/// The report, for every view of the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Report {
    services: Services,
    session: DraftSession,
    lang: Lang,
    /// The form.
    pub(super) form: Form,
    /// Where the phone is.
    pub(super) whereabouts: Whereabouts,
    photos: Derived<Vec<PhotoManifest>>,
    coming: State<Vec<Coming>>,
    failed: State<Vec<String>>,
    sealing: State<Sealing>,
    /// Each file needs the memory of a whole picture for a moment: one at a time.
    decoding: Kept<Rc<Mutex<()>>>,
}

impl Report {
    /// The report of an open draft, for as long as the page lasts.
    pub(super) fn of(services: Services, session: DraftSession, lang: Lang) -> Self {
        Self {
            services,
            session,
            lang,
            form: Form::of(session),
            whereabouts: Whereabouts::follow(services, session),
            photos: Derived::new(move || session.draft.with(|draft| draft.photos.clone())),
            coming: State::new(Vec::new()),
            failed: State::new(Vec::new()),
            sealing: State::new(Sealing::Idle),
            decoding: Kept::new(Rc::default()),
        }
    }

    pub(super) fn services(self) -> Services {
        self.services
    }

    pub(super) fn session(self) -> DraftSession {
        self.session
    }

    /// The stored photos, in the order taken.
    pub(super) fn photos(self) -> Derived<Vec<PhotoManifest>> {
        self.photos
    }

    /// The shots on their way; following them.
    pub(super) fn coming(self) -> Vec<Coming> {
        self.coming.get()
    }

    /// The kinds that are there or on their way; following nothing.
    pub(super) fn kinds_taken(self) -> Vec<PhotoKind> {
        let draft = self.session.draft;
        let mut kinds = draft.with_untracked(|draft| kinds_of(&draft.photos));
        let coming = self.coming.try_get_untracked().unwrap_or_default();
        kinds.extend(coming.iter().map(|coming| coming.kind));
        kinds
    }

    /// Why shots were not stored, one sentence each; following it.
    pub(super) fn failed_shots(self) -> Vec<String> {
        self.failed.get()
    }

    /// The person has read it.
    pub(super) fn forget_failed(self) {
        self.failed.set(Vec::new());
    }

    /// How the sealing goes.
    pub(super) fn sealing(self) -> State<Sealing> {
        self.sealing
    }

    /// How far the report is; following it.
    pub(super) fn standing(self) -> Standing {
        self.session
            .draft
            .with(|draft| standing(&draft.form, &draft.photos))
    }

    /// What is true now, for a shot.
    pub(super) fn moment(self, heading_magnetic_deg: Option<f64>) -> Moment {
        Moment {
            at_ms: self.services.now_ms(),
            position: self.whereabouts.newest(),
            heading_magnetic_deg,
        }
    }

    /// Keeps a picture of the camera inside the app.
    pub(super) fn keep_frame(self, wanted: Wanted, moment: Moment, frame: Frame) {
        let shot = shot_of(wanted.kind, PhotoOrigin::InAppCamera, moment, frame);
        self.keep(wanted, async move { Ok(shot) });
    }

    /// Keeps a file of the system camera or of the gallery. The page was hidden at that shutter, so
    /// there is no heading, and the fix is the newest of now, with its own time; a gallery picture
    /// may be of anywhere, and has none.
    pub(super) fn keep_file(self, wanted: Wanted, origin: PhotoOrigin, file: File) {
        let mut moment = self.moment(None);
        if origin == PhotoOrigin::Gallery {
            moment.position = None;
        }
        let all = self.services.all();
        let decoding = self.decoding.get();
        let lang = self.lang;
        self.keep(wanted, async move {
            let _turn = decoding.lock().await;
            let taken = all.pictures.take_in(file).await;
            let taken = taken.map_err(|error| picture_text(lang, &error).to_owned())?;
            Ok(Shot {
                source: Some(taken.source),
                ..shot_of(wanted.kind, origin, moment, taken.frame)
            })
        });
    }

    /// Says that a shot did not become a photo.
    pub(super) fn tell_failed(self, kind: PhotoKind, why: impl std::fmt::Display) {
        let sentence = say::photo_not_stored(self.lang, kind_in_sentence(self.lang, kind), why);
        self.failed.update(|failed| failed.push(sentence));
    }

    /// Says before the first shutter that photos may not fit any more.
    pub(super) fn look_for_room(self) {
        let all = self.services.all();
        task(async move {
            let status = all.storage.status().await;
            if Room::of(status.free_bytes()) == Room::Full {
                let word = say::no_room(self.lang).to_owned();
                self.failed.update(|failed| failed.push(word));
            }
        });
    }

    /// Takes a photo out of the draft.
    pub(super) fn remove(self, id: PhotoId) {
        // A failure is in the session's `error`, which the page says.
        spawn_local(async move { drop(self.session.remove_photo(id).await) });
    }

    /// The person wants it saved: at once, or as soon as the last shot is stored.
    pub(super) fn save(self) {
        match self.sealing.get_untracked() {
            Sealing::Asked | Sealing::AtWork | Sealing::Sealed(_) => {}
            Sealing::Idle | Sealing::Refused(_) | Sealing::Failed(_) => {
                self.sealing.set(Sealing::Asked);
                self.go_on_sealing();
            }
        }
    }

    fn go_on_sealing(self) {
        let is_asked = self.sealing.try_get_untracked() == Some(Sealing::Asked);
        let is_quiet = self.coming.try_with_untracked(Vec::is_empty) == Some(true);
        if !is_asked || !is_quiet {
            return;
        }
        let draft = self.session.draft;
        let standing = draft.with_untracked(|draft| standing(&draft.form, &draft.photos));
        if let Standing::Blocked(found) = standing {
            self.sealing.set(Sealing::Refused(found));
            return;
        }
        self.sealing.set(Sealing::AtWork);
        spawn_local(async move {
            let outcome = match self.session.seal().await {
                Ok(sealed) => {
                    if !sealed.sealed.practice {
                        remember(&*self.services.all().settings, &sealed.sealed.form);
                    }
                    Sealing::Sealed(Box::new(sealed))
                }
                Err(RecordError::NotReady(found)) => Sealing::Refused(found),
                Err(error) => Sealing::Failed(error),
            };
            self.sealing.set(outcome);
        });
    }

    /// Stores a shot. It goes on when the page is left: the draft belongs to the app.
    fn keep(self, wanted: Wanted, shot: impl Future<Output = Result<Shot, String>> + 'static) {
        let number = self.coming.with_untracked(|coming| {
            coming.iter().map(|coming| coming.number).max().unwrap_or(0) + 1
        });
        let kind = wanted.kind;
        self.coming
            .update(|coming| coming.push(Coming { number, kind }));
        spawn_local(async move {
            let stored = match shot.await {
                Ok(shot) => match self.session.add_photo(shot).await {
                    Ok(()) => Ok(()),
                    Err(error) => Err(trouble_text(self.lang, &error)),
                },
                Err(why) => Err(why),
            };
            match (stored, wanted.replaces) {
                (Ok(()), Some(old)) => drop(self.session.remove_photo(old).await),
                (Ok(()), None) => {}
                (Err(why), _) => self.tell_failed(kind, why),
            }
            // What excused a missing photo is idle now.
            self.form.edit(|_| {});
            self.coming
                .update(|coming| coming.retain(|coming| coming.number != number));
            self.go_on_sealing();
        });
    }
}

fn shot_of(kind: PhotoKind, origin: PhotoOrigin, moment: Moment, frame: Frame) -> Shot {
    Shot {
        kind,
        origin,
        bytes: frame.bytes,
        media_type: "image/jpeg".to_owned(),
        width_px: frame.width_px,
        height_px: frame.height_px,
        taken_at_ms: moment.at_ms,
        position: moment.position,
        heading_magnetic_deg: moment.heading_magnetic_deg,
        source: None,
        thumbnail: frame.thumbnail,
    }
}

fn picture_text(lang: Lang, error: &PictureError) -> &'static str {
    match error {
        PictureError::Empty => say::picture_empty(lang),
        PictureError::NotAnImage => say::picture_not_image(lang),
        PictureError::TooLarge => say::picture_too_large(lang),
        PictureError::OutOfMemory => say::picture_no_memory(lang),
        PictureError::Unreadable => say::picture_unreadable(lang),
        PictureError::NoCryptography(_) => say::picture_no_crypto(lang),
    }
}
