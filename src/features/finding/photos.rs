//! 1 照片: the stored photos as tiles, those on their way, what is still missing; a tile's large view
//! with 「重拍」 and 「删掉」.

use domain::finding::Field;
use domain::photo::PhotoManifest;
use domain::taxonomy::{LackReason, PhotoKind};
use leptos::prelude::*;
use ui::{
    Act, Block, Button, ButtonKind, Choices, Dialog, Icon, Item, Notice, State, Tone, Value, given,
    lang, list, part, task, text,
};
use words::terms::Term;
use words::{common, finding as say};

use super::facts::{kind_in_sentence, photo_facts, photo_name, tile_lines};
use super::form::{Missing, Question, choices_of, index_of, is_missing, pick};
use super::guide::{GUIDED, guided_done, kinds_of};
use super::model::anchor;
use super::report::{Coming, Report, Wanted};
use crate::services::{PictureUrl, Services};

/// Why there may be no photo: 定位不到 has nothing to do with it.
const NO_PHOTO: [LackReason; 3] = [LackReason::Danger, LackReason::NoAccess, LackReason::Dark];

/// The first block of the report.
#[component]
pub(super) fn Photos(
    /// The report.
    report: Report,
    /// Opens the camera.
    #[prop(into)]
    on_camera: Act<Wanted>,
) -> impl IntoView {
    let lang = lang();
    let photos = report.photos();
    let viewed = State::new(None::<PhotoManifest>);
    let is_done = move || photos.with(|photos| guided_done(photos) == GUIDED.len());
    let count = move || photos.with(|photos| format!("{} / {}", guided_done(photos), GUIDED.len()));
    let stored = list(move || {
        let services = report.services();
        let tile = |photo: PhotoManifest| {
            Item::new(photo.id, move || {
                view! { <Tile services=services photo=photo viewed=viewed/> }.into_any()
            })
        };
        photos.get().into_iter().map(tile).collect()
    });
    let coming = list(move || {
        let tile = |coming: Coming| {
            Item::new(coming.number, move || {
                view! { <ComingTile coming=coming/> }.into_any()
            })
        };
        report.coming().into_iter().map(tile).collect()
    });
    let missing_kinds = list(move || {
        let mut kinds = photos.with(|photos| kinds_of(photos));
        kinds.extend(report.coming().iter().map(|coming| coming.kind));
        let missing = GUIDED.into_iter().filter(|kind| !kinds.contains(kind));
        let tile = |kind: PhotoKind| {
            Item::new(kind.say(lang), move || {
                view! { <MissingTile kind=kind on_camera=on_camera/> }.into_any()
            })
        };
        missing.map(tile).collect()
    });
    let has_none = move || photos.with(Vec::is_empty) && report.coming().is_empty();
    let more = part(move || {
        (!has_none()).then(|| view! { <li><More on_camera=on_camera/></li> }.into_any())
    });
    let why_none = part(move || has_none().then(|| view! { <WhyNone report=report/> }.into_any()));
    let missing = given::<Missing>();
    view! {
        <Block
            title=say::photos(lang)
            number=1
            is_done=Value::derive(is_done)
            aside=view! { <span>{text(count)}</span> }.into_any()
        >
            <Failed report=report/>
            <ul class="photos question" class:question--missing=move || is_missing(missing, Field::Photos) id=anchor(Field::Photos)>
                {stored}
                {coming}
                {missing_kinds}
                {more}
            </ul>
            {why_none}
            <Viewer report=report viewed=viewed on_camera=on_camera/>
        </Block>
    }
}

/// What was not stored, until somebody has read it.
#[component]
fn Failed(report: Report) -> impl IntoView {
    let lang = lang();
    part(move || {
        let words = report.failed_shots();
        (!words.is_empty()).then(|| {
            view! {
                <Notice
                    title=words.join(say::sentence_separator(lang))
                    tone=Tone::Needs
                    action=say::dismiss(lang)
                    on_action=move |()| report.forget_failed()
                />
            }
            .into_any()
        })
    })
}

/// A stored photo.
#[component]
fn Tile(
    services: Services,
    photo: PhotoManifest,
    viewed: State<Option<PhotoManifest>>,
) -> impl IntoView {
    let lang = lang();
    let (first, second) = tile_lines(lang, &photo);
    let original = original(services, &photo);
    // One that cannot be read leaves the tile with its words; its large view says so.
    let image = part(move || {
        let url = original.get().flatten()?;
        Some(view! { <img src=url.to_string() alt="" decoding="async"/> }.into_any())
    });
    view! {
        <li>
            <button type="button" class="photo" aria-haspopup="dialog" on:click=move |_| viewed.set(Some(photo.clone()))>
                {image}
                <span class="photo__facts"><span>{first}</span><span>{second}</span></span>
            </button>
        </li>
    }
}

/// A photo's original, as an address for a picture: `None` until it is read, `Some(None)` where it
/// is not on the phone any more. A report has few photos, and whether one is sharp is seen on the
/// original alone.
fn original(services: Services, photo: &PhotoManifest) -> State<Option<Option<PictureUrl>>> {
    let original = State::new(None);
    let (sha256, media_type) = (photo.sha256, photo.media_type.clone());
    let all = services.all();
    task(async move {
        let bytes = all.ports.store.photo_bytes(sha256).await.ok().flatten();
        let url = bytes.and_then(|bytes| all.pictures.url(&bytes, &media_type));
        original.set(Some(url));
    });
    original
}

