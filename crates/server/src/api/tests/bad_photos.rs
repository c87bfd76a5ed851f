//! Photos that are odd, and what poses as one. The server never decodes a photo: what has the hash that
//! a signature names is kept as it came, and what is no image is never shown as one.

use domain::photo::MAX_PHOTO_BYTES;
use domain::wire::{EnvelopeResult, FindingDetail, Flag};
use serde_json::json;

use super::{as_town, detail};
use crate::testing::{Response, Server, draft, metadata};

macro_rules! photo {
    ($name:literal) => {
        include_bytes!(concat!("../../../fixtures/photos/", $name)).as_slice()
    };
}

/// A photo brought in with a record that names it.
struct Brought {
    detail: FindingDetail,
    /// As the reviewer's browser gets it.
    shown: Response,
}

/// The whole way: the envelope first, then the photo, then the receipt, then the reviewer.
async fn bring(photo: &[u8]) -> Brought {
    let server = Server::start().await;
    let mut device = server.enrol(1).await;
    let sealed = draft(&mut device, &[photo.to_vec()], crate::testing::NOW_MS);
    let send = async || {
        let post = server.post("/api/v1/envelopes").bearer(&device.token);
        let answer = post
            .json(&json!({ "envelopes": [sealed.jws] }))
            .send()
            .await;
        let answer: domain::wire::EnvelopesAnswer = answer.json();
        answer.results.into_iter().next().unwrap()
    };
    let first = send().await;
    assert!(
        matches!(first, EnvelopeResult::AwaitingPhotos { .. }),
        "{first:?}"
    );
    let uploaded = server.upload(&device, photo).await;
    assert_eq!(uploaded.status, 201);
    assert_eq!(uploaded.header("upload-offset"), photo.len().to_string());
    let last = send().await;
    assert!(matches!(last, EnvelopeResult::Received { .. }), "{last:?}");
    let hash = evidence::sha256(photo);
    let id = sealed.version.finding_id;
    Brought {
        detail: detail(&server, &sealed).await,
        shown: as_town(&server, &format!("/api/v1/findings/{id}/photos/{hash}")).await,
    }
}

/// Kept byte for byte, and shown as what it is.
async fn is_an_image(photo: &[u8], media_type: &str) {
    let brought = bring(photo).await;
    assert!(brought.shown.bytes == photo, "not the same bytes");
    assert_eq!(brought.shown.header("content-type"), media_type);
    assert_eq!(brought.shown.header("content-disposition"), "inline");
    assert_eq!(brought.detail.row.flags, []);
    assert!(brought.detail.versions[0].checks.photos_valid);
    is_inert(&brought.shown);
}

/// Kept byte for byte and receipted, because a signature names it; flagged; never shown.
async fn is_kept_as_octets(photo: &[u8]) {
    let brought = bring(photo).await;
    assert!(brought.shown.bytes == photo, "not the same bytes");
    let kind = brought.shown.header("content-type");
    assert_eq!(kind, "application/octet-stream");
    let disposition = brought.shown.header("content-disposition");
    assert!(
        disposition.starts_with("attachment; filename=\"") && disposition.ends_with(".bin\""),
        "{disposition}"
    );
    assert_eq!(brought.detail.row.flags, [Flag::PhotoNotAnImage]);
    assert_eq!(brought.detail.versions[0].flags, [Flag::PhotoNotAnImage]);
    is_inert(&brought.shown);
}

fn is_inert(shown: &Response) {
    assert_eq!(shown.status, 200);
    assert_eq!(shown.header("x-content-type-options"), "nosniff");
    assert_eq!(
        shown.header("content-security-policy"),
        "default-src 'none'; sandbox"
    );
    assert!(!shown.header("content-type").contains("html"));
}

#[tokio::test]
async fn a_photo_that_is_no_image_is_received_flagged_and_never_shown() {
    is_kept_as_octets(b"this is a letter, not a photo").await;
    is_kept_as_octets(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>").await;
    is_kept_as_octets(b"%PDF-1.7\n").await;
}

#[tokio::test]
async fn html_that_poses_as_a_photo_is_never_served_as_html() {
    is_kept_as_octets(b"<!doctype html><script>alert(1)</script>").await;
    // With the first bytes of a JPEG it is one, and no browser may look further.
    let both = b"\xff\xd8\xff\xe0<!doctype html><script>alert(1)</script>";
    is_an_image(both, "image/jpeg").await;
}

#[tokio::test]
async fn a_photo_of_no_bytes_is_received_and_flagged() {
    is_kept_as_octets(b"").await;
}

#[tokio::test]
async fn a_heic_file_is_kept_and_never_shown() {
    is_kept_as_octets(photo!("phone.heic")).await;
}

#[tokio::test]
async fn a_cmyk_jpeg_is_kept_byte_for_byte() {
    is_an_image(photo!("cmyk.jpg"), "image/jpeg").await;
}

#[tokio::test]
async fn a_progressive_jpeg_is_kept_byte_for_byte() {
    is_an_image(photo!("progressive.jpg"), "image/jpeg").await;
}

#[tokio::test]
async fn png_and_webp_are_kept_byte_for_byte() {
    is_an_image(photo!("small.png"), "image/png").await;
    is_an_image(photo!("small.webp"), "image/webp").await;
}

#[tokio::test]
async fn a_jpeg_turned_by_exif_is_not_turned_by_the_server() {
    let exif = photo!("exif.jpg");
    // Tag 0x0112, type SHORT, one value (TIFF 6.0): the value's low byte is the last of these.
    let tag = b"\x01\x12\x00\x03\x00\x00\x00\x01\x00";
    let at = exif.windows(tag.len()).position(|bytes| bytes == tag);
    let at = at.unwrap() + tag.len();
    for orientation in 1..=8 {
        let mut turned = exif.to_vec();
        turned[at] = orientation;
        is_an_image(&turned, "image/jpeg").await;
    }
}

/// A picture whose header says so many pixels: whoever unpacked it would need gigabytes.
fn baseline_of(width_px: u16, height_px: u16) -> Vec<u8> {
    let mut photo = photo!("baseline.jpg").to_vec();
    // SOF0, length 17, 8 bits; then height and width (ITU-T T.81, B.2.2).
    let sof = b"\xff\xc0\x00\x11\x08";
    let at = photo.windows(sof.len()).position(|bytes| bytes == sof);
    let at = at.unwrap() + sof.len();
    photo[at..at + 2].copy_from_slice(&height_px.to_be_bytes());
    photo[at + 2..at + 4].copy_from_slice(&width_px.to_be_bytes());
    photo
}

#[tokio::test]
async fn forty_eight_megapixels_are_a_matter_of_bytes_alone() {
    let mut photo = baseline_of(8064, 5952);
    photo.resize(usize::try_from(MAX_PHOTO_BYTES).unwrap(), 0);
    is_an_image(&photo, "image/jpeg").await;
    is_an_image(&baseline_of(u16::MAX, u16::MAX), "image/jpeg").await;
}

#[tokio::test]
async fn a_photo_beyond_the_limit_is_told_before_its_first_byte() {
    let server = Server::start().await;
    let device = server.enrol(1).await;
    let create = server
        .post("/api/v1/uploads")
        .bearer(&device.token)
        .with("tus-resumable", "1.0.0")
        .with("upload-length", &(MAX_PHOTO_BYTES + 1).to_string())
        .with("upload-metadata", &metadata(&"0".repeat(64)));
    create.send().await.is_problem(413, "too_large");
}
