//! Where a record is, in words. Pure: no page, no store, no clock of its own.
//!
//! Long because the words of every state are tested beside them.

use domain::finding::Lack;
use domain::time::UnixMs;
use engine::record::{RecordRow, RecordState, Wedge};
use ui::Tone;
use words::{Lang, ago_or_time, finding, record};

use super::naming::{joined, lack_list, place};
use crate::live::uploader::{Connection, SendProgress};

/// Where a sealed record is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Only on this phone.
    Waiting,
    /// On its way at this moment.
    Sending(SendProgress),
    /// Needs a person before it can go on.
    Stuck(Wedge),
    /// The server has it.
    Received,
    /// The server has it, and something may be added.
    ReceivedWithLacks,
    /// A supervisor wants something.
    Returned,
    /// A supervisor took it on.
    Accepted,
}

impl Standing {
    /// Where a record is. What happens to a version that waits is known only for such a one.
    pub fn of(row: &RecordRow, progress: Option<SendProgress>, wedge: Option<&Wedge>) -> Self {
        match (row.state(), wedge, progress) {
            (RecordState::Waiting, Some(wedge), _) => Self::Stuck(wedge.clone()),
            (RecordState::Waiting, None, Some(progress)) => Self::Sending(progress),
            (RecordState::Waiting, None, None) => Self::Waiting,
            (RecordState::Received, ..) => Self::Received,
            (RecordState::ReceivedWithLacks, ..) => Self::ReceivedWithLacks,
            (RecordState::Returned, ..) => Self::Returned,
            (RecordState::Accepted, ..) => Self::Accepted,
        }
    }

    /// The state in one or two words.
    pub fn word(&self, lang: Lang) -> String {
        match self {
            Self::Waiting => record::waiting(lang).to_owned(),
            Self::Sending(progress) => record::sending(lang, progress.percent),
            Self::Stuck(_) => record::stuck(lang).to_owned(),
            Self::Received => record::received(lang).to_owned(),
            Self::ReceivedWithLacks => record::received_with_lacks(lang).to_owned(),
            Self::Returned => record::returned(lang).to_owned(),
            Self::Accepted => record::accepted(lang).to_owned(),
        }
    }

    /// What it asks of the person.
    pub fn tone(&self) -> Tone {
        match self {
            Self::Waiting => Tone::Quiet,
            Self::Sending(_) => Tone::Way,
            Self::Stuck(_) | Self::Returned => Tone::Needs,
            Self::ReceivedWithLacks => Tone::Due,
            Self::Received | Self::Accepted => Tone::Ok,
        }
    }

    /// What matters most about the state, beside its word. That there is no position yet is always
    /// said, except where a person is wanted for something else first.
    pub fn line(&self, lang: Lang, row: &RecordRow) -> Option<String> {
        let others: Vec<_> = row
            .lacks
            .iter()
            .copied()
            .filter(|&lack| lack != Lack::Position)
            .collect();
        let line = self.own_line(lang, row, &others);
        if others.len() == row.lacks.len() || self.tone() == Tone::Needs {
            return line;
        }
        let pending = finding::position_pending(lang).to_owned();
        Some(match line {
            Some(line) => joined(lang, Some(pending), line),
            None => pending,
        })
    }

    fn own_line(&self, lang: Lang, row: &RecordRow, lacks: &[Lack]) -> Option<String> {
        let receipt = || {
            let number = &row.received.as_ref()?.receipt_no;
            Some(record::receipt_no(lang, number))
        };
        match self {
            Self::Waiting => None,
            Self::Sending(progress) if progress.photos_total == 0 => None,
            Self::Sending(progress) => Some(record::photos_sent(
                lang,
                progress.photos_done,
                progress.photos_total,
            )),
            Self::Stuck(wedge) => Some(stuck_why(lang, wedge)),
            Self::Received | Self::Accepted => receipt(),
            Self::ReceivedWithLacks if lacks.is_empty() => None,
            Self::ReceivedWithLacks => Some(record::lacks(lang, lack_list(lang, lacks, 3))),
            Self::Returned => row.decision.as_ref()?.reason.clone(),
        }
    }
}

/// Why an item cannot go on, what is safe, and what to do.
pub fn stuck_why(lang: Lang, wedge: &Wedge) -> String {
    match wedge {
        Wedge::Refused { code } => match code.as_str() {
            "unknown_device" => record::stuck_unknown_device(lang).to_owned(),
            "too_large" => record::stuck_too_large(lang).to_owned(),
            "conflict" => record::stuck_conflict(lang).to_owned(),
            _ => record::stuck_refused(lang, code),
        },
        Wedge::PhotoGone { .. } => record::stuck_photo_gone(lang).to_owned(),
        Wedge::BadReceipt => record::stuck_receipt(lang).to_owned(),
        Wedge::KeyGone => record::stuck_key(lang).to_owned(),
    }
}

