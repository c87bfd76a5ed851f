//! A file of the system camera or the gallery becomes an original of at most 2048 px a side.
//!
//! The decoder itself makes the picture small: a picture of 48 megapixels is never drawn whole. What
//! the file was (hash, length, type) is kept in the manifest.

use domain::hash::Sha256;
use domain::photo::{MAX_SIDE_PX, SourceFile};
use domain::time::UnixMs;
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, HtmlInputElement, ImageBitmap};

pub use crate::canvas::Jpeg;
use crate::canvas::{NoCanvas, Source, encode, encode_thumbnail};
pub use crate::image_header::{Size, size_of};
use crate::js;

/// The largest file that is tried, in bytes.
pub const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;
/// The most pixels that are tried: a decoder needs four bytes for each.
pub const MAX_PIXELS: u64 = 120_000_000;
/// How much of a file is read for its size; Exif with its preview is at most 64 KiB, but there may be
/// more segments before the frame.
const HEAD_BYTES: u32 = 512 * 1024;
/// A file of unknown size that is smaller than this is decoded as it is, so that it does not grow.
const SMALL_FILE_BYTES: u64 = 256 * 1024;
/// A picture beyond this that does not decode was probably too much for the phone.
const HEAVY_PIXELS: u64 = 20_000_000;

/// A picture that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The original that is kept.
    pub jpeg: Jpeg,
    /// The file that it was made from.
    pub source: SourceFile,
}

/// Why a file cannot be taken in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// 0 bytes.
    #[error("the file is empty")]
    Empty,
    /// Not a picture, a damaged one, or of a kind that this browser cannot show (HEIC).
    #[error("not a picture that this browser can read")]
    NotAnImage,
    /// Beyond what is tried at all.
    #[error("the picture is too large")]
    TooLarge,
    /// The phone has not enough memory for it at the moment.
    #[error("not enough memory for the picture")]
    OutOfMemory,
    /// The file is not there any more, or in a cloud.
    #[error("the file cannot be read")]
    Unreadable,
    /// The browser does not hash here: the address is not secure.
    #[error("no cryptography here: {0}")]
    NoCryptography(String),
}

impl From<NoCanvas> for PictureError {
    fn from(_: NoCanvas) -> Self {
        Self::OutOfMemory
    }
}

/// Takes a file in. One at a time: each needs the memory of a whole picture for a moment.
///
/// # Errors
/// [`PictureError`].
pub async fn take_in(file: &File) -> Result<Picture, PictureError> {
    let bytes = file.size() as u64;
    if bytes == 0 {
        return Err(PictureError::Empty);
    }
    if bytes > MAX_FILE_BYTES {
        return Err(PictureError::TooLarge);
    }
    let buffer: ArrayBuffer = JsFuture::from(file.array_buffer())
        .await
        .map_err(|_| PictureError::Unreadable)?
        .unchecked_into();
    let head = Uint8Array::new_with_byte_offset_and_length(
        &buffer,
        0,
        HEAD_BYTES.min(buffer.byte_length()),
    )
    .to_vec();
    let size = size_of(&head);
    let source = SourceFile {
        sha256: digest(&buffer).await?,
        bytes,
        media_type: file.type_(),
        modified_at_ms: Some(file.last_modified() as UnixMs),
    };
    drop(buffer);
    let bitmap = decode(file, bytes, size).await?;
    let jpeg = encode(Source::Bitmap(&bitmap.0), MAX_SIDE_PX).await?;
    Ok(Picture { jpeg, source })
}

/// A JPEG of at most 160 px a side of a picture's bytes.
///
/// # Errors
/// [`PictureError::NotAnImage`], [`PictureError::OutOfMemory`].
pub async fn thumbnail(bytes: &[u8], media_type: &str) -> Result<Vec<u8>, PictureError> {
    let blob = blob_of(bytes, media_type).ok_or(PictureError::OutOfMemory)?;
    let bitmap = decode(&blob, bytes.len() as u64, size_of(bytes)).await?;
    Ok(encode_thumbnail(Source::Bitmap(&bitmap.0)).await?)
}

/// The files that were chosen in an input, which is emptied so that the same file can be chosen again.
pub fn take_files(input: &HtmlInputElement) -> Vec<File> {
    let files = input.files();
    let chosen = files
        .into_iter()
        .flat_map(|list| (0..list.length()).filter_map(move |index| list.get(index)))
        .collect();
    input.set_value("");
    chosen
}

/// An address for bytes, as an `<img>` wants it, for as long as this is held.
#[derive(Debug)]
pub struct PhotoUrl {
    url: String,
}

impl PhotoUrl {
    /// `None`: the browser has no memory for it.
    pub fn new(bytes: &[u8], media_type: &str) -> Option<Self> {
        let url = web_sys::Url::create_object_url_with_blob(&blob_of(bytes, media_type)?).ok()?;
        Some(Self { url })
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.url
    }
}

impl Drop for PhotoUrl {
    fn drop(&mut self) {
        // It throws for nothing.
        let _ = web_sys::Url::revoke_object_url(&self.url);
    }
}

/// A decoded picture that gives its memory back at once.
struct Bitmap(ImageBitmap);

impl Drop for Bitmap {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Decodes upright and small. Only one side is asked for, so that the picture keeps its shape whatever
/// a browser thinks of turned ones; the canvas takes what is still too long.
async fn decode(blob: &Blob, bytes: u64, size: Option<Size>) -> Result<Bitmap, PictureError> {
    let options = js::object(&[
        ("imageOrientation", "from-image".into()),
        ("resizeQuality", "high".into()),
    ]);
    let pixels = size.map_or(0, |size| {
        u64::from(size.width_px) * u64::from(size.height_px)
    });
    if pixels > MAX_PIXELS {
        return Err(PictureError::TooLarge);
    }
    match size {
        Some(size) if size.width_px.max(size.height_px) > MAX_SIDE_PX => {
            let (width_px, _) = crate::canvas::fit(size.width_px, size.height_px, MAX_SIDE_PX);
            js::set(&options, "resizeWidth", &width_px.into());
        }
        None if bytes > SMALL_FILE_BYTES => js::set(&options, "resizeWidth", &MAX_SIDE_PX.into()),
        _ => {}
    }
    let undecodable = |_| {
        if pixels > HEAVY_PIXELS {
            PictureError::OutOfMemory
        } else {
            PictureError::NotAnImage
        }
    };
    let promise = js::create_image_bitmap(blob, &options).map_err(undecodable)?;
    let bitmap = JsFuture::from(promise).await.map_err(undecodable)?;
    Ok(Bitmap(bitmap.unchecked_into()))
}

/// The bytes stay in the browser: a file of many megabytes is not copied into our memory.
async fn digest(buffer: &ArrayBuffer) -> Result<Sha256, PictureError> {
    crate::vault::digest(buffer)
        .await
        .map_err(|error| PictureError::NoCryptography(error.to_string()))
}

fn blob_of(bytes: &[u8], media_type: &str) -> Option<Blob> {
    let parts = js_sys::Array::of1(&Uint8Array::from(bytes));
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()
}
