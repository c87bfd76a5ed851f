//! What the supervisors do with a finding: its stages, the transitions between them, and who may
//! make them.

use serde::{Deserialize, Serialize};

use crate::ids::{DecisionId, FindingId, VersionId};
use crate::taxonomy;
use crate::time::UnixMs;
use crate::unit::{Level, UnitCode};

taxonomy! {
    /// Who a person is in the network of four levels.
    Role {
        VillageOfficer = "village_officer", "村级信息员", "";
        TownshipReviewer = "township_reviewer", "乡级审核员", "";
        CountyReviewer = "county_reviewer", "县级审核员", "";
        CityReviewer = "city_reviewer", "市级审核员", "";
    }
}

impl Role {
    /// The level of the unit that a person of this role belongs to.
    pub fn level(self) -> Level {
        match self {
            Self::VillageOfficer => Level::Village,
            Self::TownshipReviewer => Level::Township,
            Self::CountyReviewer => Level::County,
            Self::CityReviewer => Level::City,
        }
    }
}

taxonomy! {
    /// What a supervisor decides on a submitted finding.
    Verdict {
        Returned = "returned", "退回补正", "";
        Accepted = "accepted", "受理，转核查", "";
    }
}

taxonomy! {
    /// Where a finding stands.
    Stage {
        Submitted = "submitted", "待审核", "";
        Returned = "returned", "退回补正", "";
        Verifying = "verifying", "已受理", "";
        Practice = "practice", "练习", "";
    }
}

impl Stage {
    /// Whether a finding of this stage is work. Practice is in no list that does not ask for it, and in
    /// no count.
    pub fn is_counted(self) -> bool {
        self != Self::Practice
    }

    /// Those that are, in the order of [`Stage::ALL`].
    pub fn counted() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|stage| stage.is_counted())
    }
}

/// A transition that the stage does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAllowed {
    /// The stage has no such way out.
    #[error("{verdict:?} is not possible from {stage:?}")]
    Stage {
        /// Where the finding stands.
        stage: Stage,
        /// What was asked.
        verdict: Verdict,
    },
    /// Practice is kept as it came; nothing is decided on it.
    #[error("nothing is decided on practice")]
    Practice,
    /// A return must say what is missing.
    #[error("a return needs a reason")]
    ReasonMissing,
    /// The decision is about a version that is no longer the newest.
    #[error("the version is no longer the newest")]
    Stale,
    /// The person's role or place does not allow it.
    #[error("not within this person's duty")]
    NotYours,
}

/// The state of a finding: its stage and the newest version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FindingState {
    /// Where it stands.
    pub stage: Stage,
    /// The newest version.
    pub version_id: VersionId,
    /// The number of the newest version.
    pub version: u32,
}

impl FindingState {
    /// A finding whose first version arrived. What that says of practice holds for ever.
    pub fn begun(version_id: VersionId, version: u32, practice: bool) -> Self {
        Self {
            stage: match practice {
                true => Stage::Practice,
                false => Stage::Submitted,
            },
            version_id,
            version,
        }
    }

    /// A further version arrived. An answer to a return puts the finding back before the reviewer;
    /// a completion leaves an accepted one accepted; an older version that comes late changes nothing.
    pub fn with_version(self, version_id: VersionId, version: u32) -> Self {
        if version <= self.version {
            return self;
        }
        let stage = match self.stage {
            Stage::Submitted | Stage::Returned => Stage::Submitted,
            Stage::Verifying => Stage::Verifying,
            Stage::Practice => Stage::Practice,
        };
        Self {
            stage,
            version_id,
            version,
        }
    }

    /// A supervisor decides on `version_id`.
    ///
    /// # Errors
    /// [`NotAllowed`]: it is practice, another version is the newest, the stage has no such way out, or
    /// a return without a reason.
    pub fn decided(
        self,
        verdict: Verdict,
        version_id: VersionId,
        reason: Option<&str>,
    ) -> Result<Self, NotAllowed> {
        if self.stage == Stage::Practice {
            return Err(NotAllowed::Practice);
        }
        if version_id != self.version_id {
            return Err(NotAllowed::Stale);
        }
        if self.stage != Stage::Submitted {
            return Err(NotAllowed::Stage {
                stage: self.stage,
                verdict,
            });
        }
        let stage = match verdict {
            Verdict::Returned if reason.is_none_or(|text| text.trim().is_empty()) => {
                return Err(NotAllowed::ReasonMissing);
            }
            Verdict::Returned => Stage::Returned,
            Verdict::Accepted => Stage::Verifying,
        };
        Ok(Self { stage, ..self })
    }
}

