//! Commands that read articles: the reader itself, `classify`, `text`, `status`, `find` and `stats`.

use super::{
    ClassifierArgs, EngineArgs, ImportArgs, ListFormat, ReaderArgs, TaggedArgs, WalkArgs, article_format,
    one_of,
};
use crate::import::Format;
use crate::reading::groups::RatePer;
use crate::shell::OpenAt;
use clap::builder::NonEmptyStringValueParser;
use clap::{Args as ClapArgs, ValueEnum};
use std::collections::HashMap;
use std::path::PathBuf;

#[derive(Debug, Default, ClapArgs)]
#[allow(clippy::struct_excessive_bools)] // Each is a flag of the command line.
pub(in crate::cli) struct Open {
    /// Article in any format that --format lists; `-` for standard input; several files or a folder
    /// to choose from [default: a pipe, else a built-in sample]
    #[arg(value_name = "FILE|FOLDER")]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// Tag under your name: tags go to ARTICLE.NAME.tags.toml
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) annotator: Option<String>,
    /// Keep the tags in this file [default: ARTICLE.tags.toml]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) tags: Option<PathBuf>,
    /// Look only, for example while another session has the article open
    #[arg(long, short = 'R')]
    pub(in crate::cli) read_only: bool,
    /// Hide purport's suggestion for a passage until you have decided on it
    #[arg(long)]
    pub(in crate::cli) blind: bool,
    /// Review line by line with the same keys and tags: for screen readers, dumb terminals and pipes
    #[arg(long)]
    pub(in crate::cli) plain: bool,
    #[command(flatten)]
    pub(in crate::cli) walk: WalkArgs,
    #[command(flatten)]
    pub(in crate::cli) reader: ReaderArgs,
    #[command(flatten)]
    pub(in crate::cli) engine: EngineArgs,
    /// Search results to open with, by the path of each article; set by `purport find --open`.
    #[arg(skip)]
    pub(in crate::cli) found: HashMap<PathBuf, OpenAt>,
    #[command(flatten)]
    pub(in crate::cli) classifier: ClassifierArgs,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  purport classify article.txt                     claims with their reasons
  purport classify --format jsonl *.txt            one JSON object per claim
  purport classify --format csv - < article.txt    a table for a spreadsheet
  purport classify corpus --format ndjson -o out.ndjson
  purport classify corpus --format ndjson -o out.ndjson --resume
  purport classify corpus --engine cues            without the learned model
  purport classify --ndjson < in.ndjson            one object in, one out
  purport classify --classifier 'python3 mine.py' corpus

A folder stands for the articles in and below it, by the endings of their names. Hidden files and those \
that .gitignore or .ignore exclude are left out, as ripgrep does, and linked folders are not followed. The output follows the order of the \
input and is the same for any number of jobs. Long texts are read in parts, and compressed ones (gzip, \
Zstandard) are unpacked. With -o, the output gets its name when it is complete; until then it is \
FILE.partial, and --resume continues it after a kill, Ctrl-C or a power cut.

Filter: each line {\"id\":…,\"text\":…} gives one line {\"id\":…,\"claims\":[…]}, in the same order. \
Other keys pass through letter by letter. Offsets count code points of `text`; `end` is exclusive. A bad line gives \
{\"error\":…}. Each line is answered before the next one is waited for.

Exit status: 0 success; 2 a file could not be read, or a bad line with --strict.

The patterns of schemes: purport check --help.")]
#[allow(clippy::struct_excessive_bools)] // Each is a flag of the command line.
pub(in crate::cli) struct Classify {
    /// Articles and folders of them, or with --ndjson files of records; `-` for standard input
    /// [default: standard input]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// Print claims in this format
    #[arg(long, value_enum, default_value_t = ClassifyFormat::Text, value_name = "FORMAT",
        conflicts_with = "ndjson")]
    pub(in crate::cli) format: ClassifyFormat,
    /// Work as a filter: read one JSON object per line, write one per line
    #[arg(long, conflicts_with = "classifier")]
    pub(in crate::cli) ndjson: bool,
    /// With --ndjson: end with status 2 at the first bad line
    #[arg(long, requires = "ndjson")]
    pub(in crate::cli) strict: bool,
    /// Write to this file, which gets its name when it is complete; `-` for standard output
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Replace the output if it exists, and restart an interrupted run
    #[arg(long, requires = "output", conflicts_with = "resume")]
    pub(in crate::cli) force: bool,
    /// Continue an interrupted run; starts a new one if there is none, and leaves a complete one alone
    #[arg(long, requires = "output", conflicts_with = "ndjson")]
    pub(in crate::cli) resume: bool,
    /// Measure each word of each claim: read the sentence without it, which takes ten times as long
    #[arg(long, conflicts_with = "classifier")]
    pub(in crate::cli) why: bool,
    /// Work on this many threads [default: one per core]
    #[arg(long, short, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(in crate::cli) jobs: Option<u16>,
    /// Read no configuration; this is always so, and the option only says it
    #[arg(long)]
    no_config: bool,
    /// Use another coding scheme: claims, evidence, or a TOML file [default: claims]
    #[arg(long, value_name = "NAME|FILE")]
    pub(in crate::cli) scheme: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) engine: EngineArgs,
    /// Read articles in this format [default: by content, then by name]
    #[arg(long, value_parser = article_format(), value_name = "FORMAT", conflicts_with = "ndjson")]
    pub(in crate::cli) from: Option<Format>,
    #[command(flatten)]
    pub(in crate::cli) walk: WalkArgs,
    #[command(flatten)]
    pub(in crate::cli) classifier: ClassifierArgs,
    #[command(flatten)]
    pub(in crate::cli) input: ImportArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ClassifyFormat {
    /// Claims with their reasons, for people
    Text,
    /// One JSON object per claim
    Jsonl,
    /// One JSON object per article, with its claims
    Ndjson,
    /// One row per claim and category (RFC 4180)
    Csv,
    /// One row per claim, with the columns of `purport export`; needs -o
    #[cfg(feature = "parquet")]
    Parquet,
}

