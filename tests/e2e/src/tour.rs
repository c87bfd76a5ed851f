//! A walk through every screen, for whoever wants to look at each: axe, or the maker of pictures.
//!
//! It is made in Chinese; [`addresses`] are the screens that have an address, for looking at them once
//! more in another language or text size.

use crate::harness::page::Page;
use crate::harness::store;
use crate::harness::world::World;
use crate::officer::{self, SHUTTERS};
use crate::reviewer;

/// Looks at a screen of this name.
pub trait Visitor {
    /// The page shows the screen now.
    fn look(&mut self, page: &Page, screen: &str) -> impl Future<Output = ()>;
}

/// The walk's reason for sending a record back.
const REASON: &str = "近景看不清门牌，请补拍。";

/// Room for words, not for a photo, in bytes.
const FOR_WORDS: u64 = 120 * 1024;

/// From the first opening to the empty home screen.
pub async fn enrolment(world: &World, page: &Page, visitor: &mut impl Visitor) {
    page.open("/").await;
    page.find("textbox", "十位登记码").await;
    visitor.look(page, "enrol").await;
    page.type_into("十位登记码", "0000000000").await;
    page.tap_role("button", "下一步").await;
    page.sees("没有这个登记码").await;
    visitor.look(page, "enrol-wrong-code").await;

    page.open("/").await;
    page.open(&format!("/enrol#{}", world.code())).await;
    page.find("button", "是我，开始使用").await;
    visitor.look(page, "enrol-is-this-you").await;
    page.tap_role("button", "不是我").await;
    page.sees("那就先不要登记").await;
    visitor.look(page, "enrol-not-me").await;

    page.open("/").await;
    officer::enrol(page, &world.code()).await;
    officer::is_ready_offline(page).await;
    visitor.look(page, "home-empty").await;
    page.open("/records").await;
    page.sees("还没有记录").await;
    visitor.look(page, "records-empty").await;
}

/// Codes that do not work. `used` was used on another phone; the page is not enrolled.
pub async fn codes(world: &World, page: &Page, used: &str, visitor: &mut impl Visitor) {
    let ended = world.code_that_has_ended().await;
    for (code, says, screen) in [
        (used, "已经在别的手机上用过了", "enrol-code-used"),
        (&ended, "这个登记码过期了", "enrol-code-ended"),
    ] {
        // A page that only changes behind the # is not loaded anew.
        page.open("/").await;
        page.open(&format!("/enrol#{code}")).await;
        page.sees(says).await;
        visitor.look(page, screen).await;
    }
}

/// A phone without room for photos. Only on a browser in which no page of the
/// app was opened since it was started.
pub async fn full(page: &Page, visitor: &mut impl Visitor) {
    store::leave_room(page, Some(FOR_WORDS)).await;
    page.open("/").await;
    page.sees("手机存储满了").await;
    visitor.look(page, "home-full").await;
    page.open("/me").await;
    page.sees("MB，满了").await;
    visitor.look(page, "me-full").await;
    page.open("/").await;
    store::leave_room(page, Some(FOR_WORDS)).await;
    page.tap("上报疑似违法").await;
    page.sees("照片可能存不上").await;
    visitor.look(page, "camera-full").await;
    store::leave_room(page, None).await;
}

/// One report, from the camera to 已存到手机, with the dialogs on the way; ends at 「记录」.
pub async fn report(page: &Page, visitor: &mut impl Visitor) {
    page.open("/").await;
    page.tap("上报疑似违法").await;
    page.find("button", SHUTTERS[0]).await;
    page.sees("定位 ±").await;
    visitor.look(page, "camera").await;
    page.tap("先填写").await;
    page.find("button", "保存").await;
    visitor.look(page, "finding-empty").await;
    page.tap_role("button", "保存").await;
    page.sees("还不能保存").await;
    visitor.look(page, "finding-refused").await;
    dialogs(page, visitor).await;

    page.tap_role("button", SHUTTERS[0]).await;
    page.find("dialog", "相机").await;
    for shutter in SHUTTERS {
        page.tap_role("button", shutter).await;
    }
    officer::three_photos_are_stored(page).await;
    page.tap_role("button", "再加照片").await;
    page.find("dialog", "再加哪一种？").await;
    visitor.look(page, "finding-add-photo").await;
    page.tap_role("button", "取消").await;
    officer::answer_all(page).await;
    officer::open_more(page).await;
    page.type_into("说明", "一层砖墙，没有封顶。").await;
    page.sees("已自动保存").await;
    page.eval("scrollTo({ top: 0, behavior: 'instant' })").await;
    visitor.look(page, "finding").await;
    page.tap_role("button", "近景 *").await;
    page.find("button", "重拍").await;
    visitor.look(page, "finding-photo").await;
    page.tap_role("button", "关闭").await;
    officer::save(page).await;
    visitor.look(page, "saved").await;
    officer::go_to_records(page).await;
}