/// Whether a person of `role` in `unit` may see a finding of `village`: his own subtree.
pub fn may_see(role: Role, unit: &UnitCode, village: &UnitCode) -> bool {
    role != Role::VillageOfficer && unit.level() == role.level() && unit.contains(village)
}

/// Whether a person of `role` in `unit` may return or accept a finding of `village`: the township
/// and every level above it, each in its own subtree.
///
/// # Errors
/// [`NotAllowed::NotYours`].
pub fn may_decide(role: Role, unit: &UnitCode, village: &UnitCode) -> Result<(), NotAllowed> {
    if may_see(role, unit, village) {
        Ok(())
    } else {
        Err(NotAllowed::NotYours)
    }
}

/// A decision as the phone is told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Decision {
    /// Made by the reviewer's app; repeating it is harmless.
    pub decision_id: DecisionId,
    /// The finding.
    pub finding_id: FindingId,
    /// The version that was looked at.
    pub version_id: VersionId,
    /// What was decided.
    pub verdict: Verdict,
    /// What is missing, for a return.
    pub reason: Option<String>,
    /// By the server's clock.
    pub decided_at_ms: UnixMs,
    /// The unit that decided.
    pub unit: UnitCode,
    /// The reviewer's name as it is shown to the officer.
    pub reviewer_name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(n: u8) -> VersionId {
        VersionId::new(i64::from(n), [n; 10])
    }

    fn unit(code: &str) -> UnitCode {
        UnitCode::parse(code).unwrap()
    }

    #[test]
    fn returned_answered_accepted() {
        let state = FindingState::begun(version(1), 1, false);
        let returned = state
            .decided(Verdict::Returned, version(1), Some("补近景"))
            .unwrap();
        assert_eq!(returned.stage, Stage::Returned);
        let answered = returned.with_version(version(2), 2);
        assert_eq!((answered.stage, answered.version), (Stage::Submitted, 2));
        let accepted = answered
            .decided(Verdict::Accepted, version(2), None)
            .unwrap();
        assert_eq!(accepted.stage, Stage::Verifying);
        assert_eq!(accepted.with_version(version(3), 3).stage, Stage::Verifying);
    }

    #[test]
    fn what_is_not_allowed() {
        let state = FindingState::begun(version(2), 2, false);
        assert_eq!(
            state.decided(Verdict::Accepted, version(1), None),
            Err(NotAllowed::Stale)
        );
        assert_eq!(
            state.decided(Verdict::Returned, version(2), Some(" ")),
            Err(NotAllowed::ReasonMissing)
        );
        let accepted = state.decided(Verdict::Accepted, version(2), None).unwrap();
        let again = NotAllowed::Stage {
            stage: Stage::Verifying,
            verdict: Verdict::Returned,
        };
        assert_eq!(
            accepted.decided(Verdict::Returned, version(2), Some("x")),
            Err(again)
        );
    }

    #[test]
    fn practice_stays_practice_and_nothing_is_decided_on_it() {
        let state = FindingState::begun(version(1), 1, true);
        let next = state.with_version(version(2), 2);
        assert_eq!((next.stage, next.version), (Stage::Practice, 2));
        for verdict in Verdict::ALL {
            let refused = next.decided(*verdict, version(2), Some("x"));
            assert_eq!(refused, Err(NotAllowed::Practice));
        }
        assert_eq!(Stage::counted().count(), Stage::ALL.len() - 1);
        assert!(!next.stage.is_counted());
    }

    #[test]
    fn an_older_version_that_comes_late_changes_nothing() {
        let state = FindingState::begun(version(2), 2, false);
        assert_eq!(state.with_version(version(1), 1), state);
    }

    #[test]
    fn each_level_sees_and_decides_in_its_own_subtree() {
        let village = unit("530402005002");
        for (role, code, allowed) in [
            (Role::TownshipReviewer, "530402005", true),
            (Role::TownshipReviewer, "530402004", false),
            (Role::CountyReviewer, "530402", true),
            (Role::CountyReviewer, "530403", false),
            (Role::CityReviewer, "5304", true),
            (Role::VillageOfficer, "530402005002", false),
            (Role::TownshipReviewer, "5304", false),
        ] {
            assert_eq!(
                may_see(role, &unit(code), &village),
                allowed,
                "{role:?} {code}"
            );
            assert_eq!(
                may_decide(role, &unit(code), &village).is_ok(),
                allowed,
                "{role:?} {code}"
            );
        }
    }
}