/// Where and when: 老鹰山脚 · 11:47. The time is that of the last change.
pub fn place_and_time(lang: Lang, row: &RecordRow, now_ms: UnixMs) -> String {
    let place = place(row.locality.as_deref(), row.village.as_ref());
    joined(lang, place, ago_or_time(lang, row.changed_at_ms, now_ms))
}

/// The state line of home and 记录.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateWords {
    /// Whether the server can be reached.
    pub is_on: bool,
    /// 离线, 已连接, 正在上传.
    pub head: &'static str,
    /// How much waits.
    pub waiting: Option<String>,
    /// When something last arrived.
    pub last: String,
}

/// The line: ● 离线 · 待上传 3 · 上次送达 昨天 17:40.
pub fn state_words(
    lang: Lang,
    connection: Connection,
    is_sending: bool,
    waiting: u32,
    last_received_at_ms: Option<UnixMs>,
    now_ms: UnixMs,
) -> StateWords {
    use words::shell;
    let head = match connection {
        Connection::Unknown => shell::connecting(lang),
        Connection::Offline => shell::offline(lang),
        Connection::Connected if is_sending => shell::sending(lang),
        Connection::Connected => shell::connected(lang),
    };
    let waiting = match (waiting, last_received_at_ms) {
        (0, None) => None,
        (0, Some(_)) => Some(shell::all_received(lang).to_owned()),
        (n, _) => Some(shell::waiting(lang, n)),
    };
    let last = match last_received_at_ms {
        Some(at_ms) => shell::last_received(lang, ago_or_time(lang, at_ms, now_ms)),
        None => shell::nothing_received(lang).to_owned(),
    };
    StateWords {
        is_on: connection == Connection::Connected,
        head,
        waiting,
        last,
    }
}

#[cfg(test)]
mod tests {
    use domain::area::{AreaBand, AreaEstimate};
    use domain::finding::Lack;
    use domain::hash::Sha256;
    use domain::ids::{DecisionId, FindingId, VersionId};
    use domain::review::{Decision, Verdict};
    use domain::taxonomy::SightingKind;
    use domain::unit::UnitCode;
    use engine::record::RowReceipt;

    use super::*;

    /// 2026-11-23 14:00 +08:00.
    const NOW: UnixMs = 1_795_413_600_000;

    fn version(n: u8) -> VersionId {
        VersionId::new(NOW, [n; 10])
    }

    fn row() -> RecordRow {
        RecordRow {
            finding_id: FindingId::new(NOW, [1; 10]),
            version_id: version(1),
            version: 1,
            sighting: Some(SightingKind::Building),
            village: UnitCode::parse("530402001001").ok(),
            locality: Some(" 老鹰山脚 ".to_owned()),
            area: Some(AreaEstimate::Band(AreaBand::FifthToHalf)),
            lacks: Vec::new(),
            first_photo: None,
            photo_count: 3,
            discovered_at_ms: NOW,
            sealed_at_ms: NOW,
            received: None,
            decision: None,
            practice: false,
            changed_at_ms: NOW - 5 * 60_000,
            sms_opened_at_ms: None,
        }
    }

    fn received() -> RecordRow {
        RecordRow {
            received: Some(RowReceipt {
                version_id: version(1),
                version: 1,
                receipt_no: "5304-7F2A-91C3".to_owned(),
                received_at_ms: NOW,
            }),
            ..row()
        }
    }

    fn decided(verdict: Verdict, reason: Option<&str>) -> RecordRow {
        RecordRow {
            decision: Some(Decision {
                decision_id: DecisionId::new(NOW, [9; 10]),
                finding_id: row().finding_id,
                version_id: version(1),
                verdict,
                reason: reason.map(str::to_owned),
                decided_at_ms: NOW,
                unit: UnitCode::parse("530402001").unwrap(),
                reviewer_name: "王某".to_owned(),
            }),
            ..received()
        }
    }

    fn check(
        row: &RecordRow,
        progress: Option<SendProgress>,
        wedge: Option<&Wedge>,
        word: &str,
        line: Option<&str>,
    ) {
        let standing = Standing::of(row, progress, wedge);
        assert_eq!(standing.word(Lang::Zh), word);
        assert_eq!(standing.line(Lang::Zh, row).as_deref(), line);
    }

