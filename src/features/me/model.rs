//! What 「我的」 says of room. Pure.

use words::Lang;

use crate::parts::room::Room;

/// Bytes in whole megabytes, rounded up: a little is never nothing. Unknown is —.
pub(super) fn megabytes(lang: Lang, bytes: Option<u64>) -> String {
    match bytes {
        Some(bytes) => words::me::megabytes(lang, bytes.div_ceil(1024 * 1024)),
        None => words::common::unknown(lang).to_owned(),
    }
}

/// What is free, and whether that is little.
pub(super) fn free_text(lang: Lang, free_bytes: Option<u64>) -> String {
    let size = megabytes(lang, free_bytes);
    match Room::of(free_bytes) {
        Room::Enough => size,
        Room::Little => words::me::free_little(lang, size),
        Room::Full => words::me::free_none(lang, size),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_rounded_up_and_unknown_is_no_zero() {
        let check = |bytes, text: &str| assert_eq!(megabytes(Lang::Zh, bytes), text);
        check(Some(0), "0 MB");
        check(Some(1), "1 MB");
        check(Some(3 * 1024 * 1024), "3 MB");
        check(None, "—");
    }

    #[test]
    fn little_room_is_said_beside_the_number() {
        let check = |bytes, text: &str| assert_eq!(free_text(Lang::Zh, bytes), text);
        check(Some(200 << 20), "200 MB");
        check(Some(20 << 20), "20 MB，快满了");
        check(Some(1), "1 MB，满了");
        check(None, "—");
    }
}
