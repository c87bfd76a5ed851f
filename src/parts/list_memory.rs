//! Where one was in the long list, so that coming back from a record finds the place again.

use leptos::prelude::*;
use ui::{Kept, give};

/// The memory, as a context of the app's root.
#[derive(Debug, Clone, Copy)]
pub struct ListMemory {
    /// How high each page is, in pixels.
    heights_px: Kept<Vec<f64>>,
    /// How far it was scrolled, in pixels.
    scrolled_px: Kept<f64>,
}

/// Makes the memory known to everything below.
pub fn provide_list_memory() {
    give(ListMemory {
        heights_px: Kept::new(Vec::new()),
        scrolled_px: Kept::new(0.0),
    });
}

impl ListMemory {
    /// Begins anew.
    pub fn clear(self) {
        self.heights_px.set(Vec::new());
        self.scrolled_px.set(0.0);
    }

    /// How many pages are known.
    pub fn pages(self) -> u32 {
        self.heights_px.with(Vec::len) as u32
    }

    /// The height of a page, if it is known.
    pub fn height_px(self, index: u32) -> Option<f64> {
        let height = |heights: &Vec<f64>| heights.get(index as usize).copied();
        self.heights_px.with(height)
    }

    /// Keeps what the list looks like now.
    pub fn keep(self, heights_px: Vec<f64>) {
        self.heights_px.set(heights_px);
        self.scrolled_px.set(window().scroll_y().unwrap_or(0.0));
    }

    /// Scrolls to where one was.
    pub fn scroll_back(self) {
        window().scroll_to_with_x_and_y(0.0, self.scrolled_px.get());
    }
}
