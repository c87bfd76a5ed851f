//! The contract of [`PhoneStore`]: each test gets an empty store. Every adapter runs all of them:
//! [`for_each_contract_test`](crate::for_each_contract_test) hands the names to a macro of the caller.
//!
//! Long because it is one list of tests with their shared fixtures.

#![expect(clippy::unwrap_used, reason = "a contract is a list of tests")]

use std::rc::Rc;

use domain::hash::Sha256;
use domain::ids::{DecisionId, DeviceId, Epoch, FindingId, OfficerId, PhotoId, VersionId};
use domain::review::{Decision, Verdict};
use domain::wire::Jws;
use evidence::chain::ChainHead;

use crate::ports::{
    DecisionCommit, Identity, KeyId, Lease, LeaseRequest, PendingEnrolment, PhoneStore,
    ReceiptCommit, SealCommit, StoreError,
};
use crate::record::{
    Draft, Follows, OutboxItem, RecordState, SealedVersion, StoredPhoto, StoredReceipt, Wedge,
};

type Store = Rc<dyn PhoneStore>;

/// Calls `$with! { name name … }` with the name of every contract test.
#[macro_export]
macro_rules! for_each_contract_test {
    ($with:ident) => {
        $with! {
            an_empty_store_is_empty
            an_identity_is_kept_and_ends_what_was_pending
            drafts_are_kept_and_listed_by_their_last_change
            a_draft_that_is_gone_is_not_written_again
            a_photo_comes_with_its_draft
            a_removed_photo_is_gone_unless_a_version_names_it
            a_discarded_draft_takes_its_photos_along
            sealing_moves_everything_at_once
            sealing_upon_an_old_head_changes_nothing
            sealing_the_same_version_again_changes_nothing
            rows_are_newest_first_and_come_in_pages
            a_second_version_tells_the_row
            the_outbox_gives_what_is_due_in_order
            practice_waits_behind_what_counts_and_is_not_counted
            a_wedged_item_waits_for_a_person
            that_messages_were_opened_is_kept_whatever_comes_after
            an_old_lease_writes_nothing
            a_receipt_ends_the_outbox_item_and_keeps_the_record
            a_receipt_again_changes_nothing
            decisions_reach_their_rows
            a_restored_server_is_offered_everything_again
        }
    };
}

fn key() -> KeyId {
    KeyId("key".to_owned())
}

fn finding(n: u8) -> FindingId {
    FindingId::new(i64::from(n), [n; 10])
}

fn identity() -> Identity {
    Identity {
        officer_id: OfficerId::new(0, [1; 10]),
        officer_name: "演示".to_owned(),
        role: domain::review::Role::VillageOfficer,
        unit: domain::unit::UnitCode::parse("530402005002")
            .unwrap_or_else(|_| unreachable!("twelve digits")),
        device_id: DeviceId::new(0, [1; 10]),
        key_id: key(),
        key: None,
        token: "t".to_owned(),
        server_keys: domain::wire::JwkSet { keys: Vec::new() },
        epoch: Epoch::new(0, [1; 10]),
        server_offset_ms: None,
        inbox_cursor: 0,
        last_received_at_ms: None,
        is_demo: false,
    }
}

fn draft(n: u8) -> Draft {
    Draft {
        finding_id: finding(n),
        revision: 1,
        begun_at_ms: i64::from(n),
        changed_at_ms: i64::from(n),
        form: domain::finding::FindingForm::default(),
        photos: Vec::new(),
        follows: None,
        practice: false,
    }
}

fn photo(n: u8) -> (StoredPhoto, Rc<[u8]>) {
    let bytes: Rc<[u8]> = Rc::from(vec![n; 1000]);
    let manifest = domain::photo::PhotoManifest {
        id: PhotoId::new(0, [n; 10]),
        kind: domain::taxonomy::PhotoKind::Far,
        origin: domain::taxonomy::PhotoOrigin::InAppCamera,
        sha256: evidence::sha256(&bytes),
        bytes: 1000,
        media_type: "image/jpeg".to_owned(),
        width_px: 4,
        height_px: 3,
        taken_at_ms: 0,
        position: None,
        heading_magnetic_deg: None,
        source: None,
    };
    (
        StoredPhoto {
            manifest,
            thumbnail: vec![n],
        },
        bytes,
    )
}

