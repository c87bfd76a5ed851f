//! The people of the demonstration, in real places of Yuxi. Every name says that it is one.

use domain::review::Role;

/// The word that marks everything that is not real.
pub const DEMO_MARK: &str = "演示";

/// The demonstration's one password. It protects nothing: everybody is told it.
pub const DEMO_PASSWORD: &str = "xuntian-demo";

/// A person of the demonstration.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    /// What is typed at sign-in; empty for the officer.
    pub account: &'static str,
    /// As it is shown.
    pub name: &'static str,
    /// The role.
    pub role: Role,
    /// The code of the unit.
    pub unit: &'static str,
}

/// 王大户社区, 春和街道: where the officer is at home.
pub const HOME_VILLAGE: &str = "530402005002";

/// The officer who holds the phone.
pub const OFFICER: Person = Person {
    account: "",
    name: "演示·李信息",
    role: Role::VillageOfficer,
    unit: HOME_VILLAGE,
};

/// The officer of the next village.
pub const NEIGHBOUR: Person = Person {
    account: "",
    name: "演示·杨巡田",
    role: Role::VillageOfficer,
    unit: "530402005003",
};

/// An officer of another town in the same county.
pub const FARTHER: Person = Person {
    account: "",
    name: "演示·普护地",
    role: Role::VillageOfficer,
    unit: "530402008004",
};

/// An officer of another county in the same city.
pub const FARTHEST: Person = Person {
    account: "",
    name: "演示·矣守田",
    role: Role::VillageOfficer,
    unit: "530403102001",
};

/// Everybody who reports.
pub const OFFICERS: [Person; 4] = [OFFICER, NEIGHBOUR, FARTHER, FARTHEST];

/// The supervisors, lowest level first. Two towns, because what one of them sees the other does not.
pub const REVIEWERS: [Person; 4] = [
    Person {
        account: "demo-town",
        name: "演示·王审核",
        role: Role::TownshipReviewer,
        unit: "530402005",
    },
    Person {
        account: "demo-town-2",
        name: "演示·孙审核",
        role: Role::TownshipReviewer,
        unit: "530402008",
    },
    Person {
        account: "demo-county",
        name: "演示·张县级",
        role: Role::CountyReviewer,
        unit: "530402",
    },
    Person {
        account: "demo-city",
        name: "演示·赵市级",
        role: Role::CityReviewer,
        unit: "5304",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use domain::unit::UnitCode;

    #[test]
    fn everybody_lives_in_a_unit_of_the_table_and_is_marked() {
        for person in REVIEWERS.iter().chain(&OFFICERS) {
            let unit = UnitCode::parse(person.unit).unwrap();
            assert!(domain::divisions::unit_name(&unit).is_some(), "{person:?}");
            assert_eq!(unit.level(), person.role.level(), "{person:?}");
            assert!(person.name.starts_with(DEMO_MARK), "{person:?}");
        }
    }
}
