//! Taking an envelope in: parse, find the key, verify, note what a reviewer must know, store.

use domain::divisions;
use domain::finding::FindingVersion;
use domain::ids::DeviceId;
use domain::position::{FixGrade, Position};
use domain::taxonomy::PhotoOrigin;
use domain::time::UnixMs;
use domain::wire::{EnvelopeResult, Flag, Jws};
use evidence::jws::{self, TYP_VERSION};
use serde_json::Value;

use crate::app::App;
use crate::problem::Code;
use crate::store::{Accepted, Device, EnvelopeState, NewEnvelope, Outline, StoreResult};

/// The most characters of one envelope's three texts: thirty photos' manifests need a tenth of it.
pub(crate) const MAX_ENVELOPE_CHARS: usize = 256 * 1024;

/// 2020-01-01T00:00+08:00: nothing of ours is older.
const EARLIEST_MS: UnixMs = 1_577_808_000_000;
/// A phone may be this far ahead before its times are implausible.
const AHEAD_MS: i64 = 86_400_000;
/// A clock that is off by more than this is told.
const SKEW_MS: u64 = 5 * 60_000;

/// Takes one envelope in. `Err` only where the store fails: sending it again helps then.
pub(crate) async fn take_in(
    app: &App,
    sender: DeviceId,
    envelope: Value,
) -> StoreResult<EnvelopeResult> {
    let refused = |code: Code| {
        app.live.metrics.refused(code);
        let problem = code.document();
        Ok(EnvelopeResult::Refused { problem })
    };
    let Ok(envelope) = serde_json::from_value::<Jws>(envelope) else {
        return refused(Code::NotAJws);
    };
    let chars = envelope.payload.len() + envelope.protected.len() + envelope.signature.len();
    if chars > MAX_ENVELOPE_CHARS {
        return refused(Code::TooLarge);
    }
    let Ok(parsed) = jws::parse(&envelope, TYP_VERSION) else {
        return refused(Code::NotAJws);
    };
    let Some(signer) = app.store.device_by_kid(&parsed.header.kid).await? else {
        return refused(Code::UnknownDevice);
    };
    if evidence::native::verify(&signer.key, &parsed).is_err() {
        return refused(Code::BadSignature);
    }
    let payload_sha256 = parsed.payload_sha256();
    let outline = Outline::read(&parsed.payload);
    let known_village = outline.village.clone().filter(is_known);
    let new = NewEnvelope {
        jws: envelope,
        payload_sha256,
        sender,
        flags: flags(&outline, &signer, app.now_ms()),
        // A record from nowhere still needs somebody who sees it: the officer's own supervisors.
        place: known_village.unwrap_or_else(|| signer.officer.unit.clone()),
        signer,
        outline,
    };
    match app.store.accept(new, &app.signer, app.now_ms()).await? {
        Accepted::Stored(state) => Ok(result(payload_sha256, state)),
        Accepted::Conflict => refused(Code::Conflict),
    }
}

/// What the phone is told of a stored envelope.
pub(crate) fn result(payload_sha256: domain::hash::Sha256, state: EnvelopeState) -> EnvelopeResult {
    match state {
        EnvelopeState::AwaitingPhotos(missing) => EnvelopeResult::AwaitingPhotos {
            payload_sha256,
            missing,
        },
        EnvelopeState::Received(receipt) => EnvelopeResult::Received {
            payload_sha256,
            receipt,
        },
    }
}

fn is_known(village: &domain::unit::UnitCode) -> bool {
    divisions::unit_name(village).is_some()
}

/// What can be noticed without the store: facts, never a reason to refuse.
fn flags(outline: &Outline, signer: &Device, now_ms: UnixMs) -> Vec<Flag> {
    let is_outside = outline
        .village
        .as_ref()
        .is_some_and(|village| is_known(village) && !signer.officer.unit.contains(village));
    let mut found = vec![
        (Flag::Unreadable, outline.sealed.is_none()),
        (Flag::DeviceRevoked, signer.revoked_at_ms.is_some()),
        (Flag::Demo, signer.officer.is_demo),
        (Flag::OutsideUnit, is_outside),
    ];
    if let Some(sealed) = outline.sealed.as_deref() {
        found.extend(flags_of_version(sealed, now_ms));
    }
    let mut flags: Vec<_> = found
        .into_iter()
        .filter_map(|(flag, is_so)| is_so.then_some(flag))
        .collect();
    flags.sort_unstable();
    flags
}

/// 0°, 0°: what a receiver says that knows nothing.
fn is_null_island(position: &Position) -> bool {
    position.lon_deg == 0.0 && position.lat_deg == 0.0
}

fn flags_of_version(sealed: &FindingVersion, now_ms: UnixMs) -> [(Flag, bool); 7] {
    let is_implausible = |at_ms: UnixMs| at_ms < EARLIEST_MS || at_ms > now_ms + AHEAD_MS;
    let position = sealed.form.position;
    let is_poor = position.is_some_and(|position| {
        !position.is_possible() || position.grade() == FixGrade::Poor || is_null_island(&position)
    });
    let mut times_ms = vec![sealed.discovered_at_ms, sealed.sealed_at_ms];
    times_ms.extend(position.map(|position| position.fixed_at_ms));
    times_ms.extend(sealed.photos.iter().map(|photo| photo.taken_at_ms));
    let has_gallery = sealed
        .photos
        .iter()
        .any(|photo| photo.origin == PhotoOrigin::Gallery);
    [
        (
            Flag::UnknownVillage,
            !sealed.form.village.as_ref().is_some_and(is_known),
        ),
        (
            Flag::TimeImplausible,
            times_ms.into_iter().any(is_implausible),
        ),
        (
            Flag::ClockSkew,
            sealed
                .server_offset_ms
                .is_some_and(|offset_ms| offset_ms.unsigned_abs() > SKEW_MS),
        ),
        (Flag::GalleryPhoto, has_gallery),
        (Flag::PoorPosition, is_poor),
        (Flag::NoPosition, position.is_none()),
        (Flag::NoPhotos, sealed.photos.is_empty()),
    ]
}
