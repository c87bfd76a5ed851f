//! A server, the way to it, and a folder for everything: what one journey has for itself.

use std::path::Path;

use tempfile::TempDir;

use super::browser::{DESK, Device, PHONE, Setup};
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
        let server = Server::start(folder.path(), None).await;
        Self {
            name: name.to_owned(),
            server,
            proxy: None,
            folder,
        }
    }

    /// Browsers speak with a proxy that leads to the server.
    pub async fn behind_a_proxy(name: &str) -> Self {
        let folder = new_folder();
        let proxy = Proxy::start().await;
        let server = Server::start(folder.path(), Some(proxy.port())).await;
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

fn new_folder() -> TempDir {
    tempfile::Builder::new()
        .prefix("xuntian-e2e-")
        .tempdir()
        .unwrap_or_else(|error| panic!("no temporary folder: {error}"))
}
