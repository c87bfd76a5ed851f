//! The questions that this app asks the server, version 1.

use domain::hash::Sha256;
use domain::ids::FindingId;
use domain::review::Stage;
use domain::wire::{About, DecisionRequest, FindingDetail, FindingList, Session, SignIn};
use serde::Serialize;

use crate::failure::{self, Failure};
use crate::transport::{Method, send};

const ABOUT: &str = "/api/v1/about";
const SESSION: &str = "/api/v1/session";
const FINDINGS: &str = "/api/v1/findings";
const DECISIONS: &str = "/api/v1/decisions";

/// How many rows a page of the list has.
const PAGE_ROWS: u32 = 50;

/// What anybody may know of the server: whether it is a demonstration.
pub(crate) async fn about() -> Result<About, Failure> {
    failure::read(send(Method::Get, ABOUT, None).await?)
}

/// Who is signed in.
pub(crate) async fn session() -> Result<Session, Failure> {
    failure::read(send(Method::Get, SESSION, None).await?)
}

/// Signs in; the server sets the cookie.
pub(crate) async fn sign_in(sign_in: &SignIn) -> Result<Session, Failure> {
    failure::read(send(Method::Post, SESSION, Some(json(sign_in)?)).await?)
}

/// Signs out.
pub(crate) async fn sign_out() -> Result<(), Failure> {
    failure::accepted(send(Method::Delete, SESSION, None).await?).map(drop)
}

/// A page of the list of a stage; `cursor` comes from the page before.
pub(crate) async fn findings(stage: Stage, cursor: Option<&str>) -> Result<FindingList, Failure> {
    let cursor = cursor.map_or_else(String::new, |cursor| {
        format!(
            "&cursor={}",
            String::from(js_sys::encode_uri_component(cursor))
        )
    });
    let path = format!(
        "{FINDINGS}?stage={}&limit={PAGE_ROWS}{cursor}",
        stage.code()
    );
    failure::read(send(Method::Get, &path, None).await?)
}

/// Everything about one finding.
pub(crate) async fn finding(id: FindingId) -> Result<FindingDetail, Failure> {
    failure::read(send(Method::Get, &format!("{FINDINGS}/{id}"), None).await?)
}

/// Decides. Sending the same decision again is harmless.
pub(crate) async fn decide(decision: &DecisionRequest) -> Result<(), Failure> {
    failure::accepted(send(Method::Post, DECISIONS, Some(json(decision)?)).await?).map(drop)
}

/// Where a photo's original is; an `<img>` fetches it with the same cookie.
pub(crate) fn photo_path(finding: FindingId, photo: Sha256) -> String {
    format!("{FINDINGS}/{finding}/photos/{photo}")
}

fn json<T: Serialize>(document: &T) -> Result<String, Failure> {
    serde_json::to_string(document).map_err(|_| Failure::Unreadable)
}
