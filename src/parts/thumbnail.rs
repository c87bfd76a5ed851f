//! The small picture of a record.

use domain::ids::PhotoId;
use leptos::prelude::*;
use ui::{Icon, State, part, task};

use crate::services::{PictureUrl, services};

/// A photo's small picture, or an icon where there is none. The row beside it says what it is, so
/// it is silent.
#[component]
pub fn Thumbnail(
    /// The photo.
    photo: Option<PhotoId>,
) -> impl IntoView {
    let url = State::new(None::<PictureUrl>);
    if let Some(id) = photo {
        let all = services().all();
        task(async move {
            let Ok(Some(stored)) = all.ports.store.photo(id).await else {
                return;
            };
            if !stored.thumbnail.is_empty() {
                url.set(all.pictures.url(&stored.thumbnail, "image/jpeg"));
            }
        });
    }
    let picture = part(move || {
        Some(match url.get() {
            Some(url) => view! { <img src=url.to_string() alt="" decoding="async"/> }.into_any(),
            None => Icon::Camera.view().into_any(),
        })
    });
    view! { <span class="thumb">{picture}</span> }
}
