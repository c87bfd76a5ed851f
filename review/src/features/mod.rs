//! One folder a user's goal. They never import each other; the shell puts them together.

pub(crate) mod decide;
pub(crate) mod display;
pub(crate) mod queue;
pub(crate) mod record;
pub(crate) mod signin;
