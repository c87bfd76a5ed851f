//! The closed lists with which a supervisor describes a case: what the law calls it, how it came to
//! notice, who is concerned, what approval there is, what an official stop order achieved.
//!
//! A village officer never fills these in: what the officer sees is in the module `taxonomy`. Until
//! a case is verified every term here is shown behind 疑似. Codes are for ever; names may be improved.
//!
//! Articles: 土地管理法 (2019), its 实施条例 (2021), 基本农田保护条例 (2011), 矿产资源法 (2024, in force
//! since 2025-07-01). They name the rule that holds today; an act is judged by the rule of its day.

use crate::taxonomy;

taxonomy! {
    /// What an act on land would be in law, if it is verified.
    LandViolation {
        IllegalOccupation = "illegal_occupation", "非法占地", "《土地管理法》第七十七条第一款";
        BuildBeforeApproval = "build_before_approval", "未批先建", "《土地管理法》第七十七条第一款";
        NotReported = "not_reported", "未报即用", "《土地管理法》第七十七条第一款";
        WhileReporting = "while_reporting", "边报边用", "《土地管理法》第七十七条第一款";
        NotSupplied = "not_supplied", "未供即用", "《土地管理法》第七十七条第一款";
        OverApproved = "over_approved", "超过批准面积占地", "《土地管理法》第七十七条第二款";
        VillagerHouse = "villager_house", "农村村民非法占地建住宅", "《土地管理法》第七十八条";
        DestroyFarmland = "destroy_farmland", "占用耕地建窑、建坟、建房、挖砂、采石、采矿、取土等破坏种植条件", "《土地管理法》第三十七条第二款、第七十五条";
        PbfOrchardPond = "pbf_orchard_pond", "占用永久基本农田发展林果业或者挖塘养鱼", "《土地管理法》第三十七条第三款、《土地管理法实施条例》第五十一条";
        PbfDestroy = "pbf_destroy", "破坏基本农田", "《基本农田保护条例》第十七条、第三十三条";
        PbfMarker = "pbf_marker", "破坏或者擅自改变基本农田保护标志", "《基本农田保护条例》第三十二条";
        IllegalTransfer = "illegal_transfer", "非法转让土地", "《土地管理法》第七十四条";
        IllegalApproval = "illegal_approval", "非法批地", "《土地管理法》第七十九条";
        CollectiveNonAgri = "collective_non_agri", "擅自将集体土地用于非农业建设", "《土地管理法》第八十二条";
        RefuseReturn = "refuse_return", "拒不交还土地（含临时用地期满不还）", "《土地管理法》第八十一条";
        UseChange = "use_change", "不按批准用途使用国有土地", "《土地管理法》第八十一条";
        TempPermanent = "temp_permanent", "在临时用地上修建永久性建筑物", "《土地管理法实施条例》第五十二条";
        RebuildOffPlan = "rebuild_off_plan", "重建、扩建不符合规划的建筑物", "《土地管理法实施条例》第五十三条";
        NoReclamation = "no_reclamation", "拒不履行土地复垦义务", "《土地管理法》第七十六条";
        ForbiddenReclaim = "forbidden_reclaim", "在禁止开垦范围内开发土地", "《土地管理法实施条例》第五十七条第二款";
        Other = "other", "其他", "";
    }
}

