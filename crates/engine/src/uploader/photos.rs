//! Photos: tus 1.0.0 uploads in chunks that adapt to the connection, each chunk with its checksum,
//! resumed where the server says it stands.

use std::cell::Cell;

use base64ct::{Base64, Encoding as _};
use domain::hash::Sha256;

use super::connection::Connection;
use super::{Halt, Uploader};
use crate::api::{ANSWER_TIMEOUT_MS, ApiError, check};
use crate::ports::{HttpRequest, HttpResponse, Method, VaultError};
use crate::record::{OutboxItem, Wedge};

const UPLOADS: &str = "/api/v1/uploads";
/// A chunk of 64 KiB takes half a minute at 2 KB/s; nothing slower is worth waiting for.
const CHUNK_TIMEOUT_MS: u32 = 120_000;
/// How often one photo may fall out of step with the server in one round.
const MOST_RESYNCS: u32 = 3;

/// The size of the next chunk: doubles while chunks go fast, halves when they go slowly or fail.
pub(super) struct ChunkSize(Cell<usize>);

impl ChunkSize {
    const SMALLEST: usize = 64 * 1024;
    const LARGEST: usize = 1024 * 1024;
    const FAST_MS: i64 = 1_500;
    const SLOW_MS: i64 = 8_000;

    fn get(&self) -> usize {
        self.0.get()
    }

    fn took(&self, elapsed_ms: i64) {
        if elapsed_ms < Self::FAST_MS {
            self.0.set((self.0.get() * 2).min(Self::LARGEST));
        } else if elapsed_ms > Self::SLOW_MS {
            self.failed();
        }
    }

    fn failed(&self) {
        self.0.set((self.0.get() / 2).max(Self::SMALLEST));
    }
}

impl Default for ChunkSize {
    fn default() -> Self {
        Self(Cell::new(Self::SMALLEST))
    }
}

/// Where an upload stands on the server.
struct Standing {
    path: String,
    offset: u64,
}

impl Uploader {
    /// Sends the photos that the server lacks, then asks for the receipt.
    pub(super) async fn send_photos(
        &self,
        connection: &Connection<'_>,
        item: &mut OutboxItem,
    ) -> Result<(), Halt> {
        for index in 0..item.photos.len() {
            if !item.photos[index].is_done {
                self.send_photo(connection, item, index).await?;
            }
        }
        if self.ask_for_receipt(connection, item).await? {
            Ok(())
        } else {
            Err(Halt::Later)
        }
    }

    async fn send_photo(
        &self,
        connection: &Connection<'_>,
        item: &mut OutboxItem,
        index: usize,
    ) -> Result<(), Halt> {
        let sha256 = item.photos[index].sha256;
        let bytes = self.ports.store.photo_bytes(sha256).await?;
        let bytes = bytes.ok_or(Halt::Wedged(Wedge::PhotoGone { sha256 }))?;
        let mut resyncs = 0;
        let mut standing = self.standing(connection, item, index).await?;
        loop {
            self.note(item, index, &standing, bytes.len()).await?;
            if item.photos[index].is_done {
                return Ok(());
            }
            match self.send_chunk(connection, &standing, &bytes).await? {
                Some(offset) => standing.offset = offset,
                None if resyncs < MOST_RESYNCS => {
                    resyncs += 1;
                    self.chunk_size.failed();
                    standing = self.standing(connection, item, index).await?;
                }
                None => return Err(Halt::Later),
            }
        }
    }

    async fn note(
        &self,
        item: &mut OutboxItem,
        index: usize,
        standing: &Standing,
        length: usize,
    ) -> Result<(), Halt> {
        let photo = &mut item.photos[index];
        photo.upload = Some(standing.path.clone());
        photo.sent_bytes = standing.offset;
        photo.is_done = standing.offset == length as u64;
        Ok(self.progressed(item).await?)
    }

