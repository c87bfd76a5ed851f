//! 我的: who and where I am, offline use, room, how it looks, whom to turn to, what this is.

#![expect(
    unreachable_pub,
    reason = "the builders that #[component] derives are `pub` whatever the component is"
)]

mod model;
mod page;

pub use page::MePage;
