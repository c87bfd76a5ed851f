//! The ports: what the use cases need of the world. Futures are local: a page has one thread.

mod store;
mod transport;
mod vault;

pub use futures::future::LocalBoxFuture;
pub use store::{
    DecisionCommit, Identity, Lease, LeaseRequest, PendingEnrolment, PhoneStore, ReceiptCommit,
    SealCommit, StoreError, StoreResult,
};
pub use transport::{HttpRequest, HttpResponse, Method, Transport, TransportError};
pub use vault::{KeyId, NewKey, Vault, VaultError};

use std::rc::Rc;

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

/// The ports together, as the use cases take them.
#[derive(Clone)]
pub struct Ports {
    /// The phone's store.
    pub store: Rc<dyn PhoneStore>,
    /// Keys and hashes.
    pub vault: Rc<dyn Vault>,
    /// The way to the server.
    pub transport: Rc<dyn Transport>,
    /// The device's clock.
    pub clock: Rc<dyn Clock>,
    /// Unpredictable bytes.
    pub random: Rc<dyn Random>,
    /// The build that seals: it goes into every payload.
    pub app_version: &'static str,
}
