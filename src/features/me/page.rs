//! 「我的」 as it is seen.

use leptos::prelude::*;
use ui::{
    Block, Button, Choice, ChoiceLook, Choices, LinkButton, PageHeader, State, Value, lang, part,
    task, text,
};
use words::terms::Term;
use words::{Lang, me};

use super::model::{free_text, megabytes};
use crate::live::live;
use crate::live::reading::reading;
use crate::parts::naming::{unit_short, units_above};
use crate::parts::practice::practise;
use crate::preferences::{TextSize, Theme, preferences};
use crate::readiness::ready;
use crate::routes::Route;
use crate::services::{Offline, services};

const LANGUAGES: [Lang; 2] = [Lang::Zh, Lang::En];

/// 我的.
#[component]
pub fn MePage() -> impl IntoView {
    let lang = lang();
    view! {
        <PageHeader title=me::title(lang) back=Route::Home.path()/>
        <Who/>
        <Display/>
        <Storage/>
        <OfflineUse/>
        <Block title=words::record::practice(lang)>
            <p>{me::practice_text(lang)}</p>
            {practise()}
        </Block>
        <Block title=me::complaints(lang)>
            <p>{me::complaints_text(lang)}</p>
        </Block>
        <Block title=me::about(lang)>
            <p>{me::about_text(lang)}</p>
            <p class="me__small">{me::licence(lang)}</p>
        </Block>
    }
}

#[component]
fn Who() -> impl IntoView {
    let (lang, live) = (lang(), live());
    let facts = part(move || {
        live.who.get().map(|identity| {
            let device: String = identity.device_id.to_string().chars().rev().take(8).collect();
            let device: String = device.chars().rev().collect();
            view! {
                <dl class="facts">
                    <dt>{me::name(lang)}</dt>
                    <dd>{identity.officer_name}</dd>
                    <dt>{me::role(lang)}</dt>
                    <dd>{identity.role.say(lang)}</dd>
                    <dt>{me::unit(lang)}</dt>
                    <dd>{format!("{} {}", units_above(&identity.unit), unit_short(&identity.unit))}</dd>
                    <dt>{me::phone_no(lang)}</dt>
                    <dd>{device.to_ascii_uppercase()}</dd>
                </dl>
            }
            .into_any()
        })
    });
    view! {
        <Block title=me::who(lang)>
            {facts}
            <LinkButton label=me::change_user(lang) href=Route::Enrol.path()/>
        </Block>
    }
}

#[component]
fn Display() -> impl IntoView {
    let (lang, preferences) = (lang(), preferences());
    let languages = ["中文", "English"].map(Choice::of).to_vec();
    let language = Value::derive(move || LANGUAGES.iter().position(|&known| known == lang));
    let sizes = [
        me::size_standard(lang),
        me::size_large(lang),
        me::size_huge(lang),
    ];
    let size = move || {
        TextSize::ALL
            .iter()
            .position(|&known| known == preferences.text_size.get())
    };
    let themes = [
        me::theme_light(lang),
        me::theme_dark(lang),
        me::theme_outdoor(lang),
        me::theme_system(lang),
    ];
    let theme = move || {
        Theme::ALL
            .iter()
            .position(|&known| known == preferences.theme.get())
    };
    let choose_language = move |index: Option<usize>| {
        if let Some(&lang) = index.and_then(|index| LANGUAGES.get(index)) {
            preferences.choose_language(lang);
        }
    };
    let choose_size = move |index: Option<usize>| {
        if let Some(&size) = index.and_then(|index| TextSize::ALL.get(index)) {
            preferences.choose_text_size(size);
        }
    };
    let choose_theme = move |index: Option<usize>| {
        if let Some(&theme) = index.and_then(|index| Theme::ALL.get(index)) {
            preferences.choose_theme(theme);
        }
    };
    view! {
        <Block title=me::look(lang)>
            <p class="me__small">{me::language(lang)}</p>
            <Choices
                label=me::language(lang)
                options=languages
                selected=language
                on_choose=choose_language
                look=ChoiceLook::Segmented
            />
            <p class="me__small">{me::text_size(lang)}</p>
            <Choices
                label=me::text_size(lang)
                options=sizes.map(Choice::of).to_vec()
                selected=Value::derive(size)
                on_choose=choose_size
                look=ChoiceLook::Segmented
            />
            <p class="me__small">{me::theme(lang)}</p>
            <Choices
                label=me::theme(lang)
                options=themes.map(Choice::of).to_vec()
                selected=Value::derive(theme)
                on_choose=choose_theme
                look=ChoiceLook::Segmented
            />
        </Block>
    }
}

