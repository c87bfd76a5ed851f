//! What a demonstration serves besides the apps and the API: the page with both frames, the phone's own
//! page at an origin of its own, and the ways in.
//!
//! It stands in front of the ordinary router. A server that is no demonstration has none of it, and no
//! setting could give it any.

mod files;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::extract::{Query, State};
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, LOCATION};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state, map_response};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Json, Router};
use axum_server::tls_rustls::RustlsConfig;
use domain::ids::OfficerId;
use domain::unit::UnitCode;
use domain::wire::{About, DemoAccess, DemoAccount};
use serde::{Deserialize, Serialize};
use words::Lang;

use super::line::{Line, listener_beside};
use super::{Demo, new_code, page};
use crate::app::{App, StartError};
use crate::assets::harden;
use crate::auth::is_from_elsewhere;
use crate::extract::JsonBody;
use crate::problem::{Answer, Code, Problem};
use crate::router::{router, routes};
use crate::{log, site::Site};

/// The most codes that one run gives away.
const MOST_CODES: u32 = 1000;

const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// What the pages of a demonstration share.
struct Stage {
    app: App,
    demo: Arc<Demo>,
    /// The phone's origin.
    phone: Site,
    /// How many more codes may be given away.
    codes_left: AtomicU32,
}

/// A demonstration that is ready to be served.
pub(crate) struct Opened {
    /// What the server's own listener serves.
    pub(crate) router: Router,
    /// The phone's cable, plugged in.
    pub(crate) line: Arc<Line>,
}

// None of them is in the API's document: no server that works has them.
routes! { cable, (Arc<Stage>, Arc<Line>), CABLE:
    get  "/demo/line" => show_line;
    post "/demo/line" => set_line;
}

routes! { at_desk, Arc<Stage>, AT_DESK:
    get "/demo"          => to_desk;
    get "/demo/"         => desk;
    get "/demo/demo.css" => files::desk_css;
    get "/demo/demo.js"  => files::desk_js;
    get "/demo/enrol"    => enrol;
    get "/api/v1/about"  => about;
}

routes! { on_phone, Arc<Stage>, ON_PHONE:
    get  "/demo/phone"     => phone;
    get  "/demo/phone.css" => files::phone_css;
    get  "/demo/phone.js"  => files::phone_js;
    post "/demo/start"     => start;
}

/// Opens the phone's listener beside the server's, and puts the pages together.
///
/// # Errors
/// [`StartError::Io`], if there is no port for the phone.
pub(crate) async fn open(
    app: &App,
    demo: Arc<Demo>,
    listens: SocketAddr,
    tls: Option<RustlsConfig>,
) -> Result<Opened, StartError> {
    let listener = listener_beside(listens)?;
    let address = listener.local_addr()?;
    let stage = Stage::new(app, demo, address.port());
    let line = Arc::new(Line::new(address, tls, phone_router(&stage)));
    line.begin(listener).await;
    Ok(Opened {
        router: desk_router(&stage, line.clone()),
        line,
    })
}

/// The server's own origin: the page with both frames, and the desk.
fn desk_router(stage: &Arc<Stage>, line: Arc<Line>) -> Router {
    let cable = cable().with_state((stage.clone(), line));
    let pages = at_desk().with_state(stage.clone()).merge(cable);
    let is_desk = |path: &str| path.starts_with("/review/");
    in_front_of_the_apps(stage, pages, is_desk, "'self'".to_owned())
}

/// The phone's origin: its own page, and the field app.
fn phone_router(stage: &Arc<Stage>) -> Router {
    let pages = on_phone().with_state(stage.clone());
    let ancestors = format!("'self' {}", stage.app.site.origin());
    let is_phone = |path: &str| !path.starts_with("/review");
    in_front_of_the_apps(stage, pages, is_phone, ancestors)
}

