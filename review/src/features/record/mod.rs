//! One record: photos, facts, evidence, history.

mod model;
mod page;
mod photos;
mod sections;

pub(crate) use page::Record;
