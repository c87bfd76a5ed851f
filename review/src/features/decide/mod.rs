//! Deciding on a record: accepting it for verification, or returning it with what is missing.

mod model;
mod overtaken;
mod page;

pub(crate) use page::Decide;
