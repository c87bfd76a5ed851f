//! The draft that is worked on. It belongs to the app, not to the page: leaving the page, turning
//! the phone or a call in between change nothing.
//!
//! Edits are on the screen at once and on the disk within 300 ms, at the latest when a field or the
//! page is left. [`DraftSession::saved_at_ms`] says when everything on the screen was stored, and
//! nothing else may be called saved.

use std::rc::Rc;

use domain::finding::FindingForm;
use domain::ids::{FindingId, PhotoId};
use domain::time::UnixMs;
use engine::ports::StoreError;
use engine::record::{Draft, SealedVersion};
use engine::recorder::{OpenDraft, RecordError, Shot};
use futures::lock::Mutex;
use leptos::prelude::*;
use leptos::task::spawn_local;
use ui::{Kept, State};

use super::changes::Changes;
use super::uploader::Sending;
use crate::services::{Changed, Handle, PageEvent, Services};

/// The longest time that an edit is only on the screen.
const COALESCE_MS: u32 = 300;

/// The recorder, for pages that begin or open a draft.
#[derive(Clone, Copy)]
pub struct Recorder {
    services: Services,
    changes: Changes,
    sending: Sending,
    session: Kept<Option<DraftSession>>,
    /// The app's root: what is made here must not die with a page.
    root: Kept<Option<Owner>>,
}

impl std::fmt::Debug for Recorder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Recorder")
    }
}

impl Recorder {
    pub(super) fn start(services: Services, changes: Changes, sending: Sending) -> Self {
        let recorder = Self {
            services,
            changes,
            sending,
            session: Kept::new(None),
            root: Kept::new(Owner::current()),
        };
        let listener: Handle = services.all().page.listen(Rc::new(move |event| {
            if matches!(event, PageEvent::Hidden | PageEvent::Leaving)
                && let Some(session) = recorder.session.get()
            {
                session.flush_soon();
            }
        }));
        Kept::new(listener);
        recorder
    }

    /// Begins a report, or the practice of one. The draft is on the disk when this is ready.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn begin(self, practice: bool) -> Result<DraftSession, RecordError> {
        let open = OpenDraft::begin(&self.services.ports(), practice).await?;
        Ok(self.adopt(open).await)
    }

    /// Opens a draft, or gives the session that has it open; `None`: there is none of this id.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn open(self, id: FindingId) -> Result<Option<DraftSession>, RecordError> {
        let known = self.session.get().filter(|session| session.id == id);
        if known.is_some() {
            return Ok(known);
        }
        match OpenDraft::open(&self.services.ports(), id).await? {
            Some(open) => Ok(Some(self.adopt(open).await)),
            None => Ok(None),
        }
    }

    /// Begins the next version of a sealed finding, to answer a return or to add what is lacking.
    ///
    /// # Errors
    /// [`RecordError::NothingToAnswer`], or the store's.
    pub async fn follow_up(self, id: FindingId) -> Result<DraftSession, RecordError> {
        if let Some(session) = self.open(id).await? {
            return Ok(session);
        }
        let open = OpenDraft::follow_up(&self.services.ports(), id).await?;
        Ok(self.adopt(open).await)
    }

    async fn adopt(self, open: OpenDraft) -> DraftSession {
        let draft = open.current().await;
        let id = draft.finding_id;
        let session = {
            let make = || DraftSession {
                id,
                saved_at_ms: State::new(Some(draft.changed_at_ms)),
                draft: State::new(draft),
                error: State::new(None),
                recorder: self,
                inner: Kept::new(Rc::new(Inner {
                    open,
                    turn: Mutex::new(()),
                })),
                timer: Kept::new(None),
            };
            match self.root.get() {
                Some(root) => root.with(make),
                None => make(),
            }
        };
        if let Some(former) = self.session.get() {
            former.flush_soon();
        }
        self.session.set(Some(session));
        self.changes.tell(Changed::Draft(id));
        session
    }

    fn forget(self, id: FindingId) {
        let is_this = self.session.get().is_some_and(|session| session.id == id);
        if is_this {
            self.session.set(None);
        }
    }
}

/// A draft that is open. Its signals live as long as the app.
#[derive(Clone, Copy)]
pub struct DraftSession {
    /// The finding.
    pub id: FindingId,
    /// The draft as it is on the screen: the form with edits that may not be stored yet, the photos
    /// as they are stored.
    pub draft: State<Draft>,
    /// When everything on the screen was stored; `None`: something is not stored yet.
    pub saved_at_ms: State<Option<UnixMs>>,
    /// Why the last write did not work; `None` after the next one that did.
    pub error: State<Option<RecordError>>,
    recorder: Recorder,
    inner: Kept<Rc<Inner>>,
    timer: Kept<Option<Handle>>,
}

