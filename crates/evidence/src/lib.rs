//! Proof that a record is what its author sealed: JWS envelopes (RFC 7515, ES256), the hash chain
//! of a device, the server's receipts.
//!
//! Parsing and hashing are here for every platform. Signing and verifying are WebCrypto's business
//! on the phone and the feature `native` elsewhere (server, tests, tools).

pub mod base64url;
pub mod chain;
pub mod jwk;
pub mod jws;
pub mod receipt;

#[cfg(feature = "native")]
pub mod native;

use domain::hash::Sha256;
use sha2::Digest as _;

/// The SHA-256 of `bytes`.
pub fn sha256(bytes: &[u8]) -> Sha256 {
    Sha256(sha2::Sha256::digest(bytes).into())
}

#[cfg(test)]
mod tests {
    #[test]
    fn sha256_of_abc_is_the_one_of_fips_180() {
        assert_eq!(
            super::sha256(b"abc").to_string(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
