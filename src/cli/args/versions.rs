//! `diff`: two versions of one article.

use super::{Colors, ImportArgs, TaggedArgs, article_format, one_of};
use crate::import::Format;
use crate::version::Fate;
use clap::{Args as ClapArgs, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Every claim of the two versions
  stands     the same words in the same place
  moved      the same words elsewhere in the order of the text
  reworded   other words, which are marked; with what they do to the sense: a
             softened or hardened modal, a number, a negation, a hedge, a name
  category   the same words, but of another category, or no claim any more
  vanished   only the old version has it
  appeared   only the new version has it

A change is doubtful where another passage fits about as well, or where few words are left. Claims \
that stand are counted, and listed with --all. Words are marked by colour, and without colours like \
git's word diff: [-old-] {+new+}.

--coverage takes two different articles on one event instead. Claims are the same if their words, as \
the learned model understands them, are; about nine of ten such pairs are right, and seven in ten are \
found. The rest is listed under the article that makes it.

The tags of the old version are looked for in the new one: `follows` is certain, `doubtful` waits for \
your eyes in the reader, `lost` has no place there.

Examples:
  purport diff monday.html tuesday.html
  purport diff old.md new.md --only reworded,vanished
  git show HEAD~1:a.md | purport diff - a.md --from markdown
  purport diff old.txt new.txt --format html > changes.html
  purport diff --coverage gazette.html herald.html

With git, as `git difftool -x 'purport diff'`, or for every `git diff` of articles:
  git config diff.purport.command 'purport diff'
  echo '*.md diff=purport' >> .gitattributes
docs/versions.md has more.

Exit status: 0 the claims are the same; 1 some differ; 2 an error. --exit-code says the same as this \
default; --no-exit-code gives 0 for differences, too, as does a call by git with its seven arguments \
unless --exit-code is given.")]
#[allow(clippy::struct_excessive_bools)] // Each is a flag of the command line.
pub(in crate::cli) struct Diff {
    /// The old and the new version, in any format; `-` for standard input, once
    #[arg(required = true, num_args = 1..=9, value_name = "OLD NEW")]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// Compare two articles on one event: claims that both make, or only one
    #[arg(long, conflicts_with_all = ["tags", "only", "all"])]
    pub(in crate::cli) coverage: bool,
    /// Follow the tags of this file [default: those beside OLD]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) tags: Option<PathBuf>,
    /// List only claims with these fates, with commas between them
    #[arg(long, value_name = "FATES", value_delimiter = ',',
        value_parser = one_of(Fate::ALL.map(|fate| (fate.word(), fate.help(), fate))))]
    pub(in crate::cli) only: Vec<Fate>,
    /// List the claims that stand, too
    #[arg(long)]
    pub(in crate::cli) all: bool,
    /// Print in this format
    #[arg(long, value_enum, default_value_t = DiffFormat::Text, value_name = "FORMAT")]
    pub(in crate::cli) format: DiffFormat,
    /// Use this many colours; any but `auto` also where the output is no terminal
    #[arg(long, value_enum, default_value_t = Colors::Auto, value_name = "HOW")]
    pub(in crate::cli) color: Colors,
    /// Print nothing; only the exit status tells
    #[arg(long, short, conflicts_with_all = ["format", "only", "all"])]
    pub(in crate::cli) quiet: bool,
    /// Exit with 1 if claims differ; this is so unless git calls with seven arguments
    #[arg(long)]
    pub(in crate::cli) exit_code: bool,
    /// Exit with 0 whether claims differ or not
    #[arg(long, conflicts_with_all = ["exit_code", "quiet"])]
    pub(in crate::cli) no_exit_code: bool,
    /// Read OLD in this format [default: by content, then by name]
    #[arg(long, value_parser = article_format(), value_name = "FORMAT")]
    pub(in crate::cli) from: Option<Format>,
    /// Read NEW in this format [default: by content, then by name]
    #[arg(long, value_parser = article_format(), value_name = "FORMAT")]
    pub(in crate::cli) to: Option<Format>,
    #[command(flatten)]
    pub(in crate::cli) tagged: TaggedArgs,
    #[command(flatten)]
    pub(in crate::cli) input: ImportArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum DiffFormat {
    /// Claims in groups, for people
    Text,
    /// One JSON object per claim
    Jsonl,
    /// One row per claim (RFC 4180)
    Csv,
    /// A web page
    Html,
}
