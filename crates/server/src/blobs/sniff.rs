//! What bytes are, by how they begin: the name that a sender gives them counts for nothing.

/// How many bytes [`media_type`] wants to see.
pub(super) const HEAD_BYTES: usize = 16;

/// What everything is that is no image: a browser keeps it as a file and never shows it.
pub const OCTETS: &str = "application/octet-stream";

/// The media type of an image that browsers show as such; [`OCTETS`] for anything else.
/// JPEG: ITU-T T.81 B.1.1.3 (SOI, then a marker); PNG: ISO/IEC 15948, 5.2; WebP: RFC 9649, 2.4.
pub fn media_type(head: &[u8]) -> &'static str {
    if head.starts_with(&[0xff, 0xd8, 0xff]) {
        "image/jpeg"
    } else if head.starts_with(b"\x89PNG\r\n\x1a\n") {
        "image/png"
    } else if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        "image/webp"
    } else {
        OCTETS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_begins_like_an_image_is_one() {
        assert_eq!(media_type(b"\xff\xd8\xff\xe0\0\x10JFIF"), "image/jpeg");
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\n\0\0"), "image/png");
        assert_eq!(media_type(b"RIFF\x01\0\0\0WEBPVP8 "), "image/webp");
        for other in [
            &b""[..],
            b"\xff\xd8",
            b"<html><script>",
            b"GIF89a",
            b"RIFF\x01\0\0\0WAVE",
            b"RIFF",
            b"<svg xmlns=",
            b"\0\0\0\x18ftypheic",
        ] {
            assert_eq!(media_type(other), OCTETS, "{other:?}");
        }
    }
}
