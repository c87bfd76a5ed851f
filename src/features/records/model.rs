//! What 「记录」 says: days, facts, history. Pure.

use std::sync::Arc;

use domain::area::AreaEstimate;
use domain::finding::FindingForm;
use domain::position::Position;
use domain::review::{Decision, Verdict};
use domain::time::{CstDateTime, UnixMs, cst_day};
use engine::record::{SealedVersion, StoredReceipt};
use ui::Tone;
use words::terms::Term;
use words::{Lang, common, records};

use crate::parts::naming::{unit_short, units_above};
use crate::parts::record_row::ListedRecord;

/// The records of one day, newest first.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Day {
    /// The day at +08:00, counted from 1970.
    pub(super) day: i64,
    /// A moment of it, for its headline.
    pub(super) at_ms: UnixMs,
    /// Its records.
    pub(super) records: Vec<Arc<ListedRecord>>,
}

/// Records by the day on which they were sealed, in the order given.
pub(super) fn by_day(rows: &[Arc<ListedRecord>]) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    for record in rows {
        let at_ms = record.row.sealed_at_ms;
        let day = cst_day(at_ms);
        match days.last_mut().filter(|last| last.day == day) {
            Some(last) => last.records.push(record.clone()),
            None => days.push(Day {
                day,
                at_ms,
                records: vec![record.clone()],
            }),
        }
    }
    days
}

/// What a record says, name by name; what the officer did not say is left out, except what the law
/// asks for, which is —.
pub(super) fn facts(
    lang: Lang,
    form: &FindingForm,
    discovered_at_ms: UnixMs,
) -> Vec<(&'static str, String)> {
    let unknown = || common::unknown(lang).to_owned();
    let village = form.village.as_ref();
    let place = village.map(|unit| format!("{} {}", units_above(unit), unit_short(unit)));
    let sighting = form.sighting.map(|kind| kind.say(lang).to_owned());
    let optional = |name, text: &Option<String>| Some((name, text.clone()?));
    let facts = [
        Some((records::sighting(lang), sighting.unwrap_or_else(unknown))),
        Some((records::place(lang), place.unwrap_or_else(unknown))),
        optional(records::locality(lang), &form.locality),
        Some((records::position(lang), position(lang, form))),
        Some((records::area(lang), area(lang, form.area))),
        form.progress
            .map(|term| (records::progress(lang), term.say(lang).to_owned())),
        form.land_before
            .map(|term| (records::land_before(lang), term.say(lang).to_owned())),
        form.dissuasion
            .map(|term| (records::dissuasion(lang), term.say(lang).to_owned())),
        optional(records::party(lang), &form.party),
        optional(records::note(lang), &form.note),
        Some((
            records::discovered(lang),
            CstDateTime::of(discovered_at_ms).full_text(),
        )),
    ];
    facts.into_iter().flatten().collect()
}

fn position(lang: Lang, form: &FindingForm) -> String {
    match (&form.position, form.no_position) {
        (Some(position), _) => position_text(lang, position),
        (None, Some(reason)) => records::no_position(lang, reason.say(lang)),
        (None, None) => common::unknown(lang).to_owned(),
    }
}

/// 24.350512, 102.543718 ±6 m.
pub(super) fn position_text(lang: Lang, position: &Position) -> String {
    let accuracy = common::metres(lang, position.accuracy_m.round() as i64);
    format!("{} {accuracy}", position.lat_lon_text())
}

fn area(lang: Lang, area: Option<AreaEstimate>) -> String {
    match area {
        Some(AreaEstimate::Band(band)) => common::mu(lang, band.say(lang)),
        Some(AreaEstimate::Measured(area)) => {
            common::mu_and_m2(lang, area.m2_text(), area.mu_text())
        }
        Some(AreaEstimate::Unclear) => common::unclear(lang).to_owned(),
        None => common::unknown(lang).to_owned(),
    }
}

