//! What every store must do, second half: findings, chains, lists, decisions, practice, the inbox.
//!
//! Long because each test is the whole way of a record.

use domain::finding::FindingVersion;
use domain::ids::{AccountId, DecisionId};
use domain::review::{NotAllowed, Role, Stage, Verdict};
use domain::unit::UnitCode;
use domain::wire::{ChainLink, Flag};
use testkit::phone::{Phone, Sealed, least_form};

use super::contract::{NOW_MS, accept, enrolled, envelope, photo_arrives, report, signer, village};
use super::*;

/// The tests of this half.
macro_rules! contract {
    ($make:ident) => {
        crate::store::contract_review::contract!($make:
            a_finding_shows_when_its_first_version_is_whole,
            somebody_elses_finding_is_not_overwritten,
            another_officers_name_under_a_signature_is_flagged,
            a_gap_closes_when_the_missing_number_comes,
            two_payloads_with_one_number_are_a_fork,
            an_answer_to_a_return_comes_before_the_reviewer_again,
            a_completion_that_answers_nothing_is_taken_and_leaves_the_stage,
            a_decision_is_taken_once,
            what_may_not_be_decided,
            practice_is_kept_and_in_no_list_or_count_that_does_not_ask,
            what_came_first_says_whether_it_is_practice,
            the_list_pages_in_order_within_the_subtree,
            a_photo_is_given_for_its_finding_alone,
            a_stated_length_that_is_wrong_is_told,
            the_inbox_is_the_officers_own_and_goes_on,
        );
    };
    ($make:ident: $($name:ident,)*) => {
        $(#[tokio::test]
        async fn $name() {
            let (store, _kept) = $make().await;
            crate::store::contract_review::$name(&store).await;
        })*
    };
}
pub(crate) use contract;

fn account(n: u8, role: Role, unit: &str) -> Account {
    Account {
        id: AccountId::new(NOW_MS, [n; 10]),
        name: format!("account{n}"),
        display_name: format!("Account {n}"),
        role,
        unit: UnitCode::parse(unit).unwrap(),
        password_phc: String::new(),
        is_demo: false,
    }
}

async fn township(store: &impl Store) -> Account {
    let account = account(1, Role::TownshipReviewer, "530402005");
    store.add_account(account.clone(), NOW_MS).await.unwrap();
    account
}

fn decision(n: u8, of: &Sealed, verdict: Verdict, by: &Account) -> NewDecision {
    NewDecision {
        id: DecisionId::new(NOW_MS, [n; 10]),
        finding_id: of.version.finding_id,
        version_id: of.version.version_id,
        verdict,
        reason: (verdict == Verdict::Returned).then(|| "near photo".to_owned()),
        account: by.clone(),
    }
}

async fn received(store: &impl Store, phone: &mut Phone) -> Sealed {
    let sealed = report(phone, &[]);
    accept(store, phone, &sealed).await;
    sealed
}

async fn next_version(store: &impl Store, phone: &mut Phone, before: &Sealed) -> Sealed {
    let draft = phone.next_draft(&before.version, None, NOW_MS);
    let sealed = phone.seal(draft);
    accept(store, phone, &sealed).await;
    sealed
}

async fn all(store: &impl Store, unit: &str) -> ListPage {
    let query = ListQuery {
        unit: UnitCode::parse(unit).unwrap(),
        stage: None,
        after: None,
        limit: 100,
    };
    store.list_findings(query).await.unwrap()
}

async fn row_flags(store: &impl Store, of: &Sealed) -> Vec<Flag> {
    let record = store.finding(of.version.finding_id).await.unwrap();
    record.unwrap().row.flags
}

pub(crate) async fn a_finding_shows_when_its_first_version_is_whole(store: &impl Store) {
    let mut phone = enrolled(store, 1).await;
    let sealed = report(&mut phone, &[b"a"]);
    accept(store, &phone, &sealed).await;
    assert_eq!(store.finding(sealed.version.finding_id).await, Ok(None));
    assert!(all(store, "5304").await.rows.is_empty());
    photo_arrives(store, b"a").await;
    let record = store.finding(sealed.version.finding_id).await.unwrap();
    let record = record.unwrap();
    assert_eq!(
        (record.row.stage, record.row.version),
        (Stage::Submitted, 1)
    );
    assert_eq!(record.row.first_photo, Some(evidence::sha256(b"a")));
    assert_eq!((record.row.photo_count, record.row.flags.len()), (1, 0));
    assert_eq!(record.place, village());
    let version = &record.versions[0];
    assert_eq!(version.sealed, sealed.version);
    assert_eq!(version.jws, sealed.jws);
    assert_eq!(&version.key, phone.key.public());
    assert_eq!(
        (version.chain, version.photos_valid),
        (ChainLink::First, true)
    );
    assert_eq!(version.receipt_no, record.row.receipt_no);
}

