//! WebKitGTK's MiniBrowser. It has no mode without a window, so it gets a screen of its own. Its pages
//! are told little by the driver; what it takes from the desktop is in folders of the profile.

use std::path::Path;

use serde_json::json;

use super::{Launch, driver, screen, write};
use crate::harness::browser::Setup;

/// The bars of its window give way, so that it can be as narrow as a phone.
const SMALL_BARS: &str = "* { min-width: 0; padding: 0; margin: 0; border: 0; font-size: 1px; -gtk-icon-transform: scale(0); }\n";
/// Nothing moves.
const STILL: &str = "[Settings]\ngtk-enable-animations=0\n";
/// The only locale that every Debian has. Under another name it makes pages be asked for in Chinese.
const LOCALE: &str = "/usr/lib/locale/C.utf8";

pub(super) async fn launch(setup: &Setup) -> Launch {
    let profile = &setup.profile;
    write(&profile.join("config/gtk-3.0/gtk.css"), SMALL_BARS);
    write(&profile.join("config/gtk-3.0/settings.ini"), STILL);
    let locales = profile.join("locale");
    name_locale(&locales);
    let (screen, display) = screen::start().await;
    let mut driver = driver("WEBKITWEBDRIVER", "WebKitWebDriver");
    driver
        .env("DISPLAY", display)
        // Root may not open the sandbox, and the pages are our own.
        .env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1")
        .env("LANG", "zh_CN.UTF-8")
        .env("LOCPATH", locales)
        .env("XDG_CONFIG_HOME", profile.join("config"))
        .env("XDG_DATA_HOME", profile.join("data"))
        .env("XDG_CACHE_HOME", profile.join("cache"));
    let mut flags = vec![
        "--automation".to_owned(),
        "--enable-media-stream=true".to_owned(),
        "--enable-mock-capture-devices=true".to_owned(),
        // Automation keeps no cookies, but so the process is known by its profile.
        format!("--cookies-file={}", profile.join("cookies").display()),
    ];
    flags.extend(setup.flags.iter().cloned());
    Launch {
        driver,
        capabilities: json!({ "webkitgtk:browserOptions": { "args": flags } }),
        screen: Some(screen),
    }
}

fn name_locale(folder: &Path) {
    let named = folder.join("zh_CN.utf8");
    if named.exists() {
        return;
    }
    std::fs::create_dir_all(folder)
        .and_then(|()| std::os::unix::fs::symlink(LOCALE, &named))
        .unwrap_or_else(|error| panic!("{}: {error}", named.display()));
}
