//! A new password, typed on a terminal without being shown, or one line of standard input: never an
//! argument, which every process of the machine can read.

use std::io::{IsTerminal as _, Read};

use words::operate as say;

use super::AdminError;
use crate::api::session::create::MAX_CHARS;
use crate::speech::both;

/// The fewest characters of a password. The throttle makes guessing slow; this makes it hopeless.
const LEAST_CHARS: usize = 10;
/// No line of a password is longer.
const MAX_BYTES: u64 = 4096;

/// Asks for a new password.
pub(super) fn ask() -> Result<String, AdminError> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        return checked(first_line(stdin.lock())?);
    }
    let prompt =
        |text: String| rpassword::prompt_password(text).map_err(|_| AdminError::PasswordUnreadable);
    let password = checked(prompt(both(say::password_prompt))?)?;
    if prompt(both(say::password_again))? == password {
        Ok(password)
    } else {
        Err(AdminError::PasswordDiffers)
    }
}

fn first_line(from: impl Read) -> Result<String, AdminError> {
    let mut text = String::new();
    from.take(MAX_BYTES)
        .read_to_string(&mut text)
        .map_err(|_| AdminError::PasswordUnreadable)?;
    let line = text.lines().next();
    line.map(str::to_owned)
        .ok_or(AdminError::PasswordUnreadable)
}

fn checked(password: String) -> Result<String, AdminError> {
    let fits = (LEAST_CHARS..=MAX_CHARS).contains(&password.chars().count());
    if fits {
        Ok(password)
    } else {
        Err(AdminError::PasswordLength {
            least: LEAST_CHARS,
            most: MAX_CHARS,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_password_without_its_end() {
        let line = |text: &str| first_line(text.as_bytes()).ok();
        assert_eq!(line("correct horse\n").as_deref(), Some("correct horse"));
        assert_eq!(
            line("correct horse\r\nmore").as_deref(),
            Some("correct horse")
        );
        assert_eq!(line(" 密码有空格 ").as_deref(), Some(" 密码有空格 "));
        assert_eq!(line(""), None);
        assert!(first_line(&b"\xff\xfe\n"[..]).is_err());
    }

    #[test]
    fn a_password_is_neither_short_nor_endless() {
        let is_good = |chars: usize| checked("密".repeat(chars)).is_ok();
        assert!(is_good(10) && is_good(200));
        assert!(!is_good(0) && !is_good(9) && !is_good(201));
    }
}
