//! Every address of the server, in one flat list.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::response::IntoResponse as _;
use tower_http::catch_panic::CatchPanicLayer;

use crate::api::{about, decisions, enrol, envelopes, findings, inbox, keys, session, uploads};
use crate::app::App;
use crate::problem::{Code, Problem};
use crate::{assets, busy, health, log, openapi};

/// Makes the router of a list and the list itself, so that a test can compare it with the document.
macro_rules! routes {
    ($router:ident, $state:ty, $list:ident: $($method:ident $path:literal => $handler:path;)*) => {
        fn $router() -> axum::Router<$state> {
            axum::Router::new()$(.route($path, axum::routing::$method($handler)))*
        }

        /// Method and path of every route of this list.
        #[cfg(test)]
        pub(crate) const $list: &[(&str, &str)] = &[$((stringify!($method), $path),)*];
    };
}
pub(crate) use routes;

routes! { plain, App, PLAIN:
    get    "/healthz"                                      => health::live;
    get    "/readyz"                                       => health::ready;
    get    "/api/openapi.json"                             => openapi::show;
    get    "/api/v1/about"                                 => about::show;
    get    "/api/v1/keys"                                  => keys::list;
    post   "/api/v1/enrol/preview"                         => enrol::preview::preview;
    post   "/api/v1/enrol"                                 => enrol::create::create;
    post   "/api/v1/enrol/challenge"                       => enrol::challenge::challenge;
    post   "/api/v1/enrol/token"                           => enrol::token::token;
    post   "/api/v1/envelopes"                             => envelopes::create::create;
    get    "/api/v1/envelopes/{payload_sha256}"            => envelopes::show::show;
    get    "/api/v1/inbox"                                 => inbox::show;
    post   "/api/v1/session"                               => session::create::create;
    get    "/api/v1/session"                               => session::show::show;
    delete "/api/v1/session"                               => session::delete::delete;
    get    "/api/v1/findings"                              => findings::list::list;
    get    "/api/v1/findings/{finding_id}"                 => findings::show::show;
    get    "/api/v1/findings/{finding_id}/photos/{sha256}" => findings::photo::photo;
    post   "/api/v1/decisions"                             => decisions::create;
}

routes! { tus, App, TUS:
    options "/api/v1/uploads"      => uploads::options::options;
    post    "/api/v1/uploads"      => uploads::create::create;
    head    "/api/v1/uploads/{id}" => uploads::show::show;
    patch   "/api/v1/uploads/{id}" => uploads::patch::patch;
    delete  "/api/v1/uploads/{id}" => uploads::delete::delete;
}

/// The whole server.
pub fn router(app: App) -> Router {
    let wrong_method = async || Problem::from(Code::MethodNotAllowed);
    Router::new()
        .merge(plain())
        .merge(tus().route_layer(from_fn(uploads::speak_tus)))
        .fallback(assets::serve)
        .method_not_allowed_fallback(wrong_method)
        // Bodies are read with limits of their own.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(app.clone(), busy::limit))
        .layer(CatchPanicLayer::custom(
            |_: Box<dyn std::any::Any + Send>| Problem::from(Code::Internal).into_response(),
        ))
        .layer(map_response(assets::harden))
        .layer(from_fn_with_state(app.clone(), log::requests))
        .with_state(app)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Server;
    use serde_json::Value;
    use std::collections::BTreeSet;

    #[tokio::test]
    async fn the_document_lists_exactly_the_routes() {
        let server = Server::start().await;
        let document: Value = server.get("/api/openapi.json").send().await.json();
        let mut documented = BTreeSet::new();
        for (path, operations) in document["paths"].as_object().unwrap() {
            for (method, operation) in operations.as_object().unwrap() {
                documented.insert((method.clone(), path.clone()));
                assert!(operation["responses"].is_object(), "{method} {path}");
                let takes_a_body = ["post", "patch"].contains(&method.as_str());
                assert_eq!(
                    operation["requestBody"].is_object(),
                    takes_a_body,
                    "{method} {path}"
                );
            }
        }
        let routes: BTreeSet<_> = [PLAIN, TUS]
            .concat()
            .into_iter()
            .map(|(method, path)| (method.to_owned(), path.to_owned()))
            .collect();
        assert_eq!(documented, routes);
    }

    #[tokio::test]
    async fn another_method_is_told_and_every_answer_has_a_number() {
        let server = Server::start().await;
        let answer = server.delete("/api/v1/keys").send().await;
        assert_eq!(answer.header("x-request-id").len(), 8);
        answer.is_problem(405, "method_not_allowed");
        let answer = server.get("/api/v1/nothing").send().await;
        assert_eq!(answer.header("x-request-id").len(), 8);
        answer.is_problem(404, "not_found");
    }
}
