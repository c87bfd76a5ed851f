//! The server ends as in a power cut while a photo of the gallery is coming in.

use e2e::harness::browser::Browser;
use e2e::harness::engine::Engine;
use e2e::harness::requests::Exchange;
use e2e::harness::world::World;
use e2e::harness::{camera, store};
use e2e::officer;

/// In the third chunk of the first photo: 64 KiB and 128 KiB have arrived whole.
const CUT_AFTER_BYTES: u64 = (64 + 128 + 50) * 1024;

in_engines!(an_upload_goes_on_where_it_was_after_the_server_was_killed_in_the_middle_of_a_photo: chromium firefox webkit);

async fn an_upload_goes_on_where_it_was_after_the_server_was_killed_in_the_middle_of_a_photo(
    engine: Engine,
) {
    let mut world = World::behind_a_proxy("killed-server").await;
    let (phone, page) = Browser::start(world.phone().in_engine(engine)).await;
    officer::enrol(&page, &world.code()).await;

    world.proxy().cut_uploads_after(CUT_AFTER_BYTES);
    officer::choose_three(&page, &camera::gallery(world.folder())).await;
    officer::answer_all(&page).await;
    officer::save(&page).await;
    page.open("/records").await;
    world.proxy().until_cut().await;
    world.server.kill().await;
    world.proxy().close_all();
    officer::a_row_says(&page, "待上传").await;

    world.server.start_again().await;
    officer::a_row_says(&page, "已送达").await;
    let photos = store::objects(&page, "photo_bytes").await;
    world.until_stored(&store::photo_hashes(&page).await).await;

    // What had arrived was not sent again: only what was on its way at the cut, and at the kill if the
    // phone had begun again by then.
    let chunks = world.proxy().sent("PATCH", "/");
    let sent: u64 = chunks.iter().map(|chunk| chunk.sent_bytes).sum();
    let length: u64 = photos.iter().map(store::length).sum();
    let lost: Vec<u64> = chunks
        .iter()
        .filter(|chunk| chunk.status.is_none())
        .map(|chunk| chunk.sent_bytes)
        .collect();
    // Less than was lost, where the server had stored it and only its answer did not arrive.
    let is_little = (length..=length + lost.iter().sum::<u64>()).contains(&sent);
    page.check(
        is_little && matches!(lost.len(), 1 | 2),
        format!("{length} bytes of photos took {sent}, {lost:?} were lost: {chunks:#?}"),
    )
    .await;
    let resumed_at = chunks.iter().filter(|chunk| is_resumed(chunk)).count();
    page.check(resumed_at > 0, "nothing was resumed in the middle")
        .await;

    // One record, one receipt.
    let receipts = store::objects(&page, "receipts").await;
    page.check(receipts.len() == 1, format!("one receipt: {receipts:?}"))
        .await;
    page.check(officer::rows(&page).await.len() == 1, "one record")
        .await;
    phone.quit().await;
}

/// Begins in the middle of a photo.
fn is_resumed(chunk: &Exchange) -> bool {
    chunk
        .upload_offset
        .is_some_and(|offset| offset >= 192 * 1024)
}
