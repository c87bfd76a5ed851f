//! The list of one stage as a value: what was asked, what came back, and which row comes next.

use domain::ids::FindingId;
use domain::review::Stage;
use domain::time::UnixMs;
use domain::wire::{FindingList, FindingRow, StageCount};

use crate::failure::Failure;

/// What is going on between the list and the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Busy {
    /// Nothing.
    #[default]
    No,
    /// The rows that are seen are fetched again.
    Refreshing,
    /// The rows after them are fetched.
    FetchingMore,
}

/// The list that is seen.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct List {
    /// The stage whose rows these are; `None` before the first answer.
    pub(crate) stage: Option<Stage>,
    /// The rows, most urgent first.
    pub(crate) rows: Vec<FindingRow>,
    /// How many there are in each stage.
    pub(crate) counts: Vec<StageCount>,
    /// Where the rows go on.
    pub(crate) next_cursor: Option<String>,
    /// When the server last told.
    pub(crate) updated_at_ms: Option<UnixMs>,
    /// Why it could not be told again since.
    pub(crate) failure: Option<Failure>,
    /// What is going on.
    pub(crate) busy: Busy,
}

impl List {
    /// Something is asked for `stage`. Rows of another stage are not shown under its name; the counts
    /// hold for all stages.
    pub(crate) fn asked(&mut self, stage: Stage, busy: Busy) {
        if self.stage != Some(stage) {
            self.rows.clear();
            self.next_cursor = None;
            self.updated_at_ms = None;
            self.failure = None;
        }
        self.stage = Some(stage);
        self.busy = busy;
    }

    /// The rows from the first on came back.
    pub(crate) fn refreshed(&mut self, list: FindingList, now_ms: UnixMs) {
        self.rows = list.rows;
        self.told(list.counts, list.next_cursor, now_ms);
    }

    /// The rows after the last one came back.
    pub(crate) fn continued(&mut self, page: FindingList, now_ms: UnixMs) {
        self.rows = joined(std::mem::take(&mut self.rows), page.rows);
        self.told(page.counts, page.next_cursor, now_ms);
    }

    fn told(&mut self, counts: Vec<StageCount>, next_cursor: Option<String>, now_ms: UnixMs) {
        self.counts = counts;
        self.next_cursor = next_cursor;
        self.updated_at_ms = Some(now_ms);
        self.failure = None;
        self.busy = Busy::No;
    }

    /// Nothing came back; what is seen stays.
    pub(crate) fn failed(&mut self, failure: Failure) {
        self.failure = Some(failure);
        self.busy = Busy::No;
    }

    /// A record left the stage by a decision made here; the next refresh tells the rest.
    pub(crate) fn left(&mut self, finding: FindingId) {
        let before = self.rows.len();
        self.rows.retain(|row| row.finding_id != finding);
        let gone = (before - self.rows.len()) as u64;
        let own = self
            .counts
            .iter_mut()
            .find(|count| Some(count.stage) == self.stage);
        if let Some(own) = own {
            own.count = own.count.saturating_sub(gone);
        }
    }

    /// How many there are in a stage; `None` before the server told.
    pub(crate) fn count(&self, stage: Stage) -> Option<u64> {
        let found = self.counts.iter().find(|count| count.stage == stage);
        found.map(|count| count.count)
    }
}

/// One step in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// J.
    Next,
    /// K.
    Previous,
}

/// The record one step away from the open one; the first where none is open. `None` at the ends.
pub(crate) fn step(rows: &[FindingRow], open: Option<FindingId>, step: Step) -> Option<FindingId> {
    let at = open.and_then(|id| rows.iter().position(|row| row.finding_id == id));
    let target = match (at, step) {
        (None, _) => 0,
        (Some(at), Step::Next) => at + 1,
        (Some(at), Step::Previous) => at.checked_sub(1)?,
    };
    rows.get(target).map(|row| row.finding_id)
}

/// The record to open when `decided` leaves the list: the one that moves up into its place, else the
/// new last one, else none.
pub(crate) fn after_decision(rows: &[FindingRow], decided: FindingId) -> Option<FindingId> {
    step(rows, Some(decided), Step::Next).or_else(|| step(rows, Some(decided), Step::Previous))
}

