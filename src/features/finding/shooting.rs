//! The camera while it is open: its state and verbs, without its looks.

use std::rc::Rc;

use domain::ids::PhotoId;
use domain::taxonomy::{PhotoKind, PhotoOrigin};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use ui::{Act, Kept, State};
use web_sys::HtmlInputElement;
use words::{Lang, finding as say};

use super::guide::{GUIDED, next_kind};
use super::report::{Report, Wanted};
use crate::services::{CameraError, CameraSession, CompassWatch, Handle};

/// What the camera can do at the moment.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Picture {
    /// It is being opened.
    Starting,
    /// It is seen.
    Seen,
    /// Why there is none, in words.
    Without(&'static str),
}

/// The running camera with the listener for its end.
type Running = Option<(Rc<dyn CameraSession>, Handle)>;

/// The camera's state and verbs, as long as it is open.
#[derive(Clone, Copy)]
pub(super) struct Shooting {
    /// The report that gets the photos.
    pub(super) report: Report,
    /// What the next shot shows.
    pub(super) kind: State<PhotoKind>,
    /// The photo that the next shot takes the place of.
    pub(super) replaces: Option<PhotoId>,
    /// What is seen.
    pub(super) picture: State<Picture>,
    /// A shot is being made of what was seen.
    pub(super) is_shooting: State<bool>,
    /// Counts the shots, for the flash.
    pub(super) shots: State<u32>,
    /// Whether the light is on; `None`: there is none.
    pub(super) torch: State<Option<bool>>,
    /// Where the picture is seen.
    pub(super) video: NodeRef<html::Video>,
    running: Kept<Running>,
    compass: Kept<Option<Rc<dyn CompassWatch>>>,
    on_done: Act,
    lang: Lang,
}

impl Shooting {
    /// A camera that is not switched on yet.
    pub(super) fn new(report: Report, wanted: Wanted, on_done: Act, lang: Lang) -> Self {
        Self {
            report,
            kind: State::new(wanted.kind),
            replaces: wanted.replaces,
            picture: State::new(Picture::Starting),
            is_shooting: State::new(false),
            shots: State::new(0),
            torch: State::new(None),
            video: NodeRef::new(),
            running: Kept::new(None),
            compass: Kept::new(None),
            on_done,
            lang,
        }
    }

    /// Whether it walks through the guided photos; following it.
    pub(super) fn is_guided(self) -> bool {
        self.replaces.is_none() && GUIDED.contains(&self.kind.get())
    }

    /// Switches the camera on, also once more.
    pub(super) fn start(self) {
        let Some(video) = self.video.get_untracked() else {
            return;
        };
        self.picture.set(Picture::Starting);
        let all = self.report.services().all();
        self.listen_to_the_compass();
        spawn_local(async move {
            match all.camera.open(video).await {
                Ok(camera) => {
                    let ended = self.lang;
                    let end = camera.on_end(Box::new(move || {
                        let word = say::camera_ended(ended);
                        self.picture.set(Picture::Without(word));
                    }));
                    let light = camera.has_torch().then_some(false);
                    // A page that was left gives the camera back here, and it goes off.
                    if self.running.set(Some((camera, end))) {
                        self.torch.set(light);
                        self.picture.set(Picture::Seen);
                    }
                }
                Err(error) => {
                    let word = camera_text(self.lang, &error);
                    self.picture.set(Picture::Without(word));
                }
            }
        });
    }

    /// Some phones only let a tap ask for the compass, so the first shutter asks again.
    fn listen_to_the_compass(self) {
        if self.compass.with(Option::is_some) {
            return;
        }
        let all = self.report.services().all();
        spawn_local(async move {
            let watch = all.compass.start().await;
            // A page that was left does not listen any more.
            self.compass.set(watch);
        });
    }

    fn wanted(self) -> Wanted {
        Wanted {
            kind: self.kind.get_untracked(),
            replaces: self.replaces,
        }
    }

    /// Takes what is seen. Place and heading are those of this moment, not of when it is stored.
    pub(super) fn shoot(self) {
        let Some(camera) = self
            .running
            .with(|running| running.as_ref().map(|(camera, _)| camera.clone()))
        else {
            return;
        };
        if self.is_shooting.get_untracked() {
            return;
        }
        let heading = self.compass.with(|compass| {
            compass
                .as_ref()
                .and_then(|watch| watch.heading_magnetic_deg())
        });
        self.listen_to_the_compass();
        let moment = self.report.moment(heading);
        let wanted = self.wanted();
        self.is_shooting.set(true);
        self.shots.update(|shots| *shots += 1);
        spawn_local(async move {
            let frame = camera.capture().await;
            self.is_shooting.set(false);
            match frame {
                Ok(frame) => {
                    self.report.keep_frame(wanted, moment, frame);
                    self.advance();
                }
                Err(_) => {
                    let word = say::picture_not_taken(self.lang);
                    self.report.tell_failed(wanted.kind, word);
                }
            }
        });
    }

    /// A file of the phone's own camera or of the gallery takes the place of a shot.
    pub(super) fn take_file(self, input: &HtmlInputElement, origin: PhotoOrigin) {
        let files = self.report.services().all().pictures.take_files(input);
        let Some(file) = files.into_iter().next() else {
            return;
        };
        self.report.keep_file(self.wanted(), origin, file);
        self.advance();
    }

    /// Goes on to the next guided photo that is missing, or closes. What is still being taken in
    /// counts as there; one that takes the place of another, or is not guided, is taken alone.
    pub(super) fn advance(self) {
        // Closed while the shot was being made: there is nothing to go on with.
        let Some(kind) = self.kind.try_get_untracked() else {
            return;
        };
        let is_alone = self.replaces.is_some();
        let next = (!is_alone)
            .then(|| next_kind(kind, &self.report.kinds_taken()))
            .flatten();
        match next {
            Some(kind) => self.kind.set(kind),
            None => self.on_done.run(()),
        }
    }

    /// Light on, light off.
    pub(super) fn switch_light(self) {
        let camera = self
            .running
            .with(|running| running.as_ref().map(|(camera, _)| camera.clone()));
        let Some((camera, is_on)) = camera.zip(self.torch.get_untracked()) else {
            return;
        };
        spawn_local(async move {
            if camera.set_torch(!is_on).await {
                self.torch.set(Some(!is_on));
            }
        });
    }
}

fn camera_text(lang: Lang, error: &CameraError) -> &'static str {
    match error {
        CameraError::Denied => say::camera_denied(lang),
        CameraError::Missing => say::camera_missing(lang),
        CameraError::Busy => say::camera_busy(lang),
        CameraError::NotSecure => say::camera_not_secure(lang),
        CameraError::Failed(_) => say::camera_failed(lang),
    }
}
