//! Export to the file formats of other programs: one pure function per format.
//!
//! Every format keeps suggestion and decision apart, and never presents a rejected claim as a claim. Formats that
//! cannot contain a tag without a certain position leave it out, and [`Export::left_out`] counts it. [`row`] gathers
//! the content of a mark; the formats only write it.

mod brat;
mod cas;
pub mod columns;
mod coverage;
mod csv;
mod dossier;
mod escape;
mod format;
mod html;
mod json_lines;
mod label_studio;
mod markdown;
#[cfg(feature = "parquet")]
pub mod parquet;
mod refi;
pub mod row;
mod shared;
mod versions;
mod web_annotation;

pub use coverage::{ArticlePair, CoveredClaim, coverage_csv, coverage_json};
pub use csv::CsvWriter;
pub use dossier::{dossier_csv, dossier_jsonl, dossier_months};
pub use format::{Format, OutputKind};
pub use html::{corpus_page, coverage_page, dossier_page, versions_page};
pub use row::MarkRow;
pub use versions::{VersionPair, block_number, versions_csv, versions_json};

use crate::error::Error;
use crate::reading::Reading;
use crate::text::json::write_line;
use std::io::{self, Write as _};

#[derive(Debug, Clone, Copy)]
pub struct ExportArticle<'r> {
    /// Path relative to the folder of all articles.
    pub name: &'r str,
    pub reading: &'r Reading,
}

#[derive(Debug, Clone, Default)]
pub struct ExportOptions {
    /// Annotator for tags that name none.
    pub annotator: String,
    /// Time of the export, RFC 3339 in UTC. Only formats that require a time use it, for marks without one, so that
    /// other exports of the same reading are identical.
    pub at: String,
    /// Export only decided marks.
    pub decided: bool,
    /// Start a table with a byte order mark, which some spreadsheets need.
    pub bom: bool,
    /// Address of the article.
    pub source: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileName {
    /// The target of the export.
    Main,
    /// The target with this ending instead.
    Beside(&'static str),
    /// This name in the target folder.
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
    /// Number of exported marks.
    pub marks: usize,
    /// Number of tags without a certain position that the format cannot contain.
    pub left_out: usize,
}

/// Name and version of this program, for the creator field of a format.
pub const MAKER: &str = concat!("purport ", env!("CARGO_PKG_VERSION"));

/// Renders articles in a format.
///
/// Fails for several articles in a format that holds one, and for a text that exceeds a limit of the format.
pub fn render(
    format: Format,
    articles: &[ExportArticle<'_>],
    options: &ExportOptions,
) -> Result<Export, Error> {
    if articles.len() != 1 && !format.holds_many() {
        let error = Error::new(format.name(), "holds one article per file");
        return Err(error.hint("name a folder for the files: -o FOLDER"));
    }
    let (mut marks, mut left_out) = (0, 0);
    // A codebook contains categories and no marks.
    for row in articles.iter().filter(|_| format != Format::Codebook).flat_map(|it| row::rows(it, options)) {
        *(if row.is_placed() || format.holds_lost() { &mut marks } else { &mut left_out }) += 1;
    }
    let each = |render: &dyn Fn(&ExportArticle<'_>, &mut Vec<u8>) -> io::Result<()>| {
        single(|out| articles.iter().try_for_each(|article| render(article, out)))
    };
    let files = match format {
        Format::Jsonl => single(|out| json_lines::claims(articles, options, out)),
        Format::Csv => single(|out| csv::render(articles, options, out)),
        Format::Markdown => single(|out| out.write_all(markdown::render(articles, options).as_bytes())),
        Format::Html => each(&|article, out| out.write_all(html::render(article, options).as_bytes())),
        Format::W3c => each(&|article, out| web_annotation::render(article, options, out)),
        Format::Brat => brat::render(articles, options),
        Format::LabelStudio => label_studio::render(articles, options),
        Format::Doccano => each(&|article, out| write_line(out, &json_lines::doccano(article, options))),
        Format::Prodigy => each(&|article, out| write_line(out, &json_lines::prodigy(article, options))),
        Format::Cas => each(&|article, out| cas::render(article, options, out)),
        Format::Codebook => each(&|article, out| out.write_all(refi::codebook(article).as_bytes())),
        #[cfg(feature = "qdpx")]
        Format::Project => each(&|article, out| out.write_all(&refi::project(article, options)?)),
        #[cfg(feature = "parquet")]
        Format::Parquet => single(|out| {
            let mut table = parquet::Table::with_fields(columns::field_columns(articles), out)?;
            articles.iter().try_for_each(|article| table.add(article, options))?;
            table.finish().map(drop)
        }),
    };
    let files = files.map_err(|error| Error::new(format.name(), error.to_string()).caused_by(error))?;
    Ok(Export { files, marks, left_out })
}

fn single(render: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> io::Result<Vec<File>> {
    let mut bytes = Vec::new();
    render(&mut bytes)?;
    Ok(vec![File { name: FileName::Main, bytes }])
}

#[cfg(test)]
mod tests;
