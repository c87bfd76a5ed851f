//! Reading a body into the spool, and finishing what is whole.
//!
//! This runs in a task of its own: when the connection breaks the handler is dropped, and what has
//! arrived must still reach the disk.

use std::time::Duration;

use axum::extract::Request;
use axum::http::header::CONTENT_LENGTH;
use futures::StreamExt as _;

use super::headers::{Checksum, UPLOAD_OFFSET};
use super::slots::Turn;
use crate::app::App;
use crate::blobs::Finished;
use crate::problem::{Answer, Code, Problem};
use crate::store::Upload;

/// How long nothing may come. A line of 2G stalls for many seconds; one that is dead should not be
/// held for ever.
const IDLE: Duration = Duration::from_secs(90);
/// Small frames are gathered to this size before they are written.
const WRITE_BYTES: usize = 16 * 1024;
/// The largest chunk with a checksum: it is held in memory until it is verified.
const MAX_CHECKED_BYTES: u64 = 4 * 1024 * 1024;

/// Receives a body at `offset` and gives the new offset.
pub(super) async fn receive(
    app: &App,
    upload: Upload,
    offset: u64,
    checksum: Option<Checksum>,
    request: Request,
    turn: Turn,
) -> Answer<u64> {
    let room = upload.bytes - offset.min(upload.bytes);
    let limit = match checksum {
        Some(_) => room.min(MAX_CHECKED_BYTES),
        None => room,
    };
    let stated = request.headers().get(CONTENT_LENGTH);
    let stated = stated.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if stated.is_some_and(|stated| stated > limit) {
        return Err(Code::TooLarge.into());
    }
    let intake = Intake {
        app: app.clone(),
        upload,
        offset,
        limit,
    };
    let task = tokio::spawn(intake.run(checksum, request, turn));
    task.await.map_err(|_| Problem::from(Code::Internal))?
}

struct Intake {
    app: App,
    upload: Upload,
    /// Where the spool stands.
    offset: u64,
    /// How many bytes may come.
    limit: u64,
}

/// How a body ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Properly.
    Whole,
    /// The connection broke, or nothing came for too long.
    Broken,
    /// A newer request for the upload wants the turn.
    Interrupted,
    /// More came than may.
    TooMuch,
}

impl Intake {
    async fn run(
        mut self,
        checksum: Option<Checksum>,
        request: Request,
        mut turn: Turn,
    ) -> Answer<u64> {
        match checksum {
            None => self.take_as_it_comes(request, &mut turn).await?,
            Some(checksum) => self.take_checked(&checksum, request, &mut turn).await?,
        }
        finish_if_whole(&self.app, &self.upload, self.offset).await
    }

    /// Everything that arrives counts.
    async fn take_as_it_comes(&mut self, request: Request, turn: &mut Turn) -> Answer<()> {
        let mut gathered = Vec::with_capacity(2 * WRITE_BYTES);
        let mut body = request.into_body().into_data_stream();
        let mut came = 0_u64;
        let end = loop {
            let frame = tokio::select! {
                biased;
                () = turn.knocked() => break End::Interrupted,
                frame = tokio::time::timeout(IDLE, body.next()) => frame,
            };
            match frame {
                Ok(None) => break End::Whole,
                Err(_) | Ok(Some(Err(_))) => break End::Broken,
                Ok(Some(Ok(frame))) => {
                    came += frame.len() as u64;
                    if came > self.limit {
                        break End::TooMuch;
                    }
                    gathered.extend_from_slice(&frame);
                    if gathered.len() >= WRITE_BYTES {
                        self.append(std::mem::take(&mut gathered)).await?;
                    }
                }
            }
        };
        self.append(gathered).await?;
        self.app.blobs.sync(self.upload.id).await?;
        self.ended(end)
    }

    /// The chunk counts when it is there and has its checksum.
    async fn take_checked(
        &mut self,
        checksum: &Checksum,
        request: Request,
        turn: &mut Turn,
    ) -> Answer<()> {
        let mut chunk = Vec::new();
        let mut body = request.into_body().into_data_stream();
        loop {
            let frame = tokio::select! {
                biased;
                () = turn.knocked() => return self.ended(End::Interrupted),
                frame = tokio::time::timeout(IDLE, body.next()) => frame,
            };
            match frame {
                Ok(None) => break,
                Err(_) | Ok(Some(Err(_))) => return self.ended(End::Broken),
                Ok(Some(Ok(frame))) => chunk.extend_from_slice(&frame),
            }
            if chunk.len() as u64 > self.limit {
                return self.ended(End::TooMuch);
            }
        }
        if !checksum.fits(&chunk) {
            return Err(self.at_offset(Code::ChecksumMismatch));
        }
        self.append(chunk).await?;
        Ok(self.app.blobs.sync(self.upload.id).await?)
    }

    async fn append(&mut self, bytes: Vec<u8>) -> Answer<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        let length = bytes.len() as u64;
        self.app.blobs.append(self.upload.id, bytes).await?;
        self.offset += length;
        self.app.live.metrics.uploaded(length);
        Ok(())
    }

    fn ended(&self, end: End) -> Answer<()> {
        match end {
            End::Whole => Ok(()),
            End::Broken => Err(self.at_offset(Code::Timeout)),
            End::Interrupted => Err(self.at_offset(Code::Interrupted)),
            End::TooMuch => Err(self.at_offset(Code::TooLarge)),
        }
    }

    fn at_offset(&self, code: Code) -> Problem {
        Problem::from(code).with(UPLOAD_OFFSET, self.offset)
    }
}

/// The last byte is there: checks the whole, makes a photo of it, receipts what waited for it.
/// Gives the offset; an upload that is not whole yet stays as it is.
pub(super) async fn finish_if_whole(app: &App, upload: &Upload, offset: u64) -> Answer<u64> {
    if offset < upload.bytes || app.blobs.stat(upload.sha256).await?.is_some() {
        return Ok(offset);
    }
    match app.blobs.finish(upload.id, upload.sha256).await? {
        Finished::Stored(photo) => {
            let now_ms = app.now_ms();
            app.store.photo_arrived(photo, &app.signer, now_ms).await?;
            Ok(offset)
        }
        Finished::HashMismatch => Err(Problem::from(Code::HashMismatch).with(UPLOAD_OFFSET, 0)),
    }
}
