//! The table of export formats, for the command line, the reader, the tests and the docs.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputKind {
    /// One file of text.
    Text,
    /// One file, not text.
    Binary,
    /// A folder of files.
    Folder,
}

/// A format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a mark, with all that is known of it.
    Jsonl,
    /// A table for spreadsheets, with the same columns.
    Csv,
    /// A report for people.
    Markdown,
    /// The same as a page for browsers, with the article in it.
    Html,
    /// The Web Annotation Data Model.
    W3c,
    /// Stand-off files for brat, with their configuration.
    Brat,
    /// Tasks for Label Studio.
    LabelStudio,
    /// One text a line for doccano.
    Doccano,
    /// One text a line for Prodigy and spaCy.
    Prodigy,
    /// UIMA CAS as JSON.
    Cas,
    /// A REFI-QDA codebook.
    Codebook,
    /// A REFI-QDA project.
    #[cfg(feature = "qdpx")]
    Project,
    /// A table with typed columns.
    #[cfg(feature = "parquet")]
    Parquet,
}

struct FormatInfo {
    format: Format,
    name: &'static str,
    ending: &'static str,
    output_kind: OutputKind,
    /// Whether one export holds several articles.
    many: bool,
    /// Whether it can hold a tag whose place is not known.
    lost: bool,
    help: &'static str,
}

/// All formats of this build. Another one needs a row here, and a function that writes it.
const FORMATS: &[FormatInfo] = &[
    FormatInfo {
        format: Format::Jsonl,
        name: "jsonl",
        ending: ".jsonl",
        output_kind: OutputKind::Text,
        many: true,
        lost: true,
        help: "One JSON object a mark, with all that is known of it",
    },
    FormatInfo {
        format: Format::Csv,
        name: "csv",
        ending: ".csv",
        output_kind: OutputKind::Text,
        many: true,
        lost: true,
        help: "A table for spreadsheets, one row a mark (RFC 4180)",
    },
    FormatInfo {
        format: Format::Markdown,
        name: "markdown",
        ending: ".report.md",
        output_kind: OutputKind::Text,
        many: true,
        lost: true,
        help: "A report for people",
    },
    FormatInfo {
        format: Format::Html,
        name: "html",
        ending: ".report.html",
        output_kind: OutputKind::Text,
        many: false,
        lost: true,
        help: "A page for people: the article with its claims in place, and why each was marked",
    },
    FormatInfo {
        format: Format::W3c,
        name: "w3c",
        ending: ".jsonld",
        output_kind: OutputKind::Text,
        many: false,
        lost: true,
        help: "Web Annotations of the W3C as JSON-LD",
    },
    FormatInfo {
        format: Format::Brat,
        name: "brat",
        ending: ".brat",
        output_kind: OutputKind::Folder,
        many: true,
        lost: false,
        help: "Stand-off files for brat, with annotation.conf",
    },
    FormatInfo {
        format: Format::LabelStudio,
        name: "labelstudio",
        ending: ".labelstudio.json",
        output_kind: OutputKind::Text,
        many: true,
        lost: false,
        help: "Tasks for Label Studio, with the labelling configuration",
    },
    FormatInfo {
        format: Format::Doccano,
        name: "doccano",
        ending: ".doccano.jsonl",
        output_kind: OutputKind::Text,
        many: true,
        lost: false,
        help: "One text a line with its spans, for doccano",
    },
    FormatInfo {
        format: Format::Prodigy,
        name: "prodigy",
        ending: ".prodigy.jsonl",
        output_kind: OutputKind::Text,
        many: true,
        lost: false,
        help: "One text a line with its spans, for Prodigy and spaCy",
    },
    FormatInfo {
        format: Format::Cas,
        name: "cas",
        ending: ".cas.json",
        output_kind: OutputKind::Text,
        many: false,
        lost: false,
        help: "UIMA CAS as JSON, for INCEpTION and DKPro",
    },
    FormatInfo {
        format: Format::Codebook,
        name: "qdc",
        ending: ".qdc",
        output_kind: OutputKind::Text,
        many: false,
        lost: true,
        help: "The categories as a REFI-QDA codebook",
    },
    #[cfg(feature = "qdpx")]
    FormatInfo {
        format: Format::Project,
        name: "qdpx",
        ending: ".qdpx",
        output_kind: OutputKind::Binary,
        many: false,
        lost: false,
        help: "A REFI-QDA project, for MAXQDA, ATLAS.ti, NVivo and QualCoder",
    },
    #[cfg(feature = "parquet")]
    FormatInfo {
        format: Format::Parquet,
        name: "parquet",
        ending: ".parquet",
        output_kind: OutputKind::Binary,
        many: true,
        lost: true,
        help: "A table with typed columns, for DuckDB, pandas, polars and Spark",
    },
];

impl Format {
    /// All formats, in the order in which they are listed.
    pub fn all() -> impl Iterator<Item = Self> {
        FORMATS.iter().map(|entry| entry.format)
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::all().find(|format| format.name() == name)
    }

    fn entry(self) -> Option<&'static FormatInfo> {
        FORMATS.iter().find(|entry| entry.format == self)
    }

    /// The word for it on the command line and in the reader.
    pub fn name(self) -> &'static str {
        self.entry().map_or("", |entry| entry.name)
    }

    /// How the names of its files end, or the name of its folder; with the dot.
    pub fn ending(self) -> &'static str {
        self.entry().map_or("", |entry| entry.ending)
    }

    /// What it is, in one line.
    pub fn help(self) -> &'static str {
        self.entry().map_or("", |entry| entry.help)
    }

    pub fn output_kind(self) -> OutputKind {
        self.entry().map_or(OutputKind::Binary, |entry| entry.output_kind)
    }

    /// Whether one export holds several articles.
    pub fn holds_many(self) -> bool {
        self.entry().is_some_and(|entry| entry.many)
    }

    /// Whether it can hold a tag whose passage is gone or in doubt.
    pub fn holds_lost(self) -> bool {
        self.entry().is_some_and(|entry| entry.lost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_endings_are_formats_own() {
        for (at, format) in Format::all().enumerate() {
            assert_eq!(Format::of_name(format.name()), Some(format));
            assert!(format.ending().starts_with('.') && !format.help().is_empty());
            let others = Format::all().skip(at + 1);
            assert!(others.into_iter().all(|other| other.ending() != format.ending()), "{}", format.name());
        }
    }
}
