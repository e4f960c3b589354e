//! The `ftpscope` program: parse, run, exit status.

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    ftpscope::run::run(ftpscope::cli::Cli::parse())
}
