//! 3 情况: what is seen, how large, how far; the party and a note behind 「更多」.

use domain::area::{AreaBand, AreaDm2, AreaEstimate};
use domain::finding::{Field, FindingForm, MAX_TEXT_CHARS};
use domain::taxonomy::{Dissuasion, LandBefore, Progress, SightingKind};
use leptos::prelude::*;
use ui::{
    Block, Choice, ChoiceLook, Choices, Derived, Icon, InputKind, State, TextField, lang, text,
};
use words::terms::Term;
use words::{Lang, common, finding as say};

use super::form::{Form, Question, choices_of, index_of, pick};
use super::model::{mu_of, parse_mu, text_of};

/// The one-tap answers to "how large".
const AREAS: [AreaEstimate; 6] = [
    AreaEstimate::Band(AreaBand::UnderFifth),
    AreaEstimate::Band(AreaBand::FifthToHalf),
    AreaEstimate::Band(AreaBand::HalfToOne),
    AreaEstimate::Band(AreaBand::OneToFive),
    AreaEstimate::Band(AreaBand::OverFive),
    AreaEstimate::Unclear,
];

/// The third block of the report.
#[component]
pub(super) fn Situation(
    /// The form.
    form: Form,
) -> impl IntoView {
    let lang = lang();
    let is_done = form.part(|form| form.sighting.is_some() && form.area.is_some());
    let sighting = form.part(|form| index_of(SightingKind::ALL, form.sighting));
    let choose = move |chosen: Option<usize>| {
        form.edit(|form| form.sighting = pick(SightingKind::ALL, chosen));
    };
    view! {
        <Block title=say::situation(lang) number=3 is_done=is_done>
            <Question text=say::sighting(lang) field=Field::Sighting>
                <Choices
                    label=say::sighting(lang)
                    options=sightings(lang)
                    selected=sighting
                    on_choose=choose
                    look=ChoiceLook::Grid
                />
            </Question>
            <Area form=form/>
            <OneOf form=form question=say::progress(lang) all=Progress::ALL
                read=|form: &FindingForm| form.progress put=|form: &mut FindingForm, chosen| form.progress = chosen/>
            <OneOf form=form question=say::land_before(lang) all=LandBefore::ALL
                read=|form: &FindingForm| form.land_before put=|form: &mut FindingForm, chosen| form.land_before = chosen/>
            <OneOf form=form question=say::dissuasion(lang) all=Dissuasion::ALL
                read=|form: &FindingForm| form.dissuasion put=|form: &mut FindingForm, chosen| form.dissuasion = chosen/>
            <More form=form/>
        </Block>
    }
}

/// A question with one answer out of a taxonomy, which a second tap takes back.
#[component]
fn OneOf<T: Term + PartialEq + Send + Sync + 'static>(
    form: Form,
    question: &'static str,
    all: &'static [T],
    read: fn(&FindingForm) -> Option<T>,
    put: fn(&mut FindingForm, Option<T>),
) -> impl IntoView {
    let selected = form.part(move |form| index_of(all, read(form)));
    let choose = move |chosen: Option<usize>| form.edit(|form| put(form, pick(all, chosen)));
    view! {
        <Question text=question>
            <Choices
                label=question
                options=choices_of(lang(), all)
                selected=selected
                on_choose=choose
                can_clear=true
            />
        </Question>
    }
}

