//! The ports in memory: for the tests of the use cases, and the first to pass the store's contract.

mod store;
mod world;

pub use store::MemoryPhoneStore;
pub use world::{FixedRandom, ManualClock, MemoryVault};
