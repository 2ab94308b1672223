//! `purport text`: the text of articles as tags are anchored to it; and the import worker.

use super::args::{ImportWorker, Text};
use super::report::{print, report, report_all};
use crate::error::Error;
use crate::shell::{Article, Source, import_worker};
use crate::text::{BlockKind, Document, sentence, visible};
use std::io::{self, IsTerminal as _, Write};
use std::path::PathBuf;

/// Prints the text of every article. A file that cannot be read does not stop the others.
pub(super) fn run(args: &Text) -> Result<u8, Error> {
    let options = args.input.read_options(args.from)?;
    let standard = [PathBuf::from("-")];
    let files = if args.files.is_empty() { &standard[..] } else { &args.files };
    let (mut code, mut is_first) = (0, true);
    for file in files {
        match Article::open(Source::of_word(file), options).and_then(Article::read) {
            Ok(imported) => {
                report_all(imported.warnings);
                let between = !std::mem::take(&mut is_first) && !args.sentences;
                let open = print(|out| {
                    if between {
                        writeln!(out)?;
                    }
                    write_article(out, &imported.document, args.sentences)
                })?;
                if !open {
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

fn write_article(out: &mut impl Write, document: &Document, sentences: bool) -> io::Result<()> {
    if sentences {
        return write_sentences(out, document);
    }
    let text = document.text.as_str();
    if io::stdout().is_terminal() {
        return text.trim_end().lines().try_for_each(|line| writeln!(out, "{}", visible::line(line)));
    }
    // The positions in exports count in this text, so every character keeps its place.
    out.write_all(visible::without_commands(text).as_bytes())?;
    if text.ends_with('\n') { Ok(()) } else { writeln!(out) }
}

fn write_sentences(out: &mut impl Write, document: &Document) -> io::Result<()> {
    for block in document.blocks.iter().filter(|block| block.kind != BlockKind::Rule) {
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
