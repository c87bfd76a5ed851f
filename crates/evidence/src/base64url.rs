//! base64url without padding (RFC 4648, 5), as JOSE wants it: strict, one text for one value.

use base64ct::{Base64UrlUnpadded, Encoding as _};

/// Encodes.
pub fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Decodes; `None` for padding, other alphabets, or bits that do not come back the same.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_canonical_text_is_taken() {
        assert_eq!(decode(&encode(&[251, 255])), Some(vec![251, 255]));
        for bad in ["-_8=", "+/8", "-_9", "a", "é"] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }
}
