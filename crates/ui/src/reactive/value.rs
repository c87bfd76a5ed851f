//! What a component is given: a plain value, or one that changes.

use std::fmt;
use std::rc::Rc;

use leptos::prelude::*;

use super::{Derived, Kept, State};

/// A property that may change. Its copies are the same one.
pub struct Value<T: 'static>(Kept<Rc<dyn Fn() -> T>>);

impl<T: 'static> Value<T> {
    /// What `read` gives whenever it is asked.
    pub fn derive(read: impl Fn() -> T + 'static) -> Self {
        Self(Kept::new(Rc::new(read)))
    }

    /// The value now; following it.
    ///
    /// # Panics
    /// When the page has gone.
    pub fn get(self) -> T {
        self.0.get()()
    }

    /// The value now; not following it.
    ///
    /// # Panics
    /// When the page has gone.
    pub fn get_untracked(self) -> T {
        untrack(|| self.get())
    }
}

impl<T> Copy for Value<T> {}

impl<T> Clone for Value<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> fmt::Debug for Value<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Value")
    }
}

impl<T: Clone + Default> Default for Value<T> {
    fn default() -> Self {
        Self::from(T::default())
    }
}

impl<T: Clone + 'static> From<T> for Value<T> {
    fn from(value: T) -> Self {
        Self::derive(move || value.clone())
    }
}

impl<T: Clone> From<State<T>> for Value<T> {
    fn from(state: State<T>) -> Self {
        Self::derive(move || state.get())
    }
}

impl<T: Clone> From<Derived<T>> for Value<T> {
    fn from(derived: Derived<T>) -> Self {
        Self::derive(move || derived.get())
    }
}

/// Leptos' own, as the review app has them.
macro_rules! from_leptos {
    ($($signal:ident)*) => {
        $(
            impl<T: Clone + Send + Sync + 'static> From<$signal<T>> for Value<T> {
                fn from(signal: $signal<T>) -> Self {
                    Self::derive(move || signal.get())
                }
            }
        )*
    };
}

from_leptos!(RwSignal Memo Signal);
