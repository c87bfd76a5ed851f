//! What the evidence of a version says: signature, chain, hashes, and every fact that is off.

use domain::wire::{ChainLink, Flag, VersionDetail};
use ui::Tone;
use words::{Lang, review as say};

use super::model::lacks;
use crate::saying;

/// One thing that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Check {
    /// [`Tone::Ok`] holds; [`Tone::Due`] should be kept in mind; [`Tone::Needs`] touches the proof.
    pub(crate) tone: Tone,
    /// What was found.
    pub(crate) sentence: String,
}

/// What the evidence of one version says, the proof first, then every fact that is off.
pub(crate) fn evidence(lang: Lang, version: &VersionDetail) -> Vec<Check> {
    let check = |tone, sentence: &str| Check {
        tone,
        sentence: sentence.to_owned(),
    };
    let sealed = &version.sealed;
    let checks = version.checks;
    let signature = if checks.signature_valid {
        check(Tone::Ok, say::signature_valid(lang))
    } else {
        check(Tone::Needs, say::signature_invalid(lang))
    };
    let chain = match checks.chain {
        ChainLink::First => check(Tone::Ok, say::chain_first(lang)),
        ChainLink::Linked => check(Tone::Ok, &say::chain_linked(lang, sealed.seq)),
        ChainLink::Gap => check(Tone::Due, &say::chain_gap(lang, sealed.seq)),
        ChainLink::Fork => check(Tone::Needs, &say::chain_fork(lang, sealed.seq)),
    };
    let photos = match (checks.photos_valid, sealed.photos.len()) {
        (false, _) => check(Tone::Needs, say::photos_invalid(lang)),
        (true, 0) => check(Tone::Ok, say::photos_none(lang)),
        (true, n) => check(Tone::Ok, &say::photos_valid(lang, n)),
    };
    let flags = version
        .flags
        .iter()
        // The chain has its own line above, and the demonstration its banner over the page.
        .filter(|flag| !matches!(flag, Flag::SequenceGap | Flag::ChainFork | Flag::Demo))
        .map(|&flag| match (flag, sealed.server_offset_ms) {
            (Flag::ClockSkew, Some(offset_ms)) => {
                check(saying::flag_tone(flag), &clock_sentence(lang, offset_ms))
            }
            _ => check(saying::flag_tone(flag), saying::flag_sentence(lang, flag)),
        });
    [signature, chain, photos]
        .into_iter()
        .chain(flags)
        .collect()
}

/// How far the phone's clock was off. The offset is the server's clock minus the phone's.
fn clock_sentence(lang: Lang, offset_ms: i64) -> String {
    let size = saying::duration(lang, offset_ms);
    if offset_ms > 0 {
        say::clock_slow(lang, size)
    } else {
        say::clock_fast(lang, size)
    }
}

/// What an acceptance should not overlook: what is off, and what is missing.
pub(crate) fn caveats(lang: Lang, version: &VersionDetail) -> Vec<String> {
    let off = evidence(lang, version)
        .into_iter()
        .filter(|check| check.tone != Tone::Ok)
        .map(|check| check.sentence);
    let lacks = lacks(lang, version);
    let missing = (!lacks.is_empty()).then(|| say::lacks_list(lang, lacks.join(say::comma(lang))));
    off.chain(missing).collect()
}

/// The evidence in two or three words: that all holds, or how many things do not.
pub(crate) fn verdict(lang: Lang, version: &VersionDetail) -> (Tone, String) {
    let tones: Vec<_> = evidence(lang, version)
        .iter()
        .map(|check| check.tone)
        .filter(|tone| *tone != Tone::Ok)
        .collect();
    match tones.len() {
        0 => (Tone::Ok, say::checks_passed(lang).to_owned()),
        n if tones.contains(&Tone::Needs) => (Tone::Needs, say::off_count(lang, n)),
        n => (Tone::Due, say::off_count(lang, n)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{self, NOW};

    #[test]
    fn sound_evidence_is_three_things_that_hold() {
        let version = sample::version(1, NOW);
        let tones: Vec<_> = evidence(Lang::Zh, &version)
            .iter()
            .map(|c| c.tone)
            .collect();
        assert_eq!(tones, [Tone::Ok; 3]);
        assert_eq!(
            verdict(Lang::Zh, &version),
            (Tone::Ok, "校验通过".to_owned())
        );
    }

    #[test]
    fn what_is_off_is_told_once_and_touches_the_proof_or_not() {
        let mut version = sample::version(1, NOW);
        version.checks.chain = ChainLink::Gap;
        version.sealed.photos.clear();
        version.sealed.server_offset_ms = Some(-540_000);
        version.flags = vec![Flag::SequenceGap, Flag::ClockSkew, Flag::Demo];
        let off: Vec<_> = evidence(Lang::Zh, &version)
            .into_iter()
            .filter(|check| check.tone != Tone::Ok)
            .map(|check| check.sentence)
            .collect();
        assert_eq!(
            off,
            [
                say::chain_gap(Lang::Zh, 12),
                "手机时钟比服务器快 9 分钟".to_owned(),
            ]
        );
        assert_eq!(verdict(Lang::Zh, &version).0, Tone::Due);
        version.checks.signature_valid = false;
        assert_eq!(
            verdict(Lang::Zh, &version),
            (Tone::Needs, "3 处请留意".to_owned())
        );
    }

    #[test]
    fn an_acceptance_names_what_is_off_and_what_is_missing() {
        let mut version = sample::version(1, NOW);
        version.checks.chain = ChainLink::Gap;
        let caveats = caveats(Lang::Zh, &version);
        assert_eq!(caveats.len(), 2);
        assert_eq!(caveats[0], say::chain_gap(Lang::Zh, 12));
        assert!(caveats[1].starts_with("待补：特征照片、"), "{caveats:?}");
    }
}
