//! Enrolment: a code of ten digits makes this phone one officer's phone.
//!
//! The key is made and remembered before the code is used, so that a lost answer can be asked for
//! again: the server gives the same device for the same code and key.

use domain::review::Role;
use domain::unit::UnitCode;
use domain::wire::{
    Challenge, ChallengeRequest, EnrolPreview, EnrolPreviewRequest, EnrolRequest, Enrolled, Jwk,
    Jws, RenewedToken, TokenClaim,
};
use evidence::jws::{TYP_TOKEN, Unsigned};

use crate::api::{ApiError, call};
use crate::ports::{Identity, KeyId, Method, PendingEnrolment, Ports, StoreError, VaultError};

/// Why enrolment did not work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnrolError {
    /// The code is not ten digits.
    #[error("not ten digits")]
    NotACode,
    /// The server could not be asked, or says no.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The phone's store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The browser's cryptography.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// The digits of a typed or scanned code: spaces and hyphens are allowed between them, and the wide
/// digits of a Chinese keyboard.
pub fn digits_of(text: &str) -> Option<String> {
    let mut digits = String::with_capacity(10);
    for c in text.trim().chars() {
        match c {
            '0'..='9' => digits.push(c),
            '０'..='９' => digits.push(char::from(b'0' + (c as u32 - '０' as u32) as u8)),
            ' ' | '-' | '\u{3000}' => {}
            _ => return None,
        }
    }
    (digits.len() == 10).then_some(digits)
}

/// Whom a code would enrol. Uses nothing up.
///
/// # Errors
/// [`EnrolError`]; the server's codes are `enrol_code_wrong`, `enrol_code_used`,
/// `enrol_code_expired`, `too_many_attempts`.
pub async fn preview(ports: &Ports, code: &str) -> Result<EnrolPreview, EnrolError> {
    let code = digits_of(code).ok_or(EnrolError::NotACode)?;
    let request = EnrolPreviewRequest { code };
    Ok(call(ports, Method::Post, "/api/v1/enrol/preview", Some(&request)).await?)
}

/// Uses the code up and makes this phone `person`'s, as [`preview`] told.
///
/// A phone that is this person's already goes on with its key and its device, so that what it sealed
/// under them arrives, also at a server that was restored and does not know them any more.
///
/// # Errors
/// As [`preview`], and the store's and the vault's.
pub async fn enrol(
    ports: &Ports,
    code: &str,
    person: &EnrolPreview,
    platform: &str,
) -> Result<Identity, EnrolError> {
    let code = digits_of(code).ok_or(EnrolError::NotACode)?;
    let known = ports.store.identity().await?;
    let pending = ports.store.pending_enrolment().await?;
    let pending = pending.filter(|pending| pending.code == code);
    // An officer's number is no help: a server that was restored may have given him another.
    let is_the_same =
        |known: &&Identity| known.officer_name == person.officer_name && known.unit == person.unit;
    if let (None, Some(mine)) = (&pending, known.as_ref().filter(is_the_same)) {
        let done = match shown_key(ports, mine, &code).await {
            Ok(shown) => use_up(ports, &code, platform, shown, Some(mine)).await,
            Err(error) => Err(error),
        };
        match done {
            // Revoked, or another officer's of the same name; or the browser's data was cleaned.
            Err(EnrolError::Api(ApiError::Refused(problem))) if problem.code == "key_taken" => {}
            Err(EnrolError::Vault(VaultError::KeyGone)) => {}
            done => return done,
        }
    }
    let pending = match pending {
        Some(pending) => pending,
        None => {
            let key = ports.vault.create_key().await?;
            let pending = PendingEnrolment {
                code: code.clone(),
                key_id: key.id,
                key: key.public,
            };
            ports.store.put_pending_enrolment(pending.clone()).await?;
            pending
        }
    };
    let fresh = EnrolKey {
        id: pending.key_id,
        public: pending.key,
        proof: None,
    };
    use_up(ports, &code, platform, fresh, known.as_ref()).await
}

/// The key that a code is used up with.
struct EnrolKey {
    id: KeyId,
    public: Jwk,
    /// Shows that the phone has it, and which device it has been.
    proof: Option<Jws>,
}

