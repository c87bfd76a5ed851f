//! Nonces for phones that renew their token. In memory: they live five minutes, and after a restart
//! a phone asks again.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use domain::ids::DeviceId;
use domain::time::UnixMs;

/// How long a nonce is good for.
const LIFETIME_MS: i64 = 5 * 60_000;
/// How many nonces a device may hold: whoever asks in its name cannot push it out at once.
const PER_DEVICE: usize = 8;

/// The nonces that are out.
#[derive(Debug, Default)]
pub(crate) struct Challenges {
    out: Mutex<HashMap<DeviceId, VecDeque<(String, UnixMs)>>>,
}

impl Challenges {
    /// Hands a nonce out.
    pub(crate) fn add(&self, device: DeviceId, nonce: String, now_ms: UnixMs) {
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        out.retain(|_, nonces| {
            nonces.retain(|(_, until_ms)| *until_ms > now_ms);
            !nonces.is_empty()
        });
        let nonces = out.entry(device).or_default();
        if nonces.len() == PER_DEVICE {
            nonces.pop_front();
        }
        nonces.push_back((nonce, now_ms + LIFETIME_MS));
    }

    /// Takes a nonce back: true once, within its time.
    pub(crate) fn take(&self, device: DeviceId, nonce: &str, now_ms: UnixMs) -> bool {
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(nonces) = out.get_mut(&device) else {
            return false;
        };
        let is_it = |(text, until_ms): &(String, UnixMs)| text == nonce && *until_ms > now_ms;
        let found = nonces.iter().position(is_it);
        found.and_then(|at| nonces.remove(at)).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_good_once_for_its_device_and_five_minutes() {
        let challenges = Challenges::default();
        let [a, b] = [1, 2].map(|n| DeviceId::new(0, [n; 10]));
        challenges.add(a, "n1".into(), 0);
        challenges.add(a, "n2".into(), 0);
        assert!(!challenges.take(b, "n1", 0));
        assert!(challenges.take(a, "n1", LIFETIME_MS - 1));
        assert!(!challenges.take(a, "n1", 0));
        assert!(!challenges.take(a, "n2", LIFETIME_MS));
    }

    #[test]
    fn a_device_holds_a_few_nonces() {
        let challenges = Challenges::default();
        let device = DeviceId::new(0, [1; 10]);
        for n in 0..=PER_DEVICE {
            challenges.add(device, format!("n{n}"), 0);
        }
        assert!(!challenges.take(device, "n0", 1));
        assert!(challenges.take(device, "n1", 1));
    }
}
