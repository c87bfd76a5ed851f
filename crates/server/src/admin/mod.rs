//! `admin`: accounts, officers and phones, by whoever may read the data folder. The server may run
//! meanwhile: both work on the same database, and what is done here is in its event log.

mod password;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use domain::divisions;
use domain::ids::{AccountId, DeviceId, OfficerId};
use domain::review::Role;
use domain::time::{CstDateTime, UnixMs};
use domain::unit::{Level, UnitCode};
use words::Lang;
use words::operate as say;
use words::terms::Term as _;

use crate::api::session::create::MAX_CHARS;
use crate::app::{
    Clock as _, DATABASE, KEYS, Secrets, StartError, SystemClock, SystemEntropy, random,
};
use crate::passwords;
use crate::speech::both;
use crate::store::sqlite::SqliteStore;
use crate::store::{Account, DeviceLine, Officer, Store as _, StoreError};

const DAY_MS: i64 = 86_400_000;

/// Accounts, officers and phones of a data folder.
#[derive(Debug, Args)]
pub(crate) struct AdminOptions {
    /// The data folder.
    #[arg(
        long,
        env = "XUNTIAN_DATA",
        default_value = "xuntian-data",
        value_name = "FOLDER",
        global = true
    )]
    data: PathBuf,
    #[command(subcommand)]
    work: Work,
}

#[derive(Debug, Subcommand)]
enum Work {
    /// Make a supervisor's account; its password is asked for, or is the first line of standard input.
    AddAccount {
        /// What is typed at sign-in.
        #[arg(long)]
        name: String,
        /// The name that officers see under a decision [default: the sign-in name].
        #[arg(long)]
        display_name: Option<String>,
        /// township_reviewer, county_reviewer or city_reviewer.
        #[arg(long, value_parser = role)]
        role: Role,
        /// The code of the division: 9, 6 or 4 digits.
        #[arg(long, value_parser = UnitCode::parse)]
        unit: UnitCode,
    },
    /// Replace an account's password and end its sessions.
    ResetPassword {
        /// What is typed at sign-in.
        #[arg(long)]
        name: String,
    },
    /// Add a person who works in the field.
    AddOfficer {
        /// As it is shown.
        #[arg(long)]
        name: String,
        /// The code of the village, 12 digits.
        #[arg(long, value_parser = UnitCode::parse)]
        village: UnitCode,
    },
    /// Make a code with which an officer's phone is enrolled, once.
    EnrolCode {
        /// The number that add-officer gave.
        #[arg(long)]
        officer: OfficerId,
        /// How long it lasts.
        #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u8).range(1..=30))]
        days: u8,
    },
    /// List every phone that was ever enrolled.
    Devices,
    /// Make new keys in the place of lost ones, where no backup has them. Every phone has to be enrolled
    /// again with a new code then. Not while the server runs.
    NewKeys,
    /// Report a phone as lost: what it still sends is kept and flagged.
    RevokeDevice {
        /// The phone's number in the list.
        device: DeviceId,
    },
}

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AdminError {
    #[error("{}", both(|lang| say::no_data(lang, .0.display())))]
    NoData(PathBuf),
    #[error("{}", both(|lang| say::name_wrong(lang, MAX_CHARS)))]
    NameWrong,
    #[error("{}", both(|lang| say::name_taken(lang, .0)))]
    NameTaken(String),
    #[error("{}", both(|lang| say::unit_unknown(lang, .0)))]
    UnitUnknown(UnitCode),
    #[error("{}", both(|lang| say::role_elsewhere(lang, digits(*.role), .role.say(lang), .unit)))]
    RoleElsewhere { role: Role, unit: UnitCode },
    #[error("{}", both(|lang| say::role_is_no_account(lang, .0.say(lang))))]
    RoleIsNoAccount(Role),
    #[error("{}", both(say::password_differs))]
    PasswordDiffers,
    #[error("{}", both(|lang| say::password_length(lang, .least, .most)))]
    PasswordLength { least: usize, most: usize },
    #[error("{}", both(say::password_unreadable))]
    PasswordUnreadable,
    #[error("{}", both(|lang| say::account_unknown(lang, .0)))]
    AccountUnknown(String),
    #[error("{}", both(|lang| say::officer_unknown(lang, .0)))]
    OfficerUnknown(OfficerId),
    #[error("{}", both(say::keys_there))]
    KeysThere,
    #[error("{}", both(|lang| say::device_unknown(lang, .0)))]
    DeviceUnknown(DeviceId),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Start(#[from] StartError),
}

/// Does it, and gives the sentences that tell so.
pub(crate) async fn run(options: AdminOptions) -> Result<Vec<String>, AdminError> {
    let database = options.data.join(DATABASE);
    if !database.is_file() {
        return Err(AdminError::NoData(options.data));
    }
    let store = SqliteStore::join(&database).await?;
    let done = Admin {
        store: &store,
        data: &options.data,
        now_ms: SystemClock.now_ms(),
    }
    .work(options.work)
    .await;
    store.close().await;
    done
}

struct Admin<'a> {
    store: &'a SqliteStore,
    data: &'a Path,
    now_ms: UnixMs,
}

