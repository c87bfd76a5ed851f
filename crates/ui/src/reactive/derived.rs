//! A value that follows others.

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use leptos::prelude::*;

type Shared = Arc<dyn Any + Send + Sync>;
/// Calculates the value; given the former one, which is given back where the new one is equal.
type Calculate = Box<dyn Fn(Option<&Shared>) -> Shared + Send + Sync>;

/// A value that is calculated of others when they have changed. Who follows it hears of it only when
/// it is another one. Its copies are the same one.
pub struct Derived<T: 'static> {
    memo: Memo<Shared>,
    holds: PhantomData<fn() -> T>,
}

impl<T: PartialEq + Send + Sync + 'static> Derived<T> {
    /// A value, for as long as the page lasts that is being built.
    pub fn new(calculate: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self {
            memo: memo(Box::new(move |former| {
                let new = calculate();
                match former {
                    Some(former) if *value::<T>(&**former) == new => former.clone(),
                    _ => Arc::new(new),
                }
            })),
            holds: PhantomData,
        }
    }
}

impl<T: 'static> Derived<T> {
    /// Looks at the value; following it.
    ///
    /// # Panics
    /// When the page has gone, as everything that reads.
    pub fn with<U>(self, look: impl FnOnce(&T) -> U) -> U {
        look(value::<T>(&*followed(self.memo)))
    }

    /// Looks at the value; not following it.
    ///
    /// # Panics
    /// When the page has gone.
    pub fn with_untracked<U>(self, look: impl FnOnce(&T) -> U) -> U {
        look(value::<T>(&*peeked(self.memo)))
    }
}

impl<T: Clone + 'static> Derived<T> {
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
}

impl<T> Copy for Derived<T> {}

impl<T> Clone for Derived<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> fmt::Debug for Derived<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Derived")
    }
}

fn value<T: 'static>(shared: &(dyn Any + Send + Sync)) -> &T {
    match shared.downcast_ref() {
        Some(value) => value,
        None => unreachable!("a derived value is of the type that it was made with"),
    }
}

/// The machinery of every [`Derived`]: compiled once for all types. An equal value is the same
/// allocation, so that no type has to be known to compare.
fn memo(calculate: Calculate) -> Memo<Shared> {
    Memo::new_with_compare(calculate, |old, new| match (old, new) {
        (Some(old), Some(new)) => !Arc::ptr_eq(old, new),
        _ => true,
    })
}

#[inline(never)]
fn followed(memo: Memo<Shared>) -> Shared {
    memo.get()
}

#[inline(never)]
fn peeked(memo: Memo<Shared>) -> Shared {
    memo.get_untracked()
}
