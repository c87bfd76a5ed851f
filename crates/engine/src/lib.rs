//! What the phone does, as use cases over ports: recording, sealing, sending, hearing back.
//!
//! No JavaScript, no Leptos, no clock of its own: the browser's adapters are in `web`, the fakes in
//! [`memory`], and [`contract`] is the suite that every store must pass. Modules in reading order:
//! the ports, what is kept on the phone, the use cases.

pub mod api;
pub mod enrolment;
pub mod order;
pub mod ports;
pub mod record;
pub mod recorder;
pub mod uploader;

#[cfg(feature = "testing")]
pub mod contract;
#[cfg(feature = "testing")]
pub mod memory;
