//! Locks, timers, the channel between tabs, settings, storage, platform.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use domain::ids::FindingId;
use engine::ports::{Clock as _, Random as _};
use futures::FutureExt as _;
use futures::channel::oneshot;
use wasm_bindgen_test::wasm_bindgen_test;
use web::channel::{Changed, Channel};
use web::clock::{SystemClock, elapsed_ms};
use web::connectivity;
use web::locks::{hold, try_hold};
use web::platform::{self, Browser, browser_of};
use web::random::CryptoRandom;
use web::settings;
use web::storage;
use web::timer::{after, sleep};

use super::engine::engine;
use super::raw::fresh_name;

#[wasm_bindgen_test]
async fn a_lock_has_one_holder_and_ends_with_its_guard() {
    let name = fresh_name();
    let guard = hold(&name).await.unwrap();
    assert!(try_hold(&name).await.unwrap().is_none());
    let mut waiting = Box::pin(hold(&name));
    assert!((&mut waiting).now_or_never().is_none());
    drop(guard);
    let next = waiting.await.unwrap();
    assert!(try_hold(&name).await.unwrap().is_none());
    drop(next);
    // The release is told to the browser's lock manager; the next in the queue comes after it.
    drop(hold(&name).await.unwrap());
}

#[wasm_bindgen_test]
async fn who_gives_up_waiting_for_a_lock_does_not_keep_it_from_the_next() {
    let name = fresh_name();
    let guard = hold(&name).await.unwrap();
    let mut given_up = Box::pin(hold(&name));
    assert!((&mut given_up).now_or_never().is_none());
    drop(given_up);
    drop(guard);
    assert!(hold(&name).await.is_ok());
}

#[wasm_bindgen_test]
async fn a_timer_calls_once_and_not_after_it_was_dropped() {
    let count = Rc::new(Cell::new(0));
    let tell = || {
        let count = count.clone();
        move || count.set(count.get() + 1)
    };
    let kept = after(1, tell());
    drop(after(1, tell()));
    sleep(30).await;
    assert_eq!(count.get(), 1);
    drop(kept);
}

#[wasm_bindgen_test]
async fn sleeping_takes_its_time() {
    let begun = elapsed_ms();
    sleep(30).await;
    // Timers count whole milliseconds.
    assert!(elapsed_ms() - begun >= 29.0);
}

#[wasm_bindgen_test]
async fn another_tab_hears_what_has_changed() {
    let (here, there) = (Channel::join(), Channel::join());
    let id = FindingId::new(1, [1; 10]);
    let heard = Rc::new(RefCell::new(Vec::new()));
    let (tell_end, end) = oneshot::channel();
    let mut tell_end = Some(tell_end);
    let tell = heard.clone();
    let listener = there.listen(move |changed| {
        tell.borrow_mut().push(changed);
        if changed == Changed::Identity
            && let Some(tell_end) = tell_end.take()
        {
            let _ = tell_end.send(());
        }
    });
    for changed in [Changed::Draft { id }, Changed::Outbox, Changed::Identity] {
        here.tell(changed);
    }
    end.await.unwrap();
    drop(listener);
    let expected = [Changed::Draft { id }, Changed::Outbox, Changed::Identity];
    assert_eq!(*heard.borrow(), expected);
}

#[wasm_bindgen_test]
fn a_listener_that_was_dropped_hears_nothing() {
    let count = Rc::new(Cell::new(0));
    let tell = count.clone();
    let listener = connectivity::listen(move |_| tell.set(tell.get() + 1));
    dispatch("online");
    dispatch("pagehide");
    drop(listener);
    dispatch("online");
    assert_eq!(count.get(), 2);
    assert!(connectivity::is_online());
}

fn dispatch(event: &str) {
    js_sys::eval(&format!("dispatchEvent(new Event('{event}'))")).unwrap();
}

#[wasm_bindgen_test]
fn settings_are_remembered_and_nonsense_counts_as_none() {
    settings::set("test", &("大", 3));
    assert_eq!(settings::get("test"), Some(("大".to_owned(), 3)));
    assert_eq!(settings::get::<u32>("test"), None);
    settings::remove("test");
    assert_eq!(settings::get::<(String, u32)>("test"), None);
}

#[wasm_bindgen_test]
async fn the_browser_tells_how_much_room_there_is() {
    let (estimate, persisted) = (storage::estimate().await, storage::is_persisted().await);
    if !engine().tells_room {
        assert_eq!((estimate, persisted), (None, None));
        return;
    }
    let estimate = estimate.unwrap();
    assert!(estimate.quota_bytes > estimate.used_bytes);
    assert!(persisted.is_some());
}

#[wasm_bindgen_test]
fn the_clock_is_of_this_century_and_randomness_differs() {
    assert!(SystemClock.now_ms() > 1_700_000_000_000);
    assert_ne!(CryptoRandom.id_bytes(), CryptoRandom.id_bytes());
}

#[wasm_bindgen_test]
fn browsers_that_lose_data_are_told_apart() {
    const IPHONE: &str =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15";
    const MAC: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15";
    const WECHAT: &str = "Mozilla/5.0 (Linux; Android 13) Chrome/116.0 MicroMessenger/8.0.47";
    assert_eq!(browser_of(IPHONE, 5, false), Browser::IosTab);
    assert_eq!(browser_of(IPHONE, 5, true), Browser::Other);
    assert_eq!(browser_of(MAC, 5, false), Browser::IosTab);
    assert_eq!(browser_of(MAC, 0, false), Browser::Other);
    assert_eq!(browser_of(WECHAT, 5, false), Browser::InApp);
    // Browsers of their own, as they call themselves: the version is left out.
    for name in [
        "Phone; OpenHarmony 5.0) AppleWebKit/537.36 Chrome/114.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile",
        "Linux; Android 12; HUAWEI) Chrome/114.0 HuaweiBrowser/15.0 Mobile",
        "Linux; U; Android 13) Chrome/112.0 Mobile Safari/537.36 XiaoMi/MiuiBrowser/18.1",
        "Linux; U; Android 13) Chrome/115.0 Mobile Safari/537.36 HeyTapBrowser/45.9",
        "Linux; Android 13) Chrome/113.0 Mobile Safari/537.36 VivoBrowser/20.3",
        "Linux; U; Android 13) Version/4.0 Chrome/100.0 UCBrowser/15.5 Mobile",
        "Linux; U; Android 13) Version/4.0 Chrome/98.0 MQQBrowser/14.3 Mobile",
        "Android 13; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0",
    ] {
        assert_eq!(browser_of(name, 5, false), Browser::Other, "{name}");
    }
    // Pages inside other apps, also on an iPhone.
    for name in [
        "Linux; Android 13) Chrome/109.0 Mobile QQ/9.0 NetType/WIFI",
        "Linux; Android 13) Chrome/109.0 AliApp(DingTalk/7.0)",
        "Linux; Android 13) Chrome/109.0 AlipayClient/10.5",
        "Linux; Android 13) Chrome/109.0 Weibo (vivo__weibo__14)",
        "iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148 MicroMessenger/8.0",
        "Phone; OpenHarmony 5.0) Chrome/114.0 ArkWeb/4.1 Mobile MicroMessenger/8.0",
    ] {
        assert_eq!(browser_of(name, 5, false), Browser::InApp, "{name}");
    }
    assert_eq!(platform::browser(), Browser::Other);
    assert!(platform::is_secure());
    assert!(!platform::languages().is_empty());
    assert!(platform::origin().starts_with("http://127.0.0.1:"));
}
