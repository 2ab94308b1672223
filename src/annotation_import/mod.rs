//! Annotations of other programs: what they say of an article, made into tags.
//!
//! Each parser gives [`Annotation`]s, which say where something was marked and what it was called; [`place`]
//! finds them in the article, translates their labels, and makes tags of them. What our own exports say
//! beside that comes back with it: the decision, what the machine had proposed, labels, notes and ids. What
//! the other program left as it was stays what it was, so a claim that nobody decided makes no tag.

mod brat;
mod known;
pub mod labels;
mod reconcile;
mod record;
mod studio;
mod table;
mod tags;
#[cfg(test)]
mod tests;
mod text;
mod web;

pub use tags::{ImportedTags, TagOptions, into_tags};

use crate::claim::Scheme;
use crate::diagnostic::{Diagnostic, MAX_DIAGNOSTICS};
use crate::tag::{Decision, Proposed, Selector};
use crate::text::Document;

/// A format that annotations are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a mark, as exported by this program.
    Jsonl,
    /// A table with a quotation or positions, and a category, in every row.
    Csv,
    /// Web Annotations as JSON-LD, or as Hypothesis gives them.
    W3c,
    /// A stand-off file of brat; the text beside it is read too, if it is there.
    Brat,
    /// doccano's JSON Lines.
    Doccano,
    /// Prodigy's JSON Lines.
    Prodigy,
    /// Label Studio's JSON.
    LabelStudio,
}

/// Each format with its name and what it is, in one line.
const FORMATS: [(Format, &str, &str); 7] = [
    (Format::Jsonl, "jsonl", "One JSON object a mark, as exported by purport"),
    (Format::Csv, "csv", "A table with a quotation or positions, and a category, in every row"),
    (Format::W3c, "w3c", "Web Annotations as JSON-LD, or as Hypothesis gives them"),
    (Format::Brat, "brat", "A stand-off file (.ann); the .txt beside it is read too, if it is there"),
    (Format::Doccano, "doccano", "doccano's JSON Lines"),
    (Format::Prodigy, "prodigy", "Prodigy's JSON Lines"),
    (Format::LabelStudio, "labelstudio", "Label Studio's JSON, whole or JSON-MIN"),
];

impl Format {
    /// All formats, in the order in which they are listed.
    pub fn all() -> impl Iterator<Item = Self> {
        FORMATS.iter().map(|(format, ..)| *format)
    }

    /// The format that is called `name`.
    pub fn of_name(name: &str) -> Option<Self> {
        FORMATS.iter().find(|(_, known, _)| *known == name).map(|(format, ..)| *format)
    }

    /// What it is called on the command line.
    pub fn name(self) -> &'static str {
        FORMATS.iter().find(|(format, ..)| *format == self).map_or("", |(_, name, _)| name)
    }

    /// What it is, in one line.
    pub fn help(self) -> &'static str {
        FORMATS.iter().find(|(format, ..)| *format == self).map_or("", |(.., help)| help)
    }
}

/// One passage that somebody marked in another program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    /// The line that says so, from 1; 0 where the format has no lines that mean anything.
    pub line: usize,
    /// Where it stands. Without a quotation the positions count in the article.
    pub selector: Selector,
    /// What it is called, in the words of the other program.
    pub categories: Vec<String>,
    /// What was decided, if the file says so.
    pub decision: Option<Decision>,
    /// Free words.
    pub labels: Vec<String>,
    /// A remark; empty if there is none.
    pub note: String,
    /// Who marked it; empty if the file does not say.
    pub by: String,
    /// When, as RFC 3339; empty if the file does not say.
    pub at: String,
    /// The id of the tag that it was; empty if it was none.
    pub id: String,
    /// What the machine had proposed, as far as the file says.
    pub proposed: Option<Proposed>,
    /// Whether that was in sight when it was decided, as far as the file says.
    pub saw_machine: Option<bool>,
    /// How it was decided, if not one by one.
    pub via: Option<String>,
}

impl Annotation {
    fn new(line: usize, selector: Selector) -> Self {
        Self {
            line,
            selector,
            categories: Vec::new(),
            decision: None,
            labels: Vec::new(),
            note: String::new(),
            by: String::new(),
            at: String::new(),
            id: String::new(),
            proposed: None,
            saw_machine: None,
            via: None,
        }
    }

    /// Takes in how it was decided, in the words of our own exports.
    fn decided_how(&mut self, saw_machine: &str, via: &str) {
        self.saw_machine = match saw_machine {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        self.via = Some(via.to_owned()).filter(|via| !via.is_empty());
    }
}

/// What a file of annotations holds.
#[derive(Debug, Default)]
pub struct ParsedAnnotations {
    /// The passages, in the order of the file.
    pub passages: Vec<Annotation>,
    /// How many the machine had proposed and nobody decided.
    pub undecided: usize,
    /// What could not be read, each with its place.
    pub warnings: Vec<Diagnostic>,
}

impl ParsedAnnotations {
    /// Tells of something that could not be read, as long as there are not too many of them.
    fn warn(&mut self, file: &str, line: usize, message: impl Into<String>) {
        match self.warnings.len() {
            len if len < MAX_DIAGNOSTICS => {
                self.warnings.push(Diagnostic { line, ..Diagnostic::whole(file, message) })
            }
            MAX_DIAGNOSTICS => self.warnings.push(Diagnostic::too_many(file)),
            _ => {}
        }
    }
}

/// A file of annotations with what its parser has to know.
#[derive(Debug, Clone, Copy)]
pub struct AnnotationFile<'s> {
    /// Its name in messages.
    pub name: &'s str,
    /// What it holds.
    pub content: &'s str,
    /// The text that stands beside it, if it is a format of two files and there is one.
    pub companion: Option<&'s str>,
    /// The article that its passages are looked for in.
    pub article: &'s Document,
    /// The scheme whose categories are meant.
    pub scheme: &'s Scheme,
}

/// Reads annotations.
///
/// Fails where the file is not of that format at all, or holds only other articles. What can be read of a
/// file is; the rest is told in the warnings.
pub fn parse(format: Format, source: AnnotationFile<'_>) -> Result<ParsedAnnotations, Diagnostic> {
    match format {
        Format::Jsonl => table::jsonl(source),
        Format::Csv => table::csv(source),
        Format::W3c => web::parse(source),
        Format::Brat => brat::parse(source),
        Format::Doccano => text::doccano(source),
        Format::Prodigy => text::prodigy(source),
        Format::LabelStudio => studio::parse(source),
    }
}
