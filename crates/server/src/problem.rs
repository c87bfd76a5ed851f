//! What the server says no with: RFC 9457 `application/problem+json` and a stable code. The apps
//! turn the code into a sentence; nothing here is meant for people's eyes.

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::wire::ProblemDetails;

use crate::blobs::BlobError;
use crate::store::StoreError;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:literal, $title:literal;)*) => {
        /// Everything that the server may say no with.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Code {
            $($(#[$doc])* #[doc = $title] $name,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The HTTP status.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// A short English title.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

codes! {
    // Requests in general.
    NotFound = "not_found", 404, "There is nothing at this address.";
    MethodNotAllowed = "method_not_allowed", 405, "This address does not know that method.";
    NotJson = "not_json", 400, "The body is not JSON.";
    WrongShape = "wrong_shape", 422, "The JSON is not what this address expects.";
    WrongContentType = "wrong_content_type", 415, "The content type is not the expected one.";
    BadHeader = "bad_header", 400, "A header is missing or cannot be read.";
    BadQuery = "bad_query", 400, "The query cannot be read.";
    TooLarge = "too_large", 413, "The body is too large.";
    Busy = "busy", 503, "Too many requests at once.";
    Timeout = "timeout", 408, "Nothing arrived for too long.";
    StorageFull = "storage_full", 507, "The server's disk is full.";
    Internal = "internal", 500, "The server has failed.";
    NotReady = "not_ready", 503, "The server cannot store at the moment.";
    // Phones.
    TokenInvalid = "token_invalid", 401, "The device's token is not accepted.";
    TooManyRequests = "too_many_requests", 429, "This phone asks too often.";
    EnrolCodeWrong = "enrol_code_wrong", 404, "There is no such code.";
    EnrolCodeUsed = "enrol_code_used", 409, "The code has been used.";
    EnrolCodeExpired = "enrol_code_expired", 410, "The code has ended.";
    TooManyAttempts = "too_many_attempts", 429, "Too many wrong attempts.";
    BadKey = "bad_key", 422, "The key is not a public P-256 key.";
    KeyTaken = "key_taken", 409, "The key or the device belongs to another enrolment.";
    ChallengeFailed = "challenge_failed", 403, "The challenge has ended or the signature does not hold.";
    UnknownDevice = "unknown_device", 404, "The device was never enrolled here.";
    // Envelopes.
    NotAJws = "not_a_jws", 400, "Not a flattened ES256 JWS of a version.";
    BadSignature = "bad_signature", 400, "The signature does not hold.";
    Conflict = "conflict", 409, "The id is taken by another content.";
    EnvelopeUnknown = "envelope_unknown", 404, "There is no such envelope.";
    // Uploads.
    TusVersion = "tus_version", 412, "Only tus 1.0.0 is spoken here.";
    TooManyUploads = "too_many_uploads", 429, "This phone has too many unfinished uploads.";
    UploadUnknown = "upload_unknown", 404, "There is no such upload.";
    OffsetMismatch = "offset_mismatch", 409, "The offset is not where the upload stands.";
    // 409, because clients of tus ask for the offset then and go on; a 408 they give up at.
    Interrupted = "interrupted", 409, "Another request for this upload came later.";
    ChecksumMismatch = "checksum_mismatch", 460, "The chunk does not have the stated checksum.";
    ChecksumUnsupported = "checksum_unsupported", 400, "Only sha1 and sha256 are known.";
    HashMismatch = "hash_mismatch", 460, "The whole does not have the stated hash: send it again.";
    // Supervisors.
    NotSignedIn = "not_signed_in", 401, "Nobody is signed in.";
    SignInWrong = "sign_in_wrong", 401, "The name or the password is wrong.";
    OriginMismatch = "origin_mismatch", 403, "The request comes from another site.";
    FindingUnknown = "finding_unknown", 404, "There is no such finding here.";
    PhotoUnknown = "photo_unknown", 404, "There is no such photo here.";
    StaleVersion = "stale_version", 409, "A newer version has arrived.";
    NotAllowedNow = "not_allowed_now", 409, "The finding's stage does not allow it.";
    PracticeUndecided = "practice_undecided", 409, "Nothing is decided on practice.";
    ReasonMissing = "reason_missing", 422, "A return must say what is missing.";
    ReasonTooLong = "reason_too_long", 422, "The reason is too long.";
    NotYours = "not_yours", 403, "Not within this person's duty.";
}

/// A refusal on its way out.
#[derive(Debug, Clone)]
pub struct Problem {
    code: Code,
    detail: Option<String>,
    headers: Box<HeaderMap>,
}

/// What a handler answers.
pub type Answer<T> = Result<T, Problem>;

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        Self {
            code,
            detail: None,
            headers: Box::default(),
        }
    }
}

impl Code {
    /// With more for a developer; never a name, a key, a position.
    pub fn detail(self, detail: impl Into<String>) -> Problem {
        Problem {
            detail: Some(detail.into()),
            ..self.into()
        }
    }

    /// The document of this code.
    pub fn document(self) -> ProblemDetails {
        ProblemDetails {
            kind: format!("urn:xuntian:problem:{}", self.code()),
            title: self.title().to_owned(),
            status: self.status(),
            code: self.code().to_owned(),
            detail: None,
        }
    }
}

impl Problem {
    /// The code.
    pub fn code(&self) -> Code {
        self.code
    }

    /// With a header.
    pub fn with(mut self, name: HeaderName, value: impl Into<HeaderValue>) -> Self {
        self.headers.insert(name, value.into());
        self
    }

    /// With the time to wait, rounded up to seconds.
    pub fn retry_after_ms(self, wait_ms: i64) -> Self {
        let seconds = u64::try_from(wait_ms).unwrap_or(0).div_ceil(1000).max(1);
        self.with(RETRY_AFTER, seconds)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Code::StorageFull.into(),
            StoreError::Unavailable
            | StoreError::SchemaNewer { .. }
            | StoreError::SchemaOlder { .. } => Self::from(Code::NotReady).retry_after_ms(5000),
            StoreError::Damaged(what) => {
                tracing::error!(what, "stored data is damaged");
                Code::Internal.into()
            }
        }
    }
}

impl From<BlobError> for Problem {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::Full => Code::StorageFull.into(),
            BlobError::Io(kind) => {
                tracing::error!(?kind, "the folder of photos does not work");
                Code::Internal.into()
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status =
            StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let document = ProblemDetails {
            detail: self.detail,
            ..self.code.document()
        };
        let mut response = (status, axum::Json(document)).into_response();
        // For whoever counts.
        response.extensions_mut().insert(self.code);
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if self.code == Code::TokenInvalid {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        headers.extend(*self.headers);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_their_statuses_are_errors() {
        let codes: std::collections::BTreeSet<_> = Code::ALL.iter().map(|c| c.code()).collect();
        assert_eq!(codes.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!((400..600).contains(&code.status()), "{code:?}");
        }
    }

    #[test]
    fn a_wait_is_told_in_whole_seconds_and_never_zero() {
        let wait = |ms| {
            let problem = Problem::from(Code::Busy).retry_after_ms(ms);
            problem.headers[RETRY_AFTER].to_str().unwrap().to_owned()
        };
        assert_eq!(
            [wait(-5), wait(0), wait(1000), wait(1001)],
            ["1", "1", "1", "2"]
        );
    }
}
