//! Identifiers, each its own type. Ids are UUIDv7 (RFC 9562) made on the device from a random
//! source that is passed in, so that a repeated upload carries the same id for ever.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "schema", schema(value_type = String, format = "uuid"))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A UUIDv7 of `unix_ms` and ten random bytes (RFC 9562, 5.7).
            pub fn new(unix_ms: i64, random: [u8; 10]) -> Self {
                Self(uuid_v7(unix_ms, random))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )*};
}

ids! {
    /// One suspected violation, from its draft to its end.
    FindingId;
    /// One sealed, immutable version of a finding.
    VersionId;
    /// One taken photo. Two photos of the same bytes are two photos.
    PhotoId;
    /// A person who works in the field.
    OfficerId;
    /// One enrolment of one phone for one officer: the owner of one signing key.
    DeviceId;
    /// A supervisor's account.
    AccountId;
    /// One decision of a supervisor.
    DecisionId;
    /// One resumable upload of one photo.
    UploadId;
    /// One life of the server's store: a restore from a backup begins a new one.
    Epoch;
}

fn uuid_v7(unix_ms: i64, random: [u8; 10]) -> Uuid {
    let millis = u64::try_from(unix_ms).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_version_7_and_sorts_by_its_time() {
        let early = FindingId::new(1_700_000_000_000, [255; 10]);
        let late = FindingId::new(1_700_000_000_001, [0; 10]);
        assert_eq!(early.0.get_version_num(), 7);
        assert!(early < late);
        assert_eq!(early.to_string().parse::<FindingId>(), Ok(early));
    }

    #[test]
    fn a_clock_before_1970_still_gives_an_id() {
        assert_eq!(FindingId::new(-5, [1; 10]).0.get_version_num(), 7);
    }
}