pub(crate) async fn somebody_elses_finding_is_not_overwritten(store: &impl Store) {
    let mut phone = enrolled(store, 1).await;
    let mut stranger = enrolled(store, 2).await;
    let sealed = received(store, &mut phone).await;
    let before = store.finding(sealed.version.finding_id).await.unwrap();
    let mut draft = stranger.draft(least_form(&village(), NOW_MS), vec![], NOW_MS);
    draft.finding_id = sealed.version.finding_id;
    draft.version = 2;
    let foreign = stranger.seal(draft);
    let accepted = accept(store, &stranger, &foreign).await;
    assert!(matches!(
        accepted,
        Accepted::Stored(EnvelopeState::Received(_))
    ));
    assert_eq!(store.finding(sealed.version.finding_id).await, Ok(before));
}

pub(crate) async fn another_officers_name_under_a_signature_is_flagged(store: &impl Store) {
    let mut phone = enrolled(store, 1).await;
    let other = enrolled(store, 2).await;
    let mut draft = phone.draft(least_form(&village(), NOW_MS), vec![], NOW_MS);
    draft.officer_id = other.officer_id;
    let sealed = phone.seal(draft);
    accept(store, &phone, &sealed).await;
    let record = store.finding(sealed.version.finding_id).await.unwrap();
    let row = record.unwrap().row;
    assert!(row.flags.contains(&Flag::NotAuthor), "{:?}", row.flags);
    assert_eq!(row.officer_name, "officer 1");
}

pub(crate) async fn a_gap_closes_when_the_missing_number_comes(store: &impl Store) {
    let mut phone = enrolled(store, 1).await;
    let first = received(store, &mut phone).await;
    let second = report(&mut phone, &[]);
    let third = received(store, &mut phone).await;
    assert_eq!(row_flags(store, &third).await, [Flag::SequenceGap]);
    accept(store, &phone, &second).await;
    for sealed in [&first, &second, &third] {
        assert_eq!(row_flags(store, sealed).await, []);
    }
    let record = store.finding(third.version.finding_id).await.unwrap();
    assert_eq!(record.unwrap().versions[0].chain, ChainLink::Linked);
}

pub(crate) async fn two_payloads_with_one_number_are_a_fork(store: &impl Store) {
    let mut phone = enrolled(store, 1).await;
    let mut twin = phone.clone();
    let first = received(store, &mut phone).await;
    assert_eq!(row_flags(store, &first).await, []);
    twin.random();
    let second = received(store, &mut twin).await;
    assert_eq!(row_flags(store, &first).await, [Flag::ChainFork]);
    assert_eq!(row_flags(store, &second).await, [Flag::ChainFork]);
}

pub(crate) async fn an_answer_to_a_return_comes_before_the_reviewer_again(store: &impl Store) {
    let mut phone = enrolled(store, 1).await;
    let by = township(store).await;
    let first = received(store, &mut phone).await;
    let returned = decision(1, &first, Verdict::Returned, &by);
    store.decide(returned, NOW_MS).await.unwrap();
    let second = next_version(store, &mut phone, &first).await;
    let record = store.finding(first.version.finding_id).await.unwrap();
    let record = record.unwrap();
    assert_eq!(
        (record.row.stage, record.row.version),
        (Stage::Submitted, 2)
    );
    assert_eq!(record.versions.len(), 2);
    assert_eq!(record.versions[1].sealed, second.version);
    let accepted = decision(2, &second, Verdict::Accepted, &by);
    store.decide(accepted, NOW_MS).await.unwrap();
    let record = store.finding(first.version.finding_id).await.unwrap();
    let record = record.unwrap();
    assert_eq!(record.row.stage, Stage::Verifying);
    let verdicts: Vec<_> = record.decisions.iter().map(|d| d.verdict).collect();
    assert_eq!(verdicts, [Verdict::Returned, Verdict::Accepted]);
}