/// The pages, and behind them everything that any server serves. Pages that are `framed` may stand
/// in frames of `ancestors`; nobody else's may, and nothing else.
fn in_front_of_the_apps(
    stage: &Arc<Stage>,
    pages: Router,
    framed: fn(&str) -> bool,
    ancestors: String,
) -> Router {
    let app = stage.app.clone();
    let ancestors: Arc<str> = ancestors.into();
    let wrong_method = async || Problem::from(Code::MethodNotAllowed);
    let behind = router(app.clone()).layer(from_fn(
        move |request: axum::extract::Request, next: Next| {
            let ancestors = ancestors.clone();
            let may_be_framed = framed(request.uri().path());
            async move {
                let response = next.run(request).await;
                if may_be_framed {
                    framed_by(response, &ancestors)
                } else {
                    response
                }
            }
        },
    ));
    pages
        .method_not_allowed_fallback(wrong_method)
        .layer(map_response(harden))
        .layer(map_response({
            let phone = stage.phone.origin().to_owned();
            move |response| lent_to(response, phone.clone())
        }))
        .layer(from_fn_with_state(app, log::requests))
        .fallback_service(behind)
}

/// Lets a page of the apps stand in a frame: only where its policy forbade it before.
fn framed_by(response: Response, ancestors: &str) -> Response {
    let ancestors = format!("frame-ancestors {ancestors}");
    rewritten(response, CONTENT_SECURITY_POLICY, |policy| {
        policy.replace("frame-ancestors 'none'", &ancestors)
    })
}

/// What a page may use of the machine, its frame with the phone may use too.
async fn lent_to(response: Response, phone: String) -> Response {
    let both = format!("(self \"{phone}\")");
    rewritten(response, PERMISSIONS, |policy| {
        policy.replace("(self)", &both)
    })
}

/// A page with another value of a header that it has. What is no page stays as it is.
fn rewritten(
    mut response: Response,
    name: HeaderName,
    rewrite: impl FnOnce(&str) -> String,
) -> Response {
    let value = response
        .headers()
        .get(&name)
        .filter(|_| has_html(&response));
    let value = value.and_then(|value| value.to_str().ok()).map(rewrite);
    if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
        response.headers_mut().insert(name, value);
    }
    response
}

fn has_html(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// Which language a page was asked for in.
#[derive(Debug, Deserialize)]
struct Asked {
    lang: Option<String>,
}

impl Asked {
    fn lang(&self) -> Option<Lang> {
        let tag = self.lang.as_deref().filter(|tag| !tag.is_empty())?;
        Some(Lang::of_tag(tag))
    }
}

async fn to_desk() -> Redirect {
    Redirect::permanent("/demo/")
}

async fn desk(
    State(stage): State<Arc<Stage>>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let site = &stage.app.site;
    // The frames are allowed under the server's own name alone: 127.0.0.1 is not localhost.
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    if host.is_some_and(|host| {
        !site
            .origin()
            .ends_with(&format!("//{}", host.to_ascii_lowercase()))
    }) {
        return Redirect::temporary(&format!("{}/demo/", site.origin())).into_response();
    }
    let preferred = headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|tags| tags.to_str().ok());
    let preferred = preferred.map_or_else(Lang::default, Lang::of_tag);
    let lang = asked.lang().unwrap_or(preferred);
    let phone = stage.phone.origin();
    let policy = format!("frame-src 'self' {phone}; frame-ancestors 'none'");
    html(
        &policy,
        page::desk(lang, asked.lang().is_some(), phone, &stage.demo.accounts),
    )
}

async fn phone(State(stage): State<Arc<Stage>>, Query(asked): Query<Asked>) -> Response {
    let desk = stage.app.site.origin();
    let policy = format!("frame-src 'self'; frame-ancestors {desk}");
    html(&policy, page::phone(asked.lang(), desk))
}

fn html(frames: &str, page: String) -> Response {
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
         base-uri 'none'; form-action 'none'; {frames}"
    );
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (CONTENT_SECURITY_POLICY, policy),
    ];
    (headers, page).into_response()
}

