//! How often somebody may guess, and how much one phone may ask. In memory: a restart forgives, and
//! nobody can restart the server from outside. An attempt is counted before it is checked and given
//! back when it was right, so that many attempts at once cannot slip through.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::hash::Sha256;
use domain::ids::DeviceId;
use domain::time::UnixMs;

/// How many wrong codes in a row the whole server takes, and how long one costs.
const ALL_BURST: i64 = 60;
const ALL_INTERVAL_MS: i64 = 10_000;
/// The same for codes that begin alike.
const PREFIX_BURST: i64 = 5;
const PREFIX_INTERVAL_MS: i64 = 5 * 60_000;
/// How many digits codes that begin alike have in common.
const PREFIX_DIGITS: usize = 6;

/// Wrong sign-ins of one account that cost nothing.
const FREE_SIGN_INS: u32 = 5;
/// The longest wait between sign-ins of one account.
const MAX_WAIT_MS: i64 = 15 * 60_000;
/// A failed sign-in is forgotten after this time.
const FORGET_MS: i64 = 60 * 60_000;
/// How many accounts are remembered: a bound against made-up names.
const MAX_ACCOUNTS: usize = 10_000;

/// How many requests a phone may make at once, and how long each costs: 50 a second for ever. An
/// honest phone sends one after the other, each over a radio; a stolen token is held back.
const PHONE_BURST: i64 = 1200;
const PHONE_INTERVAL_MS: i64 = 20;

/// Whoever asks must wait this long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wait {
    /// From now on.
    pub ms: i64,
}

/// Guesses at enrolment codes. Knows no addresses: a village shares one behind its carrier's NAT.
#[derive(Debug, Default)]
pub(crate) struct Guesses {
    state: Mutex<GuessState>,
}

#[derive(Debug, Default)]
struct GuessState {
    all: Paced,
    by_prefix: HashMap<String, Paced>,
}

/// The time at which everything taken so far would be paid for (generic cell rate algorithm,
/// ITU-T I.371).
#[derive(Debug, Default, Clone, Copy)]
struct Paced {
    paid_at_ms: UnixMs,
}

impl Paced {
    fn wait_ms(&mut self, now_ms: UnixMs, burst: i64, interval_ms: i64) -> i64 {
        // More than can be owed: the machine's clock was set back. Nobody waits for it to catch up.
        if self.paid_at_ms > now_ms + burst * interval_ms {
            self.paid_at_ms = now_ms;
        }
        self.paid_at_ms - (burst - 1) * interval_ms - now_ms
    }

    fn take(&mut self, now_ms: UnixMs, interval_ms: i64) {
        self.paid_at_ms = self.paid_at_ms.max(now_ms) + interval_ms;
    }
}

impl Guesses {
    /// Counts a guess.
    ///
    /// # Errors
    /// [`Wait`]; then it is not counted.
    pub(crate) fn take(&self, code: &str, now_ms: UnixMs) -> Result<(), Wait> {
        let mut state = lock(&self.state);
        let state = &mut *state;
        state.by_prefix.retain(|_, paced| paced.paid_at_ms > now_ms);
        let prefix = state.by_prefix.entry(prefix_of(code)).or_default();
        let wait_ms = prefix
            .wait_ms(now_ms, PREFIX_BURST, PREFIX_INTERVAL_MS)
            .max(state.all.wait_ms(now_ms, ALL_BURST, ALL_INTERVAL_MS));
        if wait_ms > 0 {
            return Err(Wait { ms: wait_ms });
        }
        prefix.take(now_ms, PREFIX_INTERVAL_MS);
        state.all.take(now_ms, ALL_INTERVAL_MS);
        Ok(())
    }

    /// The guess was a code that exists: it costs nothing.
    pub(crate) fn give_back(&self, code: &str) {
        let mut state = lock(&self.state);
        state.all.paid_at_ms -= ALL_INTERVAL_MS;
        if let Some(paced) = state.by_prefix.get_mut(&prefix_of(code)) {
            paced.paid_at_ms -= PREFIX_INTERVAL_MS;
        }
    }
}

fn prefix_of(code: &str) -> String {
    code.chars().take(PREFIX_DIGITS).collect()
}

/// What each phone asks, so that one of them cannot keep the others waiting.
#[derive(Debug, Default)]
pub(crate) struct PhoneRates {
    state: Mutex<HashMap<DeviceId, Paced>>,
}

impl PhoneRates {
    /// Counts a request.
    ///
    /// # Errors
    /// [`Wait`]; then it is not counted.
    pub(crate) fn take(&self, device: DeviceId, now_ms: UnixMs) -> Result<(), Wait> {
        let mut state = lock(&self.state);
        if !state.contains_key(&device) {
            state.retain(|_, paced| paced.paid_at_ms > now_ms);
        }
        let paced = state.entry(device).or_default();
        let wait_ms = paced.wait_ms(now_ms, PHONE_BURST, PHONE_INTERVAL_MS);
        if wait_ms > 0 {
            return Err(Wait { ms: wait_ms });
        }
        paced.take(now_ms, PHONE_INTERVAL_MS);
        Ok(())
    }
}

