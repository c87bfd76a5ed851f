//! The administrative divisions of Yuxi: 1 city, 9 counties, 76 towns, 718 villages.
//!
//! They ship as one text of 11 KB inside the binary (its head tells format and source) and are read
//! in place: nothing is parsed at start, and a look-up touches only the lines that it needs. A unit
//! that is not in the table is not wrong: villages merge and split, and a record outlives them.

use std::borrow::Cow;

use crate::unit::{Level, UnitCode};

/// Lines in code order; see the head of the file.
const TABLE: &str = include_str!("../data/yuxi_divisions.txt");

/// The city that this table describes.
const CITY: &str = "5304";

/// The full name of a unit, such as 王大户社区居民委员会, or `None` if the table does not have it.
pub fn unit_name(unit: &UnitCode) -> Option<Cow<'static, str>> {
    let code = unit.as_str();
    if unit.level() != Level::Village {
        return locate(code).map(|(own, _)| own.name());
    }
    let (town, suffix) = code.split_at(code.len() - VILLAGE_DIGITS);
    rows_below(town)
        .find(|row| row.digits == suffix)
        .map(|village| village.name())
}

/// The short name of a village for a narrow screen: 荷花社区 for 荷花社区居民委员会, 波衣村 for
/// 波衣村民委员会, 大村 for 大村村民委员会. Any other text stays as it is.
pub fn short_village_name(full: &str) -> &str {
    if let Some(community) = full
        .strip_suffix("居民委员会")
        .filter(|stem| !stem.is_empty())
    {
        return community;
    }
    for ending in ["村民委员会", "村委会"] {
        if let Some(stem) = full.strip_suffix(ending).filter(|stem| !stem.is_empty()) {
            // The endings begin with 村, which the name keeps unless it has one already.
            let kept = if stem.ends_with('村') {
                stem.len()
            } else {
                stem.len() + '村'.len_utf8()
            };
            return &full[..kept];
        }
    }
    full
}

/// The units directly below, with their full names, in code order. Empty for a village and for a
/// unit that the table does not have.
pub fn children(unit: &UnitCode) -> impl Iterator<Item = (UnitCode, Cow<'static, str>)> + use<> {
    children_of(unit.as_str().to_owned())
}

/// The nine counties, with their names, in code order.
pub fn counties() -> impl Iterator<Item = (UnitCode, Cow<'static, str>)> {
    children_of(CITY.to_owned())
}

/// The way to a unit with the full names, city first and the unit last. What the table does not have
/// is left out, so that a village that was merged away still shows its town.
pub fn path(unit: &UnitCode) -> Vec<(UnitCode, Cow<'static, str>)> {
    let mut way: Vec<_> = std::iter::successors(Some(unit.clone()), UnitCode::parent)
        .filter_map(|step| unit_name(&step).map(|name| (step, name)))
        .collect();
    way.reverse();
    way
}

/// A village's line has only the end of its code.
const VILLAGE_DIGITS: usize = 3;

/// One line of the table.
#[derive(Clone, Copy)]
struct Row {
    /// The whole code; of a village, its last [`VILLAGE_DIGITS`].
    digits: &'static str,
    /// The name; of a village, without its ending, which one letter stands for.
    text: &'static str,
}

impl Row {
    fn of_line(line: &'static str) -> Self {
        let end = line
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(line.len());
        let (digits, text) = line.split_at(end);
        Self { digits, text }
    }

    /// 0 for a city, 3 for a village.
    fn depth(self) -> usize {
        match self.digits.len() {
            4 => 0,
            6 => 1,
            9 => 2,
            _ => 3,
        }
    }

    fn name(self) -> Cow<'static, str> {
        let endings = [
            ('s', "社区居民委员会"),
            ('c', "村民委员会"),
            ('w', "村委会"),
        ];
        for (mark, ending) in endings {
            if let Some(stem) = self.text.strip_suffix(mark) {
                return Cow::Owned(format!("{stem}{ending}"));
            }
        }
        Cow::Borrowed(self.text)
    }
}

/// The line of a city, county or town, and the text after it.
fn locate(code: &str) -> Option<(Row, &'static str)> {
    // The head of the file makes sure that a line break stands before every code; a unit stands
    // before all that its code begins, so the first hit is the unit itself or nothing is.
    let start = TABLE.find(&format!("\n{code}"))? + 1;
    let (line, below) = TABLE[start..].split_once('\n')?;
    let row = Row::of_line(line);
    (row.digits == code).then_some((row, below))
}

