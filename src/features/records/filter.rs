//! Which records are wanted: a group of states, and words that are looked for. Pure.
//!
//! What is looked in is folded once, when the rows are read; a key press only compares.
//!
//! Long because what people type and paste is tested beside it.

use domain::divisions::unit_name;
use domain::finding::FindingForm;
use domain::ids::{FindingId, VersionId};
use domain::taxonomy::SightingKind;
use domain::unit::UnitCode;
use engine::record::{Draft, RecordRow, RecordState};
use words::terms::Term;
use words::{Lang, record, records};

#[cfg(test)]
use super::fixtures;
use crate::parts::naming::{temporary_no, unit_short};

/// What is typed or pasted beyond this is not looked at, in characters.
const MAX_CHARS: usize = 100;

/// Records that a person looks for together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    All,
    Unfinished,
    Waiting,
    NeedsYou,
    Received,
    Accepted,
}

impl Group {
    pub(super) const ALL: [Self; 6] = [
        Self::All,
        Self::Unfinished,
        Self::Waiting,
        Self::NeedsYou,
        Self::Received,
        Self::Accepted,
    ];

    /// As the address names it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Unfinished => "unfinished",
            Self::Waiting => "waiting",
            Self::NeedsYou => "needs-you",
            Self::Received => "received",
            Self::Accepted => "accepted",
        }
    }

    /// The group of a name; every record for what names none.
    pub(super) fn named(name: &str) -> Self {
        let mut known = Self::ALL.into_iter();
        known
            .find(|group| group.name() == name)
            .unwrap_or(Self::All)
    }

    /// Its chip.
    pub(super) fn say(self, lang: Lang) -> &'static str {
        match self {
            Self::All => records::all(lang),
            Self::Unfinished => records::unfinished(lang),
            Self::Waiting => record::waiting(lang),
            Self::NeedsYou => records::needs_you(lang),
            Self::Received => record::received(lang),
            Self::Accepted => record::accepted(lang),
        }
    }

    /// What is stuck waits too: it is on this phone alone.
    fn holds(self, state: RecordState, is_stuck: bool) -> bool {
        match self {
            Self::All => true,
            Self::Unfinished => false,
            Self::Waiting => state == RecordState::Waiting,
            Self::NeedsYou => is_stuck || state == RecordState::Returned,
            Self::Received => matches!(
                state,
                RecordState::Received | RecordState::ReceivedWithLacks
            ),
            Self::Accepted => state == RecordState::Accepted,
        }
    }
}

/// What a person asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filter {
    pub(super) group: Group,
    /// As it was typed.
    pub(super) text: String,
}

impl Filter {
    /// Nothing in particular.
    pub(super) const NONE: Self = Self {
        group: Group::All,
        text: String::new(),
    };

    /// Whether anything is left out.
    pub(super) fn is_on(&self) -> bool {
        self.group != Group::All || !self.words().is_empty()
    }

    /// Those of the entries that are wanted, in their order.
    pub(super) fn of(&self, entries: &[Entry]) -> Vec<FindingId> {
        let words = self.words();
        let wanted = entries.iter().filter(|entry| {
            self.group.holds(entry.state, entry.is_stuck) && holds_all(&entry.text, &words)
        });
        wanted.map(|entry| entry.id).collect()
    }

    /// Whether a record that is being written is wanted.
    pub(super) fn has_draft(&self, draft: &Draft) -> bool {
        matches!(self.group, Group::All | Group::Unfinished)
            && holds_all(&draft_text(draft), &self.words())
    }

    /// Each has to be there, in any order.
    fn words(&self) -> Vec<String> {
        let text: String = self.text.chars().take(MAX_CHARS).collect();
        let words = folded(&text);
        words.split_whitespace().map(str::to_owned).collect()
    }
}

/// What of a row is looked at.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) id: FindingId,
    pub(super) version_id: VersionId,
    pub(super) state: RecordState,
    pub(super) is_stuck: bool,
    /// Folded.
    text: String,
}

impl Entry {
    /// Of a row that is not known to be stuck.
    pub(super) fn of(row: &RecordRow) -> Self {
        let receipt = row.received.as_ref().map(|receipt| &*receipt.receipt_no);
        let reason = row.decision.as_ref().and_then(|it| it.reason.as_deref());
        let own = [receipt, row.locality.as_deref(), reason];
        Self {
            id: row.finding_id,
            version_id: row.version_id,
            state: row.state(),
            is_stuck: false,
            text: searched(row.finding_id, row.sighting, row.village.as_ref(), &own),
        }
    }
}

