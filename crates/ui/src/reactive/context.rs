//! What is given to everything below.

use std::any::{Any, TypeId};
use std::rc::Rc;

use leptos::prelude::*;
use send_wrapper::SendWrapper;

/// All that was given so far, the last one first: the one context that Leptos knows, so that looking
/// it up is compiled once for all types.
///
/// Not in the arena of the page: a part that is built again still has the context of the time before,
/// with everything above in it, when what that time kept is gone already.
#[derive(Clone)]
struct Given(SendWrapper<Rc<Link>>);

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
    let above = match last() {
        // It is not seen any more below: a part that is built again and again does not add up.
        Some(former) if (*former.value).type_id() == (*value).type_id() => former.above.clone(),
        above => above,
    };
    provide_context(Given(SendWrapper::new(Rc::new(Link { value, above }))));
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
    use_context::<Given>().map(|given| Rc::clone(&given.0))
}
