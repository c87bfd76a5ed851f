//! Files as browsers get them.

use super::*;
use crate::testing::Server;

const CSP: &str = "default-src 'self'; script-src 'self' 'sha256-x'";

/// A project with both apps built.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| {
        let file = folder.path().join(file);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    };
    write("secret.txt", "secret");
    write("dist/index.html", "field");
    write("dist/index.html.br", "field in brotli");
    write("dist/csp.txt", CSP);
    write("dist/sw.js", "worker");
    write("dist/sw.js.gz", "worker in gzip");
    write("dist/app-0123456789abcdef.js", "app");
    write("dist/manifest.webmanifest", "{}");
    write("review/dist/index.html", "review");
    write("review/dist/r-0123456789abcdef.wasm", "wasm");
    folder
}

async fn server() -> (Server, tempfile::TempDir) {
    let folder = project();
    let assets = Assets::Folder(folder.path().to_owned());
    (Server::start().await.with_assets(assets), folder)
}

#[tokio::test]
async fn pages_of_the_apps_answer_with_their_index() {
    let (server, _folder) = server().await;
    for path in [
        "/",
        "/enrol",
        "/report",
        "/practice",
        "/finding/1",
        "/records",
        "/records/1",
        "/me",
        "/?a=b",
    ] {
        let answer = server.get(path).send().await;
        assert_eq!(
            (answer.status, &*answer.bytes),
            (200, &b"field"[..]),
            "{path}"
        );
        assert_eq!(answer.header("content-security-policy"), CSP);
        assert_eq!(answer.header("cache-control"), "no-cache");
    }
    for path in ["/review/", "/review/finding/1", "/review/sign-in"] {
        let answer = server.get(path).send().await;
        assert_eq!(
            (answer.status, &*answer.bytes),
            (200, &b"review"[..]),
            "{path}"
        );
        assert_eq!(answer.header("content-security-policy"), PLAIN_CSP);
    }
    let answer = server.get("/review").send().await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (308, "/review/")
    );
}

#[tokio::test]
async fn what_is_no_file_is_a_problem_and_nothing_outside_is_served() {
    let (server, _folder) = server().await;
    for path in [
        "/nothing",
        "/nothing.js",
        "/finding/x.js",
        "/review/nothing.js",
        "/csp.txt",
        "/index.html.br",
        "/api/v1/nothing",
        "/api/",
        "/../secret.txt",
        "/review/../../secret.txt",
        "/..%2fsecret.txt",
        "//etc/passwd",
        "/review//etc/passwd.txt",
    ] {
        server.get(path).send().await.is_problem(404, "not_found");
    }
    server
        .post("/")
        .send()
        .await
        .is_problem(405, "method_not_allowed");
}

#[tokio::test]
async fn a_sibling_is_sent_to_whoever_takes_it() {
    let (server, _folder) = server().await;
    for (path, accept, encoding, bytes) in [
        ("/", "gzip, deflate, br", "br", "field in brotli"),
        ("/", "br;q=0, gzip", "", "field"),
        ("/", "", "", "field"),
        ("/sw.js", "br, gzip;q=0.5", "gzip", "worker in gzip"),
        ("/sw.js", "gzip;q=0.0", "", "worker"),
        ("/sw.js", "identity", "", "worker"),
    ] {
        let answer = server
            .get(path)
            .with("accept-encoding", accept)
            .send()
            .await;
        assert_eq!(answer.bytes, bytes.as_bytes(), "{path} {accept}");
        assert_eq!(
            answer.header("content-encoding"),
            encoding,
            "{path} {accept}"
        );
        assert_eq!(answer.header("vary"), "accept-encoding");
    }
}

#[tokio::test]
async fn each_encoding_has_its_own_etag_and_an_unchanged_file_is_not_sent_again() {
    let (server, _folder) = server().await;
    let get = |accept: &str, known: &str| {
        let request = server.get("/").with("accept-encoding", accept);
        request.with("if-none-match", known).send()
    };
    let plain = get("", "").await.header("etag").to_owned();
    let brotli = get("br", "").await.header("etag").to_owned();
    assert_ne!(plain, brotli);
    let again = get("br", &format!("\"x\", W/{brotli}")).await;
    assert_eq!((again.status, again.bytes.len()), (304, 0));
    assert_eq!(again.header("etag"), brotli);
    assert_eq!(get("br", &plain).await.status, 200);
}

