//! The phone's room runs out: it is said before the first shutter, what is stored stays, and when there
//! is room again the same report goes on.

use e2e::harness::axe;
use e2e::harness::browser::{Browser, Setup};
use e2e::harness::page::Page;
use e2e::harness::store::{self, leave_room};
use e2e::harness::world::World;
use e2e::officer;

/// Room for a few photos.
const LITTLE: u64 = 20 * 1024 * 1024;
/// Room for words, not for a photo.
const WORDS_ALONE: u64 = 120 * 1024;
const NOTE: &str = "基础在路东。";

/// Chromium tells pages of 10 GB whatever the phone has; without this they hear the truth, as in other
/// browsers.
const TELLS_THE_TRUTH: &str = "--disable-features=StaticStorageQuota";

fn phone_of(world: &World) -> Setup {
    Setup {
        flags: vec![TELLS_THE_TRUTH.to_owned()],
        ..world.phone().with_film()
    }
}

/// The phone is put away, fills up, and is taken out again.
async fn fills_up(phone: Browser, bytes: u64) -> (Browser, Page) {
    let (phone, page) = phone.restart().await;
    leave_room(&page, Some(bytes)).await;
    (phone, page)
}

#[tokio::test]
async fn a_phone_that_is_nearly_full_says_so_and_works_on() {
    let _turn = crate::turn().await;
    let world = World::direct("nearly-full").await;
    let (phone, page) = Browser::start(phone_of(&world)).await;
    officer::enrol(&page, &world.code()).await;
    officer::is_ready_offline(&page).await;
    let is_told = page.text().await.contains("手机存储");
    page.check(!is_told, "nothing is said while there is room")
        .await;

    let (phone, page) = fills_up(phone, LITTLE).await;
    page.open("/").await;
    page.sees("手机存储快满了").await;
    page.sees("已存的记录都在").await;
    axe::assert_clean(&page, "nearly full").await;
    page.open("/me").await;
    page.sees("MB，快满了").await;
    axe::assert_clean(&page, "nearly full, 我的").await;

    page.open("/").await;
    officer::report(&page).await;
    officer::go_to_records(&page).await;
    officer::a_row_says(&page, "已送达").await;
    phone.quit().await;
}

#[tokio::test]
async fn without_room_for_photos_home_me_and_the_camera_say_so_before_the_first_shutter() {
    let _turn = crate::turn().await;
    let world = World::direct("no-room-for-photos").await;
    let (phone, page) = Browser::start(phone_of(&world)).await;
    officer::enrol(&page, &world.code()).await;
    let (phone, page) = fills_up(phone, WORDS_ALONE).await;
    page.open("/").await;
    page.sees("手机存储满了").await;
    page.sees("文字还能记").await;
    axe::assert_clean(&page, "full").await;
    page.open("/me").await;
    page.sees("MB，满了").await;
    page.open("/").await;
    // Opening the app has written too.
    leave_room(&page, Some(WORDS_ALONE)).await;

    // Before the first shutter, not after the last.
    page.tap("上报疑似违法").await;
    page.sees("手机存储满了，照片可能存不上").await;
    axe::assert_clean(&page, "full, camera").await;
    phone.quit().await;
}

#[tokio::test]
async fn what_was_being_written_when_the_phone_filled_up_goes_on_when_there_is_room_again() {
    let _turn = crate::turn().await;
    let world = World::direct("full").await;
    let (phone, page) = Browser::start(phone_of(&world)).await;
    officer::enrol(&page, &world.code()).await;
    officer::shoot_three(&page).await;
    officer::answer_all(&page).await;
    page.sees("已自动保存").await;
    let stored = store::photo_hashes(&page).await;
    let draft = officer::draft_address(&page).await;

    let (phone, page) = fills_up(phone, 0).await;
    // Nothing new can be begun, and that is said.
    page.open("/report").await;
    page.sees("手机存储满了").await;
    axe::assert_clean(&page, "nothing can be begun").await;
    page.open(&draft).await;
    officer::three_photos_are_stored(&page).await;
    officer::open_more(&page).await;
    page.type_into("说明", NOTE).await;
    page.sees("手机存储满了，刚才的没有存上").await;
    page.sees("以前存好的都在").await;
    axe::assert_clean(&page, "a change that was not stored").await;
    page.tap_role("button", "保存").await;
    page.sees("手机存储满了").await;
    let is_said = page.text().await.contains("已存到手机");
    page.check(!is_said, "what is not stored is not called so")
        .await;
    let kept = store::photo_hashes(&page).await;
    page.check(kept == stored, format!("{stored:?} are kept: {kept:?}"))
        .await;
    // What is on the screen stays there.
    let note = page.value_of("说明").await;
    page.check(note == NOTE, format!("{note} on the screen"))
        .await;

    leave_room(&page, None).await;
    page.tap("重试").await;
    page.sees("已存到手机").await;
    officer::go_to_records(&page).await;
    officer::a_row_says(&page, "已送达").await;
    world.until_stored(&stored).await;
    page.tap_link_to("/records/").await;
    page.sees(NOTE).await;
    phone.quit().await;
}

#[tokio::test]
async fn a_record_waits_while_there_is_no_room_for_its_receipt() {
    let _turn = crate::turn().await;
    let mut world = World::direct("full-receipt").await;
    let (phone, page) = Browser::start(phone_of(&world)).await;
    officer::enrol(&page, &world.code()).await;
    world.server.stop().await;
    officer::report(&page).await;
    officer::go_to_records(&page).await;

    let (phone, page) = fills_up(phone, 0).await;
    world.server.start_again().await;
    page.open("/records").await;
    officer::a_row_says(&page, "待上传").await;
    let receipts = store::objects(&page, "receipts").await;
    page.check(receipts.is_empty(), format!("no room: {receipts:?}"))
        .await;
    leave_room(&page, None).await;
    page.reload().await;
    officer::a_row_says(&page, "已送达").await;
    phone.quit().await;
}