/// The key that the phone has been enrolled with.
async fn shown_key(ports: &Ports, known: &Identity, code: &str) -> Result<EnrolKey, EnrolError> {
    Ok(EnrolKey {
        id: known.key_id.clone(),
        // An older app did not keep it.
        public: known.key.clone().ok_or(VaultError::KeyGone)?,
        proof: Some(signed_claim(ports, known, code.to_owned()).await?),
    })
}

/// Asks the server, and stores who the phone is enrolled for now. What waits is tried again.
async fn use_up(
    ports: &Ports,
    code: &str,
    platform: &str,
    key: EnrolKey,
    known: Option<&Identity>,
) -> Result<Identity, EnrolError> {
    let request = EnrolRequest {
        code: code.to_owned(),
        key: key.public,
        platform: platform.chars().take(200).collect(),
        proof: key.proof,
    };
    let enrolled: Enrolled = call(ports, Method::Post, "/api/v1/enrol", Some(&request)).await?;
    // Another epoch than the one that the phone knows is news to the next round: what the server lost
    // is offered again. What was made up is never offered to a server that works.
    let known = known.filter(|known| known.is_demo == enrolled.is_demo);
    let now_ms = ports.clock.now_ms();
    let identity = Identity {
        officer_id: enrolled.officer_id,
        officer_name: enrolled.officer_name,
        role: enrolled.role,
        unit: enrolled.unit,
        device_id: enrolled.device_id,
        key_id: key.id,
        key: Some(request.key),
        token: enrolled.token,
        server_keys: enrolled.server_keys,
        epoch: known.map_or(enrolled.epoch, |known| known.epoch),
        server_offset_ms: Some(enrolled.server_time_ms - now_ms),
        inbox_cursor: 0,
        last_received_at_ms: known.and_then(|known| known.last_received_at_ms),
        is_demo: enrolled.is_demo,
    };
    ports.store.put_identity(identity.clone()).await?;
    ports.store.retry_all(now_ms).await?;
    Ok(identity)
}

/// Renews the bearer token by a signed challenge, and stores it.
///
/// # Errors
/// As [`enrol`].
pub(crate) async fn renew_token(
    ports: &Ports,
    identity: &Identity,
) -> Result<Identity, EnrolError> {
    let request = ChallengeRequest {
        device_id: identity.device_id,
    };
    let challenge: Challenge = call(
        ports,
        Method::Post,
        "/api/v1/enrol/challenge",
        Some(&request),
    )
    .await?;
    let jws = signed_claim(ports, identity, challenge.nonce).await?;
    let renewed: RenewedToken =
        call(ports, Method::Post, "/api/v1/enrol/token", Some(&jws)).await?;
    let identity = Identity {
        token: renewed.token,
        ..identity.clone()
    };
    ports.store.put_identity(identity.clone()).await?;
    Ok(identity)
}

/// Shows that the phone has the key of its device.
async fn signed_claim(
    ports: &Ports,
    identity: &Identity,
    nonce: String,
) -> Result<Jws, EnrolError> {
    let claim = TokenClaim {
        device_id: identity.device_id,
        nonce,
    };
    let payload =
        serde_json::to_vec(&claim).map_err(|_| StoreError::Damaged("the claim".into()))?;
    let unsigned = Unsigned::new(TYP_TOKEN, &identity.key_id.0, &payload);
    let signature = ports
        .vault
        .sign(&identity.key_id, &unsigned.signing_input())
        .await?;
    Ok(unsigned.with_signature(&signature))
}

/// The village that a report of this officer begins with: his own, where he belongs to one.
pub fn home_village(identity: &Identity) -> Option<UnitCode> {
    (identity.role == Role::VillageOfficer).then(|| identity.unit.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_digits_however_they_are_typed() {
        let check = |text: &str, digits: Option<&str>| {
            assert_eq!(digits_of(text).as_deref(), digits, "{text}")
        };
        check("0123456789", Some("0123456789"));
        check(" 01234-56789 ", Some("0123456789"));
        check("０１２３４５６７８９", Some("0123456789"));
        check("012345678", None);
        check("01234567890", None);
        check("01234x6789", None);
        check("", None);
    }
}
