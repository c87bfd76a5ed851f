//! One page of the browser, found and used the way a person does: by role, name and text.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use super::browser::Setup;
use super::devices;
use super::engine::Engine;
use super::process::{PATIENCE, root, wait_for};

const FIND: &str = include_str!("find.js");
const WATCH: &str = include_str!("watch.js");
const STAND_STILL: &str = include_str!("position.js");

/// The page in the tab that is in front.
#[derive(Clone)]
pub struct Page {
    driver: WebDriver,
    setup: Setup,
}

impl Page {
    pub(super) fn new(driver: WebDriver, setup: Setup) -> Self {
        Self { driver, setup }
    }

    /// Size, permissions, a position, and the script that watches, for a new tab.
    pub(super) async fn prepare(&self) {
        if !self.engine().can().has_devtools {
            return self.resize(self.setup.device.size()).await;
        }
        self.before_every_page(WATCH).await;
        devices::grant_permissions(&self.driver, &self.setup.origin).await;
        devices::move_to(&self.driver, devices::PLACE).await;
        devices::prefer_dark(&self.driver, false).await;
    }

    /// Runs a script before any script of every page that this tab opens from now on.
    pub async fn before_every_page(&self, script: &str) {
        let source = json!({ "source": script });
        devices::command(
            &self.driver,
            "Page.addScriptToEvaluateOnNewDocument",
            source,
        )
        .await;
    }

    /// What no command has set before the page was loaded.
    async fn furnish(&self) {
        let can = self.engine().can();
        let mut scripts = Vec::new();
        if !can.has_devtools {
            scripts.push((WATCH, Vec::new()));
        }
        if !can.has_position {
            let place = devices::PLACE;
            let place = [place.lat_deg, place.lon_deg, place.accuracy_m];
            scripts.push((STAND_STILL, place.map(Value::from).to_vec()));
        }
        for (script, arguments) in scripts {
            if let Err(error) = self.driver.execute(script, arguments).await {
                self.fail(format!("the page takes no script: {error}"))
                    .await;
            }
        }
    }

    /// Makes the window so large that the page has this size, in CSS pixels.
    async fn resize(&self, (width, height): (u32, u32)) {
        let resized = async {
            self.driver.set_window_rect(0, 0, width, height).await?;
            // The bars around the page are known only now.
            let bars = format!("return [{width} - innerWidth, {height} - innerHeight]");
            let bars = self.driver.execute(bars, Vec::new()).await?;
            let bar = |at: usize| {
                bars.json()[at]
                    .as_u64()
                    .and_then(|px| u32::try_from(px).ok())
            };
            let (width, height) = (width + bar(0).unwrap_or(0), height + bar(1).unwrap_or(0));
            self.driver.set_window_rect(0, 0, width, height).await
        };
        if let Err(error) = resized.await {
            self.fail(format!("the window cannot be made so large: {error}"))
                .await;
        }
    }

    /// What makes the page.
    pub fn engine(&self) -> Engine {
        self.setup.engine
    }

    /// Scheme, host and port of the app.
    pub fn origin(&self) -> &str {
        &self.setup.origin
    }

    /// The driver, for what is not done by hand.
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Opens a path of the app, or a whole address.
    pub async fn open(&self, path: &str) {
        let address = if path.starts_with('/') {
            format!("{}{path}", self.setup.origin)
        } else {
            path.to_owned()
        };
        if let Err(error) = self.driver.goto(&address).await {
            self.fail(format!("{address} does not open: {error}")).await;
        }
        self.furnish().await;
    }

    /// Loads the page again.
    pub async fn reload(&self) {
        if let Err(error) = self.driver.refresh().await {
            self.fail(format!("the page does not reload: {error}"))
                .await;
        }
        self.furnish().await;
    }

    /// Touches what can be acted upon and has this name, once it is there and enabled. Here and below
    /// a name that ends with `*` stands for every name that begins so.
    pub async fn tap(&self, name: &str) {
        self.tap_role("", name).await;
    }