pub(crate) async fn a_completion_that_answers_nothing_is_taken_and_leaves_the_stage(
    store: &impl Store,
) {
    let mut phone = enrolled(store, 1).await;
    let by = township(store).await;
    let first = received(store, &mut phone).await;
    let second = completion(store, &mut phone, &first, "门牌 12 号").await;
    let record = store.finding(first.version.finding_id).await.unwrap();
    let row = record.unwrap().row;
    assert_eq!((row.stage, row.version), (Stage::Submitted, 2));
    assert_eq!(row.form, second.version.form, "what was lacking is there");

    let accept = decision(1, &second, Verdict::Accepted, &by);
    store.decide(accept, NOW_MS).await.unwrap();
    let third = completion(store, &mut phone, &second, "原来种烤烟").await;
    let record = store.finding(first.version.finding_id).await.unwrap();
    let record = record.unwrap();
    assert_eq!(
        (record.row.stage, record.row.version),
        (Stage::Verifying, 3)
    );
    assert_eq!(record.row.form, third.version.form);
    assert_eq!(record.versions.len(), 3);
    assert!(record.row.flags.is_empty());
}

/// One more version with a note, which answers no decision; it is receipted under its own number.
async fn completion(store: &impl Store, phone: &mut Phone, before: &Sealed, note: &str) -> Sealed {
    let mut draft = phone.next_draft(&before.version, None, NOW_MS);
    draft.form.note = Some(note.to_owned());
    let sealed = phone.seal(draft);
    let taken = accept(store, phone, &sealed).await;
    assert!(
        matches!(taken, Accepted::Stored(EnvelopeState::Received(_))),
        "{taken:?}"
    );
    sealed
}

pub(crate) async fn a_decision_is_taken_once(store: &impl Store) {
    let mut phone = enrolled(store, 1).await;
    let by = township(store).await;
    let sealed = received(store, &mut phone).await;
    let accept = decision(1, &sealed, Verdict::Accepted, &by);
    let first = store.decide(accept.clone(), NOW_MS).await.unwrap();
    let again = store.decide(accept.clone(), NOW_MS + 5).await.unwrap();
    assert_eq!(first, again);
    let other = NewDecision {
        reason: Some("x".to_owned()),
        ..accept
    };
    assert_eq!(
        store.decide(other, NOW_MS).await,
        Ok(DecideOutcome::Conflict)
    );
}

pub(crate) async fn what_may_not_be_decided(store: &impl Store) {
    let mut phone = enrolled(store, 1).await;
    let by = township(store).await;
    let stranger = account(2, Role::CountyReviewer, "530403");
    store.add_account(stranger.clone(), NOW_MS).await.unwrap();
    let first = received(store, &mut phone).await;
    let second = next_version(store, &mut phone, &first).await;
    let try_it = async |new: NewDecision| store.decide(new, NOW_MS).await.unwrap();
    let outside = decision(1, &second, Verdict::Accepted, &stranger);
    assert_eq!(try_it(outside).await, DecideOutcome::Unknown);
    let stale = try_it(decision(2, &first, Verdict::Accepted, &by)).await;
    assert_eq!(stale, DecideOutcome::NotAllowed(NotAllowed::Stale));
    let silent = NewDecision {
        reason: None,
        ..decision(3, &second, Verdict::Returned, &by)
    };
    let silent = try_it(silent).await;
    assert_eq!(silent, DecideOutcome::NotAllowed(NotAllowed::ReasonMissing));
    let unknown = report(&mut phone, &[]);
    let unknown = try_it(decision(4, &unknown, Verdict::Accepted, &by)).await;
    assert_eq!(unknown, DecideOutcome::Unknown);
    try_it(decision(5, &second, Verdict::Accepted, &by)).await;
    let twice = try_it(decision(6, &second, Verdict::Returned, &by)).await;
    assert!(matches!(
        twice,
        DecideOutcome::NotAllowed(NotAllowed::Stage { .. })
    ));
}

