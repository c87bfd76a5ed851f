//! The scripts and styles of a demonstration's pages, as they are in the program.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};

const DESK_CSS: &str = concat!(
    include_str!("../../../../../style/tokens.css"),
    include_str!("../../../demo-site/demo.css")
);
const DESK_JS: &str = include_str!("../../../demo-site/demo.js");
const PHONE_CSS: &str = include_str!("../../../demo-site/phone.css");
const PHONE_JS: &str = include_str!("../../../demo-site/phone.js");

pub(super) const CSS: &str = "text/css; charset=utf-8";
pub(super) const JS: &str = "text/javascript; charset=utf-8";

pub(super) async fn desk_css() -> Response {
    file(CSS, DESK_CSS)
}

pub(super) async fn desk_js() -> Response {
    file(JS, DESK_JS)
}

pub(super) async fn phone_css() -> Response {
    file(CSS, PHONE_CSS)
}

pub(super) async fn phone_js() -> Response {
    file(JS, PHONE_JS)
}

fn file(kind: &'static str, text: &'static str) -> Response {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")], text).into_response()
}
