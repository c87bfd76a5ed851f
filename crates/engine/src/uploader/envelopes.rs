//! Envelopes and receipts: the text of the items goes first, and ends with the server's signed word.

use domain::hash::Sha256;
use domain::wire::{EnvelopeResult, EnvelopesAnswer, EnvelopesRequest, Jws};
use evidence::jws::TYP_RECEIPT;
use evidence::receipt::claims_for;

use super::connection::Connection;
use super::{Halt, UploadEvent, Uploader};
use crate::order::insert_by_key;
use crate::ports::{ReceiptCommit, VaultError};
use crate::record::{OutboxItem, SealedVersion, StoredReceipt, Wedge};

/// The most bytes of envelopes in one request: a 2G uplink carries it well within the timeout.
const REQUEST_BYTES: usize = 96 * 1024;

impl Uploader {
    /// Posts the envelopes that the server does not have, and gives back the items that want photos.
    pub(super) async fn send_envelopes(
        &self,
        connection: &Connection<'_>,
        due: Vec<OutboxItem>,
    ) -> Result<Vec<OutboxItem>, Halt> {
        let (mut waiting, new): (Vec<_>, Vec<_>) =
            due.into_iter().partition(|item| item.envelope_stored);
        let mut group: Vec<(OutboxItem, SealedVersion)> = Vec::new();
        let mut bytes = 0;
        for item in new {
            let version = match self.version_of(&item).await {
                Ok(version) => version,
                Err(halt) => {
                    self.settle(item, halt).await?;
                    continue;
                }
            };
            let length = version.jws.payload.len() + 512;
            if !group.is_empty() && bytes + length > REQUEST_BYTES {
                waiting.extend(
                    self.post_group(connection, std::mem::take(&mut group))
                        .await?,
                );
                bytes = 0;
            }
            bytes += length;
            group.push((item, version));
        }
        waiting.extend(self.post_group(connection, group).await?);
        Ok(oldest_first(waiting))
    }

    async fn post_group(
        &self,
        connection: &Connection<'_>,
        group: Vec<(OutboxItem, SealedVersion)>,
    ) -> Result<Vec<OutboxItem>, Halt> {
        if group.is_empty() {
            return Ok(Vec::new());
        }
        let envelopes = group
            .iter()
            .map(|(_, version)| version.jws.clone())
            .collect();
        let answer = connection
            .post("/api/v1/envelopes", &EnvelopesRequest { envelopes })
            .await;
        let mut waiting = Vec::new();
        match answer {
            Ok(EnvelopesAnswer { results, .. }) if results.len() == group.len() => {
                for ((mut item, version), result) in group.into_iter().zip(results) {
                    match self
                        .take_result(connection, &mut item, &version, result)
                        .await
                    {
                        Ok(true) => {}
                        Ok(false) => waiting.push(item),
                        Err(halt) => self.settle(item, halt).await?,
                    }
                }
            }
            // A refusal of the whole request says nothing about its items: each is tried by itself.
            Err(Halt::Wedged(_)) if group.len() > 1 => {
                for single in group {
                    waiting.extend(Box::pin(self.post_group(connection, vec![single])).await?);
                }
            }
            other => {
                let halt = other.err().unwrap_or(Halt::Later);
                for (item, _) in group {
                    self.settle(item, halt.clone()).await?;
                }
            }
        }
        Ok(waiting)
    }

    /// Takes in what the server says of an item; `true`: it is received.
    pub(super) async fn take_result(
        &self,
        connection: &Connection<'_>,
        item: &mut OutboxItem,
        version: &SealedVersion,
        result: EnvelopeResult,
    ) -> Result<bool, Halt> {
        match result {
            EnvelopeResult::Refused { problem } => {
                Err(Halt::Wedged(Wedge::Refused { code: problem.code }))
            }
            EnvelopeResult::Received { receipt, .. } => {
                self.take_receipt(connection, item, version, receipt)
                    .await?;
                Ok(true)
            }
            EnvelopeResult::AwaitingPhotos { missing, .. } => {
                item.envelope_stored = true;
                for photo in &mut item.photos {
                    photo.is_done = !missing.contains(&photo.sha256);
                }
                self.progressed(item).await?;
                Ok(false)
            }
        }
    }

    /// Asks how the item stands, after its photos were sent; `true`: it is received.
    pub(super) async fn ask_for_receipt(
        &self,
        connection: &Connection<'_>,
        item: &mut OutboxItem,
    ) -> Result<bool, Halt> {
        let version = self.version_of(item).await?;
        let path = format!("/api/v1/envelopes/{}", version.payload_sha256);
        match connection.get(&path).await {
            Ok(result) => self.take_result(connection, item, &version, result).await,
            // A server that was restored does not know it any more: the envelope goes again.
            Err(Halt::Wedged(_)) => {
                item.envelope_stored = false;
                Err(Halt::Later)
            }
            Err(halt) => Err(halt),
        }
    }

    /// Verifies a receipt with the pinned keys, and ends the item with it in one transaction.
    async fn take_receipt(
        &self,
        connection: &Connection<'_>,
        item: &OutboxItem,
        version: &SealedVersion,
        receipt: Jws,
    ) -> Result<(), Halt> {
        let bad = || Halt::Wedged(Wedge::BadReceipt);
        let parsed = evidence::jws::parse(&receipt, TYP_RECEIPT).map_err(|_| bad())?;
        let keys = connection.identity().server_keys.keys;
        let key = keys
            .iter()
            .find(|key| key.kid.as_ref() == Some(&parsed.header.kid))
            .ok_or_else(bad)?;
        let verified = self
            .ports
            .vault
            .verify(key, &parsed.signing_input, &parsed.signature)
            .await;
        match verified {
            Ok(true) => {}
            Ok(false) => return Err(bad()),
            Err(VaultError::KeyGone | VaultError::Unavailable(_)) => return Err(Halt::Later),
        }
        let photos: Vec<Sha256> = version
            .sealed
            .photos
            .iter()
            .map(|photo| photo.sha256)
            .collect();
        let claims =
            claims_for(&parsed.payload, &version.payload_sha256, &photos).map_err(|_| bad())?;
        let receipt = StoredReceipt {
            version_id: item.version_id,
            finding_id: item.finding_id,
            receipt_no: claims.receipt_no,
            received_at_ms: claims.received_at_ms,
            verified_at_ms: self.ports.clock.now_ms(),
            jws: receipt,
        };
        self.ports
            .store
            .receive(ReceiptCommit {
                lease: self.lease,
                receipt,
            })
            .await?;
        (self.tell)(UploadEvent::Received {
            finding_id: item.finding_id,
        });
        Ok(())
    }

    async fn version_of(&self, item: &OutboxItem) -> Result<SealedVersion, Halt> {
        let versions = self.ports.store.versions(item.finding_id).await?;
        versions
            .into_iter()
            .find(|version| version.sealed.version_id == item.version_id)
            .ok_or_else(|| {
                Halt::Stop(crate::ports::StoreError::Damaged(
                    "an outbox item without its version".into(),
                ))
            })
    }
}

/// The items in the order of sending.
fn oldest_first(items: Vec<OutboxItem>) -> Vec<OutboxItem> {
    let mut sorted = Vec::with_capacity(items.len());
    for item in items {
        insert_by_key(&mut sorted, item, |item| {
            (item.sealed_at_ms, item.version_id)
        });
    }
    sorted
}