/// One step of a record's way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    /// When, by the clock of whoever did it.
    pub(super) at_ms: UnixMs,
    /// What happened.
    pub(super) text: String,
    /// How it matters.
    pub(super) tone: Tone,
}

/// Everything that is known of a record's way, newest first.
pub(super) fn history(
    lang: Lang,
    versions: &[SealedVersion],
    receipts: &[StoredReceipt],
    decision: Option<&Decision>,
) -> Vec<Step> {
    let sealed = versions.iter().map(|version| Step {
        at_ms: version.sealed.sealed_at_ms,
        text: records::sealed(lang, version.sealed.version),
        tone: Tone::Quiet,
    });
    let number_of = |receipt: &StoredReceipt| {
        let mut known = versions.iter().map(|version| &version.sealed);
        known
            .find(|sealed| sealed.version_id == receipt.version_id)
            .map(|sealed| sealed.version)
    };
    let received = receipts.iter().filter_map(|receipt| {
        Some(Step {
            at_ms: receipt.received_at_ms,
            text: records::was_received(lang, &receipt.receipt_no, number_of(receipt)?),
            tone: Tone::Ok,
        })
    });
    let decided = decision.map(|decision| {
        let unit = unit_short(&decision.unit);
        let reason = decision
            .reason
            .as_deref()
            .unwrap_or(records::no_reason(lang));
        let (text, tone) = match decision.verdict {
            Verdict::Returned => (
                records::was_returned(lang, &decision.reviewer_name, reason, unit),
                Tone::Needs,
            ),
            Verdict::Accepted => (
                records::was_accepted(lang, &decision.reviewer_name, unit),
                Tone::Ok,
            ),
        };
        Step {
            at_ms: decision.decided_at_ms,
            text,
            tone,
        }
    });
    // What came later stands above; of two at the same moment, the one that follows from the other.
    let mut steps: Vec<Step> = Vec::new();
    for step in sealed.chain(received).chain(decided) {
        let place = steps.partition_point(|above| above.at_ms > step.at_ms);
        steps.insert(place, step);
    }
    steps
}

#[cfg(test)]
mod tests {
    use domain::area::{AreaBand, AreaDm2};
    use domain::finding::FindingVersion;
    use domain::hash::Sha256;
    use domain::ids::{DecisionId, DeviceId, FindingId, OfficerId, VersionId};
    use domain::position::PositionSource;
    use domain::taxonomy::{LackReason, SightingKind};
    use domain::unit::UnitCode;
    use domain::wire::Jws;
    use engine::ports::KeyId;
    use engine::record::RecordRow;

    use super::*;

    /// 2026-11-23 14:00 +08:00.
    const NOW: UnixMs = 1_795_413_600_000;
    const HOUR: UnixMs = 3_600_000;

    fn sealed(version: u32, sealed_at_ms: UnixMs) -> SealedVersion {
        SealedVersion {
            sealed: FindingVersion {
                schema: 1,
                finding_id: FindingId::new(0, [1; 10]),
                version_id: VersionId::new(0, [version as u8; 10]),
                version,
                supersedes: None,
                answers: None,
                officer_id: OfficerId::new(0, [1; 10]),
                device_id: DeviceId::new(0, [1; 10]),
                seq: u64::from(version),
                prev_payload_sha256: None,
                discovered_at_ms: sealed_at_ms,
                sealed_at_ms,
                server_offset_ms: None,
                app_version: "0".to_owned(),
                practice: false,
                form: FindingForm::default(),
                photos: Vec::new(),
            },
            key_id: KeyId("k".to_owned()),
            payload_sha256: Sha256([0; 32]),
            jws: jws(),
        }
    }

    fn jws() -> Jws {
        Jws {
            payload: String::new(),
            protected: String::new(),
            signature: String::new(),
        }
    }

    fn receipt(version: u8, received_at_ms: UnixMs) -> StoredReceipt {
        StoredReceipt {
            version_id: VersionId::new(0, [version; 10]),
            finding_id: FindingId::new(0, [1; 10]),
            receipt_no: "5304-7F2A-91C3".to_owned(),
            received_at_ms,
            verified_at_ms: received_at_ms,
            jws: jws(),
        }
    }

