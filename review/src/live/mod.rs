//! What outlives a page: who is signed in, the list, and the record that is open.

pub(crate) mod list;
pub(crate) mod open_record;
pub(crate) mod session;
pub(crate) mod worklist;
