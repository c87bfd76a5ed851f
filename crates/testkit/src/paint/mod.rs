//! Photos of the demonstration: drawn, so they are nobody's land.
//!
//! A scene is a small world of a few hundred metres with one thing in it that somebody began on
//! farmland. The three photos that the app asks for are three places to stand in that world: far,
//! near, and before a detail. The same seed gives the same world, and the same bytes.

mod brick;
mod chance;
mod earth;
mod ground;
mod growth;
mod heap;
mod house;
mod machine;
mod noise;
mod panel;
mod pond;
mod sky;
mod solid;
mod view;
mod yard;

use chance::{Dice, hash};
use domain::taxonomy::{PhotoKind, SightingKind};
use earth::Bank;
use ground::Plot;
use house::BrickHouse;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use panel::PanelHouse;
use pond::Pond;
use view::{Colour, Place, View};
use yard::{Sheets, Slab};

/// Width of a painted photo.
pub const WIDTH_PX: u32 = 640;
/// Height of a painted photo.
pub const HEIGHT_PX: u32 = 480;

/// How much a photo may lose, in the encoder's percent.
const QUALITY: u8 = 82;

/// What was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A brick house, half built.
    BrickHouse,
    /// White panels under a blue roof.
    PanelHouse,
    /// A slab of concrete.
    Slab,
    /// A slope of red soil, dug away.
    Slope,
    /// A quarry.
    Quarry,
    /// Heaps of rubble.
    Rubble,
    /// A pond.
    Pond,
    /// Stacks of blue sheets.
    Sheets,
}

impl Subject {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::BrickHouse,
        Self::PanelHouse,
        Self::Slab,
        Self::Slope,
        Self::Quarry,
        Self::Rubble,
        Self::Pond,
        Self::Sheets,
    ];

    /// What an officer would report it as.
    pub fn sighting(self) -> SightingKind {
        match self {
            Self::BrickHouse | Self::PanelHouse => SightingKind::Building,
            Self::Slab => SightingKind::Hardening,
            Self::Slope => SightingKind::SoilTaking,
            Self::Quarry => SightingKind::Mining,
            Self::Rubble => SightingKind::Dumping,
            Self::Pond => SightingKind::PondDigging,
            Self::Sheets => SightingKind::Other,
        }
    }

    fn plot(self) -> Plot {
        let (half_m, soil): ([f32; 2], Colour) = match self {
            Self::BrickHouse | Self::PanelHouse => ([12.0, 11.0], [0.60, 0.48, 0.36]),
            Self::Slab => ([12.5, 9.5], [0.57, 0.47, 0.36]),
            Self::Slope => ([18.0, 11.0], [0.64, 0.42, 0.29]),
            Self::Quarry => ([22.0, 12.0], [0.66, 0.61, 0.53]),
            Self::Rubble => ([12.5, 10.0], [0.54, 0.45, 0.36]),
            Self::Pond => ([13.5, 10.5], [0.58, 0.44, 0.31]),
            Self::Sheets => ([12.0, 8.5], [0.56, 0.47, 0.37]),
        };
        Plot { half_m, soil }
    }
}

/// Something that stands in the middle of a scene.
enum Thing {
    Brick(BrickHouse),
    Panel(PanelHouse),
    Slab(Slab),
    Bank(Bank),
    Rubble,
    Pond(Pond),
    Sheets(Sheets),
}

impl Thing {
    fn new(seed: u32, subject: Subject) -> Self {
        match subject {
            Subject::BrickHouse => Self::Brick(BrickHouse::new(seed)),
            Subject::PanelHouse => Self::Panel(PanelHouse::new(seed)),
            Subject::Slab => Self::Slab(Slab::new(seed)),
            Subject::Slope => Self::Bank(earth::soil_bank(seed)),
            Subject::Quarry => Self::Bank(earth::quarry(seed)),
            Subject::Rubble => Self::Rubble,
            Subject::Pond => Self::Pond(Pond::new(seed)),
            Subject::Sheets => Self::Sheets(Sheets::new(seed)),
        }
    }

    fn draw(&self, view: &mut View, seed: u32) {
        match self {
            Self::Brick(house) => house.draw(view),
            Self::Panel(house) => house.draw(view),
            Self::Slab(slab) => slab.draw(view),
            Self::Bank(bank) => bank.draw(view),
            Self::Rubble => earth::rubble(view, seed),
            Self::Pond(pond) => pond.draw(view),
            Self::Sheets(sheets) => sheets.draw(view),
        }
    }

    /// How high the eye is for the near photo: into a hole one looks from a heap.
    fn near_eye_m(&self) -> f32 {
        match self {
            Self::Pond(_) | Self::Slab(_) => 3.4,
            _ => 2.0,
        }
    }

