//! `GET /api/openapi.json`: the API described, made of the handlers' own annotations.

use axum::Json;
use axum::response::IntoResponse;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use crate::api::{about, decisions, enrol, envelopes, findings, inbox, keys, session, uploads};
use crate::health;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Xuntian 巡田",
        version = "1",
        description = "Records of patrols over farmland: phones bring sealed versions and photos, supervisors read and decide. Every refusal is application/problem+json with a stable `code`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    paths(
        health::live,
        health::ready,
        show,
        about::show,
        keys::list,
        enrol::preview::preview,
        enrol::create::create,
        enrol::challenge::challenge,
        enrol::token::token,
        envelopes::create::create,
        envelopes::show::show,
        uploads::options::options,
        uploads::create::create,
        uploads::show::show,
        uploads::patch::patch,
        uploads::delete::delete,
        inbox::show,
        session::create::create,
        session::show::show,
        session::delete::delete,
        findings::list::list,
        findings::show::show,
        findings::photo::photo,
        decisions::create,
    ),
    components(schemas(domain::ids::UploadId, domain::finding::FindingVersion, domain::wire::ReceiptClaims, domain::wire::TokenClaim)),
    modifiers(&Schemes),
)]
struct Document;

struct Schemes;

impl Modify for Schemes {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let device = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let session = ApiKey::Cookie(ApiKeyValue::new("__Host-xuntian"));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("device", SecurityScheme::Http(device));
        components.add_security_scheme("session", SecurityScheme::ApiKey(session));
    }
}

/// This document.
#[utoipa::path(get, path = "/api/openapi.json", tag = "health", responses((status = 200, description = "OpenAPI 3.1", body = Object)))]
pub(crate) async fn show() -> impl IntoResponse {
    Json(Document::openapi())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn every_reference_leads_somewhere() {
        let document = serde_json::to_value(Document::openapi()).unwrap();
        let text = document.to_string();
        let schemas = &document["components"]["schemas"];
        let mut count = 0;
        for part in text.split("#/components/schemas/").skip(1) {
            let name = part.split('"').next().unwrap();
            assert_ne!(schemas[name], Value::Null, "{name}");
            count += 1;
        }
        assert!(count > 50, "{count}");
    }
}
