//! One record from a phone without signal to the supervisor's eyes, and back.

use e2e::harness::browser::Browser;
use e2e::harness::engine::Engine;
use e2e::harness::page::Page;
use e2e::harness::store;
use e2e::harness::world::World;
use e2e::officer::{self, SHUTTERS};
use e2e::reviewer::{self, TOWNSHIP};

const REASON: &str = "近景看不清门牌，请补拍。";
const ANSWER: &str = "门牌已拆，基础在路东。";

in_engines!(a_record_made_without_signal_reaches_the_supervisor_and_his_answers_reach_the_phone: chromium firefox webkit);

async fn a_record_made_without_signal_reaches_the_supervisor_and_his_answers_reach_the_phone(
    engine: Engine,
) {
    let mut world = World::direct("whole").await;
    let (phone, page) = Browser::start(world.phone().in_engine(engine)).await;
    officer::enrol(&page, &world.code()).await;
    officer::is_ready_offline(&page).await;

    // No server any more, and a browser that was closed: what is there now is on the phone.
    world.server.stop().await;
    let (phone, page) = phone.restart().await;
    page.open("/").await;
    page.find("", "上报疑似违法").await;
    page.forget_taps().await;
    officer::report(&page).await;
    few_taps_were_enough(&page).await;

    let (phone, page) = phone.restart().await;
    page.open("/records").await;
    officer::a_row_says(&page, "待上传").await;
    let photos = store::photo_hashes(&page).await;
    page.check(
        photos.len() == 3,
        format!("three photos are kept: {photos:?}"),
    )
    .await;

    world.server.start_again().await;
    officer::a_row_says(&page, "已送达").await;
    world.until_stored(&photos).await;
    page.tap_link_to("/records/").await;
    let receipt = officer::receipt_number(&page).await;
    let finding = officer::finding_id(&page).await;

    let (desk, review) = Browser::start(world.desk().in_engine(engine)).await;
    reviewer::sign_in(&review, TOWNSHIP).await;
    reviewer::open(&review, &finding).await;
    review.sees(&receipt).await;
    reviewer::send_back(&review, REASON).await;

    // The officer opens the app again, which asks at once; left alone it asks once a minute.
    page.reload().await;
    page.sees("退回补正").await;
    page.sees(REASON).await;
    officer::answer_the_return(&page, ANSWER).await;
    page.open("/records").await;
    officer::a_row_says(&page, "已送达").await;

    reviewer::open(&review, &finding).await;
    review.sees(ANSWER).await;
    reviewer::accept(&review).await;
    page.reload().await;
    officer::a_row_says(&page, "已受理").await;
    desk.quit().await;
    phone.quit().await;
}

/// UX: at most 7 taps and 3 shutters from the home screen to 已存到手机.
async fn few_taps_were_enough(page: &Page) {
    let taps = page.taps().await;
    let is_shutter = |tap: &&String| SHUTTERS.contains(&tap.as_str());
    let shutters = taps.iter().filter(is_shutter).count();
    page.check(
        shutters == 3 && taps.len() - shutters <= 7,
        format!("7 taps and 3 shutters are enough, not {taps:?}"),
    )
    .await;
}
