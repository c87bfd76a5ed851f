//! 记录: everything that this phone has recorded, with its state in words; and one record as it was
//! sealed, with its photos, its receipt and what became of it.

#![expect(
    unreachable_pub,
    reason = "the builders that #[component] derives are `pub` whatever the component is"
)]

mod detail;
mod history;
mod list;
mod model;
mod photos;
mod rows;
mod window;

pub use detail::RecordPage;
pub use list::RecordsPage;
