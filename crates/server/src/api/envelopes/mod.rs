//! Sealed versions on their way in, and how far they are.

pub(crate) mod create;
pub(crate) mod show;
