//! The operator puts up another build while phones are in use: it waits until the person takes it, and
//! nothing of what is written, kept or on its way is lost by that, also when it is taken back.

use e2e::harness::axe;
use e2e::harness::browser::Browser;
use e2e::harness::page::Page;
use e2e::harness::process::{PATIENCE, wait_for};
use e2e::harness::world::World;
use e2e::officer::{self, SHUTTERS};

/// The browser looks for a new version, as it does by itself when a page is opened; ends when one
/// waits.
const LOOK: &str = r#"
const done = arguments[arguments.length - 1];
(async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration.update();
  const installing = registration.installing;
  if (!registration.waiting) {
    await new Promise((resolve) => installing.addEventListener("statechange", resolve, { once: true }));
  }
  return registration.waiting !== null;
})().then(done, (error) => done(String(error)));
"#;

/// A database as a later app would leave it: one version further, nothing taken away.
const LATER_DATABASE: &str = r#"
const done = arguments[arguments.length - 1];
const before = indexedDB.open("xuntian");
before.onsuccess = () => {
  const version = before.result.version + 1;
  before.result.close();
  const later = indexedDB.open("xuntian", version);
  later.onupgradeneeded = () => later.result.createObjectStore("of_a_later_app");
  later.onsuccess = () => { later.result.close(); done(version); };
  later.onerror = () => done(String(later.error));
};
"#;

#[tokio::test]
async fn a_new_version_waits_for_the_report_and_for_the_person() {
    let _turn = crate::turn().await;
    let (mut world, builds) = World::with_builds("update").await;
    let (phone, page) = Browser::start(world.phone()).await;
    officer::enrol(&page, &world.code()).await;
    officer::is_ready_offline(&page).await;
    officer::shoot_three(&page).await;

    builds.put_up_next();
    look(&page).await;
    officer::answer_all(&page).await;
    page.sees("已自动保存").await;
    let says = page.text().await.contains("有新版本");
    page.check(!says, "a report is not interrupted").await;
    runs_next(&page, false).await;
    // From here on there is no network: what was put up is on the phone already.
    world.server.stop().await;
    officer::save(&page).await;
    page.tap("再报一条").await;
    page.tap(SHUTTERS[0]).await;
    page.tap("先填写").await;
    officer::photo_is_stored(&page, "远景").await;
    let draft = officer::draft_address(&page).await;
    page.tap("返回").await;
    page.sees("有新版本").await;
    page.sees("记录都在").await;
    axe::assert_clean(&page, "update waits").await;
    runs_next(&page, false).await;

    page.tap("更新").await;
    runs_next(&page, true).await;
    page.sees("待上传 1").await;
    page.sees("继续写").await;
    page.sees_no_more("有新版本").await;
    world.server.start_again().await;
    page.open(&draft).await;
    officer::photo_is_stored(&page, "远景").await;
    officer::answer_all(&page).await;
    officer::save(&page).await;
    officer::go_to_records(&page).await;
    let all = wait_for(officer::ARRIVAL, async || {
        let rows = officer::rows(&page).await;
        let arrived = |row: &String| row.contains("已送达") || row.contains("已上报");
        (rows.len() == 2 && rows.iter().all(arrived)).then_some(())
    });
    page.check(all.await.is_some(), "both arrive").await;
    phone.quit().await;
}

#[tokio::test]
async fn an_app_that_was_taken_back_still_starts() {
    let _turn = crate::turn().await;
    let (mut world, builds) = World::with_builds("rolled-back").await;
    builds.put_up_next();
    let (phone, page) = Browser::start(world.phone()).await;
    officer::enrol(&page, &world.code()).await;
    officer::is_ready_offline(&page).await;
    runs_next(&page, true).await;
    world.server.stop().await;
    officer::report(&page).await;
    let version = page.eval_async(LATER_DATABASE, Vec::new()).await;
    page.check(version.is_u64(), format!("the database: {version}"))
        .await;

    builds.put_up_first();
    world.server.start_again().await;
    page.open("/me").await;
    page.tap("检查新版本").await;
    page.sees("有新版本").await;
    page.tap("更新").await;
    runs_next(&page, false).await;
    page.open("/records").await;
    officer::a_row_says(&page, "已送达").await;
    page.open("/").await;
    officer::report(&page).await;
    phone.quit().await;
}

#[tokio::test]
async fn a_version_taken_in_one_tab_leaves_the_report_of_another_alone() {
    let _turn = crate::turn().await;
    let (world, builds) = World::with_builds("update-two-tabs").await;
    let (phone, writing) = Browser::start(world.phone()).await;
    officer::enrol(&writing, &world.code()).await;
    officer::is_ready_offline(&writing).await;
    officer::shoot_three(&writing).await;
    let of_report = writing.tab().await;

    builds.put_up_next();
    let taking = phone.new_tab().await;
    taking.open("/").await;
    look(&taking).await;
    taking.sees("有新版本").await;
    taking.tap("更新").await;
    runs_next(&taking, true).await;

    writing.switch_to(&of_report).await;
    runs_next(&writing, false).await;
    officer::answer_all(&writing).await;
    officer::open_more(&writing).await;
    writing.type_into("说明", "门牌已拆。").await;
    writing.sees("已自动保存").await;
    officer::save(&writing).await;
    officer::go_to_records(&writing).await;
    officer::a_row_says(&writing, "已送达").await;
    writing.reload().await;
    runs_next(&writing, true).await;
    officer::a_row_says(&writing, "已送达").await;
    phone.quit().await;
}

async fn look(page: &Page) {
    let waits = page.eval_async(LOOK, Vec::new()).await;
    page.check(waits == true, format!("a version waits: {waits}"))
        .await;
}

/// Waits until the page is of the next build, or of the first.
async fn runs_next(page: &Page, wanted: bool) {
    let build = "return document.readyState === 'complete' && Boolean(document.querySelector('meta[name=e2e-build]'))";
    let runs = wait_for(PATIENCE, async || {
        (page.eval(build).await? == wanted).then_some(())
    });
    page.check(
        runs.await.is_some(),
        format!("the next build runs: {wanted}"),
    )
    .await;
    page.find("heading", "*").await;
}
