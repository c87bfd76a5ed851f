//! What was written as 坐落 before, village by village, to be written again by one tap: pure.
//!
//! It may be lost, so it is in the settings: one text a village, one 坐落 a line, the newest first.

use domain::finding::FindingForm;
use domain::unit::UnitCode;

use crate::services::Settings;

/// More would push the form off a small screen.
const MOST: usize = 6;
/// What is longer is a description of one place, not the name of one.
const MOST_CHARS: usize = 24;

/// What was written of a village before, the newest first.
pub(super) fn remembered(settings: &dyn Settings, village: &UnitCode) -> Vec<String> {
    listed(&settings.get(&key(village)).unwrap_or_default())
}

/// Remembers the 坐落 of a report that was just sealed.
pub(super) fn remember(settings: &dyn Settings, form: &FindingForm) {
    let (Some(village), Some(used)) = (&form.village, &form.locality) else {
        return;
    };
    // A text of several lines is no name, and would be several here.
    if !used.contains(['\n', '\r']) {
        let lines = format!("{used}\n{}", remembered(settings, village).join("\n"));
        settings.set(&key(village), &listed(&lines).join("\n"));
    }
}

fn key(village: &UnitCode) -> String {
    format!("localities.{}", village.as_str())
}

/// The lines that are names of places, each once. Another build may have written them.
fn listed(lines: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for line in lines.lines() {
        let name = cleaned(line);
        let fits = !name.is_empty() && name.chars().count() <= MOST_CHARS;
        if fits && names.len() < MOST && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Without what is not seen, so that two names that look the same are the same.
fn cleaned(text: &str) -> String {
    let seen: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_invisible(c: char) -> bool {
    let is_formatting = matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}');
    is_formatting || (c.is_control() && !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::HashMap;

    use super::*;

    #[derive(Default)]
    struct Kept(RefCell<HashMap<String, String>>);

    impl Settings for Kept {
        fn get(&self, key: &str) -> Option<String> {
            self.0.borrow().get(key).cloned()
        }

        fn set(&self, key: &str, value: &str) {
            self.0.borrow_mut().insert(key.to_owned(), value.to_owned());
        }
    }

    fn village(code: &str) -> UnitCode {
        UnitCode::parse(code).unwrap()
    }

    fn after(used: &[&str]) -> Vec<String> {
        let kept = Kept::default();
        let here = village("530402001001");
        for &used in used {
            let form = FindingForm {
                village: Some(here.clone()),
                locality: Some(used.to_owned()),
                ..FindingForm::default()
            };
            remember(&kept, &form);
        }
        remembered(&kept, &here)
    }

    #[test]
    fn the_newest_six_are_offered_each_once() {
        assert_eq!(after(&[]), Vec::<String>::new());
        assert_eq!(after(&["一组", "二组", "一组"]), ["一组", "二组"]);
        assert_eq!(
            after(&["1", "2", "3", "4", "5", "6", "7"]),
            ["7", "6", "5", "4", "3", "2"]
        );
    }

    #[test]
    fn names_that_look_the_same_are_the_same() {
        assert_eq!(
            after(&[
                "三组",
                " 三组\u{3000}",
                "\u{200b}三\u{feff}组",
                "三\u{202e}组"
            ]),
            ["三组"]
        );
        assert_eq!(after(&["三组  红土坡"]), ["三组 红土坡"]);
    }

    #[test]
    fn what_is_no_name_of_a_place_is_not_remembered() {
        let long = "长".repeat(MOST_CHARS + 1);
        let huge = "长".repeat(4000);
        assert_eq!(
            after(&["一组", "", " \u{200b} ", &long, &huge, "上\n下", "上\r\n下"]),
            ["一组"]
        );
        assert_eq!(after(&[&"长".repeat(MOST_CHARS)]).len(), 1);
    }

    #[test]
    fn each_village_has_its_own() {
        let kept = Kept::default();
        let form = |code, locality: Option<&str>| FindingForm {
            village: code,
            locality: locality.map(str::to_owned),
            ..FindingForm::default()
        };
        let (here, there) = (village("530402001001"), village("530402001002"));
        remember(&kept, &form(Some(here.clone()), Some("一组")));
        remember(&kept, &form(Some(there.clone()), None));
        remember(&kept, &form(None, Some("二组")));
        assert_eq!(remembered(&kept, &here), ["一组"]);
        assert!(remembered(&kept, &there).is_empty());
        assert_eq!(kept.0.borrow().len(), 1);
    }

    #[test]
    fn what_stands_in_the_settings_is_read_with_care() {
        let kept = Kept::default();
        let here = village("530402001001");
        let lines = (0..5000).map(|n| format!("{}", n % 9)).collect::<Vec<_>>();
        kept.set(
            &key(&here),
            &format!("\u{0}\n\n 甲 \n甲\n{}", lines.join("\n")),
        );
        assert_eq!(remembered(&kept, &here), ["甲", "0", "1", "2", "3", "4"]);
    }
}
