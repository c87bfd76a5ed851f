//! Language, size of the text and theme, to choose.

mod page;

pub(crate) use page::{DisplayChoices, DisplayDialog};
