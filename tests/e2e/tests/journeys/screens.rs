//! axe-core finds nothing on any screen, by day and, where it can be made night, by night.

use e2e::harness::browser::Browser;
use e2e::harness::engine::Engine;
use e2e::harness::page::Page;
use e2e::harness::world::World;
use e2e::harness::{axe, devices};
use e2e::tour::{self, Visitor};

/// Collects what axe finds, so that one walk tells everything.
#[derive(Default)]
struct Inspector {
    screens: usize,
    found: Vec<String>,
}

impl Visitor for Inspector {
    async fn look(&mut self, page: &Page, screen: &str) {
        let has_night = page.engine().can().has_devtools;
        let schemes: &[bool] = if has_night { &[true, false] } else { &[false] };
        for &is_dark in schemes {
            if has_night {
                devices::prefer_dark(page.driver(), is_dark).await;
            }
            page.settle().await;
            let scheme = if is_dark { "dark" } else { "light" };
            for violation in axe::violations(page).await {
                let line = format!("{screen}, {scheme}: {violation}");
                // Now as well, in case that the walk ends before its end.
                println!("{line}");
                self.found.push(line);
            }
        }
        self.screens += 1;
    }
}

in_engines!(axe_finds_nothing_on_any_screen: chromium firefox webkit);

async fn axe_finds_nothing_on_any_screen(engine: Engine) {
    let world = World::direct("screens").await;
    let mut inspector = Inspector::default();
    let setup = world.phone().in_engine(engine).with_film();
    let (phone, page) = Browser::start(setup).await;
    tour::enrolment(&world, &page, &mut inspector).await;
    tour::report(&page, &mut inspector).await;
    let finding = tour::records(&page, &mut inspector).await;
    let (desk, review) = Browser::start(world.desk().in_engine(engine)).await;
    tour::review(&review, &finding, &mut inspector).await;
    tour::returned(&page, &finding, &mut inspector).await;
    page.check(
        inspector.found.is_empty(),
        format!(
            "axe on {} screens:\n{}",
            inspector.screens,
            inspector.found.join("\n")
        ),
    )
    .await;
    desk.quit().await;
    phone.quit().await;
}