fn with_photo(draft: Draft, photo: &StoredPhoto) -> Draft {
    let mut photos = draft.photos.clone();
    photos.push(photo.manifest.clone());
    Draft {
        revision: draft.revision + 1,
        photos,
        ..draft
    }
}

fn hash(n: u8) -> Sha256 {
    Sha256([n; 32])
}

/// Seals `draft` as `version` upon `head`; the payload's hash is `n`.
fn commit(draft: &Draft, version: u32, head: ChainHead, n: u8) -> SealCommit {
    let sealed = domain::finding::FindingVersion {
        schema: 1,
        finding_id: draft.finding_id,
        version_id: VersionId::new(0, [n; 10]),
        version,
        supersedes: draft.follows.map(|follows| follows.version_id),
        answers: None,
        officer_id: identity().officer_id,
        device_id: identity().device_id,
        seq: head.seq + 1,
        prev_payload_sha256: head.payload_sha256,
        discovered_at_ms: draft.begun_at_ms,
        sealed_at_ms: i64::from(n) * 10,
        server_offset_ms: None,
        app_version: "0".to_owned(),
        practice: draft.practice,
        form: draft.form.clone(),
        photos: draft.photos.clone(),
    };
    SealCommit {
        expected_head: head,
        new_head: head.next(hash(n)),
        outbox: OutboxItem::of(&sealed),
        version: SealedVersion {
            sealed,
            key_id: key(),
            payload_sha256: hash(n),
            jws: Jws {
                payload: "p".into(),
                protected: "h".into(),
                signature: "s".into(),
            },
        },
    }
}

/// Seals `n` drafts, one after the other.
async fn sealed(store: &Store, count: u8) -> Vec<SealCommit> {
    let mut head = ChainHead::EMPTY;
    let mut commits = Vec::new();
    for n in 1..=count {
        store.put_draft(draft(n)).await.unwrap();
        let commit = commit(&draft(n), 1, head, n);
        head = commit.new_head;
        store.seal(commit.clone()).await.unwrap();
        commits.push(commit);
    }
    commits
}

async fn lease(store: &Store) -> Lease {
    store.take_lease(LeaseRequest { at_ms: 0 }).await.unwrap()
}

fn receipt(of: &SealCommit) -> StoredReceipt {
    StoredReceipt {
        version_id: of.version.sealed.version_id,
        finding_id: of.version.sealed.finding_id,
        receipt_no: "530402-0000".to_owned(),
        received_at_ms: 70,
        verified_at_ms: 77,
        jws: of.version.jws.clone(),
    }
}

fn decision(of: &SealCommit, verdict: Verdict) -> Decision {
    Decision {
        decision_id: DecisionId::new(0, [9; 10]),
        finding_id: of.version.sealed.finding_id,
        version_id: of.version.sealed.version_id,
        verdict,
        reason: Some("补近景".to_owned()),
        decided_at_ms: 80,
        unit: domain::unit::UnitCode::parse("530402005")
            .unwrap_or_else(|_| unreachable!("nine digits")),
        reviewer_name: "演示".to_owned(),
    }
}

/// See its name.
pub async fn an_empty_store_is_empty(store: Store) {
    assert_eq!(store.identity().await, Ok(None));
    assert_eq!(store.pending_enrolment().await, Ok(None));
    assert_eq!(store.drafts().await, Ok(Vec::new()));
    assert_eq!(store.draft(finding(1)).await, Ok(None));
    assert_eq!(store.rows(0, 10).await, Ok(Vec::new()));
    assert_eq!(store.rows_to_answer().await, Ok(Vec::new()));
    assert_eq!(store.chain_head(&key()).await, Ok(ChainHead::EMPTY));
    assert_eq!(store.outbox_len().await, Ok(0));
    assert_eq!(store.outbox_next_at_ms().await, Ok(None));
    assert_eq!(store.photo_bytes(hash(1)).await, Ok(None));
    assert_eq!(store.receipt(VersionId::new(0, [1; 10])).await, Ok(None));
}

