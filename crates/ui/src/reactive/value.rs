//! What a component is given: a plain value, or one that changes.

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

use leptos::prelude::*;

use super::{Derived, State};

/// A property that may change. Its copies are the same one.
pub struct Value<T: 'static> {
    /// A `Box<dyn Fn() -> T>`; compiled once for all types.
    read: StoredValue<Rc<dyn Any>, LocalStorage>,
    gives: PhantomData<fn() -> T>,
}

impl<T: 'static> Value<T> {
    /// What `read` gives whenever it is asked.
    pub fn derive(read: impl Fn() -> T + 'static) -> Self {
        let read: Box<dyn Fn() -> T> = Box::new(read);
        Self {
            read: store(Rc::new(read)),
            gives: PhantomData,
        }
    }

    /// The value now; following it.
    ///
    /// # Panics
    /// When the page has gone.
    pub fn get(self) -> T {
        let read = stored(self.read);
        match read.downcast_ref::<Box<dyn Fn() -> T>>() {
            Some(read) => read(),
            None => unreachable!("a value is of the type that it was made with"),
        }
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

#[inline(never)]
fn store(read: Rc<dyn Any>) -> StoredValue<Rc<dyn Any>, LocalStorage> {
    StoredValue::new_local(read)
}

#[inline(never)]
fn stored(read: StoredValue<Rc<dyn Any>, LocalStorage>) -> Rc<dyn Any> {
    read.get_value()
}
