//! `cargo xtask pictures`: every screen in every size, theme, language and text size into
//! `target/pictures`, and the few of the README into `docs/images`.

use std::path::{Path, PathBuf};

use e2e::harness::browser::{Browser, Device, Setup};
use e2e::harness::page::Page;
use e2e::harness::process::root;
use e2e::harness::world::World;
use e2e::harness::{camera, devices};
use e2e::officer;
use e2e::tour::{self, Visitor};
use serde_json::json;

/// Width and height in CSS pixels.
type Size = (u32, u32);

const PHONES: [Size; 3] = [(360, 740), (412, 915), (768, 1024)];
const DESKS: [Size; 4] = [(1366, 768), (768, 1024), (412, 915), (360, 740)];

/// Takes pictures of what it is shown.
struct Album {
    folder: PathBuf,
    /// The first is the size that the browser was started with.
    sizes: Vec<Size>,
    /// Language or text size, where it is not the usual one: `-en`.
    variant: &'static str,
    device_pixels: f64,
    count: usize,
}

impl Album {
    fn new(sizes: &[Size], device_pixels: f64) -> Self {
        Self {
            folder: root().join("target/pictures"),
            sizes: sizes.to_vec(),
            variant: "",
            device_pixels,
            count: 0,
        }
    }

    fn path(&self, (width, height): Size, scheme: &str, screen: &str) -> PathBuf {
        let folder = format!("{width}x{height}-{scheme}{}", self.variant);
        self.folder.join(folder).join(format!("{screen}.png"))
    }

    async fn resize(&self, page: &Page, (width, height): Size) {
        let metrics = json!({
            "width": width, "height": height, "deviceScaleFactor": self.device_pixels,
            "mobile": self.device_pixels > 1.5
        });
        devices::command(page.driver(), "Emulation.setDeviceMetricsOverride", metrics).await;
    }
}

impl Visitor for Album {
    async fn look(&mut self, page: &Page, screen: &str) {
        for size in self.sizes.clone() {
            self.resize(page, size).await;
            for (is_dark, scheme) in [(true, "dark"), (false, "light")] {
                devices::prefer_dark(page.driver(), is_dark).await;
                page.settle().await;
                write(&self.path(size, scheme, screen), &page.picture().await);
                self.count += 1;
            }
        }
        self.resize(page, self.sizes[0]).await;
    }
}

#[tokio::main]
async fn main() {
    let world = World::direct("pictures").await;
    let mut album = Album::new(&PHONES, 2.0);
    let setup = Setup {
        film: Some(camera::film()),
        device: Device::Phone(PHONES[0].0, PHONES[0].1),
        ..world.phone()
    };
    let (phone, page) = Browser::start(setup).await;
    tour::enrolment(&world, &page, &mut album).await;
    further_reports(&page).await;
    tour::report(&page, &mut album).await;
    let finding = tour::records(&page, &mut album).await;

    rare_states(&world, &mut album).await;

    let mut desk_album = Album::new(&DESKS, 1.5);
    let (desk, review) = Browser::start(world.desk()).await;
    tour::review(&review, &finding, &mut desk_album).await;
    tour::returned(&page, &finding, &mut album).await;
    // Once more, now that every kind of row is there.
    by_address(&page, &finding, &mut album).await;
    album.variant = "-huge";
    page.open("/me").await;
    page.tap("特大").await;
    by_address(&page, &finding, &mut album).await;
    page.open("/me").await;
    page.tap("标准").await;
    album.variant = "-en";
    page.tap("English").await;
    by_address(&page, &finding, &mut album).await;

    for_the_readme(&review, &album, &desk_album).await;
    println!(
        "{} pictures in target/pictures, some of them in docs/images",
        album.count + desk_album.count
    );
    desk.quit().await;
    phone.quit().await;
}

/// On phones of their own: codes that do not work, and a phone that is full.
async fn rare_states(world: &World, album: &mut Album) {
    let setup = |which| Setup {
        film: Some(camera::film()),
        // Pages hear what is really left.
        flags: vec!["--disable-features=StaticStorageQuota".to_owned()],
        ..world.browser(which, Device::Phone(PHONES[0].0, PHONES[0].1))
    };
    let (phone, page) = Browser::start(setup("codes")).await;
    tour::codes(world, &page, &world.code(), album).await;
    phone.quit().await;
    let (phone, page) = Browser::start(setup("full")).await;
    officer::enrol(&page, &world.further_code().await).await;
    let (phone, page) = phone.restart().await;
    tour::full(&page, album).await;
    phone.quit().await;
}

/// So that the list is one: other kinds, other places.
async fn further_reports(page: &Page) {
    for (kind, area, move_deg) in [("倒土", "0.5-1", 0.004), ("取土", "1-5", -0.006)] {
        let place = devices::Place {
            lat_deg: devices::PLACE.lat_deg + move_deg,
            ..devices::PLACE
        };
        devices::move_to(page.driver(), place).await;
        page.open("/").await;
        officer::shoot_three(page).await;
        for answer in [kind, area, "动工中", "旱地", "已停止"] {
            page.tap_role("radio", answer).await;
        }
        officer::save(page).await;
    }
    devices::move_to(page.driver(), devices::PLACE).await;
}

async fn by_address(page: &Page, finding: &str, album: &mut Album) {
    for (screen, address) in tour::addresses(finding) {
        page.open(&address).await;
        page.find("heading", "*").await;
        album.look(page, screen).await;
    }
}

/// Copies, and one picture of both apps side by side.
async fn for_the_readme(page: &Page, phone: &Album, desk: &Album) {
    let images = root().join("docs/images");
    let taken = [
        (phone, PHONES[0], "home"),
        (phone, PHONES[0], "finding"),
        (phone, PHONES[0], "records"),
        (phone, PHONES[0], "record"),
        (desk, DESKS[0], "review-record"),
    ];
    for (album, size, screen) in taken {
        let plain = Album {
            folder: album.folder.clone(),
            variant: "",
            ..Album::new(&album.sizes, album.device_pixels)
        };
        let from = plain.path(size, "light", screen);
        let bytes =
            std::fs::read(&from).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
        write(&images.join(format!("{screen}.png")), &bytes);
    }
    let composed = images.join("composed.html");
    let html = r#"<!doctype html><meta charset="utf-8"><title>Xuntian</title><style>
      body { margin: 0; width: 1600px; height: 900px; position: relative; background: #cfcbbd; overflow: hidden }
      img { position: absolute; box-shadow: 0 12px 32px #0004; display: block }
      .desk { width: 1130px; left: 430px; top: 132px; border-radius: 14px }
      .phone { width: 350px; left: 40px; top: 90px; border-radius: 28px }
    </style><img class="desk" src="review-record.png"><img class="phone" src="finding.png">"#;
    write(&composed, html.as_bytes());
    desk.resize(page, (1600, 900)).await;
    page.open(&format!("file://{}", composed.display())).await;
    tour::pictures_are_loaded(page).await;
    write(&images.join("both.png"), &page.picture().await);
    // Only the picture is kept; that the file is gone already would be as good.
    let _ = std::fs::remove_file(&composed);
}

fn write(path: &Path, bytes: &[u8]) {
    let written = path
        .parent()
        .map_or(Ok(()), std::fs::create_dir_all)
        .and_then(|()| std::fs::write(path, bytes));
    if let Err(error) = written {
        panic!("{}: {error}", path.display());
    }
}
