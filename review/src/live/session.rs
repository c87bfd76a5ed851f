//! Who is signed in.
//!
//! A session that ends while somebody works does not take the desk away: the sign-in comes in front
//! of it, and whoever signs in again as the same person carries on with what he had written.

use domain::wire;
use leptos::prelude::*;
use leptos::task::spawn_local;
use ui::{Language, Toasts};
use words::review as say;

use crate::browser::Keep;
use crate::failure::Failure;
use crate::{api, live::open_record};

/// The key of whose reasons are kept in this tab.
const WRITER: &str = "review.writer";

/// What is known of the person before the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Phase {
    /// The server was asked and has not answered yet.
    Asking,
    /// The server gave no answer.
    Unknown(Failure),
    /// Nobody is signed in.
    Out,
    /// Somebody is.
    In(wire::Session),
    /// Somebody was, and has to sign in again to carry on.
    Expired(wire::Session),
}

/// The session, as a context.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Session {
    phase: RwSignal<Phase>,
    toasts: Toasts,
    language: Language,
}

/// Makes the session known everywhere.
pub(crate) fn provide_session() -> Session {
    let session = Session {
        phase: RwSignal::new(Phase::Asking),
        toasts: expect_context(),
        language: expect_context(),
    };
    provide_context(session);
    session
}

impl Session {
    /// What is known; whoever reads it follows it.
    pub(crate) fn phase(self) -> Phase {
        self.phase.get()
    }

    /// Who works here, also while he has to sign in again.
    pub(crate) fn person(self) -> Option<wire::Session> {
        match self.phase.get() {
            Phase::In(person) | Phase::Expired(person) => Some(person),
            Phase::Asking | Phase::Unknown(_) | Phase::Out => None,
        }
    }

    /// Whether questions may be asked.
    pub(crate) fn is_in(self) -> bool {
        self.phase.with(|phase| matches!(phase, Phase::In(_)))
    }

    /// Whether questions may be asked at this moment.
    pub(crate) fn is_in_now(self) -> bool {
        self.phase
            .with_untracked(|phase| matches!(phase, Phase::In(_)))
    }

    /// Asks the server who is signed in.
    pub(crate) fn ask(self) {
        self.phase.set(Phase::Asking);
        spawn_local(async move {
            self.phase.set(match api::session().await {
                Ok(person) => {
                    keep_words_of(&person);
                    Phase::In(person)
                }
                Err(failure) if failure.is_signed_out() => Phase::Out,
                Err(failure) => Phase::Unknown(failure),
            });
        });
    }

    /// Somebody signed in. What another person had begun to write is not for his eyes.
    pub(crate) fn enter(self, person: wire::Session) {
        keep_words_of(&person);
        self.phase.set(Phase::In(person));
    }

    /// Signs out here whatever the server says: a page left open must not stay signed in.
    pub(crate) fn leave(self) {
        Keep::ForThisTab.forget_all(open_record::DRAFTS);
        self.phase.set(Phase::Out);
        let lang = self.language.0.get_untracked();
        spawn_local(async move {
            match api::sign_out().await {
                Ok(()) => {}
                Err(failure) if failure.is_signed_out() => {}
                // The cookie is still there: whoever opens the page next would be taken for him.
                Err(_) => self.toasts.say(say::sign_out_failed(lang)),
            }
        });
    }

    /// Looks at a failure on its way to the screen: an ended session brings the sign-in up.
    pub(crate) fn heed(self, failure: &Failure) {
        if !failure.is_signed_out() {
            return;
        }
        self.phase.update(|phase| {
            if let Phase::In(person) = phase {
                *phase = Phase::Expired(person.clone());
            }
        });
    }
}

/// Keeps what this person had begun to write in this tab, also when the page was opened again since;
/// what another one had begun is forgotten.
fn keep_words_of(person: &wire::Session) {
    let writer = serde_json::to_string(person).unwrap_or_default();
    if Keep::ForThisTab.get(WRITER).as_deref() != Some(&writer) {
        Keep::ForThisTab.forget_all(open_record::DRAFTS);
        Keep::ForThisTab.set(WRITER, &writer);
    }
}
