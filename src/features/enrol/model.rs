//! What the enrolment page makes of a typed code and of the errors: pure.

use domain::divisions::path;
use domain::unit::UnitCode;
use engine::api::ApiError;
use engine::enrolment::{EnrolError, digits_of};
use engine::ports::{StoreError, VaultError};
use words::{Lang, enrol as say};

/// How many digits a code has.
pub(super) const CODE_DIGITS: usize = 10;

/// The code that a link carries: `/enrol#0123456789`. Anything else is no code, and the page asks.
pub(super) fn code_of_fragment(fragment: &str) -> Option<String> {
    digits_of(fragment.trim_start_matches('#'))
}

/// How many digits are typed so far, and whether there is something that is no digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Typed {
    /// ASCII and full-width digits.
    pub(super) digits: usize,
    /// Something else than digits, spaces and hyphens.
    pub(super) has_others: bool,
}

/// What is typed so far.
pub(super) fn typed(text: &str) -> Typed {
    let is_digit = |c: &char| matches!(c, '0'..='9' | '０'..='９');
    let is_filler = |c: &char| c.is_whitespace() || *c == '-';
    Typed {
        digits: text.chars().filter(is_digit).count(),
        has_others: text.chars().any(|c| !is_digit(&c) && !is_filler(&c)),
    }
}

/// `01234 56789`: in two groups, as it is printed.
pub(super) fn grouped(digits: &str) -> String {
    match digits.len() {
        CODE_DIGITS => format!("{} {}", &digits[..5], &digits[5..]),
        _ => digits.to_owned(),
    }
}

/// The way to the officer's unit, city first; its code where the table has no name.
pub(super) fn place_text(unit: &UnitCode) -> String {
    let names: Vec<_> = path(unit).into_iter().map(|(_, name)| name).collect();
    if names.is_empty() {
        unit.to_string()
    } else {
        names.join(" ")
    }
}

/// Which step an error comes from: it decides what is safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Looking the code up: nothing is used up.
    LookUp,
    /// Using it: the answer may have been lost.
    Enrol,
}

/// What to offer beside the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WayOut {
    /// The same again may work.
    Retry,
    /// Only another code, or the same one typed right, may work.
    OtherCode,
}

/// An error as a person reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble {
    /// What happened, what is safe, what to do.
    pub(super) text: String,
    /// The one button.
    pub(super) way_out: WayOut,
}

/// The sentence of an error. `entered` is what was typed.
pub(super) fn trouble(lang: Lang, error: &EnrolError, step: Step, entered: &str) -> Trouble {
    use WayOut::{OtherCode, Retry};
    let (text, way_out) = match error {
        EnrolError::NotACode => return not_a_code(lang, entered),
        EnrolError::Api(ApiError::Transient | ApiError::Busy { .. }) => {
            (say::server_busy(lang), Retry)
        }
        EnrolError::Api(ApiError::Unreachable) => match step {
            Step::LookUp => (say::no_network(lang), Retry),
            Step::Enrol => (say::no_answer(lang), Retry),
        },
        EnrolError::Api(ApiError::Unauthorized) => (say::wrong(lang), OtherCode),
        EnrolError::Api(ApiError::Refused(problem)) => match problem.code.as_str() {
            "enrol_code_wrong" => (say::wrong(lang), OtherCode),
            "enrol_code_used" => (say::used(lang), OtherCode),
            "enrol_code_expired" => (say::expired(lang), OtherCode),
            "too_many_attempts" => (say::too_many(lang), Retry),
            code => {
                return Trouble {
                    text: say::refused(lang, code),
                    way_out: OtherCode,
                };
            }
        },
        EnrolError::Store(
            StoreError::NoSpace
            | StoreError::Closed(_)
            | StoreError::Damaged(_)
            | StoreError::HeadMoved
            | StoreError::LeaseLost
            | StoreError::DraftGone,
        ) => (say::store_refused(lang), Retry),
        EnrolError::Vault(VaultError::Unavailable(_) | VaultError::KeyGone) => {
            (say::no_crypto(lang), Retry)
        }
    };
    Trouble {
        text: text.to_owned(),
        way_out,
    }
}

