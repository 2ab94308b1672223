//! A corpus as it is named on the command line: articles, folders of them, and what was written of others before.

use crate::fault::Fault;
use crate::import::Format;
use crate::shell::batch::lines::{self, Lines};
use crate::shell::{Source, survey};
use std::path::{Path, PathBuf};

/// A part of a corpus that one thread works on.
pub(super) enum Piece {
    /// An article to be read.
    Article(PathBuf),
    /// Lines that `purport classify` wrote.
    Lines(Lines),
    /// What cannot be read.
    Failed(Fault),
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
    pub(super) fn of(words: &[PathBuf]) -> Result<Self, Fault> {
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
                put(lines.map_or_else(Piece::Failed, Piece::Lines), weight)
            });
        }
    }
}

/// Whether a word names what `purport classify` wrote: by its ending, behind which it may be compressed, or as
/// standard input.
pub(super) fn is_output(word: &Path) -> bool {
    let name = word.to_string_lossy().to_ascii_lowercase();
    let ending = Path::new(Format::without_packing(&name)).extension();
    let written = ending.is_some_and(|ending| ending == "jsonl" || ending == "ndjson");
    !word.is_dir() && (written || word == Path::new("-"))
}
