//! The words of the commands that take articles, and of how articles are read.

use super::other::Other;
use crate::diagnostic::Diagnostic;
use crate::import::{Format, encoding};
use crate::shell::{OpenAt, ReadOptions};
use crate::theme::ColorDepth;
use clap::{Args as ClapArgs, ValueEnum};
use std::collections::HashMap;
use std::path::PathBuf;

#[derive(Debug, Default, ClapArgs)]
#[allow(clippy::struct_excessive_bools)] // Each is a flag of the command line.
pub(in crate::cli) struct Open {
    /// The article, in any format that `--format` names; `-` for standard input; several, or a folder, to
    /// choose from [default: a built-in sample, or a pipe]
    #[arg(value_name = "FILE|FOLDER")]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// Another coding scheme: claims, evidence, or a TOML file [default: claims]
    #[arg(long, value_name = "NAME|FILE")]
    pub(in crate::cli) scheme: Option<PathBuf>,
    /// A theme by name (T in the reader goes through them), or a TOML file [default: by the terminal]
    #[arg(long, value_name = "NAME|FILE")]
    pub(in crate::cli) theme: Option<String>,
    /// How many colours to use
    #[arg(long, value_enum, default_value_t = Colours::Auto, value_name = "HOW")]
    pub(in crate::cli) color: Colours,
    /// Keys of your own, laid over the usual ones [default: purport/keys.toml in the config folder]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) keys: Option<PathBuf>,
    /// Your name: tags go to ARTICLE.NAME.tags.toml
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) annotator: Option<String>,
    /// The tag file [default: ARTICLE.tags.toml]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) tags: Option<PathBuf>,
    /// Decide nothing: look at an article that another session has open
    #[arg(long, short = 'R')]
    pub(in crate::cli) read_only: bool,
    /// Veil what the machine says of a passage until you have decided on it
    #[arg(long)]
    pub(in crate::cli) blind: bool,
    /// Review line by line, with the same keys and the same tags: for screen readers, dumb terminals and pipes
    #[arg(long)]
    pub(in crate::cli) plain: bool,
    /// Leave the mouse to the terminal; `M` takes it over while reading
    #[arg(long)]
    pub(in crate::cli) no_mouse: bool,
    /// The article's format [default: by its content, then by its name]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(in crate::cli) format: Option<Kind>,
    /// What was looked for and found, by the path of each article; not a word of the command line.
    #[arg(skip)]
    pub(in crate::cli) found: HashMap<PathBuf, OpenAt>,
    #[command(flatten)]
    pub(in crate::cli) other: Other,
    #[command(flatten)]
    pub(in crate::cli) how: ReadingHow,
}

/// How an article is read.
#[derive(Debug, Clone, Default, ClapArgs)]
pub(in crate::cli) struct ReadingHow {
    /// Of a web page show everything, and not only the article in it
    #[arg(long)]
    pub(in crate::cli) raw: bool,
    /// The encoding, such as latin1 or koi8-r [default: found out]
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) encoding: Option<String>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:\n  \
        purport classify article.txt                     claims with their reasons\n  \
        purport classify --format jsonl *.txt            one JSON object a claim\n  \
        purport classify --format csv - < article.txt    for a spreadsheet\n  \
        purport classify corpus --format ndjson -o out.ndjson\n  \
        purport classify corpus --format ndjson -o out.ndjson --resume\n  \
        purport classify --ndjson < in.ndjson            a filter: one JSON object in, one out\n  \
        purport classify --classifier 'python3 mine.py' corpus\n\n\
        A folder stands for the articles that the shelf shows of it. The output is in the order of the\n\
        input and the same for any number of jobs. A long text is read in parts; what is compressed\n\
        (gzip, Zstandard) is unpacked. With -o the output has its name only once it is whole; until then\n\
        it is FILE.partial, and --resume goes on with it after a kill, Ctrl-C or a power cut.\n\n\
        Filter: each line {\"id\":…,\"text\":…} gives one line {\"id\":…,\"claims\":[…]}, in the same\n\
        order; other keys are passed through; offsets count code points of `text`, `end` is exclusive;\n\
        a bad line gives {\"error\":…}. A line that is there is answered before the next one is waited for.\n\n\
        Exit status: 0 fine, 2 a file could not be read, or a bad line with --strict.\n\n\
        The patterns of schemes: purport check --help.")]
