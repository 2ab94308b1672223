//! The words of the command line.

mod articles;
mod compare;
mod exchange;
mod find;
mod other;
mod stats;

use crate::shell;
pub(super) use articles::{Apart, Classify, Form, Open, Status, StatusForm, Text};
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
pub(super) use compare::{Agree, Compare};
pub(super) use exchange::{Export, Import};
pub(super) use find::{Find, FindForm};
pub(super) use stats::{Stats, StatsForm};
use std::path::PathBuf;

/// purport finds what an article claims, shows it beside the text, and lets you settle each claim
/// with one key.
#[derive(Debug, Parser)]
#[command(name = "purport", version, about, long_about = None, args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  \
        purport                        open the built-in sample, ready to tag\n  \
        purport tutor                  learn the reader in ten minutes\n  \
        purport article.txt            read and tag an article; tags go to article.txt.tags.toml\n  \
        purport reports                choose among the articles of a folder\n  \
        cat article.txt | purport      the same from a pipe; keys still come from the terminal\n  \
        purport --theme paper a.md     a light theme\n  \
        purport --scheme evidence p.md read a paper under another scheme\n  \
        purport classify a.txt         print the claims\n  \
        purport check mine.toml        look a scheme or theme of your own through\n\n\
        In the reader, ? shows every key. The patterns of schemes: purport check --help.")]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) open: Open,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Learn the reader in ten minutes, in the reader
    #[command(after_help = "Examples:\n  \
        purport tutor    a built-in article, and a row at its foot that says what to do next\n\n\
        Nothing that you decide in the lesson is kept.")]
    Tutor,
    /// Print the claims of articles
    Classify(Classify),
    /// Print the text of articles, whatever format they are in
    Text(Text),
    /// Print how articles stand: their claims, decisions and lost tags
    Status(Status),
    /// Find claims in articles, or in what `purport classify` has written
    Find(Find),
    /// Write claims and decisions as files of other programs
    Export(Export),
    /// Make a tag file of annotations from another program
    Import(Import),
    /// Print numbers: of what a reader decided, and of a corpus by source, time and speaker
    Stats(Stats),
    /// Settle what two annotators decided differently, in the reader
    Compare(Compare),
    /// Compare what annotators decided: agreement, with intervals, and the worst differences
    Agree(Agree),
    /// Measure a scheme on labelled sentences
    Eval(Eval),
    /// Fit a scheme's numbers to labelled sentences
    Fit(Fit),
    /// Check a scheme, a theme, a tag file or keys of your own
    Check(Check),
    /// Print the keys of the reader
    Keys(Keys),
    /// Merge three versions of a tag file into one
    Merge(Merge),
    #[command(name = shell::import_worker::SUBCOMMAND, hide = true)]
    Apart(Apart),
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "A row is a JSON object on one line:\n  \
        {\"id\":\"a1:0\",\"text\":\"…\",\"labels\":[\"…\"],\"alt\":[],\"scored\":[…],\"source\":\"…\",\"article\":\"a1\"}\n\
        `labels` are ids of the scheme's categories; what stands in `alt` can be defended and counts\n\
        neither way; `scored` names the categories that were looked for (default: all).\n\n\
        Examples:\n  \
        purport eval gold.jsonl\n  \
        purport eval gold.jsonl --by-article --format json\n  \
        purport eval gold.jsonl --fail-under macro=.55 --fail-over false-highlights=.1\n\n\
        Exit status: 0 fine, 1 a figure is out of its bounds, 2 an error.")]
pub(super) struct Eval {
    /// Labelled sentences, JSON Lines; `-` for standard input
    #[arg(required = true)]
    pub(super) files: Vec<PathBuf>,
    /// Another coding scheme: claims, evidence, or a TOML file [default: claims]
    #[arg(long, value_name = "NAME|FILE")]
    pub(super) scheme: Option<PathBuf>,
    /// Read the rows of an article as one text, so that quotations and speakers carry over
    #[arg(long)]
    pub(super) by_article: bool,
    /// What to print
    #[arg(long, value_enum, default_value_t = EvalForm::Text, value_name = "FORM")]
    pub(super) format: EvalForm,
    /// Fail if a figure is smaller: macro, any, or a category's F1
    #[arg(long, value_name = "NAME=NUMBER")]
    pub(super) fail_under: Vec<String>,
    /// Fail if a figure is larger: false-highlights or calibration
    #[arg(long, value_name = "NAME=NUMBER")]
    pub(super) fail_over: Vec<String>,
}

