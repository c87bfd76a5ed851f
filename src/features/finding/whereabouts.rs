//! Where the phone is, for as long as the report's page is open: every fix goes into the trail, and
//! into the draft while the officer is on the spot (`fixes` says when that is).

use std::rc::Rc;
use std::time::Duration;

use domain::position::Position;
use domain::time::UnixMs;
use leptos::prelude::*;
use ui::{Kept, State};

use super::fixes::{FixTrail, is_live, on_the_spot_at, should_take};
use super::form::Form;
use crate::live::recorder::DraftSession;
use crate::services::{LocateError, Services};

/// How often "5 seconds ago" is said anew.
const TICK: Duration = Duration::from_secs(5);

/// The watch of the page, as signals.
#[derive(Debug, Clone, Copy)]
pub(super) struct Whereabouts {
    services: Services,
    session: DraftSession,
    trail: Kept<FixTrail>,
    chosen: State<Option<Position>>,
    error: State<Option<LocateError>>,
    now_ms: State<UnixMs>,
}

impl Whereabouts {
    /// Begins to watch; it ends with the page.
    pub(super) fn follow(services: Services, session: DraftSession) -> Self {
        let whereabouts = Self {
            services,
            session,
            trail: Kept::new(FixTrail::default()),
            chosen: State::new(None),
            error: State::new(None),
            now_ms: State::new(services.now_ms()),
        };
        let on_fix = Rc::new(move |fix| whereabouts.hear(fix));
        match services.all().locator.watch(on_fix) {
            // The page's owner drops it, which ends the watch.
            Ok(watch) => drop(Kept::new(watch)),
            Err(error) => whereabouts.error.set(Some(error)),
        }
        let tick = move || {
            whereabouts.now_ms.set(services.now_ms());
        };
        if let Ok(ticking) = set_interval_with_handle(tick, TICK) {
            on_cleanup(move || ticking.clear());
        }
        whereabouts
    }

    /// The newest fix, as a shot takes it along.
    pub(super) fn newest(self) -> Option<Position> {
        self.trail.try_with(FixTrail::newest).flatten()
    }

    /// The fix that the report would use now; following it.
    pub(super) fn chosen(self) -> Option<Position> {
        self.chosen.get()
    }

    /// Why there is no new fix; following it.
    pub(super) fn error(self) -> Option<LocateError> {
        self.error.get()
    }

    /// The time, a few seconds old at most; following it.
    pub(super) fn now_ms(self) -> UnixMs {
        self.now_ms.get()
    }

    /// Whether the draft's position still follows the phone; following it.
    pub(super) fn is_live(self) -> bool {
        let now_ms = self.now_ms.get();
        self.session.draft.with(|draft| {
            let spot_at_ms =
                on_the_spot_at(draft.begun_at_ms, &draft.photos, draft.follows.is_some());
            is_live(spot_at_ms, draft.form.position.as_ref(), now_ms)
        })
    }

    /// The officer says that he is there now.
    pub(super) fn use_chosen(self) {
        if let Some(fix) = self.chosen.get_untracked() {
            Form::of(self.session).edit(|form| form.position = Some(fix));
        }
    }

    fn hear(self, fix: Result<Position, LocateError>) {
        match fix {
            Ok(fix) => self.hear_fix(fix),
            Err(error) => {
                self.error.set(Some(error));
            }
        }
    }

    fn hear_fix(self, fix: Position) {
        let chosen = self.trail.try_update(|trail| {
            trail.push(fix);
            trail.chosen()
        });
        // No trail: the page has gone while the fix was on its way.
        let Some(Some(chosen)) = chosen else { return };
        let now_ms = self.services.now_ms();
        self.error.set(None);
        self.chosen.set(Some(chosen));
        self.now_ms.set(now_ms);
        let is_taken = self.session.draft.with_untracked(|draft| {
            let spot_at_ms =
                on_the_spot_at(draft.begun_at_ms, &draft.photos, draft.follows.is_some());
            should_take(spot_at_ms, draft.form.position.as_ref(), &chosen, now_ms)
        });
        if is_taken {
            Form::of(self.session).edit(|form| form.position = Some(chosen));
        }
    }
}
