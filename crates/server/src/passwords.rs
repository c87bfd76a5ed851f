//! Passwords: argon2id (RFC 9106), off the async threads, a few at a time.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{CustomizedPasswordHasher as _, PasswordVerifier as _};
use argon2::{Argon2, Params};
use tokio::sync::Semaphore;

/// How many hashes are computed at once: each takes memory and a core.
const AT_ONCE: usize = 2;
/// OWASP's second choice for argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// Verifies passwords.
#[derive(Debug)]
pub(crate) struct Passwords {
    turns: Semaphore,
    /// The hash of a password that nobody has: an unknown account takes as long as a known one.
    nobodys: String,
}

/// The hash could not be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the password cannot be hashed")]
pub(crate) struct CannotHash;

impl Passwords {
    /// `random` makes the hash that no password has.
    pub(crate) fn new(random: [u8; 32]) -> Self {
        let params = format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p=1");
        let salt = base64_of(&random[..16]);
        let hash = base64_of(&random);
        Self {
            turns: Semaphore::new(AT_ONCE),
            nobodys: format!("{params}${salt}${hash}"),
        }
    }

    /// Whether the password belongs to the PHC string; `None` = there is no such account.
    pub(crate) async fn verify(&self, password: String, phc: Option<String>) -> bool {
        let Ok(_turn) = self.turns.acquire().await else {
            return false;
        };
        let is_known = phc.is_some();
        let phc = phc.unwrap_or_else(|| self.nobodys.clone());
        let verified = tokio::task::spawn_blocking(move || {
            let Ok(hash) = PasswordHash::new(&phc) else {
                return false;
            };
            Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok()
        });
        verified.await.unwrap_or(false) && is_known
    }
}

/// The PHC string of a new password.
///
/// # Errors
/// [`CannotHash`].
pub(crate) fn hash(password: &str, salt: [u8; 16]) -> Result<String, CannotHash> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|_| CannotHash)?;
    let hash = Argon2::default()
        .hash_password_with_params(password.as_bytes(), &salt, params)
        .map_err(|_| CannotHash)?;
    Ok(hash.to_string())
}

/// Standard base64 without padding, as PHC strings want it.
fn base64_of(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_hash_alone_and_nobody_fits_nobody() {
        let passwords = Passwords::new([7; 32]);
        let phc = hash("correct horse", [3; 16]).unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        assert!(PasswordHash::new(&passwords.nobodys).is_ok());
        let verify = |password: &str, phc: Option<&str>| {
            passwords.verify(password.to_owned(), phc.map(str::to_owned))
        };
        assert!(verify("correct horse", Some(&phc)).await);
        assert!(!verify("Correct horse", Some(&phc)).await);
        assert!(!verify("correct horse", None).await);
        assert!(!verify("correct horse", Some("broken")).await);
    }
}