/// See its name.
pub async fn an_identity_is_kept_and_ends_what_was_pending(store: Store) {
    let key_of = evidence::jwk::from_coordinates(&[1; 32], &[2; 32]);
    let pending = PendingEnrolment {
        code: "0123456789".to_owned(),
        key_id: key(),
        key: key_of,
    };
    store.put_pending_enrolment(pending.clone()).await.unwrap();
    assert_eq!(store.pending_enrolment().await, Ok(Some(pending)));
    store.put_identity(identity()).await.unwrap();
    assert_eq!(store.identity().await, Ok(Some(identity())));
    assert_eq!(store.pending_enrolment().await, Ok(None));
}

/// See its name.
pub async fn drafts_are_kept_and_listed_by_their_last_change(store: Store) {
    for n in [1, 3, 2] {
        store.put_draft(draft(n)).await.unwrap();
    }
    let changed = Draft {
        revision: 2,
        changed_at_ms: 9,
        ..draft(1)
    };
    store.put_draft(changed.clone()).await.unwrap();
    assert_eq!(
        store.drafts().await,
        Ok(vec![changed.clone(), draft(3), draft(2)])
    );
    assert_eq!(store.draft(finding(1)).await, Ok(Some(changed)));
}

/// See its name.
pub async fn a_draft_that_is_gone_is_not_written_again(store: Store) {
    store.put_draft(draft(1)).await.unwrap();
    store.discard_draft(finding(1)).await.unwrap();
    let late = Draft {
        revision: 2,
        ..draft(1)
    };
    assert_eq!(
        store.put_draft(late.clone()).await,
        Err(StoreError::DraftGone)
    );
    let (picture, bytes) = photo(1);
    let late_photo = store
        .add_photo(with_photo(late, &picture), picture.clone(), bytes)
        .await;
    assert_eq!(late_photo, Err(StoreError::DraftGone));
    assert_eq!(store.drafts().await, Ok(Vec::new()));
    assert_eq!(store.photo(picture.manifest.id).await, Ok(None));
    assert_eq!(store.photo_bytes(picture.manifest.sha256).await, Ok(None));
}

/// See its name.
pub async fn a_photo_comes_with_its_draft(store: Store) {
    store.put_draft(draft(1)).await.unwrap();
    let (picture, bytes) = photo(1);
    let next = with_photo(draft(1), &picture);
    store
        .add_photo(next.clone(), picture.clone(), bytes.clone())
        .await
        .unwrap();
    assert_eq!(store.draft(finding(1)).await, Ok(Some(next)));
    assert_eq!(
        store.photo(picture.manifest.id).await,
        Ok(Some(picture.clone()))
    );
    assert_eq!(
        store.photo_bytes(picture.manifest.sha256).await,
        Ok(Some(bytes))
    );
}

/// See its name.
pub async fn a_removed_photo_is_gone_unless_a_version_names_it(store: Store) {
    store.put_draft(draft(1)).await.unwrap();
    let ((kept, kept_bytes), (removed, removed_bytes)) = (photo(1), photo(2));
    let one = with_photo(draft(1), &kept);
    store
        .add_photo(one.clone(), kept.clone(), kept_bytes.clone())
        .await
        .unwrap();
    let two = with_photo(one.clone(), &removed);
    store
        .add_photo(two.clone(), removed.clone(), removed_bytes)
        .await
        .unwrap();
    let without = Draft { revision: 4, ..one };
    store
        .remove_photo(without.clone(), removed.manifest.id)
        .await
        .unwrap();
    assert_eq!(store.photo(removed.manifest.id).await, Ok(None));
    assert_eq!(store.photo_bytes(removed.manifest.sha256).await, Ok(None));
    store
        .seal(commit(&without, 1, ChainHead::EMPTY, 1))
        .await
        .unwrap();

    let follow_up = Draft {
        photos: without.photos,
        ..draft(1)
    };
    store.put_draft(follow_up.clone()).await.unwrap();
    let emptied = Draft {
        revision: 2,
        photos: Vec::new(),
        ..follow_up
    };
    store.remove_photo(emptied, kept.manifest.id).await.unwrap();
    assert_eq!(
        store.photo_bytes(kept.manifest.sha256).await,
        Ok(Some(kept_bytes))
    );
}

