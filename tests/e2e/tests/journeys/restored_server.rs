//! The server's disk is lost after a backup was made: the phone brings again what came after it, also
//! the phone that was enrolled after it and is unknown now.

use e2e::harness::browser::Browser;
use e2e::harness::engine::Engine;
use e2e::harness::files::files_by_hash;
use e2e::harness::page::Page;
use e2e::harness::process::until;
use e2e::harness::store;
use e2e::harness::world::World;
use e2e::officer::{self, ARRIVAL};
use e2e::reviewer::{self, TOWNSHIP};

in_engines!(what_came_after_a_backup_comes_again_from_the_phone: chromium firefox webkit);

async fn what_came_after_a_backup_comes_again_from_the_phone(engine: Engine) {
    let mut world = World::direct("restored-server").await;
    let (phone, page) = Browser::start(world.phone().in_engine(engine)).await;
    officer::enrol(&page, &world.code()).await;
    officer::report(&page).await;
    page.open("/records").await;
    delivered(&page, 1).await;
    let backup = world.folder().join("xuntian.backup");
    world.server.backup(&backup).await;

    page.open("/").await;
    officer::report(&page).await;
    page.open("/records").await;
    delivered(&page, 2).await;
    let photos = store::photo_hashes(&page).await;
    world.until_stored(&photos).await;
    world.server.kill().await;

    world.server.restore(&backup).await;
    let restored = files_by_hash(world.server.data());
    // A fake camera may show the same picture twice.
    page.check(
        photos.iter().any(|hash| !restored.contains_key(hash)),
        format!("the backup lacks photos of the second report: {photos:?}"),
    )
    .await;
    world.server.start_again().await;
    // The officer opens the app again, which asks at once; left alone it asks once a minute.
    page.reload().await;
    world.until_stored(&photos).await;

    // The supervisor sees what was lost, with the receipt that the phone has now.
    let (desk, review) = Browser::start(world.desk().in_engine(engine)).await;
    reviewer::sign_in(&review, TOWNSHIP).await;
    delivered(&page, 2).await;
    page.tap_link_to("/records/").await;
    let receipt = officer::receipt_number(&page).await;
    let finding = officer::finding_id(&page).await;
    reviewer::open(&review, &finding).await;
    review.sees(&receipt).await;
    desk.quit().await;
    phone.quit().await;
}

in_engines!(a_phone_that_the_backup_does_not_know_enrols_again_and_brings_everything: chromium firefox webkit);

async fn a_phone_that_the_backup_does_not_know_enrols_again_and_brings_everything(engine: Engine) {
    let mut world = World::direct("restored-stranger").await;
    let backup = world.folder().join("xuntian.backup");
    world.server.backup(&backup).await;

    let (phone, page) = Browser::start(world.phone().in_engine(engine)).await;
    officer::enrol(&page, &world.code()).await;
    officer::report(&page).await;
    page.open("/records").await;
    delivered(&page, 1).await;
    let photos = store::photo_hashes(&page).await;
    let finding = {
        page.tap_link_to("/records/").await;
        officer::finding_id(&page).await
    };
    world.server.kill().await;
    world.server.restore(&backup).await;
    world.server.start_again().await;

    // Nothing waits, and yet the phone says that the server does not know it.
    page.open("/").await;
    page.sees("服务器不认得这部手机").await;
    officer::report(&page).await;
    page.open(&format!("/enrol#{}", world.code())).await;
    page.tap("换成新的登记码").await;
    page.tap("下一步").await;
    page.tap("是我，开始使用").await;
    page.find("", "上报疑似违法").await;
    page.sees_no_more("服务器不认得这部手机").await;
    world.until_stored(&photos).await;
    page.open("/records").await;
    delivered(&page, 2).await;

    // Under its number of before, and from the same phone.
    let (desk, review) = Browser::start(world.desk().in_engine(engine)).await;
    reviewer::sign_in(&review, TOWNSHIP).await;
    reviewer::open(&review, &finding).await;
    desk.quit().await;
    phone.quit().await;
}

/// Waits until there are so many records, and each says that it arrived.
async fn delivered(page: &Page, records: usize) {
    until("records that arrived", ARRIVAL, async || {
        let rows = officer::rows(page).await;
        let arrived = rows.iter().filter(|row| row.contains("已送达"));
        (arrived.count() == records && rows.len() == records).then_some(())
    })
    .await;
}
