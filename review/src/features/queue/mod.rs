//! The list of a stage, most urgent first.

mod model;
mod page;

pub(crate) use page::Queue;