impl std::fmt::Debug for DraftSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DraftSession")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

struct Inner {
    open: OpenDraft,
    /// Writes take turns and read the form when it is their turn, so that an older form never
    /// follows a newer one.
    turn: Mutex<()>,
}

impl DraftSession {
    /// Whether it is 练习, which it is from its beginning and for ever.
    pub fn is_practice(self) -> bool {
        self.draft.with_untracked(|draft| draft.practice)
    }

    /// Changes the form: on the screen now, on the disk within 300 ms.
    pub fn edit(self, change: impl FnOnce(&mut FindingForm)) {
        let mut is_changed = false;
        self.draft.maybe_update(|draft| {
            let before = draft.form.clone();
            change(&mut draft.form);
            is_changed = draft.form != before;
            is_changed
        });
        if !is_changed {
            return;
        }
        self.saved_at_ms.set(None);
        if self.timer.with(Option::is_none) {
            let write = move || {
                self.timer.set(None);
                self.flush_soon();
            };
            let timer = self
                .recorder
                .services
                .all()
                .timer
                .after(COALESCE_MS, Box::new(write));
            self.timer.set(Some(timer));
        }
    }

    /// Stores what is not stored yet, without being awaited: for fields and pages that are left.
    pub fn flush_soon(self) {
        // A failure is in `error`, for the page to say.
        spawn_local(async move { drop(self.flush().await) });
    }

    /// Stores what is not stored yet. When it is ready, everything that was on the screen is on the
    /// disk.
    ///
    /// # Errors
    /// [`RecordError`], which is in `error` as well.
    pub async fn flush(self) -> Result<(), RecordError> {
        let inner = self.inner.get();
        let _turn = inner.turn.lock().await;
        self.timer.set(None);
        let form = self.draft.with_untracked(|draft| draft.form.clone());
        self.take(inner.open.write(form).await)
    }

    /// Stores a photo.
    ///
    /// # Errors
    /// [`RecordError`], which is in `error` as well.
    pub async fn add_photo(self, shot: Shot) -> Result<(), RecordError> {
        let inner = self.inner.get();
        let _turn = inner.turn.lock().await;
        let outcome = self.take(inner.open.add_photo(shot).await);
        self.recorder.changes.tell(Changed::Draft(self.id));
        outcome
    }

    /// Takes a photo out of the draft.
    ///
    /// # Errors
    /// [`RecordError`], which is in `error` as well.
    pub async fn remove_photo(self, id: PhotoId) -> Result<(), RecordError> {
        let inner = self.inner.get();
        let _turn = inner.turn.lock().await;
        let outcome = self.take(inner.open.remove_photo(id).await);
        self.recorder.changes.tell(Changed::Draft(self.id));
        outcome
    }

    /// Seals what is on the screen. When it is ready, the version is on the disk and on its way.
    ///
    /// # Errors
    /// [`RecordError::NotReady`] with everything that stands in the way, or the store's.
    pub async fn seal(self) -> Result<SealedVersion, RecordError> {
        self.flush().await?;
        let inner = self.inner.get();
        let _turn = inner.turn.lock().await;
        let sealed = match inner.open.seal().await {
            Ok(sealed) => sealed,
            Err(error) => {
                self.error.set(Some(error.clone()));
                return Err(error);
            }
        };
        self.recorder.forget(self.id);
        self.recorder.changes.tell(Changed::Draft(self.id));
        self.recorder.changes.tell(Changed::Record(self.id));
        self.recorder.sending.wake();
        Ok(sealed)
    }

    /// Throws the draft away.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn discard(self) -> Result<(), RecordError> {
        let inner = self.inner.get();
        let _turn = inner.turn.lock().await;
        self.timer.set(None);
        inner.open.discard().await?;
        self.recorder.forget(self.id);
        self.recorder.changes.tell(Changed::Draft(self.id));
        Ok(())
    }

    /// Takes over what a write has stored. Edits that were made while it was on its way stay.
    fn take(self, written: Result<Draft, RecordError>) -> Result<(), RecordError> {
        match written {
            Ok(stored) => {
                let form = self.draft.with_untracked(|draft| draft.form.clone());
                let is_all = form == stored.form;
                self.saved_at_ms.set(is_all.then_some(stored.changed_at_ms));
                self.draft.set(Draft { form, ..stored });
                self.error.set(None);
                Ok(())
            }
            Err(error) => {
                // Sealed or thrown away in another tab: nothing is lost, and nothing is to be written.
                if error == RecordError::Store(StoreError::DraftGone) {
                    self.recorder.forget(self.id);
                }
                self.error.set(Some(error.clone()));
                Err(error)
            }
        }
    }
}
