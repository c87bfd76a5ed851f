//! The HTML of the demonstration's pages: plain, with nothing inline, in the language that was asked
//! for.

use domain::divisions::unit_name;
use domain::review::{Role, Verdict};
use domain::unit::UnitCode;
use words::terms::Term as _;
use words::{Lang, common, demo as say, enrol, finding, home, record, shell};

use super::DemoAccount;

/// The page with both frames. `chosen`: the language was asked for by name, and both apps follow it.
pub(super) fn desk(
    lang: Lang,
    chosen: bool,
    phone_origin: &str,
    accounts: &[DemoAccount],
) -> String {
    let steps = steps(lang, accounts);
    let of = steps.len();
    let items: String = (1..)
        .zip(steps)
        .map(|(n, (title, text))| {
            let number = plain(&say::step(lang, n, of));
            let (title, text) = (plain(title), plain(&text));
            format!(
                "<li class=\"step\"><h2 tabindex=\"-1\"><span class=\"step__number\">{number}</span> \
                 {title}</h2><p>{text}</p></li>\n"
            )
        })
        .collect();
    let other = if lang == Lang::Zh { Lang::En } else { Lang::Zh };
    format!(
        r#"<!doctype html>
<html lang="{tag}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" type="image/svg+xml" href="/icons/icon.svg">
<link rel="stylesheet" href="/demo/demo.css">
<script src="/demo/demo.js" defer></script>
</head>
<body data-phone="{phone_origin}" data-language="{language}" data-plugged="{plugged}" data-pulled="{pulled}" data-failed="{failed}">
<header class="demo"><strong>{demo}</strong><h1>{title}</h1><span>{demo_means}</span><a href="/demo/?lang={other_tag}" hreflang="{other_tag}" lang="{other_tag}">{other_name}</a></header>
<main>
<noscript><p>{needs_script}</p></noscript>
<div class="tour-row">
<section class="tour" aria-label="{tour}">
<ol>
{items}</ol>
<div class="tour__ways"><button class="button" id="back" type="button">{back}</button><button class="button button--go" id="next" type="button">{next}</button></div>
</section>
<section class="cable" aria-label="{cable}">
<p class="cable__state"><span class="cable__plug" aria-hidden="true"></span><span id="cable-state" role="status">{plugged}</span></p>
<div class="cable__ways"><button class="button button--pull" id="pull" type="button">{pull}</button><button class="button button--go" id="plug" type="button" disabled>{plug}</button></div>
</section>
</div>
<section class="device device--phone" aria-labelledby="phone-title">
<div class="device__head"><h2 id="phone-title">{phone}</h2><span>{officer}</span><button class="button" id="reopen" type="button">{reopen}</button></div>
<iframe id="phone" title="{phone}" allow="geolocation; camera; microphone"></iframe>
</section>
<section class="device device--desk" aria-labelledby="desk-title">
<div class="device__head"><h2 id="desk-title">{desk}</h2><span>{reviewer}</span></div>
<iframe id="desk" title="{desk}"></iframe>
</section>
</main>
</body>
</html>
"#,
        tag = lang.tag(),
        title = plain(say::title(lang)),
        language = if chosen { lang.tag() } else { "" },
        plugged = plain(say::plugged(lang)),
        pulled = plain(say::pulled(lang)),
        failed = plain(say::cable_failed(lang)),
        demo = plain(common::demo(lang)),
        demo_means = plain(common::demo_means(lang)),
        other_tag = other.tag(),
        other_name = plain(say::other_language(lang)),
        needs_script = plain(say::needs_script(lang)),
        tour = plain(say::tour(lang)),
        back = plain(say::back(lang)),
        next = plain(say::next(lang)),
        cable = plain(say::cable(lang)),
        pull = plain(say::pull(lang)),
        plug = plain(say::plug(lang)),
        phone = plain(say::phone(lang)),
        officer = plain(Role::VillageOfficer.say(lang)),
        reopen = plain(say::reopen(lang)),
        desk = plain(say::desk(lang)),
        reviewer = plain(Role::TownshipReviewer.say(lang)),
    )
}

/// The steps of the tour: title and text.
fn steps(lang: Lang, accounts: &[DemoAccount]) -> [(&'static str, String); 8] {
    let town = accounts.first();
    let unit = town
        .and_then(|account| UnitCode::parse(account.unit).ok())
        .and_then(|unit| unit_name(&unit).map(|name| name.into_owned()))
        .unwrap_or_default();
    let role = town.map_or("", |account| account.role.say(lang));
    [
        (say::step_1(lang), say::step_1_text(lang, enrol::yes(lang))),
        (
            say::step_2(lang),
            say::step_2_text(lang, say::pull(lang), home::offline_ready(lang)),
        ),
        (
            say::step_3(lang),
            say::step_3_text(
                lang,
                home::report(lang),
                finding::save(lang),
                finding::saved_title(lang),
                finding::to_form(lang),
            ),
        ),
        (
            say::step_4(lang),
            say::step_4_text(lang, say::reopen(lang), record::waiting(lang)),
        ),
        (
            say::step_5(lang),
            say::step_5_text(
                lang,
                say::plug(lang),
                record::received(lang),
                shell::records(lang),
            ),
        ),
        (say::step_6(lang), say::step_6_text(lang, role, unit)),
        (
            say::step_7(lang),
            say::step_7_text(lang, Verdict::Returned.say(lang)),
        ),
        (
            say::step_8(lang),
            say::step_8_text(lang, Verdict::Accepted.say(lang)),
        ),
    ]
}

/// The phone's own page: nothing but the field app in a frame.
pub(super) fn phone(lang: Option<Lang>, desk_origin: &str) -> String {
    format!(
        r#"<!doctype html>
<html lang="{tag}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="stylesheet" href="/demo/phone.css">
<script src="/demo/phone.js" defer></script>
</head>
<body data-desk="{desk_origin}" data-language="{language}">
<iframe id="app" title="{title}" allow="geolocation; camera; microphone"></iframe>
</body>
</html>
"#,
        tag = lang.unwrap_or_default().tag(),
        title = plain(say::phone(lang.unwrap_or_default())),
        language = lang.map_or("", Lang::tag),
    )
}

/// A text that means only itself between tags and in attributes.
fn plain(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_no_markup() {
        assert_eq!(
            plain("<a b=\"c\"> & 巡"),
            "&lt;a b=&quot;c&quot;&gt; &amp; 巡"
        );
    }

    #[test]
    fn the_steps_name_what_is_on_the_screens_in_both_languages() {
        let account = DemoAccount {
            name: "demo-town",
            password: "",
            role: Role::TownshipReviewer,
            unit: "530402005",
        };
        for (lang, names) in [
            (
                Lang::Zh,
                [
                    "是我，开始使用",
                    "上报疑似违法",
                    "已送达",
                    "春和街道",
                    "受理，转核查",
                ],
            ),
            (
                Lang::En,
                [
                    "It's me, start",
                    "Report a suspected violation",
                    "Received",
                    "春和街道",
                    "Accept for verification",
                ],
            ),
        ] {
            let page = desk(
                lang,
                true,
                "http://localhost:8081",
                std::slice::from_ref(&account),
            );
            for name in names {
                assert!(page.contains(name), "{name}");
            }
            assert_eq!(page.matches("<li class=\"step\">").count(), 8);
            assert!(!page.contains(" style=") && !page.contains(" onclick"));
        }
    }
}
