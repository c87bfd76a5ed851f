//! The phone's cable: a listener of its own. Pulled, it is closed with every connection that came
//! through it, so that a request from the phone's page fails as it does without a network, and the
//! desk's go on.

use std::net::{SocketAddr, TcpListener};

use axum::Router;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use tokio::sync::Mutex;
use tokio::task::JoinHandle;

use crate::serve;

/// Ports after the server's own that are tried for the phone's.
const PORTS: u16 = 9;

/// The cable.
pub(crate) struct Line {
    address: SocketAddr,
    tls: Option<RustlsConfig>,
    router: Router,
    plugged: Mutex<Option<Plugged>>,
}

/// What serves while it is plugged in.
struct Plugged {
    handle: Handle<SocketAddr>,
    serving: JoinHandle<std::io::Result<()>>,
}

/// A listener beside the server's: at one of the next ports, so that a phone finds it again after a
/// restart, or at any that is free.
///
/// # Errors
/// If there is no free port.
pub(crate) fn listener_beside(listens: SocketAddr) -> std::io::Result<TcpListener> {
    let next = (1..=PORTS).filter_map(|step| listens.port().checked_add(step));
    next.chain([0])
        .map(|port| TcpListener::bind((listens.ip(), port)))
        .find(Result::is_ok)
        .unwrap_or_else(|| TcpListener::bind((listens.ip(), 0)))
}

impl Line {
    /// Not plugged in yet.
    pub(crate) fn new(address: SocketAddr, tls: Option<RustlsConfig>, router: Router) -> Self {
        Self {
            address,
            tls,
            router,
            plugged: Mutex::new(None),
        }
    }

    /// Serves through a listener that is there already.
    pub(crate) async fn begin(&self, listener: TcpListener) {
        self.plugged.lock().await.replace(self.serve(listener));
    }

    fn serve(&self, listener: TcpListener) -> Plugged {
        let handle = Handle::new();
        let serving = serve::listen(
            listener,
            self.tls.clone(),
            self.router.clone(),
            handle.clone(),
        );
        Plugged {
            handle,
            serving: tokio::spawn(serving),
        }
    }

    /// Listens again, if it does not.
    ///
    /// # Errors
    /// If something else has taken the port.
    pub(crate) async fn plug(&self) -> std::io::Result<()> {
        let mut plugged = self.plugged.lock().await;
        if plugged.is_none() {
            *plugged = Some(self.serve(TcpListener::bind(self.address)?));
        }
        Ok(())
    }

    /// Closes the listener and every connection, in the middle of whatever it carries.
    pub(crate) async fn pull(&self) {
        if let Some(Plugged { handle, serving }) = self.plugged.lock().await.take() {
            handle.shutdown();
            // It ends because it was told to; how is of no interest.
            let _ = serving.await;
        }
    }

    /// Whether it listens.
    pub(crate) async fn is_plugged(&self) -> bool {
        self.plugged.lock().await.is_some()
    }
}
