//! Two tabs of one phone: one of them drives, and nothing is sent twice.

use e2e::harness::browser::Browser;
use e2e::harness::engine::Engine;
use e2e::harness::page::Page;
use e2e::harness::process::{PATIENCE, wait_for};
use e2e::harness::store;
use e2e::harness::world::World;
use e2e::officer;

/// Whether this tab holds the driver's lock: it asks for a lock of its own, whose holder it is, and
/// compares the two holders.
const HOLDS_THE_LOCK: &str = r#"
const done = arguments[arguments.length - 1];
const own = `who-${Math.random()}`;
navigator.locks.request(own, async () => {
  const { held } = await navigator.locks.query();
  const holder = (name) => held.find((lock) => lock.name === name)?.clientId;
  done(holder("xuntian-driver") === holder(own));
});
"#;

in_engines!(of_two_tabs_one_drives_and_the_other_takes_over_when_it_is_closed: chromium firefox webkit);

async fn of_two_tabs_one_drives_and_the_other_takes_over_when_it_is_closed(engine: Engine) {
    let world = World::behind_a_proxy("two-tabs").await;
    let (phone, page) = Browser::start(world.phone().in_engine(engine)).await;
    officer::enrol(&page, &world.code()).await;
    let first = page.tab().await;
    let second_page = phone.new_tab().await;
    second_page.open("/records").await;
    let second = second_page.tab().await;
    drives(&second_page, false).await;

    page.switch_to(&first).await;
    drives(&page, true).await;
    officer::report(&page).await;
    officer::go_to_records(&page).await;
    officer::a_row_says(&page, "已送达").await;
    second_page.switch_to(&second).await;
    officer::a_row_says(&second_page, "已送达").await;
    everything_was_sent_once(&world, &second_page, 1).await;

    // Loading a page anew may have handed the wheel over: close whichever tab drives.
    let second_drives = holds_the_lock(&second_page).await;
    let (driving, other) = if second_drives {
        (second, first)
    } else {
        (first, second)
    };
    page.switch_to(&driving).await;
    page.close().await;
    page.switch_to(&other).await;
    drives(&page, true).await;
    page.tap_role("link", "首页").await;
    officer::report(&page).await;
    officer::go_to_records(&page).await;
    let both = wait_for(officer::ARRIVAL, async || {
        let rows = officer::rows(&page).await;
        let received = rows.iter().filter(|row| row.contains("已送达"));
        (received.count() == 2).then_some(())
    });
    page.check(both.await.is_some(), "both records arrive")
        .await;
    everything_was_sent_once(&world, &page, 2).await;
    phone.quit().await;
}

async fn holds_the_lock(page: &Page) -> bool {
    page.eval_async(HOLDS_THE_LOCK, Vec::new()).await == true
}

/// Waits until this tab drives, or does not.
async fn drives(page: &Page, wanted: bool) {
    let settled = wait_for(PATIENCE, async || {
        (holds_the_lock(page).await == wanted).then_some(())
    });
    let is_settled = settled.await.is_some();
    page.check(is_settled, format!("this tab drives: {wanted}"))
        .await;
}

/// As many envelopes as records went out, and of the photos every byte once.
async fn everything_was_sent_once(world: &World, page: &Page, records: usize) {
    let envelopes = world.proxy().sent("POST", "/api/v1/envelopes");
    page.check(
        envelopes.len() == records,
        format!("{records} envelopes: {envelopes:#?}"),
    )
    .await;
    let chunks = world.proxy().sent("PATCH", "/api/v1/uploads");
    let sent: u64 = chunks.iter().map(|chunk| chunk.sent_bytes).sum();
    let photos = store::objects(page, "photo_bytes").await;
    let length: u64 = photos.iter().map(store::length).sum();
    page.check(
        sent == length,
        format!("{length} bytes of photos took {sent}: {chunks:#?}"),
    )
    .await;
}