taxonomy! {
    /// What an act on minerals would be in law, if it is verified. The rows without an article stand
    /// in the statistical table of mineral cases.
    MineralViolation {
        NoRightExplore = "no_right_explore", "未取得探矿权勘查", "《矿产资源法》第六十三条第一款";
        BeyondExplore = "beyond_explore", "越界勘查", "《矿产资源法》第六十三条第二款";
        NoRightMine = "no_right_mine", "未取得采矿权开采", "《矿产资源法》第六十四条第一款";
        BeyondMine = "beyond_mine", "越界（越层）开采", "《矿产资源法》第六十四条第二款";
        OverlayUnapproved = "overlay_unapproved", "未经批准压覆战略性矿产资源", "《矿产资源法》第六十五条";
        NoPermitExplore = "no_permit_explore", "有探矿权未取得勘查许可证作业", "《矿产资源法》第六十六条";
        NoPermitMine = "no_permit_mine", "有采矿权未取得采矿许可证作业", "《矿产资源法》第六十七条";
        Destructive = "destructive", "破坏性开采", "《矿产资源法》第六十八条";
        NoEcoRestore = "no_eco_restore", "不履行矿区生态修复义务", "《矿产资源法》第七十一条";
        IllegalTransferRight = "illegal_transfer_right", "非法转让探矿权、采矿权", "";
        IllegalLicensing = "illegal_licensing", "违法发放勘查、采矿许可证", "";
        RiverSand = "river_sand", "河道非法采砂", "法释〔2016〕25号第四条";
        Other = "other", "其他", "";
    }
}

taxonomy! {
    /// How a case came to notice (发现渠道).
    DiscoveryChannel {
        Patrol = "patrol", "动态巡查", "";
        VillageInformant = "village_informant", "信息员报告", "";
        FieldChief = "field_chief", "田长巡田", "";
        Satellite = "satellite", "卫片（遥感）", "";
        Uav = "uav", "无人机", "";
        Video = "video", "视频监控", "";
        Hotline = "hotline", "12336 举报", "";
        Petition = "petition", "信访", "";
        Media = "media", "媒体反映", "";
        AssignedByUpper = "assigned_by_upper", "上级交办", "";
        ReportedByLower = "reported_by_lower", "下级上报", "";
        Transferred = "transferred", "部门移送", "";
        Inspection = "inspection", "督察、审计", "";
        Other = "other", "其他", "";
    }
}

taxonomy! {
    /// Who is concerned (当事人类别): the columns of the statistical tables. `Unknown` must be
    /// resolved before a case is filed.
    SubjectKind {
        ProvinceOrgan = "province_organ", "省级机关", "";
        CityOrgan = "city_organ", "地级机关", "";
        CountyOrgan = "county_organ", "县级机关", "";
        TownshipOrgan = "township_organ", "乡级机关", "";
        VillageCollective = "village_collective", "村组集体", "";
        Enterprise = "enterprise", "企事业单位", "";
        Individual = "individual", "个人", "";
        ForeignInvested = "foreign_invested", "外商投资企业", "";
        StateOrgan = "state_organ", "国家机关", "";
        Unknown = "unknown", "不明", "";
    }
}

taxonomy! {
    /// What approval the use of the land has (用地审批手续情况). `Unknown` is an answer: somebody
    /// looked and could not tell.
    ApprovalStatus {
        Approved = "approved", "已批准", "";
        InProgress = "in_progress", "正在报批", "";
        None = "none", "未办理审批手续", "";
        Exceeded = "exceeded", "超出批准范围", "";
        Unknown = "unknown", "不清楚", "";
    }
}

