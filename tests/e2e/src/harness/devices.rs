//! What the phone's parts say: position, processor, network, colour scheme. Each lasts until it is
//! set again or the tab is closed.

use serde_json::{Value, json};
use thirtyfour::WebDriver;

/// A place near the village that the demonstration's officer belongs to (WGS 84).
pub const PLACE: Place = Place {
    lat_deg: 24.3505,
    lon_deg: 102.5437,
    accuracy_m: 6.0,
};

/// What a position sensor says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Latitude, degrees north.
    pub lat_deg: f64,
    /// Longitude, degrees east.
    pub lon_deg: f64,
    /// Radius of 68 % confidence, in metres.
    pub accuracy_m: f64,
}

/// A DevTools command to the tab in front.
pub async fn command(driver: &WebDriver, method: &str, parameters: Value) -> Value {
    driver
        .cdp()
        .send_raw(method, parameters)
        .await
        .unwrap_or_else(|error| panic!("{method}: {error}"))
}

/// Grants position and camera to an address.
pub async fn grant_permissions(driver: &WebDriver, origin: &str) {
    let permissions = ["geolocation", "videoCapture"];
    let parameters = json!({ "origin": origin, "permissions": permissions });
    command(driver, "Browser.grantPermissions", parameters).await;
}

/// Moves the phone.
pub async fn move_to(driver: &WebDriver, place: Place) {
    let parameters = json!({
        "latitude": place.lat_deg, "longitude": place.lon_deg, "accuracy": place.accuracy_m
    });
    command(driver, "Emulation.setGeolocationOverride", parameters).await;
}

/// Makes the processor so many times slower; 1 is as it is.
pub async fn slow_down(driver: &WebDriver, times: u32) {
    command(
        driver,
        "Emulation.setCPUThrottlingRate",
        json!({ "rate": times }),
    )
    .await;
}

/// Asks for light or dark.
pub async fn prefer_dark(driver: &WebDriver, is_dark: bool) {
    let value = if is_dark { "dark" } else { "light" };
    let features = json!([
        { "name": "prefers-color-scheme", "value": value },
        // A picture in the middle of a movement is nobody's screen.
        { "name": "prefers-reduced-motion", "value": "reduce" },
    ]);
    command(
        driver,
        "Emulation.setEmulatedMedia",
        json!({ "features": features }),
    )
    .await;
}

/// Lets the page's site keep so many bytes at most; `None`: as many as the browser would.
pub async fn limit_storage(driver: &WebDriver, origin: &str, bytes: Option<u64>) {
    let mut parameters = json!({ "origin": origin });
    if let Some(bytes) = bytes {
        parameters["quotaSize"] = bytes.into();
    }
    command(driver, "Storage.overrideQuotaForOrigin", parameters).await;
}

/// A thin line: bytes a second each way, and the time there and back.
pub async fn thin_network(driver: &WebDriver, bytes_per_second: u32, latency_ms: u32) {
    command(driver, "Network.enable", json!({})).await;
    let parameters = json!({
        "offline": false, "latency": latency_ms,
        "downloadThroughput": bytes_per_second, "uploadThroughput": bytes_per_second
    });
    command(driver, "Network.emulateNetworkConditions", parameters).await;
}
