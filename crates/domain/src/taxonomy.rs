//! Closed lists of terms. Each variant has a stable code for wire and storage, its Chinese legal or
//! customary name, and where a law defines it, the article.
//!
//! A code that a newer app wrote and this one does not know is a parse error in a value made here,
//! never a silent "other".

/// Declares an enum whose variants carry a wire code, a Chinese name and a basis (may be empty).
#[macro_export]
macro_rules! taxonomy {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $code:literal, $zh:literal, $basis:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        pub enum $name {
            $(#[doc = $zh] #[serde(rename = $code)] $variant,)*
        }

        impl $name {
            /// Every variant, in the order of the forms.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable code on the wire and in the store.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The Chinese term.
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$variant => $zh,)* }
            }

            /// The article that defines it, or an empty text.
            pub const fn basis(self) -> &'static str {
                match self { $(Self::$variant => $basis,)* }
            }

            const CODES: &'static [&'static str] = &[$($code,)*];

            /// The variant of a code.
            pub fn from_code(code: &str) -> Option<Self> {
                Some(Self::ALL[$crate::taxonomy::place(code, Self::CODES)?])
            }
        }

        // Not derived: a text is looked up in a list by the same code for every list.
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let code = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::from_code(&code)
                    .ok_or_else(|| serde::de::Error::unknown_variant(&code, Self::CODES))
            }
        }
    };
}

/// Where a code is in a list of codes.
#[doc(hidden)]
pub fn place(code: &str, codes: &[&str]) -> Option<usize> {
    codes.iter().position(|known| *known == code)
}

taxonomy! {
    /// What the officer sees, before anybody judges it: the one-tap chips of the report.
    SightingKind {
        Building = "building", "建房", "";
        Hardening = "hardening", "硬化", "";
        SoilTaking = "soil_taking", "取土", "";
        Mining = "mining", "采矿", "";
        Dumping = "dumping", "倒土", "";
        PondDigging = "pond_digging", "挖塘", "";
        Other = "other", "其他", "";
    }
}

taxonomy! {
    /// How far the works are (建设情况).
    Progress {
        UnderWay = "under_way", "动工中", "";
        Built = "built", "已建成", "";
        Stopped = "stopped", "已停工", "";
    }
}

taxonomy! {
    /// The land class before, as a village officer can tell it; the full GB/T 21010 code comes at the township.
    LandBefore {
        Paddy = "paddy", "水田", "GB/T 21010-2017 0101";
        DryLand = "dry_land", "旱地", "GB/T 21010-2017 0103";
        Orchard = "orchard", "园地", "GB/T 21010-2017 02";
        Forest = "forest", "林地", "GB/T 21010-2017 03";
        Other = "other", "其他", "";
        Unclear = "unclear", "不清楚", "";
    }
}

taxonomy! {
    /// What came of talking the party out of it (劝阻, an oral act that every level may do).
    Dissuasion {
        Stopped = "stopped", "已停止", "";
        Continued = "continued", "劝阻后仍施工", "";
        PartyAbsent = "party_absent", "当事人不在", "";
        NotConvenient = "not_convenient", "不便当面", "";
        SelfRemoved = "self_removed", "已自行拆除", "";
        NotTried = "not_tried", "未劝阻", "";
    }
}

taxonomy! {
    /// Why a report has no photo or no position.
    LackReason {
        Danger = "danger", "危险", "";
        NoAccess = "no_access", "进不去", "";
        Dark = "dark", "天黑", "";
        NoFix = "no_fix", "定位不到", "";
    }
}

taxonomy! {
    /// What a photo shows (举证照片类别).
    PhotoKind {
        Far = "far", "远景", "";
        Near = "near", "近景", "";
        Feature = "feature", "特征", "";
        Inside = "inside", "内景", "";
        Corner = "corner", "拐点", "";
        Sign = "sign", "标识", "";
        After = "after", "整改后", "";
    }
}

taxonomy! {
    /// How the bytes of a photo came to be.
    PhotoOrigin {
        InAppCamera = "in_app_camera", "应用内相机", "";
        SystemCamera = "system_camera", "系统相机", "";
        Gallery = "gallery", "相册", "";
    }
}
