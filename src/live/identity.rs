//! Who the phone is enrolled for, as pages follow it.

use engine::ports::Identity;
use ui::State;

use super::changes::Changes;
use super::reading::reading;
use crate::services::Services;

/// Who the phone is enrolled for.
#[derive(Debug, Clone, Copy)]
pub struct Who {
    identity: State<Option<Option<Identity>>>,
}

impl Who {
    pub(super) fn start(services: Services, changes: Changes) -> Self {
        let store = services.ports().store;
        let identity = reading(
            move || changes.identity(),
            move || {
                let store = store.clone();
                Box::pin(async move { store.identity().await.ok() })
            },
        );
        Self { identity }
    }

    /// Whether somebody is; `None`: not read yet. Following it.
    pub fn is_enrolled(self) -> Option<bool> {
        self.identity
            .with(|read| read.as_ref().map(Option::is_some))
    }

    /// Whether it is somebody of a demonstration. Following it.
    pub fn is_demo(self) -> bool {
        self.identity
            .with(|read| matches!(read, Some(Some(identity)) if identity.is_demo))
    }

    /// Who it is; `None`: nobody, or not read yet. Following it.
    pub fn get(self) -> Option<Identity> {
        self.identity.get().flatten()
    }
}
