//! The command line: `xuntian-server serve …`, and what keeps a server alive.

use std::io::IsTerminal as _;
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use domain::time::CstDateTime;
use tracing_subscriber::EnvFilter;
use words::operate as say;

use crate::admin::{self, AdminError, AdminOptions};
use crate::app::{Clock as _, StartError, SystemClock, SystemEntropy};
use crate::audit;
use crate::backup::{self, BackupError, Done};
use crate::config::{LogFormat, Options, Settings};
use crate::serve;
use crate::speech::both;

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
    /// Serve a demonstration: made-up people and records, and a page at /demo/ to try it all on.
    Demo(Box<Options>),
    /// Write everything into one file, also while the server runs.
    Backup {
        /// The data folder.
        #[arg(
            long,
            env = "XUNTIAN_DATA",
            default_value = "xuntian-data",
            value_name = "FOLDER"
        )]
        data: PathBuf,
        /// The new file.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// Make a data folder out of a backup; phones then offer again what they hold.
    Restore {
        /// The backup.
        #[arg(long, value_name = "FILE")]
        from: PathBuf,
        /// An empty or a new folder.
        #[arg(long, env = "XUNTIAN_DATA", value_name = "FOLDER")]
        data: PathBuf,
    },
    /// Accounts, officers and phones, also while the server runs.
    Admin(AdminOptions),
}

/// Why a command failed, said to whoever typed it.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct CliError(#[from] Failure);

#[derive(Debug, thiserror::Error)]
#[error(transparent)]
enum Failure {
    Start(#[from] StartError),
    Backup(#[from] BackupError),
    Admin(#[from] AdminError),
}

/// Reads the command line and runs the command.
///
/// # Errors
/// [`CliError`].
pub async fn run() -> Result<(), CliError> {
    Ok(command(Cli::parse().command).await?)
}

async fn command(command: Command) -> Result<(), Failure> {
    let options = match command {
        Command::Serve(options) => *options,
        Command::Demo(options) => options.of_a_demonstration(),
        command => {
            log_to_stderr(LogFormat::Text, "warn");
            for line in operate(command).await? {
                println!("{line}");
            }
            return Ok(());
        }
    };
    let settings = Settings::resolve(options)?;
    log_to_stderr(settings.log_format, "info,sqlx=warn,hyper=warn");
    Ok(serve::serve(settings).await?)
}

/// What ends by itself, and the sentences that tell of it.
async fn operate(command: Command) -> Result<Vec<String>, Failure> {
    let now_ms = SystemClock.now_ms();
    match command {
        Command::Serve(_) | Command::Demo(_) => Ok(Vec::new()),
        Command::Backup { data, to } => {
            let Done { photos, bytes, .. } = backup::backup(&data, &to, now_ms).await?;
            let mb = bytes.div_ceil(1_000_000);
            let done = both(|lang| say::backup_done(lang, to.display(), mb, photos));
            Ok(vec![done, both(say::backup_secret)])
        }
        Command::Restore { from, data } => {
            let done = backup::restore(&from, &data, &SystemEntropy, now_ms).await?;
            let made = CstDateTime::of(done.made_at_ms).full_text();
            let done = both(|lang| say::restore_done(lang, data.display(), &made, done.photos));
            Ok(vec![done, both(say::restore_epoch)])
        }
        Command::Admin(options) => Ok(admin::run(options).await?),
    }
}

/// `RUST_LOG` chooses what is told, except that the audit always is; standard output stays free for
/// the people who start it.
fn log_to_stderr(format: LogFormat, default: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(audit::always(filter))
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
