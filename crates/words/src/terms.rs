//! The English of the terms whose Chinese is in `domain`. A new variant does not compile without its English.

use crate::Lang;

/// A term that can be said in both languages.
pub trait Term: Copy {
    /// The term in `lang`.
    fn say(self, lang: Lang) -> &'static str;
}

impl Term for domain::taxonomy::SightingKind {
    fn say(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::Zh, _) => self.zh(),
            (Lang::En, Self::Building) => "Building",
            (Lang::En, Self::Hardening) => "Paving",
            (Lang::En, Self::SoilTaking) => "Soil taking",
            (Lang::En, Self::Mining) => "Mining",
            (Lang::En, Self::Dumping) => "Dumping",
            (Lang::En, Self::PondDigging) => "Pond digging",
            (Lang::En, Self::Other) => "Other",
        }
    }
}

impl Term for domain::taxonomy::Progress {
    fn say(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::Zh, _) => self.zh(),
            (Lang::En, Self::UnderWay) => "Under way",
            (Lang::En, Self::Built) => "Completed",
            (Lang::En, Self::Stopped) => "Works stopped",
        }
    }
}

impl Term for domain::taxonomy::LandBefore {
    fn say(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::Zh, _) => self.zh(),
            (Lang::En, Self::Paddy) => "Paddy field",
            (Lang::En, Self::DryLand) => "Dry field",
            (Lang::En, Self::Orchard) => "Orchard",
            (Lang::En, Self::Forest) => "Forest",
            (Lang::En, Self::Other) => "Other",
            (Lang::En, Self::Unclear) => "Not clear",
        }
    }
}

impl Term for domain::taxonomy::Dissuasion {
    fn say(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::Zh, _) => self.zh(),
            (Lang::En, Self::Stopped) => "Stopped",
            (Lang::En, Self::Continued) => "Went on after advice",
            (Lang::En, Self::PartyAbsent) => "Party absent",
            (Lang::En, Self::NotConvenient) => "Not advisable in person",
            (Lang::En, Self::SelfRemoved) => "Removed by themselves",
            (Lang::En, Self::NotTried) => "Not tried",
        }
    }
}

impl Term for domain::taxonomy::LackReason {
    fn say(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::Zh, _) => self.zh(),
            (Lang::En, Self::Danger) => "Danger",
            (Lang::En, Self::NoAccess) => "No access",
            (Lang::En, Self::Dark) => "Dark",
            (Lang::En, Self::NoFix) => "No position found",
        }
    }
}

impl Term for domain::taxonomy::PhotoKind {
    fn say(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::Zh, _) => self.zh(),
            (Lang::En, Self::Far) => "Overview",
            (Lang::En, Self::Near) => "Close view",
            (Lang::En, Self::Feature) => "Detail",
            (Lang::En, Self::Inside) => "Inside",
            (Lang::En, Self::Corner) => "Corner point",
            (Lang::En, Self::Sign) => "Sign",
            (Lang::En, Self::After) => "After correction",
        }
    }
}

impl Term for domain::taxonomy::PhotoOrigin {
    fn say(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::Zh, _) => self.zh(),
            (Lang::En, Self::InAppCamera) => "In-app camera",
            (Lang::En, Self::SystemCamera) => "System camera",
            (Lang::En, Self::Gallery) => "Gallery",
        }
    }
}

impl Term for domain::position::FixGrade {
    fn say(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::Zh, _) => self.zh(),
            (Lang::En, Self::Good) => "Good",
            (Lang::En, Self::Fair) => "Fair",
            (Lang::En, Self::Poor) => "Poor",
        }
    }
}

impl Term for domain::area::AreaBand {
    fn say(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::Zh, _) => self.zh(),
            (Lang::En, Self::UnderFifth) => "<0.2",
            (Lang::En, Self::FifthToHalf) => "0.2-0.5",
            (Lang::En, Self::HalfToOne) => "0.5-1",
            (Lang::En, Self::OneToFive) => "1-5",
            (Lang::En, Self::OverFive) => ">5",
        }
    }
}

