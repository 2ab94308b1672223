//! `purport merge`: merge of two versions of a tag file, with or without a common ancestor, for git or by hand.

use super::args::Merge;
use super::report::{print, report_all, say};
use crate::error::Error;
use crate::shell::{display, store};
use crate::tag::TagDocument;
use crate::text::number::counted;
use crate::text::visible;
use std::collections::HashMap;
use std::io::Write as _;
use std::path::Path;

/// Cells of a quotation in a message.
const QUOTE_CELLS: usize = 60;

/// Merges and writes; returns 1 after a conflict. Writes nothing if a file is unusable.
pub(super) fn run(args: &Merge) -> Result<u8, Error> {
    let (base, ours, theirs) = match args.files.as_slice() {
        [base, ours, theirs] => (Some(base.as_path()), ours.as_path(), theirs.as_path()),
        [ours, theirs] if args.output.is_some() => (None, ours.as_path(), theirs.as_path()),
        _ => {
            return Err(Error::new("merge", "two files without a base need -o FILE for the result")
                .hint("purport merge BASE OURS THEIRS writes into OURS"));
        }
    };
    let [base, mut merged, theirs] = match base {
        Some(base) => [read(base)?, read(ours)?, read(theirs)?],
        None => [TagDocument::default(), read(ours)?, read(theirs)?],
    };
    for (document, path) in [(&merged, ours), (&theirs, args.theirs())] {
        if document.is_empty() && !base.is_empty() {
            return Err(Error::new(display::path(path), "is empty; refusing to merge a truncated file"));
        }
        report_all(document.tags(&display::path(path)).1);
    }
    let repaired = merged.is_repaired();
    let mut has_conflicts = merged.has_joined_conflicts() || theirs.has_joined_conflicts();
    let outcome = merged.merge_as_peers(&base, &theirs);
    has_conflicts |= !outcome.conflicts.is_empty();
    let text = merged.render();
    let output = args.output.as_deref().unwrap_or(ours);
    if output == Path::new("-") {
        if !print(|out| out.write_all(text.as_bytes()))? {
            return Ok(0);
        }
    } else {
        if repaired && output == ours {
            store::keep_copy(ours)?;
        }
        store::write_file(output, text.as_bytes())?;
    }
    let name = display::path(output);
    let tags = merged.tags(&name).0;
    let quotes: HashMap<&str, &str> =
        tags.iter().map(|tag| (tag.id.as_str(), tag.selector.exact.as_str())).collect();
    for id in &outcome.conflicts {
        let quote = visible::cut(quotes.get(id.as_str()).copied().unwrap_or_default(), QUOTE_CELLS);
        say(&format!(
            "{name}: both sides decided differently on tag {id}: the later decision holds, the other one stays \
             under `conflict`: “{quote}”"
        ));
    }
    if outcome.joined > 0 {
        let passages = counted(outcome.joined, "passage");
        say(&format!("{name}: {passages} decided on both sides by the same annotator: one tag each"));
    }
    for one in merged.disagreements() {
        let quote = visible::cut(&one.quote, QUOTE_CELLS);
        say(&format!("{name}: {} disagree on “{quote}”: both decisions stay", one.annotators.join(" and ")));
    }
    Ok(u8::from(has_conflicts))
}

/// Fails for a file that a newer program has written.
fn read(path: &Path) -> Result<TagDocument, Error> {
    let document = store::read_document(path)?;
    if document.needs_newer_version() {
        return Err(
            Error::new(display::path(path), "was written by a newer purport").hint("merge with that version")
        );
    }
    Ok(document)
}
