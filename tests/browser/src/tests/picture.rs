//! Files of the system camera and the gallery.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web::picture::{PhotoUrl, PictureError, Size, size_of, take_in, thumbnail};
use web_sys::File;

use super::raw::{self, file_of, look};

async fn picture(width: u32, height: u32, media_type: &str) -> File {
    let file = raw::picture_file(width, height, media_type).await.unwrap();
    file.unchecked_into()
}

async fn bytes_of(file: &File) -> Vec<u8> {
    let buffer = wasm_bindgen_futures::JsFuture::from(file.array_buffer()).await;
    Uint8Array::new(&buffer.unwrap()).to_vec()
}

#[wasm_bindgen_test]
async fn a_large_picture_becomes_an_original_of_2048_px() {
    let file = picture(3072, 1536, "image/jpeg").await;
    let taken = take_in(&file).await.unwrap();
    let bytes = bytes_of(&file).await;
    assert_eq!((taken.jpeg.width_px, taken.jpeg.height_px), (2048, 1024));
    let left = look(&taken.jpeg.bytes, 0.1, 0.5).await;
    assert!(left.size_px == (2048, 1024) && left.is_red, "{left:?}");
    assert!(look(&taken.jpeg.bytes, 0.9, 0.5).await.is_blue);
    assert_eq!(
        look(&taken.jpeg.thumbnail, 0.1, 0.5).await.size_px,
        (160, 80)
    );
    assert_eq!(taken.source.sha256, evidence::sha256(&bytes));
    assert_eq!(taken.source.bytes, bytes.len() as u64);
    assert_eq!(taken.source.media_type, "image/jpeg");
    assert_eq!(taken.source.modified_at_ms, Some(1_234_567_890_123));
}

#[wasm_bindgen_test]
async fn a_small_picture_does_not_grow() {
    let file = picture(300, 200, "image/png").await;
    let taken = take_in(&file).await.unwrap();
    assert_eq!((taken.jpeg.width_px, taken.jpeg.height_px), (300, 200));
    assert_eq!(size_of(&taken.jpeg.bytes), Some(size(300, 200)));
}

#[wasm_bindgen_test]
async fn a_picture_that_was_taken_upright_stands_upright() {
    let file = picture(3072, 1536, "image/jpeg").await;
    let turned: File = raw::turned_file(&file).await.unwrap().unchecked_into();
    assert_eq!(size_of(&bytes_of(&turned).await), Some(size(1536, 3072)));
    let taken = take_in(&turned).await.unwrap();
    assert_eq!((taken.jpeg.width_px, taken.jpeg.height_px), (1024, 2048));
    // Turned clockwise: what was on the left is at the top.
    assert!(look(&taken.jpeg.bytes, 0.5, 0.1).await.is_red);
    assert!(look(&taken.jpeg.bytes, 0.5, 0.9).await.is_blue);
}

#[wasm_bindgen_test]
async fn what_is_no_picture_is_told() {
    let file = |bytes: &[u8]| file_of(&Uint8Array::from(bytes), "image/jpeg");
    assert_eq!(take_in(&file(b"")).await, Err(PictureError::Empty));
    let page = file(b"<!doctype html><title>no</title>");
    assert_eq!(take_in(&page).await, Err(PictureError::NotAnImage));
    let whole = bytes_of(&picture(300, 200, "image/jpeg").await).await;
    let header = file(&whole[..100]);
    assert_eq!(take_in(&header).await, Err(PictureError::NotAnImage));
}

#[wasm_bindgen_test]
async fn a_bomb_of_pixels_is_refused_before_it_is_decoded() {
    let mut bytes = bytes_of(&picture(300, 200, "image/png").await).await;
    bytes[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    let file = file_of(&Uint8Array::from(bytes.as_slice()), "image/png");
    assert_eq!(take_in(&file).await, Err(PictureError::TooLarge));
}

#[wasm_bindgen_test]
async fn sizes_are_read_from_the_first_bytes() {
    for media_type in ["image/jpeg", "image/png", "image/webp"] {
        let file = picture(320, 200, media_type).await;
        assert_eq!(
            size_of(&bytes_of(&file).await),
            Some(size(320, 200)),
            "{media_type}"
        );
    }
    // The extended and the lossless header of WebP, by hand.
    let extended = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xbf\x0f\0\xcf\x0b\0";
    assert_eq!(size_of(extended), Some(size(4032, 3024)));
    let lossless = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x3f\xc1\x31\x00";
    assert_eq!(size_of(lossless), Some(size(320, 200)));
    for broken in [
        b"".as_slice(),
        b"\xff\xd8\xff",
        b"RIFF\0\0\0\0WEBPVP8 ",
        b"\x89PNG\r\n",
    ] {
        assert_eq!(size_of(broken), None, "{broken:?}");
    }
}

#[wasm_bindgen_test]
async fn a_thumbnail_is_made_of_bytes_alone() {
    let file = picture(640, 480, "image/jpeg").await;
    let small = thumbnail(&bytes_of(&file).await, "image/jpeg")
        .await
        .unwrap();
    let left = look(&small, 0.1, 0.5).await;
    assert!(left.size_px == (160, 120) && left.is_red, "{left:?}");
}

#[wasm_bindgen_test]
async fn an_address_of_bytes_ends_with_its_holder() {
    let url = PhotoUrl::new(b"bytes", "text/plain").unwrap();
    let address = url.as_str().to_owned();
    let text = raw::text_at(&address).await.unwrap();
    assert_eq!(text.as_string().as_deref(), Some("bytes"));
    drop(url);
    assert!(raw::text_at(&address).await.is_err());
}

fn size(width_px: u32, height_px: u32) -> Size {
    Size {
        width_px,
        height_px,
    }
}
