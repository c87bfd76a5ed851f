//! What changes on a page, compiled once.
//!
//! Leptos' signals, effects and lists are generic: the compiler makes the whole machinery anew for
//! every type and every closure, some kilobytes each, and the wasm is what a first visit waits for.
//! Here the machinery knows one shape of each, behind `dyn`; what is generic only looks into it.

mod context;
mod derived;
mod kept;
mod state;
mod value;
mod view;

pub use context::{give, given};
pub use derived::Derived;
pub use kept::{Act, Kept};
pub use state::State;
pub use value::Value;
pub use view::{Item, effect, list, part, task, text};