impl ClassifyFormat {
    /// Whether the output is a table that is written whole.
    #[cfg_attr(not(feature = "parquet"), allow(clippy::unused_self))]
    pub(in crate::cli) const fn is_table(self) -> bool {
        #[cfg(feature = "parquet")]
        let is_table = matches!(self, Self::Parquet);
        #[cfg(not(feature = "parquet"))]
        let is_table = false;
        is_table
    }
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  purport text page.html                   the article of a page, nothing else
  purport text --sentences book.epub       one sentence per line
  curl -s https://example.org | purport text

This is the text that tags are anchored to. Positions in exports count in it, character by character,
where it goes into a file or a pipe.

Exit status: 0 success; 2 a file could not be read.")]
pub(in crate::cli) struct Text {
    /// Articles; `-` for standard input [default: standard input]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// Print one sentence per line
    #[arg(long)]
    pub(in crate::cli) sentences: bool,
    /// Read articles in this format [default: by content, then by name]
    #[arg(long, value_parser = article_format(), value_name = "FORMAT")]
    pub(in crate::cli) from: Option<Format>,
    #[command(flatten)]
    pub(in crate::cli) input: ImportArgs,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  purport status                            articles in this folder and below it
  purport status reports interview.docx     a folder, and one more article
  purport status --format jsonl reports     one JSON object per article

Claims and decisions are counted as the reader shows them. Of `lost` tags the passage is gone. \
`last read` is when the reader last closed, in UTC.

Exit status: 0 success; 2 an article could not be read.")]
pub(in crate::cli) struct Status {
    /// Articles, and folders of them [default: this folder]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// Print in this format
    #[arg(long, value_enum, default_value_t = ListFormat::Text, value_name = "FORMAT")]
    pub(in crate::cli) format: ListFormat,
    #[command(flatten)]
    pub(in crate::cli) walk: WalkArgs,
    #[command(flatten)]
    pub(in crate::cli) tagged: TaggedArgs,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
A query is what `:filter` takes in the reader; all parts of it must hold:
  D                        a category, by letter, id or name
  undecided  decided       a status; also skipped, lost
  over .8  under 50%       scores
  speaker ministry         who says it
  label \"follow up\"        a label that an annotator gave
  cue insist-on            a cue that speaks for it
  text \"must resign\"       words of the passage
  verdict:false            a field of the scheme; verdict:* any value

Examples:
  purport find D over .8 --in reports               articles, with your tags
  purport find speaker ministry --in out.ndjson.zst output of `classify`
  purport find text \"at once\" --in reports --open   read them in the reader
  purport find D undecided --in reports --count

Files that end in .jsonl or .ndjson hold claims that `purport classify` wrote; they may be compressed. \
All other files are articles.

Each line gives the file, the place, the categories with their scores, and the words. The place is a \
paragraph (¶5), or the code point at which the claim begins where the paragraph is not known.

Exit status: 0 found; 1 nothing found; 2 an error.")]
pub(in crate::cli) struct Find {
    /// What to find [default: every claim]
    #[arg(value_name = "QUERY")]
    pub(in crate::cli) query: Vec<String>,
    /// Search these articles, folders, and outputs of `purport classify` [default: this folder]
    #[arg(long = "in", value_name = "PATH", num_args = 1..)]
    pub(in crate::cli) within: Vec<PathBuf>,
    /// Print in this format
    #[arg(long, value_enum, default_value_t = ListFormat::Text, value_name = "FORMAT")]
    pub(in crate::cli) format: ListFormat,
    /// Stop after this many claims
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..))]
    pub(in crate::cli) limit: Option<u64>,
    /// Print only the number of claims
    #[arg(long, conflicts_with_all = ["limit", "open", "format"])]
    pub(in crate::cli) count: bool,
    /// Open the articles in the reader, which lists the claims found
    #[arg(long, conflicts_with = "format")]
    pub(in crate::cli) open: bool,
    #[command(flatten)]
    pub(in crate::cli) walk: WalkArgs,
    #[command(flatten)]
    pub(in crate::cli) tagged: TaggedArgs,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
A decision teaches most where purport is least sure: at a score near the threshold of its category. A \
claim counts for less the more decisions there are on its category and its article already, so that no \
category and no article fills the list. The same articles and tags give the same list.

Each line gives the file, the line in it (or the paragraph, such as \u{b6}5, where a format has no lines), \
the category, why the claim is listed, and its words. Sentences without a claim teach what purport \
misses: r in the reader walks through them, and B hides the suggestions, so that they do not sway you. \
Both are kept as evidence.

Examples:
  purport next reports                      the next 20 claims
  purport next reports -n 5 --open          decide on them in the reader
  purport next --format tsv > next.tsv      for a spreadsheet

Exit status: 0 claims were listed; 1 nothing is left to decide; 2 an error.")]
pub(in crate::cli) struct Next {
    /// Articles, and folders of them [default: this folder]
    #[arg(value_name = "FILE|FOLDER")]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// List this many claims
    #[arg(long, short = 'n', value_name = "NUMBER", default_value_t = 20,
        value_parser = clap::value_parser!(u32).range(1..))]
    pub(in crate::cli) limit: u32,
    /// Print in this format
    #[arg(long, value_enum, default_value_t = NextFormat::Text, value_name = "FORMAT")]
    pub(in crate::cli) format: NextFormat,
    /// Open the articles in the reader: each at its most useful claim, with the list in that order
    #[arg(long, conflicts_with = "format")]
    pub(in crate::cli) open: bool,
    #[command(flatten)]
    pub(in crate::cli) walk: WalkArgs,
    #[command(flatten)]
    pub(in crate::cli) tagged: TaggedArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum NextFormat {
    /// Lines for people
    Text,
    /// One JSON object per line
    Jsonl,
    /// Columns separated by tabs, with a line of names
    Tsv,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Claims are counted as the reader shows them, decisions by the tags, including tags whose passage is \
gone. A decision agrees with the suggestion if it leaves exactly the categories that purport proposed; \
decisions on many claims at once do not count there. A cue is right where you kept the category that it \
counted for. The time of a decision is the time since the one before it in the same article; pauses of \
more than five minutes are left out.

A corpus: with --by, --per or --format html, or for files that `purport classify` wrote (.jsonl, \
.ndjson, also compressed; `-` for standard input), claims are counted by category, in groups by
  source       source, publisher, outlet, site or domain of a record, or the
               host of its url; otherwise, and for articles, the folder
  year, month, day
               date, published, time or the like of a record, as it stands
               there: ISO 8601, RFC 5322, or seconds; otherwise, and for
               articles, the first date in the path or id
  speaker      who says it
  FIELD        a field of the scheme, such as verdict, whose values annotators
               give to claims; or any other field of the records, such as desk
               or meta.author

Records without a value form a group of their own, such as `no date`. Names are compared by their first \
200 letters, ignoring case. After 100,000 groups, new names are counted together, so that memory does \
not grow with the corpus. Words are known for articles, and for records with `words` or `word_count`. A \
file of claims (.jsonl) knows only the articles that have one.

Examples:
  purport stats                             the articles in this folder
  purport stats article.txt --annotator r1
  purport stats reports --format json       everything, for programs
  purport stats reports --format csv        one number per row
  purport stats out.ndjson                  each category, with rate and share
  purport stats out.ndjson --by month --per articles
  purport stats out.ndjson.zst --by source --format html > sources.html

Exit status: 0 success; 2 an article or a line could not be read.")]
pub(in crate::cli) struct Stats {
    /// Articles, folders of them, and outputs of `purport classify` [default: this folder]
    #[arg(value_name = "FILE|FOLDER")]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// Group by source, year, month, day, speaker, or a field of the scheme or the records
    #[arg(long, value_name = "WHAT", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) by: Option<String>,
    /// Print rates instead of numbers of claims
    #[arg(long, value_name = "WHAT", value_parser = one_of([
        ("articles", "Claims per 1,000 articles of the group", RatePer::Articles),
        ("words", "Claims per 1,000 words of the group", RatePer::Words),
        ("claims", "Share of each category in 100 claims of the group", RatePer::Claims),
    ]))]
    pub(in crate::cli) per: Option<RatePer>,
    /// Show this many groups (of dates the latest) and sum up the rest [default: 25 for people, or all dates]
    #[arg(long, value_name = "NUMBER", requires = "by", value_parser = clap::value_parser!(u32).range(1..))]
    pub(in crate::cli) limit: Option<u32>,
    /// Print in this format
    #[arg(long, value_enum, default_value_t = StatsFormat::Text, value_name = "FORMAT")]
    pub(in crate::cli) format: StatsFormat,
    #[command(flatten)]
    pub(in crate::cli) walk: WalkArgs,
    #[command(flatten)]
    pub(in crate::cli) tagged: TaggedArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum StatsFormat {
    /// Tables and bars for people
    Text,
    /// One JSON object
    Json,
    /// One number per row, or one group per row for a corpus (RFC 4180)
    Csv,
    /// A web page, for a corpus
    Html,
}
