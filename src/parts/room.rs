//! How much room the phone has left, where that is worth a word. Pure.
//!
//! Chromium tells pages of 10 GB whatever there is: there the first word is that of a write that was
//! refused.

/// A few dozen photos, in bytes.
const LITTLE_BYTES: u64 = 50 * 1024 * 1024;
/// The three photos of a report, in bytes.
const FULL_BYTES: u64 = 3 * 1024 * 1024;

/// How much is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// Enough, or the browser does not say.
    Enough,
    /// It will not last.
    Little,
    /// The next photo may not fit.
    Full,
}

impl Room {
    /// By the free bytes.
    pub fn of(free_bytes: Option<u64>) -> Self {
        match free_bytes {
            Some(..FULL_BYTES) => Self::Full,
            Some(..LITTLE_BYTES) => Self::Little,
            _ => Self::Enough,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_browser_does_not_say_is_no_alarm() {
        let check = |free, room| assert_eq!(Room::of(free), room, "{free:?}");
        check(None, Room::Enough);
        check(Some(LITTLE_BYTES), Room::Enough);
        check(Some(LITTLE_BYTES - 1), Room::Little);
        check(Some(FULL_BYTES), Room::Little);
        check(Some(FULL_BYTES - 1), Room::Full);
        check(Some(0), Room::Full);
    }
}
