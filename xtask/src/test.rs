//! `cargo xtask test`: everything that must hold before a change is merged, cheapest first, stopping
//! at the first failure. Every step is also `cargo xtask ci <step>`.

use std::time::{Duration, Instant};

use clap::ValueEnum;

use crate::engine::Engine;
use crate::shell::{self, Outcome, Program};
use crate::{dist, notices, reproducible, run, setup, tidy};

pub(crate) const WASM: [&str; 2] = ["--target", "wasm32-unknown-unknown"];

/// What only exists in a browser: not compiled natively where it can be helped.
const WASM_PACKAGES: [&str; 5] = [
    "xuntian",
    "xuntian-review",
    "web",
    "ui",
    "browser-contracts",
];

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Step {
    /// What the steps need, browsers included.
    Setup,
    /// rustfmt has nothing to change.
    Fmt,
    /// The rules of style that no compiler knows.
    Tidy,
    /// What others made may be shipped: licences, banned packages, sources, and the notices.
    Licences,
    /// clippy over everything that runs natively.
    ClippyNative,
    /// clippy over everything that runs in a browser.
    ClippyWasm,
    /// Unit tests and stories of the native crates, and of the models inside the apps.
    Native,
    /// The contract suites of the browser adapters, in Chromium.
    Browser,
    /// The same in Firefox.
    BrowserFirefox,
    /// The same in WebKit.
    BrowserWebkit,
    /// Both apps, and the gate on the size of the field app.
    Dist,
    /// The server, both apps inside.
    Server,
    /// Clients that others wrote, and Node's cryptography, against a real server.
    Interop,
    /// Journeys in Chromium against a real server.
    Journeys,
    /// Journeys in Firefox.
    JourneysFirefox,
    /// Journeys in WebKit.
    JourneysWebkit,
    /// Both apps come out the same wherever they are built. Builds everything twice: not in `test`.
    Reproducible,
}

impl Step {
    pub(crate) fn run(self) -> Outcome {
        match self {
            Self::Setup => setup::setup(true),
            Self::Fmt => Program::new("cargo")
                .args(["fmt", "--all", "--", "--check"])
                .run(),
            Self::Tidy => tidy::tidy(),
            Self::Licences => licences(),
            Self::ClippyNative => clippy_native(),
            Self::ClippyWasm => clippy_wasm(),
            Self::Native => native(),
            Self::Browser => Engine::Chromium.contracts(),
            Self::BrowserFirefox => Engine::Firefox.contracts(),
            Self::BrowserWebkit => Engine::WebKit.contracts(),
            Self::Dist => dist::dist(None, false),
            Self::Server => run::build_server("dev").map(drop),
            Self::Interop => interop(),
            Self::Journeys => Engine::Chromium.journeys(),
            Self::JourneysFirefox => Engine::Firefox.journeys(),
            Self::JourneysWebkit => Engine::WebKit.journeys(),
            Self::Reproducible => reproducible::check(),
        }
    }

    fn is_in_test(self) -> bool {
        !matches!(self, Self::Reproducible)
    }

    fn name(self) -> String {
        self.to_possible_value()
            .map(|value| value.get_name().to_owned())
            .unwrap_or_default()
    }
}

/// All steps in order, and a table of their times at the end, also when one has failed.
pub(crate) fn all() -> Outcome {
    let mut times = Vec::new();
    let mut steps = Step::value_variants()
        .iter()
        .filter(|step| step.is_in_test());
    let outcome = steps.try_for_each(|step| {
        println!("\n=== {}", step.name());
        let start = Instant::now();
        let outcome = step.run();
        times.push((*step, start.elapsed(), outcome.is_ok()));
        outcome.map_err(|reason| {
            format!(
                "{} failed: {reason}\nagain by itself: cargo xtask ci {}",
                step.name(),
                step.name()
            )
        })
    });
    print_times(&times);
    outcome
}

fn print_times(times: &[(Step, Duration, bool)]) {
    println!("\n{:<16} {:>14}", "step", "time");
    for (step, time, passed) in times {
        let failed = if *passed { "" } else { "  FAILED" };
        println!(
            "{:<16} {:>14}{failed}",
            step.name(),
            shell::time_text(*time)
        );
    }
    let together = times.iter().map(|(_, time, _)| *time).sum();
    println!("{:<16} {:>14}", "together", shell::time_text(together));
}

/// deny.toml says what may be; the notices are made whole or not at all.
fn licences() -> Outcome {
    Program::new("cargo")
        .args(["fetch", "--quiet", "--locked"])
        .run()?;
    Program::new("cargo-deny")
        .args(["--workspace", "--locked", "--offline", "check"])
        .args(["licenses", "bans", "sources"])
        .run()?;
    let notices = notices::text()?;
    println!("notices: {} lines", notices.lines().count());
    Ok(())
}

fn clippy_native() -> Outcome {
    let excluded = WASM_PACKAGES
        .iter()
        .flat_map(|package| ["--exclude", package]);
    Program::new("cargo")
        .args(["clippy", "--locked", "--workspace", "--all-targets"])
        .args(excluded)
        .args(["--", "-D", "warnings"])
        .run()
}

fn clippy_wasm() -> Outcome {
    let packages = WASM_PACKAGES
        .iter()
        .flat_map(|package| ["--package", package]);
    Program::new("cargo")
        .args(["clippy", "--locked", "--all-targets"])
        .args(packages)
        .args(WASM)
        .args(["--", "-D", "warnings"])
        .run()
}

/// `cargo test` of the default members (a plain `cargo test` does the same), then the models of the
/// apps' pages, which need no browser either.
fn native() -> Outcome {
    Program::new("cargo").args(["test", "--locked"]).run()?;
    Program::new("cargo")
        .args(["test", "--locked", "--lib"])
        .args(["--package", "xuntian", "--package", "xuntian-review"])
        .run()
}

fn interop() -> Outcome {
    let server = run::build_server("dev")?;
    Program::new("node")
        .args(["--test"])
        .dir(&shell::root().join(setup::INTEROP))
        .env("XUNTIAN_SERVER", server)
        .run()
}
