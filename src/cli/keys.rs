//! `purport keys`, and the keys that a user has changed.

use super::args::{Keys, KeysFormat};
use super::report::{print, report_all};
use super::table::left;
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

/// The widest column of keys, in cells.
const MAX_KEYS_WIDTH: usize = 28;

/// Prints the keys in effect, or the defaults as a file.
pub(super) fn run(args: &Keys) -> Result<u8, Error> {
    if args.format == KeysFormat::Toml {
        print(|out| out.write_all(file::defaults().as_bytes()))?;
        return Ok(0);
    }
    let (scheme, warnings) =
        super::scheme::read(args.scheme.as_deref(), &super::args::EngineArgs::default())?;
    let mut warnings: Vec<Error> = warnings.into_iter().map(Error::from).collect();
    let rebound = read(args.file.as_deref(), &scheme, &mut warnings)?;
    report_all(warnings);
    print(|out| table(out, &Keymap::new(&scheme, &rebound)))?;
    Ok(0)
}

/// The changed keys in the named file, or in the file of the config folder if it exists.
///
/// Fails only where a named file cannot be read; anything else is a warning.
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
    let (rebound, found) = file::parse(&text, &name, scheme);
    warnings.extend(on_one_line(found, &name).map(Error::from));
    Ok(rebound)
}

/// The first warning, with the number of the others: the reader shows one line.
fn on_one_line(warnings: Vec<Diagnostic>, name: &str) -> Option<Diagnostic> {
    let more = warnings.len().saturating_sub(1);
    let first = warnings.into_iter().next()?;
    if more == 0 {
        return Some(first);
    }
    let hint = first.hint.clone().map(|hint| format!("{hint}; ")).unwrap_or_default();
    Some(first.hint(format!("{hint}{more} more: purport check {name}")))
}

fn table(out: &mut impl Write, keymap: &Keymap) -> io::Result<()> {
    let widest = keymap.rows.iter().map(|row| visible::width(&row.keys_shown())).max().unwrap_or(0);
    for (number, (heading, rows)) in keymap.groups().into_iter().enumerate() {
        writeln!(out, "{}{heading}", if number == 0 { "" } else { "\n" })?;
        for row in rows {
            let keys = row.keys_shown();
            // Keys that are too wide push their help to the right, so that none is lost.
            let width = visible::width(&keys).max(widest.min(MAX_KEYS_WIDTH));
            writeln!(out, "  {}  {}", left(&keys, width), row.help)?;
        }
    }
    Ok(())
}
