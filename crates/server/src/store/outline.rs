//! Reading a payload: the whole version where this build knows it, else what can still be told.

use std::collections::BTreeMap;

use domain::finding::FindingVersion;
use domain::unit::UnitCode;
use serde_json::Value;

use super::types::{NamedPhoto, Outline};

impl Outline {
    /// Reads the payload of an envelope. Never fails: what cannot be read is `None`. A payload of a
    /// newer schema still names its photos, so that its receipt can list them.
    pub fn read(payload: &[u8]) -> Self {
        if let Ok(sealed) = serde_json::from_slice::<FindingVersion>(payload) {
            let photos = sealed.photos.iter().map(|photo| NamedPhoto {
                sha256: photo.sha256,
                bytes: photo.bytes,
            });
            return Self {
                finding_id: Some(sealed.finding_id),
                version_id: Some(sealed.version_id),
                village: sealed.form.village.clone(),
                photos: without_repeats(photos),
                sealed: Some(Box::new(sealed)),
            };
        }
        let value: Value = serde_json::from_slice(payload).unwrap_or(Value::Null);
        let text = |key: &str| value[key].as_str();
        let photos = value["photos"].as_array().into_iter().flatten();
        Self {
            sealed: None,
            finding_id: text("finding_id").and_then(|id| id.parse().ok()),
            version_id: text("version_id").and_then(|id| id.parse().ok()),
            village: value["form"]["village"]
                .as_str()
                .and_then(|code| UnitCode::parse(code).ok()),
            photos: without_repeats(photos.filter_map(|photo| {
                Some(NamedPhoto {
                    sha256: photo["sha256"].as_str()?.parse().ok()?,
                    bytes: photo["bytes"].as_u64().unwrap_or(0),
                })
            })),
        }
    }
}

fn without_repeats(photos: impl Iterator<Item = NamedPhoto>) -> Vec<NamedPhoto> {
    let by_hash: BTreeMap<_, _> = photos.map(|photo| (photo.sha256, photo)).collect();
    by_hash.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::hash::Sha256;

    #[test]
    fn bytes_that_are_no_json_have_an_empty_outline() {
        for bytes in [&b""[..], b"\xff\xfe", b"[[[[", b"null", b"7"] {
            let outline = Outline::read(bytes);
            assert_eq!((outline.sealed, outline.photos.len()), (None, 0));
        }
    }

    #[test]
    fn a_payload_of_a_newer_schema_still_names_its_photos_once() {
        let hash = Sha256([7; 32]);
        let payload = format!(
            r#"{{"schema":9,"finding_id":"018f0000-0000-7000-8000-000000000001",
                "form":{{"village":"530402005002"}},
                "photos":[{{"sha256":"{hash}","bytes":5}},{{"sha256":"{hash}","bytes":5}},{{"sha256":"x"}},3]}}"#
        );
        let outline = Outline::read(payload.as_bytes());
        assert_eq!(outline.sealed, None);
        assert!(outline.finding_id.is_some() && outline.version_id.is_none());
        assert_eq!(outline.village, UnitCode::parse("530402005002").ok());
        assert_eq!(
            outline.photos,
            [NamedPhoto {
                sha256: hash,
                bytes: 5
            }]
        );
    }
}
