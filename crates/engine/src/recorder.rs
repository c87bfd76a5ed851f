//! Recording: a draft from its first moment to its sealing.
//!
//! An [`OpenDraft`] owns the draft while a page works on it, and writes one change at a time, so that
//! a photo taken in while somebody types loses neither. What a method returned is on the disk.

use std::rc::Rc;

use domain::finding::{FindingForm, FindingVersion, Problem, SCHEMA, problems};
use domain::ids::{FindingId, PhotoId, VersionId};
use domain::photo::{PhotoManifest, SourceFile};
use domain::position::Position;
use domain::review::Verdict;
use domain::taxonomy::{PhotoKind, PhotoOrigin};
use domain::time::UnixMs;
use evidence::jws::{TYP_VERSION, Unsigned};
use futures::lock::Mutex;

use crate::enrolment::home_village;
use crate::ports::{Identity, Ports, SealCommit, StoreError, VaultError};
use crate::record::{Draft, Follows, OutboxItem, SealedVersion, StoredPhoto};

/// What a camera or a file gave.
#[derive(Clone)]
pub struct Shot {
    /// What it shows.
    pub kind: PhotoKind,
    /// How its bytes came to be.
    pub origin: PhotoOrigin,
    /// The original.
    pub bytes: Rc<[u8]>,
    /// Its media type.
    pub media_type: String,
    /// Its width, in pixels.
    pub width_px: u32,
    /// Its height, in pixels.
    pub height_px: u32,
    /// Device clock at the shutter, or when the file was taken in.
    pub taken_at_ms: UnixMs,
    /// The newest fix at the shutter.
    pub position: Option<Position>,
    /// The compass at the shutter.
    pub heading_magnetic_deg: Option<f64>,
    /// The camera's file, where there was one.
    pub source: Option<SourceFile>,
    /// A JPEG of at most 160 px a side; may be empty.
    pub thumbnail: Vec<u8>,
}

/// Why recording did not work. What was stored before is still stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// The phone is not enrolled.
    #[error("not enrolled")]
    NotEnrolled,
    /// There is no such finding, or it has nothing to answer.
    #[error("nothing to answer")]
    NothingToAnswer,
    /// Something stands in the way of sealing.
    #[error("cannot be sealed yet")]
    NotReady(Vec<Problem>),
    /// The phone's store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The browser's cryptography.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// A draft that a page works on.
pub struct OpenDraft {
    ports: Ports,
    draft: Mutex<Draft>,
}

impl OpenDraft {
    /// Begins a report, or the practice of one, which it is for ever. The draft is stored before the
    /// camera opens.
    ///
    /// # Errors
    /// [`RecordError::NotEnrolled`] or the store's.
    pub async fn begin(ports: &Ports, practice: bool) -> Result<Self, RecordError> {
        let identity = ports
            .store
            .identity()
            .await?
            .ok_or(RecordError::NotEnrolled)?;
        let now_ms = ports.clock.now_ms();
        let draft = Draft {
            finding_id: FindingId::new(now_ms, ports.random.id_bytes()),
            revision: 1,
            begun_at_ms: now_ms,
            changed_at_ms: now_ms,
            form: FindingForm {
                village: home_village(&identity),
                ..FindingForm::default()
            },
            photos: Vec::new(),
            follows: None,
            practice,
        };
        ports.store.put_draft(draft.clone()).await?;
        Ok(Self {
            ports: ports.clone(),
            draft: Mutex::new(draft),
        })
    }

    /// Opens a stored draft; `None`: there is none of this id.
    ///
    /// # Errors
    /// The store's.
    pub async fn open(ports: &Ports, id: FindingId) -> Result<Option<Self>, RecordError> {
        let draft = ports.store.draft(id).await?;
        Ok(draft.map(|draft| Self {
            ports: ports.clone(),
            draft: Mutex::new(draft),
        }))
    }

    /// Begins the next version of a sealed finding, to answer a return or to add what is lacking; the
    /// draft of an earlier try is opened again.
    ///
    /// # Errors
    /// [`RecordError::NothingToAnswer`] where there is no such finding, or the store's.
    pub async fn follow_up(ports: &Ports, id: FindingId) -> Result<Self, RecordError> {
        if let Some(open) = Self::open(ports, id).await? {
            return Ok(open);
        }
        let row = ports
            .store
            .row(id)
            .await?
            .ok_or(RecordError::NothingToAnswer)?;
        let newest = ports
            .store
            .versions(id)
            .await?
            .pop()
            .ok_or(RecordError::NothingToAnswer)?
            .sealed;
        let answers = row
            .decision
            .filter(|decision| {
                decision.verdict == Verdict::Returned && decision.version_id == newest.version_id
            })
            .map(|decision| decision.decision_id);
        let now_ms = ports.clock.now_ms();
        let draft = Draft {
            finding_id: id,
            revision: 1,
            begun_at_ms: now_ms,
            changed_at_ms: now_ms,
            form: newest.form,
            photos: newest.photos,
            follows: Some(Follows {
                version_id: newest.version_id,
                version: newest.version,
                discovered_at_ms: newest.discovered_at_ms,
                answers,
            }),
            practice: newest.practice,
        };
        ports.store.put_draft(draft.clone()).await?;
        Ok(Self {
            ports: ports.clone(),
            draft: Mutex::new(draft),
        })
    }

    /// The draft as it is stored.
    pub async fn current(&self) -> Draft {
        self.draft.lock().await.clone()
    }

