//! A reading as files of other programs: one pure function a format, and one list that names them.
//!
//! Whatever the format, the machine's word and the reader's stand apart, a rejected claim is never shown
//! as a claim, and what has no place in the text is kept where the format can hold it and counted where it
//! cannot. What a mark says is gathered once, in [`row`]; the formats only write it down.

mod brat;
mod cas;
pub mod columns;
mod csv;
mod doccano;
mod format;
mod html;
mod jsonl;
mod label_studio;
mod markdown;
#[cfg(feature = "parquet")]
pub mod parquet;
mod prodigy;
mod refi;
pub mod row;
mod spans;
mod web;
mod xml;

pub use csv::CsvWriter;
pub use format::{Format, Shape};
pub use html::corpus_page;
pub use row::Row;

use crate::diagnostic::Diagnostic;
use crate::reading::Reading;
use std::io::{self, Write as _};

/// One article to be exported.
#[derive(Debug, Clone, Copy)]
pub struct Article<'r> {
    /// What it is called in the export: its path from the folder that all articles are in.
    pub name: &'r str,
    /// The article with its marks.
    pub reading: &'r Reading,
}

/// What an export is to hold, and what it has to say that no reading knows.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// Who decided, where a tag does not say.
    pub annotator: String,
    /// The moment of the export, as RFC 3339 in UTC. It is written only where a format must have a time
    /// and the machine's word has none, so that the same reading gives the same file.
    pub at: String,
    /// Whether only what the reader has decided is wanted.
    pub decided: bool,
    /// Whether a table begins with a byte order mark, which some spreadsheets need.
    pub bom: bool,
    /// The address of the article, if it is known.
    pub source: Option<String>,
}

/// Where a file of an export goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    /// It is the export itself.
    Main,
    /// It belongs to the export and has its name with this ending instead.
    Beside(&'static str),
    /// It has this name in the folder of the export.
    Own(String),
}

/// One file of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Where it goes.
    pub name: Name,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// What came of an export.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Export {
    /// The files, the main one first.
    pub files: Vec<File>,
    /// How many marks they hold.
    pub marks: usize,
    /// How many tags were left out because their passage is gone or in doubt and the format cannot hold
    /// that.
    pub left_out: usize,
}

/// The name of this program with its version, as formats name the maker of what they hold.
pub const MAKER: &str = concat!("purport ", env!("CARGO_PKG_VERSION"));

/// Writes articles in a format.
///
/// Fails where the format is one of a single article and there are several, and where a text is too long
/// for it.
pub fn render(format: Format, articles: &[Article<'_>], about: &About) -> Result<Export, Diagnostic> {
    if articles.len() != 1 && !format.holds_many() {
        let fault = Diagnostic::whole(format.name(), "holds one article a file");
        return Err(fault.hint("name a folder for the files: -o FOLDER"));
    }
    let (mut marks, mut left_out) = (0, 0);
    // A codebook holds the categories, and no marks.
    for article in articles.iter().filter(|_| format != Format::Codebook) {
        for row in row::rows(article, about) {
            if row.is_placed() || format.holds_lost() {
                marks += 1;
            } else {
                left_out += 1;
            }
        }
    }
    // Where one article a file is allowed, there is one.
    let each = |render: &dyn Fn(&Article<'_>, &mut Vec<u8>) -> io::Result<()>| {
        one(|out| articles.iter().try_for_each(|article| render(article, out)))
    };
    let files = match format {
        Format::Jsonl => one(|out| jsonl::render(articles, about, out)),
        Format::Csv => one(|out| csv::render(articles, about, out)),
        Format::Markdown => one(|out| out.write_all(markdown::render(articles, about).as_bytes())),
        Format::Html => each(&|article, out| out.write_all(html::render(article, about).as_bytes())),
        Format::W3c => each(&|article, out| web::render(article, about, out)),
        Format::Brat => brat::render(articles, about),
        Format::LabelStudio => label_studio::render(articles, about),
        Format::Doccano => one(|out| doccano::render(articles, about, out)),
        Format::Prodigy => one(|out| prodigy::render(articles, about, out)),
        Format::Cas => each(&|article, out| cas::render(article, about, out)),
        Format::Codebook => each(&|article, out| out.write_all(refi::codebook(article).as_bytes())),
        #[cfg(feature = "qdpx")]
        Format::Project => each(&|article, out| out.write_all(&refi::project(article, about)?)),
        #[cfg(feature = "parquet")]
        Format::Parquet => one(|out| {
            let mut table = parquet::Table::new(out)?;
            articles.iter().try_for_each(|article| table.add(article, about))?;
            table.finish().map(drop)
        }),
    };
    let files = files.map_err(|error| Diagnostic::whole(format.name(), error.to_string()))?;
    Ok(Export { files, marks, left_out })
}

/// A single file.
fn one(render: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> io::Result<Vec<File>> {
    let mut bytes = Vec::new();
    render(&mut bytes)?;
    Ok(vec![File { name: Name::Main, bytes }])
}

#[cfg(test)]
mod tests;
