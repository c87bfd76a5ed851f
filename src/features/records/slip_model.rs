//! What 「我报过了」 says: that something was found, talked about, reported, received and answered, each
//! with its time as far as it is known. Pure.
//!
//! The slip is about the oldest version that the server has: it shows how early the report was.

use domain::review::{Decision, Verdict};
use domain::taxonomy::Dissuasion;
use domain::time::CstDateTime;
use engine::record::{SealedVersion, StoredReceipt};
use words::terms::Term;
use words::{Lang, common, record, records};

#[cfg(test)]
use super::fixtures;
use crate::parts::naming::{title, unit_short, units_above};

/// As much as a code of 117 modules a side holds, in bytes: on a narrow phone a module is still larger
/// than two pixels (ISO/IEC 18004, version 25, level L).
const MAX_CODE_BYTES: usize = 1_273;

/// One page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slip {
    /// Name and value.
    pub(super) facts: Vec<(&'static str, String)>,
    /// `None`: not received yet.
    pub(super) receipt_no: Option<String>,
    /// What the QR code says; `None`: not received yet.
    pub(super) code: Option<String>,
}

/// The slip of a record. `versions` are oldest first; `officer` is the name of who uses the phone.
/// `None`: there is no version.
pub(super) fn slip(
    lang: Lang,
    versions: &[SealedVersion],
    receipts: &[StoredReceipt],
    decision: Option<&Decision>,
    officer: &str,
    origin: &str,
) -> Option<Slip> {
    let receipt_of = |version: &SealedVersion| {
        let mut all = receipts.iter();
        all.find(|receipt| receipt.version_id == version.sealed.version_id)
    };
    let received = versions
        .iter()
        .find_map(|version| Some((version, receipt_of(version)?)));
    let version = received.map_or(versions.first(), |(version, _)| Some(version))?;
    let sealed = &version.sealed;
    let unknown = || common::unknown(lang).to_owned();
    let when = |at_ms| CstDateTime::of(at_ms).full_text();
    let village = sealed.form.village.as_ref();
    let place = village.map(|unit| format!("{} {}", units_above(unit), unit_short(unit)));
    let received_at = received.map(|(_, receipt)| when(receipt.received_at_ms));
    let answered = decision.map(|decision| {
        let word = match decision.verdict {
            Verdict::Returned => record::returned(lang),
            Verdict::Accepted => record::accepted(lang),
        };
        record::between(lang, when(decision.decided_at_ms), word)
    });
    Some(Slip {
        facts: vec![
            (records::officer(lang), officer.to_owned()),
            (records::place(lang), place.unwrap_or_else(unknown)),
            (
                records::sighting(lang),
                title(lang, sealed.form.sighting, sealed.form.area),
            ),
            (records::discovered(lang), when(sealed.discovered_at_ms)),
            (
                records::dissuasion(lang),
                dissuaded(lang, versions).unwrap_or_else(unknown),
            ),
            (records::reported(lang), when(sealed.sealed_at_ms)),
            (
                records::received_at(lang),
                received_at.unwrap_or_else(unknown),
            ),
            (records::answered(lang), answered.unwrap_or_else(unknown)),
        ],
        receipt_no: received.map(|(_, receipt)| receipt.receipt_no.clone()),
        code: received.map(|(version, receipt)| code(version, receipt, origin)),
    })
}

/// What came of talking to the party. When that was nobody wrote down: it was before the version was
/// sealed that says so first.
fn dissuaded(lang: Lang, versions: &[SealedVersion]) -> Option<String> {
    let outcome = versions.last()?.sealed.form.dissuasion?;
    let says_so = |version: &&SealedVersion| version.sealed.form.dissuasion == Some(outcome);
    let first = versions.iter().find(says_so)?;
    let said = outcome.say(lang);
    Some(match outcome {
        Dissuasion::Stopped | Dissuasion::Continued | Dissuasion::SelfRemoved => {
            let when = CstDateTime::of(first.sealed.sealed_at_ms).full_text();
            records::no_later_than(lang, said, when)
        }
        Dissuasion::PartyAbsent | Dissuasion::NotConvenient | Dissuasion::NotTried => {
            said.to_owned()
        }
    })
}

/// The receipt as the server signed it: a compact JWS, which any JOSE library checks against the keys
/// that the server publishes. One of many photos would make a code too fine to be read: instead what
/// finds the record, and tells its content, at that server.
fn code(version: &SealedVersion, receipt: &StoredReceipt, origin: &str) -> String {
    let jws = &receipt.jws;
    let compact = [&*jws.protected, &*jws.payload, &*jws.signature].join(".");
    if compact.len() <= MAX_CODE_BYTES {
        return compact;
    }
    let (finding, hash) = (version.sealed.finding_id, version.payload_sha256);
    format!("{origin}\n{}\n{finding}\n{hash}", receipt.receipt_no)
}

#[cfg(test)]
mod tests {
    use engine::ports::KeyId;
    use serde_json::{Value, from_value, json};

