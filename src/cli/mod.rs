//! Words on the command line: what they ask for, carried out, and the exit code that follows.

mod args;
mod classify;
mod ndjson;
mod open;
mod output;
mod record;
mod scheme;

use crate::fault::Fault;
use clap::Parser as _;
use std::io::Write as _;

/// Parses the command line, does what it says, and gives the exit code: 0 fine, 1 a finding,
/// 2 an error, 128 and the signal's number if a signal ended it.
pub fn main() -> u8 {
    let args = match args::Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            let code = u8::try_from(error.exit_code()).unwrap_or(2);
            let _ = error.print();
            return code;
        }
    };
    let done = match args.command {
        Some(args::Command::Classify(classify)) => classify::run(&classify),
        None => open::run(args.open),
    };
    done.unwrap_or_else(|fault| {
        complain(&fault);
        2
    })
}

/// Says on standard error what is wrong. A fault may quote a file, so it passes the same gate as
/// every other text on its way to a terminal.
fn complain(fault: &Fault) {
    let text = fault.to_string();
    let _ = writeln!(std::io::stderr().lock(), "purport: {}", crate::text::visible::line(&text));
}