/// See its name.
pub async fn a_discarded_draft_takes_its_photos_along(store: Store) {
    store.put_draft(draft(1)).await.unwrap();
    let (picture, bytes) = photo(1);
    store
        .add_photo(with_photo(draft(1), &picture), picture.clone(), bytes)
        .await
        .unwrap();
    store.discard_draft(finding(1)).await.unwrap();
    assert_eq!(store.drafts().await, Ok(Vec::new()));
    assert_eq!(store.photo(picture.manifest.id).await, Ok(None));
    assert_eq!(store.photo_bytes(picture.manifest.sha256).await, Ok(None));
}

/// See its name.
pub async fn sealing_moves_everything_at_once(store: Store) {
    let commit = sealed(&store, 1).await.remove(0);
    assert_eq!(store.drafts().await, Ok(Vec::new()));
    assert_eq!(store.chain_head(&key()).await, Ok(commit.new_head));
    assert_eq!(
        store.versions(finding(1)).await,
        Ok(vec![commit.version.clone()])
    );
    assert_eq!(
        store.outbox_item(commit.outbox.version_id).await,
        Ok(Some(commit.outbox))
    );
    let row = store.row(finding(1)).await.unwrap().unwrap();
    assert_eq!((row.version, row.state()), (1, RecordState::Waiting));
}

/// See its name.
pub async fn sealing_upon_an_old_head_changes_nothing(store: Store) {
    let first = sealed(&store, 1).await.remove(0);
    store.put_draft(draft(2)).await.unwrap();
    let late = commit(&draft(2), 1, ChainHead::EMPTY, 2);
    assert_eq!(store.seal(late).await, Err(StoreError::HeadMoved));
    assert_eq!(store.chain_head(&key()).await, Ok(first.new_head));
    assert_eq!(store.draft(finding(2)).await, Ok(Some(draft(2))));
    assert_eq!(store.versions(finding(2)).await, Ok(Vec::new()));
    assert_eq!(store.outbox_len().await, Ok(1));
    assert_eq!(store.row(finding(2)).await, Ok(None));
}

/// See its name.
pub async fn sealing_the_same_version_again_changes_nothing(store: Store) {
    let commit = sealed(&store, 1).await.remove(0);
    let lease = lease(&store).await;
    store
        .receive(ReceiptCommit {
            lease,
            receipt: receipt(&commit),
        })
        .await
        .unwrap();
    assert_eq!(store.seal(commit.clone()).await, Ok(()));
    assert_eq!(store.outbox_len().await, Ok(0));
    assert_eq!(store.chain_head(&key()).await, Ok(commit.new_head));
}

/// See its name.
pub async fn rows_are_newest_first_and_come_in_pages(store: Store) {
    sealed(&store, 5).await;
    let ids = |rows: Vec<crate::record::RecordRow>| {
        rows.into_iter()
            .map(|row| row.finding_id)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        ids(store.rows(0, 2).await.unwrap()),
        [finding(5), finding(4)]
    );
    assert_eq!(
        ids(store.rows(2, 2).await.unwrap()),
        [finding(3), finding(2)]
    );
    assert_eq!(ids(store.rows(4, 2).await.unwrap()), [finding(1)]);
    assert_eq!(ids(store.rows(5, 2).await.unwrap()), []);
}

