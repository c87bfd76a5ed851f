//! 2 位置: the fix with its grade, age and coordinates; the village; 坐落; and why there is no fix.

use domain::finding::{Field, FindingForm};
use domain::position::{FixGrade, Position};
use domain::taxonomy::LackReason;
use domain::time::UnixMs;
use domain::unit::UnitCode;
use leptos::prelude::*;
use ui::{
    Block, Button, Chip, Choice, Choices, Derived, Icon, InputKind, State, Tone, Value, lang, part,
    text,
};
use words::terms::Term;
use words::{Lang, day_and_time, finding as say};

use super::facts::{age_text, metres_text};
use super::form::{Question, choices_of, index_of, pick};
use super::localities::remembered;
use super::report::Report;
use super::situation::FreeText;
use super::village_dialog::VillageField;
use super::whereabouts::Whereabouts;
use crate::services::LocateError;

/// Why there may be no position, the likeliest first.
const NO_POSITION: [LackReason; 4] = [
    LackReason::NoFix,
    LackReason::Danger,
    LackReason::NoAccess,
    LackReason::Dark,
];

/// The second block of the report.
#[component]
pub(super) fn Place(
    /// The report.
    report: Report,
    /// The officer's unit.
    own: UnitCode,
) -> impl IntoView {
    let lang = lang();
    let form = report.form;
    let position = form.part(|form| form.position);
    let no_position = form.part(|form| form.no_position);
    let is_done = form.part(|form| form.position.is_some() && form.village.is_some());
    let chip = move || match (position.get(), no_position.get()) {
        (Some(position), _) => Some((
            format!(
                "{} {}",
                position.grade().say(lang),
                metres_text(lang, &position)
            ),
            tone_of(position.grade()),
        )),
        (None, Some(_)) => Some((say::position_pending(lang).to_owned(), Tone::Due)),
        (None, None) => None,
    };
    let chip = part(move || {
        let (label, tone) = chip()?;
        Some(view! { <Chip label=label tone=tone icon=Icon::Pin/> }.into_any())
    });
    let place = part(move || {
        Some(match position.get() {
            Some(position) => view! { <Where report=report position=position/> }.into_any(),
            None => view! { <Nowhere report=report/> }.into_any(),
        })
    });
    let typed = State::new(form.peek(|form| form.locality.clone()).unwrap_or_default());
    view! {
        <Block title=say::position(lang) number=2 is_done=is_done aside=chip>
            {place}
            <VillageField form=form own=own/>
            <FreeText form=form field=Field::Locality label=say::locality(lang) hint=say::locality_hint(lang)
                kind=InputKind::Text
                read=|form: &FindingForm| form.locality.clone() put=|form: &mut FindingForm, text| form.locality = text
                typed=typed/>
            <WrittenBefore report=report typed=typed/>
        </Block>
    }
}

/// What was written as 坐落 in this village before, to be written by one tap.
#[component]
fn WrittenBefore(report: Report, typed: State<String>) -> impl IntoView {
    let lang = lang();
    let form = report.form;
    let village = form.part(|form| form.village.clone());
    part(move || {
        let names = remembered(&*report.services().all().settings, &village.get()?);
        if names.is_empty() {
            return None;
        }
        let options = names.iter().map(Choice::of).collect();
        let all = names.clone();
        let selected = Value::derive(move || {
            typed.with(|typed| all.iter().position(|name| name == typed.trim()))
        });
        let choose = move |chosen: Option<usize>| {
            let name = chosen.and_then(|index| names.get(index).cloned());
            typed.set(name.clone().unwrap_or_default());
            form.edit(|form| form.locality = name);
        };
        let label = say::locality_before(lang);
        Some(
            view! { <Choices label=label options=options selected=selected on_choose=choose can_clear=true/> }
                .into_any(),
        )
    })
}

/// The position of the draft, and whether it still follows the phone.
#[component]
fn Where(report: Report, position: Position) -> impl IntoView {
    let lang = lang();
    let whereabouts = report.whereabouts;
    let age = move || place_age(lang, &position, whereabouts.is_live(), whereabouts.now_ms());
    view! {
        <div class="place">
            <p class="place__where">{position.lat_lon_text()}</p>
            <p class="place__age">{text(age)}</p>
        </div>
        <UseNow whereabouts=whereabouts/>
    }
}

fn place_age(lang: Lang, position: &Position, is_live: bool, now_ms: UnixMs) -> String {
    match is_live {
        true => format!(
            "{} · {}",
            age_text(lang, position.fixed_at_ms, now_ms),
            say::position_live(lang)
        ),
        false => say::position_held(lang, day_and_time(lang, position.fixed_at_ms, now_ms)),
    }
}

/// No position: it is looked for, and meanwhile a reason can be given.
#[component]
fn Nowhere(report: Report) -> impl IntoView {
    let lang = lang();
    let form = report.form;
    let whereabouts = report.whereabouts;
    let state = move || match whereabouts.error() {
        None => say::position_searching(lang),
        Some(error) => locate_text(lang, error),
    };
    let selected = form.part(|form| index_of(&NO_POSITION, form.no_position));
    let choose = move |chosen: Option<usize>| {
        form.edit(|form| form.no_position = pick(&NO_POSITION, chosen));
    };
    view! {
        <p role="status">{text(state)}</p>
        <UseNow whereabouts=whereabouts/>
        <Question text=say::position_none_why(lang) field=Field::Position>
            <Choices
                label=say::position_none_why(lang)
                options=choices_of(lang, &NO_POSITION)
                selected=selected
                on_choose=choose
                can_clear=true
            />
        </Question>
    }
}

/// Once the position does not follow the phone any more, only the officer can say that he is there.
#[component]
fn UseNow(whereabouts: Whereabouts) -> impl IntoView {
    let lang = lang();
    let is_offered = Derived::new(move || !whereabouts.is_live() && whereabouts.chosen().is_some());
    part(move || {
        let take = move |()| whereabouts.use_chosen();
        is_offered.get().then(|| {
            view! { <Button label=say::position_here(lang) on_press=take icon=Icon::Pin/> }
                .into_any()
        })
    })
}

fn tone_of(grade: FixGrade) -> Tone {
    match grade {
        FixGrade::Good => Tone::Ok,
        FixGrade::Fair => Tone::Quiet,
        FixGrade::Poor => Tone::Due,
    }
}

fn locate_text(lang: Lang, error: LocateError) -> &'static str {
    match error {
        LocateError::Denied => say::locate_denied(lang),
        LocateError::Unavailable => say::locate_unavailable(lang),
        LocateError::TimedOut => say::locate_timed_out(lang),
        LocateError::Unsupported => say::locate_unsupported(lang),
    }
}
