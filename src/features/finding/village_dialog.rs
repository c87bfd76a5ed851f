//! The village ▾: the own village first, those of the town, and a search over all.

use domain::finding::Field;
use domain::unit::UnitCode;
use leptos::prelude::*;
use ui::{
    Act, Button, Derived, Dialog, Icon, InputKind, State, TextField, given, lang, part, text,
};
use words::{Lang, common, finding as say};

use super::form::{Form, Missing, is_missing};
use super::model::anchor;
use super::villages::{Village, nearby, search, town_name};
use crate::parts::naming::unit_short;

/// The chosen village, as a button that opens the picker.
#[component]
pub(super) fn VillageField(
    /// The form.
    form: Form,
    /// The officer's unit.
    own: UnitCode,
) -> impl IntoView {
    let lang = lang();
    let is_open = State::new(false);
    let chosen = form.part(|form| form.village.clone());
    let name = move || match chosen.get() {
        Some(code) => unit_short(&code),
        None => say::village_none(lang).to_owned(),
    };
    let town = move || {
        let town = chosen.get().map(|code| town_name(&code).into_owned());
        town.unwrap_or_default()
    };
    let missing = given::<Missing>();
    let picker = part(move || {
        let own = own.clone();
        is_open.get().then(|| {
            let choose = move |code: UnitCode| {
                form.edit(|form| form.village = Some(code));
                is_open.set(false);
            };
            view! { <Picker own=own chosen=chosen.get_untracked() on_choose=choose/> }.into_any()
        })
    });
    view! {
        <div class="question" class:question--missing=move || is_missing(missing, Field::Village) id=anchor(Field::Village)>
            <button type="button" class="place__village" aria-haspopup="dialog" on:click=move |_| is_open.set(true)>
                <span><small>{say::village(lang)} " · " {text(town)}</small>{text(name)}</span>
                {Icon::Forward.view()}
            </button>
        </div>
        <Dialog title=say::village_choose(lang) is_open=is_open on_close=move |()| is_open.set(false)>
            {picker}
            <div class="dialog__actions">
                <Button label=common::close(lang) on_press=move |()| is_open.set(false)/>
            </div>
        </Dialog>
    }
}

/// What the dialog holds while it is open.
#[component]
fn Picker(
    own: UnitCode,
    chosen: Option<UnitCode>,
    #[prop(into)] on_choose: Act<UnitCode>,
) -> impl IntoView {
    let lang = lang();
    let query = State::new(String::new());
    let shown = {
        let own = own.clone();
        Derived::new(move || query.with(|query| offer(lang, &own, query)))
    };
    let rows = part(move || {
        let (chosen, own) = (chosen.clone(), own.clone());
        let row = move |village: Village| {
            let is_chosen = chosen.as_ref() == Some(&village.code);
            let about = match village.code == own {
                true => say::village_own(lang).to_owned(),
                false => village.town,
            };
            let code = village.code;
            view! {
                <li>
                    <button
                        type="button"
                        class="villages__one"
                        aria-current=is_chosen.then_some("true")
                        // Not the search, whose keyboard would cover the list.
                        autofocus=is_chosen
                        on:click=move |_| on_choose.run(code.clone())
                    >
                        <span>{village.name}</span><small>{about}</small>
                    </button>
                </li>
            }
            .into_any()
        };
        let villages = shown.with(|shown| shown.villages.clone());
        Some(villages.into_iter().map(row).collect_view().into_any())
    });
    view! {
        <div class="villages">
            <TextField
                label=say::village_search(lang)
                value=query
                on_input=move |text| query.set(text)
                kind=InputKind::Text
            />
            <ul hidden=move || shown.with(|shown| shown.villages.is_empty())>{rows}</ul>
            <p role="status">{text(move || shown.with(|shown| shown.remark))}</p>
        </div>
    }
}

#[derive(Clone, PartialEq)]
struct Offer {
    villages: Vec<Village>,
    /// What is to be said below the list; may be empty.
    remark: &'static str,
}

fn offer(lang: Lang, own: &UnitCode, query: &str) -> Offer {
    if query.trim().is_empty() {
        return Offer {
            villages: nearby(own),
            remark: "",
        };
    }
    let found = search(own, query);
    let remark = match (found.villages.is_empty(), found.has_more) {
        (true, _) => say::village_nothing(lang),
        (false, true) => say::village_more(lang),
        (false, false) => "",
    };
    Offer {
        villages: found.villages,
        remark,
    }
}