/// See its name.
pub async fn a_second_version_tells_the_row(store: Store) {
    let first = sealed(&store, 1).await.remove(0);
    let lease = lease(&store).await;
    store
        .receive(ReceiptCommit {
            lease,
            receipt: receipt(&first),
        })
        .await
        .unwrap();
    let follows = Follows {
        version_id: first.version.sealed.version_id,
        version: 1,
        discovered_at_ms: 1,
        answers: None,
    };
    let follow_up = Draft {
        follows: Some(follows),
        ..draft(1)
    };
    store.put_draft(follow_up.clone()).await.unwrap();
    store
        .seal(commit(&follow_up, 2, first.new_head, 7))
        .await
        .unwrap();
    let row = store.row(finding(1)).await.unwrap().unwrap();
    assert_eq!(
        (row.version, row.sealed_at_ms, row.state()),
        (2, 70, RecordState::Waiting)
    );
    assert_eq!(row.received.map(|receipt| receipt.version), Some(1));
    assert_eq!(store.versions(finding(1)).await.unwrap().len(), 2);
    assert_eq!(store.rows(0, 10).await.unwrap().len(), 1);
}

/// See its name.
pub async fn the_outbox_gives_what_is_due_in_order(store: Store) {
    let commits = sealed(&store, 3).await;
    let lease = lease(&store).await;
    let later = OutboxItem {
        next_try_at_ms: 500,
        failures: 2,
        ..commits[0].outbox.clone()
    };
    store.put_outbox_item(lease, later.clone()).await.unwrap();
    assert_eq!(
        store.outbox_due(499, 10).await,
        Ok(vec![commits[1].outbox.clone(), commits[2].outbox.clone()])
    );
    assert_eq!(store.outbox_due(500, 1).await, Ok(vec![later]));
    assert_eq!(store.outbox_next_at_ms().await, Ok(Some(0)));
    assert_eq!(store.outbox_len().await, Ok(3));
}

/// See its name.
pub async fn practice_waits_behind_what_counts_and_is_not_counted(store: Store) {
    let practice = Draft {
        practice: true,
        ..draft(7)
    };
    store.put_draft(practice.clone()).await.unwrap();
    assert_eq!(store.draft(finding(7)).await, Ok(Some(practice.clone())));
    let head = store.chain_head(&key()).await.unwrap();
    let practised = commit(&practice, 7, head, 1);
    store.seal(practised.clone()).await.unwrap();
    assert_eq!(store.outbox_len().await, Ok(0));
    let row = store.row(finding(7)).await.unwrap().unwrap();
    assert!(row.practice && row.lacks.is_empty());

    store.put_draft(draft(8)).await.unwrap();
    let head = store.chain_head(&key()).await.unwrap();
    let counted = commit(&draft(8), 8, head, 2);
    store.seal(counted.clone()).await.unwrap();
    let in_order = vec![counted.outbox.clone(), practised.outbox.clone()];
    assert_eq!(store.outbox_due(0, 10).await, Ok(in_order));
    assert_eq!(store.outbox_len().await, Ok(1));

    // It keeps its place when it is written again.
    let lease = lease(&store).await;
    let tried = OutboxItem {
        envelope_stored: true,
        ..practised.outbox
    };
    store.put_outbox_item(lease, tried.clone()).await.unwrap();
    store.retry_all(0).await.unwrap();
    assert_eq!(
        store.outbox_due(0, 10).await,
        Ok(vec![counted.outbox, tried])
    );
    assert_eq!(store.outbox_len().await, Ok(1));
}

/// See its name.
pub async fn a_wedged_item_waits_for_a_person(store: Store) {
    let commits = sealed(&store, 2).await;
    let lease = lease(&store).await;
    let wedge = Some(Wedge::Refused {
        code: "conflict".to_owned(),
    });
    let wedged = OutboxItem {
        wedge,
        ..commits[0].outbox.clone()
    };
    store.put_outbox_item(lease, wedged).await.unwrap();
    assert_eq!(
        store.outbox_due(1000, 10).await,
        Ok(vec![commits[1].outbox.clone()])
    );
    let waits = OutboxItem {
        next_try_at_ms: 900,
        failures: 4,
        ..commits[1].outbox.clone()
    };
    store.put_outbox_item(lease, waits).await.unwrap();
    assert_eq!(store.outbox_next_at_ms().await, Ok(Some(900)));
    store.retry_all(100).await.unwrap();
    let due = store.outbox_due(100, 10).await.unwrap();
    assert_eq!(due.len(), 2);
    assert!(
        due.iter()
            .all(|item| item.wedge.is_none() && item.failures == 0)
    );
}

