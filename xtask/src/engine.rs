//! The three engines that the tests run in: what moves each, and the tests that it gets.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::run;
use crate::shell::{self, Outcome, Program};
use crate::test::WASM;

/// What makes the pages.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

impl Engine {
    /// The contract suites of the adapters, inside this engine.
    pub(crate) fn contracts(self) -> Outcome {
        let program = Program::new("cargo")
            .args(["test", "--locked", "--package", "browser-contracts"])
            .args(WASM)
            // Also what does not say so itself runs in the browser, not in Node.
            .env("WASM_BINDGEN_USE_BROWSER", "1")
            // Seconds for one suite; the runner's own 20 are too few for a busy machine.
            .env("WASM_BINDGEN_TEST_TIMEOUT", "300");
        let asked_for = |program: Program, file: &str| {
            let path = shell::root().join("tests/browser").join(file);
            program.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", path)
        };
        match self {
            Self::Chromium => asked_for(program, "chromium.json")
                .env("CHROMEDRIVER", found("chromedriver")?)
                .run(),
            Self::Firefox => asked_for(program, "firefox.json")
                .env("GECKODRIVER", found("geckodriver")?)
                .run(),
            // The runner takes it for Safari's driver, and asks nothing of that.
            Self::WebKit => {
                let screen = Screen::start()?;
                program
                    .env("SAFARIDRIVER", found("WebKitWebDriver")?)
                    .env("DISPLAY", &screen.name)
                    .env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1")
                    .run()
            }
        }
    }

    /// The journeys whose tests bear this engine's name; Chromium has those besides that bear none.
    pub(crate) fn journeys(self) -> Outcome {
        let server = run::build_server("dev")?;
        let chosen: &[&str] = match self {
            Self::Chromium => &["--", "--skip", "::firefox", "--skip", "::webkit"],
            Self::Firefox => &["--test", "journeys", "--", "::firefox"],
            Self::WebKit => &["--test", "journeys", "--", "::webkit"],
        };
        let (variable, driver) = match self {
            Self::Chromium => ("CHROMEDRIVER", "chromedriver"),
            Self::Firefox => ("GECKODRIVER", "geckodriver"),
            Self::WebKit => ("WEBKITWEBDRIVER", "WebKitWebDriver"),
        };
        Program::new("cargo")
            .args(["test", "--locked", "--package", "e2e"])
            .args(chosen)
            .env("XUNTIAN_SERVER", server)
            .env(variable, found(driver)?)
            .run()
    }
}

fn found(driver: &str) -> Outcome<PathBuf> {
    shell::find_program(driver).ok_or_else(|| format!("{driver} is not installed"))
}

/// A screen that nobody sees: WebKitGTK has no mode without a window.
struct Screen {
    process: Child,
    name: String,
}

impl Screen {
    fn start() -> Outcome<Self> {
        let says = |error: std::io::Error| format!("Xvfb: {error}");
        // It writes the number that it chose to its standard output.
        let mut process = Command::new(found("Xvfb")?)
            .args(["-displayfd", "1", "-screen", "0", "1600x1200x24"])
            .args(["-nolisten", "tcp", "-noreset"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(says)?;
        let mut number = String::new();
        if let Some(stdout) = process.stdout.take() {
            BufReader::new(stdout)
                .read_line(&mut number)
                .map_err(says)?;
        }
        let name = format!(":{}", number.trim());
        Ok(Self { process, name })
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // It may have ended by itself, which is as good.
        let _ = self.process.kill().and_then(|()| self.process.wait());
    }
}