fn draft_text(draft: &Draft) -> String {
    let FindingForm {
        sighting,
        village,
        locality,
        party,
        note,
        ..
    } = &draft.form;
    let own = [locality.as_deref(), party.as_deref(), note.as_deref()];
    searched(draft.finding_id, *sighting, village.as_ref(), &own)
}

/// Everything that is looked in, folded, a line each.
fn searched(
    id: FindingId,
    sighting: Option<SightingKind>,
    village: Option<&UnitCode>,
    own: &[Option<&str>],
) -> String {
    let mut text = temporary_no(id);
    let mut add = |more: &str| {
        text.push('\n');
        text.push_str(more);
    };
    for lang in [Lang::Zh, Lang::En] {
        add(sighting.map_or("", |kind| kind.say(lang)));
    }
    if let Some(village) = village {
        add(&unit_short(village));
        add(unit_name(village).as_deref().unwrap_or_default());
        add(village.as_str());
    }
    own.iter().flatten().for_each(|own| add(own));
    folded(&text)
}

fn holds_all(text: &str, words: &[String]) -> bool {
    words.iter().all(|word| text.contains(word.as_str()))
}

/// Small letters, half width, without dashes and without what cannot be seen: a number is found
/// however it was typed, and nothing that was pasted along hides it.
fn folded(text: &str) -> String {
    text.chars().filter_map(fold).collect()
}

