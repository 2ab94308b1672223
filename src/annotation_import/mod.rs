//! Import of other programs' annotations as tags of an article.
//!
//! Each parser yields [`Annotation`]s: a selector for the passage, labels for its categories. [`into_tags`] finds the
//! passages in the article and translates the labels. Files that purport exported bring back decisions, suggestions,
//! free labels, notes and ids as well. A claim left undecided in the other program becomes no tag.

mod brat;
mod exported;
mod json;
mod jsonl_spans;
mod label_studio;
pub mod labels;
mod placing;
mod reconcile;
mod records;
#[cfg(feature = "qdpx")]
pub mod refi;
mod table;
mod tags;
#[cfg(test)]
mod tests;
mod w3c;

pub use tags::{ImportedTags, TagOptions, into_tags};

use crate::claim::Scheme;
use crate::diagnostic::Diagnostic;
use crate::tag::{Decision, Proposed, Selector};
use crate::text::Document;
use std::collections::BTreeMap;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Jsonl,
    Csv,
    /// Web Annotations as JSON-LD, or Hypothesis's variant.
    W3c,
    Brat,
    Doccano,
    Prodigy,
    LabelStudio,
    /// REFI-QDA.
    #[cfg(feature = "qdpx")]
    Refi,
}

/// Format, name, help.
const FORMATS: &[(Format, &str, &str)] = &[
    (Format::Jsonl, "jsonl", "One JSON object per claim, as exported by purport"),
    (Format::Csv, "csv", "A table with a quotation or positions, and a category, in every row"),
    (Format::W3c, "w3c", "Web Annotations as JSON-LD, or as Hypothesis gives them"),
    (Format::Brat, "brat", "A stand-off file (.ann); the .txt beside it is read too, if it is there"),
    (Format::Doccano, "doccano", "doccano's JSON Lines"),
    (Format::Prodigy, "prodigy", "Prodigy's JSON Lines"),
    (Format::LabelStudio, "labelstudio", "Label Studio's JSON, whole or JSON-MIN"),
    #[cfg(feature = "qdpx")]
    (
        Format::Refi,
        "refi",
        "A REFI-QDA project (.qdpx); without --article its codes, or a codebook (.qdc), as a scheme",
    ),
];

impl Format {
    pub fn all() -> impl Iterator<Item = Self> {
        FORMATS.iter().map(|(format, ..)| *format)
    }

    pub fn from_name(name: &str) -> Option<Self> {
        FORMATS.iter().find(|(_, known, _)| *known == name).map(|(format, ..)| *format)
    }

    /// The format that the ending of a file's name suggests, unless several share it.
    pub fn of_file_name(name: &str) -> Option<Self> {
        let ending = name.rsplit_once('.')?.1.to_lowercase();
        match ending.as_str() {
            "csv" | "tsv" => Some(Self::Csv),
            "ann" => Some(Self::Brat),
            "jsonld" => Some(Self::W3c),
            #[cfg(feature = "qdpx")]
            "qdc" | "qde" | "qdpx" => Some(Self::Refi),
            _ => None,
        }
    }

    pub fn name(self) -> &'static str {
        FORMATS.iter().find(|(format, ..)| *format == self).map_or("", |(_, name, _)| name)
    }

    pub fn help(self) -> &'static str {
        FORMATS.iter().find(|(format, ..)| *format == self).map_or("", |(.., help)| help)
    }
}

/// One annotation of another program, in the terms of the W3C Web Annotation Data Model.
///
/// Strings are empty if missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Annotation {
    /// Line in the file, from 1; 0 for formats without meaningful lines.
    pub line: usize,
    /// The target. Without a quotation, positions refer to the article.
    pub selector: Selector,
    /// Labels of the other program, before their translation to categories.
    pub categories: Vec<String>,
    pub decision: Option<Decision>,
    pub labels: Vec<String>,
    pub note: String,
    /// Who makes the claim, if the reader has said so.
    pub speaker: Option<String>,
    /// Values of a scheme's fields, by id.
    pub fields: BTreeMap<String, String>,
    pub creator: String,
    /// RFC 3339.
    pub created: String,
    pub id: String,
    pub proposed: Option<Proposed>,
    /// Was the suggestion visible when the reader decided?
    pub saw_machine: Option<bool>,
    /// How the reader decided, unless one by one.
    pub via: Option<String>,
    /// Do its words stand elsewhere than its position says?
    pub is_displaced: bool,
}

impl Annotation {
    fn new(line: usize, selector: Selector) -> Self {
        Self { line, selector, ..Self::default() }
    }

    /// Sets what the reader said of the speaker, in the words of our own exports.
    fn set_speaker(&mut self, speaker: &str, basis: &str) {
        self.speaker = (basis == "reader").then(|| speaker.to_owned());
    }

    /// Sets the circumstances of the decision, in the words of our own exports.
    fn set_provenance(&mut self, saw_machine: &str, via: &str) {
        self.saw_machine = match saw_machine {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        self.via = Some(via.to_owned()).filter(|via| !via.is_empty());
    }
}

#[derive(Debug, Default)]
pub struct ParsedAnnotations {
    /// In file order.
    pub annotations: Vec<Annotation>,
    pub undecided: usize,
    /// Is every annotation a tag of its own, as the rows of a table are?
    pub are_rows: bool,
    pub warnings: Vec<Diagnostic>,
}

impl ParsedAnnotations {
    fn warn(&mut self, file: &str, line: usize, message: impl Into<String>) {
        Diagnostic::on_line(file, line, message).push_to(&mut self.warnings);
    }
}

/// A file of annotations with the context its parser needs.
#[derive(Debug, Clone, Copy)]
pub struct AnnotationFile<'s> {
    /// For messages.
    pub name: &'s str,
    pub content: &'s str,
    /// The text file that accompanies a format of two files.
    pub companion: Option<&'s str>,
    /// The texts in an archive, by the end of their path.
    pub sources: &'s [(String, String)],
    pub article: &'s Document,
    pub scheme: &'s Scheme,
}

/// Reads annotations; unreadable parts of the file become warnings.
///
/// Fails if the file has another format, or is only about other articles.
pub fn parse(format: Format, file: AnnotationFile<'_>) -> Result<ParsedAnnotations, Diagnostic> {
    match format {
        Format::Jsonl => table::parse_jsonl(file),
        Format::Csv => table::parse_csv(file),
        Format::W3c => w3c::parse(file),
        Format::Brat => brat::parse(file),
        Format::Doccano => jsonl_spans::parse_doccano(file),
        Format::Prodigy => jsonl_spans::parse_prodigy(file),
        Format::LabelStudio => label_studio::parse(file),
        #[cfg(feature = "qdpx")]
        Format::Refi => refi::parse(file),
    }
}