#[tokio::test]
async fn types_and_lifetimes_follow_the_name() {
    let (server, _folder) = server().await;
    let immutable = "public, max-age=31536000, immutable";
    for (path, kind, cache) in [
        (
            "/app-0123456789abcdef.js",
            "text/javascript; charset=utf-8",
            immutable,
        ),
        (
            "/review/r-0123456789abcdef.wasm",
            "application/wasm",
            immutable,
        ),
        ("/sw.js", "text/javascript; charset=utf-8", "no-cache"),
        (
            "/manifest.webmanifest",
            "application/manifest+json",
            "no-cache",
        ),
    ] {
        let answer = server.get(path).send().await;
        assert_eq!(answer.header("content-type"), kind, "{path}");
        assert_eq!(answer.header("cache-control"), cache, "{path}");
        assert_ne!(
            answer.header("content-security-policy"),
            STRICT_CSP,
            "{path}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert!(
            answer
                .header("permissions-policy")
                .contains("camera=(self)")
        );
    }
}

/// What the policy of the pages forbids, in the sources of both apps and of the server's own pages:
/// whoever writes it should hear it here, and not in a browser. The pages as they are served are
/// checked by `tests/interop`.
#[test]
fn no_page_holds_code_or_style_in_an_attribute() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    let mut count = 0;
    for folder in [
        "index.html",
        "review/index.html",
        "public",
        "src",
        "review/src",
        "crates/ui/src",
        "crates/web/src",
        "crates/server/src/lan",
        "crates/server/src/demo",
    ] {
        for file in files_below(&root.join(folder)) {
            // Pictures.
            let Ok(text) = std::fs::read_to_string(&file) else {
                continue;
            };
            count += 1;
            // Tests name what must not be.
            let text = text.split("#[cfg(test)]").next().unwrap_or("");
            for (line, code) in (1..).zip(text.lines()) {
                // The icons' paths are constants of that file.
                let is_icon = file.ends_with("crates/ui/src/icon.rs");
                let writes_html = ["inner_html", "innerHTML", "insertAdjacentHTML", "srcdoc"]
                    .iter()
                    .any(|word| code.contains(word) && !is_icon);
                if writes_html || code.contains("javascript:") || has_inline_attribute(code) {
                    found.push(format!("{}:{line}: {code}", file.display()));
                }
            }
        }
    }
    assert!(count > 50, "only {count} files were read");
    assert!(found.is_empty(), "{found:#?}");
    assert!(has_inline_attribute("<a href=\"x\" onclick=\"y()\">"));
    assert!(has_inline_attribute("<p style='color: red'>"));
    assert!(!has_inline_attribute(
        "<a on:click=move |_| y() class=\"style\">"
    ));
}

/// `onclick="…"` or `style="…"`, which a policy without `unsafe-inline` does not run.
fn has_inline_attribute(code: &str) -> bool {
    let values = code.match_indices("=\"").chain(code.match_indices("='"));
    values.map(|(at, _)| &code[..at]).any(|before| {
        let name = before.rsplit([' ', '\t']).next().unwrap_or("");
        let is_lower = name.bytes().all(|byte| byte.is_ascii_lowercase());
        name == "style" || (name.starts_with("on") && name.len() > 4 && is_lower)
    })
}

/// Every file of a folder and its folders, or the one file.
fn files_below(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let entries = std::fs::read_dir(path).unwrap();
    entries
        .flat_map(|entry| files_below(&entry.unwrap().path()))
        .collect()
}

#[tokio::test]
async fn without_files_the_api_still_answers() {
    let server = Server::start().await.with_assets(Assets::None);
    server.get("/").send().await.is_problem(404, "not_found");
    let keys = server.get("/api/v1/keys").send().await;
    assert_eq!(
        (keys.status, keys.header("cache-control")),
        (200, "no-store")
    );
}
