//! `export` and `import`: files of other programs.

use super::{ImportArgs, TaggedArgs, WalkArgs, article_format, one_of};
use crate::annotation_import::Format as AnnotationFormat;
use crate::export::Format as ExportFormat;
use crate::import::Format;
use clap::Args as ClapArgs;
use std::path::PathBuf;

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  purport export a.txt --format markdown             a report on standard output
  purport export a.txt --format html -o report.html  a web page with the article
  purport export a.txt --format csv -o claims.csv    a table for a spreadsheet
  purport export reports --format jsonl -o all.jsonl a folder in one file
  purport export a.txt b.txt --format brat -o corpus files for each, in a folder

purport's suggestion and the reader's decision have fields of their own. Existing files are replaced \
only with --force. The formats, and how to load them elsewhere: docs/exports.md.

Exit status: 0 success; 2 an article could not be read or nothing was written.")]
pub(in crate::cli) struct Export {
    /// Articles, and folders of them; `-` for standard input
    #[arg(required = true, value_name = "FILE|FOLDER")]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// Write this format [default: as the name of the output says]
    #[arg(long, short, value_name = "FORMAT",
        value_parser = one_of(ExportFormat::all().map(|format| (format.name(), format.help(), format))))]
    pub(in crate::cli) format: Option<ExportFormat>,
    /// Write to this file or folder; `-` for standard output [default: standard output, for one text file]
    #[arg(long, short, value_name = "FILE|FOLDER")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Use this tag file, for one article [default: ARTICLE.tags.toml]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) tags: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) walk: WalkArgs,
    #[command(flatten)]
    pub(in crate::cli) tagged: TaggedArgs,
    /// Export only what a reader has decided
    #[arg(long)]
    pub(in crate::cli) decided: bool,
    /// Replace existing files
    #[arg(long)]
    pub(in crate::cli) force: bool,
    /// Begin a table with a byte order mark, which Excel needs to read UTF-8
    #[arg(long)]
    pub(in crate::cli) bom: bool,
    /// Name the article's address, in formats that have a place for it
    #[arg(long, value_name = "IRI")]
    pub(in crate::cli) source: Option<String>,
    /// Read articles in this format [default: by content, then by name]
    #[arg(long, value_parser = article_format(), value_name = "FORMAT")]
    pub(in crate::cli) from: Option<Format>,
    #[command(flatten)]
    pub(in crate::cli) input: ImportArgs,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  purport import anno.jsonld --from w3c --article a.txt --annotator r2
  purport import project.json --from labelstudio --article a.txt \\
    --annotator r2 --by anna@example.org
  purport import a.ann --from brat --article a.txt --annotator r2 \\
    --map Claim=ID --map Other=

Passages are found by their words, so the article may have changed since, and words win over positions \
that contradict them. Exports of purport come back \
as the same tags, and undecided claims stay undecided. More: docs/exports.md.

Exit status: 0 success; 1 an annotation could not be read, was not found in the article or not for \
sure, or a codebook has more codes than a scheme has categories; 2 an error, and nothing was written.")]
pub(in crate::cli) struct Import {
    /// File of annotations; `-` for standard input
    #[arg(value_name = "ANNOTATIONS")]
    pub(in crate::cli) file: PathBuf,
    /// Place the annotations in this article
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) article: Option<PathBuf>,
    /// Read annotations in this format [default: as the ending of the file's name says]
    #[arg(long, value_name = "FORMAT",
        value_parser = one_of(AnnotationFormat::all().map(|format| (format.name(), format.help(), format))))]
    pub(in crate::cli) from: Option<AnnotationFormat>,
    /// Give the tags to this annotator: they go to ARTICLE.NAME.tags.toml
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) annotator: Option<String>,
    /// Import only the annotations of this person, where the file names several
    #[arg(long, value_name = "PERSON")]
    pub(in crate::cli) by: Option<String>,
    /// Turn a label into a category of the scheme, or leave it out if the category is empty; repeatable
    #[arg(long, value_name = "LABEL=CATEGORY")]
    pub(in crate::cli) map: Vec<String>,
    /// Write to this tag file; `-` for standard output [default: ARTICLE.NAME.tags.toml; for a codebook,
    /// standard output]
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Replace an existing tag file
    #[arg(long)]
    pub(in crate::cli) force: bool,
    /// Use another coding scheme: claims, evidence, or a TOML file [default: claims]
    #[arg(long, value_name = "NAME|FILE")]
    pub(in crate::cli) scheme: Option<PathBuf>,
    /// Read the article in this format [default: by content, then by name]
    #[arg(long, value_parser = article_format(), value_name = "FORMAT")]
    pub(in crate::cli) format: Option<Format>,
    #[command(flatten)]
    pub(in crate::cli) input: ImportArgs,
}
