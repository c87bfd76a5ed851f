//! A listener that ends with its handle, so that no closure is ever forgotten.

use wasm_bindgen::prelude::*;
use web_sys::{Event, EventTarget};

/// Something that listens for as long as it is held.
#[must_use = "dropping it ends the listening"]
pub struct Listener {
    bindings: Vec<Binding>,
}

struct Binding {
    target: EventTarget,
    event: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Listens to nothing yet.
    pub(crate) fn none() -> Self {
        Self {
            bindings: Vec::new(),
        }
    }

    /// Listens to one event.
    pub(crate) fn of(
        target: &EventTarget,
        event: &'static str,
        on_event: impl FnMut(Event) + 'static,
    ) -> Self {
        Self::none().and(target, event, on_event)
    }

    /// Listens to one event more.
    pub(crate) fn and(
        mut self,
        target: &EventTarget,
        event: &'static str,
        on_event: impl FnMut(Event) + 'static,
    ) -> Self {
        let closure = Closure::new(on_event);
        // It throws for nothing but a wrong number of arguments.
        let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
        self.bindings.push(Binding {
            target: target.clone(),
            event,
            closure,
        });
        self
    }
}

impl std::fmt::Debug for Listener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.bindings.iter().map(|binding| binding.event))
            .finish()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        for binding in &self.bindings {
            let callback = binding.closure.as_ref().unchecked_ref();
            let _ = binding
                .target
                .remove_event_listener_with_callback(binding.event, callback);
        }
    }
}
