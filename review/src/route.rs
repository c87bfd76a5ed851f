//! The places of this app and how the address bar spells them. Pure; `router` moves between them.
//!
//! `/review/?stage=submitted` is the list, `/review/findings/<id>?stage=submitted` one record beside
//! (or, on a phone, instead of) the same list. The stage stays in the address of a record, so that
//! the list next to it is still the one that it was picked from.

use domain::ids::FindingId;
use domain::review::Stage;

/// Where the app is mounted.
const ROOT: &str = "/review/";
const FINDINGS: &str = "findings/";

/// One address of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Route {
    /// Which list.
    pub(crate) stage: Stage,
    /// Which record is open.
    pub(crate) finding: Option<FindingId>,
}

impl Route {
    /// The list of a stage, no record open.
    pub(crate) fn list(stage: Stage) -> Self {
        Self {
            stage,
            finding: None,
        }
    }

    /// One record beside the list of a stage.
    pub(crate) fn record(stage: Stage, finding: FindingId) -> Self {
        Self {
            stage,
            finding: Some(finding),
        }
    }

    /// Reads an address. Whatever it does not understand is left out: a mistyped address still opens
    /// the list.
    pub(crate) fn parse(path: &str, query: &str) -> Self {
        let stage = query
            .trim_start_matches('?')
            .split('&')
            .find_map(|pair| pair.strip_prefix("stage="))
            .and_then(Stage::from_code)
            .unwrap_or(Stage::Submitted);
        let finding = path
            .strip_prefix(ROOT)
            .and_then(|rest| rest.strip_prefix(FINDINGS))
            .and_then(|id| id.trim_end_matches('/').parse().ok());
        Self { stage, finding }
    }

    /// The address, from the root of the server.
    pub(crate) fn address(&self) -> String {
        let stage = self.stage.code();
        match self.finding {
            None => format!("{ROOT}?stage={stage}"),
            Some(id) => format!("{ROOT}{FINDINGS}{id}?stage={stage}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, query: &str, stage: Stage, finding: Option<FindingId>) {
        assert_eq!(
            Route::parse(path, query),
            Route { stage, finding },
            "{path}{query}"
        );
    }

    #[test]
    fn an_address_goes_both_ways() {
        let id = FindingId::new(1_795_413_600_000, [7; 10]);
        for &stage in Stage::ALL {
            for route in [Route::list(stage), Route::record(stage, id)] {
                let address = route.address();
                let (path, query) = address.split_once('?').unwrap();
                assert_eq!(Route::parse(path, &format!("?{query}")), route);
            }
        }
    }

    #[test]
    fn an_address_that_makes_no_sense_opens_the_list() {
        check("/review/", "", Stage::Submitted, None);
        check("/review", "?stage=nonsense", Stage::Submitted, None);
        check(
            "/review/findings/not-an-id",
            "?stage=verifying",
            Stage::Verifying,
            None,
        );
        check("/elsewhere", "?a=b&stage=returned", Stage::Returned, None);
    }
}
