//! The photos of a sealed version: small ones in a grid, one large when tapped.

use domain::photo::PhotoManifest;
use domain::time::UnixMs;
use leptos::prelude::*;
use ui::{Block, Button, ButtonKind, Dialog, State, Value, lang, part, task};
use words::terms::Term;
use words::{Lang, common, day_and_time, record, records};

use super::model::position_text;
use crate::parts::thumbnail::Thumbnail;
use crate::services::{PictureUrl, services};

/// 照片.
#[component]
pub(super) fn Photos(
    /// In the order taken.
    photos: Vec<PhotoManifest>,
    /// Why there is none, in words.
    why_none: Option<&'static str>,
    /// To say when.
    now_ms: UnixMs,
) -> impl IntoView {
    let lang = lang();
    let shown = State::new(None::<PhotoManifest>);
    if photos.is_empty() {
        let none = record::no_photos(lang);
        let text = why_none.map_or_else(|| none.to_owned(), |why| record::between(lang, none, why));
        return view! { <Block title=records::photos(lang)><p>{text}</p></Block> }.into_any();
    }
    let count = record::photos(lang, photos.len());
    let tiles: Vec<_> = photos
        .into_iter()
        .map(|photo| {
            let when = day_and_time(lang, photo.taken_at_ms, now_ms);
            let label = records::photo(lang, photo.kind.say(lang), &when);
            let (id, kind) = (photo.id, photo.kind.say(lang));
            view! {
                <li>
                    <button type="button" class="photo-tile" aria-label=label on:click=move |_| shown.set(Some(photo.clone()))>
                        <Thumbnail photo=Some(id)/>
                        <span>{kind}</span>
                    </button>
                </li>
            }
            .into_any()
        })
        .collect();
    let large = part(move || {
        let photo = shown.get()?;
        Some(view! { <Large photo=photo now_ms=now_ms/> }.into_any())
    });
    view! {
        <Block title=records::photos(lang) aside=count.into_any()>
            <ul class="photo-tiles">{tiles}</ul>
            <Dialog
                title=move || shown.with(|shown| shown.as_ref().map_or("", |photo| photo.kind.say(lang)))
                is_open=Value::derive(move || shown.with(Option::is_some))
                on_close=move |()| shown.set(None)
            >
                {large}
                <div class="dialog__actions">
                    <Button label=common::close(lang) kind=ButtonKind::Secondary on_press=move |()| shown.set(None)/>
                </div>
            </Dialog>
        </Block>
    }
    .into_any()
}

/// One photo as it was taken, with what is known of its moment.
#[component]
fn Large(photo: PhotoManifest, now_ms: UnixMs) -> impl IntoView {
    let lang = lang();
    let url = State::new(None::<Option<PictureUrl>>);
    let all = services().all();
    let (sha256, media_type) = (photo.sha256, photo.media_type.clone());
    task(async move {
        let bytes = all.ports.store.photo_bytes(sha256).await.ok().flatten();
        let found = bytes.and_then(|bytes| all.pictures.url(&bytes, &media_type));
        url.set(Some(found));
    });
    let kind = photo.kind.say(lang);
    let picture = part(move || {
        Some(match url.get()? {
            Some(url) => {
                view! { <img class="photo-large" src=url.to_string() alt=kind/> }.into_any()
            }
            None => view! { <p>{records::photo_gone(lang)}</p> }.into_any(),
        })
    });
    view! {
        {picture}
        <p class="photo-facts">{moment_text(lang, &photo, now_ms)}</p>
    }
}

/// When and where, as far as it is known.
fn moment_text(lang: Lang, photo: &PhotoManifest, now_ms: UnixMs) -> String {
    let mut parts = vec![
        photo.origin.say(lang).to_owned(),
        day_and_time(lang, photo.taken_at_ms, now_ms),
    ];
    parts.extend(
        photo
            .position
            .as_ref()
            .map(|position| position_text(lang, position)),
    );
    parts.extend(
        photo
            .heading_magnetic_deg
            .map(|degrees| words::finding::photo_heading(lang, degrees.round() as i64)),
    );
    parts.join(" · ")
}
