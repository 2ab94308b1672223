//! Export formats: names, file endings and help for the command line, the reader, the tests and the docs.

use OutputKind::{Binary, Folder, Text};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputKind {
    /// One text file.
    Text,
    /// One binary file.
    Binary,
    /// A folder of files.
    Folder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Jsonl,
    Csv,
    Markdown,
    Html,
    W3c,
    Brat,
    LabelStudio,
    Doccano,
    Prodigy,
    Cas,
    Codebook,
    #[cfg(feature = "qdpx")]
    Project,
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Format {
    /// Formats of this build, in listing order.
    const ALL: &[Self] = &[
        Self::Jsonl,
        Self::Csv,
        Self::Markdown,
        Self::Html,
        Self::W3c,
        Self::Brat,
        Self::LabelStudio,
        Self::Doccano,
        Self::Prodigy,
        Self::Cas,
        Self::Codebook,
        #[cfg(feature = "qdpx")]
        Self::Project,
        #[cfg(feature = "parquet")]
        Self::Parquet,
    ];

    /// Name, file ending, output kind and help.
    const fn info(self) -> (&'static str, &'static str, OutputKind, &'static str) {
        match self {
            Self::Jsonl => ("jsonl", ".jsonl", Text, "One JSON object per claim, with every column"),
            Self::Csv => ("csv", ".csv", Text, "A table for spreadsheets, one row per claim (RFC 4180)"),
            Self::Markdown => ("markdown", ".report.md", Text, "A report to read"),
            Self::Html => (
                "html",
                ".report.html",
                Text,
                "A web page: the article with its claims in place, and the reasons",
            ),
            Self::W3c => ("w3c", ".jsonld", Text, "W3C Web Annotations as JSON-LD"),
            Self::Brat => ("brat", ".brat", Folder, "Stand-off files for brat, with annotation.conf"),
            Self::LabelStudio => (
                "labelstudio",
                ".labelstudio.json",
                Text,
                "Tasks for Label Studio, with the labelling configuration",
            ),
            Self::Doccano => {
                ("doccano", ".doccano.jsonl", Text, "One text per line with its spans, for doccano")
            }
            Self::Prodigy => {
                ("prodigy", ".prodigy.jsonl", Text, "One text per line with its spans, for Prodigy and spaCy")
            }
            Self::Cas => ("cas", ".cas.json", Text, "UIMA CAS as JSON, for INCEpTION and DKPro"),
            Self::Codebook => ("qdc", ".qdc", Text, "The categories as a REFI-QDA codebook"),
            #[cfg(feature = "qdpx")]
            Self::Project => {
                ("qdpx", ".qdpx", Binary, "A REFI-QDA project, for MAXQDA, ATLAS.ti, NVivo and QualCoder")
            }
            #[cfg(feature = "parquet")]
            Self::Parquet => (
                "parquet",
                ".parquet",
                Binary,
                "A table with typed columns, for DuckDB, pandas, polars and Spark",
            ),
        }
    }

    pub fn all() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied()
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|format| format.name() == name)
    }

    /// The formats that a file of this name may have; several if its ending is shared.
    pub fn of_file_name(name: &str) -> Vec<Self> {
        let name = name.to_lowercase();
        let longest =
            Self::all().filter(|format| name.ends_with(format.ending())).max_by_key(|one| one.ending().len());
        if let Some(format) = longest {
            return vec![format];
        }
        match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
            "html" | "htm" => vec![Self::Html],
            "md" | "markdown" => vec![Self::Markdown],
            "ndjson" => vec![Self::Jsonl],
            "json" => vec![Self::LabelStudio, Self::Cas],
            "ann" => vec![Self::Brat],
            _ => Vec::new(),
        }
    }

    /// On the command line and in the reader.
    pub const fn name(self) -> &'static str {
        self.info().0
    }

    /// With the dot.
    pub const fn ending(self) -> &'static str {
        self.info().1
    }

    pub const fn output_kind(self) -> OutputKind {
        self.info().2
    }

    /// One line.
    pub const fn help(self) -> &'static str {
        self.info().3
    }

    /// Can one export contain several articles?
    pub const fn holds_many(self) -> bool {
        match self {
            Self::Html | Self::W3c | Self::Cas | Self::Codebook => false,
            #[cfg(feature = "qdpx")]
            Self::Project => false,
            _ => true,
        }
    }

    /// Can it contain a tag whose passage is lost or ambiguous?
    pub const fn holds_lost(self) -> bool {
        match self {
            Self::Brat | Self::LabelStudio | Self::Doccano | Self::Prodigy | Self::Cas => false,
            #[cfg(feature = "qdpx")]
            Self::Project => false,
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_says_its_format() {
        let check = |name: &str, expected: &[&str]| {
            let found: Vec<&str> = Format::of_file_name(name).iter().map(|format| format.name()).collect();
            assert_eq!(found, expected, "{name}");
        };
        for format in Format::all() {
            check(&format!("a{}", format.ending()), &[format.name()]);
        }
        check("Out.HTML", &["html"]);
        check("a.md", &["markdown"]);
        check("a.json", &["labelstudio", "cas"]);
        check("a.txt", &[]);
        check("out", &[]);
    }

    #[test]
    fn names_and_endings_are_unique() {
        for (at, format) in Format::all().enumerate() {
            assert_eq!(Format::from_name(format.name()), Some(format));
            assert!(format.ending().starts_with('.') && !format.help().is_empty());
            let others = Format::all().skip(at + 1);
            assert!(others.into_iter().all(|other| other.ending() != format.ending()), "{}", format.name());
        }
    }
}
