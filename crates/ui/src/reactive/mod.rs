//! What changes on a page, compiled once.
//!
//! Leptos' signals, effects and lists are generic: the compiler makes the whole machinery anew for
//! every type and every closure, some kilobytes each, and the wasm is what a first visit waits for.
//! Here the machinery knows one shape of each, behind `dyn`; what is generic only looks into it.

mod context;
mod derived;
mod kept;
mod list;
mod state;
mod value;
mod view;

pub use context::{give, given};
pub use derived::Derived;
pub use kept::{Act, Kept};
pub use list::{Item, list};
pub use state::State;
pub use value::Value;
pub use view::{effect, part, task, text};

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use leptos::prelude::Owner;

    use super::*;

    #[test]
    fn a_state_is_changed_in_place_and_outlives_nothing() {
        let page = Owner::new();
        let names = page.with(|| State::new(vec!["a"]));
        names.update(|names| names.push("b"));
        assert_eq!(names.get_untracked(), ["a", "b"]);
        page.cleanup();
        names.set(vec!["c"]);
        assert_eq!(names.try_get_untracked(), None);
    }

    #[test]
    fn a_derived_value_follows_and_is_new_only_when_it_is_another_one() {
        let page = Owner::new();
        page.with(|| {
            let number = State::new(1);
            let is_even = Derived::new(move || number.get() % 2 == 0);
            let calculated = Arc::new(AtomicU32::new(0));
            let word = {
                let calculated = calculated.clone();
                Derived::new(move || {
                    calculated.fetch_add(1, Ordering::Relaxed);
                    if is_even.get() { "even" } else { "odd" }
                })
            };
            assert_eq!(word.get_untracked(), "odd");
            number.set(3);
            assert_eq!(word.get_untracked(), "odd");
            assert_eq!(calculated.load(Ordering::Relaxed), 1);
            number.set(4);
            assert_eq!(word.get_untracked(), "even");
            assert_eq!(calculated.load(Ordering::Relaxed), 2);
        });
    }

    #[test]
    fn a_change_that_is_none_is_not_told() {
        let page = Owner::new();
        page.with(|| {
            let number = State::new(1);
            let calculated = Arc::new(AtomicU32::new(0));
            let seen = {
                let calculated = calculated.clone();
                Derived::new(move || {
                    calculated.fetch_add(1, Ordering::Relaxed);
                    number.get()
                })
            };
            assert_eq!(seen.get_untracked(), 1);
            number.maybe_update(|_| false);
            assert_eq!(seen.get_untracked(), 1);
            assert_eq!(calculated.load(Ordering::Relaxed), 1);
        });
    }

    #[test]
    fn what_is_kept_is_dropped_with_its_page() {
        let page = Owner::new();
        let held = Rc::new(());
        let kept = page.with(|| Kept::new(held.clone()));
        assert_eq!(Rc::strong_count(&held), 2);
        page.cleanup();
        assert_eq!(Rc::strong_count(&held), 1);
        assert!(!kept.set(held.clone()));
        assert_eq!(Rc::strong_count(&held), 1);
    }

    #[test]
    fn an_act_of_a_page_that_has_gone_does_nothing() {
        let page = Owner::new();
        let sum = Rc::new(Cell::new(0));
        let add = {
            let sum = sum.clone();
            page.with(|| Act::from(move |number: i32| sum.set(sum.get() + number)))
        };
        add.run(2);
        page.cleanup();
        add.run(3);
        assert_eq!(sum.get(), 2);
    }

    #[test]
    fn what_was_given_nearest_counts() {
        let root = Owner::new();
        root.with(|| {
            give(1_u8);
            give("word");
            Owner::new().with(|| {
                give(2_u8);
                assert_eq!((given::<u8>(), given::<&str>()), (Some(2), Some("word")));
                assert_eq!(given::<u16>(), None);
            });
            assert_eq!(given::<u8>(), Some(1));
        });
    }

    #[test]
    fn what_is_given_above_is_still_there_when_a_part_is_built_again() {
        Owner::new().with(|| {
            give(1_u8);
            let part = Owner::new();
            for _ in 0..2 {
                part.with_cleanup(|| {
                    assert_eq!(given::<u8>(), Some(1));
                    give("word");
                    assert_eq!(given::<&str>(), Some("word"));
                    assert_eq!(given::<u8>(), Some(1));
                });
            }
        });
    }
}
