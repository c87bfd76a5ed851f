//! Pure values, rules and state machines of land enforcement.
//!
//! Nothing here reads a clock, makes a random number, does I/O or knows JavaScript: times, ids and
//! randomness are parameters. Geometry is [`geo_types`]; areas are integer dm² ([`area::AreaDm2`]).
//! Modules in reading order: values, the finding, where it is, what crosses the wire.

pub mod ids;
pub mod time;
pub mod hash;
pub mod taxonomy;
pub mod area;
pub mod position;
pub mod geodesy;
pub mod unit;
pub mod divisions;
pub mod photo;
pub mod finding;
pub mod review;
pub mod wire;
