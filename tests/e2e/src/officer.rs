//! What the village's officer does with the phone, in the words of the screens.

use std::path::PathBuf;
use std::time::Duration;

use crate::harness::page::Page;
use crate::harness::process::{PATIENCE, wait_for};

/// The three guided shutters.
pub const SHUTTERS: [&str; 3] = ["拍远景", "拍近景", "拍特征"];

/// How long sending may take by itself: a try that failed is repeated after a pause that grows.
pub const ARRIVAL: Duration = Duration::from_secs(150);

/// Opens the link of a code and agrees; ends on the home screen.
pub async fn enrol(page: &Page, code: &str) {
    page.open(&format!("/enrol#{code}")).await;
    page.tap("是我，开始使用").await;
    page.find("", "上报疑似违法").await;
}

/// Waits until the app says that it works without a network.
pub async fn is_ready_offline(page: &Page) {
    page.sees("已可离线使用").await;
}

/// From the home screen to the form, through the camera.
pub async fn shoot_three(page: &Page) {
    page.tap("上报疑似违法").await;
    press_the_shutters(page).await;
}

/// From the camera, which has just come, to the form.
pub async fn press_the_shutters(page: &Page) {
    for shutter in SHUTTERS {
        page.tap(shutter).await;
    }
    three_photos_are_stored(page).await;
}

/// From the home screen to the form, with three files of the gallery.
pub async fn choose_three(page: &Page, files: &[PathBuf; 3]) {
    page.tap("上报疑似违法").await;
    for (shutter, file) in SHUTTERS.iter().zip(files) {
        // The shutter says which photo is wanted now.
        page.find("dialog", "相机").await;
        page.sees(shutter).await;
        page.choose_file("从相册选", file).await;
    }
    three_photos_are_stored(page).await;
}

/// Waits until the form shows all three.
pub async fn three_photos_are_stored(page: &Page) {
    for kind in ["远景", "近景", "特征"] {
        photo_is_stored(page, kind).await;
    }
}

/// Waits until the form shows the tile of a photo: it is on the phone then.
pub async fn photo_is_stored(page: &Page, kind: &str) {
    page.find("button", &format!("{kind} *")).await;
}

/// Every question of the form that has chips, one tap each: nothing is left to be added later.
pub async fn answer_all(page: &Page) {
    for answer in ["建房", "0.2-0.5", "动工中", "水田", "未劝阻"] {
        page.tap_role("radio", answer).await;
    }
}

/// Saves, and waits until the phone says that it has it.
pub async fn save(page: &Page) {
    page.tap_role("button", "保存").await;
    page.sees("已存到手机").await;
}

/// A whole report with three shots, from the home screen to 已存到手机.
pub async fn report(page: &Page) {
    shoot_three(page).await;
    answer_all(page).await;
    save(page).await;
}

/// From 已存到手机 to 「记录」, without loading anything: whoever sends goes on sending.
pub async fn go_to_records(page: &Page) {
    page.tap("回首页").await;
    page.tap_role("link", "记录").await;
    page.sees("全部存在这部手机上").await;
}

/// From 已存到手机 to the record's page, once it has arrived; gives the finding.
pub async fn until_received(page: &Page) -> String {
    go_to_records(page).await;
    a_row_says(page, "已送达").await;
    page.tap_link_to("/records/").await;
    receipt_number(page).await;
    finding_id(page).await
}

/// Waits, touching nothing, until a row of 「记录」 says this.
pub async fn a_row_says(page: &Page, words: &str) {
    let said = wait_for(ARRIVAL, async || {
        rows(page)
            .await
            .iter()
            .any(|row| row.contains(words))
            .then_some(())
    });
    if said.await.is_none() {
        page.fail(format!("no row ever said {words}")).await;
    }
}

/// What the rows of 「记录」 say.
pub async fn rows(page: &Page) -> Vec<String> {
    let rows = "return [...document.querySelectorAll('main a[href^=\"/records/\"], main a[href^=\"/finding/\"]')].map((row) => row.innerText)";
    let rows = page.eval(rows).await.unwrap_or_default();
    let rows = rows.as_array().into_iter().flatten();
    rows.filter_map(|row| row.as_str().map(str::to_owned))
        .collect()
}

/// On the page of a returned record: writes a note, and saves the next version.
pub async fn answer_the_return(page: &Page, text: &str) {
    page.tap("补正").await;
    open_more(page).await;
    page.type_into("说明", text).await;
    save(page).await;
}

/// Opens 「更多」 with the free texts, unless it is open.
pub async fn open_more(page: &Page) {
    page.find("button", "更多").await;
    if !page.has("textbox", "说明").await {
        page.tap_role("button", "更多").await;
    }
}

/// The path of the page.
pub async fn address(page: &Page) -> String {
    let path = page
        .eval("return location.pathname")
        .await
        .unwrap_or_default();
    path.as_str().unwrap_or_default().to_owned()
}

/// The finding whose page this is: the last part of the address.
pub async fn finding_id(page: &Page) -> String {
    let path = address(page).await;
    let id = path.rsplit('/').next().unwrap_or_default();
    page.check(id.len() > 20, format!("{path} is not a finding's page"))
        .await;
    id.to_owned()
}

/// Waits until the draft that is written has an address, and gives it.
pub async fn draft_address(page: &Page) -> String {
    let found = wait_for(PATIENCE, async || {
        let path = address(page).await;
        path.starts_with("/finding/").then_some(path)
    });
    match found.await {
        Some(path) => path,
        None => page.fail("the draft has no address").await,
    }
}

/// The receipt's number as the page shows it: digits of the place, then groups of four.
pub async fn receipt_number(page: &Page) -> String {
    let found = wait_for(PATIENCE, async || receipt_number_in(&page.text().await));
    match found.await {
        Some(number) => number,
        None => page.fail("no receipt number is shown").await,
    }
}

fn receipt_number_in(text: &str) -> Option<String> {
    let is_group = |group: &&str| {
        let is_hex = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase();
        group.len() == 4 && group.chars().all(is_hex)
    };
    let mut words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    let number = words.find(|word| {
        let groups: Vec<&str> = word.split('-').collect();
        let is_place = groups[0].len() >= 4 && groups[0].chars().all(|c| c.is_ascii_digit());
        groups.len() >= 3 && is_place && groups[1..].iter().all(is_group)
    })?;
    Some(number.to_owned())
}
