//! 首页: where one is, where the phone stands, the one button, and what needs the person.

#![expect(
    unreachable_pub,
    reason = "the builders that #[component] derives are `pub` whatever the component is"
)]

mod model;
mod page;

pub use page::HomePage;
