//! Which fix a report uses: pure, of the fixes that the phone gave while the page was open.
//!
//! A watch gives a fix about once a second, of changing accuracy. The report uses the newest fix
//! that is nearly as accurate as the best of the last minute ([`FixTrail::chosen`]). It is taken
//! into the draft only while the officer is on the spot ([`should_take`]): who opens the draft
//! again in the evening must not move the place to his home.

use domain::photo::PhotoManifest;
use domain::position::Position;
use domain::taxonomy::PhotoOrigin;
use domain::time::UnixMs;

/// Fixes older than this, counted from the newest, are forgotten.
pub(super) const TRAIL_MS: i64 = 60_000;
/// How much worse than the best of the trail a newer fix may be.
const NEARLY_AS_GOOD: f64 = 1.5;
/// A fix replaces one of the same place only when its radius is at most this part of it: each
/// replacement is a write to the disk.
const CLEARLY_BETTER: f64 = 0.9;
/// How long after the last shot a fix may still become better.
pub(super) const IMPROVES_FOR_MS: i64 = 2 * 60_000;
/// How long after the last shot the first fix may still come.
pub(super) const FIRST_FIX_FOR_MS: i64 = 10 * 60_000;

/// The fixes of the last minute, in the order in which they came.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct FixTrail {
    recent: Vec<Position>,
}

impl FixTrail {
    /// Adds a fix and forgets those that are more than [`TRAIL_MS`] away from it in time, also
    /// those of a clock that was set back. Impossible numbers are no fix.
    pub(super) fn push(&mut self, fix: Position) {
        if !fix.is_possible() {
            return;
        }
        self.recent
            .retain(|old| fix.fixed_at_ms.abs_diff(old.fixed_at_ms) <= TRAIL_MS.unsigned_abs());
        self.recent.push(fix);
    }

    /// The newest fix: what a shot takes along.
    pub(super) fn newest(&self) -> Option<Position> {
        self.recent.last().copied()
    }

    /// The newest fix whose accuracy is at most 1.5 times the best of the last minute.
    pub(super) fn chosen(&self) -> Option<Position> {
        let best_m = self
            .recent
            .iter()
            .map(|fix| fix.accuracy_m)
            .min_by(f64::total_cmp)?;
        self.recent
            .iter()
            .rev()
            .find(|fix| fix.accuracy_m <= best_m * NEARLY_AS_GOOD)
            .copied()
    }
}

/// The moment that says when the officer was on the spot: the newest shot, else the beginning.
/// `None` for the completion of a sealed record, whose place only changes when somebody says so. A
/// picture of the gallery says nothing about now.
pub(super) fn on_the_spot_at(
    begun_at_ms: UnixMs,
    photos: &[PhotoManifest],
    is_follow_up: bool,
) -> Option<UnixMs> {
    if is_follow_up {
        return None;
    }
    photos
        .iter()
        .filter(|photo| photo.origin != PhotoOrigin::Gallery)
        .map(|photo| photo.taken_at_ms)
        .chain([begun_at_ms])
        .max()
}

/// Whether the position of the draft still follows the phone at `now_ms`.
pub(super) fn is_live(
    spot_at_ms: Option<UnixMs>,
    current: Option<&Position>,
    now_ms: UnixMs,
) -> bool {
    let lasts_ms = match current {
        Some(_) => IMPROVES_FOR_MS,
        None => FIRST_FIX_FOR_MS,
    };
    spot_at_ms.is_some_and(|at_ms| now_ms.saturating_sub(at_ms) <= lasts_ms)
}

