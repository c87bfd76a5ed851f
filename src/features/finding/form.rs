//! The form while a page works on it: what is followed, and one verb that changes it.
//!
//! Writing is part of the verb, not an effect of it: what is on the screen is on its way to the disk.

use domain::finding::{Field, FindingForm};
use leptos::prelude::*;
use ui::{Choice, Derived, given};
use words::Lang;
use words::terms::Term;

use super::model::{anchor, without_idle_reasons};
use crate::live::recorder::DraftSession;

/// The form of the open draft.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    session: DraftSession,
}

impl Form {
    /// The form of a session.
    pub(super) fn of(session: DraftSession) -> Self {
        Self { session }
    }

    /// Changes the form: on the screen now, on the disk soon.
    pub(super) fn edit(self, change: impl FnOnce(&mut FindingForm)) {
        let has_photos = self
            .session
            .draft
            .with_untracked(|draft| !draft.photos.is_empty());
        self.session.edit(|form| {
            change(form);
            without_idle_reasons(form, has_photos);
        });
    }

    /// A part of the form, to be followed.
    pub(super) fn part<T: PartialEq + Send + Sync + 'static>(
        self,
        part: impl Fn(&FindingForm) -> T + Send + Sync + 'static,
    ) -> Derived<T> {
        Derived::new(move || self.session.draft.with(|draft| part(&draft.form)))
    }

    /// Reads the form without following it.
    pub(super) fn peek<T>(self, part: impl FnOnce(&FindingForm) -> T) -> T {
        self.session.draft.with_untracked(|draft| part(&draft.form))
    }

    /// A field was left: what was typed goes to the disk now.
    pub(super) fn leave(self) {
        self.session.flush_soon();
    }
}

/// The index of a chosen term, as a group of choices wants it.
pub(super) fn index_of<T: PartialEq>(all: &[T], chosen: Option<T>) -> Option<usize> {
    all.iter().position(|term| Some(term) == chosen.as_ref())
}

/// The term of a chosen index.
pub(super) fn pick<T: Copy>(all: &[T], chosen: Option<usize>) -> Option<T> {
    chosen.and_then(|index| all.get(index)).copied()
}

/// The choices of a taxonomy, without icons.
pub(super) fn choices_of<T: Term>(lang: Lang, all: &[T]) -> Vec<Choice> {
    all.iter().map(|term| Choice::of(term.say(lang))).collect()
}

/// The fields that were missing at the last try to save: they are marked until they are there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Missing(pub(super) Derived<Vec<Field>>);

impl Missing {
    /// Whether `field` is one of them; following it.
    pub(super) fn has(self, field: Field) -> bool {
        self.0.with(|fields| fields.contains(&field))
    }
}

/// Whether `field` was missing at the last try, if there was one; following it.
pub(super) fn is_missing(missing: Option<Missing>, field: Field) -> bool {
    missing.is_some_and(|missing| missing.has(field))
}

/// A question of the form with what answers it; the place where a problem of `field` is shown.
#[component]
pub(super) fn Question(
    /// What is asked.
    text: &'static str,
    /// The field, where a problem can be about it.
    #[prop(optional)]
    field: Option<Field>,
    /// What answers it.
    children: Children,
) -> impl IntoView {
    let missing = given::<Missing>();
    view! {
        <div class="question" class:question--missing=move || field.is_some_and(|field| is_missing(missing, field)) id=field.map(anchor)>
            // The group of choices says the same to a screen reader.
            <p class="question__text" aria-hidden="true">{text}</p>
            {children()}
        </div>
    }
}
