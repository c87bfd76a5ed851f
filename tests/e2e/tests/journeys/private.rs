//! A private window keeps nothing once it is closed: where it can be told, it is told before a code is
//! used up.

use e2e::harness::axe;
use e2e::harness::browser::{Browser, Setup};
use e2e::harness::engine::Engine;
use e2e::harness::world::World;
use e2e::officer;

#[tokio::test]
async fn firefox() {
    let _turn = crate::turn().await;
    let world = World::direct("private").await;
    let setup = Setup {
        is_private: true,
        ..world.browser("private", e2e::harness::browser::PHONE)
    };
    let (window, page) = Browser::start(setup.in_engine(Engine::Firefox)).await;
    page.open(&format!("/enrol#{}", world.code())).await;
    page.sees("无痕窗口里留不住记录").await;
    page.sees("登记码没有用掉").await;
    let asks = page.has("button", "是我，开始使用").await;
    page.check(!asks, "nothing asks for the code").await;
    axe::assert_clean(&page, "private window").await;
    window.quit().await;

    let (phone, page) = Browser::start(world.phone().in_engine(Engine::Firefox)).await;
    officer::enrol(&page, &world.code()).await;
    phone.quit().await;
}

/// Chromium tells nobody that a window is private: all that can be done is to say it to everybody.
#[tokio::test]
async fn where_it_cannot_be_told_everybody_reads_it() {
    let _turn = crate::turn().await;
    let world = World::direct("incognito").await;
    let setup = Setup {
        is_private: true,
        ..world.browser("incognito", e2e::harness::browser::PHONE)
    };
    let (window, page) = Browser::start(setup).await;
    page.open(&format!("/enrol#{}", world.code())).await;
    page.find("button", "是我，开始使用").await;
    page.sees("不要在无痕窗口里用").await;
    window.quit().await;
}
