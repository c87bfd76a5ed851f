//! The camera over the page: 远景 -> 近景 -> 特征, one shutter each, by itself from one to the next.
//!
//! The shutter's accessible name says what it takes: 「拍远景」 「拍近景」 「拍特征」. The ways beside
//! it, 「系统相机」 and 「从相册选」, stay when there is no picture. The form below is not in the document
//! meanwhile, so nothing is reached twice.

use domain::photo::PhotoManifest;
use domain::taxonomy::{PhotoKind, PhotoOrigin};
use leptos::html;
use leptos::prelude::*;
use ui::{Act, Derived, Icon, State, effect, lang, part, text};
use words::finding as say;
use words::terms::Term;

use super::facts::{kind_in_sentence, metres_text};
use super::guide::{GUIDED, hint, kinds_of};
use super::report::{Report, Wanted};
use super::shooting::{Picture, Shooting};
use crate::parts::practice::practice_strip;

/// The camera, from the first wanted photo until nothing guided is missing or somebody closes it.
#[component]
pub(super) fn CameraOverlay(
    /// The report that gets the photos.
    report: Report,
    /// What to begin with.
    wanted: Wanted,
    /// It is done with: show the form.
    #[prop(into)]
    on_done: Act,
) -> impl IntoView {
    let lang = lang();
    let shooting = Shooting::new(report, wanted, on_done, lang);
    let dialog = NodeRef::<html::Dialog>::new();
    // Opening is the browser's business: this effect only pushes our state out, once.
    effect(move || {
        if let Some(dialog) = dialog.get() {
            // It throws for a dialog that has left the document, which then is not seen anyway.
            drop(dialog.show_modal());
            shooting.start();
        }
    });
    view! {
        <dialog class="camera" node_ref=dialog aria-label=say::camera(lang) on:close=move |_| on_done.run(())>
            <video class="camera__video" node_ref=shooting.video muted playsinline aria-hidden="true"></video>
            <Flash shots=shooting.shots/>
            {practice_strip(report.session().is_practice())}
            <Guide shooting=shooting on_done=on_done/>
            <Word shooting=shooting/>
            <Triggers shooting=shooting/>
        </dialog>
    }
}

/// The picture goes white for a moment at every shot.
#[component]
fn Flash(shots: State<u32>) -> impl IntoView {
    // A new element each time: that is what starts the animation again.
    part(move || {
        let shade =
            || view! { <div class="camera__shade camera__shade--on" aria-hidden="true"></div> };
        (shots.get() > 0).then(|| shade().into_any())
    })
}

/// Above the picture: out of it, the fix, the light, and what to take.
#[component]
fn Guide(shooting: Shooting, on_done: Act) -> impl IntoView {
    let lang = lang();
    let Shooting {
        report,
        kind,
        torch,
        ..
    } = shooting;
    let fix = move || match report.whereabouts.chosen() {
        Some(fix) => say::camera_fix(lang, metres_text(lang, &fix)),
        None if report.whereabouts.error().is_some() => say::camera_no_position(lang).to_owned(),
        None => say::camera_no_fix(lang).to_owned(),
    };
    let light = part(move || {
        torch.get().map(|is_on| {
            let word = match is_on {
                true => say::torch_off(lang),
                false => say::torch_on(lang),
            };
            view! {
                <button type="button" class="camera__plain" on:click=move |_| shooting.switch_light()>
                    {Icon::Torch.view()}<span>{word}</span>
                </button>
            }
            .into_any()
        })
    });
    let steps = part(move || {
        shooting.is_guided().then(|| {
            let photos = report.photos();
            let one = |step: PhotoKind| view! { <Step kind=step current=kind photos=photos/> };
            view! { <ol class="camera__steps">{GUIDED.map(one).collect_view()}</ol> }.into_any()
        })
    });
    view! {
        <div class="camera__top">
            <div class="camera__bar">
                <button type="button" class="camera__plain" on:click=move |_| on_done.run(())>
                    {Icon::Pen.view()}<span>{say::to_form(lang)}</span>
                </button>
                <span class="camera__fix">{text(fix)}</span>
                {light}
            </div>
            {steps}
            <p class="camera__kind">{text(move || kind.get().say(lang))}</p>
            <p class="camera__hint" role="status">{text(move || hint(lang, kind.get()))}</p>
        </div>
    }
}

