//! The words of the commands that write and read files of other programs.

use super::articles::{Kind, ReadingHow};
use crate::annotation_import::Format as Origin;
use crate::export::Format;
use clap::Args as ClapArgs;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use std::path::PathBuf;

#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:\n  \
        purport export article.txt --format markdown             a report, on standard output\n  \
        purport export article.txt --format html -o report.html  a page for browsers, with the article in it\n  \
        purport export article.txt --format csv -o claims.csv    for a spreadsheet\n  \
        purport export reports --format jsonl -o all.jsonl       every article of a folder in one file\n  \
        purport export a.txt b.txt --format brat -o corpus       a file or two for each, in a folder\n\n\
        The machine's word and the reader's stand in fields of their own. Nothing is written over without\n\
        --force. How each format is laid out and loaded: docs/exports.md.\n\n\
        Exit status: 0 fine, 2 an article could not be read or nothing could be written.")]
pub(in crate::cli) struct Export {
    /// Articles, and folders of them; `-` for standard input
    #[arg(required = true, value_name = "FILE|FOLDER")]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// What to write
    #[arg(long, short, value_name = "FORMAT", value_parser = formats())]
    pub(in crate::cli) format: Format,
    /// The file or folder to write; `-` for standard output [default: standard output, for one file of text]
    #[arg(long, short, value_name = "FILE|FOLDER")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Whose tags: those in ARTICLE.NAME.tags.toml
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) annotator: Option<String>,
    /// The tag file of one article [default: ARTICLE.tags.toml]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) tags: Option<PathBuf>,
    /// Another coding scheme: claims, evidence, or a TOML file [default: claims]
    #[arg(long, value_name = "NAME|FILE")]
    pub(in crate::cli) scheme: Option<PathBuf>,
    /// Only what the reader has decided
    #[arg(long)]
    pub(in crate::cli) decided: bool,
    /// Write over files that are there
    #[arg(long)]
    pub(in crate::cli) force: bool,
    /// Begin a table with a byte order mark, which Excel needs to read UTF-8
    #[arg(long)]
    pub(in crate::cli) bom: bool,
    /// The article's address, for formats that name it
    #[arg(long, value_name = "IRI")]
    pub(in crate::cli) source: Option<String>,
    /// The articles' format [default: by their content, then by their names]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(in crate::cli) from: Option<Kind>,
    #[command(flatten)]
    pub(in crate::cli) how: ReadingHow,
}

fn formats() -> impl TypedValueParser<Value = Format> {
    let values = Format::all().map(|format| PossibleValue::new(format.name()).help(format.help()));
    PossibleValuesParser::new(values).try_map(|name| Format::of_name(&name).ok_or("no such format"))
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:\n  \
        purport import anno.jsonld --from w3c --article a.txt --annotator r2\n  \
        purport import project.json --from labelstudio --article a.txt --annotator r2 --by anna@example.org\n  \
        purport import a.ann --from brat --article a.txt --annotator r2 --map Claim=ID --map Other=\n\n\
        Passages are found by their words, so the article may have changed since. What was exported by\n\
        purport comes back as the same tags; what was left undecided stays so. How: docs/exports.md.\n\n\
        Exit status: 0 fine, 1 something could not be read or was not found in the article, 2 an error; then\n\
        nothing is written.")]
pub(in crate::cli) struct Import {
    /// The file of annotations; `-` for standard input
    #[arg(value_name = "ANNOTATIONS")]
    pub(in crate::cli) file: PathBuf,
    /// The article that they are about
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) article: PathBuf,
    /// What wrote them
    #[arg(long, value_name = "FORMAT", value_parser = origins())]
    pub(in crate::cli) from: Origin,
    /// Whose tags they become: they go to ARTICLE.NAME.tags.toml
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) annotator: String,
    /// Only what this person has marked, where the file knows several
    #[arg(long, value_name = "WHO")]
    pub(in crate::cli) by: Option<String>,
    /// What a label means: a category of the scheme, or nothing to leave it out; may be given again
    #[arg(long, value_name = "LABEL=CATEGORY")]
    pub(in crate::cli) map: Vec<String>,
    /// The tag file to write; `-` for standard output [default: ARTICLE.NAME.tags.toml]
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Write over a tag file that is there
    #[arg(long)]
    pub(in crate::cli) force: bool,
    /// Another coding scheme: claims, evidence, or a TOML file [default: claims]
    #[arg(long, value_name = "NAME|FILE")]
    pub(in crate::cli) scheme: Option<PathBuf>,
    /// The article's format [default: by its content, then by its name]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(in crate::cli) format: Option<Kind>,
    #[command(flatten)]
    pub(in crate::cli) how: ReadingHow,
}

fn origins() -> impl TypedValueParser<Value = Origin> {
    let values = Origin::all().map(|format| PossibleValue::new(format.name()).help(format.help()));
    PossibleValuesParser::new(values).try_map(|name| Origin::from_name(&name).ok_or("no such format"))
}
