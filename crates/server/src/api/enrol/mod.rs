//! Enrolment of a phone: look at a code, use it up, renew the token by a signed challenge.

pub(crate) mod challenge;
pub(crate) mod create;
pub(crate) mod preview;
pub(crate) mod token;

use crate::app::App;
use crate::problem::{Answer, Code, Problem};
use crate::store::EnrolCode;

/// How long a device's bearer token lasts; a phone renews it by itself.
pub(crate) const TOKEN_LIFETIME_MS: i64 = 90 * 86_400_000;

/// Finds a code, counting wrong ones.
async fn look_up(app: &App, code: &str) -> Answer<EnrolCode> {
    let is_a_code = code.len() == 10 && code.bytes().all(|byte| byte.is_ascii_digit());
    if !is_a_code {
        return Err(Code::EnrolCodeWrong.into());
    }
    let guesses = &app.live.guesses;
    guesses
        .take(code, app.now_ms())
        .map_err(|wait| Problem::from(Code::TooManyAttempts).retry_after_ms(wait.ms))?;
    let found = app.store.enrol_code(app.code_sha256(code)).await?;
    let found = found.ok_or(Code::EnrolCodeWrong)?;
    guesses.give_back(code);
    Ok(found)
}
