//! What is said of a photo and of a fix: pure.

use domain::photo::PhotoManifest;
use domain::position::Position;
use domain::taxonomy::{PhotoKind, PhotoOrigin};
use domain::time::{CstDateTime, UnixMs};
use words::terms::Term;
use words::{Lang, ago_or_time, common, day_and_time, finding as say};

/// How long ago a fix was made: in seconds for a minute, then as everywhere.
pub(super) fn age_text(lang: Lang, fixed_at_ms: UnixMs, now_ms: UnixMs) -> String {
    match now_ms.saturating_sub(fixed_at_ms) {
        ms @ 0..60_000 => say::seconds_ago(lang, ms / 1000),
        _ => ago_or_time(lang, fixed_at_ms, now_ms),
    }
}

/// `±6 m`.
pub(super) fn metres_text(lang: Lang, position: &Position) -> String {
    common::metres(lang, position.accuracy_m.round() as i64)
}

/// What stands on a tile: `远景 132°` over `±6 m 14:00`.
pub(super) fn tile_lines(lang: Lang, photo: &PhotoManifest) -> (String, String) {
    let kind = photo.kind.say(lang);
    let heading = photo.heading_magnetic_deg.map(whole_degrees);
    let first = match heading {
        Some(degrees) => format!("{kind} {degrees}°"),
        None if photo.origin == PhotoOrigin::InAppCamera => kind.to_owned(),
        None => format!("{kind} · {}", photo.origin.say(lang)),
    };
    let clock = CstDateTime::of(photo.taken_at_ms).clock_text();
    let second = match &photo.position {
        Some(position) => format!("{} {clock}", metres_text(lang, position)),
        None => clock,
    };
    (first, second)
}

/// What a large photo is, for those who do not see it: 「远景，14:00」.
pub(super) fn photo_name(lang: Lang, photo: &PhotoManifest) -> String {
    let clock = CstDateTime::of(photo.taken_at_ms).clock_text();
    say::photo_of(lang, clock, photo.kind.say(lang))
}

/// The facts of a photo, one a line, for its large view.
pub(super) fn photo_facts(lang: Lang, photo: &PhotoManifest, now_ms: UnixMs) -> Vec<String> {
    let when = day_and_time(lang, photo.taken_at_ms, now_ms);
    let mut facts = vec![match photo.origin {
        PhotoOrigin::InAppCamera => say::photo_taken(lang, when),
        PhotoOrigin::SystemCamera | PhotoOrigin::Gallery => {
            format!(
                "{} · {}",
                photo.origin.say(lang),
                say::photo_added(lang, when)
            )
        }
    }];
    facts.push(match &photo.position {
        Some(position) => format!(
            "{} {}",
            position.lat_lon_text(),
            metres_text(lang, position)
        ),
        None => say::photo_no_position(lang).to_owned(),
    });
    if let Some(heading) = photo.heading_magnetic_deg {
        facts.push(say::photo_heading(lang, whole_degrees(heading)));
    }
    facts
}

/// The name of a kind inside a sentence.
pub(super) fn kind_in_sentence(lang: Lang, kind: PhotoKind) -> String {
    kind.say(lang).to_ascii_lowercase()
}

/// 0 to 359: 359.6° is north, not 360°.
fn whole_degrees(heading_deg: f64) -> i64 {
    (heading_deg.round() as i64).rem_euclid(360)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::finding::fixtures::{photo, position};

    const ZH: Lang = Lang::Zh;
    /// 2026-11-23 14:00 +08:00.
    const TAKEN_AT_MS: UnixMs = 1_795_413_600_000;

    fn taken(origin: PhotoOrigin) -> PhotoManifest {
        PhotoManifest {
            position: Some(position()),
            heading_magnetic_deg: Some(359.6),
            ..photo(origin, TAKEN_AT_MS)
        }
    }

    #[test]
    fn a_tile_says_only_what_is_known() {
        let check = |photo: PhotoManifest, lines: (&str, &str)| {
            let (first, second) = tile_lines(ZH, &photo);
            assert_eq!((first.as_str(), second.as_str()), lines);
        };
        let shot = taken(PhotoOrigin::InAppCamera);
        check(shot.clone(), ("远景 0°", "±6 m 14:00"));
        check(
            PhotoManifest {
                heading_magnetic_deg: None,
                position: None,
                ..shot
            },
            ("远景", "14:00"),
        );
        check(
            PhotoManifest {
                heading_magnetic_deg: None,
                ..taken(PhotoOrigin::Gallery)
            },
            ("远景 · 相册", "±6 m 14:00"),
        );
    }

    #[test]
    fn the_large_view_tells_that_a_gallery_picture_was_added_not_taken() {
        let of = |origin| photo_facts(ZH, &taken(origin), TAKEN_AT_MS);
        assert_eq!(
            of(PhotoOrigin::InAppCamera),
            [
                "拍摄 14:00",
                "24.350512, 102.543718 ±6 m",
                "方位 0°（磁北）"
            ]
        );
        assert_eq!(of(PhotoOrigin::Gallery)[0], "相册 · 选入 14:00");
    }

    #[test]
    fn the_age_of_a_fix_is_in_seconds_at_first() {
        let check = |age_ms, text: &str| assert_eq!(age_text(ZH, 0, age_ms), text);
        check(0, "0 秒前");
        check(59_999, "59 秒前");
        check(60_000, "1 分钟前");
        assert_eq!(age_text(Lang::En, 0, 1500), "1 second ago");
    }
}
