//! Files as a phone's gallery hands them over, ordinary and odd: four coloured quarters, so that who
//! decodes one again sees whether it stands upright and has kept its colours.

use jpeg_encoder::{Encoder, EncodingError, ImageBuffer, JpegColorType, rgb_to_ycbcr};

/// Red, green, blue.
pub type Rgb = [u8; 3];

/// The quarters as a person sees them: upper left, upper right, lower left, lower right.
pub const QUARTERS: [Rgb; 4] = [[200, 40, 40], [40, 160, 60], [40, 60, 190], [220, 200, 60]];

/// How a file was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// As most cameras do.
    Baseline,
    /// In several scans.
    Progressive,
    /// In the colours of printers, as Adobe writes them.
    Cmyk,
    /// By a camera that was held in one of eight ways: 1 to 8, the orientation of Exif 2.32. The
    /// quarters are where they should be once it is followed.
    Held(u16),
}

/// A JPEG of this size, as a person sees it.
///
/// # Panics
/// Without pixels.
pub fn jpeg(width_px: u16, height_px: u16, made: Made) -> Vec<u8> {
    let quarters = Quarters {
        width_px,
        height_px,
        made,
    };
    let mut bytes = Vec::new();
    match quarters.encode(&mut bytes) {
        Ok(()) => bytes,
        Err(error) => panic!("{made:?} of {width_px} x {height_px}: {error}"),
    }
}

/// What a HEIC file begins with (ISO/IEC 23008-12, 10.2): no browser reads what is behind it.
pub fn heic() -> Vec<u8> {
    let mut bytes = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec();
    bytes.resize(4096, 0);
    bytes
}

/// Only the lines that are asked for exist, so that 48 megapixels cost a line.
struct Quarters {
    width_px: u16,
    height_px: u16,
    made: Made,
}

impl Quarters {
    fn encode(self, bytes: &mut Vec<u8>) -> Result<(), EncodingError> {
        let mut encoder = Encoder::new(bytes, 90);
        encoder.set_progressive(self.made == Made::Progressive);
        if let Made::Held(orientation) = self.made {
            encoder.add_exif_metadata(&exif(orientation))?;
        }
        encoder.encode_image(self)
    }

    /// Whether rows and columns of the file are columns and rows of what is seen.
    fn is_on_its_side(&self) -> bool {
        matches!(self.made, Made::Held(5..))
    }

    /// What a pixel of the file shows.
    fn at(&self, column: u16, row: u16) -> Rgb {
        let (width, height) = (self.width_px - 1, self.height_px - 1);
        let (x, y) = match self.made {
            Made::Held(2) => (width - column, row),
            Made::Held(3) => (width - column, height - row),
            Made::Held(4) => (column, height - row),
            Made::Held(5) => (row, column),
            Made::Held(6) => (width - row, column),
            Made::Held(7) => (width - row, height - column),
            Made::Held(8) => (row, height - column),
            _ => (column, row),
        };
        let is_right = usize::from(x >= self.width_px / 2);
        let is_lower = usize::from(y >= self.height_px / 2);
        QUARTERS[is_lower * 2 + is_right]
    }
}

impl ImageBuffer for Quarters {
    fn get_jpeg_color_type(&self) -> JpegColorType {
        match self.made {
            Made::Cmyk => JpegColorType::Cmyk,
            _ => JpegColorType::Ycbcr,
        }
    }

    fn width(&self) -> u16 {
        if self.is_on_its_side() {
            self.height_px
        } else {
            self.width_px
        }
    }

    fn height(&self) -> u16 {
        if self.is_on_its_side() {
            self.width_px
        } else {
            self.height_px
        }
    }

    fn fill_buffers(&self, y: u16, buffers: &mut [Vec<u8>; 4]) {
        for x in 0..self.width() {
            let [red, green, blue] = self.at(x, y);
            let parts = match self.made {
                // Adobe writes ink upside down: 255 is none. Without black, so that what is left of
                // white is the colour itself.
                Made::Cmyk => [red, green, blue, 255],
                _ => {
                    let (luma, cb, cr) = rgb_to_ycbcr(red, green, blue);
                    [luma, cb, cr, 0]
                }
            };
            for (buffer, part) in buffers.iter_mut().zip(parts) {
                buffer.push(part);
            }
        }
    }
}

/// A directory of one entry (TIFF 6.0): tag 0x0112, type SHORT, one value; then no further directory.
fn exif(orientation: u16) -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
    tiff.extend(orientation.to_be_bytes());
    tiff.extend([0; 6]);
    tiff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_on_its_side_says_so_and_keeps_what_is_seen() {
        for orientation in 1..=8 {
            let quarters = Quarters {
                width_px: 64,
                height_px: 48,
                made: Made::Held(orientation),
            };
            let size = (quarters.width(), quarters.height());
            let upright = if orientation < 5 { (64, 48) } else { (48, 64) };
            assert_eq!(size, upright, "{orientation}");
            let corner = |right: bool, lower: bool| {
                let column = if right { size.0 - 1 } else { 0 };
                quarters.at(column, if lower { size.1 - 1 } else { 0 })
            };
            // Exif 2.32, 4.6.4: what of the picture the first row and the first column are.
            let upper_left_of_file = match orientation {
                1 | 5 => 0,
                2 | 6 => 1,
                4 | 8 => 2,
                _ => 3,
            };
            assert_eq!(corner(false, false), QUARTERS[upper_left_of_file]);
            let lower_right_of_file = 3 - upper_left_of_file;
            assert_eq!(corner(true, true), QUARTERS[lower_right_of_file]);
        }
    }

    #[test]
    fn a_large_file_has_its_size_in_its_header() {
        let bytes = jpeg(8000, 6000, Made::Baseline);
        let frame = b"\xff\xc0\x00\x11\x08\x17\x70\x1f\x40";
        assert!(bytes.windows(frame.len()).any(|part| part == frame));
    }
}
