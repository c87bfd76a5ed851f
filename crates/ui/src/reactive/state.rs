//! A value that changes.

use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

use leptos::prelude::*;

/// The machinery of every [`State`]: compiled once for all types.
type Cell = RwSignal<Rc<dyn Any>, LocalStorage>;

/// A value that is followed by who reads it, and that lives as long as the page that made it. Its
/// copies are the same one.
pub struct State<T: 'static> {
    cell: Cell,
    holds: PhantomData<fn() -> T>,
}

impl<T: 'static> State<T> {
    /// A value, for as long as the page lasts that is being built.
    pub fn new(first: T) -> Self {
        Self {
            cell: cell(Rc::new(RefCell::new(first))),
            holds: PhantomData,
        }
    }

    /// Follows the value without looking at it.
    ///
    /// # Panics
    /// When the page has gone, as everything without `try_` that reads.
    pub fn track(self) {
        drop(followed(self.cell));
    }

    /// Looks at the value; following it.
    ///
    /// # Panics
    /// When the page has gone.
    pub fn with<U>(self, look: impl FnOnce(&T) -> U) -> U {
        look(&value::<T>(&*followed(self.cell)).borrow())
    }

    /// Looks at the value; not following it.
    ///
    /// # Panics
    /// When the page has gone.
    pub fn with_untracked<U>(self, look: impl FnOnce(&T) -> U) -> U {
        look(&value::<T>(&*peeked(self.cell)).borrow())
    }

    /// Looks at the value; not following it. `None`: the page has gone.
    pub fn try_with_untracked<U>(self, look: impl FnOnce(&T) -> U) -> Option<U> {
        let shared = self.cell.try_get_untracked()?;
        Some(look(&value::<T>(&*shared).borrow()))
    }

    /// Another value. Nothing happens when the page has gone.
    pub fn set(self, new: T) {
        if let Some(shared) = self.cell.try_get_untracked() {
            drop(value::<T>(&*shared).replace(new));
            tell(self.cell);
        }
    }

    /// Changes the value. Nothing happens when the page has gone.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        self.maybe_update(|value| {
            change(value);
            true
        });
    }

    /// Changes the value and says whether it did: who follows it hears nothing otherwise.
    pub fn maybe_update(self, change: impl FnOnce(&mut T) -> bool) {
        if let Some(shared) = self.cell.try_get_untracked()
            && change(&mut value::<T>(&*shared).borrow_mut())
        {
            tell(self.cell);
        }
    }
}

impl<T: Clone + 'static> State<T> {
    /// The value; following it.
    ///
    /// # Panics
    /// When the page has gone.
    pub fn get(self) -> T {
        self.with(T::clone)
    }

    /// The value; not following it.
    ///
    /// # Panics
    /// When the page has gone.
    pub fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }

    /// The value; not following it. `None`: the page has gone.
    pub fn try_get_untracked(self) -> Option<T> {
        self.try_with_untracked(T::clone)
    }
}

impl<T> Copy for State<T> {}

impl<T> Clone for State<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> fmt::Debug for State<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("State")
    }
}

fn value<T: 'static>(shared: &dyn Any) -> &RefCell<T> {
    match shared.downcast_ref() {
        Some(value) => value,
        None => unreachable!("a state holds what it was made with"),
    }
}

#[inline(never)]
fn cell(first: Rc<dyn Any>) -> Cell {
    RwSignal::new_local(first)
}

#[inline(never)]
fn followed(cell: Cell) -> Rc<dyn Any> {
    cell.get()
}

#[inline(never)]
fn peeked(cell: Cell) -> Rc<dyn Any> {
    cell.get_untracked()
}

#[inline(never)]
fn tell(cell: Cell) {
    cell.notify();
}
