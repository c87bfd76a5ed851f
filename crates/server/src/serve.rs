//! Runs the server: listens, tells where, stops when it is asked to.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;

use crate::api::uploads;
use crate::app::{App, StartError, SystemClock};
use crate::banner;
use crate::config::Settings;
use crate::demo;
use crate::lan::Lan;
use crate::metrics;
use crate::router::router;

/// How long requests under way may still take when the server stops.
const GRACE: Duration = Duration::from_secs(10);
/// How long the head of a request may take: a line of 2G needs seconds, nothing needs minutes.
pub(crate) const HEAD_TIMEOUT: Duration = Duration::from_secs(60);
/// How often uploads whose time is over are dropped.
const SWEEP: Duration = Duration::from_secs(3600);

/// Serves until the process is asked to stop.
///
/// # Errors
/// [`StartError`].
pub(crate) async fn serve(settings: Settings) -> Result<(), StartError> {
    let listener = TcpListener::bind(settings.listen)?;
    let listens = listener.local_addr()?;
    let numbers = settings.metrics_listen.map(TcpListener::bind).transpose()?;
    let tells = numbers.as_ref().map(TcpListener::local_addr).transpose()?;
    let lan = match settings.is_lan {
        true => Some(Arc::new(Lan::open(
            &settings,
            listens,
            Arc::new(SystemClock),
        )?)),
        false => None,
    };
    let site = match &lan {
        Some(lan) => lan.site().clone(),
        None => settings.site(listens)?,
    };
    let tls = tls_config(&settings, lan.as_ref()).await?;
    let app = App::open(&settings.data, site, settings.assets.clone()).await?;
    let demo = match settings.is_demo {
        true => Some(Arc::new(demo::prepare(&app).await?)),
        false => None,
    };
    let opened = match &demo {
        Some(demo) => Some(demo::site::open(&app, demo.clone(), listens, tls.clone()).await?),
        None => None,
    };
    let is_empty = app.store.officers().await?.is_empty();
    // Whoever reads that it is ready may ask it to stop at once.
    let asked = asked_to_stop()?;
    banner::print(
        &app,
        listens,
        demo.as_deref(),
        is_empty,
        lan.as_deref(),
        tells,
    );
    let telling = Handle::new();
    if let Some(numbers) = numbers {
        let router = metrics::router(app.clone());
        tokio::spawn(listen(numbers, None, router, telling.clone()));
    }
    let sweeping = tokio::spawn(sweep(app.clone()));
    let handle = Handle::new();
    tokio::spawn(stop_when_asked(asked, app.clone(), handle.clone()));
    let router = match &opened {
        Some(opened) => opened.router.clone(),
        None => router(app),
    };
    let outcome = listen(listener, tls, router, handle).await;
    if let Some(opened) = opened {
        opened.line.pull().await;
    }
    telling.shutdown();
    sweeping.abort();
    Ok(outcome?)
}

/// Serves through a listener until the handle is told to stop.
///
/// # Errors
/// If the listener cannot be used.
pub(crate) async fn listen(
    listener: TcpListener,
    tls: Option<RustlsConfig>,
    router: Router,
    handle: Handle<SocketAddr>,
) -> std::io::Result<()> {
    let service = router.into_make_service();
    match tls {
        None => {
            let mut server = axum_server::from_tcp(listener)?.handle(handle);
            server
                .http_builder()
                .http1()
                .header_read_timeout(HEAD_TIMEOUT);
            server.serve(service).await
        }
        Some(tls) => {
            let mut server = axum_server::from_tcp_rustls(listener, tls)?.handle(handle);
            server
                .http_builder()
                .http1()
                .header_read_timeout(HEAD_TIMEOUT);
            server.serve(service).await
        }
    }
}

/// What https is served with, if it is.
async fn tls_config(
    settings: &Settings,
    lan: Option<&Arc<Lan>>,
) -> Result<Option<RustlsConfig>, StartError> {
    // A second installation fails harmlessly: there is one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let config = match (lan, &settings.tls) {
        (Some(lan), _) => lan.start().await?,
        (None, Some((cert, key))) => RustlsConfig::from_pem_file(cert, key)
            .await
            .map_err(|error| StartError::Config(format!("certificate or key: {error}")))?,
        (None, None) => return Ok(None),
    };
    Ok(Some(config))
}

/// Ends those who wait, then lets the rest finish.
async fn stop_when_asked(asked: impl Future<Output = ()>, app: App, handle: Handle<SocketAddr>) {
    asked.await;
    banner::print_stopping();
    app.stop_waiting();
    handle.graceful_shutdown(Some(GRACE));
}

/// Ends when somebody asks the process to stop, from now on.
#[cfg(unix)]
fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

async fn sweep(app: App) {
    let mut ticks = tokio::time::interval(SWEEP);
    loop {
        ticks.tick().await;
        match uploads::drop_expired(&app).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "uploads whose time is over were dropped"),
            Err(problem) => tracing::error!(code = problem.code().code(), "sweeping failed"),
        }
    }
}
