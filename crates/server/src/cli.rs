//! The command line: `xuntian-server serve …`.

use std::io::IsTerminal as _;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::app::StartError;
use crate::config::{LogFormat, Options, Settings};
use crate::serve;

/// 巡田: field recorder and review for farmland patrols, in one binary.
#[derive(Debug, Parser)]
#[command(name = "xuntian-server", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve both apps and the API.
    Serve(Box<Options>),
}

/// Reads the command line and runs the command.
///
/// # Errors
/// [`StartError`].
pub async fn run() -> Result<(), StartError> {
    let Command::Serve(options) = Cli::parse().command;
    let settings = Settings::resolve(*options)?;
    log_to_stderr(settings.log_format);
    serve::serve(settings).await
}

/// `RUST_LOG` chooses what is told; standard output stays free for the people who start it.
fn log_to_stderr(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,hyper=warn"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    match format {
        LogFormat::Text => builder.compact().init(),
        LogFormat::Json => builder.json().init(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