    /// The detail that is worth a photo, how far one steps back from it, and how far up in the picture
    /// the horizon is then.
    fn detail(&self, seed: u32) -> (Place, f32, f32) {
        let is_left = hash(seed, 9).is_multiple_of(2);
        match self {
            Self::Brick(house) => (house.detail(is_left), 4.6, 0.55),
            Self::Panel(house) => (house.detail(), 4.4, 0.52),
            Self::Slab(slab) => (slab.detail(), 3.4, 0.16),
            Self::Bank(bank) => (bank.detail(), 5.2, 0.55),
            Self::Rubble => (earth::rubble_detail(seed), 4.2, 0.26),
            Self::Pond(pond) => (pond.detail(), 4.4, 0.24),
            Self::Sheets(sheets) => (sheets.detail(), 3.9, 0.34),
        }
    }
}

/// Paints a photo as JPEG. The same arguments give the same bytes.
pub fn photo(seed: u32, subject: Subject, kind: PhotoKind) -> Vec<u8> {
    let thing = Thing::new(seed, subject);
    let mut dice = Dice::new(seed, 8);
    let (eye, horizon): (Place, f32) = match kind {
        PhotoKind::Far => {
            let (x, y) = (dice.between(-7.0, 7.0), dice.between(-30.0, -25.0));
            ([x, y, dice.between(4.6, 6.6)], 0.40)
        }
        PhotoKind::Near => ([dice.between(-2.5, 2.5), -17.0, thing.near_eye_m()], 0.46),
        _ => {
            let (place, back_m, horizon) = thing.detail(seed);
            ([place[0] + 0.5, place[1] - back_m, 1.6], horizon)
        }
    };
    // Only a size of nothing makes no picture.
    let Some(mut view) = View::new(eye, horizon, sky::day(seed).haze) else {
        return Vec::new();
    };
    sky::backdrop(&mut view, seed);
    ground::ground(&mut view, seed, subject.plot());
    growth::groves(&mut view, seed);
    thing.draw(&mut view, seed);
    if kind != PhotoKind::Far {
        let reach = if kind == PhotoKind::Near { 9.0 } else { 3.2 };
        let foot = [eye[0] + reach * 0.34, eye[1] + reach, 0.0];
        machine::pole(&mut view, foot);
    }
    jpeg(&view)
}

/// Develops the picture: darker corners, the grain of a small sensor.
fn jpeg(view: &View) -> Vec<u8> {
    let mut rgb = Vec::with_capacity((WIDTH_PX * HEIGHT_PX * 3) as usize);
    let mut grain = 1_u32;
    let [middle_x, middle_y] = [WIDTH_PX, HEIGHT_PX].map(|size| size as f32 / 2.0);
    for (row, pixels) in view.rows().enumerate() {
        let down = (row as f32 - middle_y) / middle_y;
        for (column, pixel) in pixels.chunks_exact(4).enumerate() {
            let across = (column as f32 - middle_x) / middle_x;
            let light = 256.0 * (1.02 - 0.10 * (across * across + down * down));
            grain ^= grain << 13;
            grain ^= grain >> 17;
            grain ^= grain << 5;
            let speck = (grain >> 29) as i32 - 4;
            rgb.extend(pixel[..3].iter().map(|channel| {
                let value = ((i32::from(*channel) * light as i32) >> 8) + speck;
                value.clamp(0, 255) as u8
            }));
        }
    }
    let mut jpeg = Vec::new();
    let mut encoder = Encoder::new(&mut jpeg, QUALITY);
    encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
    let encoded = encoder.encode(&rgb, WIDTH_PX as u16, HEIGHT_PX as u16, ColorType::Rgb);
    // Writing to memory fails only for sizes that do not fit, and these are constants.
    encoded.map_or_else(|_| Vec::new(), |()| jpeg)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_photo_is_a_jpeg_of_its_arguments_and_weighs_what_photos_weigh() {
        let mut seen = BTreeSet::new();
        for subject in Subject::ALL {
            for kind in [PhotoKind::Far, PhotoKind::Near, PhotoKind::Feature] {
                let bytes = photo(1, subject, kind);
                assert!(bytes.starts_with(&[0xff, 0xd8, 0xff]));
                let kilobytes = bytes.len() / 1000;
                assert!(
                    (20..120).contains(&kilobytes),
                    "{subject:?} {kind:?}: {kilobytes}"
                );
                assert!(seen.insert(bytes), "{subject:?} {kind:?} is another one's");
            }
        }
        let again = photo(1, Subject::Pond, PhotoKind::Far);
        assert!(seen.contains(&again));
        assert!(!seen.contains(&photo(2, Subject::Pond, PhotoKind::Far)));
    }

    #[test]
    fn what_is_painted_stands_out_from_the_land() {
        let land = |seed, subject: Subject| {
            let mut view = View::new([0.0, -17.0, 2.0], 0.46, [0.9; 3]).unwrap();
            ground::ground(&mut view, seed, subject.plot());
            let before = view.rows().map(<[u8]>::to_vec).collect::<Vec<_>>();
            Thing::new(seed, subject).draw(&mut view, seed);
            let changed = view
                .rows()
                .zip(&before)
                .flat_map(|(row, before)| row.chunks(4).zip(before.chunks(4)));
            changed.filter(|(now, before)| now != before).count()
        };
        for subject in Subject::ALL {
            let pixels = land(3, subject);
            assert!(
                pixels > (WIDTH_PX * HEIGHT_PX / 25) as usize,
                "{subject:?}: {pixels}"
            );
        }
    }
}
