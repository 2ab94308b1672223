//! A corpus as it is named on the command line: articles, folders of them, and what was written of others before.

use super::complain;
use crate::diagnostic::{Diagnostic, MAX_DIAGNOSTICS};
use crate::import::Format;
use crate::shell::batch::lines::{self, Lines};
use crate::shell::{Source, survey};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A part of a corpus that one thread works on.
pub(super) enum Piece {
    /// An article to be read.
    Article(PathBuf),
    /// Lines that `purport classify` wrote.
    Lines(Lines),
    /// What cannot be read.
    Failed(Diagnostic),
}

/// Where a corpus is.
pub(super) struct Corpus {
    articles: Vec<PathBuf>,
    /// What `purport classify` wrote.
    outputs: Vec<Source>,
}

impl Corpus {
    /// The corpus that words name; this folder if there are none.
    ///
    /// Fails if a word names nothing, or a folder in which there are no articles.
    pub(super) fn of(words: &[PathBuf]) -> Result<Self, Diagnostic> {
        let here = [PathBuf::from(".")];
        let words = if words.is_empty() { &here[..] } else { words };
        let (outputs, articles): (Vec<&PathBuf>, Vec<&PathBuf>) =
            words.iter().partition(|word| is_output(word));
        let articles: Vec<PathBuf> = articles.into_iter().cloned().collect();
        let articles = if articles.is_empty() { articles } else { survey::articles(&articles)? };
        Ok(Self { articles, outputs: outputs.into_iter().map(|word| Source::of_word(word)).collect() })
    }

    /// Hands on one piece after the other, each with its weight in bytes, until `put` gives `false`.
    pub(super) fn read(self, put: &mut dyn FnMut(Piece, usize) -> bool) {
        if self.articles.into_iter().all(|path| put(Piece::Article(path), 1)) {
            lines::read(&self.outputs, &mut |lines, weight| {
                put(lines.map_or_else(|error| Piece::Failed(error.into()), Piece::Lines), weight)
            });
        }
    }
}

/// Why a line cannot be used, and the column in which that shows, from 1; 0 for the line as a whole.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) message: String,
    pub(super) column: usize,
}

impl Wrong {
    /// A line that `purport classify` has not written.
    pub(super) fn foreign(error: &serde_json::Error, line: &[u8]) -> Self {
        let text = error.to_string();
        let text = text.split(" at line").next().unwrap_or_default();
        let message = format!("no claim that `purport classify` wrote: {text}");
        // What was read already into a value has no place any more.
        let column = error.column().checked_sub(1).map_or(0, |before| {
            String::from_utf8_lossy(line.get(..before).unwrap_or(line)).chars().count() + 1
        });
        Self { message, column }
    }

    /// The record of an article that could not be read, with what it says of that.
    pub(super) fn unread(error: &Value) -> Self {
        let reason = error.as_str().unwrap_or("no reason given");
        Self { message: format!("an article that could not be read: {reason}"), column: 0 }
    }
}

/// Has each line that is not blank used, and gives a fault with its place for each that cannot be.
pub(super) fn each_line(lines: &Lines, mut used: impl FnMut(&[u8]) -> Result<(), Wrong>) -> Vec<Diagnostic> {
    let numbered = lines.bytes.split(|&byte| byte == b'\n').enumerate();
    let there = numbered.filter(|(_, line)| !line.trim_ascii().is_empty());
    let wrong = there.filter_map(|(at, line)| Some((at, used(line).err()?)));
    wrong
        .map(|(at, Wrong { message, column })| Diagnostic {
            line: lines.first + at,
            column,
            ..Diagnostic::whole(&lines.name, message)
        })
        .collect()
}

/// Tells faults, of one file no more than anybody reads: one with very many is not meant to be one of its kind.
#[derive(Default)]
pub(super) struct Complaints {
    /// The file that was last complained about, and how often.
    last: (String, usize),
}

impl Complaints {
    pub(super) fn tell(&mut self, fault: &Diagnostic) {
        if self.last.0 != fault.file {
            self.last = (fault.file.clone(), 0);
        }
        self.last.1 += 1;
        match self.last.1 {
            ..=MAX_DIAGNOSTICS => complain(fault),
            number if number == MAX_DIAGNOSTICS + 1 => complain(&Diagnostic::too_many(&fault.file)),
            _ => {}
        }
    }
}

/// Whether a word names what `purport classify` wrote: by its ending, behind which it may be compressed, or as
/// standard input.
pub(super) fn is_output(word: &Path) -> bool {
    let name = word.to_string_lossy().to_ascii_lowercase();
    let ending = Path::new(Format::without_compression_suffix(&name)).extension();
    let written = ending.is_some_and(|ending| ending == "jsonl" || ending == "ndjson");
    !word.is_dir() && (written || word == Path::new("-"))
}
