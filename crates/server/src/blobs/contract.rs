//! What every folder of photos must do.

use domain::hash::Sha256;
use domain::ids::UploadId;

use super::*;

/// The tests, for blobs that `$make` gives with whatever must outlive them.
macro_rules! contract {
    ($make:ident) => {
        crate::blobs::contract::contract!($make:
            a_spool_grows_and_becomes_a_photo,
            another_hash_empties_the_spool,
            what_is_no_image_is_kept_as_octets,
            a_photo_may_have_no_bytes,
            the_same_photo_twice_is_one,
        );
    };
    ($make:ident: $($name:ident,)*) => {
        $(#[tokio::test]
        async fn $name() {
            let (blobs, _kept) = $make().await;
            crate::blobs::contract::$name(&blobs).await;
        })*
    };
}
pub(crate) use contract;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nrest";

fn upload(n: u8) -> UploadId {
    UploadId::new(0, [n; 10])
}

pub(crate) async fn a_spool_grows_and_becomes_a_photo(blobs: &impl Blobs) {
    blobs.ready().await.unwrap();
    assert_eq!(blobs.spooled(upload(1)).await, Ok(0));
    blobs.sync(upload(1)).await.unwrap();
    blobs.append(upload(1), PNG[..5].to_vec()).await.unwrap();
    assert_eq!(blobs.spooled(upload(1)).await, Ok(5));
    blobs.append(upload(1), PNG[5..].to_vec()).await.unwrap();
    blobs.sync(upload(1)).await.unwrap();
    let hash = evidence::sha256(PNG);
    assert_eq!(blobs.stat(hash).await, Ok(None));
    let photo = StoredPhoto {
        sha256: hash,
        bytes: PNG.len() as u64,
        media_type: "image/png".to_owned(),
    };
    let finished = blobs.finish(upload(1), hash).await;
    assert_eq!(finished, Ok(Finished::Stored(photo.clone())));
    assert_eq!(blobs.stat(hash).await, Ok(Some(photo)));
    assert_eq!(blobs.read(hash).await, Ok(Some(PNG.to_vec())));
    assert_eq!(blobs.spooled(upload(1)).await, Ok(0));
    assert_eq!(blobs.read(Sha256([0; 32])).await, Ok(None));
}

pub(crate) async fn another_hash_empties_the_spool(blobs: &impl Blobs) {
    blobs.append(upload(1), PNG.to_vec()).await.unwrap();
    let finished = blobs.finish(upload(1), Sha256([0; 32])).await;
    assert_eq!(finished, Ok(Finished::HashMismatch));
    assert_eq!(blobs.spooled(upload(1)).await, Ok(0));
    assert_eq!(blobs.stat(Sha256([0; 32])).await, Ok(None));
}

pub(crate) async fn what_is_no_image_is_kept_as_octets(blobs: &impl Blobs) {
    let html = b"<html><script>alert(1)</script>";
    blobs.append(upload(1), html.to_vec()).await.unwrap();
    let octets = StoredPhoto {
        sha256: evidence::sha256(html),
        bytes: html.len() as u64,
        media_type: OCTETS.to_owned(),
    };
    let finished = blobs.finish(upload(1), octets.sha256).await;
    assert_eq!(finished, Ok(Finished::Stored(octets.clone())));
    assert_eq!(blobs.read(octets.sha256).await, Ok(Some(html.to_vec())));
    assert_eq!(blobs.stat(octets.sha256).await, Ok(Some(octets)));
}

pub(crate) async fn a_photo_may_have_no_bytes(blobs: &impl Blobs) {
    let nothing = evidence::sha256(b"");
    assert_eq!(
        blobs.finish(upload(1), Sha256([1; 32])).await,
        Ok(Finished::HashMismatch)
    );
    let finished = blobs.finish(upload(1), nothing).await;
    assert!(matches!(finished, Ok(Finished::Stored(_))), "{finished:?}");
    assert_eq!(blobs.read(nothing).await, Ok(Some(Vec::new())));
}

pub(crate) async fn the_same_photo_twice_is_one(blobs: &impl Blobs) {
    for n in [1, 2] {
        blobs.append(upload(n), PNG.to_vec()).await.unwrap();
        let finished = blobs.finish(upload(n), evidence::sha256(PNG)).await;
        assert!(matches!(finished, Ok(Finished::Stored(_))));
    }
    blobs.append(upload(3), PNG.to_vec()).await.unwrap();
    blobs.drop_spool(upload(3)).await.unwrap();
    blobs.drop_spool(upload(3)).await.unwrap();
    assert_eq!(blobs.spooled(upload(3)).await, Ok(0));
}
