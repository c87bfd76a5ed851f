//! The size of a picture, read from its first bytes: JPEG (ITU-T T.81, with the orientation of Exif
//! 2.32), PNG (RFC 2083), WebP (RFC 9649). It is needed before the decoding, so that the decoder
//! itself makes the picture small.

/// The size of the picture as it is meant to be seen, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Width.
    pub width_px: u32,
    /// Height.
    pub height_px: u32,
}

/// The size, from the beginning of a file; `None` for another format or a header that goes on beyond
/// these bytes.
pub fn size_of(head: &[u8]) -> Option<Size> {
    match head {
        [0xFF, 0xD8, ..] => jpeg(head),
        [0x89, b'P', b'N', b'G', ..] => Some(Size {
            width_px: be32(head, 16)?,
            height_px: be32(head, 20)?,
        }),
        [b'R', b'I', b'F', b'F', ..] if head.get(8..12)? == b"WEBP" => webp(head),
        _ => None,
    }
}

/// Walks the segments up to the frame header; an Exif segment before it may turn the picture.
fn jpeg(head: &[u8]) -> Option<Size> {
    let mut at = 2;
    let mut is_turned = false;
    loop {
        // Any number of fill bytes may stand before a marker (B.1.1.2).
        while head.get(at)? == &0xFF && head.get(at + 1)? == &0xFF {
            at += 1;
        }
        if head[at] != 0xFF {
            return None;
        }
        let marker = head[at + 1];
        let length = usize::from(be16(head, at + 2)?);
        match marker {
            // Frame headers are C0 to CF, without the tables DHT, JPG, DAC.
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                let height_px = be16(head, at + 5)?.into();
                let width_px = be16(head, at + 7)?.into();
                return Some(if is_turned {
                    Size {
                        width_px: height_px,
                        height_px: width_px,
                    }
                } else {
                    Size {
                        width_px,
                        height_px,
                    }
                });
            }
            // The scan has begun and there was no frame.
            0xDA | 0xD9 => return None,
            0xE1 => is_turned |= head.get(at + 4..at + 2 + length).is_some_and(exif_turns),
            _ => {}
        }
        at += 2 + length.max(2);
    }
}

/// Whether the orientation of an APP1 segment exchanges width and height (values 5 to 8).
fn exif_turns(segment: &[u8]) -> bool {
    let Some(tiff) = segment.strip_prefix(b"Exif\0\0") else {
        return false;
    };
    let is_big = tiff.starts_with(b"MM");
    let number16 = |at: usize| {
        let bytes: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if is_big {
            u16::from_be_bytes(bytes)
        } else {
            u16::from_le_bytes(bytes)
        })
    };
    let number32 = |at: usize| {
        let bytes: [u8; 4] = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if is_big {
            u32::from_be_bytes(bytes)
        } else {
            u32::from_le_bytes(bytes)
        })
    };
    let orientation = || {
        let directory = usize::try_from(number32(4)?).ok()?;
        let entries = usize::from(number16(directory)?);
        (0..entries)
            .map(|index| directory + 2 + 12 * index)
            .find(|&entry| number16(entry) == Some(0x0112))
            .and_then(|entry| number16(entry + 8))
    };
    orientation().is_some_and(|value| (5..=8).contains(&value))
}

fn webp(head: &[u8]) -> Option<Size> {
    let byte = |at: usize| head.get(at).map(|&byte| u32::from(byte));
    let le24 = |at: usize| Some(byte(at)? | byte(at + 1)? << 8 | byte(at + 2)? << 16);
    let le14 = |at: usize| Some((byte(at)? | byte(at + 1)? << 8) & 0x3FFF);
    match head.get(12..16)? {
        b"VP8X" => Some(Size {
            width_px: le24(24)? + 1,
            height_px: le24(27)? + 1,
        }),
        b"VP8 " => Some(Size {
            width_px: le14(26)?,
            height_px: le14(28)?,
        }),
        b"VP8L" => {
            let bits = le24(21)? | byte(24)? << 24;
            Some(Size {
                width_px: (bits & 0x3FFF) + 1,
                height_px: (bits >> 14 & 0x3FFF) + 1,
            })
        }
        _ => None,
    }
}

fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
