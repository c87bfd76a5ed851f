//! What is given to everything below.

use std::any::{Any, TypeId};
use std::rc::Rc;

use leptos::prelude::*;

use super::Kept;

/// All that was given so far, the last one first: the one context that Leptos knows, so that looking
/// it up is compiled once for all types.
#[derive(Clone, Copy)]
struct Given(Kept<Rc<Link>>);

struct Link {
    value: Box<dyn Any>,
    above: Option<Rc<Link>>,
}

/// Gives a value to every component below, in place of another one of its type.
pub fn give<T: Copy + 'static>(value: T) {
    link(Box::new(value));
}

/// What was given; `None`: nothing of this type. Call it while a component is built, not inside a
/// task.
pub fn given<T: Copy + 'static>() -> Option<T> {
    found(TypeId::of::<T>())?.value.downcast_ref().copied()
}

#[inline(never)]
fn link(value: Box<dyn Any>) {
    let above = last();
    provide_context(Given(Kept::new(Rc::new(Link { value, above }))));
}

#[inline(never)]
fn found(of: TypeId) -> Option<Rc<Link>> {
    let mut link = last();
    while let Some(here) = link {
        if (*here.value).type_id() == of {
            return Some(here);
        }
        link = here.above.clone();
    }
    None
}

fn last() -> Option<Rc<Link>> {
    use_context::<Given>().map(|given| given.0.get())
}
