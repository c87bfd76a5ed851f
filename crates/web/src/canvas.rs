//! Pixels to JPEG, by a canvas that gives its memory back when it is dropped.

use std::rc::Rc;

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, HtmlVideoElement, ImageBitmap};

use crate::js;

/// The longest side of a thumbnail, in pixels.
const THUMBNAIL_PX: u32 = 160;
const ORIGINAL_QUALITY: f64 = 0.85;
const THUMBNAIL_QUALITY: f64 = 0.7;

/// A JPEG that was just made, with its small picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jpeg {
    /// The original.
    pub bytes: Rc<[u8]>,
    /// Its width, in pixels.
    pub width_px: u32,
    /// Its height, in pixels.
    pub height_px: u32,
    /// A JPEG of at most 160 px a side.
    pub thumbnail: Vec<u8>,
}

/// The browser gave no canvas, or could not encode: it has no memory left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoCanvas;

/// What can be drawn.
pub(crate) enum Source<'a> {
    Bitmap(&'a ImageBitmap),
    Video(&'a HtmlVideoElement),
}

impl Source<'_> {
    fn size_px(&self) -> (u32, u32) {
        match self {
            Self::Bitmap(bitmap) => (bitmap.width(), bitmap.height()),
            Self::Video(video) => (video.video_width(), video.video_height()),
        }
    }
}

/// The size that fits into a square of `max_px`; never larger than it is.
pub(crate) fn fit(width_px: u32, height_px: u32, max_px: u32) -> (u32, u32) {
    let longest = width_px.max(height_px);
    if longest <= max_px {
        return (width_px, height_px);
    }
    let scale = |side: u32| {
        ((f64::from(side) * f64::from(max_px) / f64::from(longest)).round() as u32).max(1)
    };
    (scale(width_px), scale(height_px))
}

/// Draws a source at once, at most `max_px` a side, and encodes it with its thumbnail.
pub(crate) async fn encode(source: Source<'_>, max_px: u32) -> Result<Jpeg, NoCanvas> {
    let (width, height) = source.size_px();
    if width == 0 || height == 0 {
        return Err(NoCanvas);
    }
    let (width_px, height_px) = fit(width, height, max_px);
    let full = Canvas::new(width_px, height_px)?;
    full.draw(&source)?;
    let small = full.thumbnail()?;
    Ok(Jpeg {
        bytes: full.jpeg(ORIGINAL_QUALITY).await?.into(),
        width_px,
        height_px,
        thumbnail: small.jpeg(THUMBNAIL_QUALITY).await?,
    })
}

/// The thumbnail alone.
pub(crate) async fn encode_thumbnail(source: Source<'_>) -> Result<Vec<u8>, NoCanvas> {
    let (width, height) = source.size_px();
    let (width, height) = fit(width, height, THUMBNAIL_PX);
    let small = Canvas::new(width, height)?;
    small.draw(&source)?;
    small.jpeg(THUMBNAIL_QUALITY).await
}

struct Canvas {
    element: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
}

impl Canvas {
    fn new(width_px: u32, height_px: u32) -> Result<Self, NoCanvas> {
        let document = js::scope().document().ok_or(NoCanvas)?;
        let element = document.create_element("canvas").map_err(|_| NoCanvas)?;
        let element: HtmlCanvasElement = element.unchecked_into();
        element.set_width(width_px);
        element.set_height(height_px);
        let options = js::object(&[("alpha", JsValue::FALSE)]);
        let context = element
            .get_context_with_context_options("2d", &options)
            .ok()
            .flatten()
            .ok_or(NoCanvas)?
            .unchecked_into::<CanvasRenderingContext2d>();
        // A transparent PNG would become black.
        context.set_fill_style_str("#fff");
        context.fill_rect(0.0, 0.0, f64::from(width_px), f64::from(height_px));
        Ok(Self { element, context })
    }

    fn draw(&self, source: &Source<'_>) -> Result<(), NoCanvas> {
        let (width, height) = (self.element.width().into(), self.element.height().into());
        match source {
            Source::Bitmap(bitmap) => self
                .context
                .draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, width, height),
            Source::Video(video) => self
                .context
                .draw_image_with_html_video_element_and_dw_and_dh(video, 0.0, 0.0, width, height),
        }
        .map_err(|_| NoCanvas)
    }

    fn thumbnail(&self) -> Result<Self, NoCanvas> {
        let (width, height) = fit(self.element.width(), self.element.height(), THUMBNAIL_PX);
        let small = Self::new(width, height)?;
        small
            .context
            .draw_image_with_html_canvas_element_and_dw_and_dh(
                &self.element,
                0.0,
                0.0,
                width.into(),
                height.into(),
            )
            .map_err(|_| NoCanvas)?;
        Ok(small)
    }

    async fn jpeg(&self, quality: f64) -> Result<Vec<u8>, NoCanvas> {
        let blob = Promise::new(&mut |resolve, reject| {
            let begun = self.element.to_blob_with_type_and_encoder_options(
                &resolve,
                "image/jpeg",
                &quality.into(),
            );
            if let Err(error) = begun {
                let _ = reject.call1(&JsValue::UNDEFINED, &error);
            }
        });
        let blob = JsFuture::from(blob).await.map_err(|_| NoCanvas)?;
        // `null`: there was no memory to encode in.
        let blob: Blob = blob.dyn_into().map_err(|_| NoCanvas)?;
        let buffer = JsFuture::from(blob.array_buffer())
            .await
            .map_err(|_| NoCanvas)?;
        Ok(Uint8Array::new(&buffer).to_vec())
    }
}

impl Drop for Canvas {
    fn drop(&mut self) {
        // Safari counts the pixels of every canvas until the collector has been there.
        self.element.set_width(0);
        self.element.set_height(0);
    }
}
