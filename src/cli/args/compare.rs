//! The words of the commands that compare annotators.

use super::EvalForm;
use super::articles::{Colours, Kind, ReadingHow};
use crate::agree::{Missing, Resample};
use clap::{Args as ClapArgs, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
The two annotators stand side by side as A and B; ] and [ go from one difference to the next. `a` and `b`
take what A says, what B says, `c` both together, `x` neither, a digit something else; `e` notes why. What
they agree on is taken as it is. The result goes to ARTICLE.gold.tags.toml and says what it settles; the
annotators' own files are only read.

Examples:
  purport compare article.txt r1 r2
  purport compare article.txt r1 r2 --blind     A and B take turns, unnamed until a passage is settled
  purport compare article.txt mine.toml hers.toml --annotator jury

`purport agree` prints how far they agree.")]
pub(in crate::cli) struct Compare {
    /// The article
    #[arg(value_name = "ARTICLE")]
    pub(in crate::cli) article: PathBuf,
    /// The annotators: their names, or their tag files
    #[arg(num_args = 2, required = true, value_name = "NAME|FILE")]
    pub(in crate::cli) annotators: Vec<PathBuf>,
    /// Do not show who is who before a passage is settled, and let the two take turns in being A
    #[arg(long)]
    pub(in crate::cli) blind: bool,
    /// Who settles: the result goes to ARTICLE.NAME.tags.toml
    #[arg(long, value_name = "NAME", default_value = "gold")]
    pub(in crate::cli) annotator: String,
    /// The tag file of the result [default: ARTICLE.gold.tags.toml]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) tags: Option<PathBuf>,
    /// The coding scheme: claims, evidence, or a TOML file [default: claims]
    #[arg(long, value_name = "NAME|FILE")]
    pub(in crate::cli) scheme: Option<PathBuf>,
    /// A theme by name, or a TOML file [default: by the terminal]
    #[arg(long, value_name = "NAME|FILE")]
    pub(in crate::cli) theme: Option<String>,
    /// How many colours to use
    #[arg(long, value_enum, default_value_t = Colours::Auto, value_name = "HOW")]
    pub(in crate::cli) color: Colours,
    /// Keys of your own, laid over the usual ones [default: purport/keys.toml in the config folder]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) keys: Option<PathBuf>,
    /// Leave the mouse to the terminal
    #[arg(long)]
    pub(in crate::cli) no_mouse: bool,
    /// The article's format [default: by its content, then by its name]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(in crate::cli) format: Option<Kind>,
    #[command(flatten)]
    pub(in crate::cli) how: ReadingHow,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
What is compared are passages that at least one annotator decided; those more alike than not are
one. Decisions on many claims at once do not count (--bulk counts them). A figure that is not
defined says why, and is never 1. More in docs/agreement.md.

Figures, with the names that --fail-under takes (NAME:CATEGORY for one category):
  raw         share of decisions that are the same, not corrected for chance
  kappa       Cohen's κ (Cohen 1960); of more than two annotators the mean over pairs (Light 1971)
  fleiss      Scott's π (Scott 1955); of more than two annotators Fleiss' κ (Fleiss 1971)
  alpha       Krippendorff's α, nominal (Krippendorff 2004, 2011): any number of annotators, gaps too
  ac1         Gwet's AC1 (Gwet 2008): for where one label is far more frequent than all others
  masi        α with the distance MASI between sets of categories (Passonneau 2006)
  f1-strict   F1 of passages of the same ends and category (van Rijsbergen 1979)
  f1-overlap  the same of passages that overlap, each with one other at most
  alpha-u     Krippendorff's α of unitizing (Krippendorff 1995, 2004): where passages begin and end
  char-alpha  α over the characters of the text, of which those outside of passages are of none
Intervals are 2.5 and 97.5 percentiles of samples drawn anew (Efron 1979).

Examples:
  purport agree a.txt.r1.tags.toml a.txt.r2.tags.toml
  purport agree reports --annotators r1,r2 --by-category
  purport agree alice bob                          the same articles, each in a folder of their own
  purport agree *.tags.toml --format json --fail-under alpha=.67

Exit status: 0 fine, 1 a figure is under its floor or not defined, 2 an error.")]
pub(in crate::cli) struct Agree {
    /// Tag files of two annotators or more, of one article or many; folders are searched for them
    #[arg(required = true, value_name = "FILE|FOLDER")]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// The article [default: the one beside the tag files that they name]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) article: Option<PathBuf>,
    /// Compare only these annotators, in this order
    #[arg(long, value_name = "NAME,NAME", value_delimiter = ',')]
    pub(in crate::cli) annotators: Vec<String>,
    /// Also print each category by itself
    #[arg(long)]
    pub(in crate::cli) by_category: bool,
    /// What to print
    #[arg(long, value_enum, default_value_t = EvalForm::Text, value_name = "FORM")]
    pub(in crate::cli) format: EvalForm,
    /// Fail if a figure is smaller, or not defined
    #[arg(long, value_name = "NAME=NUMBER")]
    pub(in crate::cli) fail_under: Vec<String>,
    /// What it means that an annotator did not decide a passage
    #[arg(long, value_enum, default_value_t = Gap::Skip, value_name = "HOW")]
    pub(in crate::cli) missing: Gap,
    /// Count decisions that were made on many claims at once
    #[arg(long)]
    pub(in crate::cli) bulk: bool,
    /// How many samples are drawn for the intervals; 0 for none
    #[arg(long, default_value_t = 1000, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(0..=100_000))]
    pub(in crate::cli) bootstrap: u32,
    /// What is drawn [default: articles if there are ten or more, else passages]
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(in crate::cli) resample: Option<Drawn>,
    /// How many of the worst differences are listed
    #[arg(long, default_value_t = 5, value_name = "NUMBER")]
    pub(in crate::cli) worst: usize,
}

/// What it means that an annotator did not decide a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Gap {
    /// Nothing is known of it
    Skip,
    /// It is no claim to them
    None,
}

/// What is drawn anew for the intervals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Drawn {
    /// Whole articles
    Article,
    /// Single passages
    Unit,
}

impl From<Gap> for Missing {
    fn from(gap: Gap) -> Self {
        match gap {
            Gap::Skip => Self::Unknown,
            Gap::None => Self::None,
        }
    }
}

impl From<Option<Drawn>> for Resample {
    fn from(drawn: Option<Drawn>) -> Self {
        match drawn {
            None => Self::Auto,
            Some(Drawn::Article) => Self::Article,
            Some(Drawn::Unit) => Self::Unit,
        }
    }
}