fn fold(char: char) -> Option<char> {
    let half = match char {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(char) - 0xfee0)?,
        _ => char,
    };
    match half {
        '-' | '\u{ad}' | '\u{61c}' | '\u{feff}' => None,
        // Zero width, marks and overrides of direction, dashes.
        '\u{200b}'..='\u{200f}' | '\u{2010}'..='\u{2015}' => None,
        '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => None,
        _ => Some(half.to_ascii_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use domain::review::{Decision, Verdict};
    use engine::record::RowReceipt;

    use super::fixtures::{NOW, draft, row};
    use super::*;

    fn found(text: &str, rows: &[RecordRow]) -> usize {
        wanted(Group::All, text, rows)
    }

    fn wanted(group: Group, text: &str, rows: &[RecordRow]) -> usize {
        let entries: Vec<_> = rows.iter().map(Entry::of).collect();
        let text = text.to_owned();
        Filter { group, text }.of(&entries).len()
    }

    fn received(row: RecordRow) -> RecordRow {
        let received = Some(RowReceipt {
            version_id: row.version_id,
            version: row.version,
            receipt_no: "530402-7F2A-91C3-0B4E".to_owned(),
            received_at_ms: NOW,
        });
        RecordRow { received, ..row }
    }

    fn decided(row: RecordRow, verdict: Verdict) -> RecordRow {
        let decision = Some(Decision {
            decision_id: domain::ids::DecisionId::new(0, [9; 10]),
            finding_id: row.finding_id,
            version_id: row.version_id,
            verdict,
            reason: Some("补拍门牌".to_owned()),
            decided_at_ms: NOW,
            unit: UnitCode::parse("530402999").unwrap(),
            reviewer_name: String::new(),
        });
        RecordRow { decision, ..row }
    }

    #[test]
    fn everything_that_a_row_says_is_found() {
        let one = decided(received(row(1)), Verdict::Returned);
        let number = temporary_no(one.finding_id);
        for text in [
            "老鹰山脚",
            "山脚 取土",
            "取土 山脚",
            "SOIL",
            "530402999999",
            "7F2A-91C3",
            "７ｆ２ａ　９１ｃ３",
            "7f2a91c3",
            "530402-7F2A-91C3-0B4E",
            "门牌",
            &number,
            &number.to_lowercase().replace('-', ""),
            "",
            " \u{3000} ",
        ] {
            assert_eq!(found(text, std::slice::from_ref(&one)), 1, "{text}");
        }
        for text in ["山脚 建房", "脚山", "7F2B", "老鹰山脚530402"] {
            assert_eq!(found(text, std::slice::from_ref(&one)), 0, "{text}");
        }
    }

    #[test]
    fn a_village_is_found_by_its_name() {
        let village = UnitCode::parse("530402001001").ok();
        let name = unit_short(village.as_ref().unwrap());
        let one = RecordRow { village, ..row(1) };
        assert_eq!(found(&name, &[one, row(2)]), 1);
    }

    #[test]
    fn what_is_pasted_along_hides_nothing_and_breaks_nothing() {
        let rows = [row(1)];
        let hostile = [
            "\u{202e}老鹰\u{200b}山脚\u{202c}\u{feff}".to_owned(),
            "\u{2067}老\u{ad}鹰\u{2060}山脚\u{2069}".to_owned(),
            format!("老鹰{}", " ".repeat(4_000)),
            "\u{200f}".repeat(4_000),
        ];
        for text in &hostile {
            assert_eq!(found(text, &rows), 1, "{text:?}");
        }
        for text in [
            "字".repeat(4_000),
            "\u{1f9d1}\u{200d}\u{1f33e}".repeat(800),
            "<script>".to_owned(),
        ] {
            assert_eq!(found(&text, &rows), 0);
        }
        let hidden = Some("老\u{200b}鹰\u{202e}山脚".to_owned());
        let one = RecordRow {
            locality: hidden,
            ..row(1)
        };
        assert_eq!(found("老鹰山脚", &[one]), 1);
    }

    #[test]
    fn a_filter_that_leaves_nothing_out_is_off() {
        let is_on = |group, text: &str| {
            let text = text.to_owned();
            Filter { group, text }.is_on()
        };
        assert!(!Filter::NONE.is_on());
        assert!(!is_on(Group::All, " \u{200b}- "));
        assert!(is_on(Group::All, "x"));
        assert!(is_on(Group::Unfinished, ""));
    }

    #[test]
    fn every_state_is_in_its_groups_and_every_group_has_a_name() {
        use Group::*;
        let stands_in = |row: RecordRow| -> Vec<Group> {
            let rows = [row];
            let groups = Group::ALL.into_iter();
            groups
                .filter(|group| wanted(*group, "", &rows) == 1)
                .collect()
        };
        assert_eq!(stands_in(row(1)), [All, Waiting]);
        assert_eq!(stands_in(received(row(1))), [All, Received]);
        assert_eq!(
            stands_in(decided(received(row(1)), Verdict::Returned)),
            [All, NeedsYou]
        );
        assert_eq!(
            stands_in(decided(received(row(1)), Verdict::Accepted)),
            [All, Accepted]
        );
        let mut stuck = Entry::of(&row(1));
        stuck.is_stuck = true;
        for (group, is_there) in [(NeedsYou, 1), (Waiting, 1), (Received, 0)] {
            let filter = Filter {
                group,
                ..Filter::NONE
            };
            assert_eq!(filter.of(std::slice::from_ref(&stuck)).len(), is_there);
        }
        for group in Group::ALL {
            assert_eq!(Group::named(group.name()), group);
        }
        assert_eq!(Group::named("<script>"), All);
    }

    #[test]
    fn a_draft_is_found_by_what_the_officer_wrote() {
        let draft = draft("一层砖墙");
        let has = |group, text: &str| {
            let text = text.to_owned();
            Filter { group, text }.has_draft(&draft)
        };
        assert!(has(Group::All, "砖墙") && has(Group::Unfinished, ""));
        assert!(!has(Group::All, "木墙") && !has(Group::Waiting, ""));
    }

    /// Bounds that an unoptimised build keeps easily; what is measured is printed.
    #[test]
    fn ten_thousand_rows_are_folded_once_and_compared_at_once() {
        let rows: Vec<_> = (0..10_000_u32).map(|n| row(n + 1)).collect();
        let start = Instant::now();
        let entries: Vec<_> = rows.iter().map(Entry::of).collect();
        let folded = start.elapsed();
        let text = temporary_no(rows[4_321].finding_id);
        let start = Instant::now();
        let found = Filter {
            text,
            ..Filter::NONE
        }
        .of(&entries);
        let compared = start.elapsed();
        println!("10,000 rows: folded in {folded:?}, compared in {compared:?}");
        assert_eq!(found.len(), 1);
        assert!(compared < Duration::from_secs(1) && folded < Duration::from_secs(20));
    }
}
