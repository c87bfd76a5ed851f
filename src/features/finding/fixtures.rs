//! Values for the tests of this feature.

use domain::hash::Sha256;
use domain::ids::PhotoId;
use domain::photo::PhotoManifest;
use domain::position::{Position, PositionSource};
use domain::taxonomy::{PhotoKind, PhotoOrigin};
use domain::time::UnixMs;

/// A fix of 5.6 m, made at 1970-01-01T00:00Z.
pub(super) fn position() -> Position {
    Position {
        lon_deg: 102.543_718,
        lat_deg: 24.350_512,
        accuracy_m: 5.6,
        altitude_m: None,
        fixed_at_ms: 0,
        source: PositionSource::Device,
    }
}

/// A 远景 of which nothing is known but how and when it came to be.
pub(super) fn photo(origin: PhotoOrigin, taken_at_ms: UnixMs) -> PhotoManifest {
    PhotoManifest {
        id: PhotoId::new(0, [1; 10]),
        kind: PhotoKind::Far,
        origin,
        sha256: Sha256([1; 32]),
        bytes: 1,
        media_type: "image/jpeg".to_owned(),
        width_px: 1,
        height_px: 1,
        taken_at_ms,
        position: None,
        heading_magnetic_deg: None,
        source: None,
    }
}
