//! A browser on a profile that stays: it can be quit, killed and started again, as on a phone.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use thirtyfour::Capabilities;
use thirtyfour::prelude::*;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use super::camera;
use super::engine::Engine;
use super::page::Page;
use super::process::{self, PATIENCE, free_port, until};

/// What the browser pretends to run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Device {
    /// Fingers, and a viewport of so many CSS pixels, two device pixels each.
    Phone(u32, u32),
    /// A mouse, and a window of so many CSS pixels.
    Desk(u32, u32),
}

impl Device {
    /// Width and height of the page, in CSS pixels.
    pub fn size(self) -> (u32, u32) {
        match self {
            Self::Phone(width, height) | Self::Desk(width, height) => (width, height),
        }
    }
}

/// The phone that journeys are made on.
pub const PHONE: Device = Device::Phone(360, 740);
/// The desk that journeys are made at.
pub const DESK: Device = Device::Desk(1366, 768);

/// What stays the same when the browser is started again.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Names pictures of failures.
    pub name: String,
    /// What makes the pages.
    pub engine: Engine,
    /// The folder of the profile; what is kept in it is what the phone keeps.
    pub profile: PathBuf,
    /// The only address that gets permissions.
    pub origin: String,
    /// What it pretends to run on.
    pub device: Device,
    /// The film that the camera shows; `None`: the engine's own drawing, every picture another.
    pub film: Option<PathBuf>,
    /// Whether its window is a private one, whose storage ends with it.
    pub is_private: bool,
    /// Further flags of its command line.
    pub flags: Vec<String>,
}

impl Setup {
    /// The same in another engine.
    pub fn in_engine(self, engine: Engine) -> Self {
        let name = format!("{}-{}", self.name, engine.name());
        Self {
            name,
            engine,
            ..self
        }
    }

    /// With the film of the made-up field, where the engine can show one.
    pub fn with_film(self) -> Self {
        let film = self.engine.can().shows_films.then(camera::film);
        Self { film, ..self }
    }
}

/// A running browser, with the driver that moves it.
pub struct Browser {
    setup: Setup,
    driver: WebDriver,
    _driver_process: Child,
    _screen: Option<Child>,
}

impl Browser {
    /// Starts one with one empty tab.
    pub async fn start(setup: Setup) -> (Self, Page) {
        let launch = setup.engine.launch(&setup).await;
        let (driver_process, port) = run_driver(launch.driver).await;
        let capabilities = launch.capabilities.as_object().cloned().unwrap_or_default();
        let address = format!("http://127.0.0.1:{port}");
        let driver = WebDriver::builder(address, Capabilities::from(capabilities))
            .request_timeout(Duration::from_secs(60))
            .await
            .unwrap_or_else(|error| panic!("{} does not start: {error}", setup.engine.name()));
        let browser = Self {
            setup,
            driver,
            _driver_process: driver_process,
            _screen: launch.screen,
        };
        let page = browser.page();
        page.prepare().await;
        (browser, page)
    }

    /// The page in the tab that is in front.
    fn page(&self) -> Page {
        Page::new(self.driver.clone(), self.setup.clone())
    }

    /// Opens a further tab, which comes to the front. It is a window of its own: not every driver
    /// brings a tab before its neighbours.
    pub async fn new_tab(&self) -> Page {
        let opened = async {
            let tab = self.driver.new_window().await?;
            self.driver.switch_to_window(tab).await
        };
        if let Err(error) = opened.await {
            panic!("no further tab: {error}");
        }
        let page = self.page();
        page.prepare().await;
        page
    }

    /// Quits as a person does, and waits until the profile is free.
    pub async fn quit(self) -> Setup {
        let setup = self.setup.clone();
        // The browser may have been ended already.
        let _ = self.driver.clone().quit().await;
        profile_is_free(&setup.profile).await;
        setup
    }

    /// Ends the browser as an empty battery would: SIGKILL to all its processes.
    pub async fn kill(self) -> Setup {
        let setup = self.setup.clone();
        kill_all(&setup.profile);
        profile_is_free(&setup.profile).await;
        setup
    }

    /// Quits, and starts again on the same profile. Where nothing would be left after that, it leaves
    /// the page instead: nothing of the app is in memory any more, and what is kept is kept.
    pub async fn restart(self) -> (Self, Page) {
        if self.setup.engine.can().keeps_storage {
            return Box::pin(Self::start(self.quit().await)).await;
        }
        let page = self.page();
        page.open("about:blank").await;
        (self, page)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        kill_all(&self.setup.profile);
        // Or thirtyfour would ask the driver to quit, and block.
        let _ = self.driver.clone().leak();
    }
}

fn kill_all(profile: &Path) {
    for id in process::processes_naming(&profile.to_string_lossy()) {
        process::signal(id, "KILL");
    }
}

async fn profile_is_free(profile: &Path) {
    let profile = profile.to_string_lossy().into_owned();
    until("the browser to end", PATIENCE, async || {
        process::processes_naming(&profile).is_empty().then_some(())
    })
    .await;
}

/// Starts a driver on a free port, and waits until it listens.
async fn run_driver(mut driver: Command) -> (Child, u16) {
    let port = free_port();
    let process = driver
        .arg(format!("--port={port}"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap_or_else(|error| panic!("{driver:?}: {error}"));
    until("the driver to listen", PATIENCE, async || {
        TcpStream::connect(("127.0.0.1", port)).await.ok()
    })
    .await;
    (process, port)
}
