//! The three choices, on the sign-in page and in a dialog.

use leptos::prelude::*;
use ui::{Button, ButtonKind, Choice, ChoiceLook, Choices, Dialog, lang};
use words::{Lang, common, review as say};

use crate::settings::{Settings, TextSize, Theme};

const LANGUAGES: [Lang; 2] = [Lang::Zh, Lang::En];

/// Language, size of the text, theme.
#[component]
pub(crate) fn DisplayChoices() -> impl IntoView {
    let settings = expect_context::<Settings>();
    let lang = lang();
    let language = settings.language.0;
    // Each language is named in itself: whoever cannot read this page must still find his own.
    let languages = LANGUAGES.map(|own| Choice::of(say::language_own_name(own)));
    let sizes = TextSize::ALL.map(|size| {
        Choice::of(match size {
            TextSize::Standard => say::size_standard(lang),
            TextSize::Large => say::size_large(lang),
            TextSize::Huge => say::size_huge(lang),
        })
    });
    let themes = Theme::ALL.map(|theme| {
        Choice::of(match theme {
            Theme::System => say::theme_system(lang),
            Theme::Light => say::theme_light(lang),
            Theme::Dark => say::theme_dark(lang),
            Theme::Outdoor => say::theme_outdoor(lang),
        })
    });
    view! {
        <div class="display">
            <Setting name=say::language(lang)>
                <Choices
                    label=say::language(lang)
                    options=languages.into()
                    selected=Signal::derive(move || position(&LANGUAGES, language.get()))
                    on_choose={move |at: Option<usize>| choose(&LANGUAGES, at, |own| language.set(own))}
                    look=ChoiceLook::Segmented
                />
            </Setting>
            <Setting name=say::text_size(lang)>
                <Choices
                    label=say::text_size(lang)
                    options=sizes.into()
                    selected=Signal::derive(move || position(&TextSize::ALL, settings.text_size.get()))
                    on_choose={move |at: Option<usize>| choose(&TextSize::ALL, at, |size| settings.text_size.set(size))}
                    look=ChoiceLook::Segmented
                />
            </Setting>
            <Setting name=say::theme(lang)>
                <Choices
                    label=say::theme(lang)
                    options=themes.into()
                    selected=Signal::derive(move || position(&Theme::ALL, settings.theme.get()))
                    on_choose={move |at: Option<usize>| choose(&Theme::ALL, at, |theme| settings.theme.set(theme))}
                    look=ChoiceLook::Segmented
                />
            </Setting>
        </div>
    }
}

/// One choice with its name above it; the group itself carries the name for assistive technology.
#[component]
fn Setting(
    /// What is chosen.
    name: &'static str,
    /// The choice.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="display__setting">
            <span class="display__name" aria-hidden="true">{name}</span>
            {children()}
        </div>
    }
}

fn position<T: PartialEq>(all: &[T], chosen: T) -> Option<usize> {
    all.iter().position(|one| *one == chosen)
}

fn choose<T: Copy>(all: &[T], at: Option<usize>, set: impl FnOnce(T)) {
    if let Some(&chosen) = at.and_then(|at| all.get(at)) {
        set(chosen);
    }
}

/// The same in a dialog.
#[component]
pub(crate) fn DisplayDialog() -> impl IntoView {
    let is_open = expect_context::<Settings>().is_open;
    let lang = lang();
    view! {
        <Dialog title=say::settings(lang) is_open=is_open on_close=move |()| is_open.set(false)>
            <DisplayChoices/>
            <div class="dialog__actions">
                <Button
                    label=common::close(lang)
                    kind=ButtonKind::Secondary
                    on_press=move |()| is_open.set(false)
                />
            </div>
        </Dialog>
    }
}
