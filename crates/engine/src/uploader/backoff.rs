//! How long to wait after failures: doubling, capped, with jitter, so that a county's phones do not
//! all come at once when the server is back.

use std::cell::Cell;

use crate::ports::Random;

const FIRST_WAIT_MS: i64 = 2_000;
const LONGEST_WAIT_MS: i64 = 10 * 60_000;
/// A phone that found no connection looks again soon: finding one costs nothing.
const LONGEST_SEARCH_MS: i64 = 30_000;

/// The wait after an item failed `failures` times before: 2 s, 4 s … 10 min, each ±25 %.
pub(super) fn wait_ms(failures: u32, random: &dyn Random) -> i64 {
    with_jitter(doubled(failures).min(LONGEST_WAIT_MS), random)
}

/// The wait that a server asked for: never shorter, and up to a half longer.
pub(super) fn asked_ms(wait_ms: i64, random: &dyn Random) -> i64 {
    spread(wait_ms, 1000, random)
}

fn doubled(failures: u32) -> i64 {
    FIRST_WAIT_MS << failures.min(16)
}

fn with_jitter(wait_ms: i64, random: &dyn Random) -> i64 {
    spread(wait_ms, 750, random)
}

/// `least_per_mille` of the wait, and up to a half of it more.
fn spread(wait_ms: i64, least_per_mille: i64, random: &dyn Random) -> i64 {
    let [high, low, ..] = random.id_bytes();
    let more = i64::from(u16::from_be_bytes([high, low])) * 500 / i64::from(u16::MAX);
    let per_mille = least_per_mille + more;
    wait_ms * per_mille / 1000
}

/// The wait of the driver itself while there is no connection.
#[derive(Default)]
pub(super) struct Backoff {
    lost: Cell<u32>,
}

impl Backoff {
    /// There was no connection: how long to wait.
    pub(super) fn lost(&self, random: &dyn Random) -> i64 {
        let times = self.lost.get();
        self.lost.set(times.saturating_add(1));
        with_jitter(doubled(times).min(LONGEST_SEARCH_MS), random)
    }

    /// There was a connection.
    pub(super) fn found(&self) {
        self.lost.set(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Bytes(u8);

    impl Random for Bytes {
        fn id_bytes(&self) -> [u8; 10] {
            [self.0; 10]
        }
    }

    #[test]
    fn waits_double_up_to_ten_minutes_with_a_quarter_of_jitter() {
        assert_eq!(wait_ms(0, &Bytes(0)), 1_500);
        assert_eq!(wait_ms(0, &Bytes(255)), 2_500);
        assert_eq!(wait_ms(3, &Bytes(0)), 12_000);
        assert_eq!(wait_ms(u32::MAX, &Bytes(255)), 750_000);
    }

    #[test]
    fn nobody_comes_before_the_time_that_was_asked_for() {
        assert_eq!(asked_ms(60_000, &Bytes(0)), 60_000);
        assert_eq!(asked_ms(60_000, &Bytes(255)), 90_000);
    }

    #[test]
    fn a_search_for_a_connection_waits_half_a_minute_at_most_and_starts_anew() {
        let backoff = Backoff::default();
        let waits: Vec<_> = (0..6).map(|_| backoff.lost(&Bytes(0))).collect();
        assert_eq!(waits, [1_500, 3_000, 6_000, 12_000, 22_500, 22_500]);
        backoff.found();
        assert_eq!(backoff.lost(&Bytes(0)), 1_500);
    }
}
