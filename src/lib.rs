//! The field app: a recorder that a village officer holds on a hillside without signal.
//!
//! Modules in reading order: how it starts, what it needs of the phone, what goes on behind every
//! page, where one is, what several pages show, the frame around the pages, the pages.

pub mod boot;
pub mod services;

pub mod live;
pub mod preferences;
pub mod readiness;
pub mod routes;

pub mod parts;
pub mod shell;

pub mod features;

pub use boot::start;
