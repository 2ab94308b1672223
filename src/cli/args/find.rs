//! The words of `purport find`.

use clap::{Args as ClapArgs, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, ClapArgs)]
#[command(after_help = "A query is what the reader's `:filter` takes; all of it must hold:\n  \
        D                        a category, by its letter, id or name\n  \
        undecided  decided       a standing; also orphaned\n  \
        over .8  under 50%       scores\n  \
        speaker ministry         who says it\n  \
        label \"follow up\"        a label of the reader's\n  \
        cue insist-on            a cue that speaks for it\n  \
        text \"must resign\"       words of the passage\n\n\
        Examples:\n  \
        purport find D over .8 --in reports                  in the articles of a folder, with your tags\n  \
        purport find speaker ministry --in out.ndjson.zst    in what was classified before\n  \
        purport find text \"at once\" --in reports --open      read them: the reader lists just these\n  \
        purport find D undecided --in reports --count\n\n\
        Files whose names end in .jsonl or .ndjson hold claims that were written by `purport classify`,\n\
        and are read line by line; they may be compressed. All others are articles.\n\n\
What is printed is file, place, category with its score, and words. The place is a paragraph, as\n\
¶5, or where that is not written down the code point at which the claim begins.\n\n\
        Exit status: 0 found, 1 nothing found, 2 an error.")]
pub(in crate::cli) struct Find {
    /// What to look for [default: every claim]
    #[arg(value_name = "QUERY")]
    pub(in crate::cli) query: Vec<String>,
    /// Articles, folders of them, and output of `purport classify` [default: this folder]
    #[arg(long = "in", value_name = "PATH", num_args = 1..)]
    pub(in crate::cli) within: Vec<PathBuf>,
    /// What to print
    #[arg(long, value_enum, default_value_t = FindForm::Text, value_name = "FORM")]
    pub(in crate::cli) format: FindForm,
    /// Stop after so many
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..))]
    pub(in crate::cli) limit: Option<u64>,
    /// Only print how many there are
    #[arg(long, conflicts_with_all = ["limit", "open", "format"])]
    pub(in crate::cli) count: bool,
    /// Open the articles in the reader, which lists what was found
    #[arg(long, conflicts_with = "format")]
    pub(in crate::cli) open: bool,
    /// Another coding scheme: claims, evidence, or a TOML file [default: claims]
    #[arg(long, value_name = "NAME|FILE")]
    pub(in crate::cli) scheme: Option<PathBuf>,
    /// Whose tags: those in ARTICLE.NAME.tags.toml
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) annotator: Option<String>,
}

/// How what was found is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FindForm {
    /// For people
    Text,
    /// One JSON object a claim
    Jsonl,
}