async fn dialogs(page: &Page, visitor: &mut impl Visitor) {
    page.tap_role("button", "村 · *").await;
    page.find("dialog", "选择村").await;
    visitor.look(page, "finding-village").await;
    page.tap_role("button", "关闭").await;
    page.tap_role("button", "放弃这条").await;
    page.find("dialog", "放弃这条报告？").await;
    visitor.look(page, "finding-discard").await;
    page.tap_role("button", "继续写").await;
}

/// The list, one record, 我的; the record has arrived. Gives the finding.
pub async fn records(page: &Page, visitor: &mut impl Visitor) -> String {
    officer::a_row_says(page, "已送达").await;
    visitor.look(page, "records").await;
    page.tap_link_to("/records/").await;
    officer::receipt_number(page).await;
    visitor.look(page, "record").await;
    let finding = officer::finding_id(page).await;
    page.open("/me").await;
    page.sees("手机编号").await;
    visitor.look(page, "me").await;
    finding
}

/// The supervisors' app, until the finding is sent back.
pub async fn review(page: &Page, finding: &str, visitor: &mut impl Visitor) {
    page.open("/review/").await;
    page.find("button", "登录").await;
    visitor.look(page, "review-sign-in").await;
    page.type_into("用户名", reviewer::TOWNSHIP.0).await;
    page.type_into("密码", "wrong").await;
    page.tap_role("button", "登录").await;
    page.sees("用户名或密码不对").await;
    visitor.look(page, "review-sign-in-refused").await;
    reviewer::sign_in(page, reviewer::TOWNSHIP).await;
    page.open("/review/?stage=submitted").await;
    page.sees("校验通过").await;
    visitor.look(page, "review-list").await;
    reviewer::open(page, finding).await;
    pictures_are_loaded(page).await;
    visitor.look(page, "review-record").await;
    page.tap_role("button", "受理，转核查").await;
    page.find("button", "确认受理").await;
    visitor.look(page, "review-accept").await;
    page.tap_role("button", "取消").await;
    page.tap_role("button", "退回补正").await;
    page.find("textbox", "退回原因").await;
    visitor.look(page, "review-return").await;
    page.tap_role("button", "取消").await;
    reviewer::send_back(page, REASON).await;
}

/// The phone after a return, with a draft that is not finished; ends with the answer's form.
pub async fn returned(page: &Page, finding: &str, visitor: &mut impl Visitor) {
    page.open("/").await;
    page.tap("上报疑似违法").await;
    page.tap(SHUTTERS[0]).await;
    page.tap("先填写").await;
    officer::photo_is_stored(page, "远景").await;
    page.open("/").await;
    page.sees("退回补正").await;
    page.sees("继续写").await;
    visitor.look(page, "home").await;
    page.open(&format!("/records/{finding}")).await;
    page.sees(REASON).await;
    visitor.look(page, "record-returned").await;
    page.tap("补正").await;
    page.find("button", "保存").await;
    page.sees(REASON).await;
    visitor.look(page, "finding-answer").await;
}

/// The officer's screens that have an address.
pub fn addresses(finding: &str) -> Vec<(&'static str, String)> {
    vec![
        ("home", "/".to_owned()),
        ("records", "/records".to_owned()),
        ("record-returned", format!("/records/{finding}")),
        ("finding-answer", format!("/finding/{finding}")),
        ("me", "/me".to_owned()),
        ("enrol", "/enrol".to_owned()),
    ]
}

/// Waits until every picture in sight has been drawn.
pub async fn pictures_are_loaded(page: &Page) {
    let loaded = "return document.images.length > 0 && [...document.images].every((image) => image.complete && image.naturalWidth > 0)";
    let all = crate::harness::process::wait_for(crate::harness::process::PATIENCE, async || {
        (page.eval(loaded).await? == true).then_some(())
    });
    if all.await.is_none() {
        page.fail("a picture does not load").await;
    }
}
