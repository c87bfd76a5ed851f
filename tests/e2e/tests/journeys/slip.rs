//! 「记录」 finds and filters; 「我报过了」 shows the five times and the server's receipt, also when there
//! is no server any more.

use e2e::harness::axe;
use e2e::harness::browser::Browser;
use e2e::harness::engine::Engine;
use e2e::harness::page::Page;
use e2e::harness::process::{PATIENCE, wait_for};
use e2e::harness::world::World;
use e2e::officer;
use e2e::reviewer::{self, TOWNSHIP};

in_engines!(a_record_is_found_and_its_slip_can_be_shown_and_checked_without_a_server: chromium firefox webkit);

async fn a_record_is_found_and_its_slip_can_be_shown_and_checked_without_a_server(engine: Engine) {
    let mut world = World::direct("slip").await;
    let (phone, page) = Browser::start(world.phone().in_engine(engine)).await;
    officer::enrol(&page, &world.code()).await;
    officer::is_ready_offline(&page).await;
    officer::report(&page).await;
    officer::go_to_records(&page).await;
    officer::a_row_says(&page, "已送达").await;
    search(&page).await;
    axe::assert_clean(&page, "records, filtered").await;

    page.open("/records").await;
    page.tap_link_to("/records/").await;
    let receipt = officer::receipt_number(&page).await;
    let finding = officer::finding_id(&page).await;
    let (desk, review) = Browser::start(world.desk().in_engine(engine)).await;
    reviewer::sign_in(&review, TOWNSHIP).await;
    reviewer::open(&review, &finding).await;
    reviewer::accept(&review).await;
    desk.quit().await;
    page.reload().await;
    page.sees("受理，转核查").await;

    page.open("/me").await;
    page.sees("「我报过了」的二维码：离线也能显示").await;
    world.server.stop().await;
    page.open(&format!("/records/{finding}")).await;
    page.tap_role("link", "我报过了").await;
    page.find("img", "回执的二维码").await;
    page.sees(&receipt).await;
    let facts = facts(&page).await;
    for name in ["发现", "报告", "收到", "答复"] {
        let value = facts.iter().find(|fact| fact[0] == name);
        let has_time = value.is_some_and(|fact| fact[1].contains("+08:00"));
        page.check(has_time, format!("{name} has a time: {facts:?}"))
            .await;
    }
    page.check(
        facts.contains(&["劝阻".to_owned(), "未劝阻".to_owned()]),
        format!("what was not done has no time: {facts:?}"),
    )
    .await;
    let said = decoded(&page).await;
    let kept = kept_receipt(&page, &receipt).await;
    page.check(
        said == kept,
        format!("the code says the receipt: {said} and not {kept}"),
    )
    .await;
    axe::assert_clean(&page, "slip").await;
    phone.quit().await;
}

/// One record, 建房 and received, looked for in vain and found.
async fn search(page: &Page) {
    page.type_into("查找：编号、村、坐落、情况", "建房").await;
    page.sees("找到 1 条").await;
    page.tap_role("radio", "待上传").await;
    page.sees("没有找到").await;
    page.reload().await;
    page.sees("没有找到").await;
    page.tap_role("button", "清除").await;
    page.sees("共 1 条").await;
    page.tap_role("radio", "已送达").await;
    page.sees("找到 1 条").await;
    officer::a_row_says(page, "已送达").await;
}

/// Name and value of each.
async fn facts(page: &Page) -> Vec<[String; 2]> {
    let facts = "return [...document.querySelectorAll('.slip dt')].map((name) => [name.textContent, name.nextElementSibling.textContent])";
    let facts = page.eval(facts).await.unwrap_or_default();
    let facts = facts.as_array().into_iter().flatten();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    facts.map(|fact| [text(&fact[0]), text(&fact[1])]).collect()
}

/// What a scanner reads in the code: its modules, four dots each.
async fn decoded(page: &Page) -> String {
    const DOTS: usize = 4;
    let drawn = "const code = document.querySelector('.slip__code'); return [code.viewBox.baseVal.width, code.querySelector('path').getAttribute('d')]";
    let drawn = page.eval(drawn).await.unwrap_or_default();
    let side = drawn[0].as_u64().unwrap_or_default() as usize;
    let mut dark = vec![false; side * side];
    for run in drawn[1].as_str().unwrap_or_default().split_terminator('z') {
        let numbers = run.split(|c: char| !c.is_ascii_digit());
        let numbers: Vec<usize> = numbers.filter_map(|text| text.parse().ok()).collect();
        let [x, y, length, ..] = numbers[..] else {
            page.fail(format!("no run of modules: {run}")).await
        };
        dark[y * side + x..][..length].fill(true);
    }
    let dot = |x: usize, y: usize| match dark[y / DOTS * side + x / DOTS] {
        true => 0,
        false => 255,
    };
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(side * DOTS, side * DOTS, dot);
    match image.detect_grids().first().map(|grid| grid.decode()) {
        Some(Ok((_, said))) => said,
        other => {
            page.fail(format!("the code cannot be read: {other:?}"))
                .await
        }
    }
}

/// The receipt of this number in the phone's store, as a compact JWS.
async fn kept_receipt(page: &Page, number: &str) -> String {
    let script = r#"
        const [number, done] = arguments;
        const open = indexedDB.open("xuntian");
        open.onsuccess = () => {
          const all = open.result.transaction("receipts").objectStore("receipts").getAll();
          all.onsuccess = () => {
            open.result.close();
            const texts = all.result.map((record) => Object.values(record).find((value) => typeof value === "string" && value.startsWith("{")));
            const receipt = texts.map((text) => JSON.parse(text)).find((receipt) => receipt.receipt_no === number);
            done([receipt.jws.protected, receipt.jws.payload, receipt.jws.signature].join("."));
          };
        };
    "#;
    let found = wait_for(PATIENCE, async || {
        let kept = page.eval_async(script, vec![number.into()]).await;
        kept.as_str().map(str::to_owned)
    });
    match found.await {
        Some(kept) => kept,
        None => page.fail("no such receipt is kept").await,
    }
}
