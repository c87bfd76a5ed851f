//! What the demonstration's officers reported: 24 records, in every state that a server knows and with
//! most of the oddities that a reviewer is told of, and one practice.
//!
//! They are a table, because a reader should see at a glance what there is.

use domain::area::{AreaBand, AreaDm2, AreaEstimate};
use domain::finding::FindingForm;
use domain::position::Position;
use domain::taxonomy::{Dissuasion, LackReason, LandBefore, PhotoKind, PhotoOrigin, Progress};
use domain::time::{UnixMs, cst_day};
use domain::unit::UnitCode;

use crate::county::{DEMO_MARK, FARTHER, FARTHEST, NEIGHBOUR, OFFICER, OFFICERS, Person};
use crate::paint::Subject;
use crate::phone::fix;

/// One report of the demonstration.
#[derive(Debug, Clone)]
pub struct DemoRecord {
    /// Paints its photos.
    pub seed: u32,
    /// What the photos show.
    pub subject: Subject,
    /// Who reports, as the place in [`OFFICERS`].
    pub officer: usize,
    /// When it was discovered, by a clock that is right.
    pub found_ms: UnixMs,
    /// What became of it.
    pub fate: Fate,
    /// What is odd about it.
    pub oddity: Oddity,
    /// The photos.
    pub photos: Vec<(PhotoKind, PhotoOrigin)>,
    /// The form; its times are those of the discovery.
    pub form: FindingForm,
}

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The text is there, a photo is not.
    AwaitingPhotos,
    /// Nobody has looked at it.
    Waiting,
    /// Sent back with this reason.
    Returned(&'static str),
    /// Sent back with the first, answered with the second, and before the reviewer again.
    Answered(&'static str, &'static str),
    /// Taken on.
    Accepted,
    /// Taken on; then its officer added what it lacked.
    Completed(&'static str),
    /// It was practice: nothing becomes of it.
    Practice,
}

/// What is odd about a report: a fact for the reviewer, never a reason to refuse it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Oddity {
    /// Nothing.
    None,
    /// The version before it never came.
    Gap,
    /// It follows the same version as another one: the phone was set back.
    Fork,
    /// The phone's clock is so many ms behind.
    Slow(i64),
    /// The phone's clock began in 1970 again.
    ClockLost,
    /// The village's code is in no table.
    UnknownVillage,
    /// It lies in the next village.
    NextVillage,
    /// It was sealed by a phone that had been reported lost.
    LostPhone,
    /// Its photos come from the gallery.
    Gallery,
    /// The position may be off by hundreds of metres.
    PoorPosition,
    /// There is no position.
    NoPosition,
    /// There are no photos.
    NoPhotos,
}

/// A code that looks like a village's and is nobody's.
const NO_VILLAGE: &str = "530402005199";

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// Midnight in China is so long before midnight in UTC.
const CST_MS: i64 = 8 * HOUR_MS;

/// A line of the table: officer, days ago, hour of the day, what is seen, what became of it, what is
/// odd, how many photos, where, what the officer writes.
type Line = (
    Person,
    i64,
    i64,
    Subject,
    Fate,
    Oddity,
    usize,
    &'static str,
    &'static str,
);

