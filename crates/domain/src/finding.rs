//! A finding (疑似违法线索): the form that the officer fills in, what sealing needs, and what may be
//! added later.
//!
//! The form is all optional, because a draft may stop at any point and an unknown is never a zero.
//! [`problems`] names what stands in the way of sealing; [`lacks`] names what the township's form
//! still wants, which never stands in the way.
//!
//! Long because what is missing, what is lacking and what was ever released are tested beside the form.

use serde::{Deserialize, Serialize};

use crate::area::AreaEstimate;
use crate::hash::Sha256;
use crate::ids::{DecisionId, DeviceId, FindingId, OfficerId, VersionId};
use crate::photo::PhotoManifest;
use crate::position::Position;
use crate::taxonomy;
use crate::taxonomy::{Dissuasion, LackReason, LandBefore, PhotoKind, Progress, SightingKind};
use crate::time::UnixMs;
use crate::unit::{Level, UnitCode};

/// The schema number that this build writes. Numbers only grow; every released one stays readable.
/// 2 may say that the version is practice.
pub const SCHEMA: u32 = 2;

/// The longest free text of the form, in characters.
pub const MAX_TEXT_CHARS: usize = 500;

/// The most photos of one version.
pub const MAX_PHOTOS: usize = 30;

/// What the officer says of one place. Every field is optional while it is a draft.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct FindingForm {
    /// What is seen.
    pub sighting: Option<SightingKind>,
    /// The village where it lies, 12 digits.
    pub village: Option<UnitCode>,
    /// 坐落: the 村民小组, a landmark.
    pub locality: Option<String>,
    /// Where the officer stood.
    pub position: Option<Position>,
    /// Why there is no position.
    pub no_position: Option<LackReason>,
    /// Why there is no photo.
    pub no_photos: Option<LackReason>,
    /// How large it looks.
    pub area: Option<AreaEstimate>,
    /// How far the works are.
    pub progress: Option<Progress>,
    /// The land class before.
    pub land_before: Option<LandBefore>,
    /// What came of talking the party out of it.
    pub dissuasion: Option<Dissuasion>,
    /// 当事人, as known in the village; may stay unknown.
    pub party: Option<String>,
    /// 说明: anything else.
    pub note: Option<String>,
}

taxonomy! {
    /// A field of the form, as problems and lacks name it.
    Field {
        Sighting = "sighting", "情况", "";
        Village = "village", "村", "";
        Locality = "locality", "坐落", "";
        Position = "position", "位置", "";
        Photos = "photos", "照片", "";
        Area = "area", "面积", "";
        Party = "party", "当事人", "";
        Note = "note", "说明", "";
    }
}

taxonomy! {
    /// What is wrong with a field.
    ProblemCode {
        Missing = "missing", "未填", "";
        MissingWithoutReason = "missing_without_reason", "没有，也没说原因", "";
        NotAVillage = "not_a_village", "不是村级代码", "";
        Impossible = "impossible", "数值不可能", "";
        TooLong = "too_long", "太长", "";
        TooMany = "too_many", "太多", "";
    }
}

/// One reason why a draft cannot be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Problem {
    /// The field.
    pub field: Field,
    /// What is wrong with it.
    pub code: ProblemCode,
}

taxonomy! {
    /// What a sealed record still lacks for the township's form (已上报·待补).
    Lack {
        Position = "position", "位置", "";
        PhotoFar = "photo_far", "远景照片", "";
        PhotoNear = "photo_near", "近景照片", "";
        PhotoFeature = "photo_feature", "特征照片", "";
        Area = "area", "面积", "";
        Progress = "progress", "在建情况", "";
        LandBefore = "land_before", "原地类", "";
        Dissuasion = "dissuasion", "劝阻情况", "";
    }
}

/// Everything that stands in the way of sealing, in the order of the form; empty = it can be sealed.
pub fn problems(form: &FindingForm, photos: &[PhotoManifest]) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut tell = |field, code| found.push(Problem { field, code });
    if photos.is_empty() && form.no_photos.is_none() {
        tell(Field::Photos, ProblemCode::MissingWithoutReason);
    }
    if photos.len() > MAX_PHOTOS {
        tell(Field::Photos, ProblemCode::TooMany);
    }
    match (&form.position, form.no_position) {
        (None, None) => tell(Field::Position, ProblemCode::MissingWithoutReason),
        (Some(position), _) if !position.is_possible() => {
            tell(Field::Position, ProblemCode::Impossible)
        }
        _ => {}
    }
    match &form.village {
        None => tell(Field::Village, ProblemCode::Missing),
        Some(code) if code.level() != Level::Village => {
            tell(Field::Village, ProblemCode::NotAVillage)
        }
        Some(_) => {}
    }
    if form.sighting.is_none() {
        tell(Field::Sighting, ProblemCode::Missing);
    }
    match form.area {
        None => tell(Field::Area, ProblemCode::Missing),
        Some(AreaEstimate::Measured(area)) if area.0 <= 0 => {
            tell(Field::Area, ProblemCode::Impossible)
        }
        Some(_) => {}
    }
    let texts = [
        (Field::Locality, &form.locality),
        (Field::Party, &form.party),
        (Field::Note, &form.note),
    ];
    for (field, text) in texts {
        if text
            .as_ref()
            .is_some_and(|text| text.chars().count() > MAX_TEXT_CHARS)
        {
            tell(field, ProblemCode::TooLong);
        }
    }
    found
}