    /// Touches what has this role and this name, once it is there and enabled.
    pub async fn tap_role(&self, role: &str, name: &str) {
        let mut last = String::new();
        let tapped = wait_for(PATIENCE, async || {
            let element = self.look_for(role, name, true).await?;
            // Between the look and the touch the page may draw itself anew.
            match element.click().await {
                Ok(()) => Some(()),
                Err(error) => {
                    last = error.to_string();
                    None
                }
            }
        })
        .await;
        if tapped.is_none() {
            self.fail(format!("nothing to touch: {role} 「{name}」 {last}"))
                .await;
        }
    }

    /// Touches the link whose address holds this part, once it is there.
    pub async fn tap_link_to(&self, part: &str) {
        let link = By::Css(format!("a[href*='{part}']"));
        let query = self
            .driver
            .query(link)
            .wait(PATIENCE, Duration::from_millis(50));
        let tapped = match query.and_displayed().first().await {
            Ok(link) => link.click().await,
            Err(error) => Err(error),
        };
        if let Err(error) = tapped {
            self.fail(format!("no link to {part}: {error}")).await;
        }
    }

    /// What has this role (or any that can be acted upon) and this name, once it is there.
    pub async fn find(&self, role: &str, name: &str) -> WebElement {
        match wait_for(PATIENCE, async || self.look_for(role, name, false).await).await {
            Some(element) => element,
            None => self.fail(format!("not there: {role} 「{name}」")).await,
        }
    }

    /// Whether it is there at this moment.
    pub async fn has(&self, role: &str, name: &str) -> bool {
        self.look_for(role, name, false).await.is_some()
    }

    async fn look_for(&self, role: &str, name: &str, is_to_touch: bool) -> Option<WebElement> {
        let arguments = vec![json!(role), json!(name), json!(is_to_touch)];
        let found = self.driver.execute(FIND, arguments).await;
        found.ok()?.element().ok()
    }

    /// Types into the field of this name, after what is in it.
    pub async fn type_into(&self, name: &str, text: &str) {
        let field = self.find("textbox", name).await;
        if let Err(error) = field.send_keys(text).await {
            self.fail(format!("cannot type into 「{name}」: {error}"))
                .await;
        }
    }

    /// Chooses a file by the button of this name, as a person does in the gallery.
    pub async fn choose_file(&self, name: &str, file: &Path) {
        let chooser = By::XPath(format!(
            "//label[normalize-space()='{name}']//input[@type='file']"
        ));
        let query = self.driver.query(chooser);
        let chosen = match query
            .wait(PATIENCE, Duration::from_millis(50))
            .first()
            .await
        {
            Ok(input) => input.send_keys(file.to_string_lossy()).await,
            Err(error) => Err(error),
        };
        if let Err(error) = chosen {
            self.fail(format!("no file by 「{name}」: {error}")).await;
        }
    }

    /// What stands in the field of this name.
    pub async fn value_of(&self, name: &str) -> String {
        let field = self.find("textbox", name).await;
        match field.prop("value").await {
            Ok(value) => value.unwrap_or_default(),
            Err(error) => self.fail(format!("cannot read 「{name}」: {error}")).await,
        }
    }

    /// All text that is shown; empty while the page is changing.
    pub async fn text(&self) -> String {
        let text = self.eval("return document.body?.innerText ?? ''").await;
        text.and_then(|text| text.as_str().map(str::to_owned))
            .unwrap_or_default()
    }

    /// Waits until this text is shown.
    pub async fn sees(&self, text: &str) {
        self.sees_within(text, PATIENCE).await;
    }

    /// Waits until this text is shown, for at most so long.
    pub async fn sees_within(&self, text: &str, limit: Duration) {
        let seen = wait_for(limit, async || {
            self.text().await.contains(text).then_some(())
        })
        .await;
        if seen.is_none() {
            self.fail(format!("never shown: {text}")).await;
        }
    }

    /// Waits until this text is not shown any more.
    pub async fn sees_no_more(&self, text: &str) {
        let gone = wait_for(PATIENCE, async || {
            let shown = self.text().await;
            (!shown.is_empty() && !shown.contains(text)).then_some(())
        })
        .await;
        if gone.is_none() {
            self.fail(format!("still shown: {text}")).await;
        }
    }