    #[test]
    fn every_state_has_its_words() {
        let on_its_way = SendProgress {
            percent: 62,
            photos_done: 2,
            photos_total: 3,
        };
        let lacking = RecordRow {
            lacks: vec![
                Lack::Area,
                Lack::Progress,
                Lack::LandBefore,
                Lack::Dissuasion,
            ],
            ..received()
        };
        check(&row(), None, None, "待上传", None);
        check(
            &row(),
            Some(on_its_way),
            None,
            "上传中 62%",
            Some("照片 2/3"),
        );
        check(
            &received(),
            None,
            None,
            "已送达",
            Some("回执 5304-7F2A-91C3"),
        );
        check(
            &lacking,
            None,
            None,
            "已上报·待补",
            Some("待补：面积、在建情况、原地类…"),
        );
        check(
            &decided(Verdict::Returned, Some("补近景")),
            None,
            None,
            "退回补正",
            Some("补近景"),
        );
        check(
            &decided(Verdict::Accepted, None),
            None,
            None,
            "已受理",
            Some("回执 5304-7F2A-91C3"),
        );
    }

    #[test]
    fn a_record_without_a_position_says_so_wherever_it_is() {
        let without = |row: RecordRow, lacks: &[Lack]| RecordRow {
            lacks: lacks.to_vec(),
            ..row
        };
        let many = [
            Lack::PhotoNear,
            Lack::PhotoFeature,
            Lack::Position,
            Lack::Area,
        ];
        let alone = [Lack::Position];
        let sending = SendProgress {
            percent: 62,
            photos_done: 2,
            photos_total: 3,
        };
        let says = |row: RecordRow, progress, word: &str, line: &str| {
            check(&row, progress, None, word, Some(line));
        };
        says(without(row(), &many), None, "待上传", "位置待补");
        says(
            without(row(), &many),
            Some(sending),
            "上传中 62%",
            "位置待补 · 照片 2/3",
        );
        says(
            without(received(), &many),
            None,
            "已上报·待补",
            "位置待补 · 待补：近景照片、特征照片、面积",
        );
        says(without(received(), &alone), None, "已上报·待补", "位置待补");
        says(
            without(decided(Verdict::Accepted, None), &alone),
            None,
            "已受理",
            "位置待补 · 回执 5304-7F2A-91C3",
        );
        says(
            without(decided(Verdict::Returned, Some("补近景")), &alone),
            None,
            "退回补正",
            "补近景",
        );
    }

    #[test]
    fn what_is_stuck_says_why_and_what_is_safe() {
        let photo = Wedge::PhotoGone {
            sha256: Sha256([1; 32]),
        };
        let refused = |code: &str| Wedge::Refused {
            code: code.to_owned(),
        };
        let wedges = [
            photo,
            Wedge::BadReceipt,
            Wedge::KeyGone,
            refused("unknown_device"),
            refused("conflict"),
            refused("too_large"),
            refused("bad_signature"),
        ];
        for wedge in wedges {
            let standing = Standing::of(&row(), None, Some(&wedge));
            assert_eq!(
                (standing.word(Lang::Zh).as_str(), standing.tone()),
                ("发不出去", Tone::Needs)
            );
            assert!(stuck_why(Lang::Zh, &wedge).contains('在'), "{wedge:?}");
        }
        assert!(stuck_why(Lang::En, &refused("bad_signature")).contains("bad_signature"));
    }

    #[test]
    fn an_old_progress_never_hides_that_a_record_was_received() {
        let old = SendProgress {
            percent: 90,
            photos_done: 2,
            photos_total: 3,
        };
        assert_eq!(
            Standing::of(&received(), Some(old), Some(&Wedge::KeyGone)),
            Standing::Received
        );
    }

    #[test]
    fn the_state_line_is_truthful() {
        let check = |connection, is_sending, waiting, last, text: &str| {
            let words = state_words(Lang::Zh, connection, is_sending, waiting, last, NOW);
            let waiting = words.waiting.unwrap_or_default();
            assert_eq!(format!("{} {} {}", words.head, waiting, words.last), text);
        };
        let yesterday = Some(NOW - 21 * 3_600_000);
        check(
            Connection::Offline,
            false,
            3,
            yesterday,
            "离线 待上传 3 上次送达 昨天 17:00",
        );
        check(
            Connection::Connected,
            true,
            2,
            None,
            "正在上传 待上传 2 还没有送达过",
        );
        check(
            Connection::Connected,
            false,
            0,
            yesterday,
            "已连接 全部已送达 上次送达 昨天 17:00",
        );
        check(
            Connection::Unknown,
            false,
            0,
            None,
            "正在连接  还没有送达过",
        );
    }
}
