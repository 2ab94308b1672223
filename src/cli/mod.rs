//! Words on the command line: what they ask for, carried out, and the exit code that follows.

mod agree;
mod args;
mod caret;
mod check;
mod classify;
mod corpus;
mod eval;
mod export;
mod find;
mod fit;
mod import;
mod keys;
mod merge;
mod open;
mod output;
mod palette;
mod scheme;
mod stats;
mod status;
mod tables;
mod text;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggest::did_you_mean;
use crate::shell::terminal;
use clap::{CommandFactory as _, Parser as _};
use std::io::{self, IsTerminal as _, Write as _};

/// Parses the command line, does what it says, and gives the exit code: 0 fine, 1 a finding,
/// 2 an error, 128 and the signal's number if a signal ended it.
pub fn main() -> u8 {
    if let Some(fault) = mistyped_command() {
        complain(&fault);
        return 2;
    }
    let args = match args::Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            let code = u8::try_from(error.exit_code()).unwrap_or(2);
            // Help holds only words of ours. An error repeats words of the command line, which may be
            // the name of a stranger's file.
            let _ = if code == 0 { error.print() } else { refuse(&error.to_string()) };
            return code;
        }
    };
    let done = match args.command {
        Some(args::Command::Tutor) => open::lesson().map_err(Into::into),
        Some(args::Command::Classify(classify)) => classify::run(&classify),
        Some(args::Command::Text(text)) => text::run(&text),
        Some(args::Command::Apart(apart)) => text::apart(&apart),
        Some(args::Command::Status(status)) => status::run(&status),
        Some(args::Command::Find(find)) => find::run(&find),
        Some(args::Command::Export(export)) => export::run(&export),
        Some(args::Command::Import(import)) => import::run(&import),
        Some(args::Command::Stats(stats)) => stats::run(&stats),
        Some(args::Command::Compare(compare)) => open::compare(compare).map_err(Into::into),
        Some(args::Command::Agree(agree)) => agree::run(&agree),
        Some(args::Command::Eval(eval)) => eval::run(&eval),
        Some(args::Command::Fit(fit)) => fit::run(&fit),
        Some(args::Command::Check(check)) => check::run(&check),
        Some(args::Command::Keys(keys)) => keys::run(&keys),
        Some(args::Command::Merge(merge)) => merge::run(&merge),
        None => open::run(args.open).map_err(Into::into),
    };
    done.unwrap_or_else(|fault| {
        complain(&fault);
        2
    })
}

/// Writes a refusal of several lines on standard error.
fn refuse(text: &str) -> io::Result<()> {
    let mut err = io::stderr().lock();
    text.lines().try_for_each(|line| writeln!(err, "{}", crate::text::visible::line(line)))
}

/// A first word that is no file, but nearly a command: it would be taken for an article.
fn mistyped_command() -> Option<Diagnostic> {
    let first = std::env::args_os().nth(1)?.into_string().ok()?;
    // All commands are put together only where the word is no file: that takes longer than to look.
    if first.starts_with('-') || std::path::Path::new(&first).exists() {
        return None;
    }
    let commands = args::Args::command();
    let names: Vec<&str> = commands.get_subcommands().map(clap::Command::get_name).collect();
    let known = names.contains(&first.as_str()) || first == "help";
    if known {
        return None;
    }
    let hint = did_you_mean(&first, names.into_iter())?;
    Some(Diagnostic::whole(&first, "no such command, and no such file").hint(hint))
}

/// Says on standard error what is wrong, and shows the place. A fault may quote a file, so it passes
/// the same gate as every other text on its way to a terminal.
fn complain(fault: &Diagnostic) {
    let text = fault.to_string();
    let cells = terminal::columns(io::stderr().is_terminal());
    let mut err = io::stderr().lock();
    let _ = writeln!(err, "purport: {}", crate::text::visible::line(&text));
    let _ = err.write_all(caret::below(fault, cells).as_bytes());
}
