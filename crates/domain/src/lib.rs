//! Pure values, rules and state machines of land enforcement.
//!
//! Nothing here reads a clock, makes a random number, does I/O or knows JavaScript: times, ids and
//! randomness are parameters. Geometry is [`geo_types`]; areas are integer dm² ([`area::AreaDm2`]).
//!
//! Reading order: values (`ids`, `time`, `hash`, `taxonomy`, `area`, `position`), places (`geodesy`,
//! `unit`, `divisions`), the case (`photo`, `finding`, `review`, `violations`), and what crosses the
//! wire (`wire`, read by `json`).

pub mod area;
pub mod divisions;
pub mod finding;
pub mod geodesy;
pub mod hash;
pub mod ids;
pub mod json;
pub mod photo;
pub mod position;
pub mod review;
pub mod taxonomy;
pub mod time;
pub mod unit;
pub mod violations;
pub mod wire;