/// Sign-ins by account: after some failures each one doubles the wait. The account need not exist.
#[derive(Debug, Default)]
pub(crate) struct SignIns {
    state: Mutex<HashMap<Sha256, Failures>>,
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last_ms: UnixMs,
    blocked_until_ms: UnixMs,
}

impl SignIns {
    /// Counts an attempt as a failure.
    ///
    /// # Errors
    /// [`Wait`]; then it is not counted.
    pub(crate) fn take(&self, name: &str, now_ms: UnixMs) -> Result<(), Wait> {
        let mut state = lock(&self.state);
        let key = evidence::sha256(name.as_bytes());
        let is_remembered = |failures: &Failures| failures.last_ms + FORGET_MS > now_ms;
        let before = state.get(&key).copied().filter(is_remembered);
        let wait_ms = before.map_or(0, |failures| failures.blocked_until_ms - now_ms);
        if wait_ms > 0 {
            return Err(Wait { ms: wait_ms });
        }
        if state.len() >= MAX_ACCOUNTS {
            state.retain(|_, failures| failures.last_ms + FORGET_MS > now_ms);
        }
        if state.len() >= MAX_ACCOUNTS && !state.contains_key(&key) {
            return Err(Wait { ms: MAX_WAIT_MS });
        }
        let count = before.map_or(0, |failures| failures.count) + 1;
        let failures = Failures {
            count,
            last_ms: now_ms,
            blocked_until_ms: now_ms + wait_after(count),
        };
        state.insert(key, failures);
        Ok(())
    }

    /// The password was right.
    pub(crate) fn succeeded(&self, name: &str) {
        lock(&self.state).remove(&evidence::sha256(name.as_bytes()));
    }
}

fn wait_after(failures: u32) -> i64 {
    match failures.checked_sub(FREE_SIGN_INS) {
        None => 0,
        Some(more) => (1000_i64 << more.min(20)).min(MAX_WAIT_MS),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_codes_that_begin_alike_and_then_a_wait() {
        let guesses = Guesses::default();
        for n in 0..5 {
            assert_eq!(guesses.take(&format!("123456000{n}"), 0), Ok(()));
        }
        let wait = guesses.take("1234569999", 0).unwrap_err();
        assert_eq!(wait.ms, PREFIX_INTERVAL_MS);
        assert_eq!(guesses.take("6543210000", 0), Ok(()));
        assert_eq!(guesses.take("1234569999", wait.ms), Ok(()));
    }

    #[test]
    fn a_hundred_guesses_anywhere_are_stopped_and_pass_with_time() {
        let guesses = Guesses::default();
        let taken = (0..100)
            .filter(|n| guesses.take(&format!("{n:06}0000"), 0).is_ok())
            .count();
        assert_eq!(taken, 60);
        assert!(guesses.take("9999990000", ALL_INTERVAL_MS).is_ok());
        assert!(guesses.take("9999980000", ALL_INTERVAL_MS).is_err());
    }

    #[test]
    fn a_right_code_costs_nothing() {
        let guesses = Guesses::default();
        for _ in 0..200 {
            assert_eq!(guesses.take("1234567890", 0), Ok(()));
            guesses.give_back("1234567890");
        }
    }

    #[test]
    fn a_phone_that_asks_too_often_waits_and_others_do_not() {
        let rates = PhoneRates::default();
        let [a, b] = [1, 2].map(|n| DeviceId::new(0, [n; 10]));
        for _ in 0..PHONE_BURST {
            assert_eq!(rates.take(a, 1_000_000), Ok(()));
        }
        let ms = PHONE_INTERVAL_MS;
        assert_eq!(rates.take(a, 1_000_000), Err(Wait { ms }));
        assert_eq!(rates.take(b, 1_000_000), Ok(()));
        assert_eq!(rates.take(a, 1_000_000 + ms), Ok(()));
        assert!(rates.take(a, 1_000_000 + ms).is_err());
        assert_eq!(rates.take(a, 0), Ok(()), "the clock was set back");
    }

    #[test]
    fn waits_grow_per_account_and_end_with_success_or_time() {
        let sign_ins = SignIns::default();
        for _ in 0..5 {
            assert_eq!(sign_ins.take("a", 0), Ok(()));
        }
        assert_eq!(sign_ins.take("a", 0), Err(Wait { ms: 1000 }));
        assert_eq!(sign_ins.take("b", 0), Ok(()));
        assert_eq!(sign_ins.take("a", 1000), Ok(()));
        assert_eq!(sign_ins.take("a", 1000), Err(Wait { ms: 2000 }));
        sign_ins.succeeded("a");
        assert_eq!(sign_ins.take("a", 1000), Ok(()));
        assert_eq!(wait_after(100), MAX_WAIT_MS);
    }
}
