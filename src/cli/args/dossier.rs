//! `purport dossier` and `purport speakers`.

use super::{TaggedArgs, WalkArgs};
use clap::{Args as ClapArgs, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Several names are names of one party. Letters' case and an article before a name do not matter; no other \
name is taken for one of the party's. Names that share a word with it are listed as also seen, \
and --alias counts one.

Decisions of the reader come first: rejected claims do not count, and changed categories, added passages \
and edited speakers count as the reader has put them. Copies of one text under several names count once.

The date of an article comes from its record, from what the document says about itself, from its path, or \
from a short line at its top; the dossier says which. Articles without a date come last.

Files that end in .jsonl or .ndjson hold claims that `purport classify` wrote; they may be compressed, and \
`-` reads them from standard input. All other files are articles.

Examples:
  purport dossier Tarsovia --in reports
  purport dossier Tarsovia --alias 'the Tarsovian government' --in out.ndjson
  purport dossier Tarsovia --category D --since 2026-03 --in reports
  purport dossier --against Tarsovia --in reports   asked of it, said about it
  purport dossier Vell --against Tarsovia --in reports
  purport dossier Tarsovia --in reports --format html > tarsovia.html

In a terminal, the dossier is a screen: Enter opens the article at the claim, and q leads back.

Exit status: 0 claims were found; 1 none; 2 an error.")]
pub(in crate::cli) struct Dossier {
    /// Names of the party whose claims are gathered
    #[arg(value_name = "NAME", required_unless_present = "against")]
    pub(in crate::cli) names: Vec<String>,
    /// Read these articles, folders, and outputs of `purport classify` [default: this folder]
    #[arg(long = "in", value_name = "PATH", num_args = 1..)]
    pub(in crate::cli) within: Vec<PathBuf>,
    /// Gather claims of others about the party of these names, and what they ask of it; without a
    /// name, of the party of NAME
    #[arg(long, visible_alias = "about", value_name = "PARTY", num_args = 0..)]
    pub(in crate::cli) against: Option<Vec<String>>,
    /// Count another name of the party, or with NAME=ALIAS,… other names of any party; the [aliases]
    /// of the scheme count anyway
    #[arg(long, value_name = "ALIAS|NAME=ALIAS,…")]
    pub(in crate::cli) alias: Vec<String>,
    /// Only these categories, by letter, id or name
    #[arg(long, value_name = "CATEGORY", num_args = 1..)]
    pub(in crate::cli) category: Vec<String>,
    /// Only articles of this day, month or year, and later ones
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) since: Option<String>,
    /// Only articles of this day, month or year, and earlier ones
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) until: Option<String>,
    /// List rejected claims too, apart from the others
    #[arg(long)]
    pub(in crate::cli) rejected: bool,
    /// Print in this format [default: a screen in a terminal, else text]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(in crate::cli) format: Option<DossierFormat>,
    /// Print the text in a terminal too
    #[arg(long, conflicts_with = "format")]
    pub(in crate::cli) plain: bool,
    #[command(flatten)]
    pub(in crate::cli) walk: WalkArgs,
    #[command(flatten)]
    pub(in crate::cli) tagged: TaggedArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum DossierFormat {
    /// A chart and the claims, for people
    Text,
    /// One JSON object per claim
    Jsonl,
    /// One row per claim (RFC 4180)
    Csv,
    /// A web page
    Html,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
A speaker is counted under all names that the [aliases] of the scheme and --alias give it. --propose-aliases \
prints names that are likely to be of one party as a table for a scheme, each with the sentence \
that speaks for it: delete what is wrong, and save the rest. Nothing is joined before that.

Examples:
  purport speakers --in reports
  purport speakers --in out.ndjson --alias 'Vell=the island' --limit 10
  purport speakers --in reports --propose-aliases > aliases.toml

Exit status: 0 speakers were found; 1 none; 2 an error.")]
pub(in crate::cli) struct Speakers {
    /// Read these articles, folders, and outputs of `purport classify` [default: this folder]
    #[arg(long = "in", value_name = "PATH", num_args = 1..)]
    pub(in crate::cli) within: Vec<PathBuf>,
    /// Count other names of a party, too; the [aliases] of the scheme count anyway
    #[arg(long, value_name = "NAME=ALIAS,…")]
    pub(in crate::cli) alias: Vec<String>,
    /// Print names that are likely to be of one party, as the [aliases] of a scheme
    #[arg(long, conflicts_with_all = ["format", "limit"])]
    pub(in crate::cli) propose_aliases: bool,
    /// Show this many speakers [default: 25 for people, or all]
    #[arg(long, value_name = "NUMBER")]
    pub(in crate::cli) limit: Option<usize>,
    /// Print in this format
    #[arg(long, value_enum, default_value_t = SpeakersFormat::Text, value_name = "FORMAT")]
    pub(in crate::cli) format: SpeakersFormat,
    #[command(flatten)]
    pub(in crate::cli) walk: WalkArgs,
    #[command(flatten)]
    pub(in crate::cli) tagged: TaggedArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SpeakersFormat {
    /// A table with bars, for people
    Text,
    /// One JSON object per speaker
    Jsonl,
    /// One row per speaker (RFC 4180)
    Csv,
}
