//! Findings as the supervisors see them, each within his own subtree.

pub(crate) mod list;
pub(crate) mod photo;
pub(crate) mod show;
