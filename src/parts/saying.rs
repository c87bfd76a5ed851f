//! Where a record is, in words. Pure: no page, no store, no clock of its own.

use domain::area::AreaEstimate;
use domain::divisions::{path, short_village_name, unit_name};
use domain::finding::Lack;
use domain::taxonomy::SightingKind;
use domain::time::{CstDateTime, UnixMs, cst_day};
use domain::unit::{Level, UnitCode};
use engine::record::{RecordRow, RecordState, Wedge};
use ui::Tone;
use words::terms::Term;
use words::{Lang, ago_or_time, record};

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

    /// What matters most about the state, beside its word.
    pub fn line(&self, lang: Lang, row: &RecordRow) -> Option<String> {
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
            Self::ReceivedWithLacks => Some(record::lacks(lang, lack_list(lang, &row.lacks, 3))),
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

/// What a record is about: 疑似建房 · 约 0.2-0.5 亩.
pub fn title(lang: Lang, sighting: Option<SightingKind>, area: Option<AreaEstimate>) -> String {
    let what = match sighting {
        Some(kind) => record::suspected(lang, in_sentence(lang, kind.say(lang))),
        None => record::suspected_unknown(lang).to_owned(),
    };
    match area.and_then(mu_text) {
        Some(mu) => record::with_area(lang, mu, what),
        None => what,
    }
}

/// An English term in the middle of a sentence begins small.
fn in_sentence(lang: Lang, term: &str) -> String {
    match lang {
        Lang::Zh => term.to_owned(),
        Lang::En => term.to_lowercase(),
    }
}

/// The number or the band, without its unit; `None`: not clear.
fn mu_text(area: AreaEstimate) -> Option<String> {
    match area {
        AreaEstimate::Band(band) => Some(band.zh().to_owned()),
        AreaEstimate::Measured(area) => Some(area.mu_text()),
        AreaEstimate::Unclear => None,
    }
}

/// Where it is: what people call it, else the village.
pub fn place(locality: Option<&str>, village: Option<&UnitCode>) -> Option<String> {
    let named = locality.map(str::trim).filter(|text| !text.is_empty());
    named.map(str::to_owned).or_else(|| village.map(unit_short))
}

/// The unit's name for a narrow screen; its code where the table does not have it.
pub fn unit_short(unit: &UnitCode) -> String {
    match unit_name(unit) {
        Some(full) => short_village_name(&full).to_owned(),
        None => unit.as_str().to_owned(),
    }
}

/// The units above a village, the nearest first being last: 红塔区 大营街街道. The city is left out: it
/// is the same for everybody here.
pub fn units_above(unit: &UnitCode) -> String {
    let above: Vec<_> = path(unit)
        .into_iter()
        .filter(|(code, _)| code.level() != Level::City && code != unit)
        .map(|(_, name)| name.into_owned())
        .collect();
    above.join(" ")
}

/// The first few lacks, and … for more.
pub fn lack_list(lang: Lang, lacks: &[Lack], most: usize) -> String {
    let shown: Vec<_> = lacks.iter().take(most).map(|lack| lack.say(lang)).collect();
    let mut text = shown.join(record::list_separator(lang));
    if lacks.len() > most {
        text.push('…');
    }
    text
}

/// Two parts with a dot between them; one alone stands alone.
pub fn joined(lang: Lang, first: Option<String>, second: String) -> String {
    match first {
        Some(first) => record::between(lang, first, second),
        None => second,
    }
}

/// Where and when: 老鹰山脚 · 11:47. The time is that of the last change.
pub fn place_and_time(lang: Lang, row: &RecordRow, now_ms: UnixMs) -> String {
    let place = place(row.locality.as_deref(), row.village.as_ref());
    joined(lang, place, ago_or_time(lang, row.changed_at_ms, now_ms))
}

/// The headline of a day: 今天, 昨天, 11月20日, 2025年11月20日.
pub fn day_heading(lang: Lang, at_ms: UnixMs, now_ms: UnixMs) -> String {
    let at = CstDateTime::of(at_ms);
    match cst_day(now_ms).saturating_sub(cst_day(at_ms)) {
        0 => record::today(lang).to_owned(),
        1 => record::yesterday(lang).to_owned(),
        _ if at.year == CstDateTime::of(now_ms).year => record::day(lang, at.day, at.month),
        _ => record::day_of_year(lang, at.day, at.month, at.year),
    }
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
    use domain::area::{AreaBand, AreaDm2};
    use domain::hash::Sha256;
    use domain::ids::{DecisionId, FindingId, VersionId};
    use domain::review::{Decision, Verdict};
    use engine::record::RowReceipt;

    use super::*;

    /// 2026-11-23 14:00 +08:00.
    const NOW: UnixMs = 1_795_413_600_000;
    const DAY: UnixMs = 86_400_000;

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
            changed_at_ms: NOW - 5 * 60_000,
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
    fn titles_say_what_is_known_and_nothing_else() {
        let check = |sighting, area, zh: &str, en: &str| {
            assert_eq!(title(Lang::Zh, sighting, area), zh);
            assert_eq!(title(Lang::En, sighting, area), en);
        };
        let building = Some(SightingKind::Building);
        check(
            building,
            Some(AreaEstimate::Band(AreaBand::FifthToHalf)),
            "疑似建房 · 约 0.2-0.5 亩",
            "Suspected building · about 0.2-0.5 mu",
        );
        check(
            building,
            Some(AreaEstimate::Measured(AreaDm2::from_mu(0.6))),
            "疑似建房 · 约 0.60 亩",
            "Suspected building · about 0.60 mu",
        );
        check(
            building,
            Some(AreaEstimate::Unclear),
            "疑似建房",
            "Suspected building",
        );
        check(None, None, "疑似违法", "Suspected violation");
    }

    #[test]
    fn a_place_is_what_people_call_it_else_the_village() {
        let village = UnitCode::parse("530402001001").unwrap();
        assert_eq!(
            place(Some(" 老鹰山脚 "), Some(&village)).as_deref(),
            Some("老鹰山脚")
        );
        assert_eq!(
            place(Some("  "), Some(&village)),
            Some(unit_short(&village))
        );
        assert_eq!(place(None, None), None);
        let merged_away = UnitCode::parse("530402999999").unwrap();
        assert_eq!(unit_short(&merged_away), "530402999999");
    }

    #[test]
    fn days_are_counted_in_china() {
        let check = |before_ms: i64, zh: &str| {
            assert_eq!(day_heading(Lang::Zh, NOW - before_ms, NOW), zh);
        };
        check(0, "今天");
        check(13 * 3_600_000, "今天");
        check(15 * 3_600_000, "昨天");
        check(3 * DAY, "11月20日");
        check(365 * DAY, "2025年11月23日");
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