/// Newest first. What was found today was found in the last hours.
#[rustfmt::skip]
const LINES: [Line; 25] = [
    (OFFICER,   0,  1, Subject::BrickHouse, Fate::Waiting, Oddity::None, 3, "三组 老水井旁", "砖混结构，二层正在砌墙，占的是秧田"),
    (NEIGHBOUR, 0,  2, Subject::Rubble, Fate::AwaitingPhotos, Oddity::None, 3, "二组 大沟边", "拆房的渣土往田里倒，一天好几车"),
    (OFFICER,   0,  3, Subject::Slope, Fate::Waiting, Oddity::None, 3, "五组 后山脚", "挖机一台，正在装车，说是卖土"),
    (FARTHER,   0,  4, Subject::Slab, Fate::Waiting, Oddity::None, 3, "一组 机耕路口", "浇了水泥地，搅拌车还在"),
    (OFFICER,   1, 10, Subject::PanelHouse, Fate::Waiting, Oddity::PoorPosition, 3, "六组 烤烟房北", "活动板房，里面已经住人"),
    (NEIGHBOUR, 1,  9, Subject::BrickHouse, Fate::Waiting, Oddity::Gap, 2, "四组 变压器下", "一层砖墙，没有封顶"),
    (FARTHEST,  1, 15, Subject::Quarry, Fate::Waiting, Oddity::None, 3, "老石场背后", "有新开的口子，机器在作业"),
    (OFFICER,   2, 16, Subject::Sheets, Fate::Waiting, Oddity::UnknownVillage, 3, "学校围墙外", "堆放彩钢瓦，地界在两村之间"),
    (NEIGHBOUR, 2, 11, Subject::Pond, Fate::Waiting, Oddity::Slow(37 * 60_000), 3, "三组 秧田心", "挖了半人深，已经放水"),
    (OFFICER,   3, 17, Subject::Slab, Fate::Returned("请补一张近景，看清硬化的边界和厚度"), Oddity::Gallery, 1, "一组 晒场东", "硬化地面，约一个篮球场大"),
    (FARTHER,   3, 10, Subject::Rubble, Fate::Waiting, Oddity::NoPosition, 3, "五组 河埂脚", "建筑垃圾和弃土，定位一直转圈"),
    (OFFICER,   4,  9, Subject::BrickHouse, Fate::Returned("位置离描述的地点有 400 多米，请到现场再定位一次"), Oddity::NextVillage, 3, "中所交界 大榕树", "两层，正在绑钢筋"),
    (NEIGHBOUR, 4, 14, Subject::PanelHouse, Fate::Waiting, Oddity::LostPhone, 3, "一组 渔塘埂", "旧手机里找到的一条：板房，铝合金窗"),
    (OFFICER,   5, 15, Subject::Pond, Fate::Answered("请说明当事人是否在场、劝阻情况", "当事人下午到场，口头劝阻后停了机器"), Oddity::None, 3, "四组 大田坝", "挖塘养鱼，水田"),
    (FARTHER,   6, 16, Subject::Slope, Fate::Returned("请补充占地大概面积和原来种什么"), Oddity::Fork, 2, "二组 红土坡", "取土，坡脚已经挖空"),
    (NEIGHBOUR, 7, 10, Subject::Slab, Fate::Answered("近景看不清，请补一张特征照片", "已补：模板和钢筋的特征照片"), Oddity::None, 2, "五组 村委会对面", "水泥地坪，准备搭棚"),
    (OFFICER,   8, 11, Subject::Rubble, Fate::Accepted, Oddity::None, 3, "二组 大沟边", "渣土压了菜地"),
    (FARTHEST,  8,  9, Subject::BrickHouse, Fate::Returned("当事人一栏请写清是谁说的，不要猜"), Oddity::ClockLost, 3, "渔村路口", "手机摔过，日期不对；房子是真的在盖"),
    (OFFICER,   9, 14, Subject::PanelHouse, Fate::Completed("补：占地 0.4 亩左右，原来是旱地"), Oddity::None, 1, "六组 烤烟房西", "板房一间，先报后补"),
    (NEIGHBOUR, 10, 16, Subject::Quarry, Fate::Accepted, Oddity::NoPhotos, 0, "七组 石场老路", "对方不让拍照，人多，先离开"),
    (OFFICER,  12, 10, Subject::Slope, Fate::Accepted, Oddity::None, 3, "五组 后山脚", "上次的地方又往里挖了"),
    (FARTHER,  13, 15, Subject::Pond, Fate::Accepted, Oddity::None, 3, "三组 老鱼塘", "老塘往外扩了三四分地"),
    (OFFICER,  15,  9, Subject::BrickHouse, Fate::Accepted, Oddity::None, 3, "三组 老水井旁", "挖了地基，拉了砖"),
    (FARTHEST, 18, 11, Subject::Sheets, Fate::Completed("补：货主说月底拉走"), Oddity::None, 2, "前卫街子后", "园地里堆材料"),
    (OFFICER,  20, 10, Subject::Slab, Fate::Practice, Oddity::None, 3, "村委会院子", "学着报一条，拍的是自家院坝"),
];

/// Every record, oldest first, as of `now_ms`.
pub fn demo_records(now_ms: UnixMs) -> Vec<DemoRecord> {
    let mut records: Vec<_> = (1..)
        .zip(&LINES)
        .map(|(seed, line)| record(seed, line, now_ms))
        .collect();
    records.sort_by_key(|record| record.found_ms);
    records
}

