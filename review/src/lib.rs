//! The supervisors' app: they look at what the villages sent, and decide.
//!
//! Reading order: what is pure (`route`, `failure`, `saying`, and each feature's `model`), the edges
//! (`browser`, `transport`, `api`), what outlives a page (`router`, `settings`, `live`), the screens
//! (`features`), and what puts them together (`shell`, `boot`). The browser is touched in `browser`,
//! `transport` and `router` alone.

#![expect(
    unreachable_pub,
    reason = "the builders that #[component] derives are `pub` whatever the component is"
)]

mod failure;
mod route;
mod saying;

mod api;
mod browser;
mod transport;

mod live;
mod router;
mod settings;

mod features;
mod shell;

mod boot;

#[cfg(test)]
mod sample;

pub use boot::start;
