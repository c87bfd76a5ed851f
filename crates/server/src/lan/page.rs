//! The page without https that hands the authority to phones: what it is, the file, and how it is
//! installed, in the browser's language, the phone's own kind first. It holds no secret.

use std::net::TcpListener;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    USER_AGENT, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::IntoResponse;
use axum::routing::get;
use serde::Deserialize;
use words::Lang;
use words::lan as text;

use super::authority::Authority;
use crate::serve::HEAD_TIMEOUT;

const POLICY: &str =
    "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'";
const STYLE: &str = include_str!("page.css");
/// Phones know the file by its type: Safari offers to install it, others keep it.
const CERTIFICATE_TYPE: &str = "application/x-x509-ca-cert";

/// What the page tells.
#[derive(Clone)]
struct Page {
    certificate: Vec<u8>,
    name: String,
    fingerprint: String,
    app_url: String,
}

/// `?lang=` is what the person chose over the browser's language.
#[derive(Deserialize)]
struct Chosen {
    lang: Option<String>,
}

/// A kind of phone: its name, what its browser says, the steps.
type Kind = (
    fn(Lang) -> &'static str,
    &'static str,
    [fn(Lang) -> &'static str; 3],
);

/// The first whose sign is found counts: HarmonyOS also says that it is Android.
const KINDS: [Kind; 3] = [
    (
        text::harmony,
        "Harmony",
        [text::harmony_1, text::harmony_2, text::harmony_3],
    ),
    (
        text::android,
        "Android",
        [text::android_1, text::android_2, text::android_3],
    ),
    (text::ios, "iPhone", [text::ios_1, text::ios_2, text::ios_3]),
];

pub(super) fn router(authority: &Authority, origin: &str) -> Router {
    let page = Page {
        certificate: authority.certificate().to_vec(),
        name: authority.name(),
        fingerprint: authority.fingerprint(),
        app_url: format!("{origin}/"),
    };
    Router::new()
        .route("/", get(show))
        .route("/page.css", get(style))
        .route("/xuntian-ca.crt", get(certificate))
        .with_state(page)
}

/// Serves until the runtime ends.
pub(super) async fn serve(listener: TcpListener, router: Router) {
    let served = async {
        let mut server = axum_server::from_tcp(listener)?;
        server
            .http_builder()
            .http1()
            .header_read_timeout(HEAD_TIMEOUT);
        server.serve(router.into_make_service()).await
    };
    if let Err(error) = served.await {
        tracing::error!(%error, "the page that hands out the certificate has stopped");
    }
}

async fn show(
    State(page): State<Page>,
    Query(chosen): Query<Chosen>,
    request: HeaderMap,
) -> impl IntoResponse {
    let said = |name| {
        request
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("")
    };
    let tag = chosen.lang.as_deref().unwrap_or(said(ACCEPT_LANGUAGE));
    let html = page.html(Lang::of_tag(tag), said(USER_AGENT));
    (headers("text/html; charset=utf-8"), html)
}

async fn style() -> impl IntoResponse {
    (headers("text/css; charset=utf-8"), STYLE)
}

async fn certificate(State(page): State<Page>) -> impl IntoResponse {
    let name = [(
        CONTENT_DISPOSITION,
        "attachment; filename=\"xuntian-ca.crt\"",
    )];
    (headers(CERTIFICATE_TYPE), name, page.certificate)
}

fn headers(content_type: &'static str) -> [(axum::http::HeaderName, &'static str); 4] {
    [
        (CONTENT_TYPE, content_type),
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ]
}

