//! Hearing back: decisions, the server's clock, and whether the server is still the one it was.

use domain::wire::Inbox;

use super::connection::Connection;
use super::{Halt, UploadEvent, Uploader};
use crate::ports::{DecisionCommit, Identity};

/// A smaller change of the clock's offset is the network's delay, not news.
const OFFSET_NEWS_MS: i64 = 2_000;

impl Uploader {
    /// Reads the inbox and stores what is new.
    pub(super) async fn hear(&self, connection: &Connection<'_>) -> Result<(), Halt> {
        let identity = connection.identity();
        let inbox = self.read_inbox(connection, identity.inbox_cursor).await?;
        if inbox.epoch != identity.epoch {
            // The server was restored from a backup: its receipts may name what it lost.
            let now_ms = self.ports.clock.now_ms();
            self.ports
                .store
                .offer_all_again(self.lease, inbox.epoch, now_ms)
                .await?;
            connection.set_identity(Identity {
                epoch: inbox.epoch,
                inbox_cursor: 0,
                ..identity
            });
            let all = self.read_inbox(connection, 0).await?;
            return self.take_in(connection, all).await;
        }
        self.take_in(connection, inbox).await
    }

    async fn read_inbox(&self, connection: &Connection<'_>, since: u64) -> Result<Inbox, Halt> {
        connection
            .get(&format!("/api/v1/inbox?since={since}"))
            .await
    }

    async fn take_in(&self, connection: &Connection<'_>, inbox: Inbox) -> Result<(), Halt> {
        let now_ms = self.ports.clock.now_ms();
        let known = connection.identity();
        let offset_ms = inbox.server_time_ms - now_ms;
        if known
            .server_offset_ms
            .is_none_or(|before_ms| (before_ms - offset_ms).abs() > OFFSET_NEWS_MS)
        {
            let identity = Identity {
                server_offset_ms: Some(offset_ms),
                ..known.clone()
            };
            self.ports.store.put_identity(identity.clone()).await?;
            connection.set_identity(identity);
        }
        let count = inbox.decisions.len();
        if count > 0 || inbox.cursor > known.inbox_cursor {
            let commit = DecisionCommit {
                lease: self.lease,
                decisions: inbox.decisions,
                cursor: inbox.cursor,
                heard_at_ms: now_ms,
            };
            self.ports.store.decide(commit).await?;
            connection.set_identity(Identity {
                inbox_cursor: inbox.cursor,
                ..connection.identity()
            });
        }
        if count > 0 {
            (self.tell)(UploadEvent::Decided { count });
        }
        Ok(())
    }
}
