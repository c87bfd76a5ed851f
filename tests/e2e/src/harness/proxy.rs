//! A proxy on a fixed port in front of the server: it counts what goes by request, and can cut.
//!
//! The browser keeps its origin while the server behind comes and goes, as a phone does whose network
//! does. Without a server behind it the proxy closes every connection at once.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use super::requests::{Exchange, Piece, RequestReader, status_of};

/// The proxy; dropping it closes everything.
pub struct Proxy {
    port: u16,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

struct Shared {
    state: Mutex<State>,
    /// Counts up when every open connection has to close.
    closing: watch::Sender<u64>,
    /// Told when the cut that was asked for has happened.
    cut: Notify,
}

#[derive(Default)]
struct State {
    upstream_port: Option<u16>,
    exchanges: Vec<Exchange>,
    /// How many more body bytes of PATCH requests may go on, where a cut was asked for.
    cut_in: Option<u64>,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Proxy {
    /// Listens on a free port; it leads nowhere yet.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await;
        let bound = listener.and_then(|listener| Ok((listener.local_addr()?.port(), listener)));
        let (port, listener) =
            bound.unwrap_or_else(|error| panic!("the proxy cannot listen: {error}"));
        let shared = Arc::new(Shared {
            state: Mutex::default(),
            closing: watch::Sender::new(0),
            cut: Notify::new(),
        });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Self {
            port,
            shared,
            accepting,
        }
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Leads to a server on this port from now on; `None`: to nothing.
    pub fn lead_to(&self, upstream_port: Option<u16>) {
        self.shared.state().upstream_port = upstream_port;
    }

    /// Closes every open connection in the middle of whatever it carries.
    pub fn close_all(&self) {
        self.shared.closing.send_modify(|count| *count += 1);
    }

    /// After so many further body bytes of uploads nothing goes on any more on that connection.
    pub fn cut_uploads_after(&self, bytes: u64) {
        self.shared.state().cut_in = Some(bytes);
    }

    /// Waits until the cut has happened.
    pub async fn until_cut(&self) {
        self.shared.cut.notified().await;
    }

    /// Everything so far.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.shared.state().exchanges.clone()
    }

    /// What was sent so far by one method to paths that begin so.
    pub fn sent(&self, method: &str, path: &str) -> Vec<Exchange> {
        let mut all = self.exchanges();
        all.retain(|one| one.method == method && one.path.starts_with(path));
        all
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
        self.close_all();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((client, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let mut closing = shared.closing.subscribe();
            let upstream_port = shared.state().upstream_port;
            let Some(upstream_port) = upstream_port else {
                return;
            };
            let Ok(server) = TcpStream::connect(("127.0.0.1", upstream_port)).await else {
                return;
            };
            tokio::select! {
                () = carry(client, server, &shared) => {}
                // Dropping both ends closes them.
                _ = closing.changed() => {}
            }
        });
    }
}

/// Carries one connection until either side ends.
async fn carry(client: TcpStream, server: TcpStream, shared: &Shared) {
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let current = Mutex::new(None);
    tokio::select! {
        () = upward(from_client, to_server, shared, &current) => {}
        () = downward(from_server, to_client, shared, &current) => {}
    }
}

/// The exchange that a connection is at: its place in the list of all.
type Current = Mutex<Option<usize>>;

fn at(current: &Current) -> MutexGuard<'_, Option<usize>> {
    current.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn upward(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    shared: &Shared,
    current: &Current,
) {
    let mut reader = RequestReader::default();
    let mut is_upload = false;
    while let Some(bytes) = read(&mut from).await {
        for piece in reader.feed(&bytes) {
            let written = match piece {
                Piece::Head(exchange, head) => {
                    is_upload = exchange.method == "PATCH";
                    let place = {
                        let mut state = shared.state();
                        state.exchanges.push(exchange);
                        state.exchanges.len() - 1
                    };
                    *at(current) = Some(place);
                    to.write_all(&head).await
                }
                Piece::Body(body) => {
                    let may_go = if is_upload {
                        allowed(shared, body.len())
                    } else {
                        body.len()
                    };
                    let written = to.write_all(&body[..may_go]).await;
                    count(shared, current, |exchange| {
                        exchange.sent_bytes += may_go as u64
                    });
                    if may_go < body.len() {
                        shared.cut.notify_one();
                        // Nothing moves any more until the connection is closed from outside.
                        std::future::pending::<()>().await;
                    }
                    written
                }
            };
            if written.is_err() {
                return;
            }
        }
    }
}

/// How many of these bytes may go on; uses the cut up when it is reached.
fn allowed(shared: &Shared, bytes: usize) -> usize {
    let mut state = shared.state();
    match state.cut_in {
        Some(left) if left < bytes as u64 => {
            state.cut_in = None;
            left as usize
        }
        Some(left) => {
            state.cut_in = Some(left - bytes as u64);
            bytes
        }
        None => bytes,
    }
}

async fn downward(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    shared: &Shared,
    current: &Current,
) {
    while let Some(bytes) = read(&mut from).await {
        count(shared, current, |exchange| {
            exchange.answer_bytes += bytes.len() as u64;
            exchange.status = exchange.status.or_else(|| status_of(&bytes));
        });
        if to.write_all(&bytes).await.is_err() {
            return;
        }
    }
}

fn count(shared: &Shared, current: &Current, change: impl FnOnce(&mut Exchange)) {
    let place = *at(current);
    let mut state = shared.state();
    if let Some(exchange) = place.and_then(|place| state.exchanges.get_mut(place)) {
        change(exchange);
    }
}

/// The next bytes; `None` at the end.
async fn read(from: &mut (impl AsyncRead + Unpin)) -> Option<Vec<u8>> {
    let mut bytes = vec![0; 16 * 1024];
    match from.read(&mut bytes).await {
        Ok(length) if length > 0 => {
            bytes.truncate(length);
            Some(bytes)
        }
        _ => None,
    }
}
