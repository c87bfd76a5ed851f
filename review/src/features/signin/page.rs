//! The sign-in form, as the first page and in front of the desk.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use ui::{Dialog, Icon, InputKind, Notice, TextField, Tone, lang};
use words::review as say;

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
    view! {
        <main class="welcome">
            <div class="welcome__card">
                <p class="welcome__name">{Icon::Map.view()}<span>{say::app_title(lang)}</span></p>
                <h1>{say::sign_in_title(lang)}</h1>
                <p class="welcome__intro">{say::sign_in_intro(lang)}</p>
                <SignInForm/>
            </div>
            {children()}
        </main>
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
            <SignInForm/>
        </Dialog>
    }
}

#[component]
fn SignInForm() -> impl IntoView {
    let lang = lang();
    let session = expect_context::<Session>();
    let name = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let missing = RwSignal::new(None::<Missing>);
    let failure = RwSignal::new(None::<Failure>);
    let is_busy = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        let request = name.with_untracked(|name| {
            password.with_untracked(|password| model::request(name, password))
        });
        failure.set(None);
        missing.set(request.as_ref().err().copied());
        let Ok(request) = request else { return };
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
