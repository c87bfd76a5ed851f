//! What several pages show: the state line, a record's row, its small picture. [`saying`] is pure
//! and says in words where a record is.

pub mod record_row;
pub mod saying;
pub mod state_line;
pub mod thumbnail;
