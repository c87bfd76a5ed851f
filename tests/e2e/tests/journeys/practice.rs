//! Practice goes the whole way beside a real report, and both stay what they are: it is marked wherever
//! it is seen, it arrives, and neither phone nor desk counts it or wants anything of it.

use e2e::harness::axe;
use e2e::harness::browser::Browser;
use e2e::harness::engine::Engine;
use e2e::harness::page::Page;
use e2e::harness::process::wait_for;
use e2e::harness::world::World;
use e2e::officer::{self, ARRIVAL, SHUTTERS};
use e2e::reviewer::{self, TOWNSHIP};

/// Above all else of a practice.
const STRIP: &str = "练习：不是线索，不计入统计";
const TELL: &str = "短信告知乡镇";
const NOTE: &str = "真的这一条，先写到这里。";

in_engines!(practice_is_marked_everywhere_arrives_and_counts_nowhere: chromium firefox webkit);

async fn practice_is_marked_everywhere_arrives_and_counts_nowhere(engine: Engine) {
    let mut world = World::direct("practice").await;
    let (desk, review) = Browser::start(world.desk().in_engine(engine)).await;
    reviewer::sign_in(&review, TOWNSHIP).await;
    let before = to_review(&review).await;
    let (phone, page) = Browser::start(world.phone().in_engine(engine)).await;
    officer::enrol(&page, &world.code()).await;
    officer::is_ready_offline(&page).await;
    world.server.stop().await;

    page.tap("练习一次").await;
    page.find("button", SHUTTERS[0]).await;
    page.sees(STRIP).await;
    axe::assert_clean(&page, "practice, camera").await;
    officer::press_the_shutters(&page).await;
    page.sees(STRIP).await;
    let practice = officer::finding_id(&page).await;
    page.open("/").await;
    page.find("heading", "需要你处理").await;
    page.find("link", "练习 · *").await;

    // A real one is begun beside it, and left for the moment.
    officer::shoot_three(&page).await;
    officer::open_more(&page).await;
    page.type_into("说明", NOTE).await;
    page.sees("已自动保存").await;
    is_marked(&page, false).await;
    let real = officer::finding_id(&page).await;
    page.open("/").await;
    page.find("heading", "需要你处理 1").await;

    page.tap_link_to(&practice).await;
    officer::answer_all(&page).await;
    officer::save(&page).await;
    is_marked(&page, true).await;
    axe::assert_clean(&page, "practice, saved").await;
    page.tap("回首页").await;
    page.find("heading", "需要你处理 1").await;

    page.tap_link_to(&real).await;
    officer::three_photos_are_stored(&page).await;
    officer::open_more(&page).await;
    let kept = page.value_of("说明").await;
    page.check(kept == NOTE, format!("the real draft says {kept:?}"))
        .await;
    officer::answer_all(&page).await;
    officer::save(&page).await;
    is_marked(&page, false).await;

    // Both wait, and one is counted.
    officer::go_to_records(&page).await;
    officer::a_row_says(&page, "练习 · ").await;
    page.sees("待上传 1").await;
    page.sees("全部在上面").await;
    page.open("/me").await;
    page.find("link", "练习一次").await;

    world.server.start_again().await;
    page.open("/records").await;
    both_are_received(&page).await;
    page.tap_link_to(&practice).await;
    let receipt = officer::receipt_number(&page).await;
    is_marked(&page, true).await;

    reviewer::open(&review, &real).await;
    let after = to_review(&review).await;
    review
        .check(after == before + 1, format!("{before}, then {after}"))
        .await;
    review.tap_role("link", "练习").await;
    review.tap_link_to(&practice).await;
    review.sees(&receipt).await;
    review.sees("这是练习").await;
    for decision in ["退回补正", "受理，转核查"] {
        let asks = review.has("button", decision).await;
        review.check(!asks, format!("{decision} is offered")).await;
    }
    let told = reviewer::detail(&review, &practice).await;
    review
        .check(told["may"] == serde_json::json!([]), format!("{told}"))
        .await;
    desk.quit().await;
    phone.quit().await;
}

/// Whether the page of a report says that it is practice; then it does not offer to tell anybody.
async fn is_marked(page: &Page, is_practice: bool) {
    let says = page.text().await.contains(STRIP);
    page.check(says == is_practice, format!("it says practice: {says}"))
        .await;
    let tells = page.has("link", TELL).await;
    page.check(!(tells && is_practice), "the township is to be told of it")
        .await;
}

/// How many the desk counts as waiting for a decision.
async fn to_review(review: &Page) -> u32 {
    review.open("/review/?stage=submitted").await;
    let tab = review.find("link", "待审核 *").await;
    let text = tab.text().await.unwrap_or_default();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    match digits.parse() {
        Ok(count) => count,
        Err(error) => review.fail(format!("{text:?}: {error}")).await,
    }
}

/// Waits, touching nothing.
async fn both_are_received(page: &Page) {
    let received = wait_for(ARRIVAL, async || {
        let rows = officer::rows(page).await;
        let is_received = |row: &String| row.contains("已送达");
        (rows.len() == 2 && rows.iter().all(is_received)).then_some(())
    });
    if received.await.is_none() {
        page.fail("they are not both received").await;
    }
}
