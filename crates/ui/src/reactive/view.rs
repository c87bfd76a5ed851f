//! What follows: texts and parts of a view; effects and tasks outside of it.

use std::future::Future;
use std::pin::Pin;

use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use leptos::text_prop::TextProp;

/// A text that may change.
pub fn text(text: impl Into<TextProp>) -> AnyView {
    shared_text(text.into())
}

fn shared_text(text: TextProp) -> AnyView {
    part(move || Some(text.get().into_any()))
}

/// A part that is there, or is another one, or is not there, as things change.
pub fn part(view: impl Fn() -> Option<AnyView> + Send + 'static) -> AnyView {
    shared_part(Box::new(view))
}

fn shared_part(view: Box<dyn Fn() -> Option<AnyView> + Send>) -> AnyView {
    (move || view()).into_any()
}

/// Work of the page that is being built: it is given up where the page is left.
pub fn task(work: impl Future<Output = ()> + 'static) {
    shared_task(Box::pin(work));
}

fn shared_task(work: Pin<Box<dyn Future<Output = ()>>>) {
    spawn_local_scoped_with_cancellation(work);
}

/// Runs now, with the next turn of the browser, and whenever what it follows has changed. For pushing
/// state out of the app: to the browser, or to a driver.
pub fn effect(run: impl FnMut() + 'static) {
    shared_effect(Box::new(run));
}

fn shared_effect(mut run: Box<dyn FnMut()>) {
    Effect::new(move |_| run());
}
