//! The `purport` command: parse, run, turn the outcome into an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    purport::cli::main().into()
}
