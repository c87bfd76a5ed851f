//! What goes wrong while a supervisor works: no server, a session that ends, somebody else who was
//! quicker. What was written stays, and what was decided is said.

use e2e::harness::axe;
use e2e::harness::browser::{Browser, DESK, Setup};
use e2e::harness::page::Page;
use e2e::harness::process::{PATIENCE, wait_for};
use e2e::harness::world::World;
use e2e::officer;
use e2e::reviewer::{self, COUNTY, TOWNSHIP};

const REASON: &str = "近景看不清门牌，请补拍。";

/// A world with one record that has arrived, the officer's phone, and the record.
async fn with_a_record(name: &str) -> (World, Browser, Page, String) {
    let world = World::direct(name).await;
    let (phone, page) = Browser::start(world.phone()).await;
    officer::enrol(&page, &world.code()).await;
    officer::report(&page).await;
    let finding = officer::until_received(&page).await;
    (world, phone, page, finding)
}

/// A supervisor who has signed in and opened the record.
async fn with_the_record_open(setup: Setup, who: (&str, &str), finding: &str) -> (Browser, Page) {
    let (desk, review) = Browser::start(setup).await;
    reviewer::sign_in(&review, who).await;
    reviewer::open(&review, finding).await;
    (desk, review)
}

/// Township and county, each at a desk of his own with the record open.
async fn at_two_desks(world: &World, finding: &str) -> [(Browser, Page); 2] {
    let second = world.browser("desk-2", DESK);
    [
        with_the_record_open(world.desk(), TOWNSHIP, finding).await,
        with_the_record_open(second, COUNTY, finding).await,
    ]
}

/// The reason that is being written is this.
async fn reason_is(review: &Page, expected: &str) {
    let written = review.value_of("退回原因").await;
    review
        .check(written == expected, format!("what was written: {written}"))
        .await;
}

#[tokio::test]
async fn without_a_server_phone_and_desk_say_so_and_go_on_when_it_is_back() {
    let _turn = crate::turn().await;
    let (mut world, phone, page, finding) = with_a_record("server-down").await;
    let (desk, review) = with_the_record_open(world.desk(), TOWNSHIP, &finding).await;
    reviewer::write_a_return(&review, REASON).await;
    world.server.stop().await;

    review.tap_role("button", "退回").await;
    review.sees("连不上服务器。已经写好的内容还在").await;
    axe::assert_clean(&review, "decision without a server").await;
    review.tap_role("button", "取消").await;
    review.tap_role("button", "立即更新").await;
    review.sees("列表没有更新").await;
    review.find("heading", "疑似建房").await;
    axe::assert_clean(&review, "list without a server").await;

    page.open("/").await;
    page.sees("离线").await;
    officer::report(&page).await;
    officer::go_to_records(&page).await;
    officer::a_row_says(&page, "待上传").await;
    axe::assert_clean(&page, "phone without a server").await;

    world.server.start_again().await;
    reviewer::write_a_return(&review, "").await;
    reason_is(&review, REASON).await;
    review.tap_role("button", "退回").await;
    review.sees("已退回：").await;
    page.open("/records").await;
    officer::a_row_says(&page, "退回补正").await;
    officer::a_row_says(&page, "已送达").await;
    decided_once(&review, &finding, "returned").await;
    desk.quit().await;
    phone.quit().await;
}

#[tokio::test]
async fn a_session_that_ends_while_a_reason_is_written_takes_nothing_away() {
    let _turn = crate::turn().await;
    let (world, phone, _page, finding) = with_a_record("session-ends").await;
    let (desk, review) = with_the_record_open(world.desk(), TOWNSHIP, &finding).await;
    reviewer::write_a_return(&review, REASON).await;
    end_sessions(&world).await;

    review.tap_role("button", "退回").await;
    review.sees("登录已过期").await;
    review.sees("写好的内容还在").await;
    axe::assert_clean(&review, "session ended").await;
    reviewer::fill_in(&review, TOWNSHIP).await;
    review.sees_no_more("登录已过期").await;
    reason_is(&review, REASON).await;
    review.tap_role("button", "退回").await;
    review.sees("已退回：").await;
    decided_once(&review, &finding, "returned").await;
    desk.quit().await;
    phone.quit().await;
}