impl Page {
    /// Nothing in it comes from the request but the choice of language and of what is open.
    fn html(&self, lang: Lang, user_agent: &str) -> String {
        let other = match lang {
            Lang::Zh => Lang::En,
            Lang::En => Lang::Zh,
        };
        let own = KINDS
            .iter()
            .position(|(_, sign, _)| user_agent.contains(sign));
        let kinds: String = KINDS
            .iter()
            .enumerate()
            .map(|(kind, (name, _, steps))| {
                let open = if own == Some(kind) { " open" } else { "" };
                let steps = steps
                    .map(|step| format!("<li>{}</li>", step(lang)))
                    .concat();
                let name = name(lang);
                format!("<details{open}><summary>{name}</summary><ol>{steps}</ol></details>\n")
            })
            .collect();
        format!(
            "<!doctype html>\n<html lang=\"{tag}\">\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n\
             <link rel=\"stylesheet\" href=\"/page.css\">\n<title>{title}</title>\n\
             <p class=\"lang\"><a href=\"/?lang={other_tag}\" lang=\"{other_tag}\">{other_name}</a></p>\n\
             <h1>{title}</h1>\n<p>{why}</p>\n<p>{wechat}</p>\n\
             <p><a class=\"button\" href=\"/xuntian-ca.crt\">{download}</a></p>\n{kinds}\
             <p><a class=\"button\" href=\"{app_url}\">{open}</a></p>\n<p>{then}</p>\n\
             <h2>{check}</h2>\n<p>{name}</p>\n<p class=\"fingerprint\">{fingerprint}</p>\n\
             <p>{limits}</p>\n<p>{remove}</p>\n",
            tag = lang.tag(),
            other_tag = other.tag(),
            other_name = text::this_language(other),
            title = text::title(lang),
            why = text::why(lang),
            wechat = text::wechat(lang),
            download = text::download(lang),
            app_url = self.app_url,
            open = text::open_app(lang),
            then = text::then(lang),
            check = text::fingerprint(lang),
            name = self.name,
            fingerprint = self.fingerprint,
            limits = text::limits(lang),
            remove = text::remove(lang),
        )
    }
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::http::{Request, StatusCode};
    use tower::ServiceExt as _;

    use super::*;

    struct Answer {
        status: StatusCode,
        headers: HeaderMap,
        body: Vec<u8>,
    }

    fn authority() -> (tempfile::TempDir, Authority) {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::open(folder.path(), 1_795_000_000_000).unwrap();
        (folder, authority)
    }

    async fn ask(
        authority: &Authority,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let router = router(authority, "https://10.1.2.3:8443");
        let answer = router
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap();
        let (head, body) = answer.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer {
            status: head.status,
            headers: head.headers,
            body,
        }
    }

    #[tokio::test]
    async fn the_certificate_is_handed_out_as_what_a_phone_installs() {
        let (_folder, authority) = authority();
        let answer = ask(&authority, "GET", "/xuntian-ca.crt", &[]).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.headers[CONTENT_TYPE], CERTIFICATE_TYPE);
        assert_eq!(answer.headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(answer.body, authority.certificate());
    }

    #[tokio::test]
    async fn the_page_speaks_the_language_of_the_browser_or_the_chosen_one() {
        let (_folder, authority) = authority();
        for (path, header, lang) in [
            ("/", "zh-CN,zh;q=0.9", Lang::Zh),
            ("/", "en-GB", Lang::En),
            ("/?lang=zh-CN", "en-GB", Lang::Zh),
            ("/?lang=en", "zh-CN", Lang::En),
            ("/?lang=%3Cscript%3E", "zh-CN", Lang::En),
        ] {
            let answer = ask(&authority, "GET", path, &[("accept-language", header)]).await;
            let html = String::from_utf8(answer.body).unwrap();
            assert!(html.contains(text::title(lang)), "{path} {header}");
            assert!(html.contains("https://10.1.2.3:8443/"), "{path}");
            assert!(html.contains(&authority.fingerprint()), "{path}");
            assert!(!html.contains("<script"), "{path}");
            assert_eq!(answer.headers[CONTENT_SECURITY_POLICY], POLICY);
        }
    }

    #[tokio::test]
    async fn the_steps_of_the_phone_that_asks_are_open() {
        let (_folder, authority) = authority();
        for (agent, name) in [
            (
                "Mozilla/5.0 (Linux; Android 13) Chrome/120",
                text::android(Lang::En),
            ),
            (
                "Mozilla/5.0 (Phone; OpenHarmony 5.0)",
                text::harmony(Lang::En),
            ),
            (
                "Mozilla/5.0 (Linux; Android 12; HarmonyOS)",
                text::harmony(Lang::En),
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0)",
                text::ios(Lang::En),
            ),
        ] {
            let answer = ask(&authority, "GET", "/", &[("user-agent", agent)]).await;
            let html = String::from_utf8(answer.body).unwrap();
            assert!(
                html.contains(&format!("<details open><summary>{name}<")),
                "{html}"
            );
            assert_eq!(html.matches("<details open").count(), 1, "{agent}");
        }
    }

    #[tokio::test]
    async fn nothing_else_is_there_and_nothing_can_be_sent() {
        let (_folder, authority) = authority();
        for path in [
            "/authority.pem",
            "/../authority.pem",
            "/lan/authority.pem",
            "//",
            "/%2e%2e/x",
        ] {
            let answer = ask(&authority, "GET", path, &[]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
        for method in ["POST", "PUT", "DELETE", "PATCH"] {
            let answer = ask(&authority, method, "/", &[]).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
        }
    }
}