/// The sentence of something typed that is no code.
pub(super) fn not_a_code(lang: Lang, entered: &str) -> Trouble {
    let typed = typed(entered);
    let text = if typed.has_others {
        say::not_digits(lang).to_owned()
    } else {
        say::not_a_code(lang, typed.digits)
    };
    Trouble {
        text,
        way_out: WayOut::OtherCode,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::wire::ProblemDetails;

    fn refused(code: &str) -> EnrolError {
        let problem: ProblemDetails = serde_json::from_value(serde_json::json!({
            "type": "urn:xuntian:problem:x", "title": "X", "status": 403, "code": code,
        }))
        .unwrap();
        EnrolError::Api(ApiError::Refused(Box::new(problem)))
    }

    #[test]
    fn a_link_carries_its_code_behind_the_hash() {
        let check = |fragment: &str, code: Option<&str>| {
            assert_eq!(code_of_fragment(fragment).as_deref(), code, "{fragment}");
        };
        check("#0123456789", Some("0123456789"));
        check("0123456789", Some("0123456789"));
        check("#01234-56789", Some("0123456789"));
        check("", None);
        check("#", None);
        check("#012345678", None);
        check("#/evil", None);
    }

    #[test]
    fn digits_are_counted_while_they_are_typed() {
        let check = |text: &str, digits, has_others| {
            assert_eq!(typed(text), Typed { digits, has_others }, "{text}");
        };
        check("", 0, false);
        check("01234 5", 6, false);
        check("０１-2", 3, false);
        check("0l", 1, true);
    }

    #[test]
    fn a_code_is_shown_as_it_is_printed() {
        assert_eq!(grouped("0123456789"), "01234 56789");
        assert_eq!(grouped("01"), "01");
    }

    #[test]
    fn every_error_has_its_own_sentence_and_one_way_out() {
        let errors = [
            (refused("enrol_code_wrong"), WayOut::OtherCode),
            (refused("enrol_code_used"), WayOut::OtherCode),
            (refused("enrol_code_expired"), WayOut::OtherCode),
            (refused("too_many_attempts"), WayOut::Retry),
            (refused("teapot"), WayOut::OtherCode),
            (EnrolError::NotACode, WayOut::OtherCode),
            (EnrolError::Api(ApiError::Transient), WayOut::Retry),
            (EnrolError::Api(ApiError::Unreachable), WayOut::Retry),
            (EnrolError::Store(StoreError::NoSpace), WayOut::Retry),
            (
                EnrolError::Vault(VaultError::Unavailable(String::new())),
                WayOut::Retry,
            ),
        ];
        for lang in [Lang::Zh, Lang::En] {
            let mut sentences: Vec<String> = Vec::new();
            for (error, way_out) in &errors {
                let told = trouble(lang, error, Step::LookUp, "123");
                assert_eq!(told.way_out, *way_out, "{error:?}");
                assert!(!sentences.contains(&told.text), "{}", told.text);
                sentences.push(told.text);
            }
        }
    }

    #[test]
    fn a_lost_answer_is_told_apart_from_a_code_that_was_not_used() {
        let lost = EnrolError::Api(ApiError::Unreachable);
        let at = |step| trouble(Lang::Zh, &lost, step, "").text;
        assert_ne!(at(Step::LookUp), at(Step::Enrol));
    }

    #[test]
    fn a_code_that_is_none_says_what_is_wrong_with_it() {
        assert!(not_a_code(Lang::Zh, "12345").text.contains("5 位"));
        assert_eq!(
            not_a_code(Lang::Zh, "o123456789").text,
            say::not_digits(Lang::Zh)
        );
    }

    #[test]
    fn the_place_is_told_from_the_city_on_and_by_its_code_where_it_is_unknown() {
        let place = |code| place_text(&UnitCode::parse(code).unwrap());
        assert_eq!(
            place("530402001001"),
            "玉溪市 红塔区 玉兴街道 荷花社区居民委员会"
        );
        assert_eq!(place("110101001001"), "110101001001");
    }
}
