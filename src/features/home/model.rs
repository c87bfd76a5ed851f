//! What home shows of a draft and of the officer. Pure.

use domain::finding::lacks;
use domain::unit::Level;
use engine::ports::Identity;
use engine::record::Draft;
use words::{Lang, home};

use crate::parts::naming::{joined, lack_list, place, title, unit_short};
use crate::parts::practice::named;

/// The two lines of home's head: the unit, and above it and who.
pub(super) fn head(identity: Option<&Identity>, lang: Lang) -> (String, String) {
    let Some(identity) = identity else {
        return (home::no_officer(lang).to_owned(), String::new());
    };
    let above = domain::divisions::path(&identity.unit)
        .into_iter()
        .rev()
        .find(|(code, _)| *code != identity.unit && code.level() != Level::City)
        .map(|(_, name)| name.into_owned());
    (
        unit_short(&identity.unit),
        joined(lang, above, identity.officer_name.clone()),
    )
}

/// What an unfinished report is: 老鹰山脚 · 疑似建房.
pub(super) fn draft_title(lang: Lang, draft: &Draft) -> String {
    let place = place(draft.form.locality.as_deref(), draft.form.village.as_ref());
    let name = joined(lang, place, title(lang, draft.form.sighting, None));
    named(lang, draft.practice, name)
}

/// What it still lacks; `None`: nothing.
pub(super) fn draft_lacks(lang: Lang, draft: &Draft) -> Option<String> {
    let lacks = lacks(&draft.form, &draft.photos);
    (!lacks.is_empty()).then(|| home::draft_lacks(lang, lack_list(lang, &lacks, 2)))
}

#[cfg(test)]
mod tests {
    use domain::finding::FindingForm;
    use domain::ids::{DeviceId, Epoch, FindingId, OfficerId};
    use domain::review::Role;
    use domain::taxonomy::SightingKind;
    use domain::unit::UnitCode;
    use domain::wire::JwkSet;
    use engine::ports::KeyId;

    use super::*;

    fn identity(unit: &str) -> Identity {
        Identity {
            officer_id: OfficerId::new(0, [1; 10]),
            officer_name: "李某".to_owned(),
            role: Role::VillageOfficer,
            unit: UnitCode::parse(unit).unwrap(),
            device_id: DeviceId::new(0, [2; 10]),
            key_id: KeyId("k".to_owned()),
            key: None,
            token: String::new(),
            server_keys: JwkSet { keys: Vec::new() },
            epoch: Epoch::new(0, [3; 10]),
            server_offset_ms: None,
            inbox_cursor: 0,
            last_received_at_ms: None,
            is_demo: false,
        }
    }

    fn draft(form: FindingForm) -> Draft {
        Draft {
            finding_id: FindingId::new(0, [4; 10]),
            revision: 1,
            begun_at_ms: 0,
            changed_at_ms: 0,
            form,
            photos: Vec::new(),
            follows: None,
            practice: false,
        }
    }

    #[test]
    fn the_head_names_the_unit_what_is_above_it_and_who() {
        let village = UnitCode::parse("530402001001").unwrap();
        let (unit, line) = head(Some(&identity(village.as_str())), Lang::Zh);
        assert_eq!(unit, unit_short(&village));
        assert!(line.ends_with(" · 李某"), "{line}");
        assert!(!line.contains("玉溪市"), "{line}");
        let (unit, line) = head(Some(&identity("5304")), Lang::Zh);
        assert_eq!((unit.as_str(), line.as_str()), ("玉溪市", "李某"));
    }

    #[test]
    fn a_draft_says_what_it_is_and_what_it_lacks() {
        let empty = draft(FindingForm::default());
        assert_eq!(draft_title(Lang::Zh, &empty), "疑似违法");
        assert_eq!(
            draft_lacks(Lang::Zh, &empty).as_deref(),
            Some("还差：远景照片、近景照片…")
        );
        let named = draft(FindingForm {
            sighting: Some(SightingKind::PondDigging),
            locality: Some("老鹰山脚".to_owned()),
            ..FindingForm::default()
        });
        assert_eq!(draft_title(Lang::Zh, &named), "老鹰山脚 · 疑似挖塘");
        let practice = Draft {
            practice: true,
            ..named
        };
        assert_eq!(
            draft_title(Lang::Zh, &practice),
            "练习 · 老鹰山脚 · 疑似挖塘"
        );
    }
}
