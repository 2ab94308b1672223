//! `purport text`: the text of articles as tags are anchored to it; and the import worker.

use super::args::{ImportWorker, Text};
use super::report::{report, report_all, still_open};
use crate::error::Error;
use crate::shell::{Article, Source, import_worker};
use crate::text::{BlockKind, Document, sentence, visible};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

/// Prints the text of every article. A file that cannot be read does not stop the others.
pub(super) fn run(args: &Text) -> Result<u8, Error> {
    let options = args.input.read_options(args.from)?;
    let standard = [PathBuf::from("-")];
    let files = if args.files.is_empty() { &standard[..] } else { &args.files };
    let mut out = BufWriter::new(io::stdout().lock());
    let mut code = 0;
    for file in files {
        match Article::open(Source::of_word(file), options).and_then(Article::read) {
            Ok(imported) => {
                report_all(imported.warnings);
                let written = print(&mut out, &imported.document, args.sentences).and_then(|()| out.flush());
                if !still_open(written)? {
                    return Ok(code);
                }
            }
            Err(error) => {
                report(error);
                code = 2;
            }
        }
    }
    Ok(code)
}

fn print(out: &mut impl Write, document: &Document, sentences: bool) -> io::Result<()> {
    for block in document.blocks.iter().filter(|block| block.kind != BlockKind::Rule) {
        let text = block.span.slice(&document.text);
        if !sentences {
            let text: Vec<_> = text.lines().map(visible::line).collect();
            writeln!(out, "{}\n", text.join("\n"))?;
            continue;
        }
        for span in sentence::sentences(&document.text, block.span) {
            let words: Vec<&str> = span.slice(&document.text).split_whitespace().collect();
            writeln!(out, "{}", visible::line(&words.join(" ")))?;
        }
    }
    Ok(())
}

/// Imports one article for the process that started this one.
pub(super) fn import_worker(args: &ImportWorker) -> Result<u8, Error> {
    import_worker::serve(args.format, args.input.raw, args.input.encoding.as_deref()).map(|()| 0).map_err(
        |error| Error::new(import_worker::SUBCOMMAND, "the pipe to the main process failed").caused_by(error),
    )
}
