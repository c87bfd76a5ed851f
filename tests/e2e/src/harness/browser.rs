//! Chromium on a profile that stays: it can be quit, killed and started again, as on a phone.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde_json::json;
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, ChromiumLikeCapabilities};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::page::Page;
use super::process::{self, PATIENCE, until};

const FLAGS: [&str; 10] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
];

/// What the browser pretends to run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Device {
    /// Fingers, and a viewport of so many CSS pixels, two device pixels each.
    Phone(u32, u32),
    /// A mouse, and a window of so many CSS pixels.
    Desk(u32, u32),
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
    /// The folder of the profile; what is kept in it is what the phone keeps.
    pub profile: PathBuf,
    /// The only address that gets permissions.
    pub origin: String,
    /// What it pretends to run on.
    pub device: Device,
    /// The film that the camera shows; `None`: Chromium's own drawing, every picture another.
    pub film: Option<PathBuf>,
}

/// A running browser, with the driver that moves it.
pub struct Browser {
    setup: Setup,
    driver: WebDriver,
    _chromedriver: Child,
}

impl Browser {
    /// Starts one with one empty tab.
    pub async fn start(setup: Setup) -> (Self, Page) {
        let (chromedriver, port) = chromedriver().await;
        let address = format!("http://127.0.0.1:{port}");
        let driver = WebDriver::builder(address, capabilities(&setup))
            .request_timeout(Duration::from_secs(60))
            .await
            .unwrap_or_else(|error| panic!("Chromium does not start: {error}"));
        let browser = Self {
            setup,
            driver,
            _chromedriver: chromedriver,
        };
        let page = browser.page();
        page.prepare().await;
        (browser, page)
    }

    /// The page in the tab that is in front.
    fn page(&self) -> Page {
        Page::new(self.driver.clone(), &self.setup.name, &self.setup.origin)
    }

    /// Opens a further tab, which comes to the front.
    pub async fn new_tab(&self) -> Page {
        let opened = async {
            let tab = self.driver.new_tab().await?;
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

    /// Quits, and starts again on the same profile.
    pub async fn restart(self) -> (Self, Page) {
        Box::pin(Self::start(self.quit().await)).await
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
    until("Chromium to end", PATIENCE, async || {
        process::processes_naming(&profile).is_empty().then_some(())
    })
    .await;
}

fn capabilities(setup: &Setup) -> ChromeCapabilities {
    let mut capabilities = DesiredCapabilities::chrome();
    let mut arguments: Vec<String> = FLAGS.map(str::to_owned).to_vec();
    arguments.push(format!("--user-data-dir={}", setup.profile.display()));
    // Chinese first, as on the phones; fonts come from the system.
    arguments.push("--lang=zh-CN".to_owned());
    if let Some(film) = &setup.film {
        arguments.push(format!(
            "--use-file-for-fake-video-capture={}",
            film.display()
        ));
    }
    if let Device::Desk(width, height) = setup.device {
        arguments.push(format!("--window-size={width},{height}"));
    }
    let added = arguments
        .iter()
        .try_for_each(|argument| capabilities.add_arg(argument))
        .and_then(|()| match setup.device {
            Device::Phone(width, height) => capabilities.add_experimental_option(
                "mobileEmulation",
                json!({ "deviceMetrics": {
                    "width": width, "height": height, "pixelRatio": 2.0, "touch": true, "mobile": true
                } }),
            ),
            Device::Desk(..) => Ok(()),
        })
        .and_then(|()| {
            capabilities.add_experimental_option(
                "prefs",
                json!({ "intl.accept_languages": "zh-CN,zh,en" }),
            )
        });
    if let Err(error) = added {
        panic!("Chromium's options: {error}");
    }
    capabilities
}

/// A driver on a port of its own choice, which it tells.
async fn chromedriver() -> (Child, u16) {
    let program =
        std::env::var_os("CHROMEDRIVER").unwrap_or_else(|| "/usr/bin/chromedriver".into());
    let mut child = Command::new(&program)
        .arg("--port=0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap_or_else(|error| panic!("{}: {error}", program.display()));
    let Some(stdout) = child.stdout.take() else {
        panic!("chromedriver has no standard output");
    };
    let mut lines = BufReader::new(stdout).lines();
    let port = tokio::time::timeout(PATIENCE, async {
        while let Ok(Some(line)) = lines.next_line().await {
            if let Some((_, port)) = line.rsplit_once("started successfully on port ") {
                return port.trim_end_matches('.').parse().ok();
            }
        }
        None
    })
    .await;
    let Ok(Some(port)) = port else {
        panic!("chromedriver did not say its port");
    };
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    (child, port)
}
