//! The field app.

pub mod services;

pub mod live;
pub mod routes;
