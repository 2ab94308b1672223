//! `purport keys`, and the keys of the reader's own.

use super::args::{Keys, KeysFormat};
use super::report::{report_all, still_open};
use crate::claim::Scheme;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::session::Keymap;
use crate::session::keymap::{Rebound, file};
use crate::shell::file::{MAX_BY_HAND, text};
use crate::shell::paths;
use crate::text::visible;
use std::io::{self, Write};
use std::path::Path;

/// Cells of the column of keys, at most.
const KEYS: usize = 28;

/// Prints the keys as they hold, or the defaults as a file.
pub(super) fn run(args: &Keys) -> Result<u8, Error> {
    let (scheme, scheme_warnings) = super::scheme::read(args.scheme.as_deref())?;
    let mut out = io::stdout().lock();
    match args.format {
        KeysFormat::Toml => still_open(out.write_all(file::defaults().as_bytes()))?,
        KeysFormat::Text => {
            let mut warnings: Vec<Error> = scheme_warnings.into_iter().map(Error::from).collect();
            let rebound = read(args.file.as_deref(), &scheme, &mut warnings)?;
            report_all(warnings);
            still_open(print(&mut out, &Keymap::new(&scheme, &rebound)))?
        }
    };
    Ok(0)
}

/// The keys of the reader's own: those of a file that was named, or of the usual one if it is there.
///
/// Fails only where a file was named and cannot be read; all else that is wrong is a warning.
pub(super) fn read(
    named: Option<&Path>,
    scheme: &Scheme,
    warnings: &mut Vec<Error>,
) -> Result<Vec<Rebound>, Error> {
    let path = match named {
        Some(path) => path.to_owned(),
        None => match paths::keys().filter(|path| path.exists()) {
            Some(path) => path,
            None => return Ok(Vec::new()),
        },
    };
    let text = match text(&path, MAX_BY_HAND) {
        Ok(text) => text,
        Err(error) if named.is_some() => return Err(error),
        Err(error) => {
            warnings.push(error);
            return Ok(Vec::new());
        }
    };
    let name = path.to_string_lossy();
    let (rebound, faults) = file::parse(&text, &name, scheme);
    warnings.extend(in_one_line(faults, &name).map(Error::from));
    Ok(rebound)
}

/// The reader has one line to be told in: the first fault, and where the others are told.
fn in_one_line(faults: Vec<Diagnostic>, name: &str) -> Option<Diagnostic> {
    let more = faults.len().saturating_sub(1);
    let first = faults.into_iter().next()?;
    if more == 0 {
        return Some(first);
    }
    let hint = first.hint.clone().map(|hint| format!("{hint}; ")).unwrap_or_default();
    Some(first.hint(format!("{hint}{more} more: purport check {name}")))
}

/// The table: a heading for each group, and a row for its keys.
fn print(out: &mut impl Write, keymap: &Keymap) -> io::Result<()> {
    let longest = keymap.rows().iter().map(|row| visible::width(&row.keys_shown())).max().unwrap_or(0);
    let column = longest.min(KEYS);
    for (number, (heading, rows)) in keymap.groups().into_iter().enumerate() {
        let gap = if number == 0 { "" } else { "\n" };
        writeln!(out, "{gap}{heading}")?;
        for row in rows {
            let keys = row.keys_shown();
            let fill = " ".repeat(column.saturating_sub(visible::width(&keys)));
            writeln!(out, "  {}{fill}  {}", visible::line(&keys), row.help)?;
        }
    }
    Ok(())
}
