//! What was typed into the sign-in, as a value.

use domain::wire::SignIn;
use words::{Lang, review as say};

/// What is missing before the server can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    /// The account's name.
    Name,
    /// The password.
    Password,
}

impl Missing {
    /// The sentence for it.
    pub(crate) fn sentence(self, lang: Lang) -> &'static str {
        match self {
            Self::Name => say::name_missing(lang),
            Self::Password => say::password_missing(lang),
        }
    }
}

/// The request, if all is there. Spaces around a name are a slip of the keyboard; in a password they
/// may be meant.
pub(crate) fn request(name: &str, password: &str) -> Result<SignIn, Missing> {
    let name = name.trim();
    match (name.is_empty(), password.is_empty()) {
        (true, _) => Err(Missing::Name),
        (false, true) => Err(Missing::Password),
        (false, false) => Ok(SignIn {
            name: name.to_owned(),
            password: password.to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_and_password_are_both_needed() {
        assert_eq!(request("  ", "x").err(), Some(Missing::Name));
        assert_eq!(request("li", "").err(), Some(Missing::Password));
    }

    #[test]
    fn spaces_around_the_name_are_dropped_and_in_the_password_kept() {
        let request = request(" li min ", " a ").unwrap();
        assert_eq!(
            (request.name.as_str(), request.password.as_str()),
            ("li min", " a ")
        );
    }
}
