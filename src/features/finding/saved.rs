//! After 「保存」: what is true now, and what happens next. It claims nothing of sending.

use domain::finding::lacks;
use engine::record::SealedVersion;
use leptos::prelude::*;
use ui::{Button, ButtonKind, Icon, effect, lang};
use words::finding as say;

use crate::parts::naming::{lack_list, temporary_no};
use crate::parts::practice::practice_strip;
use crate::parts::tell_township::tell_township;
use crate::routes::{Route, focus_heading, router};

/// The version that was just sealed.
#[component]
pub(super) fn Saved(
    /// As it is on the disk.
    version: SealedVersion,
) -> impl IntoView {
    let lang = lang();
    let router = router();
    let sealed = version.sealed;
    let lacking = match sealed.practice {
        true => Vec::new(),
        false => lacks(&sealed.form, &sealed.photos),
    };
    let again = match sealed.practice {
        true => words::home::report(lang),
        false => say::report_again(lang),
    };
    let tell = tell_township(&sealed, None);
    let mut next = vec![
        (Icon::Upload, say::next_1(lang).to_owned()),
        (Icon::Receipt, say::next_2(lang).to_owned()),
        (Icon::Store, say::next_3(lang).to_owned()),
    ];
    if !lacking.is_empty() {
        next.push((
            Icon::Pen,
            say::next_lacks(lang, lack_list(lang, &lacking, lacking.len())),
        ));
    }
    let line = |(icon, text): (Icon, String)| {
        view! { <li>{icon.view()}<span>{text}</span></li> }.into_any()
    };
    // A screen reader begins at the heading of what has come.
    effect(move || request_animation_frame(focus_heading));
    view! {
        <div class="saved">
            {practice_strip(sealed.practice)}
            <div class="saved__mark">{Icon::Check.view()}</div>
            <h1 tabindex="-1">{say::saved_title(lang)}</h1>
            <dl class="saved__number">
                <dt>{words::records::temporary_no(lang)}</dt>
                <dd>{temporary_no(sealed.finding_id)}</dd>
            </dl>
            {(sealed.version > 1).then(|| view! { <p>{say::version_no(lang, sealed.version)}</p> }.into_any())}
            <ul class="saved__next">{next.into_iter().map(line).collect_view()}</ul>
            {tell}
            <div class="saved__ways">
                <Button label=say::go_home(lang) on_press=move |()| router.replace(Route::Home) kind=ButtonKind::Primary is_wide=true/>
                <Button label=again on_press=move |()| router.replace(Route::Report) icon=Icon::Camera is_wide=true/>
            </div>
        </div>
    }
}
