//! The time as pages show it, so that "5 minutes ago" does not grow old on the screen.

use std::rc::Rc;

use domain::time::UnixMs;
use leptos::task::spawn_local;
use ui::{Kept, State};

use crate::services::{Handle, PageEvent, Services};

const TICK_MS: u32 = 30_000;

/// A clock that ticks twice a minute while the page is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Ticking {
    now_ms: State<UnixMs>,
}

impl Ticking {
    pub(super) fn start(services: Services) -> Self {
        let now_ms = State::new(services.now_ms());
        let all = services.all();
        let listener: Handle = all.page.listen(Rc::new(move |event| {
            if event == PageEvent::Visible {
                now_ms.set(services.now_ms());
            }
        }));
        Kept::new(listener);
        spawn_local(async move {
            loop {
                all.timer.sleep(TICK_MS).await;
                if all.page.is_visible() {
                    now_ms.set(services.now_ms());
                }
            }
        });
        Self { now_ms }
    }

    /// The time, at most half a minute old; following it.
    pub fn now_ms(self) -> UnixMs {
        self.now_ms.get()
    }

    /// The time, at most half a minute old; not following it.
    pub fn now_ms_untracked(self) -> UnixMs {
        self.now_ms.get_untracked()
    }
}
