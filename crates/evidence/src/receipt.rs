//! Receipts: the server's signed word that everything of a version is on its disk.

use domain::hash::Sha256;
use domain::json::from_json;
use domain::unit::UnitCode;
use domain::wire::ReceiptClaims;

/// The number that people read out: the county (or what is known of it) and 12 hexadecimal digits of
/// the payload's hash: `530402-7F2A-91C3-0B4E`.
pub fn receipt_no(village: Option<&UnitCode>, payload_sha256: &Sha256) -> String {
    let place = village.map_or("000000", |code| {
        &code.as_str()[..code.as_str().len().min(6)]
    });
    let hash = payload_sha256.to_string().to_ascii_uppercase();
    format!("{place}-{}-{}-{}", &hash[..4], &hash[4..8], &hash[8..12])
}

/// The photos as a receipt lists them: sorted, without repeats.
pub fn photo_list(photos: impl IntoIterator<Item = Sha256>) -> Vec<Sha256> {
    let mut list: Vec<_> = photos.into_iter().collect();
    list.sort_unstable();
    list.dedup();
    list
}

/// Whether a list is the [`photo_list`] of the photos, of which one version has few.
fn is_photo_list(list: &[Sha256], photos: &[Sha256]) -> bool {
    list.is_sorted_by(|one, next| one < next)
        && list.iter().all(|hash| photos.contains(hash))
        && photos.iter().all(|hash| list.contains(hash))
}

/// A receipt that is not for this version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the receipt is for something else")]
pub struct ForSomethingElse;

/// Reads a verified receipt's payload and checks that it is for exactly this version and these photos.
///
/// # Errors
/// Unreadable claims, another payload's hash, or another set of photos.
pub fn claims_for(
    payload: &[u8],
    version: &Sha256,
    photos: &[Sha256],
) -> Result<ReceiptClaims, ForSomethingElse> {
    let claims: ReceiptClaims = from_json(payload).map_err(|_| ForSomethingElse)?;
    if claims.payload_sha256 == *version && is_photo_list(&claims.photo_sha256, photos) {
        Ok(claims)
    } else {
        Err(ForSomethingElse)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::Epoch;

    #[test]
    fn a_number_has_the_county_and_the_hash() {
        let village = UnitCode::parse("530402001001").unwrap();
        assert_eq!(
            receipt_no(Some(&village), &Sha256([0x7f; 32])),
            "530402-7F7F-7F7F-7F7F"
        );
        assert_eq!(
            receipt_no(UnitCode::parse("5304").ok().as_ref(), &Sha256([1; 32])),
            "5304-0101-0101-0101"
        );
        assert_eq!(receipt_no(None, &Sha256([1; 32])), "000000-0101-0101-0101");
    }

    #[test]
    fn a_receipt_holds_for_its_version_and_photos_alone() {
        let [version, photo, other] = [1, 2, 3].map(|n| Sha256([n; 32]));
        let claims = ReceiptClaims {
            schema: 1,
            receipt_no: "x".to_owned(),
            payload_sha256: version,
            photo_sha256: vec![photo],
            finding_id: None,
            version_id: None,
            received_at_ms: 5,
            epoch: Epoch::new(0, [0; 10]),
        };
        let payload = serde_json::to_vec(&claims).unwrap();
        assert_eq!(claims_for(&payload, &version, &[photo, photo]), Ok(claims));
        assert_eq!(
            claims_for(&payload, &other, &[photo]),
            Err(ForSomethingElse)
        );
        assert_eq!(claims_for(&payload, &version, &[]), Err(ForSomethingElse));
        assert_eq!(
            claims_for(&payload, &version, &[photo, other]),
            Err(ForSomethingElse)
        );
        assert_eq!(claims_for(b"{}", &version, &[photo]), Err(ForSomethingElse));
    }

    #[test]
    fn a_list_of_photos_is_sorted_and_has_each_once() {
        let [a, b, c] = [1, 2, 3].map(|n| Sha256([n; 32]));
        for photos in [vec![], vec![a], vec![b, a, b], vec![c, a, b]] {
            assert!(is_photo_list(&photo_list(photos.iter().copied()), &photos));
        }
        for list in [&[b, a][..], &[a, a, b], &[a], &[a, b, c], &[]] {
            assert!(!is_photo_list(list, &[b, a]), "{list:?}");
        }
    }
}
