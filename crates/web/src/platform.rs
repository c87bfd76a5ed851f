//! The browser itself: what it is, what it speaks, sharing, reloading.

use wasm_bindgen_futures::JsFuture;

use crate::js;

/// What matters about a browser before anything is enrolled in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Browser {
    /// A browser inside an app (WeChat, QQ, DingTalk, Alipay …): its data may vanish with a cleaning of
    /// that app, and the person does not find the way back.
    InApp,
    /// Safari or another browser of an iPhone or iPad, not on the home screen: an app that is put
    /// there later has a store of its own, so it must be put there first.
    IosTab,
    /// Any other.
    Other,
}

/// What the app runs in.
pub fn browser() -> Browser {
    let agent = user_agent();
    let touch_points = js::navigator().max_touch_points().unwrap_or(0);
    browser_of(&agent, touch_points, is_standalone())
}

/// [`browser`] as a function of what the browser says of itself. An iPad calls itself a Mac, and is
/// told by its touch screen.
pub fn browser_of(user_agent: &str, touch_points: u32, is_standalone: bool) -> Browser {
    let says = |mark: &str| user_agent.contains(mark);
    if ["MicroMessenger", "QQ/", "DingTalk", "AlipayClient", "Weibo"]
        .into_iter()
        .any(says)
    {
        return Browser::InApp;
    }
    let is_ios = says("iPhone") || says("iPad") || (says("Macintosh") && touch_points > 1);
    if is_ios && !is_standalone {
        Browser::IosTab
    } else {
        Browser::Other
    }
}

/// What the browser says it is, at most 200 characters: `platform` of an enrolment.
pub fn platform_text() -> String {
    user_agent().chars().take(200).collect()
}

fn user_agent() -> String {
    js::navigator().user_agent().unwrap_or_default()
}

/// Whether the page may use cryptography, service worker, camera: https, or this machine itself.
pub fn is_secure() -> bool {
    js::scope().is_secure_context().unwrap_or(false)
}

/// Whether the app runs from the home screen.
pub fn is_standalone() -> bool {
    let by_style = web_sys::window()
        .and_then(|window| {
            window
                .match_media("(display-mode: standalone)")
                .ok()
                .flatten()
        })
        .is_some_and(|query| query.matches());
    by_style || js::navigator().standalone().unwrap_or(false)
}

/// The languages that the person prefers, best first: `zh-CN`, `en-US` …
pub fn languages() -> Vec<String> {
    let languages = js::navigator().languages();
    languages
        .into_iter()
        .flat_map(|list| list.iter().collect::<Vec<_>>())
        .filter_map(|language| language.as_string())
        .collect()
}

/// Scheme, host and port of the page: `https://example.org`.
pub fn origin() -> String {
    let location = js::scope().location();
    location
        .and_then(|location| location.origin().ok())
        .unwrap_or_default()
}

/// The address of a file that is fetched later: `<meta name>` of index.html has it, where the build puts
/// the content name in.
pub fn later(name: &str) -> Option<String> {
    let meta = js::scope()
        .document()?
        .query_selector(&format!("meta[name={name}]"))
        .ok()??;
    meta.get_attribute("content")
}

/// What became of a sharing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shared {
    /// Handed to another app.
    Handed,
    /// There is no way to share: it was copied to the clipboard.
    Copied,
    /// The person changed his mind.
    Cancelled,
    /// Neither is possible here.
    Impossible,
}

/// Shares a text with an address. Only works inside a tap.
pub async fn share(title: &str, text: &str, url: &str) -> Shared {
    let navigator = js::navigator();
    if navigator.share_function().is_some() {
        let data = js::object(&[
            ("title", title.into()),
            ("text", text.into()),
            ("url", url.into()),
        ]);
        let shared = match navigator.share(&data) {
            Ok(promise) => JsFuture::from(promise).await,
            Err(error) => Err(error),
        };
        match shared {
            Ok(_) => return Shared::Handed,
            Err(error) if js::error_name(&error) == "AbortError" => return Shared::Cancelled,
            Err(_) => {}
        }
    }
    if copy(&format!("{text} {url}")).await {
        Shared::Copied
    } else {
        Shared::Impossible
    }
}

/// Puts a text on the clipboard; `false`: the browser does not let us.
pub async fn copy(text: &str) -> bool {
    let Some(clipboard) = js::navigator().clipboard() else {
        return false;
    };
    match clipboard.write_text(text) {
        Ok(promise) => JsFuture::from(promise).await.is_ok(),
        Err(_) => false,
    }
}

/// Opens the app again.
pub fn reload() {
    if let Some(location) = js::scope().location() {
        // It fails only in a document that is being taken down already.
        let _ = location.reload();
    }
}
