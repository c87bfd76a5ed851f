//! The report 疑似违法: camera, draft, form, saved.
//!
//! Pure and tested here: which photo is next (`guide`), which fix counts (`fixes`), which villages
//! are offered (`villages`), which 坐落 (`localities`), what is said of a photo (`facts`) and of the draft (`model`). With signals: the form, the whereabouts,
//! the report, the shooting. Views: the pages, the camera, the sheet with its three blocks, the end.

#![expect(
    unreachable_pub,
    reason = "the builders that #[component] derives are `pub` whatever the component is"
)]

mod facts;
mod fixes;
mod guide;
mod localities;
mod model;
mod villages;

mod form;
mod report;
mod shooting;
mod whereabouts;

mod camera;
mod page;
mod photos;
mod place;
mod saved;
mod sheet;
mod situation;
mod village_dialog;

#[cfg(test)]
mod fixtures;

pub use page::{FindingPage, ReportPage};
