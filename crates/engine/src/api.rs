//! The API as the phone speaks it: requests made, answers read, failures sorted into those that pass
//! by themselves and those that need a person.

use domain::json::from_json;
use domain::wire::ProblemDetails;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::ports::{HttpRequest, HttpResponse, Method, Ports, TransportError};

/// How long to wait for a small answer. A village's 2G needs seconds for a round trip.
pub const ANSWER_TIMEOUT_MS: u32 = 30_000;

/// The longest that a server may ask to wait: a mistake in front of it must not silence the phones.
pub const LONGEST_ASKED_WAIT_MS: i64 = 40 * 60_000;

/// Why a call did not work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// No connection, or no answer in time.
    #[error("the server cannot be reached")]
    Unreachable,
    /// An overloaded server, or an answer that is not our server's: try again later.
    #[error("try again later")]
    Transient,
    /// The same, and the server says when.
    #[error("try again in {wait_ms} ms")]
    Busy {
        /// Not before so many ms, at most [`LONGEST_ASKED_WAIT_MS`].
        wait_ms: i64,
    },
    /// The bearer token is not accepted.
    #[error("the token is not accepted")]
    Unauthorized,
    /// The server says no, with a stable code.
    #[error("refused: {}", .0.code)]
    Refused(Box<ProblemDetails>),
}

impl From<TransportError> for ApiError {
    fn from(_: TransportError) -> Self {
        Self::Unreachable
    }
}

/// Calls without a token: a JSON body, or none, and a JSON answer.
///
/// # Errors
/// [`ApiError`]; an answer that is not what our server says (a captive portal's page) is transient.
pub async fn call<A: DeserializeOwned>(
    ports: &Ports,
    method: Method,
    path: &str,
    body: Option<&impl Serialize>,
) -> Result<A, ApiError> {
    let request = json_request(method, path, body)?;
    json_of(&check(ports.transport.send(request).await?)?)
}

/// A request with a JSON body, or none, that wants a JSON answer.
pub(crate) fn json_request(
    method: Method,
    path: &str,
    body: Option<&impl Serialize>,
) -> Result<HttpRequest, ApiError> {
    let mut headers = vec![("accept", "application/json".to_owned())];
    let body = match body {
        Some(body) => {
            headers.push(("content-type", "application/json".to_owned()));
            serde_json::to_vec(body).map_err(|_| ApiError::Transient)?
        }
        None => Vec::new(),
    };
    Ok(HttpRequest {
        method,
        path: path.to_owned(),
        headers,
        body,
        timeout_ms: ANSWER_TIMEOUT_MS,
    })
}

/// The JSON of an answer.
pub(crate) fn json_of<A: DeserializeOwned>(response: &HttpResponse) -> Result<A, ApiError> {
    let is_json = response
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("application/json"));
    if !is_json {
        return Err(ApiError::Transient);
    }
    from_json(&response.body).map_err(|_| ApiError::Transient)
}

/// Sorts an answer by its status: only our own problem documents are refusals.
///
/// # Errors
/// [`ApiError`].
pub fn check(response: HttpResponse) -> Result<HttpResponse, ApiError> {
    match response.status {
        200..=299 => Ok(response),
        401 => Err(ApiError::Unauthorized),
        408 | 425 | 500..=599 => Err(later(&response)),
        status => match from_json::<ProblemDetails>(&response.body) {
            // Wrong codes were typed too often: no repeating helps, the person has to be told.
            Ok(problem) if status != 429 || problem.code == "too_many_attempts" => {
                Err(ApiError::Refused(Box::new(problem)))
            }
            Ok(_) | Err(_) => Err(later(&response)),
        },
    }
}

/// When to try again: the seconds of `Retry-After` (RFC 9110, 10.2.3). Its other form, a date, is as
/// good as none, for the phone's clock may be wrong.
fn later(response: &HttpResponse) -> ApiError {
    let seconds = response
        .header("retry-after")
        .and_then(|text| text.parse::<u32>().ok());
    seconds.map_or(ApiError::Transient, |seconds| ApiError::Busy {
        wait_ms: (i64::from(seconds) * 1000).min(LONGEST_ASKED_WAIT_MS),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> HttpResponse {
        HttpResponse {
            status,
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn only_our_own_problems_are_refusals() {
        let problem = r#"{"type":"urn:xuntian:problem:x","title":"X","status":409,"code":"x"}"#;
        assert!(matches!(check(answer(409, problem)), Err(ApiError::Refused(p)) if p.code == "x"));
        for transient in [
            (302, "<html>"),
            (404, "<html>"),
            (503, problem),
            (429, problem),
            (500, ""),
        ] {
            assert_eq!(
                check(answer(transient.0, transient.1)),
                Err(ApiError::Transient),
                "{transient:?}"
            );
        }
        let typed_too_often = problem.replace(r#""code":"x""#, r#""code":"too_many_attempts""#);
        assert!(matches!(
            check(answer(429, &typed_too_often)),
            Err(ApiError::Refused(_))
        ));
        assert_eq!(check(answer(401, problem)), Err(ApiError::Unauthorized));
        assert!(check(answer(201, "")).is_ok());
    }

    #[test]
    fn a_server_that_says_when_is_believed_within_reason() {
        let asked = |status, text: &str| {
            let headers = vec![("retry-after".to_owned(), text.to_owned())];
            check(HttpResponse {
                headers,
                ..answer(status, "")
            })
        };
        for status in [429, 503] {
            let wait_ms = 120_000;
            assert_eq!(asked(status, "120"), Err(ApiError::Busy { wait_ms }));
        }
        let longest = ApiError::Busy {
            wait_ms: LONGEST_ASKED_WAIT_MS,
        };
        assert_eq!(asked(503, "4294967295"), Err(longest));
        for none in [
            "",
            "-5",
            "soon",
            "4294967296",
            "Fri, 31 Dec 2027 23:59:59 GMT",
        ] {
            assert_eq!(asked(503, none), Err(ApiError::Transient), "{none}");
        }
    }
}