/// All lines below a city, county or town, at any depth; none if the table does not have it.
fn rows_below(code: &str) -> impl Iterator<Item = Row> + use<> {
    let (depth, below) = locate(code).map_or((0, ""), |(row, below)| (row.depth(), below));
    below
        .lines()
        .map(Row::of_line)
        .take_while(move |row| row.depth() > depth)
}

fn children_of(code: String) -> impl Iterator<Item = (UnitCode, Cow<'static, str>)> {
    let mut rows = rows_below(&code).peekable();
    // The first line below is always a child, and a child's brothers are as deep.
    let depth = rows.peek().map(|row| row.depth());
    rows.filter(move |row| Some(row.depth()) == depth)
        .filter_map(move |row| {
            let whole = if row.digits.len() == VILLAGE_DIGITS {
                UnitCode::parse(&format!("{code}{}", row.digits))
            } else {
                UnitCode::parse(row.digits)
            };
            whole.ok().map(|child| (child, row.name()))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(code: &str) -> UnitCode {
        UnitCode::parse(code).unwrap()
    }

    fn named(units: impl Iterator<Item = (UnitCode, Cow<'static, str>)>) -> Vec<(String, String)> {
        units
            .map(|(code, name)| (code.to_string(), name.into_owned()))
            .collect()
    }

    fn towns() -> Vec<(String, String)> {
        counties()
            .flat_map(|(county, _)| named(children(&county)))
            .collect()
    }

    fn villages() -> Vec<(String, String)> {
        towns()
            .iter()
            .flat_map(|(town, _)| named(children(&unit(town))))
            .collect()
    }

    /// FNV-1a, 64 bits, over `code TAB name LF` of every row in code order.
    fn fnv1a(rows: &[(String, String)]) -> u64 {
        let text: String = rows
            .iter()
            .map(|(code, name)| format!("{code}\t{name}\n"))
            .collect();
        text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    }

    #[test]
    fn every_row_is_the_sources_row() {
        // The sums were made from the rows of china-division 2.7.0, not from the table.
        assert_eq!(fnv1a(&towns()), 0xcd54_ce82_0cac_6340);
        assert_eq!(fnv1a(&villages()), 0xea24_9f70_419b_a32e);
    }

    #[test]
    fn counties_have_their_names_towns_and_villages() {
        let figures: Vec<_> = counties()
            .map(|(county, name)| {
                let towns: Vec<_> = children(&county).collect();
                let villages: Vec<_> = towns.iter().flat_map(|(town, _)| children(town)).collect();
                let communities = villages
                    .iter()
                    .filter(|(_, name)| name.ends_with("社区居民委员会"))
                    .count();
                let counts = (
                    towns.len(),
                    villages.len(),
                    communities,
                    villages.len() - communities,
                );
                (county.to_string(), name.into_owned(), counts)
            })
            .collect();
        let expected = [
            ("530402", "红塔区", (11, 105, 95, 10)),
            ("530403", "江川区", (8, 76, 23, 53)),
            ("530423", "通海县", (9, 77, 28, 49)),
            ("530424", "华宁县", (5, 77, 23, 54)),
            ("530425", "易门县", (7, 58, 19, 39)),
            ("530426", "峨山彝族自治县", (8, 78, 24, 54)),
            ("530427", "新平彝族傣族自治县", (12, 124, 27, 97)),
            ("530428", "元江哈尼族彝族傣族自治县", (10, 81, 28, 53)),
            ("530481", "澄江市", (6, 42, 27, 15)),
        ];
        assert_eq!(
            figures,
            expected.map(|(code, name, counts)| (code.to_owned(), name.to_owned(), counts))
        );
        assert_eq!((towns().len(), villages().len()), (76, 718));
    }

    #[test]
    fn the_kind_of_a_village_stands_in_its_code_and_in_its_name() {
        let (communities, others): (Vec<_>, Vec<_>) = villages()
            .into_iter()
            .partition(|(code, _)| &code[9..10] == "0");
        assert_eq!((communities.len(), others.len()), (294, 424));
        assert!(
            communities
                .iter()
                .all(|(_, name)| name.ends_with("社区居民委员会"))
        );
        assert!(others.iter().all(|(code, name)| {
            &code[9..10] == "2" && (name.ends_with("村民委员会") || name.ends_with("村委会"))
        }));
    }

    #[test]
    fn names_are_found_by_code_at_every_level() {
        for (code, name) in [
            ("5304", "玉溪市"),
            ("530428", "元江哈尼族彝族傣族自治县"),
            ("530402001", "玉兴街道"),
            ("530402202", "洛河彝族乡"),
            ("530425201", "浦贝彝族乡"),
            ("530427102", "戛洒镇"),
            ("530427204", "者竜乡"),
            ("530428205", "咪哩乡"),
            ("530402001001", "荷花社区居民委员会"),
            ("530402005002", "王大户社区居民委员会"),
            ("530402005202", "波衣村民委员会"),
            ("530424104215", "大村村民委员会"),
            ("530427204202", "者竜村委会"),
            ("530481104203", "东山村民委员会"),
        ] {
            assert_eq!(unit_name(&unit(code)).as_deref(), Some(name));
        }
    }

    #[test]
    fn every_unit_that_is_listed_is_also_found() {
        for (code, name) in towns().into_iter().chain(villages()) {
            assert_eq!(
                unit_name(&unit(&code)).as_deref(),
                Some(name.as_str()),
                "{code}"
            );
        }
    }

    #[test]
    fn units_of_elsewhere_and_of_nowhere_have_no_name_and_no_children() {
        for code in [
            "5303",
            "530401",
            "530422",
            "530402010",
            "530402001016",
            "530402001000",
            "530499001001",
        ] {
            assert_eq!(unit_name(&unit(code)), None, "{code}");
            assert_eq!(children(&unit(code)).count(), 0, "{code}");
        }
    }

    #[test]
    fn children_are_one_level_down_only_and_in_order() {
        let towns = named(children(&unit("530424")));
        let expected = ["宁州街道", "盘溪镇", "华溪镇", "青龙镇", "通红甸彝族苗族乡"];
        assert_eq!(
            towns
                .iter()
                .map(|(_, name)| name.as_str())
                .collect::<Vec<_>>(),
            expected
        );
        assert!(towns.is_sorted());
        let last = named(children(&unit("530481104")));
        assert_eq!(
            last.first().map(|(code, _)| code.as_str()),
            Some("530481104001")
        );
        assert_eq!(last.len(), 4);
        assert_eq!(children(&unit("530402001001")).count(), 0);
        assert_eq!(named(children(&unit("5304"))), named(counties()));
    }

    #[test]
    fn the_path_goes_from_the_city_to_the_unit() {
        let names = |code| {
            path(&unit(code))
                .into_iter()
                .map(|(_, name)| name.into_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            names("530427204202"),
            ["玉溪市", "新平彝族傣族自治县", "者竜乡", "者竜村委会"]
        );
        assert_eq!(names("5304"), ["玉溪市"]);
        assert_eq!(
            names("530402001999"),
            ["玉溪市", "红塔区", "玉兴街道"],
            "a village that is gone"
        );
        assert!(names("530101001001").iter().all(|name| name != "玉溪市"));
        assert_eq!(
            path(&unit("530402001")).last().unwrap().0,
            unit("530402001")
        );
    }

    #[test]
    fn short_names_keep_the_place_and_its_kind() {
        for (full, short) in [
            ("荷花社区居民委员会", "荷花社区"),
            ("王大户社区居民委员会", "王大户社区"),
            ("波衣村民委员会", "波衣村"),
            ("大村村民委员会", "大村"),
            ("独家村村民委员会", "独家村"),
            ("者竜村委会", "者竜村"),
            ("腰村村委会", "腰村"),
            ("李家村", "李家村"),
            ("村民委员会", "村民委员会"),
            ("", ""),
        ] {
            assert_eq!(short_village_name(full), short);
        }
        let all = villages();
        assert!(all.iter().all(|(_, name)| {
            let short = short_village_name(name);
            short.ends_with("社区") || (short.ends_with('村') && short.chars().count() >= 2)
        }));
    }

    #[test]
    fn the_table_stays_small_enough_for_the_first_visit() {
        assert!(TABLE.len() <= 14_000, "{} bytes", TABLE.len());
    }
}
