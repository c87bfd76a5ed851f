//! What holds for every address at once: who may ask what, what other sites may not, and what comes of
//! bad input. What is special about one address is tested in its own file.

mod bad_bodies;
mod bad_photos;
mod bad_records;
mod cross_site;
mod practice;
mod walk;

use axum::http::Method;
use domain::wire::FindingDetail;
use serde_json::Value;
use testkit::phone::Sealed;

use crate::testing::{Call, Response, Server};

/// One operation of the API's document.
struct Operation {
    /// Lower case, as the document has it.
    method: String,
    path: String,
    /// `device`, `session`, or nothing where anybody may ask.
    security: Option<String>,
    /// The media type of the body, where it takes one.
    body: Option<String>,
}

/// Every operation of the document, which another test keeps equal to the router.
async fn operations(server: &Server) -> Vec<Operation> {
    let document: Value = server.get("/api/openapi.json").send().await.json();
    let paths = document["paths"].as_object().unwrap();
    let mut found = Vec::new();
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().unwrap() {
            let security = operation["security"][0].as_object();
            let body = operation["requestBody"]["content"].as_object();
            let first = |object: Option<&serde_json::Map<String, Value>>| {
                object.and_then(|object| object.keys().next().cloned())
            };
            found.push(Operation {
                method: method.clone(),
                path: path.clone(),
                security: first(security),
                body: first(body),
            });
        }
    }
    found
}

impl Operation {
    fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    fn method(&self) -> Method {
        self.method.to_uppercase().parse().unwrap()
    }

    /// A request with ids of the right shape that name nothing.
    fn call(&self, server: &Server) -> Call {
        let path = self
            .path
            .replace("{id}", "01900000-0000-7000-8000-000000000001")
            .replace("{finding_id}", "01900000-0000-7000-8000-000000000002")
            .replace("{payload_sha256}", &"0".repeat(64))
            .replace("{sha256}", &"1".repeat(64));
        assert!(!path.contains('{'), "{path}: which value goes there?");
        let call = server.call(self.method(), &path);
        call.with("tus-resumable", "1.0.0")
    }
}

/// The record of a sealed version, as the township's reviewer gets it.
async fn detail(server: &Server, sealed: &Sealed) -> FindingDetail {
    let path = format!("/api/v1/findings/{}", sealed.version.finding_id);
    as_town(server, &path).await.json()
}

/// What the township's reviewer gets.
async fn as_town(server: &Server, path: &str) -> Response {
    let cookie = server.reviewer("town").await;
    server.get(path).with("cookie", &cookie).send().await
}