pub(crate) async fn the_list_pages_in_order_within_the_subtree(store: &impl Store) {
    let mut phone = enrolled(store, 1).await;
    let by = township(store).await;
    let mut sealed = Vec::new();
    for minute in 0..5 {
        let at_ms = NOW_MS + minute * 60_000;
        let draft = phone.draft(least_form(&village(), at_ms), vec![], at_ms);
        let one = phone.seal(draft);
        let new = envelope(store, &phone, &one.jws).await;
        store.accept(new, &signer(), at_ms).await.unwrap();
        sealed.push(one);
    }
    for n in [1, 2] {
        let accept = decision(n, &sealed[usize::from(n)], Verdict::Accepted, &by);
        store.decide(accept, NOW_MS).await.unwrap();
    }
    let ids: Vec<_> = sealed.iter().map(|one| one.version.finding_id).collect();
    let expected = [ids[0], ids[3], ids[4], ids[2], ids[1]];
    let mut query = ListQuery {
        unit: by.unit.clone(),
        stage: None,
        after: None,
        limit: 2,
    };
    let mut seen = Vec::new();
    loop {
        let page = store.list_findings(query.clone()).await.unwrap();
        seen.extend(page.rows.iter().map(|row| row.finding_id));
        query.after = page.next;
        if query.after.is_none() {
            break;
        }
    }
    assert_eq!(seen, expected);
    let page = all(store, "530402005").await;
    let counts: Vec<_> = page.counts.iter().map(|c| (c.stage, c.count)).collect();
    assert_eq!(
        counts,
        [
            (Stage::Submitted, 3),
            (Stage::Returned, 0),
            (Stage::Verifying, 2)
        ]
    );
    query.stage = Some(Stage::Verifying);
    let page = store.list_findings(query).await.unwrap();
    assert_eq!((page.rows.len(), page.next), (2, None));
    for outside in ["530402006", "530403"] {
        let page = all(store, outside).await;
        assert!(page.rows.is_empty() && page.counts.iter().all(|c| c.count == 0));
    }
}

pub(crate) async fn a_photo_is_given_for_its_finding_alone(store: &impl Store) {
    let mut phone = enrolled(store, 1).await;
    let sealed = report(&mut phone, &[b"a"]);
    accept(store, &phone, &sealed).await;
    let (id, a) = (sealed.version.finding_id, evidence::sha256(b"a"));
    assert_eq!(store.finding_photo(id, a).await, Ok(None));
    photo_arrives(store, b"a").await;
    photo_arrives(store, b"unrelated").await;
    let photo = store.finding_photo(id, a).await.unwrap().unwrap();
    assert_eq!(
        (photo.place, photo.media_type.as_str()),
        (village(), "image/jpeg")
    );
    let unrelated = evidence::sha256(b"unrelated");
    assert_eq!(store.finding_photo(id, unrelated).await, Ok(None));
    let other = received(store, &mut phone).await;
    let other = store.finding_photo(other.version.finding_id, a).await;
    assert_eq!(other, Ok(None));
}

pub(crate) async fn a_stated_length_that_is_wrong_is_told(store: &impl Store) {
    let mut phone = enrolled(store, 1).await;
    let mut photo = phone.photo(b"a", domain::taxonomy::PhotoKind::Far, NOW_MS);
    photo.bytes = 7;
    let draft = phone.draft(least_form(&village(), NOW_MS), vec![photo], NOW_MS);
    let sealed = phone.seal(draft);
    accept(store, &phone, &sealed).await;
    assert_eq!(photo_arrives(store, b"a").await, 1);
    let record = store.finding(sealed.version.finding_id).await.unwrap();
    assert!(!record.unwrap().versions[0].photos_valid);
}

pub(crate) async fn the_inbox_is_the_officers_own_and_goes_on(store: &impl Store) {
    let mut phone = enrolled(store, 1).await;
    let other = enrolled(store, 2).await;
    let by = township(store).await;
    let sealed = [
        received(store, &mut phone).await,
        received(store, &mut phone).await,
        received(store, &mut phone).await,
    ];
    for (n, one) in (1..).zip(&sealed) {
        let accept = decision(n, one, Verdict::Accepted, &by);
        store.decide(accept, NOW_MS).await.unwrap();
    }
    let page = store.inbox(phone.officer_id, 0, 2).await.unwrap();
    assert_eq!(page.decisions.len(), 2);
    assert_eq!(page.decisions[0].finding_id, sealed[0].version.finding_id);
    assert_eq!(page.decisions[0].reviewer_name, "Account 1");
    let rest = store.inbox(phone.officer_id, page.cursor, 2).await.unwrap();
    assert_eq!(rest.decisions.len(), 1);
    let end = store.inbox(phone.officer_id, rest.cursor, 2).await.unwrap();
    assert_eq!((end.cursor, end.decisions.len()), (rest.cursor, 0));
    let others = store.inbox(other.officer_id, 0, 9).await.unwrap();
    assert_eq!((others.cursor, others.decisions.len()), (0, 0));
}

