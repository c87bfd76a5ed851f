//! The page of enrolment: the code, then "is this you?", then home.

use domain::wire::EnrolPreview;
use engine::enrolment::{digits_of, enrol, preview};
use leptos::prelude::*;
use leptos::task::spawn_local;
use ui::{
    Act, Block, Button, ButtonKind, Icon, InputKind, LinkButton, Notice, PageHeader, State,
    TextField, Tone, effect, lang, part, text,
};
use words::terms::Term;
use words::{Lang, day_and_time, enrol as say};

use super::model::{
    CODE_DIGITS, Step, Trouble, WayOut, code_of_fragment, grouped, not_a_code, place_text, trouble,
    typed,
};
use crate::live::{Live, live};
use crate::routes::{Route, Router, focus_heading, router};
use crate::services::{Browser, Changed, Services, services};

/// What the page asks.
#[derive(Debug, Clone, PartialEq)]
enum Stage {
    /// For the code.
    Code,
    /// Whether it is this person.
    Person(EnrolPreview),
    /// Nothing: it was somebody else's code.
    NotMe,
}

/// The enrolment, as signals and verbs.
#[derive(Clone, Copy)]
struct Enrolment {
    services: Services,
    live: Live,
    router: Router,
    lang: Lang,
    code: State<String>,
    stage: State<Stage>,
    trouble: State<Option<Trouble>>,
    is_busy: State<bool>,
}

/// 启用这部手机.
#[component]
pub fn EnrolPage() -> impl IntoView {
    let lang = lang();
    // The fragment never reaches a server. A document without an address is no browser's tab.
    let linked = code_of_fragment(&location().hash().unwrap_or_default());
    let enrolment = Enrolment {
        services: services(),
        live: live(),
        router: router(),
        lang,
        code: State::new(linked.as_deref().map(grouped).unwrap_or_default()),
        stage: State::new(Stage::Code),
        trouble: State::new(None),
        is_busy: State::new(false),
    };
    let hurdle = State::new(enrolment.hurdle());
    let user = State::new(None::<String>);
    let all = enrolment.services.all();
    spawn_local(async move {
        // A store that cannot be read says so when the code is used.
        let identity = all.ports.store.identity().await.ok().flatten();
        let is_free = identity.is_none();
        user.set(identity.map(|identity| identity.officer_name));
        let is_open = hurdle.try_get_untracked() == Some(None);
        if is_free && is_open && all.storage.is_private().await {
            hurdle.set(Some((say::private_title(lang), say::private_text(lang))));
        }
        // A link that was opened by the person it is for needs no tap to be looked up.
        if is_free && linked.is_some() && hurdle.try_get_untracked() == Some(None) {
            enrolment.look_up();
        }
    });
    let body = part(move || {
        Some(match (hurdle.get(), user.get()) {
            (Some((title, text)), _) => view! {
                <Hurdle title=title text=text on_anyway=move |()| hurdle.set(None)/>
            }
            .into_any(),
            (None, Some(name)) => view! {
                <AlreadyEnrolled name=name on_change=move |()| user.set(None)/>
            }
            .into_any(),
            (None, None) => view! { <Questions enrolment=enrolment/> }.into_any(),
        })
    });
    view! {
        <PageHeader title=say::title(lang)/>
        <div class="enrol">
            {body}
        </div>
    }
}

impl Enrolment {
    /// What a browser has against enrolling here: a title and a text.
    fn hurdle(self) -> Option<(&'static str, &'static str)> {
        let lang = self.lang;
        match self.services.all().platform.browser() {
            Browser::InApp => Some((say::in_app_title(lang), say::in_app_text(lang))),
            Browser::IosTab => Some((say::ios_title(lang), say::ios_text(lang))),
            Browser::Other => None,
        }
    }

