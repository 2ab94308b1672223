//! `purport merge`: three-way merge of a tag file, for git or by hand.

use super::args::Merge;
use super::report::{print, say};
use crate::error::Error;
use crate::shell::{display, store};
use std::io::Write as _;
use std::path::Path;

/// Merges and writes; returns 1 after a conflict. Writes nothing if a file is unusable.
pub(super) fn run(args: &Merge) -> Result<u8, Error> {
    let base = store::read_document(&args.base)?;
    let mut ours = store::read_document(&args.ours)?;
    let theirs = store::read_document(&args.theirs)?;
    for (document, path) in [(&base, &args.base), (&ours, &args.ours), (&theirs, &args.theirs)] {
        if document.needs_newer_version() {
            return Err(Error::new(display::path(path), "was written by a newer purport")
                .hint("merge with that version"));
        }
    }
    for (document, path) in [(&ours, &args.ours), (&theirs, &args.theirs)] {
        if document.is_empty() && !base.is_empty() {
            return Err(Error::new(display::path(path), "is empty; refusing to merge a truncated file"));
        }
    }
    let merged = ours.merge(&base, &theirs);
    let text = ours.render();
    let output = args.output.as_deref().unwrap_or(&args.ours);
    if output == Path::new("-") {
        if !print(|out| out.write_all(text.as_bytes()))? {
            return Ok(0);
        }
    } else {
        store::write_file(output, text.as_bytes())?;
    }
    for id in &merged.conflicts {
        say(&format!(
            "{}: both sides decided differently on tag {id}: the later decision holds, the other one stays \
             under `conflict`",
            display::path(output)
        ));
    }
    Ok(u8::from(!merged.conflicts.is_empty()))
}
