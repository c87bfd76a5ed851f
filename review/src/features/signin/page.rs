//! The sign-in form, as the first page and in front of the desk.

use domain::wire::SignIn;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use ui::{DemoBanner, Dialog, Icon, InputKind, Notice, TextField, Tone, lang};
use words::review as say;

use super::demo::{self, RoleButtons, Ways};
use super::model::{self, Missing};
use crate::api;
use crate::failure::Failure;
use crate::live::session::Session;

/// The first page.
#[component]
pub(crate) fn SignInPage(
    /// What stands below the form.
    children: Children,
) -> impl IntoView {
    let lang = lang();
    let ways = demo::ask();
    let banner = move || ways.with(Option::is_some).then(|| view! { <DemoBanner/> });
    view! {
        <div class="entrance">
            {banner}
            <main class="welcome">
                <div class="welcome__card">
                    <p class="welcome__name">{Icon::Map.view()}<span>{say::app_title(lang)}</span></p>
                    <h1>{say::sign_in_title(lang)}</h1>
                    <p class="welcome__intro">{say::sign_in_intro(lang)}</p>
                    <SignInForm ways=ways/>
                </div>
                {children()}
            </main>
        </div>
    }
}

/// In front of the desk, which stays as it is behind it. Shown only while the session has ended.
#[component]
pub(crate) fn SignInAgain() -> impl IntoView {
    let lang = lang();
    let session = expect_context::<Session>();
    view! {
        // Whoever closes it without signing in is signed out: nothing here works without.
        <Dialog title=say::sign_in_title(lang) is_open=true on_close=move |()| session.leave()>
            <p>{say::session_expired(lang)}</p>
            <SignInForm ways=demo::ask()/>
        </Dialog>
    }
}

#[component]
fn SignInForm(
    /// The ways into a demonstration.
    ways: Ways,
) -> impl IntoView {
    let lang = lang();
    let session = expect_context::<Session>();
    let name = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let missing = RwSignal::new(None::<Missing>);
    let failure = RwSignal::new(None::<Failure>);
    let is_busy = RwSignal::new(false);
    let sign_in = move |request: SignIn| {
        if is_busy.get_untracked() {
            return;
        }
        failure.set(None);
        is_busy.set(true);
        spawn_local(async move {
            match api::sign_in(&request).await {
                Ok(person) => session.enter(person),
                // The form may be gone by now: nobody waits for these.
                Err(problem) => {
                    failure.try_set(Some(problem));
                    is_busy.try_set(false);
                }
            }
        });
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let request = name.with_untracked(|name| {
            password.with_untracked(|password| model::request(name, password))
        });
        failure.set(None);
        missing.set(request.as_ref().err().copied());
        if let Ok(request) = request {
            sign_in(request);
        }
    };
    let choose = Callback::new(move |request| {
        missing.set(None);
        sign_in(request);
    });
    let roles = move || {
        let demo = ways.get()?;
        Some(view! { <RoleButtons demo=demo on_choice=choose/> })
    };
    let error = move |which: Missing| {
        Signal::derive(move || match missing.get() {
            Some(found) if found == which => found.sentence(lang).to_owned(),
            _ => String::new(),
        })
    };
    let refusal = move || {
        let failure = failure.get()?;
        Some(view! { <Notice title=failure.sign_in_sentence(lang) tone=Tone::Needs/> })
    };
    view! {
        {roles}
        <form class="signin" on:submit=submit novalidate>
            <TextField
                label=say::name(lang)
                value=name
                on_input=move |text: String| name.set(text)
                autocomplete="username"
                error=error(Missing::Name)
            />
            <TextField
                label=say::password(lang)
                value=password
                on_input=move |text: String| password.set(text)
                kind=InputKind::Password
                autocomplete="current-password"
                error=error(Missing::Password)
            />
            {refusal}
            <button
                type="submit"
                class="button button--primary button--wide"
                aria-busy=move || is_busy.get().then_some("true")
            >
                <span>{move || if is_busy.get() { say::signing_in(lang) } else { say::sign_in(lang) }}</span>
            </button>
        </form>
    }
}