/// The note of the township's message is the row's own: neither a receipt nor a later version loses it.
pub async fn that_messages_were_opened_is_kept_whatever_comes_after(store: Store) {
    // Nothing is known of this one.
    store.note_sms_opened(finding(9), 1).await.unwrap();
    assert_eq!(store.row(finding(9)).await.unwrap(), None);

    let first = sealed(&store, 1).await.remove(0);
    let id = first.version.sealed.finding_id;
    let before = store.row(id).await.unwrap().unwrap();
    assert_eq!(before.sms_opened_at_ms, None);
    store.note_sms_opened(id, 50).await.unwrap();
    // Told by another tab, and late.
    store.note_sms_opened(id, 40).await.unwrap();
    let noted = store.row(id).await.unwrap().unwrap();
    assert_eq!(noted.sms_opened_at_ms, Some(50));
    assert_eq!(
        (noted.changed_at_ms, noted.state()),
        (before.changed_at_ms, before.state())
    );

    let lease = lease(&store).await;
    let receipt = receipt(&first);
    let commit_receipt = ReceiptCommit { lease, receipt };
    store.receive(commit_receipt).await.unwrap();
    let next = Draft {
        follows: Some(Follows {
            version_id: first.version.sealed.version_id,
            version: 1,
            discovered_at_ms: 1,
            answers: None,
        }),
        ..draft(1)
    };
    store.put_draft(next.clone()).await.unwrap();
    let head = store.chain_head(&key()).await.unwrap();
    store.seal(commit(&next, 2, head, 9)).await.unwrap();
    let row = store.row(id).await.unwrap().unwrap();
    assert_eq!((row.version, row.sms_opened_at_ms), (2, Some(50)));
}

/// See its name.
pub async fn an_old_lease_writes_nothing(store: Store) {
    let commit = sealed(&store, 1).await.remove(0);
    let old = lease(&store).await;
    let new = lease(&store).await;
    assert!(new.generation > old.generation);
    let moved = OutboxItem {
        envelope_stored: true,
        ..commit.outbox.clone()
    };
    assert_eq!(
        store.put_outbox_item(old, moved.clone()).await,
        Err(StoreError::LeaseLost)
    );
    let receipt = ReceiptCommit {
        lease: old,
        receipt: receipt(&commit),
    };
    assert_eq!(store.receive(receipt).await, Err(StoreError::LeaseLost));
    let decisions = vec![decision(&commit, Verdict::Accepted)];
    let decided = DecisionCommit {
        lease: old,
        decisions,
        cursor: 5,
        heard_at_ms: 0,
    };
    assert_eq!(store.decide(decided).await, Err(StoreError::LeaseLost));
    assert_eq!(
        store.offer_all_again(old, identity().epoch, 0).await,
        Err(StoreError::LeaseLost)
    );
    assert_eq!(
        store.outbox_item(commit.outbox.version_id).await,
        Ok(Some(commit.outbox))
    );
    assert_eq!(store.put_outbox_item(new, moved).await, Ok(()));
}