/// How figures are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum EvalForm {
    /// Tables for people
    Text,
    /// One JSON object
    Json,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Weights are held to the hand-set ones (`weight`, `prior`), so the same command on the same\n\
        rows gives the same numbers, however often it is run. They are written as `fitted`,\n\
        `fitted_prior` and `fitted_threshold`, and used instead.\n\n\
        Examples:\n  \
        purport fit --scheme mine.toml -o mine.toml gold.jsonl"
)]
pub(super) struct Fit {
    /// Labelled sentences, JSON Lines; the first source sets starting values and thresholds
    #[arg(required = true)]
    pub(super) files: Vec<PathBuf>,
    /// The scheme: claims, evidence, or a TOML file
    #[arg(long, value_name = "NAME|FILE")]
    pub(super) scheme: PathBuf,
    /// Write the scheme with its fitted numbers here [default: only print the figures]
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// How strongly weights are held to the hand-set ones, in 1/logits²
    #[arg(long, default_value_t = 4.0, value_name = "NUMBER")]
    pub(super) pull: f64,
    /// Parts for cross-validation by article
    #[arg(long, default_value_t = 10, value_name = "NUMBER", value_parser = clap::value_parser!(u8).range(2..=50))]
    pub(super) folds: u8,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Checked in a scheme: its keys, every example of every cue, patterns that stand twice, that\n\
        say nothing new or can never be found. A note may be meant; a warning is a fault.\n\n\
        Patterns: parts with spaces between them; case never matters.\n  \
        word         the word itself; a possessive ending is ignored\n  \
        settle/V     every form of the verb        ban/N    singular and plural\n  \
        a|b/N|c/V    one of several                @list    one word of a list under [lists]\n  \
        cease-fire   both words, side by side      word?    the word or nothing\n  \
        ..  ..9      up to 5 or 9 words, all in one clause\n  \
        !word        the next word is not this one; it is not used up\n  \
        ^            a sentence begins here, a quotation, or what follows an introduction\n  \
        @cap         a word with a capital         @num     a number\n  \
        @quote       a quotation opens here\n\
        All of it, with scores, scope rules and stops: docs/scheme.md.\n\n\
        Measured in a theme: the contrast of whatever meets on the screen, and how far its categories\n\
        are apart, also for the colour-blind: docs/themes.md.\n\n\
        Examples:\n  \
        purport check mine.toml\n  \
        purport check dusk\n  \
        purport check themes/*.toml article.txt.tags.toml\n  \
        purport check ~/.config/purport/keys.toml\n\n\
        Exit status: 0 nothing, 1 warnings or a figure below its floor, 2 a file cannot be used."
)]
pub(super) struct Check {
    /// Schemes, themes, tag files or keys (TOML), or names of built-in schemes and themes; told apart by
    /// what they hold
    #[arg(required_unless_present = "themes")]
    pub(super) files: Vec<PathBuf>,
    /// Check every built-in theme
    #[arg(long)]
    pub(super) themes: bool,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "A key of your own stands in a table for its mode, with the action that it asks for:\n  \
        [read]\n  \
        Ctrl-n = \"next-mark\"\n  \
        x = \"nop\"                        takes the key's meaning away\n  \
        U = \"show-undecided\"\n  \
        p = \"categorise ID\"              ID is a category of the scheme\n  \
        \"f p\" = \"categorise ID\"          two keys, of which the first is a prefix\n\n\
        Examples:\n  \
        purport keys\n  \
        purport keys --format toml > ~/.config/purport/keys.toml\n  \
        purport check ~/.config/purport/keys.toml\n\n\
        Exit status: 0 fine, 2 a file that was named cannot be read."
)]
pub(super) struct Keys {
    /// What to print
    #[arg(long, value_enum, default_value_t = KeysForm::Text, value_name = "FORM")]
    pub(super) format: KeysForm,
    /// Keys of your own [default: purport/keys.toml in the config folder]
    #[arg(long = "keys", value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
    /// The scheme whose categories have keys: claims, evidence, or a TOML file [default: claims]
    #[arg(long, value_name = "NAME|FILE")]
    pub(super) scheme: Option<PathBuf>,
}

/// How keys are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum KeysForm {
    /// The keys as they hold, for people
    Text,
    /// The usual keys as a file to change
    Toml,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Tags are merged one by one, and each field by field. Where both sides decided differently on a tag, the later
decision holds and the other is kept beside it under `conflict`, until a reader decides again.

Examples:
  purport merge base.tags.toml mine.tags.toml hers.tags.toml            the result is written into mine
  purport merge base.tags.toml mine.tags.toml hers.tags.toml -o -       only shown

With git:
  git config merge.purport.driver 'purport merge %O %A %B'
  echo '*.tags.toml merge=purport text eol=lf' >> .gitattributes

Exit status: 0 merged, 1 merged with conflicts kept, 2 a file cannot be used; then nothing is written.")]
pub(super) struct Merge {
    /// What both sides began from; may be empty
    pub(super) base: PathBuf,
    /// One side; the result is written here
    pub(super) ours: PathBuf,
    /// The other side
    pub(super) theirs: PathBuf,
    /// Write the result elsewhere; `-` for standard output
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_consistent() {
        use clap::CommandFactory as _;
        Args::command().debug_assert();
    }
}
