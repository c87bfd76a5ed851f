//! Where the app cannot run, or should not, it says so before anything is used up: what happened, what
//! is safe, what to do.

use e2e::harness::axe;
use e2e::harness::browser::{Browser, Setup};
use e2e::harness::page::Page;
use e2e::harness::world::World;
use e2e::officer;

/// As WeChat calls its own browser on Android.
const WECHAT: &str = "Mozilla/5.0 (Linux; Android 13; M2012K11AC Build/TKQ1; wv) AppleWebKit/537.36 (KHTML, like Gecko) \
     Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160065 MMWEBSDK/20231202 MicroMessenger/8.0.47";

/// What browsers before the floor do not have, one by one.
const LACKING: [&str; 5] = [
    "delete window.WebAssembly",
    // Knows WebAssembly, but no references.
    "WebAssembly.validate = () => false",
    "delete window.BroadcastChannel",
    "delete Navigator.prototype.locks",
    "Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined })",
];

#[tokio::test]
async fn a_browser_that_is_too_old_is_told_whatever_it_lacks() {
    let _turn = crate::turn().await;
    let world = World::direct("too-old").await;
    for (number, lacking) in LACKING.into_iter().enumerate() {
        let (phone, page) = Browser::start(world.phone()).await;
        page.before_every_page(lacking).await;
        page.open("/").await;
        page.sees("这个浏览器太旧").await;
        page.sees("This browser is too old").await;
        page.sees("已经存下和提交的都还在").await;
        page.sees("Chrome 97、Firefox 102、iOS 16 或更新").await;
        nothing_else_answers(&page).await;
        page.open("/review/").await;
        page.sees("这个浏览器太旧").await;
        if number == 0 {
            axe::assert_clean(&page, "too old").await;
        }
        phone.quit().await;
    }
}

#[tokio::test]
async fn an_address_that_is_not_secure_is_told_and_uses_no_code_up() {
    let _turn = crate::turn().await;
    let world = World::direct("insecure").await;
    let host = "village.example";
    let setup = Setup {
        flags: vec![format!("--host-resolver-rules=MAP {host} 127.0.0.1")],
        ..world.phone()
    };
    let (phone, page) = Browser::start(setup).await;
    let insecure = format!(
        "http://{host}:{}/enrol#{}",
        world.server.port(),
        world.code()
    );
    page.open(&insecure).await;
    page.sees("这个网址不安全").await;
    page.sees("登记码没有用掉").await;
    page.sees("请要 https 的网址再打开").await;
    nothing_else_answers(&page).await;
    axe::assert_clean(&page, "not secure").await;
    // The supervisors' app keeps nothing, and works there.
    page.open(&insecure.replace("/enrol", "/review/")).await;
    page.find("textbox", "用户名").await;

    officer::enrol(&page, &world.code()).await;
    phone.quit().await;
}

#[tokio::test]
async fn wechat_is_told_how_to_open_a_browser_and_uses_no_code_up() {
    let _turn = crate::turn().await;
    let world = World::direct("wechat").await;
    let setup = Setup {
        flags: vec![format!("--user-agent={WECHAT}")],
        ..world.browser("wechat", e2e::harness::browser::PHONE)
    };
    let (wechat, page) = Browser::start(setup).await;
    page.open(&format!("/enrol#{}", world.code())).await;
    page.sees("请换到浏览器里打开").await;
    page.sees("在浏览器打开").await;
    page.sees("登记码不会用掉").await;
    let asks = page.has("button", "是我，开始使用").await;
    page.check(!asks, "nothing asks for the code").await;
    axe::assert_clean(&page, "wechat").await;
    wechat.quit().await;

    let (phone, page) = Browser::start(world.phone()).await;
    officer::enrol(&page, &world.code()).await;
    phone.quit().await;
}

#[tokio::test]
async fn a_program_that_stops_says_what_is_safe_and_opens_again() {
    let _turn = crate::turn().await;
    let world = World::direct("crash").await;
    let (phone, page) = Browser::start(world.phone()).await;
    officer::enrol(&page, &world.code()).await;
    page.eval("dispatchEvent(new CustomEvent('xuntian-crash', { detail: 'panic at src/x.rs:1' }))")
        .await;
    page.sees("程序停住了").await;
    page.sees("都还在这部手机上").await;
    nothing_else_answers(&page).await;
    axe::assert_clean(&page, "crash").await;
    page.tap("重新打开 Reopen").await;
    page.find("", "上报疑似违法").await;
    phone.quit().await;
}

/// What is behind the screen can neither be touched nor read out.
async fn nothing_else_answers(page: &Page) {
    page.find("heading", "*").await;
    let others = "return [...document.body.children].filter((one) => one.id !== 'crash').every((one) => one.inert)";
    let is_quiet = page.eval(others).await == Some(true.into());
    page.check(is_quiet, "the app behind the screen answers")
        .await;
}
