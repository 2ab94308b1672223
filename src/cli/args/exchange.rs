//! The words of the commands that write and read files of other programs.

use super::articles::{Kind, ReadingHow};
use crate::export::Format;
use clap::Args as ClapArgs;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use std::path::PathBuf;

#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:\n  \
        purport export article.txt --format markdown             a report, on standard output\n  \
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
