//! In a demonstration: one button for each of its people, which signs in or opens a phone.

use domain::review::Role;
use domain::wire::{DemoAccess, DemoAccount, SignIn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use ui::{Icon, lang};
use words::review as say;
use words::terms::Term;

use crate::{api, saying};

/// The ways into a demonstration, once the server has told them; a real one tells none.
pub(crate) type Ways = RwSignal<Option<DemoAccess>>;

/// Asks the server. Without an answer nothing is offered: the form is there all the same.
pub(crate) fn ask() -> Ways {
    let ways = RwSignal::new(None);
    spawn_local(async move {
        if let Ok(about) = api::about().await {
            // The sign-in may be gone by now.
            ways.try_set(about.demo);
        }
    });
    ways
}

/// The buttons.
#[component]
pub(crate) fn RoleButtons(
    /// As the server told them.
    demo: DemoAccess,
    /// Somebody is chosen.
    on_choice: Callback<SignIn>,
) -> impl IntoView {
    let lang = lang();
    let supervisors: Vec<_> = demo
        .accounts
        .into_iter()
        .map(|account| view! { <Supervisor account=account on_choice=on_choice/> })
        .collect();
    view! {
        <section class="roles" aria-labelledby="roles-title">
            <h2 id="roles-title" class="roles__title">{say::demo_roles(lang)}</h2>
            // In a tab of its own: the phone is another device.
            <a class="button roles__phone" href=demo.enrol_path target="_blank" rel="noopener">
                {Icon::Camera.view()}
                <span>{Role::VillageOfficer.say(lang)}</span>
                <span class="roles__unit">{say::demo_phone(lang)}</span>
            </a>
            {supervisors}
            <p class="roles__or">{say::demo_or_form(lang)}</p>
        </section>
    }
}

#[component]
fn Supervisor(account: DemoAccount, on_choice: Callback<SignIn>) -> impl IntoView {
    let lang = lang();
    let DemoAccount {
        name,
        password,
        role,
        unit,
    } = account;
    let choose = move |_| {
        on_choice.run(SignIn {
            name: name.clone(),
            password: password.clone(),
        });
    };
    view! {
        <button type="button" class="button" on:click=choose>
            <span>{role.say(lang)}</span>
            <span class="roles__unit">{saying::unit_name(&unit)}</span>
        </button>
    }
}