    /// Where the photo's upload stands: the known one, else a new one. A server that has the photo
    /// whole says so at once.
    async fn standing(
        &self,
        connection: &Connection<'_>,
        item: &OutboxItem,
        index: usize,
    ) -> Result<Standing, Halt> {
        let photo = &item.photos[index];
        if let Some(path) = &photo.upload {
            let response = connection
                .send(tus(Method::Head, path.clone(), Vec::new(), Vec::new()))
                .await?;
            match response.status {
                200..=204 => {
                    let offset = offset_of(&response, photo.bytes)?;
                    return Ok(Standing {
                        path: path.clone(),
                        offset,
                    });
                }
                // Expired, or finished and tidied away: creating it again tells which.
                404 | 410 => {}
                _ => {
                    check(response)?;
                }
            }
        }
        let metadata = format!(
            "sha256 {},filetype {}",
            Base64::encode_string(photo.sha256.to_string().as_bytes()),
            Base64::encode_string(b"image/jpeg")
        );
        let headers = vec![
            ("upload-length", photo.bytes.to_string()),
            ("upload-metadata", metadata),
        ];
        let response = check(
            connection
                .send(tus(Method::Post, UPLOADS.to_owned(), headers, Vec::new()))
                .await?,
        )?;
        let offset = offset_of(&response, photo.bytes)?;
        let path = response
            .header("location")
            .and_then(path_of)
            .ok_or(Halt::Later)?;
        Ok(Standing { path, offset })
    }

    /// Sends one chunk; `None`: phone and server are out of step.
    async fn send_chunk(
        &self,
        connection: &Connection<'_>,
        standing: &Standing,
        bytes: &[u8],
    ) -> Result<Option<u64>, Halt> {
        let start = usize::try_from(standing.offset).map_err(|_| Halt::Later)?;
        let end = (start + self.chunk_size.get()).min(bytes.len());
        let chunk = bytes.get(start..end).ok_or(Halt::Later)?;
        let Sha256(digest) = match self.ports.vault.sha256(chunk).await {
            Ok(digest) => digest,
            Err(VaultError::KeyGone | VaultError::Unavailable(_)) => return Err(Halt::Later),
        };
        let headers = vec![
            ("content-type", "application/offset+octet-stream".to_owned()),
            ("upload-offset", standing.offset.to_string()),
            (
                "upload-checksum",
                format!("sha256 {}", Base64::encode_string(&digest)),
            ),
        ];
        let mut request = tus(
            Method::Patch,
            standing.path.clone(),
            headers,
            chunk.to_vec(),
        );
        request.timeout_ms = CHUNK_TIMEOUT_MS;
        let begun_ms = self.ports.clock.now_ms();
        let response = match connection.send(request).await {
            Ok(response) => response,
            Err(halt) => {
                self.chunk_size.failed();
                return Err(halt);
            }
        };
        match response.status {
            404 | 409 | 410 | 460 => Ok(None),
            _ => {
                let offset = offset_of(&check(response)?, bytes.len() as u64)?;
                self.chunk_size.took(self.ports.clock.now_ms() - begun_ms);
                Ok(Some(offset))
            }
        }
    }
}

fn tus(
    method: Method,
    path: String,
    mut headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
) -> HttpRequest {
    headers.push(("tus-resumable", "1.0.0".to_owned()));
    HttpRequest {
        method,
        path,
        headers,
        body,
        timeout_ms: ANSWER_TIMEOUT_MS,
    }
}

/// The offset of an answer. A captive portal's page has none; one beyond the end is not ours.
fn offset_of(response: &HttpResponse, length: u64) -> Result<u64, ApiError> {
    let offset = response
        .header("upload-offset")
        .and_then(|text| text.parse().ok());
    offset
        .filter(|offset| *offset <= length)
        .ok_or(ApiError::Transient)
}

/// The path of a `Location`, which may be a whole address.
fn path_of(location: &str) -> Option<String> {
    let path = match location.split_once("://") {
        Some((_, rest)) => &rest[rest.find('/')?..],
        None => location,
    };
    path.starts_with(UPLOADS).then(|| path.to_owned())
}
