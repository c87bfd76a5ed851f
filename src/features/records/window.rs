//! Which pages of the list are near the screen. Pages that are not keep their height and nothing
//! else, so that the scroll bar is right and the document stays small.

use std::ops::RangeInclusive;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use ui::{Kept, State};
use web_sys::Element;

use crate::parts::list_memory::ListMemory;

/// How many rows a page has.
pub(super) const PAGE: u32 = 20;

/// How high a page probably is that was never built, in pixels.
const LIKELY_PAGE_PX: f64 = 1500.0;

/// How far beyond the screen a page is still there, in screens.
const AHEAD_SCREENS: f64 = 1.5;

/// The window upon the list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    container: NodeRef<html::Div>,
    /// The first and the last page that is near.
    near: State<(u32, u32)>,
    /// How many pages are known to exist.
    pages: State<u32>,
    /// How many rows there are, once the last page was read.
    total: State<Option<u32>>,
    /// What the list looked like at the last look; it outlives the page.
    memory: ListMemory,
    /// Whether a look is due with the next frame already.
    is_due: Kept<bool>,
}

impl Window {
    /// Follows the scrolling for as long as the page lasts. Who comes back finds the place again.
    pub(super) fn follow(container: NodeRef<html::Div>, memory: ListMemory, is_back: bool) -> Self {
        if !is_back {
            memory.clear();
        }
        let known_pages = memory.pages();
        let window = Self {
            container,
            near: State::new((0, 0)),
            pages: State::new(known_pages.max(1)),
            memory,
            total: State::new(None),
            is_due: Kept::new(false),
        };
        let on_scroll = window_event_listener(ev::scroll, move |_| window.look_soon());
        let on_resize = window_event_listener(ev::resize, move |_| window.look_soon());
        on_cleanup(move || {
            on_scroll.remove();
            on_resize.remove();
        });
        if known_pages > 0 {
            request_animation_frame(move || memory.scroll_back());
        }
        window
    }

    /// How many pages there are so far. Following it.
    pub(super) fn pages(self) -> u32 {
        self.pages.get()
    }

    /// How many rows there are; `None`: the end was not seen yet. Following it.
    pub(super) fn total(self) -> Option<u32> {
        self.total.get()
    }

    /// Whether a page is near. Following it.
    pub(super) fn is_near(self, index: u32) -> bool {
        let (first, last) = self.near.get();
        (first..=last).contains(&index)
    }

    /// The height that a page keeps while it is not near.
    pub(super) fn height_px(self, index: u32) -> f64 {
        let known = self.memory.height_px(index).filter(|height| *height > 0.0);
        known.unwrap_or(LIKELY_PAGE_PX)
    }

    /// A page was read: `rows` of its rows, and whether more follow.
    pub(super) fn was_read(self, index: u32, rows: usize, has_more: bool) {
        let (pages, total) = match has_more {
            true => {
                let known = self.pages.get_untracked();
                let total = self.total.get_untracked().filter(|_| known > index + 1);
                (known.max(index + 2), total)
            }
            false => (index + 1, Some(index * PAGE + rows as u32)),
        };
        if self.pages.get_untracked() != pages {
            self.pages.set(pages);
        }
        if self.total.get_untracked() != total {
            self.total.set(total);
        }
        self.look_soon();
    }

    /// Looks with the next frame, when what was just built has its place.
    pub(super) fn look_soon(self) {
        if self.is_due.try_with(|is_due| *is_due) != Some(false) {
            return;
        }
        self.is_due.set(true);
        request_animation_frame(move || {
            if self.is_due.set(false) {
                self.look();
            }
        });
    }

    fn look(self) {
        let height = window()
            .inner_height()
            .ok()
            .and_then(|height| height.as_f64());
        let (Some(height), Some(container)) =
            (height, self.container.try_get_untracked().flatten())
        else {
            return;
        };
        let children = container.children();
        let places: Vec<_> = (0..children.length())
            .filter_map(|index| children.item(index))
            .map(|page| place_of(&page))
            .collect();
        let heights = places.iter().map(|(top, bottom)| bottom - top).collect();
        self.memory.keep(heights);
        if let Some(near) = near_ones(places.into_iter(), height)
            && self.near.get_untracked() != (*near.start(), *near.end())
        {
            self.near.set(near.into_inner());
        }
    }
}

/// Top and bottom of an element, in pixels from the top of the screen.
fn place_of(element: &Element) -> (f64, f64) {
    let place = element.get_bounding_client_rect();
    (place.top(), place.bottom())
}

/// The pages that are near a screen of `height`; `None`: none is.
fn near_ones(places: impl Iterator<Item = (f64, f64)>, height: f64) -> Option<RangeInclusive<u32>> {
    let ahead = height * AHEAD_SCREENS;
    let is_near = |(top, bottom): (f64, f64)| bottom >= -ahead && top <= height + ahead;
    let mut near = places
        .zip(0..)
        .filter_map(|(place, index)| is_near(place).then_some(index));
    let first = near.next()?;
    Some(first..=near.last().unwrap_or(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_near_the_screen_are_there_and_no_others() {
        let pages = |scrolled: f64| {
            (0..10).map(move |n| {
                (
                    f64::from(n) * 1000.0 - scrolled,
                    f64::from(n + 1) * 1000.0 - scrolled,
                )
            })
        };
        let near = |scrolled| near_ones(pages(scrolled), 800.0);
        assert_eq!(near(0.0), Some(0..=2));
        assert_eq!(near(5000.0), Some(3..=7));
        assert_eq!(near(9200.0), Some(7..=9));
        assert_eq!(near(50_000.0), None);
        assert_eq!(near_ones(std::iter::empty(), 800.0), None);
    }
}
