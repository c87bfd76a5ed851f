//! Chromium, without a window.

use serde_json::json;

use super::{Launch, driver};
use crate::harness::browser::{Device, Setup};

const FLAGS: [&str; 11] = [
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
    // Chinese first, as on the phones; fonts come from the system.
    "--lang=zh-CN",
];

pub(super) fn launch(setup: &Setup) -> Launch {
    let mut flags: Vec<String> = FLAGS.map(str::to_owned).to_vec();
    flags.push(format!("--user-data-dir={}", setup.profile.display()));
    flags.extend(setup.flags.iter().cloned());
    if setup.is_private {
        flags.push("--incognito".to_owned());
    }
    if let Some(film) = &setup.film {
        let film = film.display();
        flags.push(format!("--use-file-for-fake-video-capture={film}"));
    }
    let mut options = json!({ "prefs": { "intl.accept_languages": "zh-CN,zh,en" } });
    match setup.device {
        Device::Desk(width, height) => flags.push(format!("--window-size={width},{height}")),
        Device::Phone(width, height) => {
            options["mobileEmulation"] = json!({ "deviceMetrics": {
                "width": width, "height": height, "pixelRatio": 2.0, "touch": true, "mobile": true
            } });
        }
    }
    options["args"] = flags.into();
    Launch {
        driver: driver("CHROMEDRIVER", "chromedriver"),
        capabilities: json!({ "browserName": "chrome", "goog:chromeOptions": options }),
        screen: None,
    }
}
