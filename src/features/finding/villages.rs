//! Which villages the picker offers: pure, over the table of `domain::divisions`.

use std::borrow::Cow;

use domain::divisions::{children, counties, short_village_name, unit_name};
use domain::unit::{Level, UnitCode};

/// The most that a search shows: more does not help on a small screen.
pub(super) const MAX_FOUND: usize = 40;

/// One village of the picker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Village {
    /// 12 digits.
    pub(super) code: UnitCode,
    /// The short name: 荷花社区.
    pub(super) name: String,
    /// The town that it belongs to.
    pub(super) town: String,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// At most [`MAX_FOUND`], the own county first, then in code order.
    pub(super) villages: Vec<Village>,
    /// Whether there are more.
    pub(super) has_more: bool,
}

/// The name of the town of a unit; empty where there is none.
pub(super) fn town_name(unit: &UnitCode) -> Cow<'static, str> {
    town_of(unit)
        .and_then(|town| unit_name(&town))
        .unwrap_or_default()
}

/// The villages that are offered before anybody searches: those of the officer's town, his own
/// first. Empty for somebody who belongs to a whole county.
pub(super) fn nearby(own: &UnitCode) -> Vec<Village> {
    let Some(town) = town_of(own) else {
        return Vec::new();
    };
    let town_name = unit_name(&town).unwrap_or_default();
    let mut villages: Vec<_> = children(&town)
        .map(|(code, name)| village(code, &name, &town_name))
        .collect();
    to_front(&mut villages, |village| village.code == *own);
    villages
}

/// Villages whose name, or whose town's name, contains every word of `query`; a query of digits
/// looks at the code.
pub(super) fn search(own: &UnitCode, query: &str) -> Found {
    let words: Vec<&str> = query.split_whitespace().collect();
    if words.is_empty() {
        return Found {
            villages: Vec::new(),
            has_more: false,
        };
    }
    let own_county = &own.as_str()[..own.as_str().len().min(6)];
    let mut ordered: Vec<UnitCode> = counties().map(|(code, _)| code).collect();
    to_front(&mut ordered, |county| county.as_str() == own_county);
    let mut hits = ordered
        .iter()
        .flat_map(children)
        .flat_map(|(town, town_name)| {
            children(&town).map(move |(code, name)| village(code, &name, &town_name))
        })
        .filter(|village| {
            words.iter().all(|word| {
                village.name.contains(word)
                    || village.town.contains(word)
                    || village.code.as_str().starts_with(word)
            })
        });
    let villages = hits.by_ref().take(MAX_FOUND).collect();
    Found {
        villages,
        has_more: hits.next().is_some(),
    }
}

/// Moves the one that `is_first` to the front, if it is there.
fn to_front<T>(all: &mut Vec<T>, is_first: impl Fn(&T) -> bool) {
    if let Some(place) = all.iter().position(is_first) {
        let first = all.remove(place);
        all.insert(0, first);
    }
}

fn village(code: UnitCode, name: &str, town: &str) -> Village {
    Village {
        code,
        name: short_village_name(name).to_owned(),
        town: town.to_owned(),
    }
}

fn town_of(unit: &UnitCode) -> Option<UnitCode> {
    match unit.level() {
        Level::Village => unit.parent(),
        Level::Township => Some(unit.clone()),
        Level::County | Level::City => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(code: &str) -> UnitCode {
        UnitCode::parse(code).unwrap()
    }

    fn names(villages: &[Village]) -> Vec<&str> {
        villages
            .iter()
            .map(|village| village.name.as_str())
            .collect()
    }

    #[test]
    fn the_own_village_comes_first_and_then_the_town_in_code_order() {
        let offered = nearby(&unit("530481104203"));
        assert_eq!(
            names(&offered)[0],
            "东山村",
            "the own one is the last of its town"
        );
        assert_eq!(offered.len(), 4);
        assert!(offered[1..].is_sorted_by_key(|village| village.code.clone()));
        assert!(
            offered
                .iter()
                .all(|village| village.town == town_name(&village.code))
        );
    }

    #[test]
    fn a_town_offers_its_villages_and_a_county_waits_for_a_search() {
        assert_eq!(nearby(&unit("530481104")).len(), 4);
        assert_eq!(nearby(&unit("530481")), []);
        assert_eq!(nearby(&unit("530101001001")), [], "not in the table");
    }

    #[test]
    fn a_search_finds_by_name_by_town_and_by_code_with_the_own_county_first() {
        let own = unit("530427204202");
        assert_eq!(names(&search(&own, "荷花").villages), ["荷花社区"]);
        let at_home = search(&own, "者竜");
        assert!(names(&at_home.villages).contains(&"者竜村"));
        assert_eq!(
            search(&own, "者竜乡 者竜村").villages[0].code,
            unit("530427204202")
        );
        assert_eq!(search(&own, "530402001001").villages.len(), 1);
        let hills = search(&own, "山");
        assert!(hills.villages[0].code.as_str().starts_with("530427"));
        assert_eq!((hills.villages.len(), hills.has_more), (MAX_FOUND, true));
    }

    #[test]
    fn a_search_for_nothing_or_for_what_is_not_there_finds_nothing() {
        for query in ["", "  ", "东京", "<script>"] {
            let found = search(&unit("530427204202"), query);
            assert_eq!(
                (found.villages.len(), found.has_more),
                (0, false),
                "{query}"
            );
        }
    }
}
