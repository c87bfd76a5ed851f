//! The photos of a version: one large with what is known of it, all of them in a strip. The arrow
//! keys turn them over.

use domain::ids::FindingId;
use domain::photo::PhotoManifest;
use leptos::ev;
use leptos::prelude::*;
use ui::{EmptyState, Icon, IconButton, Notice, Tone, lang};
use words::review as say;
use words::terms::Term;

use super::model;
use crate::{api, browser};

/// The photos, in the order taken.
#[component]
pub(crate) fn Photos(
    /// Whose they are.
    finding: FindingId,
    /// What is known of them.
    photos: Vec<PhotoManifest>,
    /// Why there are none, where the officer said so.
    why_none: Option<&'static str>,
) -> impl IntoView {
    let lang = lang();
    if photos.is_empty() {
        let text = why_none.map_or_else(
            || words::common::unknown(lang).to_owned(),
            |reason| say::none_because(lang, reason),
        );
        return view! { <EmptyState icon=Icon::Camera title=say::no_picture(lang) text=text/> }
            .into_any();
    }
    let total = photos.len();
    let shown = RwSignal::new(0_usize);
    let turn = move |forward: bool| {
        let last = total - 1;
        shown.update(|at| {
            *at = if forward {
                (*at + 1).min(last)
            } else {
                at.saturating_sub(1)
            };
        });
    };
    let keys = window_event_listener(ev::keydown, move |event| {
        match browser::key_outside_of_fields(&event).as_deref() {
            Some("ArrowRight") => turn(true),
            Some("ArrowLeft") => turn(false),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || keys.remove());
    let strip: Vec<_> = photos
        .iter()
        .enumerate()
        .map(|(at, photo)| {
            let name = say::photo_of(lang, photo.kind.say(lang), at + 1, total);
            view! {
                <button
                    type="button"
                    class="strip__photo"
                    aria-label=name
                    aria-current=move || (shown.get() == at).then_some("true")
                    on:click=move |_| shown.set(at)
                >
                    <img src=api::photo_path(finding, photo.sha256) alt="" loading="lazy" decoding="async"/>
                    <span class="strip__kind">{photo.kind.say(lang)}</span>
                </button>
            }
        })
        .collect();
    let large = move || {
        let at = shown.get();
        photos.get(at).cloned().map(|photo| {
            view! { <Large finding=finding photo=photo number=at + 1 total=total/> }
        })
    };
    let strip = (total > 1).then(|| {
        view! {
            <div class="strip">
                <IconButton label=say::photo_previous(lang) icon=Icon::Back on_press=move |()| turn(false)/>
                <div class="strip__photos">{strip}</div>
                <IconButton label=say::photo_next(lang) icon=Icon::Forward on_press=move |()| turn(true)/>
            </div>
        }
    });
    view! {
        <section class="photos" aria-label=say::photos(lang)>
            {large}
            {strip}
        </section>
    }
    .into_any()
}

/// One photo with what is known of it beneath.
#[component]
fn Large(finding: FindingId, photo: PhotoManifest, number: usize, total: usize) -> impl IntoView {
    let lang = lang();
    let is_broken = RwSignal::new(false);
    let path = api::photo_path(finding, photo.sha256);
    let name = say::photo_of(lang, photo.kind.say(lang), number, total);
    let [how, where_and_when] = model::caption(lang, &photo);
    let picture = {
        let (width, height) = (photo.width_px.to_string(), photo.height_px.to_string());
        move || {
            if is_broken.get() {
                view! {
                    <Notice
                        title=say::photo_broken(lang)
                        tone=Tone::Due
                        action=words::common::retry(lang)
                        on_action=move |()| is_broken.set(false)
                    />
                }
                .into_any()
            } else {
                view! {
                    <img
                        class="large__picture"
                        src=path.clone()
                        alt=name.clone()
                        width=width.clone()
                        height=height.clone()
                        decoding="async"
                        on:error=move |_| is_broken.set(true)
                    />
                    <a class="large__open" href=path.clone() target="_blank" rel="noopener">
                        {say::photo_enlarge(lang)}
                    </a>
                }
                .into_any()
            }
        }
    };
    view! {
        <figure class="large">
            {picture}
            <figcaption class="large__caption">
                <span class="large__kind">{photo.kind.say(lang)}" "{number}"/"{total}</span>
                <span>{how}</span>
                <span>{where_and_when}</span>
            </figcaption>
        </figure>
    }
}
