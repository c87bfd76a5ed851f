//! `xuntian-server`: reads the command line and runs.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match server::cli::run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xuntian-server: {error}");
            ExitCode::FAILURE
        }
    }
}