    /// Asks whom the code is for. Uses nothing up.
    fn look_up(self) {
        let entered = self.code.get_untracked();
        if digits_of(&entered).is_none() {
            self.trouble.set(Some(not_a_code(self.lang, &entered)));
            return;
        }
        self.begin();
        let ports = self.services.ports();
        spawn_local(async move {
            let answer = preview(&ports, &entered).await;
            self.is_busy.set(false);
            match answer {
                Ok(person) => {
                    self.stage.set(Stage::Person(person));
                }
                Err(error) => {
                    let told = trouble(self.lang, &error, Step::LookUp, &entered);
                    self.trouble.set(Some(told));
                }
            }
        });
    }

    /// Uses the code up and goes home.
    fn enrol(self) {
        let Stage::Person(person) = self.stage.get_untracked() else {
            return;
        };
        let entered = self.code.get_untracked();
        self.begin();
        let all = self.services.all();
        spawn_local(async move {
            let answer = enrol(&all.ports, &entered, &person, &all.platform.text()).await;
            self.is_busy.set(false);
            match answer {
                Ok(_) => {
                    self.live.changes.tell(Changed::Identity);
                    self.live.sending.wake();
                    self.router.replace(Route::Home);
                }
                Err(error) => {
                    let told = trouble(self.lang, &error, Step::Enrol, &entered);
                    self.trouble.set(Some(told));
                }
            }
        });
    }

    fn begin(self) {
        self.trouble.set(None);
        self.is_busy.set(true);
    }

    fn ask_for_another(self) {
        self.trouble.set(None);
        self.code.set(String::new());
        self.stage.set(Stage::Code);
    }
}

/// Code, person, or the way out.
#[component]
fn Questions(enrolment: Enrolment) -> impl IntoView {
    part(move || {
        Some(match enrolment.stage.get() {
            Stage::Code => view! { <Code enrolment=enrolment/> }.into_any(),
            Stage::Person(person) => {
                view! { <Person enrolment=enrolment person=person/> }.into_any()
            }
            Stage::NotMe => view! { <NotMe enrolment=enrolment/> }.into_any(),
        })
    })
}

#[component]
fn Code(enrolment: Enrolment) -> impl IntoView {
    let lang = enrolment.lang;
    let Enrolment { code, is_busy, .. } = enrolment;
    let count = move || match code.with(|text| typed(text).digits) {
        0 => String::new(),
        digits => say::code_count(lang, digits),
    };
    let type_in = move |text: String| {
        enrolment.trouble.set(None);
        code.set(text);
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !is_busy.get_untracked() {
            enrolment.look_up();
        }
    };
    let busy_word = move || match is_busy.get() {
        true => say::looking_up(lang),
        false => "",
    };
    view! {
        <p>{say::intro(lang)}</p>
        // Enter on the keyboard of the phone goes on, as the button does.
        <form class="enrol__code" on:submit=submit>
            <TextField
                label=say::code_label(lang)
                value=code
                on_input=type_in
                kind=InputKind::Digits
                autocomplete="one-time-code"
                hint=say::code_hint(lang)
                max_chars=CODE_DIGITS + 4
            />
            <p aria-hidden="true">{text(count)}</p>
        </form>
        <Told enrolment=enrolment/>
        <div class="enrol__ways">
            <Button
                label=say::next(lang)
                on_press=move |()| enrolment.look_up()
                kind=ButtonKind::Primary
                is_wide=true
                is_busy=is_busy
            />
            <p role="status">{text(busy_word)}</p>
        </div>
        <Privacy/>
    }
}

