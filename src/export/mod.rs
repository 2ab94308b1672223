//! Exports of a reading to the files of other programs: one pure function per format, and one table of formats.
//!
//! In every format the machine's proposal and the reader's decision stand apart, and a rejected claim is never shown as a
//! claim. A tag without a sure place is kept where the format can hold it, and counted where it cannot. [`row`] gathers
//! what a mark says; the formats only write it down.

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
mod shared;
mod web_annotation;
mod xml;

pub use csv::CsvWriter;
pub use format::{Format, OutputKind};
pub use html::corpus_page;
pub use row::MarkRow;

use crate::diagnostic::Diagnostic;
use crate::reading::Reading;
use std::io::{self, Write as _};

#[derive(Debug, Clone, Copy)]
pub struct ExportArticle<'r> {
    /// Its path from the folder that holds all articles.
    pub name: &'r str,
    pub reading: &'r Reading,
}

#[derive(Debug, Clone, Default)]
pub struct ExportOptions {
    /// The annotator of tags that name none.
    pub annotator: String,
    /// The moment of the export, as RFC 3339 in UTC. Written only where a format requires a time and the mark has none, so
    /// that the same reading gives the same file.
    pub at: String,
    /// Whether to export only marks that the reader has decided.
    pub decided: bool,
    /// Whether a table starts with a byte order mark, which some spreadsheets need.
    pub bom: bool,
    /// The address of the article.
    pub source: Option<String>,
}

/// Where a file of an export goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileName {
    /// The export itself.
    Main,
    /// The name of the export with this ending instead.
    Beside(&'static str),
    /// This name, in the folder of the export.
    Own(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub name: FileName,
    pub bytes: Vec<u8>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Export {
    /// The main file first.
    pub files: Vec<File>,
    /// How many marks they hold.
    pub marks: usize,
    /// Tags left out because their passage is gone or in doubt, and the format cannot hold that.
    pub left_out: usize,
}

/// This program with its version, as formats name their creator.
pub const MAKER: &str = concat!("purport ", env!("CARGO_PKG_VERSION"));

/// Writes articles in a format.
///
/// Fails if the format holds one article and there are several, or if a text is too long for it.
pub fn render(
    format: Format,
    articles: &[ExportArticle<'_>],
    options: &ExportOptions,
) -> Result<Export, Diagnostic> {
    if articles.len() != 1 && !format.holds_many() {
        let fault = Diagnostic::whole(format.name(), "holds one article a file");
        return Err(fault.hint("name a folder for the files: -o FOLDER"));
    }
    let (mut marks, mut left_out) = (0, 0);
    // A codebook holds categories, and no marks.
    for article in articles.iter().filter(|_| format != Format::Codebook) {
        for row in row::rows(article, options) {
            if row.is_placed() || format.holds_lost() {
                marks += 1;
            } else {
                left_out += 1;
            }
        }
    }
    // Where one article a file is allowed, there is one.
    let each = |render: &dyn Fn(&ExportArticle<'_>, &mut Vec<u8>) -> io::Result<()>| {
        one(|out| articles.iter().try_for_each(|article| render(article, out)))
    };
    let files = match format {
        Format::Jsonl => one(|out| jsonl::render(articles, options, out)),
        Format::Csv => one(|out| csv::render(articles, options, out)),
        Format::Markdown => one(|out| out.write_all(markdown::render(articles, options).as_bytes())),
        Format::Html => each(&|article, out| out.write_all(html::render(article, options).as_bytes())),
        Format::W3c => each(&|article, out| web_annotation::render(article, options, out)),
        Format::Brat => brat::render(articles, options),
        Format::LabelStudio => label_studio::render(articles, options),
        Format::Doccano => one(|out| doccano::render(articles, options, out)),
        Format::Prodigy => one(|out| prodigy::render(articles, options, out)),
        Format::Cas => each(&|article, out| cas::render(article, options, out)),
        Format::Codebook => each(&|article, out| out.write_all(refi::codebook(article).as_bytes())),
        #[cfg(feature = "qdpx")]
        Format::Project => each(&|article, out| out.write_all(&refi::project(article, options)?)),
        #[cfg(feature = "parquet")]
        Format::Parquet => one(|out| {
            let mut table = parquet::Table::new(out)?;
            articles.iter().try_for_each(|article| table.add(article, options))?;
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
    Ok(vec![File { name: FileName::Main, bytes }])
}

#[cfg(test)]
mod tests;