/// Whether the phone's cable is plugged in.
#[derive(Debug, Serialize, Deserialize)]
struct LineState {
    is_connected: bool,
}

type Cable = State<(Arc<Stage>, Arc<Line>)>;

async fn show_line(State((_, line)): Cable) -> Json<LineState> {
    let is_connected = line.is_plugged().await;
    Json(LineState { is_connected })
}

async fn set_line(
    State((stage, line)): Cable,
    headers: HeaderMap,
    JsonBody(wanted): JsonBody<LineState>,
) -> Answer<Json<LineState>> {
    if is_from_elsewhere(&stage.app, &headers) {
        return Err(Code::OriginMismatch.into());
    }
    if wanted.is_connected {
        line.plug().await.map_err(|error| {
            tracing::error!(%error, "the phone's port cannot be opened again");
            Code::NotReady
        })?;
    } else {
        line.pull().await;
    }
    Ok(Json(wanted))
}

/// The code with which a phone began, if it remembers one.
#[derive(Debug, Deserialize)]
struct Begun {
    code: Option<String>,
}

/// Where the field app begins.
#[derive(Debug, Serialize)]
struct Start {
    path: String,
    code: String,
}

/// A phone that has used its code up goes home; any other gets a code that is its own.
async fn start(
    State(stage): State<Arc<Stage>>,
    headers: HeaderMap,
    JsonBody(begun): JsonBody<Begun>,
) -> Answer<Json<Start>> {
    if is_from_elsewhere(&stage.app, &headers) {
        return Err(Code::OriginMismatch.into());
    }
    if let Some(code) = begun.code {
        let known = stage
            .app
            .store
            .enrol_code(stage.app.code_sha256(&code))
            .await?;
        let is_over = |at_ms| at_ms <= stage.app.now_ms();
        match known {
            Some(known) if known.used_by.is_some() => {
                let path = "/".to_owned();
                return Ok(Json(Start { path, code }));
            }
            Some(known) if !is_over(known.expires_at_ms) => {
                let path = format!("/enrol#{code}");
                return Ok(Json(Start { path, code }));
            }
            _ => {}
        }
    }
    let code = stage.new_code().await?;
    let path = format!("/enrol#{code}");
    Ok(Json(Start { path, code }))
}

/// For 「村级信息员」 on the page of sign-in: a phone of one's own.
async fn enrol(State(stage): State<Arc<Stage>>) -> Answer<Response> {
    let path = format!("/enrol#{}", stage.new_code().await?);
    let path = HeaderValue::from_str(&path).map_err(|_| Code::Internal)?;
    Ok((StatusCode::SEE_OTHER, [(LOCATION, path)]).into_response())
}

async fn about(State(stage): State<Arc<Stage>>) -> Answer<Json<About>> {
    let account = |account: &super::DemoAccount| {
        Ok(DemoAccount {
            name: account.name.to_owned(),
            password: account.password.to_owned(),
            role: account.role,
            unit: UnitCode::parse(account.unit).map_err(|_| Code::Internal)?,
        })
    };
    let accounts: Answer<Vec<_>> = stage.demo.accounts.iter().map(account).collect();
    Ok(Json(About {
        demo: Some(DemoAccess {
            enrol_path: "/demo/enrol".to_owned(),
            accounts: accounts?,
        }),
    }))
}

impl Stage {
    fn new(app: &App, demo: Arc<Demo>, phone_port: u16) -> Arc<Self> {
        Arc::new(Self {
            app: app.clone(),
            demo,
            phone: app.site.at_port(phone_port),
            codes_left: AtomicU32::new(MOST_CODES),
        })
    }

    async fn new_code(&self) -> Answer<String> {
        let take = |left: u32| left.checked_sub(1);
        let taken = self
            .codes_left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take);
        if taken.is_err() {
            return Err(Code::TooManyAttempts.into());
        }
        let holder: OfficerId = self.demo.holder;
        Ok(new_code(&self.app, holder).await?)
    }
}

#[cfg(test)]
mod tests;
