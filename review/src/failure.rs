//! Why a question to the server had no good answer, and the sentence for it.

use domain::wire::ProblemDetails;
use serde::de::DeserializeOwned;
use words::{Lang, review as say};

/// What came back: the status, the seconds of `Retry-After` and the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The HTTP status.
    pub(crate) status: u16,
    /// `Retry-After` in seconds, where the server sent one.
    pub(crate) retry_after_s: Option<u32>,
    /// The body as text.
    pub(crate) body: String,
}

/// No good answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Nothing came back.
    Unreachable,
    /// Nothing came back in time.
    TimedOut,
    /// Something came back that is none of our documents: a captive portal, another version.
    Unreadable,
    /// The server refused and said why.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The stable code of the problem.
        code: String,
        /// When to try again, in seconds.
        retry_after_s: Option<u32>,
    },
}

impl Failure {
    /// Whether the session is over (or there was none).
    pub(crate) fn is_signed_out(&self) -> bool {
        matches!(self, Self::Refused { status: 401, .. })
    }

    /// Whether the record is no longer what the reviewer saw: only loading it again helps.
    pub(crate) fn is_conflict(&self) -> bool {
        matches!(self, Self::Refused { status: 409, .. })
    }

    /// What happened, what is safe and what to do, in one sentence. The codes are the server's.
    pub(crate) fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::Unreachable => say::unreachable(lang).to_owned(),
            Self::TimedOut => say::timed_out(lang).to_owned(),
            Self::Unreadable => say::unreadable_answer(lang).to_owned(),
            Self::Refused {
                status,
                code,
                retry_after_s,
            } => match (*status, code.as_str()) {
                (401, _) => say::session_expired(lang).to_owned(),
                (_, "not_yours") => say::not_yours(lang).to_owned(),
                (404, _) => say::not_found(lang).to_owned(),
                (_, "stale_version") => say::stale(lang).to_owned(),
                (_, "not_allowed_now") => say::already_decided(lang).to_owned(),
                (_, "practice_undecided") => say::practice_undecided(lang).to_owned(),
                (_, "reason_missing") => say::reason_missing(lang).to_owned(),
                (429, _) => throttled(lang, *retry_after_s),
                (500.., _) => say::server_fault(lang, code),
                _ => say::refused(lang, code),
            },
        }
    }
}

impl Failure {
    /// The sentence on the sign-in form, where a 401 means that name or password are wrong.
    pub(crate) fn sign_in_sentence(&self, lang: Lang) -> String {
        if self.is_signed_out() {
            say::wrong_sign_in(lang).to_owned()
        } else {
            self.sentence(lang)
        }
    }
}

fn throttled(lang: Lang, retry_after_s: Option<u32>) -> String {
    match retry_after_s {
        None => say::throttled(lang).to_owned(),
        Some(seconds) if seconds < 90 => say::throttled_seconds(lang, seconds.max(1)),
        Some(seconds) => say::throttled_minutes(lang, seconds.div_ceil(60)),
    }
}

/// Reads the document of a good answer.
///
/// # Errors
/// [`Failure::Refused`] for another status than 2xx, [`Failure::Unreadable`] for a body that is not
/// the document that was asked for.
pub(crate) fn read<T: DeserializeOwned>(answer: Answer) -> Result<T, Failure> {
    let body = accepted(answer)?;
    serde_json::from_str(&body).map_err(|_| Failure::Unreadable)
}

/// The body of a good answer.
///
/// # Errors
/// [`Failure::Refused`] for another status than 2xx.
pub(crate) fn accepted(answer: Answer) -> Result<String, Failure> {
    if (200..300).contains(&answer.status) {
        return Ok(answer.body);
    }
    // A proxy in between answers in its own words; the status is still true.
    let code = serde_json::from_str::<ProblemDetails>(&answer.body)
        .map_or_else(|_| answer.status.to_string(), |problem| problem.code);
    Err(Failure::Refused {
        status: answer.status,
        code,
        retry_after_s: answer.retry_after_s,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer {
            status,
            retry_after_s: None,
            body: body.to_owned(),
        }
    }

    fn refused(status: u16, code: &str, retry_after_s: Option<u32>) -> Failure {
        Failure::Refused {
            status,
            code: code.to_owned(),
            retry_after_s,
        }
    }

    #[test]
    fn a_page_of_a_captive_portal_is_no_answer() {
        assert_eq!(
            read::<Vec<u8>>(answer(200, "<html>please log in</html>")),
            Err(Failure::Unreadable)
        );
        assert_eq!(read::<Vec<u8>>(answer(200, "[1,2]")), Ok(vec![1, 2]));
    }

    #[test]
    fn a_problem_keeps_its_code_and_a_strangers_page_its_status() {
        let problem = r#"{"type":"urn:xuntian:problem:x","title":"x","status":409,"code":"x"}"#;
        assert_eq!(accepted(answer(409, problem)), Err(refused(409, "x", None)));
        assert_eq!(
            accepted(answer(502, "<html>bad gateway</html>")),
            Err(refused(502, "502", None))
        );
        assert_eq!(accepted(answer(204, "")), Ok(String::new()));
    }

    #[test]
    fn waiting_is_told_in_seconds_or_in_whole_minutes() {
        let zh = |retry| refused(429, "throttled", retry).sentence(Lang::Zh);
        assert!(zh(Some(40)).contains("40 秒"));
        assert!(zh(Some(0)).contains("1 秒"));
        assert!(zh(Some(301)).contains("6 分钟"));
        assert_eq!(zh(None), say::throttled(Lang::Zh));
    }

    #[test]
    fn an_expired_session_and_a_wrong_password_are_told_apart() {
        let refusal = refused(401, "any", None);
        assert!(refusal.is_signed_out());
        assert_eq!(refusal.sentence(Lang::Zh), say::session_expired(Lang::Zh));
        assert_eq!(
            refusal.sign_in_sentence(Lang::Zh),
            say::wrong_sign_in(Lang::Zh)
        );
        let throttled = refused(429, "throttled", Some(60));
        assert!(throttled.sign_in_sentence(Lang::Zh).contains("60 秒"));
    }
}