/// The rows so far and a further page. A row that moved from one page to the next while they were
/// fetched is kept once, as the newer answer has it.
pub(crate) fn joined(mut rows: Vec<FindingRow>, page: Vec<FindingRow>) -> Vec<FindingRow> {
    rows.retain(|row| page.iter().all(|new| new.finding_id != row.finding_id));
    rows.extend(page);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{self, NOW};

    fn rows(ids: &[u8]) -> Vec<FindingRow> {
        ids.iter().map(|&n| sample::row(n)).collect()
    }

    fn page(ids: &[u8], next_cursor: Option<&str>) -> FindingList {
        FindingList {
            rows: rows(ids),
            counts: vec![StageCount {
                stage: Stage::Submitted,
                count: 7,
            }],
            next_cursor: next_cursor.map(str::to_owned),
        }
    }

    fn ids(list: &List) -> Vec<FindingId> {
        list.rows.iter().map(|row| row.finding_id).collect()
    }

    #[test]
    fn j_and_k_walk_the_list_and_stop_at_its_ends() {
        let list = rows(&[1, 2, 3]);
        let check = |open: Option<u8>, way, expected: Option<u8>| {
            assert_eq!(
                step(&list, open.map(sample::finding), way),
                expected.map(sample::finding)
            );
        };
        check(None, Step::Next, Some(1));
        check(None, Step::Previous, Some(1));
        check(Some(1), Step::Next, Some(2));
        check(Some(3), Step::Next, None);
        check(Some(3), Step::Previous, Some(2));
        check(Some(1), Step::Previous, None);
        check(Some(9), Step::Next, Some(1));
        assert_eq!(step(&[], None, Step::Next), None);
    }

    #[test]
    fn after_a_decision_the_next_record_is_opened() {
        let check = |list: &[u8], decided: u8, expected: Option<u8>| {
            assert_eq!(
                after_decision(&rows(list), sample::finding(decided)),
                expected.map(sample::finding)
            );
        };
        check(&[1, 2, 3], 1, Some(2));
        check(&[1, 2, 3], 3, Some(2));
        check(&[1], 1, None);
        check(&[1, 2], 9, Some(1));
        check(&[], 9, None);
    }

    #[test]
    fn a_row_that_moved_to_the_next_page_is_listed_once() {
        let mut list = List::default();
        list.asked(Stage::Submitted, Busy::Refreshing);
        list.refreshed(page(&[1, 2, 3], Some("c")), NOW);
        list.asked(Stage::Submitted, Busy::FetchingMore);
        list.continued(page(&[3, 4], None), NOW + 1);
        assert_eq!(ids(&list), [1, 2, 3, 4].map(sample::finding));
        assert_eq!((list.next_cursor, list.busy), (None, Busy::No));
    }

    #[test]
    fn another_stage_never_shows_the_rows_of_the_last_one() {
        let mut list = List::default();
        list.asked(Stage::Submitted, Busy::Refreshing);
        list.refreshed(page(&[1], None), NOW);
        list.asked(Stage::Returned, Busy::Refreshing);
        assert_eq!((list.rows.len(), list.updated_at_ms), (0, None));
        assert_eq!(list.count(Stage::Submitted), Some(7));
        assert_eq!(list.count(Stage::Returned), None);
    }

    #[test]
    fn a_failed_refresh_keeps_what_is_seen_and_when_it_was_told() {
        let mut list = List::default();
        list.asked(Stage::Submitted, Busy::Refreshing);
        list.refreshed(page(&[1], None), NOW);
        list.asked(Stage::Submitted, Busy::Refreshing);
        list.failed(Failure::Unreachable);
        assert_eq!(ids(&list), [sample::finding(1)]);
        assert_eq!(list.updated_at_ms, Some(NOW));
        assert_eq!(list.failure, Some(Failure::Unreachable));
    }

    #[test]
    fn a_decided_record_leaves_list_and_count_at_once() {
        let mut list = List::default();
        list.asked(Stage::Submitted, Busy::Refreshing);
        list.refreshed(page(&[1, 2], None), NOW);
        list.left(sample::finding(1));
        list.left(sample::finding(9));
        assert_eq!(ids(&list), [sample::finding(2)]);
        assert_eq!(list.count(Stage::Submitted), Some(6));
    }
}
