//! A value that nobody follows, and what a component calls back.

use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

use leptos::prelude::*;

/// The machinery of every [`Kept`]: compiled once for all types.
type Place = StoredValue<Rc<dyn Any>, LocalStorage>;

/// A value that lives as long as the page that made it, and that nobody follows. Its copies are the
/// same one.
pub struct Kept<T: 'static> {
    place: Place,
    holds: PhantomData<fn() -> T>,
}

impl<T: 'static> Kept<T> {
    /// Keeps a value for as long as the page lasts that is being built.
    pub fn new(first: T) -> Self {
        Self {
            place: place(Rc::new(RefCell::new(first))),
            holds: PhantomData,
        }
    }

    /// Looks at the value.
    ///
    /// # Panics
    /// When the page has gone, as everything without `try_` that reads.
    pub fn with<U>(self, look: impl FnOnce(&T) -> U) -> U {
        look(&value::<T>(&*present(self.place)).borrow())
    }

    /// Looks at the value. `None`: the page has gone.
    pub fn try_with<U>(self, look: impl FnOnce(&T) -> U) -> Option<U> {
        let shared = found(self.place)?;
        Some(look(&value::<T>(&*shared).borrow()))
    }

    /// Changes the value. `None`: the page has gone.
    pub fn try_update<U>(self, change: impl FnOnce(&mut T) -> U) -> Option<U> {
        let shared = found(self.place)?;
        Some(change(&mut value::<T>(&*shared).borrow_mut()))
    }

    /// Another value; `false`: the page has gone, and the value with it.
    pub fn set(self, new: T) -> bool {
        let shared = found(self.place);
        // What it was is dropped when nothing is borrowed any more.
        let former = shared
            .as_ref()
            .map(|shared| value::<T>(&**shared).replace(new));
        former.is_some()
    }
}

impl<T: Clone + 'static> Kept<T> {
    /// The value.
    ///
    /// # Panics
    /// When the page has gone.
    pub fn get(self) -> T {
        self.with(T::clone)
    }
}

impl<T> Copy for Kept<T> {}

impl<T> Clone for Kept<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> fmt::Debug for Kept<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kept")
    }
}

/// What a component calls when a person does something. Its copies are the same one.
pub struct Act<In: 'static = ()>(Kept<Rc<dyn Fn(In)>>);

impl<In: 'static> Act<In> {
    /// Calls it. Nothing happens when the page has gone that gave it.
    pub fn run(self, with: In) {
        if let Some(act) = self.0.try_with(Rc::clone) {
            act(with);
        }
    }
}

impl<In: 'static, F: Fn(In) + 'static> From<F> for Act<In> {
    fn from(act: F) -> Self {
        Self(Kept::new(Rc::new(act)))
    }
}

/// Leptos' own, as the review app has it.
impl<In: 'static> From<UnsyncCallback<In>> for Act<In> {
    fn from(callback: UnsyncCallback<In>) -> Self {
        Self::from(move |with| callback.run(with))
    }
}

impl<In> Copy for Act<In> {}

impl<In> Clone for Act<In> {
    fn clone(&self) -> Self {
        *self
    }
}

fn value<T: 'static>(shared: &dyn Any) -> &RefCell<T> {
    match shared.downcast_ref() {
        Some(value) => value,
        None => unreachable!("what is kept is of the type that it was made with"),
    }
}

#[inline(never)]
fn place(first: Rc<dyn Any>) -> Place {
    StoredValue::new_local(first)
}

#[inline(never)]
fn present(place: Place) -> Rc<dyn Any> {
    place.get_value()
}

#[inline(never)]
fn found(place: Place) -> Option<Rc<dyn Any>> {
    place.try_get_value()
}