impl Admin<'_> {
    async fn work(&self, work: Work) -> Result<Vec<String>, AdminError> {
        let done = match work {
            Work::AddAccount {
                name,
                display_name,
                role,
                unit,
            } => self.add_account(name, display_name, role, unit).await?,
            Work::ResetPassword { name } => self.reset_password(&name).await?,
            Work::AddOfficer { name, village } => self.add_officer(name, village).await?,
            Work::EnrolCode { officer, days } => self.enrol_code(officer, days).await?,
            Work::Devices => return self.devices().await,
            Work::NewKeys => self.new_keys().await?,
            Work::RevokeDevice { device } => self.revoke_device(device).await?,
        };
        Ok(vec![done])
    }

    async fn add_account(
        &self,
        name: String,
        display_name: Option<String>,
        role: Role,
        unit: UnitCode,
    ) -> Result<String, AdminError> {
        if role == Role::VillageOfficer {
            return Err(AdminError::RoleIsNoAccount(role));
        }
        let display_name = display_name.unwrap_or_else(|| name.clone());
        for name in [&name, &display_name] {
            check_name(name)?;
        }
        check_place(role, &unit)?;
        if self.store.account_by_name(&name).await?.is_some() {
            return Err(AdminError::NameTaken(name));
        }
        let account = Account {
            id: AccountId::new(self.now_ms, random(&SystemEntropy)),
            name: name.clone(),
            display_name,
            role,
            unit: unit.clone(),
            password_phc: new_password()?,
            is_demo: false,
        };
        self.store.add_account(account, self.now_ms).await?;
        Ok(both(|lang| {
            say::account_added(lang, &name, role.say(lang), place(&unit))
        }))
    }

    async fn reset_password(&self, name: &str) -> Result<String, AdminError> {
        let account = self.store.account_by_name(name).await?;
        let account = account.ok_or_else(|| AdminError::AccountUnknown(name.to_owned()))?;
        let phc = new_password()?;
        self.store
            .set_password(account.id, phc, self.now_ms)
            .await?;
        Ok(both(|lang| say::password_set(lang, name)))
    }

    async fn add_officer(&self, name: String, unit: UnitCode) -> Result<String, AdminError> {
        let role = Role::VillageOfficer;
        check_name(&name)?;
        check_place(role, &unit)?;
        let officer = Officer {
            id: OfficerId::new(self.now_ms, random(&SystemEntropy)),
            name: name.clone(),
            role,
            unit: unit.clone(),
            is_demo: false,
        };
        let id = officer.id;
        self.store.add_officer(officer, self.now_ms).await?;
        Ok(both(|lang| {
            say::officer_added(lang, id, &name, place(&unit))
        }))
    }

    async fn enrol_code(&self, id: OfficerId, days: u8) -> Result<String, AdminError> {
        let officers = self.store.officers().await?;
        let officer = officers.into_iter().find(|officer| officer.id == id);
        let officer = officer.ok_or(AdminError::OfficerUnknown(id))?;
        let secrets = Secrets::kept(&self.data.join(KEYS), &SystemEntropy)?;
        let ends_at_ms = self.now_ms + i64::from(days) * DAY_MS;
        loop {
            let number = u64::from_be_bytes(random(&SystemEntropy)) % 10_000_000_000;
            let code = format!("{number:010}");
            let hash = secrets.code_sha256(&code);
            if self.store.enrol_code(hash).await?.is_none() {
                self.store
                    .add_enrol_code(hash, id, ends_at_ms, self.now_ms)
                    .await?;
                return Ok(both(|lang| {
                    say::code_made(lang, &code, days, &officer.name)
                }));
            }
        }
    }

    async fn devices(&self) -> Result<Vec<String>, AdminError> {
        let lines = self.store.devices().await?;
        if lines.is_empty() {
            return Ok(vec![both(say::devices_none)]);
        }
        let heads = [Lang::Zh, Lang::En].map(|lang| say::devices_head(lang).to_owned());
        Ok(heads.into_iter().chain(lines.iter().map(device)).collect())
    }

    async fn new_keys(&self) -> Result<String, AdminError> {
        let folder = self.data.join(KEYS);
        let missing = Secrets::missing(&folder);
        if missing.is_empty() {
            return Err(AdminError::KeysThere);
        }
        // What is in the log may not have happened; what happened is in the log.
        self.store.keys_made(&missing, self.now_ms).await?;
        Secrets::load(&folder, &SystemEntropy)?;
        Ok(both(|lang| say::keys_made(lang, missing.join(", "))))
    }

    async fn revoke_device(&self, id: DeviceId) -> Result<String, AdminError> {
        let device = self.store.device(id).await?;
        let device = device.ok_or(AdminError::DeviceUnknown(id))?;
        if device.revoked_at_ms.is_some() {
            return Ok(both(|lang| say::device_was_revoked(lang, id)));
        }
        self.store.revoke_device(id, self.now_ms).await?;
        Ok(both(|lang| say::device_revoked(lang, id)))
    }
}

