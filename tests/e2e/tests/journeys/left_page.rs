//! The page is left in the middle of writing, again and again, by going elsewhere in the same tab: the
//! browser may keep it, and it must not keep the store from the page that comes after it.

use e2e::harness::browser::Browser;
use e2e::harness::engine::Engine;
use e2e::harness::world::World;
use e2e::officer;

in_engines!(a_page_that_is_left_while_it_writes_keeps_no_other_waiting: chromium firefox webkit);

async fn a_page_that_is_left_while_it_writes_keeps_no_other_waiting(engine: Engine) {
    let world = World::direct("left-page").await;
    let (phone, page) = Browser::start(world.phone().in_engine(engine)).await;
    officer::enrol(&page, &world.code()).await;
    page.tap("上报疑似违法").await;
    page.tap("先填写").await;
    let address = officer::draft_address(&page).await;
    officer::open_more(&page).await;
    page.type_into("说明", "起。").await;
    page.sees("已自动保存").await;
    for round in 1..=6 {
        let saved = page.value_of("说明").await;
        // Not waited for: it is on its way into the store when the page is left.
        page.type_into("说明", &format!("第{round}次。")).await;
        page.open("about:blank").await;
        page.open(&address).await;
        officer::open_more(&page).await;
        let kept = page.value_of("说明").await;
        page.check(kept.starts_with(&saved), format!("{kept:?} of {saved:?}"))
            .await;
    }
    phone.quit().await;
}