#[component]
fn Person(enrolment: Enrolment, person: EnrolPreview) -> impl IntoView {
    let lang = enrolment.lang;
    let now_ms = enrolment.services.now_ms();
    let is_busy = enrolment.is_busy;
    let busy_word = move || match is_busy.get() {
        true => say::enrolling(lang),
        false => "",
    };
    effect(move || request_animation_frame(focus_heading));
    view! {
        <Block title=say::is_this_you(lang)>
            <dl class="enrol__person">
                <dt>{say::name(lang)}</dt><dd>{person.officer_name}</dd>
                <dt>{say::role(lang)}</dt><dd>{person.role.say(lang)}</dd>
                <dt>{say::place(lang)}</dt><dd>{place_text(&person.unit)}</dd>
                <dt>{say::valid_until(lang)}</dt><dd>{day_and_time(lang, person.expires_at_ms, now_ms)}</dd>
            </dl>
        </Block>
        <Told enrolment=enrolment/>
        <div class="enrol__ways">
            <Button
                label=say::yes(lang)
                on_press=move |()| enrolment.enrol()
                kind=ButtonKind::Primary
                is_wide=true
                is_busy=is_busy
            />
            <Button
                label=say::no(lang)
                on_press=move |()| enrolment.stage.set(Stage::NotMe)
                is_wide=true
                is_disabled=is_busy
            />
            <p role="status">{text(busy_word)}</p>
        </div>
        <Privacy/>
    }
}

#[component]
fn NotMe(enrolment: Enrolment) -> impl IntoView {
    let lang = enrolment.lang;
    view! {
        <Notice title=say::not_me_title(lang) text=say::not_me_text(lang)/>
        <Button label=say::other_code(lang) on_press=move |()| enrolment.ask_for_another() kind=ButtonKind::Primary is_wide=true/>
    }
}

/// What went wrong. To try again, the button below is there; only another code needs one of its own.
#[component]
fn Told(enrolment: Enrolment) -> impl IntoView {
    let lang = enrolment.lang;
    part(move || {
        enrolment.trouble.get().map(|told| {
            let is_asking = enrolment.stage.get_untracked() == Stage::Code;
            match (told.way_out, is_asking) {
                (WayOut::Retry, _) | (WayOut::OtherCode, true) => {
                    view! { <Notice title=told.text tone=Tone::Needs/> }.into_any()
                }
                (WayOut::OtherCode, false) => view! {
                    <Notice title=told.text tone=Tone::Needs action=say::other_code(lang)
                        on_action=move |()| enrolment.ask_for_another()/>
                }
                .into_any(),
            }
        })
    })
}

#[component]
fn Privacy() -> impl IntoView {
    let lang = lang();
    let lines = [
        (Icon::Pin, say::privacy_position(lang)),
        (Icon::Camera, say::privacy_photos(lang)),
        (Icon::Me, say::privacy_who(lang)),
        (Icon::Shield, say::privacy_key(lang)),
        (Icon::Alert, say::privacy_window(lang)),
    ];
    let line = |(icon, text): (Icon, &'static str)| {
        view! { <li>{icon.view()}<span>{text}</span></li> }.into_any()
    };
    view! {
        <Block title=say::privacy_title(lang)>
            <ul class="enrol__privacy">{lines.map(line).collect_view()}</ul>
        </Block>
    }
}

/// A browser in which enrolling would be a trap; it can be done all the same.
#[component]
fn Hurdle(title: &'static str, text: &'static str, #[prop(into)] on_anyway: Act) -> impl IntoView {
    let lang = lang();
    view! {
        <Notice title=title text=text tone=Tone::Due/>
        <Button label=say::anyway(lang) on_press=on_anyway kind=ButtonKind::Quiet/>
    }
}

/// Somebody uses this phone already.
#[component]
fn AlreadyEnrolled(name: String, #[prop(into)] on_change: Act) -> impl IntoView {
    let lang = lang();
    view! {
        <Notice title=say::already(lang, name) text=say::already_text(lang)/>
        <div class="enrol__ways">
            <LinkButton label=say::go_home(lang) href=Route::Home.path() kind=ButtonKind::Primary is_wide=true/>
            <Button label=say::change_user(lang) on_press=on_change kind=ButtonKind::Quiet/>
        </div>
    }
}
