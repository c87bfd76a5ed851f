//! `cargo xtask bench`: how long a person waits, in Chromium with the processor four times slower.
//!
//! It reports and never fails because something was slow. The figures of other products are quoted
//! from the design and were not measured in this run.

use e2e::harness::browser::{Browser, Setup};
use e2e::harness::page::Page;
use e2e::harness::process::{PATIENCE, wait_for};
use e2e::harness::world::World;
use e2e::harness::{camera, devices, store};
use e2e::officer;
use serde_json::json;

const RUNS: usize = 15;
const SLOWER: u32 = 4;

/// In every frame: is the way into a report there? The clock of a page begins with its navigation.
const WATCH_HOME: &str = r#"
requestAnimationFrame(function look() {
  const ways = [...document.querySelectorAll("a, button")];
  const way = ways.find((way) => way.textContent.includes("上报疑似违法") && way.checkVisibility());
  if (way && !way.matches(":disabled")) window.usableMs = performance.now();
  else requestAnimationFrame(look);
});
"#;

/// From the tap on 保存 to the heading that says that the record is on the phone.
const WATCH_SAVE: &str = r#"
window.durableMs = undefined;
let tappedMs;
addEventListener("click", (event) => {
  if (event.target.closest("button")?.textContent.trim() === "保存") tappedMs = event.timeStamp;
}, { capture: true });
new MutationObserver((_, observer) => {
  const headings = [...document.querySelectorAll("h1")].map((heading) => heading.textContent);
  if (tappedMs === undefined || !headings.includes("已存到手机")) return;
  window.durableMs = performance.now() - tappedMs;
  observer.disconnect();
}).observe(document.body, { subtree: true, childList: true, characterData: true });
"#;

#[tokio::main]
async fn main() {
    let mut world = World::direct("bench").await;
    let setup = Setup {
        film: Some(camera::film()),
        ..world.phone()
    };
    let (phone, page) = Browser::start(setup).await;
    officer::enrol(&page, &world.code()).await;
    officer::is_ready_offline(&page).await;
    world.server.stop().await;

    let (phone, starts) = cold_starts(phone).await;
    let (saves, photo_bytes) = saves(phone).await;

    println!(
        "\nChromium, processor {SLOWER} times slower, no server, {RUNS} runs each; milliseconds\n"
    );
    println!(
        "{:<46} {:>7} {:>7} {:>7}  {:<9} other products (quoted, not measured here)",
        "", "min", "median", "max", "budget"
    );
    print_row(
        "offline cold start to usable home",
        &starts,
        "<= 600",
        "Enketo 1060-1420",
    );
    print_row(
        "tap on 保存 to durable, 3 photos",
        &saves,
        "<= 150",
        "Enketo 243-518",
    );
    println!("\nphotos: {} bytes each (median)", median(&photo_bytes));
}

/// The browser is started anew each time; there is no server.
async fn cold_starts(phone: Browser) -> (Browser, Vec<f64>) {
    let mut phone = phone;
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let (again, page) = phone.restart().await;
        let watch = json!({ "source": WATCH_HOME });
        devices::command(
            page.driver(),
            "Page.addScriptToEvaluateOnNewDocument",
            watch,
        )
        .await;
        devices::slow_down(page.driver(), SLOWER).await;
        page.open("/").await;
        times.push(number(&page, "usableMs").await);
        phone = again;
    }
    (phone, times)
}

/// The photos are taken and the questions answered; then the processor gets slower, and 保存 is tapped.
async fn saves(phone: Browser) -> (Vec<f64>, Vec<f64>) {
    let (phone, page) = phone.restart().await;
    let mut times = Vec::new();
    for _ in 0..RUNS {
        page.open("/").await;
        officer::shoot_three(&page).await;
        officer::answer_all(&page).await;
        page.sees("已自动保存").await;
        page.eval(WATCH_SAVE).await;
        devices::slow_down(page.driver(), SLOWER).await;
        officer::save(&page).await;
        times.push(number(&page, "durableMs").await);
        devices::slow_down(page.driver(), 1).await;
    }
    let photos = store::objects(&page, "photo_bytes").await;
    let bytes = photos
        .iter()
        .map(|photo| store::length(photo) as f64)
        .collect();
    phone.quit().await;
    (times, bytes)
}

/// A number that the page has measured, once it is there.
async fn number(page: &Page, name: &str) -> f64 {
    let script = format!("return window.{name} ?? null");
    let measured = wait_for(PATIENCE, async || page.eval(&script).await?.as_f64()).await;
    match measured {
        Some(ms) => ms,
        None => page.fail(format!("{name} was never measured")).await,
    }
}

fn median(values: &[f64]) -> f64 {
    sorted(values)[values.len() / 2].round()
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

fn print_row(what: &str, times: &[f64], budget: &str, others: &str) {
    let sorted = sorted(times);
    let (min, max) = (sorted[0], sorted[sorted.len() - 1]);
    // Chinese characters are two columns wide.
    let wide = what.chars().filter(|c| *c > '\u{2e80}').count();
    let width = 46 - wide;
    println!(
        "{what:<width$} {min:>7.0} {:>7.0} {max:>7.0}  {budget:<9} {others}",
        median(times)
    );
}
