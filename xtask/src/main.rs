//! `cargo xtask`: everything that is done with this project is done by one of these commands.
//!
//! A person who has just cloned it needs `cargo xtask run`; before a commit, `cargo xtask test`.
//! Each command first calls [`setup`], so there is no list of things to install by hand.

mod bench;
mod dist;
mod engine;
mod notices;
mod release;
mod reproducible;
mod run;
mod setup;
mod shell;
mod test;
mod tidy;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use shell::Outcome;

/// The automation of Xuntian.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what is missing, in pinned versions, and say so.
    Setup {
        /// Also what only the tests need: the three browsers, their drivers, a Chinese font.
        #[arg(long)]
        browsers: bool,
    },
    /// Build both apps and the server, and serve them with a small made-up county.
    Run(run::Options),
    /// Everything that must hold before a change is merged, in order.
    Test,
    /// One step of `test` by itself.
    Ci {
        #[arg(value_enum)]
        step: test::Step,
    },
    /// Build both apps into dist/ and review/dist/ and hold the field app to its size.
    Dist {
        /// Little optimisation, no compression, no gate: for looking, not for shipping.
        #[arg(long)]
        fast: bool,
        /// Only this one of the two.
        #[arg(long, value_enum)]
        app: Option<dist::App>,
    },
    /// One archive with the server, both apps inside, that runs on any Linux of its processor.
    Release(release::Options),
    /// Print what others made that is inside the server and the apps, and under which licences.
    Notices,
    /// The rules of style that no compiler knows.
    Tidy,
    /// Measure what DESIGN promises, and print it beside the budgets.
    Bench,
    /// Make the pictures of docs/images anew, every screen in every size, theme and language.
    Pictures,
    /// What Trunk calls back while it builds.
    #[command(hide = true)]
    Hook {
        #[command(subcommand)]
        hook: dist::Hook,
    },
}

fn main() -> ExitCode {
    let outcome = dispatch(Cli::parse().command);
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("\nxtask: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command) -> Outcome {
    match command {
        Command::Setup { browsers } => setup::setup(browsers),
        Command::Run(options) => run::run(&options),
        Command::Test => test::all(),
        Command::Ci { step } => step.run(),
        Command::Dist { fast, app } => {
            setup::setup(false)?;
            dist::dist(app, fast)
        }
        Command::Release(options) => release::release(&options),
        Command::Notices => notices::text().map(|text| print!("{text}")),
        Command::Tidy => tidy::tidy(),
        Command::Bench => bench::bench(),
        Command::Pictures => bench::pictures(),
        Command::Hook { hook } => hook.run(),
    }
}
