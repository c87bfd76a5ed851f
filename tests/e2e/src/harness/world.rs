//! A server, the way to it, and a folder for everything: what one journey has for itself.

use std::path::Path;

use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use tempfile::TempDir;

use super::browser::{DESK, Device, PHONE, Setup};
use super::builds::Builds;
use super::engine::Engine;
use super::process::{PATIENCE, until};
use super::proxy::Proxy;
use super::server::Server;

/// One journey's world; dropping it takes everything away.
pub struct World {
    name: String,
    /// The server.
    pub server: Server,
    proxy: Option<Proxy>,
    // Last, so that nothing writes into it any more when it goes.
    folder: TempDir,
}

impl World {
    /// Browsers speak with the server itself.
    pub async fn direct(name: &str) -> Self {
        let folder = new_folder();
        let server = Server::start(folder.path(), None, None).await;
        Self {
            name: name.to_owned(),
            server,
            proxy: None,
            folder,
        }
    }

    /// The same, with apps of which the operator can put up another build while the server runs.
    pub async fn with_builds(name: &str) -> (Self, Builds) {
        let folder = new_folder();
        let builds = Builds::copied_to(&folder.path().join("assets"));
        let server = Server::start(folder.path(), None, Some(builds.folder())).await;
        let world = Self {
            name: name.to_owned(),
            server,
            proxy: None,
            folder,
        };
        (world, builds)
    }

    /// Browsers speak with a proxy that leads to the server.
    pub async fn behind_a_proxy(name: &str) -> Self {
        let folder = new_folder();
        let proxy = Proxy::start().await;
        let server = Server::start(folder.path(), Some(proxy.port()), None).await;
        proxy.lead_to(Some(server.port()));
        Self {
            name: name.to_owned(),
            server,
            proxy: Some(proxy),
            folder,
        }
    }

    /// The proxy.
    pub fn proxy(&self) -> &Proxy {
        match &self.proxy {
            Some(proxy) => proxy,
            None => panic!("this world has no proxy"),
        }
    }

    /// The officer's phone: Chromium, with its own fake camera.
    pub fn phone(&self) -> Setup {
        self.browser("phone", PHONE)
    }

    /// The supervisor's desk.
    pub fn desk(&self) -> Setup {
        self.browser("desk", DESK)
    }

    /// A browser of its own.
    pub fn browser(&self, which: &str, device: Device) -> Setup {
        Setup {
            name: format!("{}-{which}", self.name),
            engine: Engine::Chromium,
            profile: self.folder.path().join(which),
            origin: self.server.origin().to_owned(),
            device,
            film: None,
            is_private: false,
            flags: Vec::new(),
        }
    }

    /// Its folder, for what a journey needs besides.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The one-time code that the server made for the demonstration's officer.
    pub fn code(&self) -> String {
        let ready = self.server.ready();
        match ready["enrol_code"].as_str() {
            Some(code) => code.to_owned(),
            None => panic!("the server told no enrolment code: {ready}"),
        }
    }

    /// A one-time code for one officer more, whom the operator adds.
    pub async fn further_code(&self) -> String {
        let add = ["add-officer", "--name", "演示·后来", "--village", VILLAGE];
        let added = self.server.admin(&add, "").await;
        let is_id = |word: &&str| word.len() == 36 && word.matches('-').count() == 4;
        let Some(officer) = words(&added).find(is_id) else {
            panic!("add-officer tells no number: {added}")
        };
        let made = ["enrol-code", "--officer", officer];
        let made = self.server.admin(&made, "").await;
        let is_code = |word: &&str| word.len() == 10 && word.bytes().all(|b| b.is_ascii_digit());
        match words(&made).find(is_code) {
            Some(code) => code.to_owned(),
            None => panic!("enrol-code tells no code: {made}"),
        }
    }

    /// A code whose days are over. Nobody can wait for that: its end is put into the past where the
    /// server keeps it.
    pub async fn code_that_has_ended(&self) -> String {
        let code = self.further_code().await;
        let database = self.server.data().join("xuntian.db");
        let ended = async {
            let options = SqliteConnectOptions::new().filename(&database);
            let mut connection = SqliteConnection::connect_with(&options).await?;
            sqlx::query("UPDATE enrol_codes SET expires_at_ms = 1 WHERE device_id IS NULL")
                .execute(&mut connection)
                .await?;
            connection.close().await
        };
        if let Err(error) = ended.await {
            panic!("{}: {error}", database.display());
        }
        code
    }

    /// Waits until files with all these hashes lie in the server's folder.
    pub async fn until_stored(&self, hashes: &[String]) {
        until("the photos on the server's disk", PATIENCE, async || {
            let files = super::files::files_by_hash(self.server.data());
            hashes
                .iter()
                .all(|hash| files.contains_key(hash))
                .then_some(())
        })
        .await;
    }
}

/// Where the officer is at home whom a journey adds.
const VILLAGE: &str = "530402005002";

/// The runs of letters, digits and hyphens, without the Chinese ones around them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
}

fn new_folder() -> TempDir {
    tempfile::Builder::new()
        .prefix("xuntian-e2e-")
        .tempdir()
        .unwrap_or_else(|error| panic!("no temporary folder: {error}"))
}
