//! Frames of a page, and the page itself.

use thirtyfour::By;

use super::page::Page;
use super::process::{PATIENCE, wait_for};

/// Goes into the frames of these ids, one inside the other, from the page itself on; without any, back
/// to the page. From then on everything is looked for there.
pub async fn go_into(page: &Page, frames: &[&str]) {
    let entered = wait_for(PATIENCE, async || {
        page.driver().enter_default_frame().await.ok()?;
        for id in frames {
            let frame = page.driver().find(By::Id(*id)).await.ok()?;
            frame.enter_frame().await.ok()?;
        }
        Some(())
    });
    if entered.await.is_none() {
        page.fail(format!("there are no frames {frames:?}")).await;
    }
}
