//! English comes after what a record needs: it is fetched when the app works offline already, and the
//! app says so where it is not there yet.

use e2e::harness::browser::Browser;
use e2e::harness::engine::Engine;
use e2e::harness::page::Page;
use e2e::harness::process::{PATIENCE, wait_for};
use e2e::harness::world::World;
use e2e::officer;
use serde_json::{Value, json};

/// Whether the service worker keeps the English; with `true` it loses it, as a browser that clears up.
const KEPT: &str = r#"
const [lose, done] = arguments;
(async () => {
  let kept = false;
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      if (!new URL(request.url).pathname.startsWith("/english-")) continue;
      kept = true;
      if (lose) await cache.delete(request);
    }
  }
  return kept;
})().then(done, (error) => done(String(error)));
"#;

async fn english_works_without_a_network_and_says_where_it_is_missing(engine: Engine) {
    let mut world = World::direct("english").await;
    let (phone, page) = Browser::start(world.phone().in_engine(engine)).await;
    officer::enrol(&page, &world.code()).await;
    officer::is_ready_offline(&page).await;
    let fetched = wait_for(PATIENCE, async || is_kept(&page, false).await.then_some(()));
    page.check(fetched.await.is_some(), "English is fetched in the end")
        .await;
    world.server.stop().await;

    page.open("/me").await;
    page.tap("English").await;
    page.sees("Text size").await;
    page.open("/me").await;
    page.sees("Text size").await;
    page.sees("Ready to work offline").await;
    let language = page.eval("return document.documentElement.lang").await;
    page.check(
        language == Some(json!("en")),
        "the document says its language",
    )
    .await;

    page.check(is_kept(&page, true).await, "it was kept until now")
        .await;
    page.open("/me").await;
    page.sees("English is not on this phone yet").await;
    page.sees("字号").await;
    let language = page.eval("return document.documentElement.lang").await;
    page.check(language == Some(json!("zh-CN")), "what is said is Chinese")
        .await;

    world.server.start_again().await;
    page.open("/me").await;
    page.sees("Text size").await;
    page.sees("Ready to work offline").await;
    phone.quit().await;
}
in_engines!(english_works_without_a_network_and_says_where_it_is_missing: chromium firefox webkit);

async fn is_kept(page: &Page, lose: bool) -> bool {
    match page.eval_async(KEPT, vec![json!(lose)]).await {
        Value::Bool(kept) => kept,
        error => page.fail(format!("the caches do not open: {error}")).await,
    }
}