/// A shot that is not a photo yet.
#[component]
fn ComingTile(coming: Coming) -> impl IntoView {
    let lang = lang();
    view! {
        <li>
            <div class="photo photo--coming" role="status">
                {say::taking_in(lang, kind_in_sentence(lang, coming.kind))}
            </div>
        </li>
    }
}

/// A guided photo that is missing.
#[component]
fn MissingTile(kind: PhotoKind, on_camera: Act<Wanted>) -> impl IntoView {
    let lang = lang();
    view! {
        <li>
            <button
                type="button"
                class="photo photo--add"
                on:click=move |_| on_camera.run(Wanted { kind, replaces: None })
            >
                {Icon::Camera.view()}
                <span>{say::shoot(lang, kind_in_sentence(lang, kind))}</span>
            </button>
        </li>
    }
}

/// No photo at all needs a reason.
#[component]
fn WhyNone(report: Report) -> impl IntoView {
    let lang = lang();
    let form = report.form;
    let selected = form.part(|form| index_of(&NO_PHOTO, form.no_photos));
    let choose = move |chosen: Option<usize>| {
        form.edit(|form| form.no_photos = pick(&NO_PHOTO, chosen));
    };
    view! {
        <Question text=say::no_photo_why(lang)>
            <Choices
                label=say::no_photo_why(lang)
                options=choices_of(lang, &NO_PHOTO)
                selected=selected
                on_choose=choose
                can_clear=true
            />
        </Question>
    }
}

/// More photos, of any kind.
#[component]
fn More(on_camera: Act<Wanted>) -> impl IntoView {
    let lang = lang();
    let is_open = State::new(false);
    let one = move |&kind: &PhotoKind| {
        let choose = move |()| {
            is_open.set(false);
            on_camera.run(Wanted {
                kind,
                replaces: None,
            });
        };
        view! { <Button label=kind.say(lang) on_press=choose is_wide=true/> }
    };
    view! {
        <button type="button" class="photo photo--add" aria-haspopup="dialog" on:click=move |_| is_open.set(true)>
            {Icon::Plus.view()}
            <span>{say::add_more(lang)}</span>
        </button>
        <Dialog title=say::add_which(lang) is_open=is_open on_close=move |()| is_open.set(false)>
            <div class="photo-kinds">{PhotoKind::ALL.iter().map(one).collect_view()}</div>
            <div class="dialog__actions">
                <Button label=common::cancel(lang) on_press=move |()| is_open.set(false) kind=ButtonKind::Quiet/>
            </div>
        </Dialog>
    }
}

/// A photo, large, and what can be done with it.
#[component]
fn Viewer(
    report: Report,
    viewed: State<Option<PhotoManifest>>,
    on_camera: Act<Wanted>,
) -> impl IntoView {
    let lang = lang();
    let title =
        move || viewed.with(|photo| photo.as_ref().map_or("", |photo| photo.kind.say(lang)));
    let close = move || viewed.set(None);
    let large = part(move || {
        let photo = viewed.get()?;
        let on_close = move |()| close();
        Some(
            view! { <Viewed report=report photo=photo on_camera=on_camera on_close=on_close/> }
                .into_any(),
        )
    });
    view! {
        <Dialog title=title is_open=Value::derive(move || viewed.with(Option::is_some)) on_close=move |()| close()>
            {large}
        </Dialog>
    }
}

#[component]
fn Viewed(
    report: Report,
    photo: PhotoManifest,
    on_camera: Act<Wanted>,
    #[prop(into)] on_close: Act,
) -> impl IntoView {
    let lang = lang();
    let services = report.services();
    let is_asking = State::new(false);
    let facts = photo_facts(lang, &photo, services.now_ms());
    let (id, kind) = (photo.id, photo.kind);
    let alt = photo_name(lang, &photo);
    let original = original(services, &photo);
    let image = part(move || {
        Some(match original.get() {
            None => view! { <p role="status">{say::photo_loading(lang)}</p> }.into_any(),
            Some(None) => view! { <p role="alert">{say::photo_gone(lang)}</p> }.into_any(),
            Some(Some(url)) => view! { <img src=url.to_string() alt=alt.clone()/> }.into_any(),
        })
    });
    let retake = move |()| {
        on_close.run(());
        on_camera.run(Wanted {
            kind,
            replaces: Some(id),
        });
    };
    let remove = move |()| {
        on_close.run(());
        report.remove(id);
    };
    let actions = part(move || {
        Some(match is_asking.get() {
        false => view! {
            <Button label=say::retake(lang) on_press=retake icon=Icon::Camera/>
            <Button label=say::remove(lang) on_press=move |()| is_asking.set(true) icon=Icon::Trash kind=ButtonKind::Danger/>
            <Button label=common::close(lang) on_press=on_close kind=ButtonKind::Quiet/>
        }
        .into_any(),
        true => view! {
            <p role="alert">
                <b>{say::remove_ask(lang, kind_in_sentence(lang, kind))}</b>" "{say::remove_text(lang)}
            </p>
            <Button label=say::remove(lang) on_press=remove icon=Icon::Trash kind=ButtonKind::Danger/>
            <Button label=say::keep(lang) on_press=move |()| is_asking.set(false)/>
        }
        .into_any(),
        })
    });
    view! {
        <div class="photo-view">
            {image}
            {facts.into_iter().map(|fact| view! { <p>{fact}</p> }.into_any()).collect_view()}
        </div>
        <div class="dialog__actions">{actions}</div>
    }
}
