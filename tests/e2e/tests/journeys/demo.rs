//! The ten-minute trial: a phone and a desk on one page, and a cable between the phone and the server
//! that is really pulled.

use e2e::harness::browser::{Browser, DESK, Device};
use e2e::harness::engine::Engine;
use e2e::harness::frames::go_into;
use e2e::harness::page::Page;
use e2e::harness::process::{PATIENCE, wait_for};
use e2e::harness::world::World;
use e2e::harness::{axe, devices};
use e2e::{officer, reviewer};
use thirtyfour::prelude::*;

/// The field app, inside the phone's own page.
const PHONE: [&str; 2] = ["phone", "app"];
/// The supervisors' app.
const DESK_FRAME: [&str; 1] = ["desk"];

/// How a request of the page ends: its status, or the name of the error.
const ASK: &str = "const done = arguments[arguments.length - 1];
fetch('/api/v1/keys', { cache: 'no-store' }).then(({ status }) => done(status), ({ name }) => done(name));";

in_engines!(a_record_waits_while_the_cable_is_pulled_and_reaches_the_desk_beside_it: chromium);

async fn a_record_waits_while_the_cable_is_pulled_and_reaches_the_desk_beside_it(engine: Engine) {
    let world = World::direct("trial").await;
    let (browser, page) = Browser::start(world.desk().in_engine(engine).with_film()).await;
    page.open("/demo/").await;
    go_into(&page, &PHONE).await;
    page.tap("是我，开始使用").await;
    officer::is_ready_offline(&page).await;
    page.sees("演示").await;
    page.check(asks(&page).await == 200, "the phone reaches the server")
        .await;

    go_into(&page, &[]).await;
    page.tap_role("button", "拔网线").await;
    page.sees("网线拔了").await;
    go_into(&page, &PHONE).await;
    page.sees("离线").await;
    page.check(
        asks(&page).await == "TypeError",
        "no request of the phone gets out",
    )
    .await;
    go_into(&page, &DESK_FRAME).await;
    page.check(asks(&page).await == 200, "the desk goes on")
        .await;

    go_into(&page, &PHONE).await;
    officer::report(&page).await;
    officer::go_to_records(&page).await;
    officer::a_row_says(&page, "待上传").await;
    // Closed and opened again without a network: the app is there, and so is the record.
    go_into(&page, &[]).await;
    let before = frame_age(&page).await;
    page.tap_role("button", "重新打开手机").await;
    opens_again(&page, before).await;
    go_into(&page, &PHONE).await;
    officer::a_row_says(&page, "待上传").await;
    page.sees("演示").await;

    go_into(&page, &[]).await;
    page.tap_role("button", "插回").await;
    page.sees("手机连着服务器").await;
    go_into(&page, &PHONE).await;
    officer::a_row_says(&page, "已送达").await;
    page.tap_link_to("/records/").await;
    let receipt = officer::receipt_number(&page).await;
    let finding = officer::finding_id(&page).await;

    go_into(&page, &DESK_FRAME).await;
    page.sees("演示").await;
    page.tap_role("button", "乡级审核员 春和街道").await;
    page.find("button", "退出").await;
    page.tap_link_to(&finding).await;
    page.sees(&receipt).await;
    reviewer::send_back(&page, "请补一句：当事人是谁。").await;
    browser.quit().await;
}

async fn asks(page: &Page) -> serde_json::Value {
    page.eval_async(ASK, Vec::new()).await
}

/// When the phone's app was opened, by its own clock.
async fn frame_age(page: &Page) -> Option<serde_json::Value> {
    go_into(page, &PHONE).await;
    let opened = page.eval("return performance.timeOrigin").await;
    go_into(page, &[]).await;
    opened
}

async fn opens_again(page: &Page, before: Option<serde_json::Value>) {
    let opened = wait_for(PATIENCE, async || {
        let now = frame_age(page).await;
        (now.is_some() && now != before).then_some(())
    });
    page.check(opened.await.is_some(), "the phone opens again")
        .await;
}

in_engines!(the_page_is_for_everybody_on_a_desk_and_on_a_phone: chromium);

async fn the_page_is_for_everybody_on_a_desk_and_on_a_phone(engine: Engine) {
    let world = World::direct("trial-page").await;
    for (which, device) in [("wide", DESK), ("narrow", Device::Phone(412, 915))] {
        let setup = world.browser(which, device).in_engine(engine);
        let (browser, page) = Browser::start(setup).await;
        for (path, language, pull, phone) in [
            ("/demo/?lang=en", "en", "Pull the cable", "It's me, start"),
            ("/demo/?lang=zh-CN", "zh-CN", "拔网线", "是我，开始使用"),
        ] {
            page.open(path).await;
            page.find("button", pull).await;
            // Both apps follow the page's language.
            go_into(&page, &PHONE).await;
            page.sees(phone).await;
            go_into(&page, &DESK_FRAME).await;
            let speaks = page.eval("return document.documentElement.lang").await;
            page.check(
                speaks == Some(language.into()),
                format!("the desk speaks {speaks:?}"),
            )
            .await;
            go_into(&page, &[]).await;
            is_clean(&page, &format!("/demo/, {which}, {language}")).await;
        }
        the_keyboard_is_enough(&page).await;
        page.open("/review/").await;
        page.find("link", "村级信息员 打开手机端").await;
        is_clean(&page, &format!("sign-in, {which}")).await;
        page.tap_role("button", "市级审核员 玉溪市").await;
        page.find("button", "退出").await;
        browser.quit().await;
    }
}

async fn is_clean(page: &Page, screen: &str) {
    nothing_is_wider_than_the_page(page).await;
    for is_dark in [true, false] {
        devices::prefer_dark(page.driver(), is_dark).await;
        page.settle().await;
        axe::assert_clean(page, &format!("{screen}, dark: {is_dark}")).await;
    }
}

async fn nothing_is_wider_than_the_page(page: &Page) {
    let wide = "return document.documentElement.scrollWidth <= innerWidth";
    page.check(
        page.eval(wide).await == Some(true.into()),
        "the page scrolls sideways",
    )
    .await;
}

/// All eight steps, forth and back, and the cable: without a pointer.
async fn the_keyboard_is_enough(page: &Page) {
    for step in 1..8 {
        page.sees(&format!("第 {step} 步，共 8 步")).await;
        press(page, "下一步").await;
    }
    page.sees("第 8 步，共 8 步").await;
    press(page, "上一步").await;
    page.sees("第 7 步，共 8 步").await;
    press(page, "拔网线").await;
    page.sees("网线拔了").await;
    // The focus is where one goes on.
    let focused = "return document.activeElement.innerText";
    page.check(
        page.eval(focused).await == Some("插回".into()),
        "the focus goes on",
    )
    .await;
    press(page, "插回").await;
    page.sees("手机连着服务器").await;
}

async fn press(page: &Page, name: &str) {
    let button = page.find("button", name).await;
    let pressed = async {
        button.focus().await?;
        button.send_keys(Key::Enter).await
    };
    if let Err(error) = pressed.await {
        page.fail(format!("「{name}」 takes no key: {error}")).await;
    }
}
