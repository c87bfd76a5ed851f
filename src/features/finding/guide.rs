//! The guided shots: which photo comes next. Pure.

use domain::photo::PhotoManifest;
use domain::taxonomy::PhotoKind;
use words::{Lang, finding as say};

/// What a township's form wants of a place, in the order in which one walks up to it.
pub(super) const GUIDED: [PhotoKind; 3] = [PhotoKind::Far, PhotoKind::Near, PhotoKind::Feature];

/// The next guided kind after `after` that has no photo yet; `None`: the camera is done. A kind
/// that is not guided is taken alone.
pub(super) fn next_kind(after: PhotoKind, taken: &[PhotoKind]) -> Option<PhotoKind> {
    let done = GUIDED.iter().position(|&kind| kind == after)?;
    GUIDED[done + 1..]
        .iter()
        .copied()
        .find(|kind| !taken.contains(kind))
}

/// The first guided kind that has no photo yet.
pub(super) fn first_missing(taken: &[PhotoKind]) -> Option<PhotoKind> {
    GUIDED.into_iter().find(|kind| !taken.contains(kind))
}

/// The kinds of some photos.
pub(super) fn kinds_of(photos: &[PhotoManifest]) -> Vec<PhotoKind> {
    photos.iter().map(|photo| photo.kind).collect()
}

/// How many guided kinds have a photo.
pub(super) fn guided_done(photos: &[PhotoManifest]) -> usize {
    GUIDED
        .iter()
        .filter(|&&kind| photos.iter().any(|photo| photo.kind == kind))
        .count()
}

/// What to aim at.
pub(super) fn hint(lang: Lang, kind: PhotoKind) -> &'static str {
    match kind {
        PhotoKind::Far => say::hint_far(lang),
        PhotoKind::Near => say::hint_near(lang),
        PhotoKind::Feature => say::hint_feature(lang),
        PhotoKind::Inside => say::hint_inside(lang),
        PhotoKind::Corner => say::hint_corner(lang),
        PhotoKind::Sign => say::hint_sign(lang),
        PhotoKind::After => say::hint_after(lang),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PhotoKind::{Corner, Far, Feature, Near};

    #[test]
    fn the_guide_walks_up_to_the_place_and_ends() {
        let check = |after, taken: &[PhotoKind], next| {
            assert_eq!(next_kind(after, taken), next, "{after:?} {taken:?}");
        };
        check(Far, &[Far], Some(Near));
        check(Near, &[Far, Near], Some(Feature));
        check(Feature, &[Far, Near, Feature], None);
        check(Far, &[Far, Near], Some(Feature));
        check(Near, &[], Some(Feature));
        check(Far, &[Near, Feature], None);
        check(Corner, &[], None);
    }

    #[test]
    fn what_was_skipped_is_not_asked_for_again_in_the_same_walk() {
        // Far was skipped, Near is taken: the guide goes on to Feature, not back.
        assert_eq!(next_kind(Near, &[Near]), Some(Feature));
        assert_eq!(next_kind(Feature, &[Near, Feature]), None);
        assert_eq!(first_missing(&[Near, Feature]), Some(Far));
        assert_eq!(first_missing(&[Far, Near, Feature]), None);
    }
}
