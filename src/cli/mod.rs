//! Command line: parses it, runs a command, and turns the outcome into an exit code.

mod agree;
mod args;
mod check;
mod classify;
mod corpus;
mod diff;
mod dossier;
mod engines;
mod eval;
mod export;
mod fields;
mod find;
mod found_claim;
mod import;
mod keys;
mod learn;
mod merge;
mod next;
mod open;
mod report;
mod scheme;
mod speakers;
mod stats;
mod status;
mod table;
mod text;

use crate::diagnostic::suggest::did_you_mean;
use crate::error::Error;
use crate::feature::hint_for;
use args::{Args, Command};
use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory as _, Parser as _};
use report::{report, still_open};
use std::io::{self, Write as _};
use std::path::Path;

/// Runs the command line and gives the exit code: 0 success, 1 a finding, 2 an error, 128 and the
/// signal's number if a signal ended it.
pub fn main() -> u8 {
    run().unwrap_or_else(|error| {
        report(error);
        2
    })
}

fn run() -> Result<u8, Error> {
    if let Some(error) = mistyped_command() {
        return Err(error);
    }
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return refuse(&error),
    };
    match args.command {
        Some(Command::Tutor) => open::lesson(),
        Some(Command::Classify(args)) => classify::run(&args),
        Some(Command::Text(args)) => text::run(&args),
        Some(Command::ImportWorker(args)) => text::import_worker(&args),
        Some(Command::Status(args)) => status::run(&args),
        Some(Command::Find(args)) => find::run(&args),
        Some(Command::Next(args)) => next::run(&args),
        Some(Command::Export(args)) => export::run(&args),
        Some(Command::Import(args)) => import::run(&args),
        Some(Command::Stats(args)) => stats::run(&args),
        Some(Command::Diff(args)) => diff::run(&args),
        Some(Command::Dossier(args)) => dossier::run(&args),
        Some(Command::Speakers(args)) => speakers::run(&args),
        Some(Command::Compare(args)) => open::compare(args),
        Some(Command::Agree(args)) => agree::run(&args),
        Some(Command::Eval(args)) => eval::run(&args),
        Some(Command::Fit(args)) => eval::fit(&args),
        Some(Command::Learn(args)) => learn::run(&args),
        Some(Command::Check(args)) => check::run(&args),
        Some(Command::Keys(args)) => keys::run(&args),
        Some(Command::Merge(args)) => merge::run(&args),
        None => open::run(args.open),
    }
}

/// Prints help on standard output or a usage error on standard error, and gives the exit code.
///
/// Fails where help cannot be written.
fn refuse(error: &clap::Error) -> Result<u8, Error> {
    if let Some(ContextValue::String(format)) = error.get(ContextKind::InvalidValue)
        && let Some(hint) = hint_for(format)
    {
        report(Error::new("--format", format!("this build has no {format}")).hint(hint));
        return Ok(2);
    }
    let code = u8::try_from(error.exit_code()).unwrap_or(2);
    if code == 0 {
        still_open(error.print().and_then(|()| io::stdout().flush()))?;
    } else {
        // A usage error repeats words of the command line, which may be a hostile file name.
        let mut err = io::stderr().lock();
        for line in error.to_string().lines() {
            let _ = writeln!(err, "{}", crate::text::visible::line(line));
        }
    }
    Ok(code)
}

/// The error for a first word that is no file but nearly a command, and would be opened as an article.
fn mistyped_command() -> Option<Error> {
    let first = std::env::args_os().nth(1)?.into_string().ok()?;
    // Looking for the file is quicker than building the grammar.
    if first.starts_with('-') || Path::new(&first).exists() {
        return None;
    }
    let grammar = Args::command();
    let names: Vec<&str> = grammar.get_subcommands().map(clap::Command::get_name).collect();
    if names.contains(&first.as_str()) || first == "help" {
        return None;
    }
    let hint = did_you_mean(&first, names.into_iter())?;
    Some(Error::new(first, "no such command, and no such file").hint(hint))
}

/// Fails for an annotator's name that cannot be part of a file name.
fn check_annotator(name: Option<&str>) -> Result<(), Error> {
    let is_good = |name: &str| {
        !name.is_empty()
            && name.chars().all(|char| char.is_alphanumeric() || "-_.".contains(char))
            && !name.starts_with('.')
    };
    match name {
        Some(name) if !is_good(name) => {
            Err(Error::new("--annotator", format!("`{name}` cannot be part of a file name"))
                .hint("use letters, digits, `-`, `_` and `.`, for example --annotator r1"))
        }
        _ => Ok(()),
    }
}
