//! Journeys through the whole product in a real browser, and what they stand on: a server that can be
//! stopped and killed, a proxy that counts and cuts, a browser that can be quit and killed on a profile
//! that stays, a camera that shows a made-up field.
//!
//! The journeys are in `tests/journeys`, one file each; `src/bin` holds the programs that make
//! pictures and measure. What people do on the screens is said once, in [`officer`]
//! and [`reviewer`]; [`tour`] walks through them all.

pub mod harness;
pub mod officer;
pub mod reviewer;
pub mod tour;
