//! The rest of the world in memory: a clock that is set by hand, counted randomness, real keys.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use domain::hash::Sha256;
use domain::time::UnixMs;
use domain::wire::Jwk;
use evidence::jws::Parsed;
use evidence::native::KeyPair;
use futures::FutureExt as _;

use crate::ports::{Clock, KeyId, LocalBoxFuture, NewKey, Random, Vault, VaultError};

/// A clock that stands until it is moved.
#[derive(Debug, Default)]
pub struct ManualClock(Cell<UnixMs>);

impl ManualClock {
    /// A clock that shows `now_ms`.
    pub fn at(now_ms: UnixMs) -> Self {
        Self(Cell::new(now_ms))
    }

    /// Moves the clock, also backwards.
    pub fn advance(&self, by_ms: i64) {
        self.0.set(self.0.get() + by_ms);
    }
}

impl Clock for ManualClock {
    fn now_ms(&self) -> UnixMs {
        self.0.get()
    }
}

/// Randomness that counts: every draw is another one, and the same in every run.
#[derive(Debug, Default)]
pub struct FixedRandom(Cell<u64>);

impl Random for FixedRandom {
    fn id_bytes(&self) -> [u8; 10] {
        self.0.set(self.0.get() + 1);
        let mut bytes = [0; 10];
        bytes[2..].copy_from_slice(
            &self
                .0
                .get()
                .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                .to_be_bytes(),
        );
        bytes
    }
}

/// Real P-256 keys, made from a counter.
#[derive(Default)]
pub struct MemoryVault {
    keys: RefCell<HashMap<KeyId, KeyPair>>,
    made: Cell<u8>,
}

impl MemoryVault {
    /// Forgets every key, as a browser does whose data was cleaned.
    pub fn forget(&self) {
        self.keys.borrow_mut().clear();
    }
}

impl Vault for MemoryVault {
    fn create_key(&self) -> LocalBoxFuture<'_, Result<NewKey, VaultError>> {
        async {
            let mut secret = [0x17; 32];
            self.made.set(self.made.get() + 1);
            secret[31] = self.made.get();
            let pair = KeyPair::from_secret(&secret)
                .map_err(|error| VaultError::Unavailable(error.to_string()))?;
            let public = pair.public().clone();
            let id = KeyId(public.kid.clone().unwrap_or_default());
            self.keys.borrow_mut().insert(id.clone(), pair);
            Ok(NewKey { id, public })
        }
        .boxed_local()
    }

    fn sign<'a>(
        &'a self,
        key: &'a KeyId,
        bytes: &'a [u8],
    ) -> LocalBoxFuture<'a, Result<[u8; 64], VaultError>> {
        let answer = self
            .keys
            .borrow()
            .get(key)
            .map(|pair| pair.sign_raw(bytes))
            .ok_or(VaultError::KeyGone);
        async move { answer }.boxed_local()
    }

    fn verify<'a>(
        &'a self,
        key: &'a Jwk,
        bytes: &'a [u8],
        signature: &'a [u8; 64],
    ) -> LocalBoxFuture<'a, Result<bool, VaultError>> {
        let parsed = Parsed {
            header: evidence::jws::Header {
                alg: String::new(),
                kid: String::new(),
                typ: String::new(),
            },
            payload: Vec::new(),
            signing_input: bytes.to_vec(),
            signature: *signature,
        };
        let holds = evidence::native::verify(key, &parsed).is_ok();
        async move { Ok(holds) }.boxed_local()
    }

    fn sha256<'a>(&'a self, bytes: &'a [u8]) -> LocalBoxFuture<'a, Result<Sha256, VaultError>> {
        let hash = evidence::sha256(bytes);
        async move { Ok(hash) }.boxed_local()
    }
}
