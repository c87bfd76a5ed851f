//! What changes on a page, in two shapes that are compiled once.
//!
//! A closure in a view brings a machinery of its own for building, rebuilding and dropping it: some
//! kilobytes each. Boxed, all of them share one.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// A text that may change.
pub fn text(text: impl Into<TextProp>) -> AnyView {
    shared_text(text.into())
}

fn shared_text(text: TextProp) -> AnyView {
    (move || text.get()).into_any()
}

/// A part that is there, or is another one, or is not there, as things change.
pub fn part(view: impl Fn() -> Option<AnyView> + Send + 'static) -> AnyView {
    shared_part(Box::new(view))
}

fn shared_part(view: Box<dyn Fn() -> Option<AnyView> + Send>) -> AnyView {
    (move || view()).into_any()
}
