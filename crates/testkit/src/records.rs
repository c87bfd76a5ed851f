//! What the demonstration's officers reported: eight places for each stage, spread over three weeks.

use domain::area::{AreaBand, AreaDm2, AreaEstimate};
use domain::finding::FindingForm;
use domain::review::Stage;
use domain::taxonomy::{
    Dissuasion, LackReason, LandBefore, PhotoKind, PhotoOrigin, Progress, SightingKind,
};
use domain::time::UnixMs;
use domain::unit::UnitCode;

use crate::phone::fix;

/// One report of the demonstration.
#[derive(Debug, Clone)]
pub struct DemoRecord {
    /// Paints its photos.
    pub seed: u32,
    /// Where it stands in the end.
    pub stage: Stage,
    /// How long ago it was discovered.
    pub age_ms: UnixMs,
    /// Reported by the neighbour instead of the home village's officer.
    pub is_neighbours: bool,
    /// What the reviewer says is missing, for a return.
    pub reason: Option<&'static str>,
    /// The photos.
    pub photos: Vec<(PhotoKind, PhotoOrigin)>,
    /// The form; its times are those of the discovery.
    pub form: FindingForm,
}

/// Every record, oldest first, as of `now_ms`.
pub fn demo_records(now_ms: UnixMs) -> Vec<DemoRecord> {
    let mut records: Vec<_> = (0..PLACES.len() as u32 * 3)
        .map(|seed| record(seed, now_ms))
        .collect();
    records.sort_by_key(|record| -record.age_ms);
    records
}

const PLACES: [(&str, SightingKind, &str); 8] = [
    ("三组 老水井旁", SightingKind::Building, "砖混一层，已起墙"),
    (
        "一组 机耕路口",
        SightingKind::Hardening,
        "水泥硬化，约一个篮球场大",
    ),
    (
        "五组 后山脚",
        SightingKind::SoilTaking,
        "挖机一台，正在装车",
    ),
    ("二组 大沟边", SightingKind::Dumping, "建筑垃圾和弃土"),
    ("四组 变压器下", SightingKind::PondDigging, "挖了半人深"),
    ("六组 烤烟房北", SightingKind::Building, "活动板房"),
    ("三组 学校围墙外", SightingKind::Other, "堆放彩钢瓦"),
    ("七组 石场老路", SightingKind::Mining, "有新开的口子"),
];

const RETURNS: [&str; 4] = [
    "请补一张近景，看清墙体",
    "位置离描述的地点较远，请到现场再定位一次",
    "请补充占地大概面积",
    "请说明当事人是否在场、劝阻情况",
];

fn record(seed: u32, now_ms: UnixMs) -> DemoRecord {
    let place = PLACES[(seed / 3) as usize % PLACES.len()];
    let stage = Stage::ALL[seed as usize % Stage::ALL.len()];
    let age_hours = match stage {
        Stage::Submitted => 2 + i64::from(seed) * 2,
        Stage::Returned => 30 + i64::from(seed) * 7,
        Stage::Verifying => 60 + i64::from(seed) * 17,
    };
    let age_ms = age_hours * 3_600_000;
    let is_neighbours = seed % 5 == 3;
    let village = if is_neighbours {
        crate::county::NEIGHBOUR.unit
    } else {
        crate::county::HOME_VILLAGE
    };
    let step = f64::from(seed) * 0.0013;
    let position = fix(102.548 + step, 24.344 - step * 0.7, now_ms - age_ms);
    let has_fix = seed % 11 != 7;
    DemoRecord {
        seed: seed + 1,
        stage,
        age_ms,
        is_neighbours,
        reason: (stage == Stage::Returned).then(|| RETURNS[(seed / 3) as usize % RETURNS.len()]),
        photos: photos(seed),
        form: FindingForm {
            sighting: Some(place.1),
            village: UnitCode::parse(village).ok(),
            locality: Some(place.0.to_owned()),
            position: has_fix.then_some(position),
            no_position: (!has_fix).then_some(LackReason::NoFix),
            no_photos: None,
            area: Some(area(seed)),
            progress: Some(Progress::ALL[seed as usize % Progress::ALL.len()]),
            land_before: Some(LandBefore::ALL[(seed / 2) as usize % LandBefore::ALL.len()]),
            dissuasion: Some(Dissuasion::ALL[(seed / 3) as usize % Dissuasion::ALL.len()]),
            party: seed.is_multiple_of(4).then(|| "演示·某某".to_owned()),
            note: Some(format!("演示：{}", place.2)),
        },
    }
}

fn photos(seed: u32) -> Vec<(PhotoKind, PhotoOrigin)> {
    let origin = match seed % 7 {
        5 => PhotoOrigin::Gallery,
        2 => PhotoOrigin::SystemCamera,
        _ => PhotoOrigin::InAppCamera,
    };
    [PhotoKind::Far, PhotoKind::Near, PhotoKind::Feature]
        .into_iter()
        .take(if seed % 6 == 4 { 1 } else { 3 })
        .map(|kind| (kind, origin))
        .collect()
}

fn area(seed: u32) -> AreaEstimate {
    match seed % 7 {
        6 => AreaEstimate::Unclear,
        3 => AreaEstimate::Measured(AreaDm2(31_000 + i64::from(seed) * 977)),
        n => AreaEstimate::Band(AreaBand::ALL[n as usize % AreaBand::ALL.len()]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_has_eight_records_that_can_be_sealed() {
        let records = demo_records(1_795_363_200_000);
        let phone = &mut crate::phone::Phone::new(1);
        for stage in Stage::ALL {
            let n = records.iter().filter(|r| r.stage == *stage).count();
            assert_eq!(n, 8, "{stage:?}");
        }
        for record in &records {
            let photos = [phone.photo(b"x", PhotoKind::Far, 0)];
            assert_eq!(
                domain::finding::problems(&record.form, &photos),
                [],
                "{record:?}"
            );
        }
    }
}
