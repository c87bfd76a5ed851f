//! The text message to the township: what it says, and the link that opens it. Pure.

use words::{Lang, record};

/// What goes into one message of Chinese, in UTF-16 units; a longer one is sent as several.
const MOST_UNITS: usize = 70;
/// What is left to the village where both names are too long.
const VILLAGE_UNITS: usize = 12;

/// The link that opens the phone's messages with the text written and nobody to send it to: who that
/// is, the person knows. `?&` is read by Android and by iOS.
pub fn sms_link(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut link = "sms:?&body=".to_owned();
    for &byte in text.as_bytes() {
        if byte.is_ascii_alphanumeric() {
            link.push(char::from(byte));
        } else {
            link.push('%');
            link.push(char::from(HEX[usize::from(byte >> 4)]));
            link.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    link
}

/// What it says: 荷花社区 疑似建房 · 约 0.2–0.5 亩，临时编号 4567-89AB. Names are cut, the number never is.
pub fn sms_text(lang: Lang, village: &str, what: &str, number: &str) -> String {
    // What keeps a line of the screen together counts as a character in a message.
    let what = what.replace('\u{2060}', "").replace('\u{a0}', " ");
    let rest = MOST_UNITS.saturating_sub(units(&record::sms_text(lang, number, "", "")));
    let of_village = units(village).min(VILLAGE_UNITS);
    let what = cut(&what, rest.saturating_sub(of_village));
    let village = cut(village, rest.saturating_sub(units(&what)));
    record::sms_text(lang, number, village, what)
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// As much of a text as fits, and … for the rest.
fn cut(text: &str, most_units: usize) -> String {
    if units(text) <= most_units {
        return text.to_owned();
    }
    let mut short = String::new();
    for c in text.chars() {
        if units(&short) + c.len_utf16() >= most_units {
            break;
        }
        short.push(c);
    }
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use domain::area::{AreaDm2, AreaEstimate};
    use domain::taxonomy::SightingKind;

    use super::*;
    use crate::parts::naming::title;

    const NO: &str = "4567-89AB";

    #[test]
    fn it_names_the_village_the_kind_the_area_and_the_number() {
        let area = Some(AreaEstimate::Measured(AreaDm2::from_mu(0.6)));
        let what = |lang| title(lang, Some(SightingKind::Building), area);
        assert_eq!(
            sms_text(Lang::Zh, "荷花社区", &what(Lang::Zh), NO),
            "荷花社区 疑似建房 · 约 0.60 亩，临时编号 4567-89AB"
        );
        assert_eq!(
            sms_text(Lang::En, "荷花社区", &what(Lang::En), NO),
            "荷花社区: Suspected building · about 0.60 mu, no. 4567-89AB"
        );
    }

    #[test]
    fn it_is_one_message_whatever_the_names_are() {
        let names = [
            String::new(),
            "村".repeat(4000),
            "𠀀".repeat(4000),
            "a".repeat(4000),
            "村".repeat(26),
        ];
        for lang in [Lang::Zh, Lang::En] {
            for village in &names {
                for what in &names {
                    let text = sms_text(lang, village, what, NO);
                    assert!(units(&text) <= MOST_UNITS, "{} {text}", units(&text));
                    assert!(text.ends_with(NO), "{text}");
                }
            }
            let text = sms_text(lang, &names[1], &names[3], NO);
            assert!(text.starts_with("村村村") && text.contains("aaa"), "{text}");
        }
    }

    #[test]
    fn every_kind_is_named_whole_beside_a_village_of_the_table() {
        use words::terms::Term as _;
        for &kind in SightingKind::ALL {
            let what = title(Lang::Zh, Some(kind), Some(AreaEstimate::Unclear));
            let text = sms_text(Lang::Zh, "新平彝族傣族自治县水塘镇", &what, NO);
            assert!(text.contains(kind.say(Lang::Zh)), "{text}");
            assert!(!text.contains('…'), "{text}");
        }
    }

    #[test]
    fn the_link_has_nobody_to_send_to_and_nothing_gets_out_of_its_text() {
        assert_eq!(sms_link("建 a&b"), "sms:?&body=%E5%BB%BA%20a%26b");
        let link = sms_link("\"><script>&to=10086#?\n%");
        let body = link.strip_prefix("sms:?&body=").unwrap();
        assert!(
            body.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'%'),
            "{body}"
        );
    }
}