    /// Stores the form.
    ///
    /// # Errors
    /// The store's; the draft stays as it was.
    pub async fn write(&self, form: FindingForm) -> Result<Draft, RecordError> {
        let mut draft = self.draft.lock().await;
        if draft.form == form {
            return Ok(draft.clone());
        }
        let next = self.changed(&draft, |draft| draft.form = form);
        self.ports.store.put_draft(next.clone()).await?;
        *draft = next;
        Ok(draft.clone())
    }

    /// Stores a photo and names it in the draft, in one transaction.
    ///
    /// # Errors
    /// The store's or the vault's; the draft stays as it was.
    pub async fn add_photo(&self, shot: Shot) -> Result<Draft, RecordError> {
        let sha256 = self.ports.vault.sha256(&shot.bytes).await?;
        let manifest = PhotoManifest {
            id: PhotoId::new(shot.taken_at_ms, self.ports.random.id_bytes()),
            kind: shot.kind,
            origin: shot.origin,
            sha256,
            bytes: shot.bytes.len() as u64,
            media_type: shot.media_type,
            width_px: shot.width_px,
            height_px: shot.height_px,
            taken_at_ms: shot.taken_at_ms,
            position: shot.position,
            heading_magnetic_deg: shot.heading_magnetic_deg,
            source: shot.source,
        };
        let photo = StoredPhoto {
            manifest: manifest.clone(),
            thumbnail: shot.thumbnail,
        };
        let mut draft = self.draft.lock().await;
        let next = self.changed(&draft, |draft| draft.photos.push(manifest));
        self.ports
            .store
            .add_photo(next.clone(), photo, shot.bytes)
            .await?;
        *draft = next;
        Ok(draft.clone())
    }

    /// Takes a photo out of the draft.
    ///
    /// # Errors
    /// The store's; the draft stays as it was.
    pub async fn remove_photo(&self, id: PhotoId) -> Result<Draft, RecordError> {
        let mut draft = self.draft.lock().await;
        let next = self.changed(&draft, |draft| draft.photos.retain(|photo| photo.id != id));
        self.ports.store.remove_photo(next.clone(), id).await?;
        *draft = next;
        Ok(draft.clone())
    }

    /// Throws the draft away.
    ///
    /// # Errors
    /// The store's.
    pub async fn discard(&self) -> Result<(), RecordError> {
        let draft = self.draft.lock().await;
        Ok(self.ports.store.discard_draft(draft.finding_id).await?)
    }

    /// Seals: signs the payload upon the chain's head and puts version and outbox on the disk, in one
    /// transaction. Another tab that sealed in between makes it sign again.
    ///
    /// # Errors
    /// [`RecordError::NotReady`] with everything that stands in the way; the store's; the vault's.
    pub async fn seal(&self) -> Result<SealedVersion, RecordError> {
        let draft = self.draft.lock().await;
        let found = problems(&draft.form, &draft.photos);
        if !found.is_empty() {
            return Err(RecordError::NotReady(found));
        }
        let identity = self
            .ports
            .store
            .identity()
            .await?
            .ok_or(RecordError::NotEnrolled)?;
        let version_id = VersionId::new(self.ports.clock.now_ms(), self.ports.random.id_bytes());
        loop {
            let commit = self.signed(&draft, &identity, version_id).await?;
            let version = commit.version.clone();
            match self.ports.store.seal(commit).await {
                Ok(()) => return Ok(version),
                Err(StoreError::HeadMoved) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    async fn signed(
        &self,
        draft: &Draft,
        identity: &Identity,
        version_id: VersionId,
    ) -> Result<SealCommit, RecordError> {
        let head = self.ports.store.chain_head(&identity.key_id).await?;
        let now_ms = self.ports.clock.now_ms();
        let sealed = FindingVersion {
            schema: SCHEMA,
            finding_id: draft.finding_id,
            version_id,
            version: draft.follows.map_or(1, |follows| follows.version + 1),
            supersedes: draft.follows.map(|follows| follows.version_id),
            answers: draft.follows.and_then(|follows| follows.answers),
            officer_id: identity.officer_id,
            device_id: identity.device_id,
            seq: head.seq + 1,
            prev_payload_sha256: head.payload_sha256,
            discovered_at_ms: draft
                .follows
                .map_or(draft.begun_at_ms, |follows| follows.discovered_at_ms),
            sealed_at_ms: now_ms,
            server_offset_ms: identity.server_offset_ms,
            app_version: self.ports.app_version.to_owned(),
            practice: draft.practice,
            form: draft.form.clone(),
            photos: draft.photos.clone(),
        };
        let payload =
            serde_json::to_vec(&sealed).map_err(|_| StoreError::Damaged("the record".into()))?;
        let unsigned = Unsigned::new(TYP_VERSION, &identity.key_id.0, &payload);
        let signature = self
            .ports
            .vault
            .sign(&identity.key_id, &unsigned.signing_input())
            .await?;
        let payload_sha256 = self.ports.vault.sha256(&payload).await?;
        Ok(SealCommit {
            expected_head: head,
            new_head: head.next(payload_sha256),
            outbox: OutboxItem::of(&sealed),
            version: SealedVersion {
                sealed,
                key_id: identity.key_id.clone(),
                payload_sha256,
                jws: unsigned.with_signature(&signature),
            },
        })
    }

    fn changed(&self, draft: &Draft, change: impl FnOnce(&mut Draft)) -> Draft {
        let mut next = draft.clone();
        next.revision += 1;
        next.changed_at_ms = self.ports.clock.now_ms();
        change(&mut next);
        next
    }
}
