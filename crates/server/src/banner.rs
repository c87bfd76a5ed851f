//! What whoever starts the server reads on the terminal, and one line for programs.

use std::io::IsTerminal as _;
use std::net::SocketAddr;

use serde_json::{Value, json};
use words::Lang;
use words::server as text;
use words::terms::Term as _;

use crate::app::App;
use crate::demo::Demo;
use crate::lan::Lan;

/// The line that programs wait for: this word, then a JSON object.
const READY: &str = "XUNTIAN_READY";

/// Says where everything is.
pub(crate) fn print(
    app: &App,
    listens: SocketAddr,
    demo: Option<&Demo>,
    is_empty: bool,
    lan: Option<&Lan>,
    metrics: Option<SocketAddr>,
) {
    let origin = app.site.origin();
    for lang in [Lang::Zh, Lang::En] {
        println!();
        for line in lines(origin, demo, is_empty, lang) {
            println!("{line}");
        }
    }
    if let Some(lan) = lan {
        let app_url = demo.map_or_else(|| format!("{origin}/"), |demo| enrol_url(origin, demo));
        let has_colours = std::io::stdout().is_terminal();
        print!("{}", lan.instructions(&app_url, has_colours));
    }
    println!("\n{READY} {}", ready(origin, listens, demo, lan, metrics));
}

/// Says that it stops.
pub(crate) fn print_stopping() {
    println!(
        "\n{} {}",
        text::stopping(Lang::Zh),
        text::stopping(Lang::En)
    );
}

fn lines(origin: &str, demo: Option<&Demo>, is_empty: bool, lang: Lang) -> Vec<String> {
    let mut lines = vec![
        text::field_at(lang, origin).to_string(),
        text::review_at(lang, format!("{origin}/review/")).to_string(),
    ];
    if let Some(demo) = demo {
        lines.insert(0, text::demo_at(lang, format!("{origin}/demo/")));
        lines.insert(2, text::enrol_at(lang, enrol_url(origin, demo)));
        lines.insert(3, text::enrol_code(lang, &demo.enrol_code));
        lines.extend(demo.accounts.iter().map(|account| {
            text::account(lang, account.name, account.password, account.role.say(lang))
        }));
        lines.push(text::demo_notice(lang).to_string());
    } else if is_empty {
        lines.push(text::how_to_begin(lang).to_string());
    }
    lines.push(text::how_to_stop(lang).to_string());
    lines
}

fn enrol_url(origin: &str, demo: &Demo) -> String {
    format!("{origin}/enrol#{}", demo.enrol_code)
}

fn ready(
    origin: &str,
    listens: SocketAddr,
    demo: Option<&Demo>,
    lan: Option<&Lan>,
    metrics: Option<SocketAddr>,
) -> Value {
    let mut ready = json!({ "listen": listens, "public_url": origin });
    if let Some(address) = metrics {
        ready["metrics_listen"] = json!(address);
    }
    if let Some(demo) = demo {
        ready["enrol_code"] = json!(demo.enrol_code);
        ready["enrol_url"] = json!(enrol_url(origin, demo));
        let account = |account: &crate::demo::DemoAccount| {
            json!({
                "name": account.name,
                "password": account.password,
                "role": account.role,
                "unit": account.unit,
            })
        };
        ready["accounts"] = demo.accounts.iter().map(account).collect();
    }
    if let Some(lan) = lan {
        ready["certificate_page"] = json!(lan.page_url());
        ready["certificate_sha256"] = json!(lan.fingerprint());
    }
    ready
}