/// How large: a band, or a number of 亩, which is said in m² as well.
#[component]
fn Area(form: Form) -> impl IntoView {
    let lang = lang();
    let typed = State::new(form.peek(|form| mu_of(form.area)));
    let selected = form.part(|form| index_of(&AREAS, form.area));
    let options = AREAS
        .into_iter()
        .map(|area| match area {
            AreaEstimate::Band(band) => Choice::of(band.say(lang)),
            AreaEstimate::Unclear | AreaEstimate::Measured(_) => Choice::of(common::unclear(lang)),
        })
        .collect();
    let choose = move |chosen: Option<usize>| {
        typed.set(String::new());
        form.edit(|form| form.area = pick(&AREAS, chosen));
    };
    let type_in = move |text: String| {
        let measured = parse_mu(&text).ok().flatten();
        typed.set(text);
        form.edit(|form| match measured {
            Some(area) => form.area = Some(AreaEstimate::Measured(area)),
            // An emptied or unreadable number is no number; a band that was tapped stays.
            None => form.area = form.area.filter(|area| !is_measured(*area)),
        });
    };
    let error = Derived::new(move || match typed.with(|text| parse_mu(text).is_err()) {
        true => say::area_bad(lang).to_owned(),
        false => String::new(),
    });
    let in_m2 = form.part(move |form| match form.area {
        Some(AreaEstimate::Measured(area)) => say::area_m2(lang, whole_m2(area)),
        _ => String::new(),
    });
    view! {
        <Question text=say::area(lang) field=Field::Area>
            <Choices label=say::area(lang) options=options selected=selected on_choose=choose/>
            <div class="area-number">
                <TextField
                    label=say::area_number(lang)
                    value=typed
                    on_input=type_in
                    on_leave=move |()| form.leave()
                    kind=InputKind::Number
                    error=error
                    max_chars=12
                />
                <p class="area-number__m2" aria-live="polite">{text(move || in_m2.get())}</p>
            </div>
        </Question>
    }
}

fn is_measured(area: AreaEstimate) -> bool {
    matches!(area, AreaEstimate::Measured(_))
}

/// Whole square metres are enough beside a number that somebody estimated.
fn whole_m2(area: AreaDm2) -> i64 {
    (area.0 + 50) / 100
}

/// 当事人 and 说明: open where they hold something already.
#[component]
fn More(form: Form) -> impl IntoView {
    let lang = lang();
    let is_open = form.peek(|form| form.party.is_some() || form.note.is_some());
    view! {
        <details class="more" open=is_open>
            <summary>{Icon::Plus.view()}<span>{say::more(lang)}</span></summary>
            <div>
                <FreeText form=form field=Field::Party label=say::party(lang) hint=say::party_hint(lang)
                    kind=InputKind::Text
                    read=|form: &FindingForm| form.party.clone() put=|form: &mut FindingForm, text| form.party = text/>
                <FreeText form=form field=Field::Note label=say::note(lang) hint=""
                    kind=InputKind::Lines
                    read=|form: &FindingForm| form.note.clone() put=|form: &mut FindingForm, text| form.note = text/>
            </div>
        </details>
    }
}

/// A free text of the form. What is too long is told and kept: cutting it would lose what was typed.
#[component]
pub(super) fn FreeText(
    /// The form.
    form: Form,
    /// Which field: the place where a problem is shown.
    field: Field,
    /// What is asked.
    label: &'static str,
    /// How to fill it in; may be empty.
    hint: &'static str,
    /// Which keyboard.
    kind: InputKind,
    /// Reads the field.
    read: fn(&FindingForm) -> Option<String>,
    /// Writes the field.
    put: fn(&mut FindingForm, Option<String>),
    /// What stands in it, where others write into it too.
    #[prop(optional)]
    typed: Option<State<String>>,
) -> impl IntoView {
    let lang = lang();
    let typed = typed.unwrap_or_else(|| State::new(form.peek(read).unwrap_or_default()));
    let type_in = move |text: String| {
        form.edit(|form| put(form, text_of(&text)));
        typed.set(text);
    };
    let error = Derived::new(move || too_long(lang, typed.with(|text| text.chars().count())));
    view! {
        <div id=super::model::anchor(field)>
            <TextField label=label value=typed on_input=type_in on_leave=move |()| form.leave() kind=kind error=error hint=hint/>
        </div>
    }
}

fn too_long(lang: Lang, chars: usize) -> String {
    match chars.checked_sub(MAX_TEXT_CHARS) {
        Some(over @ 1..) => say::over_chars(lang, over),
        _ => String::new(),
    }
}

fn sightings(lang: Lang) -> Vec<Choice> {
    SightingKind::ALL
        .iter()
        .map(|&kind| Choice {
            label: kind.say(lang).to_owned(),
            icon: Some(match kind {
                SightingKind::Building => Icon::House,
                SightingKind::Hardening => Icon::Slab,
                SightingKind::SoilTaking => Icon::Dig,
                SightingKind::Mining => Icon::Mine,
                SightingKind::Dumping => Icon::Dump,
                SightingKind::PondDigging => Icon::Pond,
                SightingKind::Other => Icon::More,
            }),
        })
        .collect()
}
