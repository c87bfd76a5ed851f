//! Administrative unit codes (GB/T 2260 and the statistical division code): 4 digits a city,
//! 6 a county, 9 a township, 12 a village. A unit contains every unit whose code it begins.

use serde::{Deserialize, Serialize};

/// The level of a unit, by the length of its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 市, 4 digits.
    City,
    /// 县 (区, 县级市), 6 digits.
    County,
    /// 乡 (镇, 街道), 9 digits.
    Township,
    /// 村 (社区), 12 digits.
    Village,
}

/// The code of a unit: 4, 6, 9 or 12 ASCII digits. It need not be in the tables of
/// [`crate::divisions`]: villages merge and split, and a record outlives them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(value_type = String, pattern = "^[0-9]{4}([0-9]{2}([0-9]{3}([0-9]{3})?)?)?$"))]
#[serde(try_from = "String", into = "String")]
pub struct UnitCode(String);

/// Text that is not 4, 6, 9 or 12 digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a unit code has 4, 6, 9 or 12 digits")]
pub struct NotAUnitCode;

impl UnitCode {
    /// Parses a code.
    ///
    /// # Errors
    /// Anything but 4, 6, 9 or 12 ASCII digits.
    pub fn parse(text: &str) -> Result<Self, NotAUnitCode> {
        let fits = matches!(text.len(), 4 | 6 | 9 | 12) && text.bytes().all(|b| b.is_ascii_digit());
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAUnitCode)
        }
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The level.
    pub fn level(&self) -> Level {
        match self.0.len() {
            4 => Level::City,
            6 => Level::County,
            9 => Level::Township,
            _ => Level::Village,
        }
    }

    /// The unit above, or `None` for a city.
    pub fn parent(&self) -> Option<Self> {
        let length = match self.level() {
            Level::City => return None,
            Level::County => 4,
            Level::Township => 6,
            Level::Village => 9,
        };
        Some(Self(self.0[..length].to_owned()))
    }

    /// Whether `other` is this unit or below it.
    pub fn contains(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }
}

impl std::fmt::Display for UnitCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for UnitCode {
    type Error = NotAUnitCode;
    fn try_from(text: String) -> Result<Self, NotAUnitCode> {
        Self::parse(&text)
    }
}

impl From<UnitCode> for String {
    fn from(code: UnitCode) -> Self {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_parents_and_subtrees() {
        let village = UnitCode::parse("530402005002").unwrap();
        let town = village.parent().unwrap();
        assert_eq!(
            (town.as_str(), town.level()),
            ("530402005", Level::Township)
        );
        let city = town.parent().unwrap().parent().unwrap();
        assert_eq!((city.as_str(), city.parent()), ("5304", None));
        assert!(city.contains(&village) && town.contains(&village) && village.contains(&village));
        assert!(!village.contains(&town));
        assert!(!UnitCode::parse("530403").unwrap().contains(&village));
    }

    #[test]
    fn other_text_is_refused() {
        for bad in [
            "",
            "5",
            "53040",
            "53040200500",
            "5304020050022",
            "５３０４",
            "53a4",
            "53 4",
        ] {
            assert_eq!(UnitCode::parse(bad), Err(NotAUnitCode), "{bad}");
        }
    }
}
