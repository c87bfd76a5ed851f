//! What several pages show: the state line, a record's row, its small picture. [`naming`],
//! [`saying`] and [`sms`] are pure: what a record is called, in words where it is, and the message.

pub mod list_memory;
pub mod naming;
pub mod practice;
pub mod record_row;
pub mod room;
pub mod saying;
pub mod sms;
pub mod state_line;
pub mod tell_township;
pub mod thumbnail;
