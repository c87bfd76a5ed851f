//! The browser ends as with an empty battery, again and again, in the middle of writing: what the
//! page had shown as saved is there afterwards.

use std::time::Duration;

use e2e::harness::browser::{Browser, Setup};
use e2e::harness::engine::Engine;
use e2e::harness::page::Page;
use e2e::harness::process::wait_for;
use e2e::harness::store;
use e2e::harness::world::World;
use e2e::officer;

/// Being typed when the browser ends.
const UNSAVED: &str = "还没有存";

in_engines!(what_was_typed_and_shown_as_saved_survives_a_killed_browser: chromium firefox);

async fn what_was_typed_and_shown_as_saved_survives_a_killed_browser(engine: Engine) {
    let world = World::direct("killed-typing").await;
    let (phone, page) = Browser::start(world.phone().in_engine(engine)).await;
    officer::enrol(&page, &world.code()).await;
    page.tap("上报疑似违法").await;
    page.tap("先填写").await;
    let address = officer::draft_address(&page).await;
    // A draft that nothing was written into would open in the camera.
    let mut written = "起。".to_owned();
    officer::open_more(&page).await;
    page.type_into("说明", &written).await;
    page.sees("已自动保存").await;
    let mut setup = phone.kill().await;

    for round in 1..=6_u32 {
        let (phone, page) = open(setup, &address).await;
        written = kept_of(&page, &written).await;
        // From the first letter on the header says 正在保存…; when it says that all is saved, it is.
        let saved = format!("第{round}次，墙高{round}米。");
        page.type_into("说明", &saved).await;
        page.sees("已自动保存").await;
        written.push_str(&saved);
        if round % 2 == 0 {
            page.type_into("说明", UNSAVED).await;
        }
        setup = phone.kill().await;
    }
    let (phone, page) = open(setup, &address).await;
    kept_of(&page, &written).await;
    phone.quit().await;
}

/// What is kept: all that was shown as saved, and at most as much more as was being typed.
async fn kept_of(page: &Page, saved: &str) -> String {
    let kept = page.value_of("说明").await;
    let is_all = kept.starts_with(saved) && format!("{saved}{UNSAVED}").starts_with(&kept);
    page.check(is_all, format!("{kept:?} is kept of {saved:?}"))
        .await;
    kept
}

async fn open(setup: Setup, address: &str) -> (Browser, Page) {
    let (phone, page) = Browser::start(setup).await;
    page.open(address).await;
    officer::open_more(&page).await;
    (phone, page)
}

in_engines!(photos_that_were_shown_survive_a_killed_browser: chromium firefox);

async fn photos_that_were_shown_survive_a_killed_browser(engine: Engine) {
    let world = World::direct("killed-photo").await;
    let (phone, page) = Browser::start(world.phone().in_engine(engine)).await;
    officer::enrol(&page, &world.code()).await;
    let mut setup = phone.quit().await;

    for round in 0..5_u64 {
        let (phone, page) = Browser::start(setup).await;
        page.open("/").await;
        page.tap("上报疑似违法").await;
        page.tap(officer::SHUTTERS[0]).await;
        page.tap("先填写").await;
        let address = officer::draft_address(&page).await;
        officer::photo_is_stored(&page, "远景").await;
        // A second one is on its way into the store, a little further every round.
        page.tap_role("button", officer::SHUTTERS[1]).await;
        page.find("dialog", "相机").await;
        page.tap_role("button", officer::SHUTTERS[1]).await;
        let pause = Duration::from_millis(15 * round);
        wait_for(pause, async || has_tick(&page, "近景").await.then_some(())).await;
        let was_shown = has_tick(&page, "近景").await;
        setup = phone.kill().await;

        let (phone, page) = Browser::start(setup).await;
        page.open(&address).await;
        officer::photo_is_stored(&page, "远景").await;
        if was_shown {
            officer::photo_is_stored(&page, "近景").await;
        }
        every_photo_is_whole(&page).await;
        setup = phone.quit().await;
    }
}

/// Whether the camera shows that this guided photo is stored.
async fn has_tick(page: &Page, kind: &str) -> bool {
    let steps = "return [...document.querySelectorAll('dialog li')].filter((step) => step.querySelector('svg')).map((step) => step.innerText)";
    let steps = page.eval(steps).await.unwrap_or_default();
    steps.to_string().contains(kind)
}

/// The bytes have the hash that they are kept under.
async fn every_photo_is_whole(page: &Page) {
    for photo in store::objects(page, "photo_bytes").await {
        let kept_under = photo["id"].as_str().unwrap_or_default().to_owned();
        let is_whole = photo.as_object().is_some_and(|members| {
            members
                .values()
                .any(|value| value["sha256"] == kept_under.as_str())
        });
        page.check(is_whole, format!("a photo is not whole: {photo}"))
            .await;
    }
}