#[tokio::test]
async fn a_reason_outlives_a_page_that_was_opened_again_after_the_session_ended() {
    let _turn = crate::turn().await;
    let (world, phone, _page, finding) = with_a_record("session-ends-reload").await;
    let (desk, review) = with_the_record_open(world.desk(), TOWNSHIP, &finding).await;
    reviewer::write_a_return(&review, REASON).await;
    end_sessions(&world).await;

    review.reload().await;
    reviewer::fill_in(&review, TOWNSHIP).await;
    review.find("heading", "疑似建房").await;
    reviewer::write_a_return(&review, "").await;
    reason_is(&review, REASON).await;

    // Another person at the same desk does not get to see it.
    end_sessions(&world).await;
    review.reload().await;
    reviewer::fill_in(&review, COUNTY).await;
    review.find("heading", "疑似建房").await;
    reviewer::write_a_return(&review, "").await;
    reason_is(&review, "").await;
    desk.quit().await;
    phone.quit().await;
}

#[tokio::test]
async fn of_two_reviewers_the_slower_one_is_told_what_the_other_decided() {
    let _turn = crate::turn().await;
    let (world, phone, page, finding) = with_a_record("two-reviewers").await;
    let [(desk, township), (second_desk, county)] = at_two_desks(&world, &finding).await;
    reviewer::write_a_return(&township, REASON).await;
    reviewer::accept(&county).await;

    township.tap_role("button", "退回").await;
    township.sees("演示·张县级").await;
    township.sees("你的决定没有提交").await;
    township.sees("已受理").await;
    // The new state is there without another touch, and nothing is left to press.
    township.sees("这条线索现在没有需要你处理的").await;
    let asks = township.has("button", "退回补正").await;
    township
        .check(!asks, "nothing may be decided any more")
        .await;
    axe::assert_clean(&township, "overtaken").await;
    decided_once(&township, &finding, "accepted").await;
    page.open("/records").await;
    officer::a_row_says(&page, "已受理").await;
    second_desk.quit().await;
    desk.quit().await;
    phone.quit().await;
}

#[tokio::test]
async fn who_accepts_what_was_just_returned_reads_the_reason_of_the_return() {
    let _turn = crate::turn().await;
    let (world, phone, page, finding) = with_a_record("two-reviewers-return").await;
    let [(desk, township), (second_desk, county)] = at_two_desks(&world, &finding).await;
    reviewer::send_back(&township, REASON).await;

    county.tap_role("button", "受理，转核查").await;
    county.tap_role("button", "确认受理").await;
    county.sees("演示·王审核").await;
    county.sees(REASON).await;
    county.sees("你的决定没有提交").await;
    decided_once(&county, &finding, "returned").await;
    page.open("/records").await;
    officer::a_row_says(&page, "退回补正").await;
    second_desk.quit().await;
    desk.quit().await;
    phone.quit().await;
}

/// The operator sets the passwords anew, which ends every session.
async fn end_sessions(world: &World) {
    for (name, password) in [TOWNSHIP, COUNTY] {
        let work = ["reset-password", "--name", name];
        world.server.admin(&work, &format!("{password}\n")).await;
    }
}

/// What the server keeps: this decision and no other.
async fn decided_once(review: &Page, finding: &str, verdict: &str) {
    let decided = wait_for(PATIENCE, async || {
        let detail = reviewer::detail(review, finding).await;
        let decisions = detail["decisions"].as_array()?;
        let verdicts = decisions.iter().map(|decision| &decision["verdict"]);
        verdicts.eq([verdict]).then_some(())
    });
    review
        .check(decided.await.is_some(), format!("decided once: {verdict}"))
        .await;
}