fn record(seed: u32, line: &Line, now_ms: UnixMs) -> DemoRecord {
    let &(person, days, hour, subject, fate, oddity, photos, locality, note) = line;
    let found_ms = match days {
        0 => now_ms - hour * HOUR_MS / 2,
        // In the light of that day, and on no full hour.
        _ => {
            (cst_day(now_ms) - days) * DAY_MS - CST_MS + hour * HOUR_MS + i64::from(seed) * 131_000
        }
    };
    let village = match oddity {
        Oddity::UnknownVillage => NO_VILLAGE,
        Oddity::NextVillage => NEIGHBOUR.unit,
        _ => person.unit,
    };
    let has_position = oddity != Oddity::NoPosition;
    let is_complete = !matches!(fate, Fate::Returned(_) | Fate::Completed(_));
    DemoRecord {
        seed,
        subject,
        officer: OFFICERS
            .iter()
            .position(|officer| officer.unit == person.unit)
            .unwrap_or_default(),
        found_ms,
        fate,
        oddity,
        photos: kinds(photos, oddity),
        form: FindingForm {
            sighting: Some(subject.sighting()),
            village: UnitCode::parse(village).ok(),
            locality: Some(locality.to_owned()),
            position: has_position.then(|| position(seed, person, oddity, found_ms)),
            no_position: (!has_position).then_some(LackReason::NoFix),
            no_photos: (photos == 0).then_some(LackReason::Danger),
            area: Some(area(seed, is_complete)),
            progress: Some(Progress::ALL[seed as usize % Progress::ALL.len()]),
            land_before: is_complete.then(|| LandBefore::ALL[seed as usize % 4]),
            dissuasion: is_complete.then(|| Dissuasion::ALL[seed as usize % Dissuasion::ALL.len()]),
            party: seed.is_multiple_of(3).then(|| format!("{DEMO_MARK}·某某")),
            note: Some(format!("{DEMO_MARK}：{note}")),
        },
    }
}

/// Where the officers walk: longitude and latitude of a place near each one's village.
fn position(seed: u32, person: Person, oddity: Oddity, at_ms: UnixMs) -> Position {
    let (lon_deg, lat_deg) = match person.unit {
        unit if unit == NEIGHBOUR.unit => (102.5561, 24.3388),
        unit if unit == FARTHER.unit => (102.4713, 24.2709),
        unit if unit == FARTHEST.unit => (102.7752, 24.3321),
        _ => (102.5479, 24.3452),
    };
    let [east, north] = [7, 13].map(|step| f64::from(seed * step % 19) * 0.00031 - 0.003);
    Position {
        accuracy_m: match oddity {
            Oddity::PoorPosition => 180.0,
            _ => 4.0 + f64::from(seed % 9),
        },
        ..fix(lon_deg + east, lat_deg + north, at_ms)
    }
}

fn kinds(count: usize, oddity: Oddity) -> Vec<(PhotoKind, PhotoOrigin)> {
    let origin = match oddity {
        Oddity::Gallery => PhotoOrigin::Gallery,
        Oddity::Slow(_) => PhotoOrigin::SystemCamera,
        _ => PhotoOrigin::InAppCamera,
    };
    let guided = [PhotoKind::Far, PhotoKind::Near, PhotoKind::Feature];
    guided
        .into_iter()
        .take(count)
        .map(|kind| (kind, origin))
        .collect()
}

fn area(seed: u32, is_complete: bool) -> AreaEstimate {
    match seed % 5 {
        _ if !is_complete => AreaEstimate::Unclear,
        3 => AreaEstimate::Measured(AreaDm2(31_000 + i64::from(seed) * 977)),
        n => AreaEstimate::Band(AreaBand::ALL[n as usize % AreaBand::ALL.len()]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::finding::{lacks, problems};
    use std::collections::HashSet;
    use std::mem::discriminant;

    /// 2026-11-23T00:00+08:00, and a moment of an afternoon.
    const NOWS_MS: [UnixMs; 2] = [1_795_363_200_000, 1_795_420_000_000];

    #[test]
    fn every_record_can_be_sealed_and_was_found_before_now() {
        let phone = &mut crate::phone::Phone::new(1);
        for now_ms in NOWS_MS {
            let records = demo_records(now_ms);
            assert!(records.is_sorted_by_key(|record| record.found_ms));
            for record in &records {
                let photos: Vec<_> = record
                    .photos
                    .iter()
                    .map(|(kind, _)| phone.photo(b"x", *kind, 0))
                    .collect();
                assert_eq!(problems(&record.form, &photos), [], "{record:?}");
                assert!(record.found_ms < now_ms, "{record:?}");
            }
        }
    }

    #[test]
    fn there_is_one_of_everything_and_most_wait_for_the_reviewer() {
        let records = demo_records(NOWS_MS[0]);
        let fates: HashSet<_> = records
            .iter()
            .map(|record| discriminant(&record.fate))
            .collect();
        let oddities: HashSet<_> = records
            .iter()
            .map(|record| discriminant(&record.oddity))
            .collect();
        let subjects: HashSet<_> = records
            .iter()
            .map(|record| discriminant(&record.subject))
            .collect();
        assert_eq!(
            (fates.len(), oddities.len(), subjects.len()),
            (7, 12, Subject::ALL.len())
        );
        assert_eq!(records.len(), 24 + 1);
        let is_lacking = |record: &&DemoRecord| !lacks(&record.form, &[]).is_empty();
        assert!(records.iter().filter(is_lacking).count() > 3);
    }
}