    /// Runs a script; `None` where the page is changing or the script throws.
    pub async fn eval(&self, script: &str) -> Option<Value> {
        let answer = self.driver.execute(script, Vec::new()).await.ok()?;
        Some(answer.json().clone())
    }

    /// Runs a script that ends by calling its last argument, and gives what it calls it with.
    pub async fn eval_async(&self, script: &str, arguments: Vec<Value>) -> Value {
        match self.driver.execute_async(script, arguments).await {
            Ok(answer) => answer.json().clone(),
            Err(error) => self.fail(format!("script: {error}")).await,
        }
    }

    /// What was touched in this tab since it was opened or forgotten, oldest first.
    pub async fn taps(&self) -> Vec<String> {
        let taps = self
            .eval("return JSON.parse(sessionStorage.getItem('e2e-taps') ?? '[]')")
            .await;
        let taps = taps.unwrap_or_default();
        let labels = taps.as_array().into_iter().flatten();
        labels
            .filter_map(|label| label.as_str().map(str::to_owned))
            .collect()
    }

    /// Forgets what was touched.
    pub async fn forget_taps(&self) {
        self.eval("sessionStorage.removeItem('e2e-taps')").await;
    }

    /// Brings the tab in which this page is to the front.
    pub async fn switch_to(&self, tab: &WindowHandle) {
        if let Err(error) = self.driver.switch_to_window(tab.clone()).await {
            self.fail(format!("the tab is gone: {error}")).await;
        }
    }

    /// Closes the tab in front; another has to be brought there.
    pub async fn close(&self) {
        if let Err(error) = self.driver.close_window().await {
            self.fail(format!("the tab does not close: {error}")).await;
        }
    }

    /// The tab in front.
    pub async fn tab(&self) -> WindowHandle {
        match self.driver.window().await {
            Ok(tab) => tab,
            Err(error) => self.fail(format!("no tab: {error}")).await,
        }
    }

    /// Waits until nothing on the page moves or changes its colour any more, or for two seconds: some
    /// signs of progress never rest.
    pub async fn settle(&self) {
        let settled = r#"
            const done = arguments[arguments.length - 1];
            const end = performance.now() + 2000;
            let calm = 0;
            requestAnimationFrame(function look(now) {
              calm = document.getAnimations().length === 0 ? calm + 1 : 0;
              calm < 4 && now < end ? requestAnimationFrame(look) : done();
            });
        "#;
        self.eval_async(settled, Vec::new()).await;
    }

    /// A picture of what is in sight.
    pub async fn picture(&self) -> Vec<u8> {
        match self.driver.screenshot_as_png().await {
            Ok(png) => png,
            Err(error) => self.fail(format!("no picture: {error}")).await,
        }
    }

    /// Fails unless it holds.
    pub async fn check(&self, holds: bool, what: impl Display) {
        if !holds {
            self.fail(what).await;
        }
    }

    /// Ends the journey: says what, where, what is on the page, and leaves a picture.
    pub async fn fail(&self, what: impl Display) -> ! {
        let address = self.driver.current_url().await;
        let address = address.map(String::from).unwrap_or_default();
        let names = self
            .driver
            .execute(FIND, vec![json!(""), Value::Null])
            .await;
        let names = names
            .map(|names| names.json().to_string())
            .unwrap_or_default();
        let errors = self
            .eval("return [sessionStorage.getItem('e2e-errors'), document.getElementById('crash-detail')?.textContent]")
            .await;
        let picture = self.picture_of_failure().await;
        panic!(
            "{}: {what}\nat {address}\npicture: {picture}\nerrors of the page: {}\nwhat can be touched: \
             {names}\ntext of the page:\n{}",
            self.setup.name,
            errors.unwrap_or_default(),
            self.text().await
        )
    }

    async fn picture_of_failure(&self) -> String {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder: PathBuf = root().join("target/e2e-failures");
        let path = folder.join(format!(
            "{}-{}-{number}.png",
            self.setup.name,
            std::process::id()
        ));
        let written = match self.driver.screenshot_as_png().await {
            Ok(png) => std::fs::create_dir_all(&folder)
                .and_then(|()| std::fs::write(&path, png))
                .map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        match written {
            Ok(()) => path.display().to_string(),
            Err(error) => format!("none ({error})"),
        }
    }
}