fn role(code: &str) -> Result<Role, String> {
    Role::from_code(code).ok_or_else(|| {
        let codes: Vec<_> = Role::ALL.iter().map(|role| role.code()).collect();
        codes.join(", ")
    })
}

fn check_name(name: &str) -> Result<(), AdminError> {
    let chars = name.chars().count();
    let is_good = (1..=MAX_CHARS).contains(&chars)
        && name.trim() == name
        && !name.chars().any(char::is_control);
    if is_good {
        Ok(())
    } else {
        Err(AdminError::NameWrong)
    }
}

/// A person's place is in the table, and of the level of the role.
fn check_place(role: Role, unit: &UnitCode) -> Result<(), AdminError> {
    let unit = unit.clone();
    if unit.level() != role.level() {
        return Err(AdminError::RoleElsewhere { role, unit });
    }
    match divisions::unit_name(&unit) {
        Some(_) => Ok(()),
        None => Err(AdminError::UnitUnknown(unit)),
    }
}

fn digits(role: Role) -> u8 {
    match role.level() {
        Level::City => 4,
        Level::County => 6,
        Level::Township => 9,
        Level::Village => 12,
    }
}

fn new_password() -> Result<String, AdminError> {
    let password = password::ask()?;
    let hashed = passwords::hash(&password, random(&SystemEntropy));
    Ok(hashed.map_err(|_| StartError::Key("password"))?)
}

/// A unit's code and name.
fn place(unit: &UnitCode) -> String {
    let name = divisions::unit_name(unit).unwrap_or_default();
    format!("{unit} {name}")
}

fn device(line: &DeviceLine) -> String {
    let time = |at_ms: UnixMs| CstDateTime::of(at_ms).full_text();
    let officer = &line.device.officer;
    let state = match line.device.revoked_at_ms {
        None => both(say::device_in_use),
        Some(at_ms) => both(|lang| say::device_revoked_at(lang, time(at_ms))),
    };
    [
        line.device.id.to_string(),
        officer.name.clone(),
        place(&officer.unit),
        time(line.enrolled_at_ms),
        line.newest_at_ms.map_or("—".to_owned(), time),
        line.envelopes.to_string(),
        state,
        // What a browser says of itself comes from a stranger and goes to a terminal.
        line.platform.escape_debug().to_string(),
    ]
    .join(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(code: &str) -> UnitCode {
        UnitCode::parse(code).unwrap()
    }

    #[test]
    fn a_role_belongs_to_a_level_and_a_place_of_the_table() {
        assert!(check_place(Role::CountyReviewer, &unit("530402")).is_ok());
        assert!(check_place(Role::CityReviewer, &unit("5304")).is_ok());
        let elsewhere = check_place(Role::CountyReviewer, &unit("530402005"));
        assert!(matches!(elsewhere, Err(AdminError::RoleElsewhere { .. })));
        let unknown = check_place(Role::CountyReviewer, &unit("110101"));
        assert!(matches!(unknown, Err(AdminError::UnitUnknown(_))));
    }

    #[test]
    fn a_name_can_be_typed_and_seen() {
        for good in ["county", "张审核", "a b", &"x".repeat(200)] {
            assert!(check_name(good).is_ok(), "{good}");
        }
        for bad in ["", " x", "x ", "a\tb", "a\u{1b}[2J", &"x".repeat(201)] {
            assert!(check_name(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_goes_wrong_is_said_in_both_languages() {
        let role = Role::CountyReviewer;
        let unit = unit("5304");
        let said = AdminError::RoleElsewhere { role, unit }.to_string();
        assert!(said.contains("县级审核员的区划代码应有 6 位"), "{said}");
        assert!(said.contains("has 6 digits; 5304 has not"), "{said}");
    }
}
