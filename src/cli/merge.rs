//! `purport merge`: three versions of a tag file made into one, for git or by hand.

use super::args::Merge;
use super::output::{Flow, flow};
use crate::diagnostic::Diagnostic;
use crate::shell::{display, store};
use std::io::{self, Write as _};
use std::path::Path;

/// Merges and writes; 1 if tags were decided differently on both sides. Writes nothing where one of
/// the files cannot be used.
pub(super) fn run(args: &Merge) -> Result<u8, Diagnostic> {
    let base = store::read_document(&args.base)?;
    let mut ours = store::read_document(&args.ours)?;
    let theirs = store::read_document(&args.theirs)?;
    for (sheet, path) in [(&base, &args.base), (&ours, &args.ours), (&theirs, &args.theirs)] {
        if sheet.asks_for_newer() {
            return Err(Diagnostic::whole(&display::path(path), "was written by a newer purport")
                .hint("merge it with that one"));
        }
    }
    for (sheet, path) in [(&ours, &args.ours), (&theirs, &args.theirs)] {
        if sheet.is_empty() && !base.is_empty() {
            return Err(Diagnostic::whole(
                &display::path(path),
                "is empty, and so is no version of the other files",
            )
            .hint("a file that was cut off is not merged"));
        }
    }
    let merged = ours.merge(&base, &theirs);
    let text = ours.render();
    let to = args.output.as_deref().unwrap_or(&args.ours);
    if to == Path::new("-") {
        let mut out = io::stdout().lock();
        if let Flow::Closed = flow(out.write_all(text.as_bytes()).and_then(|()| out.flush()))? {
            return Ok(0);
        }
    } else {
        store::write_file(to, text.as_bytes())?;
    }
    for id in &merged.conflicts {
        let _ = writeln!(
            io::stderr().lock(),
            "purport: {}: tag {id} was decided differently on both sides: the later decision holds, the other \
             is kept under `conflict`",
            display::path(to)
        );
    }
    Ok(u8::from(!merged.conflicts.is_empty()))
}
