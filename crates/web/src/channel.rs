//! Telling the other tabs (and the drain worker) that something in the store has changed.

use domain::ids::FindingId;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

use crate::listener::Listener;

const NAME: &str = "xuntian";

/// What has changed. Whoever hears it reads the store; the message carries no content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// A draft was written, sealed or thrown away.
    Draft {
        /// Which.
        id: FindingId,
    },
    /// A record was sealed, received or decided on.
    Record {
        /// Which.
        id: FindingId,
    },
    /// Something moved in the outbox.
    Outbox,
    /// Who the phone is enrolled for, or what it knows of the server.
    Identity,
    /// Language, text size, theme.
    Settings,
}

impl Changed {
    /// One word, and the finding where there is one: JSON would cost more code than it says.
    fn to_message(self) -> String {
        match self {
            Self::Draft { id } => format!("draft {id}"),
            Self::Record { id } => format!("record {id}"),
            Self::Outbox => "outbox".to_owned(),
            Self::Identity => "identity".to_owned(),
            Self::Settings => "settings".to_owned(),
        }
    }

    fn of_message(text: &str) -> Option<Self> {
        let (word, id) = text.split_once(' ').unwrap_or((text, ""));
        let id = id.parse::<FindingId>().ok();
        match word {
            "draft" => Some(Self::Draft { id: id? }),
            "record" => Some(Self::Record { id: id? }),
            "outbox" => Some(Self::Outbox),
            "identity" => Some(Self::Identity),
            "settings" => Some(Self::Settings),
            _ => None,
        }
    }
}

/// The channel between the tabs.
#[derive(Debug)]
pub struct Channel {
    channel: Option<BroadcastChannel>,
}

impl Channel {
    /// Joins. A browser without channels gives one that nobody hears: every tab then learns of
    /// changes when it next reads the store.
    pub fn join() -> Self {
        Self {
            channel: BroadcastChannel::new(NAME).ok(),
        }
    }

    /// Tells the others; this tab does not hear it.
    pub fn tell(&self, changed: Changed) {
        if let Some(channel) = &self.channel {
            // It throws for a closed channel and for values that cannot be cloned: never a text.
            let _ = channel.post_message(&changed.to_message().into());
        }
    }

    /// Hears the others. Messages that this build does not know are another build's business.
    pub fn listen(&self, mut on_change: impl FnMut(Changed) + 'static) -> Listener {
        let Some(channel) = &self.channel else {
            return Listener::none();
        };
        Listener::of(channel, "message", move |event| {
            let message = event.unchecked_into::<MessageEvent>().data().as_string();
            let changed = message.and_then(|text| Changed::of_message(&text));
            if let Some(changed) = changed {
                on_change(changed);
            }
        })
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.close();
        }
    }
}
