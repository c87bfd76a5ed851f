//! Firefox, without a window. What is not a flag is a preference; a preference holds from the start to
//! the end.

use serde_json::{Value, json};

use super::{Launch, driver, write};
use crate::harness::browser::{Device, Setup};
use crate::harness::devices::PLACE;

/// The window is the page, as on a phone: without bars, and without the least width of a desktop's.
const NO_BARS: &str = "\
:root, body, #browser { min-width: 0 !important; }
#navigator-toolbox { display: none !important; }
";

pub(super) fn launch(setup: &Setup) -> Launch {
    write(&setup.profile.join("chrome/userChrome.css"), NO_BARS);
    let profile = setup.profile.display().to_string();
    let mut flags = vec!["-headless", "-profile", &profile];
    flags.extend(setup.flags.iter().map(String::as_str));
    let options = json!({ "args": flags, "prefs": preferences(setup) });
    Launch {
        driver: driver("GECKODRIVER", "geckodriver"),
        capabilities: json!({ "browserName": "firefox", "moz:firefoxOptions": options }),
        screen: None,
    }
}

fn preferences(setup: &Setup) -> Value {
    let answer = json!({
        "location": { "lat": PLACE.lat_deg, "lng": PLACE.lon_deg }, "accuracy": PLACE.accuracy_m
    });
    let mut preferences = json!({
        "toolkit.legacyUserProfileCustomizations.stylesheets": true,
        "intl.accept_languages": "zh-CN,zh,en",
        "media.navigator.streams.fake": true,
        "permissions.default.camera": 1,
        "permissions.default.geo": 1,
        "geo.provider.network.url": format!("data:application/json,{answer}"),
        // A desktop's button over every video; a phone has none.
        "media.videocontrols.picture-in-picture.enabled": false,
        // By day; nothing moves.
        "layout.css.prefers-color-scheme.content-override": 1,
        "ui.prefersReducedMotion": 1,
        "browser.privatebrowsing.autostart": setup.is_private,
    });
    if let Device::Phone(..) = setup.device {
        preferences["layout.css.devPixelsPerPx"] = json!("2.0");
    }
    preferences
}
