//! The three engines: how each is started, and what each can do here. A journey asks [`Abilities`],
//! not which engine it is in, so every gap is said once.

mod chromium;
mod firefox;
mod screen;
mod webkit;

use std::ffi::OsString;

use serde_json::Value;
use tokio::process::{Child, Command};

use super::browser::Setup;

/// What makes the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Debian's Chromium.
    Chromium,
    /// Debian's Firefox ESR.
    Firefox,
    /// WebKitGTK in its MiniBrowser: the engine of Safari, without what Apple adds.
    WebKit,
}

/// What can be done with an engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Abilities {
    /// DevTools by the driver: a script before every page; position, colours, processor, network by
    /// command. Elsewhere a script comes into a page once it is loaded, and the rest stays as it was
    /// set at the start.
    pub has_devtools: bool,
    /// What a page keeps is there after the browser was quit or killed. Elsewhere it ends with the
    /// driver's session, so that quitting is leaving the page and loading it anew.
    pub keeps_storage: bool,
    /// Tells the position that it is given. Elsewhere a script in the page stands in for it.
    pub has_position: bool,
    /// Its camera shows a film that it is given. Elsewhere it shows a drawing of the engine.
    pub shows_films: bool,
}

/// How a browser is started.
pub(super) struct Launch {
    /// The driver, still without its port.
    pub driver: Command,
    /// What is asked of the driver.
    pub capabilities: Value,
    /// What the browser draws on, where it cannot do without.
    pub screen: Option<Child>,
}

impl Engine {
    /// What can be done with it here.
    pub fn can(self) -> Abilities {
        match self {
            Self::Chromium => Abilities {
                has_devtools: true,
                keeps_storage: true,
                has_position: true,
                shows_films: true,
            },
            Self::Firefox => Abilities {
                has_devtools: false,
                keeps_storage: true,
                has_position: true,
                shows_films: false,
            },
            Self::WebKit => Abilities {
                has_devtools: false,
                keeps_storage: false,
                has_position: false,
                shows_films: false,
            },
        }
    }

    /// The engine of this name.
    ///
    /// # Panics
    /// Where there is none: the name stands in a test.
    pub fn named(name: &str) -> Self {
        let all = [Self::Chromium, Self::Firefox, Self::WebKit];
        let found = all.into_iter().find(|engine| engine.name() == name);
        found.unwrap_or_else(|| panic!("no engine is called {name}"))
    }

    /// Its name, in small letters: a part of names of tests and folders.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    pub(super) async fn launch(self, setup: &Setup) -> Launch {
        match self {
            Self::Chromium => chromium::launch(setup),
            Self::Firefox => firefox::launch(setup),
            Self::WebKit => webkit::launch(setup).await,
        }
    }
}

/// The driver that a variable of the environment names, or else the first of this name on PATH.
fn driver(variable: &str, name: &str) -> Command {
    Command::new(std::env::var_os(variable).unwrap_or_else(|| OsString::from(name)))
}

/// Writes a file of the profile, and the folders above it.
fn write(path: &std::path::Path, text: &str) {
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(path, text))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}