taxonomy! {
    /// What an official stop order achieved (制止情况). Ordering to stop is for the county and above;
    /// talking the party out of it, which anybody may do, is [`crate::taxonomy::Dissuasion`].
    StopResult {
        Stopped = "stopped", "已停止", "《土地管理法》第六十八条第四项";
        Continued = "continued", "拒不停止", "《土地管理法》第六十八条第四项";
        AbsentParty = "absent_party", "当事人不在场", "";
        SelfRemoved = "self_removed", "自行拆除、恢复", "";
        NotNeeded = "not_needed", "无需制止", "";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks one list: its codes are the released ones in their order, they are unique, come back
    /// from `from_code` and from JSON, and every term has a name of its own.
    macro_rules! is_stable {
        ($list:ty, $released:expr) => {{
            let codes: Vec<&str> = <$list>::ALL.iter().map(|term| term.code()).collect();
            assert_eq!(
                codes, $released,
                "a released code was changed, moved or lost"
            );
            let distinct: std::collections::BTreeSet<_> = codes.iter().collect();
            assert_eq!(distinct.len(), codes.len());
            let names: std::collections::BTreeSet<_> =
                <$list>::ALL.iter().map(|term| term.zh()).collect();
            assert_eq!(names.len(), codes.len());
            for term in <$list>::ALL {
                assert!(!term.zh().trim().is_empty(), "{term:?}");
                assert_eq!(<$list>::from_code(term.code()), Some(*term));
                let json = serde_json::to_string(term).unwrap();
                assert_eq!(json, format!("\"{}\"", term.code()));
                assert_eq!(serde_json::from_str::<$list>(&json).unwrap(), *term);
            }
            assert_eq!(<$list>::from_code("no_such_code"), None);
            assert!(serde_json::from_str::<$list>("\"no_such_code\"").is_err());
        }};
    }

    #[test]
    fn codes_of_land_violations_stay() {
        is_stable!(
            LandViolation,
            [
                "illegal_occupation",
                "build_before_approval",
                "not_reported",
                "while_reporting",
                "not_supplied",
                "over_approved",
                "villager_house",
                "destroy_farmland",
                "pbf_orchard_pond",
                "pbf_destroy",
                "pbf_marker",
                "illegal_transfer",
                "illegal_approval",
                "collective_non_agri",
                "refuse_return",
                "use_change",
                "temp_permanent",
                "rebuild_off_plan",
                "no_reclamation",
                "forbidden_reclaim",
                "other",
            ]
        );
    }

    #[test]
    fn codes_of_mineral_violations_stay() {
        is_stable!(
            MineralViolation,
            [
                "no_right_explore",
                "beyond_explore",
                "no_right_mine",
                "beyond_mine",
                "overlay_unapproved",
                "no_permit_explore",
                "no_permit_mine",
                "destructive",
                "no_eco_restore",
                "illegal_transfer_right",
                "illegal_licensing",
                "river_sand",
                "other",
            ]
        );
    }

    #[test]
    fn codes_of_channels_subjects_approvals_and_stop_results_stay() {
        is_stable!(
            DiscoveryChannel,
            [
                "patrol",
                "village_informant",
                "field_chief",
                "satellite",
                "uav",
                "video",
                "hotline",
                "petition",
                "media",
                "assigned_by_upper",
                "reported_by_lower",
                "transferred",
                "inspection",
                "other",
            ]
        );
        is_stable!(
            SubjectKind,
            [
                "province_organ",
                "city_organ",
                "county_organ",
                "township_organ",
                "village_collective",
                "enterprise",
                "individual",
                "foreign_invested",
                "state_organ",
                "unknown",
            ]
        );
        is_stable!(
            ApprovalStatus,
            ["approved", "in_progress", "none", "exceeded", "unknown"]
        );
        is_stable!(
            StopResult,
            [
                "stopped",
                "continued",
                "absent_party",
                "self_removed",
                "not_needed"
            ]
        );
    }

    #[test]
    fn every_violation_of_land_but_other_names_its_article() {
        let without: Vec<_> = LandViolation::ALL
            .iter()
            .filter(|term| term.basis().is_empty())
            .collect();
        assert_eq!(without, [&LandViolation::Other]);
        assert!(
            LandViolation::ALL
                .iter()
                .all(|term| term.basis().is_empty() || term.basis().contains('第'))
        );
    }

    #[test]
    fn minerals_without_an_article_are_the_rows_of_the_statistics() {
        use MineralViolation::{IllegalLicensing, IllegalTransferRight, Other};
        let without: Vec<_> = MineralViolation::ALL
            .iter()
            .filter(|term| term.basis().is_empty())
            .collect();
        assert_eq!(without, [&IllegalTransferRight, &IllegalLicensing, &Other]);
    }
}
