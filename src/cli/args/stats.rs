//! The words of `purport stats`.

use crate::reading::groups::Per;
use clap::builder::NonEmptyStringValueParser;
use clap::{Args as ClapArgs, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Claims are counted as the reader shows them; decisions by the tags, also of those whose passage is gone. \
The machine's word is kept where a decision leaves just the categories that it proposed; decisions on many \
claims at once do not count for that. A cue is right where you gave a claim for which it counted the category \
that it speaks for. A decision took as long as has passed since the one before it in the same article; what \
came after more than five minutes has no time.

A corpus: with --by, --per or --format html, or of files that `purport classify` wrote (.jsonl, .ndjson, also \
compressed; `-` for standard input), claims are counted by category, in groups of
  source       source, publisher, outlet, site or domain of a record, or the
               host of its url; else, and of an article, the folder
  year, month, day
               date, published, time or the like of a record, as it stands
               there: ISO 8601, RFC 5322, or seconds; else, and of an article,
               the first date in its path or id
  speaker      who says it
  FIELD        any other field of the records, such as desk or meta.author

What has none is a group called so, such as `no date`. Names are told apart by 200 letters, whatever their \
case, and of more than 100,000 groups the later ones are counted together: memory does not grow with the \
corpus. Words are known of articles, and of records that say `words` or `word_count`. A file of claims \
(.jsonl) knows only of articles that have one.

Examples:
  purport stats                             the articles in this folder
  purport stats article.txt --annotator r1
  purport stats reports --format json       all of it, for programs
  purport stats reports --format csv        one number a row
  purport stats out.ndjson                  each category, with rate and share
  purport stats out.ndjson --by month --per articles
  purport stats out.ndjson.zst --by source --format html > sources.html

Exit status: 0 fine, 2 an article or a line could not be read.")]
pub(in crate::cli) struct Stats {
    /// Articles, folders of them, and output of `purport classify` [default: this folder]
    #[arg(value_name = "FILE|FOLDER")]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// Count claims in groups: source, year, month, day, speaker, or a field of the records
    #[arg(long, value_name = "WHAT", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) by: Option<String>,
    /// Instead of numbers of claims: per 1,000 articles, per 1,000 words, or of 100 claims
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(in crate::cli) per: Option<StatsPer>,
    /// How many groups are told, of times the last ones; the others are counted together [default: for people
    /// 25, or all times]
    #[arg(long, value_name = "NUMBER", requires = "by", value_parser = clap::value_parser!(u32).range(1..))]
    pub(in crate::cli) limit: Option<u32>,
    /// What to print
    #[arg(long, value_enum, default_value_t = StatsForm::Text, value_name = "FORM")]
    pub(in crate::cli) format: StatsForm,
    /// Another coding scheme: claims, evidence, or a TOML file [default: claims]
    #[arg(long, value_name = "NAME|FILE")]
    pub(in crate::cli) scheme: Option<PathBuf>,
    /// Whose tags: those in ARTICLE.NAME.tags.toml
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) annotator: Option<String>,
}

/// How numbers are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum StatsForm {
    /// Tables and bars for people
    Text,
    /// One JSON object
    Json,
    /// One number a row, RFC 4180; of a corpus one group a row
    Csv,
    /// Of a corpus: a page for browsers
    Html,
}

/// What numbers of claims are taken per.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum StatsPer {
    /// 1,000 articles of the group
    Articles,
    /// 1,000 words of the group
    Words,
    /// 100 claims of the group: the share of each category
    Claims,
}

impl From<StatsPer> for Per {
    fn from(per: StatsPer) -> Self {
        match per {
            StatsPer::Articles => Self::Articles,
            StatsPer::Words => Self::Words,
            StatsPer::Claims => Self::Claims,
        }
    }
}