    use super::fixtures::NOW;
    use super::*;

    const HOUR: i64 = 3_600_000;

    fn id(n: u8) -> domain::ids::FindingId {
        domain::ids::FindingId::new(0, [n; 10])
    }

    fn version(n: u8, sealed_at_ms: i64, form: Value) -> SealedVersion {
        let sealed = from_value(json!({
            "schema": 1, "finding_id": id(1), "version_id": id(n), "version": n, "officer_id": id(1),
            "device_id": id(1), "seq": n, "discovered_at_ms": NOW, "sealed_at_ms": sealed_at_ms,
            "app_version": "0", "form": form, "photos": [],
        }));
        SealedVersion {
            sealed: sealed.unwrap(),
            key_id: KeyId("k".to_owned()),
            payload_sha256: domain::hash::Sha256([7; 32]),
            jws: domain::wire::Jws {
                payload: String::new(),
                protected: String::new(),
                signature: String::new(),
            },
        }
    }

    fn receipt(n: u8, received_at_ms: i64, payload: &str) -> StoredReceipt {
        from_value(json!({
            "version_id": id(n), "finding_id": id(1), "receipt_no": format!("530402-0000-0000-000{n}"),
            "received_at_ms": received_at_ms, "verified_at_ms": received_at_ms,
            "jws": { "protected": "eyJ", "payload": payload, "signature": "c2ln" },
        }))
        .unwrap()
    }

    fn values(slip: &Slip) -> Vec<&str> {
        slip.facts.iter().map(|(_, value)| value.as_str()).collect()
    }

    #[test]
    fn what_is_not_known_is_a_dash_and_nothing_is_claimed_before_the_receipt() {
        let versions = [version(1, NOW + HOUR, json!({}))];
        let slip = slip(Lang::Zh, &versions, &[], None, "李某", "https://x").unwrap();
        assert_eq!(
            values(&slip),
            [
                "李某",
                "—",
                "疑似违法",
                "2026-11-23 14:00:00 +08:00",
                "—",
                "2026-11-23 15:00:00 +08:00",
                "—",
                "—"
            ]
        );
        assert_eq!((slip.receipt_no, slip.code), (None, None));
        assert_eq!(super::slip(Lang::Zh, &[], &[], None, "", ""), None);
    }

    #[test]
    fn the_five_times_are_those_of_the_oldest_version_that_arrived() {
        let talked = json!({ "dissuasion": "stopped" });
        let versions = [
            version(1, NOW + HOUR, talked.clone()),
            version(2, NOW + 30 * HOUR, talked),
        ];
        let receipts = [
            receipt(1, NOW + 2 * HOUR, "e30"),
            receipt(2, NOW + 31 * HOUR, "e30"),
        ];
        let decision: Decision = from_value(json!({
            "decision_id": id(9), "finding_id": id(1), "version_id": id(1), "verdict": "returned",
            "decided_at_ms": NOW + 3 * HOUR, "unit": "530402005", "reviewer_name": "王某",
        }))
        .unwrap();
        let slip = slip(
            Lang::Zh,
            &versions,
            &receipts,
            Some(&decision),
            "李某",
            "https://x",
        )
        .unwrap();
        assert_eq!(
            values(&slip)[3..],
            [
                "2026-11-23 14:00:00 +08:00",
                "已停止，不晚于 2026-11-23 15:00:00 +08:00",
                "2026-11-23 15:00:00 +08:00",
                "2026-11-23 16:00:00 +08:00",
                &record::between(Lang::Zh, "2026-11-23 17:00:00 +08:00", "退回补正"),
            ]
        );
        assert_eq!(slip.receipt_no.as_deref(), Some("530402-0000-0000-0001"));
        assert_eq!(slip.code.as_deref(), Some("eyJ.e30.c2ln"));
    }

    #[test]
    fn where_nobody_was_talked_to_no_time_is_given() {
        let versions = [version(1, NOW, json!({ "dissuasion": "party_absent" }))];
        assert_eq!(
            dissuaded(Lang::Zh, &versions).as_deref(),
            Some("当事人不在")
        );
    }

    #[test]
    fn a_receipt_too_long_for_a_code_gives_way_to_what_finds_the_record() {
        let versions = [version(1, NOW, json!({}))];
        // "eyJ." and ".c2ln"
        let most = MAX_CODE_BYTES - 9;
        for (chars, fits) in [(most, true), (most + 1, false)] {
            let receipts = [receipt(1, NOW, &"a".repeat(chars))];
            let slip = slip(Lang::Zh, &versions, &receipts, None, "", "https://x").unwrap();
            let code = slip.code.unwrap();
            assert_eq!(code.starts_with("eyJ."), fits);
            if !fits {
                let lines: Vec<_> = code.lines().collect();
                let (finding, hash) = (id(1).to_string(), "07".repeat(32));
                assert_eq!(
                    lines,
                    ["https://x", "530402-0000-0000-0001", &finding, &hash]
                );
            }
        }
    }
}
