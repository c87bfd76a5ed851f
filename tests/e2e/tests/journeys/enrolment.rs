//! Codes that do not work, and why: each has its own sentence, and the right one still works after.

use e2e::harness::axe;
use e2e::harness::browser::{Browser, PHONE};
use e2e::harness::page::Page;
use e2e::harness::process::{PATIENCE, wait_for};
use e2e::harness::world::World;
use e2e::officer;

#[tokio::test]
async fn a_code_that_was_used_or_has_ended_says_so() {
    let _turn = crate::turn().await;
    let world = World::direct("codes").await;
    let (first, page) = Browser::start(world.phone()).await;
    officer::enrol(&page, &world.code()).await;
    first.quit().await;

    let (second, page) = Browser::start(world.browser("second", PHONE)).await;
    page.open(&format!("/enrol#{}", world.code())).await;
    page.sees("已经在别的手机上用过了").await;
    axe::assert_clean(&page, "code used").await;

    let ended = world.code_that_has_ended().await;
    type_code(&page, &ended).await;
    page.sees("这个登记码过期了").await;
    page.sees("要一个新的").await;
    axe::assert_clean(&page, "code ended").await;

    let fresh = world.further_code().await;
    type_code(&page, &fresh).await;
    page.tap("是我，开始使用").await;
    page.find("", "上报疑似违法").await;
    second.quit().await;
}

#[tokio::test]
async fn who_guesses_codes_is_locked_out_and_nobody_else() {
    let _turn = crate::turn().await;
    let world = World::direct("guesses").await;
    let (phone, page) = Browser::start(world.phone()).await;
    page.open("/enrol").await;
    for digit in 0..5 {
        type_code(&page, &format!("000000000{digit}")).await;
        page.sees("没有这个登记码").await;
    }
    type_code(&page, "0000000005").await;
    page.sees("试错的次数太多").await;
    axe::assert_clean(&page, "too many guesses").await;
    // Another person's code is not locked by it.
    type_code(&page, &world.code()).await;
    page.tap("是我，开始使用").await;
    page.find("", "上报疑似违法").await;
    phone.quit().await;
}

#[tokio::test]
async fn without_a_network_no_code_is_used_up_and_the_same_one_works_later() {
    let _turn = crate::turn().await;
    let mut world = World::direct("enrol-offline").await;
    let (phone, page) = Browser::start(world.phone()).await;
    page.open("/enrol").await;
    page.find("textbox", "十位登记码").await;
    let code = world.code();
    world.server.stop().await;
    type_code(&page, &code).await;
    page.sees("连不上服务器，登记码没有用掉").await;
    axe::assert_clean(&page, "enrolment without a network").await;
    world.server.start_again().await;
    page.tap("下一步").await;
    page.find("button", "是我，开始使用").await;
    world.server.stop().await;
    page.tap("是我，开始使用").await;
    page.sees("登记码不会白用").await;
    world.server.start_again().await;
    page.tap("是我，开始使用").await;
    page.find("", "上报疑似违法").await;
    phone.quit().await;
}

#[tokio::test]
async fn who_says_not_me_can_type_his_own_code() {
    let _turn = crate::turn().await;
    let world = World::direct("not-me").await;
    let (phone, page) = Browser::start(world.phone()).await;
    page.open(&format!("/enrol#{}", world.code())).await;
    page.tap("不是我").await;
    page.sees("那就先不要登记").await;
    page.sees("没有用掉").await;
    page.tap("换一个登记码").await;
    type_code(&page, &world.code()).await;
    page.tap("是我，开始使用").await;
    page.find("", "上报疑似违法").await;
    phone.quit().await;
}

/// Types a code in place of what is there. The page is built anew once it knows whose phone it is, so
/// that the field may go away under the hand.
async fn type_code(page: &Page, code: &str) {
    let typed = wait_for(PATIENCE, async || {
        let field = page.find("textbox", "十位登记码").await;
        field.clear().await.ok()?;
        field.send_keys(code).await.ok()?;
        (page.value_of("十位登记码").await == code).then_some(())
    });
    page.check(typed.await.is_some(), format!("{code} is typed"))
        .await;
    page.tap("下一步").await;
}