/// One of the three guided photos, with a tick once it is stored.
#[component]
fn Step(
    kind: PhotoKind,
    current: State<PhotoKind>,
    photos: Derived<Vec<PhotoManifest>>,
) -> impl IntoView {
    let lang = lang();
    let tick = part(move || {
        let is_stored = photos.with(|photos| kinds_of(photos).contains(&kind));
        is_stored.then(|| Icon::Check.view().into_any())
    });
    view! {
        <li aria-current=move || (current.get() == kind).then_some("step")>
            {tick}
            {kind.say(lang)}
        </li>
    }
}

/// In the middle: why there is no picture, or which shot was not stored.
#[component]
fn Word(shooting: Shooting) -> impl IntoView {
    let lang = lang();
    let without = part(move || {
        match shooting.picture.get() {
        Picture::Seen => None,
        Picture::Starting => Some(
            view! { <div class="camera__word" role="status"><p>{say::camera_starting(lang)}</p></div> }
                .into_any(),
        ),
        Picture::Without(word) => Some(
            view! {
                <div class="camera__word" role="alert">
                    <p>{word}</p>
                    <button type="button" class="camera__plain" on:click=move |_| shooting.start()>
                        {Icon::Retry.view()}<span>{say::try_camera_again(lang)}</span>
                    </button>
                </div>
            }
            .into_any(),
        ),
    }
    });
    let failed = part(move || {
        let words = shooting.report.failed_shots();
        (!words.is_empty()).then(|| {
            view! {
                <div class="camera__word" role="alert">
                    {words.into_iter().map(|word| view! { <p>{word}</p> }.into_any()).collect_view()}
                    <button type="button" class="camera__plain" on:click=move |_| shooting.report.forget_failed()>
                        <span>{say::dismiss(lang)}</span>
                    </button>
                </div>
            }
            .into_any()
        })
    });
    view! { {without} {failed} }
}

/// Below the picture: the shutter, and the other ways.
#[component]
fn Triggers(shooting: Shooting) -> impl IntoView {
    let Shooting {
        report,
        kind,
        picture,
        is_shooting,
        ..
    } = shooting;
    let lang = lang();
    let coming = move || {
        let coming = report.coming();
        coming.first().map_or_else(String::new, |coming| {
            say::taking_in(lang, kind_in_sentence(lang, coming.kind))
        })
    };
    let skip = part(move || {
        Some(match shooting.is_guided() {
            true => view! {
                <button type="button" class="camera__plain" on:click=move |_| shooting.advance()>
                    <span>{say::skip(lang)}</span>
                </button>
            }
            .into_any(),
            false => view! { <span></span> }.into_any(),
        })
    });
    let file = move |word: &'static str, icon: Icon, origin: PhotoOrigin| {
        let chosen = move |event: leptos::ev::Event| {
            shooting.take_file(&event_target(&event), origin);
        };
        view! {
            <label class="camera__plain file-button">
                {icon.view()}<span>{word}</span>
                <input
                    type="file"
                    accept="image/*"
                    capture=(origin == PhotoOrigin::SystemCamera).then_some("environment")
                    on:change=chosen
                />
            </label>
        }
    };
    view! {
        <div class="camera__bottom">
            <p class="camera__hint" role="status">{text(coming)}</p>
            <div class="camera__trigger">
                <span></span>
                <button
                    type="button"
                    class="camera__shutter"
                    disabled=move || is_shooting.get() || picture.with(|picture| *picture != Picture::Seen)
                    on:click=move |_| shooting.shoot()
                >
                    <i aria-hidden="true"></i>
                    <span>{text(move || say::shoot(lang, kind_in_sentence(lang, kind.get())))}</span>
                </button>
                {skip}
            </div>
            <div class="camera__others">
                {file(say::system_camera(lang), Icon::Camera, PhotoOrigin::SystemCamera)}
                {file(say::gallery(lang), Icon::Gallery, PhotoOrigin::Gallery)}
            </div>
        </div>
    }
}