/// See its name.
pub async fn a_receipt_ends_the_outbox_item_and_keeps_the_record(store: Store) {
    store.put_identity(identity()).await.unwrap();
    store.put_draft(draft(1)).await.unwrap();
    let (picture, bytes) = photo(1);
    let next = with_photo(draft(1), &picture);
    store
        .add_photo(next.clone(), picture.clone(), bytes.clone())
        .await
        .unwrap();
    let commit = commit(&next, 1, ChainHead::EMPTY, 1);
    store.seal(commit.clone()).await.unwrap();
    let lease = lease(&store).await;
    let receipt = receipt(&commit);
    store
        .receive(ReceiptCommit {
            lease,
            receipt: receipt.clone(),
        })
        .await
        .unwrap();
    assert_eq!(store.outbox_len().await, Ok(0));
    assert_eq!(store.receipt(receipt.version_id).await, Ok(Some(receipt)));
    assert_eq!(store.versions(finding(1)).await, Ok(vec![commit.version]));
    assert_eq!(
        store.photo_bytes(picture.manifest.sha256).await,
        Ok(Some(bytes))
    );
    let row = store.row(finding(1)).await.unwrap().unwrap();
    assert_eq!(
        (row.state(), row.changed_at_ms),
        (RecordState::ReceivedWithLacks, 77)
    );
    let known = store.identity().await.unwrap().unwrap();
    assert_eq!(known.last_received_at_ms, Some(77));
}

/// See its name.
pub async fn a_receipt_again_changes_nothing(store: Store) {
    let commit = sealed(&store, 1).await.remove(0);
    let lease = lease(&store).await;
    for _ in 0..2 {
        store
            .receive(ReceiptCommit {
                lease,
                receipt: receipt(&commit),
            })
            .await
            .unwrap();
    }
    let late = OutboxItem {
        failures: 1,
        ..commit.outbox
    };
    assert_eq!(store.put_outbox_item(lease, late).await, Ok(()));
    assert_eq!(store.outbox_len().await, Ok(0));
}

/// See its name.
pub async fn decisions_reach_their_rows(store: Store) {
    store.put_identity(identity()).await.unwrap();
    let commits = sealed(&store, 2).await;
    let lease = lease(&store).await;
    for commit in &commits {
        store
            .receive(ReceiptCommit {
                lease,
                receipt: receipt(commit),
            })
            .await
            .unwrap();
    }
    let returned = decision(&commits[0], Verdict::Returned);
    for _ in 0..2 {
        let decided = DecisionCommit {
            lease,
            decisions: vec![returned.clone()],
            cursor: 4,
            heard_at_ms: 90,
        };
        store.decide(decided).await.unwrap();
    }
    let row = store.row(finding(1)).await.unwrap().unwrap();
    assert_eq!(
        (row.state(), row.changed_at_ms),
        (RecordState::Returned, 90)
    );
    assert_eq!(row.decision, Some(returned));
    assert_eq!(store.rows_to_answer().await, Ok(vec![row]));
    assert_eq!(store.identity().await.unwrap().unwrap().inbox_cursor, 4);
    let unknown = Decision {
        finding_id: finding(99),
        ..decision(&commits[1], Verdict::Accepted)
    };
    let decided = DecisionCommit {
        lease,
        decisions: vec![unknown],
        cursor: 5,
        heard_at_ms: 91,
    };
    assert_eq!(store.decide(decided).await, Ok(()));
    assert_eq!(store.rows_to_answer().await.unwrap().len(), 1);
}

/// See its name.
pub async fn a_restored_server_is_offered_everything_again(store: Store) {
    store
        .put_identity(Identity {
            inbox_cursor: 9,
            ..identity()
        })
        .await
        .unwrap();
    let commits = sealed(&store, 2).await;
    let lease = lease(&store).await;
    store
        .receive(ReceiptCommit {
            lease,
            receipt: receipt(&commits[0]),
        })
        .await
        .unwrap();
    let moved = OutboxItem {
        envelope_stored: true,
        ..commits[1].outbox.clone()
    };
    store.put_outbox_item(lease, moved).await.unwrap();
    let epoch = Epoch::new(5, [5; 10]);
    store.offer_all_again(lease, epoch, 33).await.unwrap();
    let due = store.outbox_due(33, 10).await.unwrap();
    assert_eq!(due.len(), 2);
    assert!(
        due.iter()
            .all(|item| !item.envelope_stored && item.next_try_at_ms == 33)
    );
    let known = store.identity().await.unwrap().unwrap();
    assert_eq!((known.epoch, known.inbox_cursor), (epoch, 0));
    assert!(
        store
            .receipt(commits[0].version.sealed.version_id)
            .await
            .unwrap()
            .is_some()
    );
}
