//! `/api/v1`: one endpoint a file, with what it says no with and its tests through HTTP.

pub(crate) mod about;
pub(crate) mod decisions;
pub(crate) mod enrol;
pub(crate) mod envelopes;
pub(crate) mod findings;
pub(crate) mod inbox;
pub(crate) mod keys;
pub(crate) mod session;
pub(crate) mod uploads;

#[cfg(test)]
mod tests;
