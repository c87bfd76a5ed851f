//! One record: photos, facts, evidence, history.

mod evidence;
mod model;
mod page;
mod photos;
mod sections;

pub(crate) use page::Record;
