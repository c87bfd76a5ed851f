//! The synthetic county: people, phones that really sign, photos that look like something. Used by
//! tests, benches and the server's demonstration.
//!
//! Everything is a function of numbers that are passed in: the same seed gives the same bytes.

pub mod county;
pub mod paint;
pub mod phone;
pub mod records;
