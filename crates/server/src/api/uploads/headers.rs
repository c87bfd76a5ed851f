//! The protocol's headers.

use std::time::{Duration, UNIX_EPOCH};

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::hash::Sha256;
use domain::time::UnixMs;
use sha2::Digest as _;

use crate::problem::{Answer, Code};

/// The one version spoken here.
pub(crate) const VERSION: &str = "1.0.0";
/// The content type of a chunk.
pub(crate) const CHUNK_TYPE: &str = "application/offset+octet-stream";

macro_rules! names {
    ($($name:ident = $text:literal;)*) => {
        $(#[doc = $text] pub(crate) const $name: HeaderName = HeaderName::from_static($text);)*
    };
}

names! {
    TUS_RESUMABLE = "tus-resumable";
    TUS_VERSION = "tus-version";
    TUS_EXTENSION = "tus-extension";
    TUS_MAX_SIZE = "tus-max-size";
    TUS_CHECKSUM_ALGORITHM = "tus-checksum-algorithm";
    UPLOAD_OFFSET = "upload-offset";
    UPLOAD_LENGTH = "upload-length";
    UPLOAD_METADATA = "upload-metadata";
    UPLOAD_CHECKSUM = "upload-checksum";
    UPLOAD_EXPIRES = "upload-expires";
}

/// A header that is a number of bytes.
pub(super) fn number(headers: &HeaderMap, name: &HeaderName) -> Answer<u64> {
    let text = headers.get(name).and_then(|value| value.to_str().ok());
    let number = text
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
        .and_then(|text| text.parse().ok());
    number.ok_or_else(|| Code::BadHeader.detail(name.as_str()))
}

/// `Upload-Metadata: sha256 <base64 of 64 hexadecimal digits>, …`: the hash of the whole.
pub(super) fn stated_sha256(headers: &HeaderMap) -> Answer<Sha256> {
    let text = headers
        .get(&UPLOAD_METADATA)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    text.split(',')
        .filter_map(|pair| pair.trim().split_once(' '))
        .find(|(key, _)| *key == "sha256")
        .and_then(|(_, value)| STANDARD.decode(value.trim()).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|digits| digits.parse().ok())
        .ok_or_else(|| Code::BadHeader.detail("upload-metadata: sha256"))
}

/// What a chunk must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Checksum {
    /// `sha1 <base64>`.
    Sha1(Vec<u8>),
    /// `sha256 <base64>`.
    Sha256(Vec<u8>),
}

impl Checksum {
    /// `Upload-Checksum`, if there is one.
    pub(super) fn of(headers: &HeaderMap) -> Answer<Option<Self>> {
        let Some(value) = headers.get(&UPLOAD_CHECKSUM) else {
            return Ok(None);
        };
        let bad = || Code::BadHeader.detail("upload-checksum");
        let text = value.to_str().map_err(|_| bad())?;
        let (algorithm, digest) = text.trim().split_once(' ').ok_or_else(bad)?;
        let digest = STANDARD.decode(digest.trim()).map_err(|_| bad())?;
        match algorithm {
            "sha1" => Ok(Some(Self::Sha1(digest))),
            "sha256" => Ok(Some(Self::Sha256(digest))),
            _ => Err(Code::ChecksumUnsupported.into()),
        }
    }

    /// Whether the chunk has it.
    pub(super) fn fits(&self, chunk: &[u8]) -> bool {
        match self {
            Self::Sha1(digest) => sha1::Sha1::digest(chunk)[..] == digest[..],
            Self::Sha256(digest) => sha2::Sha256::digest(chunk)[..] == digest[..],
        }
    }
}

/// `Upload-Expires` (RFC 9110, 5.6.7).
pub(super) fn http_date(at_ms: UnixMs) -> HeaderValue {
    let at = UNIX_EPOCH + Duration::from_millis(u64::try_from(at_ms).unwrap_or(0));
    HeaderValue::from_str(&httpdate::fmt_http_date(at))
        .unwrap_or_else(|_| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn numbers_are_digits_alone() {
        let parse = |text| number(&headers(UPLOAD_LENGTH, text), &UPLOAD_LENGTH).ok();
        assert_eq!(parse("12"), Some(12));
        for bad in ["", "-1", "+1", "1.0", "0x1", "99999999999999999999", " 1"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_hash_is_found_among_other_metadata() {
        let hash = Sha256([0xab; 32]);
        let value = STANDARD.encode(hash.to_string());
        let parse = |text: &str| stated_sha256(&headers(UPLOAD_METADATA, text)).ok();
        assert_eq!(parse(&format!("filetype aW1n,sha256 {value}")), Some(hash));
        assert_eq!(parse(&format!("is_x, sha256  {value}")), Some(hash));
        let raw = STANDARD.encode([0xab; 32]);
        for bad in [
            "",
            "sha256",
            "sha256 !",
            &format!("sha256 {raw}"),
            &format!("SHA256 {value}"),
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn checksums_of_the_two_algorithms() {
        let of = |text: &str| Checksum::of(&headers(UPLOAD_CHECKSUM, text));
        let fits = |text: &str, chunk: &[u8]| of(text).unwrap().unwrap().fits(chunk);
        assert!(fits("sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", b"abc"));
        assert!(fits(
            "sha256 ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
            b"abc"
        ));
        assert!(!fits("sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", b"abd"));
        assert!(!fits("sha256 AAAA", b"abc"));
        assert_eq!(
            of("md5 AAAA").unwrap_err().code(),
            Code::ChecksumUnsupported
        );
        assert_eq!(of("sha256").unwrap_err().code(), Code::BadHeader);
        assert_eq!(Checksum::of(&HeaderMap::new()).unwrap(), None);
    }

    #[test]
    fn a_date_is_in_the_form_of_http() {
        assert_eq!(http_date(784_111_777_000), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(http_date(-1), "Thu, 01 Jan 1970 00:00:00 GMT");
    }
}
