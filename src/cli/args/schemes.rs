//! Commands about schemes and other files of a user's own: `eval`, `fit`, `learn`, `check` and `keys`.

use super::{ReportFormat, WalkArgs, one_of};
use crate::eval::MeasuredEngine;
use clap::{Args as ClapArgs, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
A row is a JSON object on one line:
  {\"id\":\"a1:0\",\"text\":\"…\",\"labels\":[\"…\"],\"alt\":[],\"scored\":[…],
   \"source\":\"…\",\"article\":\"a1\"}
`labels` are ids of the scheme's categories. Labels in `alt` can be defended and count neither way. \
`scored` lists the categories that annotators looked for (default: all). `logits` holds a model's answer for the \
sentence, as `model/train.py judge` writes it: the scheme's model judges only rows without.

For a scheme with a model, the figures of cues, model and both stand side by side; the details below them \
are those of --engine. In JSON, `engine` names it, and `engines` holds the figures of all three.

Examples:
  purport eval gold.jsonl
  purport eval gold.jsonl --by-article --format json
  purport eval gold.jsonl --fail-under macro=.55 \\
    --fail-over false-highlights=.1

Exit status: 0 success; 1 a figure is out of bounds; 2 an error.")]
pub(in crate::cli) struct Eval {
    /// Labelled sentences, JSON Lines; `-` for standard input
    #[arg(required = true)]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// Measure another coding scheme: claims, evidence, or a TOML file [default: claims]
    #[arg(long, value_name = "NAME|FILE")]
    pub(in crate::cli) scheme: Option<PathBuf>,
    /// Read the rows of an article as one text, so that quotations and speakers carry over
    #[arg(long)]
    pub(in crate::cli) by_article: bool,
    /// Print in this format
    #[arg(long, value_enum, default_value_t = ReportFormat::Text, value_name = "FORMAT")]
    pub(in crate::cli) format: ReportFormat,
    /// Report in detail on this engine, and hold its figures to the bounds
    #[arg(long, default_value = MeasuredEngine::Both.word(), value_name = "ENGINE", value_parser = one_of([
        (MeasuredEngine::Both.word(), "The cues and the model that the scheme names", MeasuredEngine::Both),
        (MeasuredEngine::Cues.word(), "The cues alone", MeasuredEngine::Cues),
        (MeasuredEngine::Model.word(), "The model alone: the combined score as if no cue had matched",
            MeasuredEngine::Model),
    ]))]
    pub(in crate::cli) engine: MeasuredEngine,
    /// Measure with this personal model, which `purport learn` wrote
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) personal: Option<PathBuf>,
    /// Fail if a figure is smaller: macro, any, or a category's F1
    #[arg(long, value_name = "NAME=NUMBER")]
    pub(in crate::cli) fail_under: Vec<String>,
    /// Fail if a figure is larger: false-highlights or calibration
    #[arg(long, value_name = "NAME=NUMBER")]
    pub(in crate::cli) fail_over: Vec<String>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
The fit is pulled towards the hand-set numbers (`weight`, `prior`), so the same command on the same \
rows always gives the same result. Fitted numbers are written as `fitted`, `fitted_prior` and \
`fitted_threshold`, and used instead of the hand-set ones. The table [model] stays as it is.

With --combination, the cues stay as they are, and the fit learns how the scheme's model is combined \
with them: `offset`, `model`, `cues` and `threshold` in [[model.category]], pulled towards an offset of \
0 and weights of 1 for the model and .3 for the cues. Rows may hold a model's answer in `logits`, an \
array in the order of the model's categories, as `model/train.py judge` writes it; the model in the \
program judges only the other rows.

Rows of one `outlet`, or else of one `article`, stay together in cross-validation.

Examples:
  purport fit --scheme mine.toml -o mine.toml gold.jsonl
  purport fit --scheme mine.toml -o mine.toml --combination judged.jsonl")]
