//! Enrolment: a link or ten digits make this phone one officer's phone. Opening uses nothing up; the
//! code is used by 「是我，开始使用」.

#![expect(
    unreachable_pub,
    reason = "the builders that #[component] derives are `pub` whatever the component is"
)]

mod model;
mod page;

pub use page::EnrolPage;
