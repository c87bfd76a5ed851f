//! The user's goals, one folder each: `model.rs` is pure and tested natively, `page.rs` is what is
//! seen. Features never name each other; what they share is in `live`, `services` and `ui`.
//!
//! What the shell mounts: `enrol::EnrolPage`, `finding::{ReportPage, FindingPage}`, `home::HomePage`,
//! `records::{RecordsPage, RecordPage}`, `me::MePage`.

pub mod enrol;
pub mod finding;
pub mod home;
pub mod me;
pub mod records;
