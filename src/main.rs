//! The field app.
fn main() {}
