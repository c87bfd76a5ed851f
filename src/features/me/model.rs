//! What 「我的」 says of room. Pure.

use words::Lang;

/// Bytes in whole megabytes, rounded up: a little is never nothing. Unknown is —.
pub(super) fn megabytes(lang: Lang, bytes: Option<u64>) -> String {
    match bytes {
        Some(bytes) => words::me::megabytes(lang, bytes.div_ceil(1024 * 1024)),
        None => words::common::unknown(lang).to_owned(),
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
}
