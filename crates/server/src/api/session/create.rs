//! `POST /api/v1/session`: signs a supervisor in.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{HeaderName, SET_COOKIE};
use domain::ids::AccountId;
use domain::review::Role;
use domain::wire::{ProblemDetails, Session, SignIn};

use super::{LIFETIME_MS, cookie, shown};
use crate::app::App;
use crate::audit;
use crate::auth::is_from_elsewhere;
use crate::extract::JsonBody;
use crate::problem::{Answer, Code, Problem};
use crate::store::Account;

/// Names and passwords beyond this are nobody's.
pub(crate) const MAX_CHARS: usize = 200;

/// Signs in and sets the cookie. A wrong name takes as long as a wrong password.
#[utoipa::path(post, path = "/api/v1/session", tag = "review", request_body = SignIn, responses(
    (status = 200, description = "With Set-Cookie", body = Session),
    (status = 401, description = "sign_in_wrong", body = ProblemDetails),
    (status = 403, description = "origin_mismatch", body = ProblemDetails),
    (status = 429, description = "too_many_attempts, with Retry-After", body = ProblemDetails),
))]
pub(crate) async fn create(
    State(app): State<App>,
    headers: HeaderMap,
    JsonBody(sign_in): JsonBody<SignIn>,
) -> Answer<([(HeaderName, String); 1], Json<Session>)> {
    let account = match check(&app, &headers, sign_in).await {
        Ok(account) => account,
        Err(Refused { account, problem }) => {
            audit::sign_in(account, Some(problem.code()));
            return Err(problem);
        }
    };
    let (token, record) = app.new_token(LIFETIME_MS);
    app.store
        .open_session(&account, record, app.now_ms())
        .await?;
    audit::sign_in(Some(account.id), None);
    let cookie = cookie(&app, &token, LIFETIME_MS);
    Ok(([(SET_COOKIE, cookie)], Json(shown(account))))
}

/// Somebody does not get in.
struct Refused {
    /// Whose account it is, if that is known.
    account: Option<AccountId>,
    problem: Problem,
}

impl<P: Into<Problem>> From<P> for Refused {
    fn from(problem: P) -> Self {
        Self {
            account: None,
            problem: problem.into(),
        }
    }
}

/// Whose name and password these are.
async fn check(app: &App, headers: &HeaderMap, sign_in: SignIn) -> Result<Account, Refused> {
    // A page of another site must not sign somebody in as somebody else.
    if is_from_elsewhere(app, headers) {
        return Err(Code::OriginMismatch.into());
    }
    let SignIn { name, password } = sign_in;
    if name.chars().count() > MAX_CHARS || password.chars().count() > MAX_CHARS {
        return Err(Code::SignInWrong.into());
    }
    let sign_ins = &app.live.sign_ins;
    sign_ins
        .take(&name, app.now_ms())
        .map_err(|wait| Problem::from(Code::TooManyAttempts).retry_after_ms(wait.ms))?;
    let account = app.store.account_by_name(&name).await?;
    let phc = account.as_ref().map(|account| account.password_phc.clone());
    let is_right = app.live.passwords.verify(password, phc).await;
    let known = account.as_ref().map(|account| account.id);
    let may = |account: &Account| is_right && account.role != Role::VillageOfficer;
    let account = account.filter(may).ok_or_else(|| Refused {
        account: known,
        problem: Code::SignInWrong.into(),
    })?;
    sign_ins.succeeded(&name);
    Ok(account)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{PASSWORD, Server};
    use serde_json::json;

    const PATH: &str = "/api/v1/session";

    #[tokio::test]
    async fn the_right_password_opens_a_session_with_a_strict_cookie() {
        let server = Server::start().await;
        let answer = server.sign_in("town", PASSWORD).await;
        let cookie = answer.header("set-cookie").to_owned();
        for part in [
            "__Host-xuntian=",
            "; Path=/",
            "; HttpOnly",
            "; SameSite=Strict",
            "; Secure",
        ] {
            assert!(cookie.contains(part), "{part} in {cookie}");
        }
        let session: Session = answer.json();
        assert_eq!(session.role, Role::TownshipReviewer);
    }

    #[tokio::test]
    async fn a_wrong_password_an_unknown_name_and_a_village_officer_hear_the_same() {
        let server = Server::start().await;
        let long = "x".repeat(4000);
        for (name, password) in [
            ("town", "wrong"),
            ("nobody", PASSWORD),
            ("village", PASSWORD),
            ("", ""),
            (&long, PASSWORD),
            ("town", &long),
            ("town' OR 1=1 --", PASSWORD),
            ("Town", PASSWORD),
        ] {
            let answer = server.sign_in(name, password).await;
            answer.is_problem(401, "sign_in_wrong");
        }
    }

    #[tokio::test]
    async fn after_five_failures_an_account_waits_and_others_do_not() {
        let server = Server::start().await;
        for _ in 0..5 {
            server
                .sign_in("town", "wrong")
                .await
                .is_problem(401, "sign_in_wrong");
        }
        let answer = server.sign_in("town", PASSWORD).await;
        assert_eq!(answer.header("retry-after"), "1");
        answer.is_problem(429, "too_many_attempts");
        assert_eq!(server.sign_in("county", PASSWORD).await.status, 200);
        server.clock.advance(1000);
        assert_eq!(server.sign_in("town", PASSWORD).await.status, 200);
        assert_eq!(server.sign_in("town", PASSWORD).await.status, 200);
    }

    #[tokio::test]
    async fn a_page_of_another_site_signs_nobody_in() {
        let server = Server::start().await;
        let body = json!({ "name": "town", "password": PASSWORD });
        let post = |origin: &str| server.post(PATH).json(&body).with("origin", origin).send();
        post("https://evil.example")
            .await
            .is_problem(403, "origin_mismatch");
        post("null").await.is_problem(403, "origin_mismatch");
        assert_eq!(post("https://xuntian.test").await.status, 200);
    }

    #[tokio::test]
    async fn on_loopback_without_https_the_cookie_has_a_plain_name() {
        let server = Server::start_at("http://localhost:8080").await;
        let answer = server.sign_in("town", PASSWORD).await;
        let cookie = answer.header("set-cookie");
        assert!(
            cookie.starts_with("xuntian=") && !cookie.contains("Secure"),
            "{cookie}"
        );
    }
}
