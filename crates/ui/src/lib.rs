//! Components that both apps share. They know no port and keep no state of the product: what they
//! show comes in as properties, what a person does goes out as callbacks.
//!
//! Each component's look is in `style/ui.css` under the class that carries its name. Texts are given
//! by the caller in the language of the page; [`language`] says which that is.

pub mod block;
pub mod button;
pub mod chip;
pub mod choices;
pub mod demo;
pub mod dialog;
pub mod empty;
pub mod field;
pub mod header;
pub mod icon;
pub mod language;
pub mod notice;
pub mod progress;
pub mod reactive;
pub mod row;
pub mod toast;

pub use block::{Block, Section};
pub use button::{Button, ButtonKind, IconButton, LinkButton};
pub use chip::{Chip, Tone};
pub use choices::{Choice, ChoiceLook, Choices};
pub use demo::DemoBanner;
pub use dialog::Dialog;
pub use empty::EmptyState;
pub use field::{InputKind, TextField};
pub use header::PageHeader;
pub use icon::Icon;
pub use language::{Language, lang, provide_language};
pub use notice::Notice;
pub use progress::Progress;
pub use reactive::{
    Act, Derived, Item, Kept, State, Value, effect, give, given, list, part, task, text,
};
pub use row::Row;
pub use toast::{ToastRegion, Toasts, provide_toasts};