/// Whether `candidate` becomes the position of the draft: the first one, a clearly better one, or
/// one for a shot that was taken long after the current fix.
pub(super) fn should_take(
    spot_at_ms: Option<UnixMs>,
    current: Option<&Position>,
    candidate: &Position,
    now_ms: UnixMs,
) -> bool {
    let Some(at_ms) = spot_at_ms.filter(|_| is_live(spot_at_ms, current, now_ms)) else {
        return false;
    };
    match current {
        None => true,
        Some(current) => {
            let is_of_elsewhere = at_ms.saturating_sub(current.fixed_at_ms) > TRAIL_MS;
            is_of_elsewhere || candidate.accuracy_m <= current.accuracy_m * CLEARLY_BETTER
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::finding::fixtures::{photo, position};

    fn fix(second: i64, accuracy_m: f64) -> Position {
        Position {
            accuracy_m,
            fixed_at_ms: second * 1000,
            ..position()
        }
    }

    fn trail(fixes: &[(i64, f64)]) -> FixTrail {
        let mut trail = FixTrail::default();
        for &(second, accuracy_m) in fixes {
            trail.push(fix(second, accuracy_m));
        }
        trail
    }

    #[test]
    fn the_chosen_fix_is_the_newest_that_is_nearly_the_best() {
        let check = |fixes: &[(i64, f64)], second: Option<i64>| {
            let chosen = trail(fixes).chosen();
            assert_eq!(
                chosen.map(|fix| fix.fixed_at_ms / 1000),
                second,
                "{fixes:?}"
            );
        };
        check(&[], None);
        check(&[(0, 900.0)], Some(0));
        check(&[(0, 60.0), (1, 6.0), (2, 9.0)], Some(2));
        check(&[(0, 60.0), (1, 6.0), (2, 9.1)], Some(1));
        check(&[(0, 6.0), (30, 20.0), (60, 20.0)], Some(0));
        check(&[(0, 6.0), (30, 20.0), (61, 20.0)], Some(61));
    }

    #[test]
    fn the_newest_fix_is_the_last_that_came_even_from_a_clock_that_was_set_back() {
        let after = trail(&[(10_000, 5.0), (0, 40.0)]);
        assert_eq!(after.newest(), Some(fix(0, 40.0)));
        assert_eq!(after.chosen(), Some(fix(0, 40.0)));
    }

    #[test]
    fn impossible_numbers_are_no_fix() {
        assert_eq!(trail(&[(0, f64::NAN), (1, -1.0)]), FixTrail::default());
    }

    #[test]
    fn the_spot_is_where_the_last_shot_was_and_gallery_pictures_do_not_count() {
        let photos = [
            photo(PhotoOrigin::InAppCamera, 500),
            photo(PhotoOrigin::SystemCamera, 700),
            photo(PhotoOrigin::Gallery, 900),
        ];
        assert_eq!(on_the_spot_at(100, &photos, false), Some(700));
        assert_eq!(on_the_spot_at(100, &photos[2..], false), Some(100));
        assert_eq!(on_the_spot_at(100, &photos, true), None);
    }

    #[test]
    fn a_fix_is_taken_while_the_officer_is_there_and_only_if_it_is_clearly_better() {
        let check = |current: Option<(i64, f64)>, candidate: (i64, f64), now_s: i64, taken| {
            let current = current.map(|(second, accuracy_m)| fix(second, accuracy_m));
            let candidate = fix(candidate.0, candidate.1);
            let told = should_take(Some(100_000), current.as_ref(), &candidate, now_s * 1000);
            assert_eq!(told, taken, "{current:?} {candidate:?} {now_s}");
        };
        check(None, (101, 900.0), 101, true);
        check(Some((101, 10.0)), (102, 9.0), 102, true);
        check(Some((101, 10.0)), (102, 9.1), 102, false);
        check(Some((101, 10.0)), (219, 3.0), 220, true);
        check(Some((101, 10.0)), (220, 3.0), 221, false);
        check(None, (690, 30.0), 700, true);
        check(None, (690, 30.0), 701, false);
    }

    #[test]
    fn a_fix_from_long_before_the_newest_shot_is_replaced_by_a_worse_one() {
        let old = fix(0, 5.0);
        let here = fix(62, 30.0);
        assert!(should_take(Some(61_000), Some(&old), &here, 62_000));
        assert!(!should_take(Some(60_000), Some(&old), &here, 62_000));
    }

    #[test]
    fn a_completion_never_moves_the_place_by_itself() {
        assert!(!should_take(None, None, &fix(0, 5.0), 0));
        assert!(!is_live(None, None, 0));
    }
}