async fn of_stage(store: &impl Store, stage: Option<Stage>) -> Vec<FindingId> {
    let query = ListQuery {
        unit: UnitCode::parse("530402005").unwrap(),
        stage,
        after: None,
        limit: 100,
    };
    let page = store.list_findings(query).await.unwrap();
    page.rows.iter().map(|row| row.finding_id).collect()
}

async fn sends(store: &impl Store, phone: &mut Phone, version: FindingVersion) -> Sealed {
    let sealed = phone.seal(version);
    let accepted = accept(store, phone, &sealed).await;
    assert!(matches!(
        accepted,
        Accepted::Stored(EnvelopeState::Received(_))
    ));
    sealed
}

pub(crate) async fn practice_is_kept_and_in_no_list_or_count_that_does_not_ask(store: &impl Store) {
    let by = account(1, Role::CountyReviewer, "530402");
    store.add_account(by.clone(), NOW_MS).await.unwrap();
    let mut phone = enrolled(store, 1).await;
    let clue = received(store, &mut phone).await;
    let mut draft = phone.draft(least_form(&village(), NOW_MS), vec![], NOW_MS);
    draft.practice = true;
    let practised = sends(store, &mut phone, draft).await;
    let (clue, id) = (clue.version.finding_id, practised.version.finding_id);
    assert_eq!(of_stage(store, None).await, [clue]);
    assert_eq!(of_stage(store, Some(Stage::Submitted)).await, [clue]);
    assert_eq!(of_stage(store, Some(Stage::Practice)).await, [id]);
    // Its next version lies in another township: what nothing counted is not taken off a count.
    let mut next = phone.next_draft(&practised.version, None, NOW_MS);
    next.form.village = UnitCode::parse("530402004001").ok();
    let next = sends(store, &mut phone, next).await;
    for unit in ["5304", "530402", "530402005", "530402004"] {
        let counts = all(store, unit).await.counts;
        let counted: Vec<_> = counts.iter().map(|of| (of.stage, of.count)).collect();
        let submitted = u64::from(unit != "530402004");
        assert_eq!(
            counted,
            [
                (Stage::Submitted, submitted),
                (Stage::Returned, 0),
                (Stage::Verifying, 0)
            ],
            "{unit}"
        );
    }
    let record = store.finding(id).await.unwrap().unwrap();
    assert_eq!(
        (record.row.stage, record.versions.len()),
        (Stage::Practice, 2)
    );
    for (n, verdict) in [(1, Verdict::Accepted), (2, Verdict::Returned)] {
        let refused = store.decide(decision(n, &next, verdict, &by), NOW_MS).await;
        let practice = DecideOutcome::NotAllowed(NotAllowed::Practice);
        assert_eq!(refused, Ok(practice));
    }
}

pub(crate) async fn what_came_first_says_whether_it_is_practice(store: &impl Store) {
    let mut phone = enrolled(store, 1).await;
    for practice in [false, true] {
        let mut first = phone.draft(least_form(&village(), NOW_MS), vec![], NOW_MS);
        first.practice = practice;
        let first = sends(store, &mut phone, first).await;
        let before = row_flags(store, &first).await;
        assert!(!before.contains(&Flag::PracticeChanged));
        let stage = store.finding(first.version.finding_id).await;
        let stage = stage.unwrap().unwrap().row.stage;

        let mut turned = phone.next_draft(&first.version, None, NOW_MS);
        turned.practice = !practice;
        let turned = sends(store, &mut phone, turned).await;
        assert!(
            row_flags(store, &turned)
                .await
                .contains(&Flag::PracticeChanged)
        );
        let record = store.finding(first.version.finding_id).await;
        let record = record.unwrap().unwrap();
        assert_eq!((record.row.stage, record.row.version), (stage, 2));
        let [kept, flagged] = &record.versions[..] else {
            panic!("two versions");
        };
        assert!(!kept.flags.contains(&Flag::PracticeChanged));
        assert!(flagged.flags.contains(&Flag::PracticeChanged));
    }
}