impl Term for domain::finding::Field {
    fn say(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::Zh, _) => self.zh(),
            (Lang::En, Self::Sighting) => "Situation",
            (Lang::En, Self::Village) => "Village",
            (Lang::En, Self::Locality) => "Location",
            (Lang::En, Self::Position) => "Position",
            (Lang::En, Self::Photos) => "Photos",
            (Lang::En, Self::Area) => "Area",
            (Lang::En, Self::Party) => "Party",
            (Lang::En, Self::Note) => "Note",
        }
    }
}

impl Term for domain::finding::ProblemCode {
    fn say(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::Zh, _) => self.zh(),
            (Lang::En, Self::Missing) => "is missing",
            (Lang::En, Self::MissingWithoutReason) => "is missing, and no reason is given",
            (Lang::En, Self::NotAVillage) => "is not a village code",
            (Lang::En, Self::Impossible) => "cannot be",
            (Lang::En, Self::TooLong) => "is too long",
            (Lang::En, Self::TooMany) => "are too many",
        }
    }
}

impl Term for domain::finding::Lack {
    fn say(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::Zh, _) => self.zh(),
            (Lang::En, Self::Position) => "position",
            (Lang::En, Self::PhotoFar) => "overview photo",
            (Lang::En, Self::PhotoNear) => "close-view photo",
            (Lang::En, Self::PhotoFeature) => "detail photo",
            (Lang::En, Self::Area) => "area",
            (Lang::En, Self::Progress) => "state of the works",
            (Lang::En, Self::LandBefore) => "land class before",
            (Lang::En, Self::Dissuasion) => "dissuasion",
        }
    }
}

impl Term for domain::review::Role {
    fn say(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::Zh, _) => self.zh(),
            (Lang::En, Self::VillageOfficer) => "Village information officer",
            (Lang::En, Self::TownshipReviewer) => "Township reviewer",
            (Lang::En, Self::CountyReviewer) => "County reviewer",
            (Lang::En, Self::CityReviewer) => "City reviewer",
        }
    }
}

impl Term for domain::review::Verdict {
    fn say(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::Zh, _) => self.zh(),
            (Lang::En, Self::Returned) => "Return for completion",
            (Lang::En, Self::Accepted) => "Accept for verification",
        }
    }
}

impl Term for domain::review::Stage {
    fn say(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::Zh, _) => self.zh(),
            (Lang::En, Self::Submitted) => "To be reviewed",
            (Lang::En, Self::Returned) => "Returned for completion",
            (Lang::En, Self::Verifying) => "Accepted",
            (Lang::En, Self::Practice) => "Practice",
        }
    }
}

impl Term for domain::wire::Flag {
    fn say(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::Zh, _) => self.zh(),
            (Lang::En, Self::Unreadable) => "Content cannot be read",
            (Lang::En, Self::UnknownVillage) => "Village code not in the table",
            (Lang::En, Self::OutsideUnit) => "Outside the officer's village",
            (Lang::En, Self::TimeImplausible) => "Time is implausible",
            (Lang::En, Self::ClockSkew) => "Phone clock is off",
            (Lang::En, Self::SequenceGap) => "Sequence has a gap",
            (Lang::En, Self::ChainFork) => "Chain is forked",
            (Lang::En, Self::NotAuthor) => "Signed by another phone or officer",
            (Lang::En, Self::DeviceRevoked) => "Phone was revoked",
            (Lang::En, Self::GalleryPhoto) => "Has gallery photos",
            (Lang::En, Self::PoorPosition) => "Position is inaccurate",
            (Lang::En, Self::NoPosition) => "No position",
            (Lang::En, Self::NoPhotos) => "No photos",
            (Lang::En, Self::PhotoNotAnImage) => "A photo is no image",
            (Lang::En, Self::PracticeChanged) => "Marked as practice in some versions only",
            (Lang::En, Self::Demo) => "Demonstration",
        }
    }
}

impl Term for domain::wire::ChainLink {
    fn say(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::Zh, _) => self.zh(),
            (Lang::En, Self::First) => "first record",
            (Lang::En, Self::Linked) => "linked",
            (Lang::En, Self::Gap) => "sequence has a gap",
            (Lang::En, Self::Fork) => "chain is forked",
        }
    }
}
