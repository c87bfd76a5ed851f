//! What an operator watches, as OpenMetrics text at `/metrics` of an address of its own
//! (`--metrics-listen`): whoever reaches it needs no password, so it is not the public one.
//!
//! Requests are counted where they are logged, refusals by their code. What was stored and receipted
//! is read from the event log when somebody asks: it counts what happened, whichever program did it.

use axum::Router;
use axum::extract::State;
use axum::http::Method;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use tokio::sync::Mutex;

use crate::app::App;
use crate::busy;
use crate::problem::{Answer, Code, Problem};
use crate::router::routes;

/// OpenMetrics 1.0.0, 5.1.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// Upper ends of the durations, in seconds: from a list out of memory to a photo over 2G.
const DURATIONS_S: [f64; 7] = [0.005, 0.025, 0.1, 0.5, 2.0, 10.0, 60.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    method: &'static str,
    path: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Path {
    path: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Refusal {
    code: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Kind {
    kind: String,
}

/// Everything that is measured.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Request, Counter>,
    durations: Family<Path, Histogram, fn() -> Histogram>,
    refusals: Family<Refusal, Counter>,
    upload_bytes: Counter,
    events: Family<Kind, Counter>,
    under_way: Gauge,
    unreceipted: Gauge,
    oldest_unreceipted_s: Gauge,
    open_uploads: Gauge,
    disk_free_bytes: Gauge,
    /// The last line of the event log that was counted.
    counted: Mutex<u64>,
}

impl Metrics {
    /// Counts from now on; `last_seq` is the last line of the event log.
    pub(crate) fn new(last_seq: u64) -> Self {
        let metrics = Self {
            registry: Registry::with_prefix("xuntian"),
            requests: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(DURATIONS_S)),
            refusals: Family::default(),
            upload_bytes: Counter::default(),
            events: Family::default(),
            under_way: Gauge::default(),
            unreceipted: Gauge::default(),
            oldest_unreceipted_s: Gauge::default(),
            open_uploads: Gauge::default(),
            disk_free_bytes: Gauge::default(),
            counted: Mutex::new(last_seq),
        };
        metrics.named()
    }

    fn named(mut self) -> Self {
        let to = &mut self.registry;
        let version = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        to.register("build", "The program", version);
        to.register(
            "requests",
            "Requests that were answered",
            self.requests.clone(),
        );
        to.register_with_unit(
            "request_duration",
            "How long requests took, the arrival of their bodies included",
            Unit::Seconds,
            self.durations.clone(),
        );
        to.register(
            "refusals",
            "Requests and envelopes that were refused, by the code of the problem",
            self.refusals.clone(),
        );
        to.register_with_unit(
            "upload",
            "Bytes of photos that arrived",
            Unit::Bytes,
            self.upload_bytes.clone(),
        );
        to.register(
            "events",
            "Lines of the event log since the start, by kind: envelope_stored, received (a receipt), photo_stored, decided",
            self.events.clone(),
        );
        to.register(
            "requests_under_way",
            "Requests at the moment",
            self.under_way.clone(),
        );
        to.register(
            "envelopes_unreceipted",
            "Envelopes that wait for photos",
            self.unreceipted.clone(),
        );
        to.register_with_unit(
            "oldest_unreceipted_age",
            "How long the oldest of them waits; 0 if none does",
            Unit::Seconds,
            self.oldest_unreceipted_s.clone(),
        );
        to.register(
            "uploads_open",
            "Uploads without their photo yet",
            self.open_uploads.clone(),
        );
        to.register_with_unit(
            "disk_free",
            "Room for the data folder",
            Unit::Bytes,
            self.disk_free_bytes.clone(),
        );
        self
    }

    /// A request was answered.
    pub(crate) fn answered(&self, method: &Method, path: &str, status: u16, seconds: f64) {
        let path = path.to_owned();
        self.durations
            .get_or_create(&Path { path: path.clone() })
            .observe(seconds);
        let request = Request {
            method: name_of(method),
            path,
            status,
        };
        self.requests.get_or_create(&request).inc();
    }

    /// Something was refused.
    pub(crate) fn refused(&self, code: Code) {
        let refusal = Refusal { code: code.code() };
        self.refusals.get_or_create(&refusal).inc();
    }

    /// Bytes of a photo arrived.
    pub(crate) fn uploaded(&self, bytes: u64) {
        self.upload_bytes.inc_by(bytes);
    }

    /// Measures what is measured when somebody asks, and tells everything.
    async fn tell(&self, app: &App) -> Answer<String> {
        let mut counted = self.counted.lock().await;
        let stats = app.store.stats(*counted).await?;
        for (kind, count) in stats.events {
            self.events.get_or_create(&Kind { kind }).inc_by(count);
        }
        *counted = stats.last_seq;
        drop(counted);
        let age_ms = stats
            .oldest_unreceipted_at_ms
            .map_or(0, |at_ms| (app.now_ms() - at_ms).max(0));
        self.oldest_unreceipted_s.set(age_ms / 1000);
        self.unreceipted.set(signed(stats.unreceipted));
        self.open_uploads.set(signed(stats.open_uploads));
        let free = app.live.requests.available_permits();
        self.under_way
            .set(signed(busy::AT_ONCE.saturating_sub(free) as u64));
        if let Some(bytes) = app.blobs.free_bytes().await? {
            self.disk_free_bytes.set(signed(bytes));
        }
        let mut text = String::new();
        encode(&mut text, &self.registry).map_err(|_| Problem::from(Code::Internal))?;
        Ok(text)
    }
}

/// The methods that exist; anybody may make others up.
fn name_of(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

// Not in the API's document: it is not at the address that the document describes.
routes! { told, App, TOLD:
    get "/metrics" => show;
}

/// The one address.
pub(crate) fn router(app: App) -> Router {
    told().with_state(app)
}

async fn show(State(app): State<App>) -> Answer<impl IntoResponse> {
    let text = app.live.metrics.tell(&app).await?;
    Ok(([(CONTENT_TYPE, OPEN_METRICS)], text))
}

#[cfg(test)]
mod tests;
