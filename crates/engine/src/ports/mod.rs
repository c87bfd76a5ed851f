//! The ports: what the use cases need of the world. Futures are local: a page has one thread.

mod store;
mod transport;
mod vault;

pub use futures::future::LocalBoxFuture;
pub use store::{
    DecisionCommit, Identity, Lease, LeaseRequest, PhoneStore, ReceiptCommit, SealCommit,
    StoreError, StoreResult,
};
pub use transport::{HttpRequest, HttpResponse, Method, Transport, TransportError};
pub use vault::{KeyId, NewKey, Vault, VaultError};

use domain::time::UnixMs;

/// The device's clock, which may be wrong, and its timer.
pub trait Clock {
    /// Now, by the device's clock.
    fn now_ms(&self) -> UnixMs;
}

/// Unpredictable bytes, for ids and jitter.
pub trait Random {
    /// Ten bytes: the random part of an id.
    fn id_bytes(&self) -> [u8; 10];
}
