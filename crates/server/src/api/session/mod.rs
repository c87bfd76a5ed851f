//! Supervisors' sessions: an opaque token in a cookie that no script sees and no other site sends.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod show;

use domain::wire::Session;

use crate::app::App;
use crate::store::Account;

/// How long a session lasts: a working day and its evening.
pub(crate) const LIFETIME_MS: i64 = 12 * 3_600_000;

/// The cookie with this token; an empty one with no lifetime ends it.
fn cookie(app: &App, token: &str, lifetime_ms: i64) -> String {
    let name = app.site.cookie_name();
    let secure = if app.site.is_https() { "; Secure" } else { "" };
    let seconds = lifetime_ms / 1000;
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}")
}

fn shown(account: Account) -> Session {
    Session {
        display_name: account.display_name,
        role: account.role,
        unit: account.unit,
        is_demo: account.is_demo,
    }
}
