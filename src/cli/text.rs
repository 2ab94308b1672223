//! `purport text`: the text of articles as tags are anchored to it; and the importer in a process of its own.

use super::args::{Apart, Text};
use super::complain;
use super::output::{Flow, flow};
use crate::diagnostic::Diagnostic;
use crate::shell::{Article, Source, import_worker as process};
use crate::text::{BlockKind, Document, sentence, visible};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

/// Prints the text of every article named. A file that cannot be read does not stop the others.
pub(super) fn run(args: &Text) -> Result<u8, Diagnostic> {
    let wanted = args.how.wanted(args.from)?;
    let standard = [PathBuf::from("-")];
    let files = if args.files.is_empty() { &standard[..] } else { &args.files };
    let mut out = BufWriter::new(io::stdout().lock());
    let mut code = 0;
    for file in files {
        match Article::open(Source::of_word(file), wanted).and_then(Article::read) {
            Ok(imported) => {
                imported.warnings.iter().for_each(complain);
                let printed = print(&mut out, &imported.document, args.sentences).and_then(|()| out.flush());
                if let Flow::Closed = flow(printed)? {
                    return Ok(code);
                }
            }
            Err(fault) => {
                complain(&fault.into());
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

/// Answers the process that asked for an import.
pub(super) fn apart(args: &Apart) -> Result<u8, Diagnostic> {
    let served = process::serve(args.format.into(), args.how.raw, args.how.encoding.as_deref());
    served.map(|()| 0).map_err(|error| Diagnostic::whole(process::SUBCOMMAND, error.to_string()))
}
