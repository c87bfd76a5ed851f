//! What several pages show: the state line, a record's row, its small picture. [`naming`] and
//! [`saying`] are pure: what a record is called, and in words where it is.

pub mod list_memory;
pub mod naming;
pub mod record_row;
pub mod saying;
pub mod state_line;
pub mod thumbnail;
