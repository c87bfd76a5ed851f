//! 记录: everything that this phone has recorded, with its state in words; and one record as it was
//! sealed, with its photos, its receipt, what became of it, and a slip that says so.

#![expect(
    unreachable_pub,
    reason = "the builders that #[component] derives are `pub` whatever the component is"
)]

mod detail;
mod filter;
#[cfg(test)]
mod fixtures;
mod history;
mod list;
mod model;
mod photos;
mod rows;
mod search;
mod slip;
mod slip_model;
mod window;

pub use detail::RecordPage;
pub use list::RecordsPage;
pub use slip::SlipPage;