    fn listed(n: u8, sealed_at_ms: UnixMs) -> Arc<ListedRecord> {
        let version = sealed(u32::from(n), sealed_at_ms).sealed;
        Arc::new(ListedRecord {
            row: RecordRow::first(&version),
            wedge: None,
        })
    }

    #[test]
    fn records_stand_under_their_day_in_china() {
        let rows = [
            listed(1, NOW),
            listed(2, NOW - 13 * HOUR),
            listed(3, NOW - 15 * HOUR),
            listed(4, NOW - 80 * HOUR),
        ];
        let days: Vec<_> = by_day(&rows).iter().map(|day| day.records.len()).collect();
        assert_eq!(days, [2, 1, 1]);
        assert!(by_day(&[]).is_empty());
    }

    #[test]
    fn facts_leave_out_what_was_not_said_and_invent_nothing() {
        let names = |form: &FindingForm| -> Vec<String> {
            let facts = facts(Lang::Zh, form, NOW).into_iter();
            facts
                .map(|(name, value)| format!("{name}={value}"))
                .collect()
        };
        let discovered = "发现=2026-11-23 14:00:00 +08:00";
        assert_eq!(
            names(&FindingForm::default()),
            ["看到=—", "地点=—", "位置=—", "面积=—", discovered]
        );
        let form = FindingForm {
            sighting: Some(SightingKind::SoilTaking),
            village: UnitCode::parse("530402999999").ok(),
            no_position: Some(LackReason::NoFix),
            area: Some(AreaEstimate::Unclear),
            note: Some("路边".to_owned()),
            ..FindingForm::default()
        };
        let said = names(&form);
        assert_eq!(said[0], "看到=取土");
        assert!(said[1].ends_with("530402999999"), "{said:?}");
        assert_eq!(
            said[2..],
            [
                "位置=待补，定位不到",
                "面积=不清楚",
                "说明=路边",
                discovered
            ]
        );
    }

    #[test]
    fn areas_and_positions_carry_their_units() {
        assert_eq!(
            area(Lang::Zh, Some(AreaEstimate::Band(AreaBand::OverFive))),
            ">5 亩"
        );
        assert_eq!(
            area(
                Lang::Zh,
                Some(AreaEstimate::Measured(AreaDm2::from_mu(0.6)))
            ),
            "0.60 亩（400.00 平方米）"
        );
        let position = Position {
            lon_deg: 102.543_718,
            lat_deg: 24.350_512,
            accuracy_m: 6.4,
            altitude_m: None,
            fixed_at_ms: NOW,
            source: PositionSource::Device,
        };
        assert_eq!(
            position_text(Lang::Zh, &position),
            "24.350512, 102.543718 ±6 m"
        );
    }

    #[test]
    fn the_history_tells_everything_newest_first() {
        let decision = Decision {
            decision_id: DecisionId::new(0, [9; 10]),
            finding_id: FindingId::new(0, [1; 10]),
            version_id: VersionId::new(0, [1; 10]),
            verdict: Verdict::Returned,
            reason: Some("补近景".to_owned()),
            decided_at_ms: NOW + 2 * HOUR,
            unit: UnitCode::parse("530402999").unwrap(),
            reviewer_name: "王某".to_owned(),
        };
        let versions = [sealed(1, NOW), sealed(2, NOW + 3 * HOUR)];
        let receipts = [receipt(1, NOW + HOUR), receipt(7, NOW + HOUR)];
        let steps = history(Lang::Zh, &versions, &receipts, Some(&decision));
        let texts: Vec<_> = steps.iter().map(|step| step.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "第 2 版存到手机",
                "530402999 王某 退回补正：补近景",
                "第 1 版送达，回执 5304-7F2A-91C3",
                "第 1 版存到手机",
            ]
        );
    }
}
