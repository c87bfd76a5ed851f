//! The self-hosted server: both apps, the API, SQLite and a folder of photos.
//!
//! Reading order: [`store`] and [`blobs`] hold what is known; [`app`] puts them together;
//! [`router`] is the list of every address, and [`api`] has one file for each; [`serve`] runs it.

mod admin;
pub mod api;
pub mod app;
mod assets;
mod audit;
mod auth;
mod backup;
mod banner;
pub mod blobs;
mod busy;
mod challenges;
pub mod cli;
mod config;
mod demo;
mod envelope;
mod extract;
#[cfg(any(test, feature = "fuzzing"))]
#[expect(clippy::unwrap_used, reason = "whatever fails ends the run")]
pub mod fuzzing;
mod health;
mod lan;
mod log;
mod metrics;
mod openapi;
mod passwords;
pub mod problem;
pub mod router;
pub mod serve;
mod site;
mod speech;
pub mod store;
mod throttle;

#[cfg(any(test, feature = "fuzzing"))]
#[cfg_attr(not(test), expect(dead_code, reason = "the targets need less of it"))]
#[expect(clippy::unwrap_used, reason = "whatever fails ends the test")]
mod testing;
