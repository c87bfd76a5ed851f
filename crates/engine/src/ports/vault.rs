//! Keys and hashes. Private keys never leave the vault, and cannot be exported.

use domain::hash::Sha256;
use domain::wire::Jwk;
use serde::{Deserialize, Serialize};

use super::LocalBoxFuture;

/// The name of a key in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyId(pub String);

/// A key that was just made and stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// Its name in the vault: the thumbprint of the public half.
    pub id: KeyId,
    /// Its public half.
    pub public: Jwk,
}

/// Why the vault cannot do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The key is not there: the browser's data was cleaned.
    #[error("the key is gone")]
    KeyGone,
    /// The browser refuses: no secure context, no WebCrypto.
    #[error("no cryptography here: {0}")]
    Unavailable(String),
}

/// Makes keys, signs, verifies, hashes.
pub trait Vault {
    /// Makes a P-256 key, not extractable, and stores it durably.
    fn create_key(&self) -> LocalBoxFuture<'_, Result<NewKey, VaultError>>;
    /// ES256 over `bytes`: raw r||s.
    fn sign<'a>(
        &'a self,
        key: &'a KeyId,
        bytes: &'a [u8],
    ) -> LocalBoxFuture<'a, Result<[u8; 64], VaultError>>;
    /// Whether `signature` (raw r||s) over `bytes` is by `key`; a key that is none verifies nothing.
    fn verify<'a>(
        &'a self,
        key: &'a Jwk,
        bytes: &'a [u8],
        signature: &'a [u8; 64],
    ) -> LocalBoxFuture<'a, Result<bool, VaultError>>;
    /// SHA-256 of a photo's bytes.
    fn sha256<'a>(&'a self, bytes: &'a [u8]) -> LocalBoxFuture<'a, Result<Sha256, VaultError>>;
}
