//! Adds the demonstration's people to an empty store: officers, their phones, the supervisors.

use domain::ids::{AccountId, OfficerId};
use domain::wire::EnrolRequest;
use evidence::native::KeyPair;
use testkit::county::{DEMO_MARK, DEMO_PASSWORD, Person, REVIEWERS};
use testkit::phone::Phone;

use super::{new_code, unit};
use crate::api::enrol;
use crate::app::{App, StartError};
use crate::passwords;
use crate::store::{Account, Device, Officer, StoreError};

/// A phone that is enrolled, as it signs and as the server knows it. `seed` tells the ids that it makes
/// from those of the others.
///
/// # Errors
/// [`StartError`].
pub(super) async fn enrol_phone(
    app: &App,
    officer_id: OfficerId,
    seed: u8,
) -> Result<(Phone, Device), StartError> {
    // The seed of the test phones is public; what signs here must not be.
    let key = KeyPair::from_secret(&app.random()).map_err(|_| StartError::Key("demonstration"))?;
    let request = EnrolRequest {
        code: new_code(app, officer_id).await?,
        key: key.public().clone(),
        platform: DEMO_MARK.to_owned(),
        proof: None,
    };
    let enrolled = enrol::create::enrol(app, request).await?;
    let device = app.store.device(enrolled.device_id).await?;
    let mut phone = Phone::new(seed).enrolled(enrolled.device_id, officer_id);
    phone.key = key;
    Ok((phone, device.ok_or(StoreError::Damaged("demonstration"))?))
}

/// An officer.
///
/// # Errors
/// [`StartError`].
pub(super) async fn add_officer(app: &App, person: &Person) -> Result<OfficerId, StartError> {
    let officer = Officer {
        id: OfficerId::new(app.now_ms(), app.random()),
        name: person.name.to_owned(),
        role: person.role,
        unit: unit(person.unit)?,
        is_demo: true,
    };
    let id = officer.id;
    app.store.add_officer(officer, app.now_ms()).await?;
    Ok(id)
}

/// The supervisors' accounts. One hash for all: the password is no secret.
///
/// # Errors
/// [`StartError`].
pub(super) async fn add_accounts(app: &App) -> Result<Vec<Account>, StartError> {
    let salt = app.random();
    let hashing = tokio::task::spawn_blocking(move || passwords::hash(DEMO_PASSWORD, salt));
    let phc = hashing.await.ok().and_then(Result::ok);
    let phc = phc.ok_or(StartError::Key("demonstration"))?;
    let mut accounts = Vec::new();
    for person in &REVIEWERS {
        let account = Account {
            id: AccountId::new(app.now_ms(), app.random()),
            name: person.account.to_owned(),
            display_name: person.name.to_owned(),
            role: person.role,
            unit: unit(person.unit)?,
            password_phc: phc.clone(),
            is_demo: true,
        };
        app.store.add_account(account.clone(), app.now_ms()).await?;
        accounts.push(account);
    }
    Ok(accounts)
}
