//! Telling the other tabs (and the drain worker) that something in the store has changed.

use domain::ids::FindingId;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

use crate::listener::Listener;

const NAME: &str = "xuntian";

/// What has changed. Whoever hears it reads the store; the message carries no content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
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
        if let (Some(channel), Ok(text)) = (&self.channel, serde_json::to_string(&changed)) {
            // It throws for a closed channel and for values that cannot be cloned: never a text.
            let _ = channel.post_message(&text.into());
        }
    }

    /// Hears the others. Messages that this build does not know are another build's business.
    pub fn listen(&self, mut on_change: impl FnMut(Changed) + 'static) -> Listener {
        let Some(channel) = &self.channel else {
            return Listener::none();
        };
        Listener::of(channel, "message", move |event| {
            let message = event.unchecked_into::<MessageEvent>().data().as_string();
            let changed = message.and_then(|text| serde_json::from_str(&text).ok());
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
