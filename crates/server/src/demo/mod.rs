//! `xuntian-server demo`: people and records to look around with, everything marked 演示, and a page
//! that shows a phone and a desk side by side.
//!
//! [`people`] and [`story`] fill an empty data folder, [`site`] serves the page, [`line`] is the phone's cable, which
//! can be pulled.

mod line;
mod page;
mod people;
pub(crate) mod site;
mod story;
#[cfg(test)]
mod tests;

use domain::ids::OfficerId;
use domain::review::Role;
use domain::unit::UnitCode;
use testkit::county::{DEMO_PASSWORD, OFFICER, REVIEWERS};
use words::Lang;

use crate::app::{App, StartError};
use crate::problem::Problem;
use crate::store::StoreResult;

/// How long a code lasts.
const CODE_LIFETIME_MS: i64 = 7 * 86_400_000;

/// What the terminal and the page tell.
#[derive(Debug)]
pub(crate) struct Demo {
    /// The officer whose phone everybody may try.
    pub(crate) holder: OfficerId,
    /// Ten digits that enrol it.
    pub(crate) enrol_code: String,
    /// The supervisors' accounts, lowest level first.
    pub(crate) accounts: Vec<DemoAccount>,
}

/// An account of the demonstration.
#[derive(Debug)]
pub(crate) struct DemoAccount {
    pub(crate) name: &'static str,
    pub(crate) password: &'static str,
    pub(crate) role: Role,
    pub(crate) unit: &'static str,
}

impl From<Problem> for StartError {
    fn from(problem: Problem) -> Self {
        Self::Config(format!("demonstration: {}", problem.code().code()))
    }
}

/// Fills an empty store, or finds the demonstration that is there; makes a new enrolment code.
///
/// # Errors
/// [`StartError::Config`], if somebody real is there.
pub(crate) async fn prepare(app: &App) -> Result<Demo, StartError> {
    if app.store.has_real_people().await? {
        let refused = [Lang::Zh, Lang::En].map(words::server::demo_refused);
        return Err(StartError::Config(refused.join(" / ")));
    }
    let officers = app.store.officers().await?;
    let holder = match officers.iter().find(|officer| officer.name == OFFICER.name) {
        Some(officer) => officer.id,
        None => story::tell(app).await?,
    };
    let accounts = REVIEWERS.map(|person| DemoAccount {
        name: person.account,
        password: DEMO_PASSWORD,
        role: person.role,
        unit: person.unit,
    });
    Ok(Demo {
        holder,
        enrol_code: new_code(app, holder).await?,
        accounts: accounts.into(),
    })
}

/// A new code for an officer, unlike any that is there.
async fn new_code(app: &App, officer_id: OfficerId) -> StoreResult<String> {
    let now_ms = app.now_ms();
    loop {
        let number = u64::from_be_bytes(app.random()) % 10_000_000_000;
        let code = format!("{number:010}");
        let hash = app.code_sha256(&code);
        if app.store.enrol_code(hash).await?.is_none() {
            let ends_ms = now_ms + CODE_LIFETIME_MS;
            app.store
                .add_enrol_code(hash, officer_id, ends_ms, now_ms)
                .await?;
            return Ok(code);
        }
    }
}

fn unit(code: &str) -> Result<UnitCode, StartError> {
    UnitCode::parse(code).map_err(|error| StartError::Config(error.to_string()))
}
