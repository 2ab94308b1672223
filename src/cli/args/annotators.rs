//! Commands about the tags of several annotators: `compare`, `agree` and `merge`.

use super::{ReaderArgs, ReportFormat, one_of};
use crate::agree::{Missing, Resample};
use clap::Args as ClapArgs;
use std::path::PathBuf;

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
The two annotators stand side by side as A and B; ] and [ visit their differences. `a` takes A's \
decision, `b` takes B's, `c` takes both, `x` neither, and a digit gives another category; `e` adds a \
note. Decisions on which both agree are kept. The result goes to ARTICLE.gold.tags.toml and records \
what it settles; the annotators' own files are only read.

Examples:
  purport compare article.txt r1 r2
  purport compare article.txt r1 r2 --blind     hide who is who until a passage
                                                is settled
  purport compare article.txt mine.toml hers.toml --annotator jury

`purport agree` prints how well they agree.")]
pub(in crate::cli) struct Compare {
    /// Article
    #[arg(value_name = "ARTICLE")]
    pub(in crate::cli) article: PathBuf,
    /// Annotators: two names, or their tag files
    #[arg(num_args = 2, required = true, value_name = "NAME|FILE")]
    pub(in crate::cli) annotators: Vec<PathBuf>,
    /// Hide who is who until a passage is settled; the annotators take turns in being the first
    #[arg(long)]
    pub(in crate::cli) blind: bool,
    /// Settle under this name: the result goes to ARTICLE.NAME.tags.toml
    #[arg(long, value_name = "NAME", default_value = "gold")]
    pub(in crate::cli) annotator: String,
    /// Write the result to this tag file [default: ARTICLE.gold.tags.toml]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) tags: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) reader: ReaderArgs,
}

#[derive(Debug, Clone, ClapArgs)]
#[command(after_help = "\
The units are passages that at least one annotator decided on; passages that overlap more than they \
differ are one unit. Decisions on many claims at once count only with --bulk. An undefined figure says \
why; it is never reported as 1. More in docs/agreement.md.

Figures, with the names that --fail-under takes (NAME:CATEGORY for one category):
  raw         share of equal decisions, not corrected for chance
  kappa       Cohen's κ (Cohen 1960); for more than two annotators the mean over
              pairs (Light 1971)
  fleiss      Scott's π (Scott 1955); for more than two, Fleiss' κ (Fleiss 1971)
  alpha       Krippendorff's α, nominal (Krippendorff 2004, 2011): any number of
              annotators, gaps allowed
  ac1         Gwet's AC1 (Gwet 2008), for when one label dominates
  masi        α with the MASI distance between sets (Passonneau 2006)
  f1-strict   F1 of passages with equal ends and category (van Rijsbergen 1979)
  f1-overlap  F1 of passages that overlap, each matched once at most
  alpha-u     Krippendorff's α of unitizing (Krippendorff 1995, 2004): where
              passages begin and end
  char-alpha  α over the characters of the text; those outside of passages have
              no category
Intervals are the 2.5 and 97.5 percentiles of bootstrap samples (Efron 1979).

Examples:
  purport agree a.txt                       all annotators of one article
  purport agree a.txt r1 r2                 two of them
  purport agree a.txt.r1.tags.toml a.txt.r2.tags.toml
  purport agree reports --annotators r1,r2 --by-category
  purport agree alice bob                   one folder per annotator
  purport agree *.tags.toml --format json --fail-under alpha=.67

Exit status: 0 success; 1 a figure is below its floor or undefined; 2 an error.")]
pub(in crate::cli) struct Agree {
    /// An article and its annotators by name [default: all of them]; or tag files and folders of them, for one
    /// article or many
    #[arg(required = true, value_name = "ARTICLE [NAME …] | FILE|FOLDER")]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// Read this article [default: the one that the tag files name, beside them]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) article: Option<PathBuf>,
    /// Compare only these annotators, in this order
    #[arg(long, value_name = "NAME,NAME", value_delimiter = ',')]
    pub(in crate::cli) annotators: Vec<String>,
    /// Print each category on its own too
    #[arg(long)]
    pub(in crate::cli) by_category: bool,
    /// Print in this format
    #[arg(long, value_enum, default_value_t = ReportFormat::Text, value_name = "FORMAT")]
    pub(in crate::cli) format: ReportFormat,
    /// Fail if a figure is smaller or undefined
    #[arg(long, value_name = "NAME=NUMBER")]
    pub(in crate::cli) fail_under: Vec<String>,
    /// Count a passage that an annotator did not decide as
    #[arg(long, default_value = "skip", value_name = "WHAT", value_parser = one_of([
        ("skip", "Unknown", Missing::Unknown),
        ("none", "Not a claim", Missing::None),
    ]))]
    pub(in crate::cli) missing: Missing,
    /// Count decisions on many claims at once
    #[arg(long)]
    pub(in crate::cli) bulk: bool,
    /// Draw this many samples for the intervals; 0 for no intervals
    #[arg(long, default_value_t = 1000, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(0..=100_000))]
    pub(in crate::cli) bootstrap: u32,
    /// Draw samples of [default: articles if there are ten or more, else passages]
    #[arg(long, value_name = "WHAT", value_parser = one_of([
        ("article", "Whole articles", Resample::Article),
        ("unit", "Single passages", Resample::Unit),
    ]))]
    pub(in crate::cli) resample: Option<Resample>,
    /// List this many of the worst differences
    #[arg(long, default_value_t = 5, value_name = "NUMBER")]
    pub(in crate::cli) worst: usize,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Tags are merged one by one, and each of them field by field. Two tags of one annotator on the same \
passage, as from two machines, become one. Where both sides decided differently, the later decision \
holds; the other one stays beside it under `conflict` until a reader decides again. Decisions of \
different annotators all stay.

Examples:
  purport merge base.tags.toml mine.tags.toml hers.tags.toml        into mine
  purport merge base.tags.toml mine.tags.toml hers.tags.toml -o -   print only
  purport merge laptop.tags.toml desk.tags.toml -o all.tags.toml  without a base

With git:
  git config merge.purport.driver 'purport merge %O %A %B'
  echo '*.tags.toml merge=purport text eol=lf' >> .gitattributes

Exit status: 0 merged; 1 merged with conflicts; 2 a file cannot be used, and nothing was written.")]
pub(in crate::cli) struct Merge {
    /// The version that both sides began from, one side, which the result replaces, and the other side; without the
    /// first, -o says where the result goes
    #[arg(required = true, num_args = 2..=3, value_name = "BASE OURS THEIRS")]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// Write the result elsewhere; `-` for standard output
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
}

impl Merge {
    /// The last of the files.
    pub(in crate::cli) fn theirs(&self) -> &std::path::Path {
        self.files.last().map_or(std::path::Path::new(""), PathBuf::as_path)
    }
}