pub(in crate::cli) struct Fit {
    /// Labelled sentences, JSON Lines; the first source sets starting values and thresholds
    #[arg(required = true)]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// Fit this scheme: claims, evidence, or a TOML file
    #[arg(long, value_name = "NAME|FILE")]
    pub(in crate::cli) scheme: PathBuf,
    /// Write the scheme with its fitted numbers to this file [default: only print figures]
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Fit how the scheme's model is combined with its cues, instead of the cues' numbers
    #[arg(long)]
    pub(in crate::cli) combination: bool,
    /// Choose thresholds that highlight at most this share of the sentences without claims
    #[arg(long, default_value_t = 0.08, value_name = "SHARE", requires = "combination", value_parser = a_share)]
    pub(in crate::cli) max_false: f64,
    /// Pull weights towards their starting values this strongly, in 1/logits²
    #[arg(long, default_value_t = 4.0, value_name = "NUMBER")]
    pub(in crate::cli) pull: f64,
    /// Cross-validate by outlet or article in this many parts
    #[arg(long, default_value_t = 10, value_name = "NUMBER", value_parser = clap::value_parser!(u8).range(2..=50))]
    pub(in crate::cli) folds: u8,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Learns what your decisions add to the scores of a scheme, and prints F1 before and after on articles left out in turn. \
A category is learned only if it gains there; nothing that loses is written, unless --force says so. Accepted, \
changed, added and rejected claims teach, and so do sentences with nothing in them, and those that you read past; \
skipped and open claims do not, nor do decisions on many claims at once.

For a category that the scheme proposes it takes 30 decisions in 5 articles. A scheme of your own needs neither cues \
nor a model: mark passages of a category in 3 articles or more, and purport proposes the rest.

The file is TOML: the words and cues that moved most stand in its comments. Delete it to throw away what was learned. \
Nothing leaves this machine: docs/learning.md.

Examples:
  purport learn reports -o mine.toml
  purport learn reports --scheme own.toml -o mine.toml
  purport learn gold.jsonl                         only the figures
  purport classify --personal mine.toml article.txt
  purport check mine.toml

Exit status: 0 something was learned; 1 nothing was; 2 an error.")]
pub(in crate::cli) struct Learn {
    /// Tagged articles, folders of them, tag files beside their articles, or labelled sentences (.jsonl)
    #[arg(required = true)]
    pub(in crate::cli) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) walk: WalkArgs,
    /// Learn under another coding scheme: claims, evidence, or a TOML file [default: claims]
    #[arg(long, value_name = "NAME|FILE")]
    pub(in crate::cli) scheme: Option<PathBuf>,
    /// Use the tags of this annotator, in ARTICLE.NAME.tags.toml
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) annotator: Option<String>,
    /// Write what was learned to this file [default: only print figures]
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Keep categories that did not gain
    #[arg(long)]
    pub(in crate::cli) force: bool,
    /// Print in this format
    #[arg(long, value_enum, default_value_t = ReportFormat::Text, value_name = "FORMAT")]
    pub(in crate::cli) format: ReportFormat,
    /// Read sentences on this many threads [default: all cores]
    #[arg(long, short, value_name = "NUMBER", value_parser = clap::value_parser!(u8).range(1..))]
    pub(in crate::cli) jobs: Option<u8>,
}

fn a_share(word: &str) -> Result<f64, String> {
    let share = word.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "a share is a number from 0 to 1, such as .08".to_owned())
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
A scheme is checked for unknown keys, for every example of every cue, and for patterns that occur \
twice, add nothing, or can never match. A note may be intended; a warning is a mistake.

Patterns: parts separated by spaces; case never matters.
  word         the word itself; a possessive ending is ignored
  settle/V     every form of the verb     ban/N    singular and plural
  a|b/N|c/V    one of several             @list    a word of a list in [lists]
  cease-fire   both words in a row        word?    the word or nothing
  ..  ..9      up to 5 or 9 words, all in one clause
  !word        the next word is not this one; it is not used up
  ^            start of a sentence, a quotation, or the part after an
               introduction
  @cap         a capitalised word         @num     a number
  @quote       start of a quotation
All of it, with scores, scope rules and stops: docs/scheme.md.

A theme is measured for the contrast of all colours that meet on the screen, and for the distance \
between its categories, also for the colour-blind: docs/themes.md.

Examples:
  purport check mine.toml
  purport check dusk
  purport check themes/*.toml article.txt.tags.toml
  purport check ~/.config/purport/keys.toml
  purport check personal.toml                      what `purport learn` wrote

Exit status: 0 no findings, or notes only; 1 a warning, or a figure below its floor; 2 a file cannot be \
used.")]
pub(in crate::cli) struct Check {
    /// Schemes, themes, tag files, keys files or personal models (TOML), told apart by their content; or names of
    /// built-in schemes and themes
    #[arg(required_unless_present = "themes")]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// Check every built-in theme
    #[arg(long)]
    pub(in crate::cli) themes: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Keys of your own go into a table for their mode, each with the action it triggers:
  [read]
  Ctrl-n = \"next-mark\"
  x = \"nop\"                        disables the key
  U = \"show-undecided\"
  p = \"categorise ID\"              ID is a category of the scheme
  \"f p\" = \"categorise ID\"          two keys; the first is a prefix

Examples:
  purport keys
  purport keys --format toml > ~/.config/purport/keys.toml
  purport check ~/.config/purport/keys.toml

Exit status: 0 success; 2 the named file cannot be read.")]
pub(in crate::cli) struct Keys {
    /// Print in this format
    #[arg(long, value_enum, default_value_t = KeysFormat::Text, value_name = "FORMAT")]
    pub(in crate::cli) format: KeysFormat,
    /// Read keys of your own from this file [default: purport/keys.toml in the config folder]
    #[arg(long = "keys", value_name = "FILE")]
    pub(in crate::cli) file: Option<PathBuf>,
    /// Show keys for the categories of this scheme: claims, evidence, or a TOML file [default: claims]
    #[arg(long, value_name = "NAME|FILE")]
    pub(in crate::cli) scheme: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum KeysFormat {
    /// The keys in effect, for people
    Text,
    /// The default keys, as a file to edit
    Toml,
}