/// What may be added later, in the order of the form; empty = complete.
pub fn lacks(form: &FindingForm, photos: &[PhotoManifest]) -> Vec<Lack> {
    let has_photo = |kind| photos.iter().any(|photo| photo.kind == kind);
    [
        (Lack::PhotoFar, has_photo(PhotoKind::Far)),
        (Lack::PhotoNear, has_photo(PhotoKind::Near)),
        (Lack::PhotoFeature, has_photo(PhotoKind::Feature)),
        (Lack::Position, form.position.is_some()),
        (
            Lack::Area,
            !matches!(form.area, None | Some(AreaEstimate::Unclear)),
        ),
        (Lack::Progress, form.progress.is_some()),
        (
            Lack::LandBefore,
            !matches!(form.land_before, None | Some(LandBefore::Unclear)),
        ),
        (Lack::Dissuasion, form.dissuasion.is_some()),
    ]
    .into_iter()
    .filter_map(|(lack, is_there)| (!is_there).then_some(lack))
    .collect()
}

/// One sealed version: the payload of an envelope. It never changes; a correction is the next one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FindingVersion {
    /// The schema number of this payload.
    pub schema: u32,
    /// The finding.
    pub finding_id: FindingId,
    /// This version.
    pub version_id: VersionId,
    /// 1 for the report, then 2, 3 …
    pub version: u32,
    /// The version that this one replaces.
    pub supersedes: Option<VersionId>,
    /// The decision (退回补正) that this version answers.
    pub answers: Option<DecisionId>,
    /// Who reports, as himself.
    pub officer_id: OfficerId,
    /// The enrolment that signs.
    pub device_id: DeviceId,
    /// Counts the versions of this (officer, device): 1, 2, 3 …
    pub seq: u64,
    /// The payload with the sequence number before; `None` at 1.
    pub prev_payload_sha256: Option<Sha256>,
    /// When the report was begun, by the device's clock: the time of discovery.
    pub discovered_at_ms: UnixMs,
    /// When it was sealed, by the device's clock.
    pub sealed_at_ms: UnixMs,
    /// Server's clock minus device's clock, when the server last answered.
    pub server_offset_ms: Option<i64>,
    /// The build that sealed it.
    pub app_version: String,
    /// 练习: kept and received like any other, but no clue, and in no count. Written only where it is so,
    /// since schema 2.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub practice: bool,
    /// What the officer says.
    pub form: FindingForm,
    /// The photos; their bytes travel on their own.
    pub photos: Vec<PhotoManifest>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::area::{AreaBand, AreaDm2};
    use crate::ids::PhotoId;
    use crate::position::PositionSource;
    use crate::taxonomy::PhotoOrigin;

    fn photo(kind: PhotoKind) -> PhotoManifest {
        PhotoManifest {
            id: PhotoId::new(0, [1; 10]),
            kind,
            origin: PhotoOrigin::InAppCamera,
            sha256: Sha256([1; 32]),
            bytes: 1,
            media_type: "image/jpeg".to_owned(),
            width_px: 1,
            height_px: 1,
            taken_at_ms: 0,
            position: None,
            heading_magnetic_deg: None,
            source: None,
        }
    }

    fn position() -> Position {
        Position {
            lon_deg: 102.5,
            lat_deg: 24.3,
            accuracy_m: 6.0,
            altitude_m: None,
            fixed_at_ms: 0,
            source: PositionSource::Device,
        }
    }

    fn least() -> FindingForm {
        FindingForm {
            sighting: Some(SightingKind::Building),
            village: UnitCode::parse("530402001001").ok(),
            position: Some(position()),
            area: Some(AreaEstimate::Unclear),
            ..FindingForm::default()
        }
    }

    fn codes(form: &FindingForm, photos: &[PhotoManifest]) -> Vec<(Field, ProblemCode)> {
        problems(form, photos)
            .into_iter()
            .map(|p| (p.field, p.code))
            .collect()
    }

    #[test]
    fn an_empty_draft_names_every_problem_in_the_order_of_the_form() {
        use ProblemCode::{Missing, MissingWithoutReason};
        assert_eq!(
            codes(&FindingForm::default(), &[]),
            [
                (Field::Photos, MissingWithoutReason),
                (Field::Position, MissingWithoutReason),
                (Field::Village, Missing),
                (Field::Sighting, Missing),
                (Field::Area, Missing),
            ]
        );
    }

    #[test]
    fn the_least_that_can_be_sealed_lacks_the_rest() {
        assert_eq!(codes(&least(), &[photo(PhotoKind::Far)]), []);
        assert_eq!(
            lacks(&least(), &[photo(PhotoKind::Far)]),
            [
                Lack::PhotoNear,
                Lack::PhotoFeature,
                Lack::Area,
                Lack::Progress,
                Lack::LandBefore,
                Lack::Dissuasion
            ]
        );
    }

    #[test]
    fn a_reason_stands_for_missing_photos_and_position() {
        let form = FindingForm {
            position: None,
            no_position: Some(LackReason::NoFix),
            no_photos: Some(LackReason::Danger),
            ..least()
        };
        assert_eq!(codes(&form, &[]), []);
        assert_eq!(lacks(&form, &[]).len(), 8);
    }

    #[test]
    fn impossible_values_are_told_even_beside_a_reason() {
        let form = FindingForm {
            position: Some(Position {
                lat_deg: 91.0,
                ..position()
            }),
            no_position: Some(LackReason::NoFix),
            area: Some(AreaEstimate::Measured(AreaDm2(0))),
            village: UnitCode::parse("530402001").ok(),
            note: Some("长".repeat(MAX_TEXT_CHARS + 1)),
            ..least()
        };
        assert_eq!(
            codes(&form, &vec![photo(PhotoKind::Near); MAX_PHOTOS + 1]),
            [
                (Field::Photos, ProblemCode::TooMany),
                (Field::Position, ProblemCode::Impossible),
                (Field::Village, ProblemCode::NotAVillage),
                (Field::Area, ProblemCode::Impossible),
                (Field::Note, ProblemCode::TooLong),
            ]
        );
    }

    #[test]
    fn a_complete_record_lacks_nothing() {
        let form = FindingForm {
            area: Some(AreaEstimate::Band(AreaBand::HalfToOne)),
            progress: Some(Progress::UnderWay),
            land_before: Some(LandBefore::DryLand),
            dissuasion: Some(Dissuasion::PartyAbsent),
            ..least()
        };
        let photos = [PhotoKind::Far, PhotoKind::Near, PhotoKind::Feature].map(photo);
        assert_eq!(lacks(&form, &photos), []);
    }

    /// One fixture for each released schema: what was sealed once stays readable for ever, and is
    /// written back the same.
    #[test]
    fn every_released_schema_stays_readable() {
        let released = [
            (include_str!("../fixtures/finding_version_1.json"), false),
            (include_str!("../fixtures/finding_version_2.json"), true),
        ];
        assert_eq!(released.len(), SCHEMA as usize);
        for (schema, (text, practice)) in (1..).zip(released) {
            let version: FindingVersion = serde_json::from_str(text).unwrap();
            assert_eq!(
                (version.schema, version.seq, version.photos.len()),
                (schema, 7, 1)
            );
            assert_eq!(version.practice, practice);
            let written = serde_json::to_value(&version).unwrap();
            assert_eq!(
                written,
                serde_json::from_str::<serde_json::Value>(text).unwrap()
            );
            assert_eq!(crate::json::from_json(text.as_bytes()), Ok(version));
        }
    }

    #[test]
    fn what_is_neither_true_nor_false_is_no_version() {
        let text = include_str!("../fixtures/finding_version_2.json");
        for odd in ["1", "null", "\"true\"", "{}"] {
            let text = text.replace("\"practice\": true", &format!("\"practice\": {odd}"));
            assert!(
                serde_json::from_str::<FindingVersion>(&text).is_err(),
                "{odd}"
            );
            assert!(
                crate::json::from_json::<FindingVersion>(text.as_bytes()).is_err(),
                "{odd}"
            );
        }
    }

    #[test]
    fn a_field_of_a_newer_app_does_not_hide_the_rest() {
        let form: FindingForm =
            serde_json::from_str(r#"{"sighting":"mining","weather":"rain"}"#).unwrap();
        assert_eq!(form.sighting, Some(SightingKind::Mining));
    }
}
