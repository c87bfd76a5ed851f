//! A photo's manifest: what produced the bytes, when and where. The bytes themselves are the
//! original: hashed once, never touched again.

use serde::{Deserialize, Serialize};

use crate::hash::Sha256;
use crate::ids::PhotoId;
use crate::position::Position;
use crate::taxonomy::{PhotoKind, PhotoOrigin};
use crate::time::UnixMs;

/// The longest side of an original, in pixels.
pub const MAX_SIDE_PX: u32 = 2048;

/// The largest original that the server takes, in bytes.
pub const MAX_PHOTO_BYTES: u64 = 12 * 1024 * 1024;

/// What is known of one photo; sealed with the record that names it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PhotoManifest {
    /// Made on the device.
    pub id: PhotoId,
    /// What it shows.
    pub kind: PhotoKind,
    /// How its bytes came to be.
    pub origin: PhotoOrigin,
    /// SHA-256 of the original bytes.
    pub sha256: Sha256,
    /// Length of the original, in bytes.
    pub bytes: u64,
    /// IANA media type of the original: `image/jpeg`.
    pub media_type: String,
    /// Width of the original, in pixels.
    pub width_px: u32,
    /// Height of the original, in pixels.
    pub height_px: u32,
    /// Device clock at the shutter (in-app camera), else when the file was taken in.
    pub taken_at_ms: UnixMs,
    /// The fix that was newest at the shutter, with its own time. `None`: there was none.
    pub position: Option<Position>,
    /// Degrees clockwise from magnetic north. `None` where the page was hidden at the shutter or
    /// the phone has no compass.
    pub heading_magnetic_deg: Option<f64>,
    /// The camera file that the original was made from; `None` for the in-app camera.
    pub source: Option<SourceFile>,
}

/// A file of the system camera or the gallery, before it was resized.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SourceFile {
    /// SHA-256 of the file as the browser handed it over.
    pub sha256: Sha256,
    /// Its length, in bytes.
    pub bytes: u64,
    /// The media type that the browser named.
    pub media_type: String,
    /// The file's own modification time, if the browser told.
    pub modified_at_ms: Option<UnixMs>,
}