#[allow(clippy::struct_excessive_bools)] // Each is a flag of the command line.
pub(in crate::cli) struct Classify {
    /// Articles, and folders of them; with --ndjson files of records; `-` for standard input [default: standard
    /// input]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// What to print
    #[arg(long, value_enum, default_value_t = Form::Text, value_name = "FORM", conflicts_with = "ndjson")]
    pub(in crate::cli) format: Form,
    /// Work as a filter: one JSON object a line in, one a line out
    #[arg(long, conflicts_with = "classifier")]
    pub(in crate::cli) ndjson: bool,
    /// With --ndjson: a bad line ends the run with status 2
    #[arg(long, requires = "ndjson")]
    pub(in crate::cli) strict: bool,
    /// Write into this file, which has its name only once it is whole; `-` for standard output
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Replace the file if it is there already, and begin anew if a run was broken off
    #[arg(long, requires = "output", conflicts_with = "resume")]
    pub(in crate::cli) force: bool,
    /// Go on with a run that was broken off; fine too if there is none, or it is finished
    #[arg(long, requires = "output", conflicts_with = "ndjson")]
    pub(in crate::cli) resume: bool,
    /// How many threads work [default: as many as there are cores]
    #[arg(long, short, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(in crate::cli) jobs: Option<u16>,
    /// Read no configuration: this command never reads any, and promises it so
    #[arg(long)]
    pub(in crate::cli) no_config: bool,
    /// Another coding scheme: claims, evidence, or a TOML file [default: claims]
    #[arg(long, value_name = "NAME|FILE")]
    pub(in crate::cli) scheme: Option<PathBuf>,
    /// The articles' format [default: by their content, then by their names]
    #[arg(long, value_enum, value_name = "FORMAT", conflicts_with = "ndjson")]
    pub(in crate::cli) from: Option<Kind>,
    #[command(flatten)]
    pub(in crate::cli) other: Other,
    #[command(flatten)]
    pub(in crate::cli) how: ReadingHow,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:\n  \
        purport text page.html                   the article of a page, without what stands around it\n  \
        purport text --sentences book.epub       one sentence a line\n  \
        curl -s https://example.org | purport text\n\n\
        What is printed is the text that tags are anchored to.\n\n\
        Exit status: 0 fine, 2 a file could not be read.")]
pub(in crate::cli) struct Text {
    /// Articles; `-` for standard input [default: standard input]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// One sentence a line
    #[arg(long)]
    pub(in crate::cli) sentences: bool,
    /// The articles' format [default: by their content, then by their names]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(in crate::cli) from: Option<Kind>,
    #[command(flatten)]
    pub(in crate::cli) how: ReadingHow,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:\n  \
        purport status                            the articles in this folder and below it\n  \
        purport status reports interview.docx     those of a folder, and one more\n  \
        purport status --format jsonl reports     one JSON object an article\n\n\
        Claims and decisions are counted as the reader shows them. `orphans` are tags whose passage is\n\
        gone; `last read` is when the reader was left last, in UTC.\n\n\
        Exit status: 0 fine, 2 an article could not be read.")]
pub(in crate::cli) struct Status {
    /// Articles, and folders of them [default: this folder]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// What to print
    #[arg(long, value_enum, default_value_t = StatusForm::Text, value_name = "FORM")]
    pub(in crate::cli) format: StatusForm,
    /// Another coding scheme: claims, evidence, or a TOML file [default: claims]
    #[arg(long, value_name = "NAME|FILE")]
    pub(in crate::cli) scheme: Option<PathBuf>,
    /// Whose tags: those in ARTICLE.NAME.tags.toml
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) annotator: Option<String>,
}

/// How the state of articles is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum StatusForm {
    /// A table for people
    Text,
    /// One JSON object an article
    Jsonl,
}

/// The importer that another process asked for.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Apart {
    #[arg(long, value_enum)]
    pub(in crate::cli) format: Kind,
    #[command(flatten)]
    pub(in crate::cli) how: ReadingHow,
}

/// How claims are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Form {
    /// For people
    Text,
    /// One JSON object a claim
    Jsonl,
    /// One JSON object an article, with its claims
    Ndjson,
    /// One row a claim, RFC 4180
    Csv,
    /// One row a claim, the table of `purport export`; needs -o
    #[cfg(feature = "parquet")]
    Parquet,
}

impl ReadingHow {
    /// The same with a format, if one is named. Fails where the encoding is none.
    pub(in crate::cli) fn wanted(&self, format: Option<Kind>) -> Result<ReadOptions, Diagnostic> {
        let encoding = self.encoding.as_deref().map(|name| {
            let fault = Diagnostic::whole("--encoding", format!("no encoding is named {name}"));
            let hint = "for example utf-8, windows-1252, latin1, koi8-r, shift_jis, gbk";
            encoding::for_label(name).ok_or_else(|| fault.hint(hint))
        });
        Ok(ReadOptions { format: format.map(Into::into), raw: self.raw, encoding: encoding.transpose()? })
    }
}

/// The formats of articles that can be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Kind {
    /// Plain text
    Plain,
    /// Markdown
    Markdown,
    /// A web page
    Html,
    /// A book
    Epub,
    /// An office document of Word
    Docx,
    /// An office document (ISO/IEC 26300)
    Odt,
    /// Printed pages
    Pdf,
}

impl From<Kind> for Format {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Plain => Self::Plain,
            Kind::Markdown => Self::Markdown,
            Kind::Html => Self::Html,
            Kind::Epub => Self::Epub,
            Kind::Docx => Self::Docx,
            Kind::Odt => Self::Odt,
            Kind::Pdf => Self::Pdf,
        }
    }
}

/// How many colours the reader wants.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Colours {
    /// As many as the terminal has; none with `NO_COLOR`
    #[default]
    Auto,
    /// None: letters, underlines and reverse only
    Never,
    /// The terminal's own sixteen
    #[value(name = "16")]
    Sixteen,
    /// The 256 of xterm
    #[value(name = "256")]
    Indexed,
    /// All of them
    True,
}

impl Colours {
    /// `None` leaves the choice to the terminal.
    pub(in crate::cli) const fn color_depth(self) -> Option<ColorDepth> {
        match self {
            Self::Auto => None,
            Self::Never => Some(ColorDepth::Mono),
            Self::Sixteen => Some(ColorDepth::Ansi16),
            Self::Indexed => Some(ColorDepth::Indexed256),
            Self::True => Some(ColorDepth::TrueColor),
        }
    }
}