#[component]
fn Storage() -> impl IntoView {
    let (lang, live, services) = (lang(), live(), services());
    let asked = State::new(0_u32);
    let answer = State::new(None::<&'static str>);
    let status = reading(
        move || (live.changes.records(), asked.get()),
        move || {
            let storage = services.all().storage.clone();
            Box::pin(async move { Some(storage.status().await) })
        },
    );
    let ask = move |()| {
        answer.set(Some(me::asking(lang)));
        let storage = services.all().storage.clone();
        // Some browsers never answer; the words above stay true then.
        task(async move {
            let text = match storage.ask_protection().await {
                Some(true) => me::protection_given(lang),
                Some(false) | None => me::protection_refused(lang),
            };
            answer.set(Some(text));
            asked.update(|asked| *asked += 1);
        });
    };
    let facts = part(move || {
        status.get().map(|status| {
            let free = status.free_bytes();
            let protection = match status.is_protected {
                Some(true) => me::is_protected(lang),
                Some(false) => me::not_protected(lang),
                None => words::common::unknown(lang),
            };
            view! {
                <dl class="facts">
                    <dt>{me::used(lang)}</dt>
                    <dd>{megabytes(lang, status.used_bytes)}</dd>
                    <dt>{me::free(lang)}</dt>
                    <dd>{free_text(lang, free)}</dd>
                    <dt>{me::protection(lang)}</dt>
                    <dd>{protection}</dd>
                    <dt>{me::waiting(lang)}</dt>
                    <dd>{text(move || live.sending.waiting.get().to_string())}</dd>
                </dl>
            }
            .into_any()
        })
    });
    let is_protected = move || {
        status.with(|status| status.is_some_and(|status| status.is_protected == Some(true)))
    };
    let button = part(move || {
        let label = me::ask_protection(lang);
        (!is_protected()).then(|| view! { <Button label=label on_press=ask/> }.into_any())
    });
    view! {
        <Block title=me::storage(lang)>
            {facts}
            {button}
            <p class="me__small" role="status">{text(move || answer.get().unwrap_or_default())}</p>
        </Block>
    }
}

#[component]
fn OfflineUse() -> impl IntoView {
    let (lang, ready, services) = (lang(), ready(), services());
    let looked = State::new(None::<&'static str>);
    let is_looking = State::new(false);
    let look = move |()| {
        is_looking.set(true);
        let readiness = services.all().readiness.clone();
        task(async move {
            let word = match readiness.look_for_update().await {
                true => me::looked(lang),
                false => me::look_failed(lang),
            };
            is_looking.set(false);
            looked.set(Some(word));
        });
    };
    let state = move || match ready.offline() {
        Offline::Ready { .. } => me::offline_ready(lang),
        Offline::Preparing => me::offline_preparing(lang),
        Offline::Unsupported => me::offline_unsupported(lang),
    };
    let app_version = services.ports().app_version;
    let version = move || match ready.offline() {
        Offline::Ready { version } => me::version(lang, format!("{app_version} · {version}")),
        Offline::Preparing | Offline::Unsupported => me::version(lang, app_version),
    };
    view! {
        <Block title=me::offline(lang)>
            <p>{text(state)}</p>
            <p class="me__small">{text(version)}</p>
            <Button label=me::look_for_update(lang) on_press=look is_busy=is_looking/>
            <p class="me__small" role="status">{text(move || looked.get().unwrap_or_default())}</p>
        </Block>
    }
}
