//! Signing in: at the start, and again when a session ended in the middle of work.

mod demo;
mod model;
mod page;

pub(crate) use page::{SignInAgain, SignInPage};
