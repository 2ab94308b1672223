//! The command line's grammar, and the help of every command.

mod annotators;
mod articles;
mod dossier;
mod exchange;
mod schemes;
mod versions;

use crate::claim::Engine;
use crate::error::Error;
use crate::import::{self, encoding};
use crate::shell::classifier::Call;
use crate::shell::walk::WalkOptions;
use crate::shell::{ReadOptions, import_worker};
use crate::theme::ColorDepth;
pub(super) use annotators::{Agree, Compare, Merge};
pub(super) use articles::{
    Classify, ClassifyFormat, Find, Next, NextFormat, Open, Stats, StatsFormat, Status, Text,
};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
pub(super) use dossier::{Dossier, DossierFormat, Speakers, SpeakersFormat};
pub(super) use exchange::{Export, Import};
pub(super) use schemes::{Check, Eval, Fit, Keys, KeysFormat, Learn};
use std::path::PathBuf;
use std::time::Duration;
pub(super) use versions::{Diff, DiffFormat};

/// Find what an article claims, see it beside the text, and settle each claim with one key.
#[derive(Debug, Parser)]
#[command(
    name = "purport",
    version,
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  purport                        open the built-in sample, ready to tag
  purport tutor                  learn the reader in ten minutes
  purport article.txt            read and tag; tags go to article.txt.tags.toml
  purport reports                choose among the articles of a folder
  cat article.txt | purport      read from a pipe; keys come from the terminal
  purport --theme paper a.md     use a light theme
  purport --scheme evidence p.md read a paper under another scheme
  purport classify a.txt         print the claims
  purport check mine.toml        check a scheme or theme of your own

In the reader, ? shows every key. `purport check --help` explains the patterns of schemes."
)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) open: Open,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Learn the reader in ten minutes, in the reader
    #[command(after_help = "\
Examples:
  purport tutor    a built-in article; the bottom row says what to do next

The decisions you make in the lesson are not kept.")]
    Tutor,
    /// Print the claims of articles
    Classify(Classify),
    /// Print the text of articles in any format
    Text(Text),
    /// Print the progress on articles: claims, decisions and lost tags
    Status(Status),
    /// Find claims in articles, or in the output of `purport classify`
    Find(Find),
    /// List the claims that teach most if you decide on them next
    Next(Next),
    /// Export claims and decisions to formats of other programs
    Export(Export),
    /// Turn annotations of another program into a tag file
    Import(Import),
    /// Count decisions of a reader, or the claims of a corpus by source, time and speaker
    Stats(Stats),
    /// Compare the claims of two versions of an article
    Diff(Diff),
    /// Gather what one party claims over time, or what others claim about it
    Dossier(Dossier),
    /// Count who speaks how often in a corpus, and propose names of one party
    Speakers(Speakers),
    /// Settle the differences between two annotators, in the reader
    Compare(Compare),
    /// Measure the agreement of annotators and list their worst differences
    Agree(Agree),
    /// Measure a scheme on labelled sentences
    Eval(Eval),
    /// Fit the weights of a scheme to labelled sentences
    Fit(Fit),
    /// Learn from your decisions, on top of a scheme or under one of your own
    Learn(Learn),
    /// Check a scheme, theme, tag file, keys file or personal model of your own
    Check(Check),
    /// Print the keys of the reader
    Keys(Keys),
    /// Merge three versions of a tag file
    Merge(Merge),
    #[command(name = import_worker::SUBCOMMAND, hide = true)]
    ImportWorker(ImportWorker),
}

/// The importer in a process of its own, which this program starts.
#[derive(Debug, ClapArgs)]
pub(super) struct ImportWorker {
    #[arg(long, value_parser = article_format())]
    pub(super) format: import::Format,
    #[command(flatten)]
    pub(super) input: ImportArgs,
}

/// How to read an article.
#[derive(Debug, Clone, Default, ClapArgs)]
pub(super) struct ImportArgs {
    /// Keep everything on a web page, not only its article
    #[arg(long)]
    pub(super) raw: bool,
    /// Read in this encoding, such as latin1 or koi8-r [default: detected]
    #[arg(long, value_name = "NAME")]
    pub(super) encoding: Option<String>,
}

impl ImportArgs {
    /// Fails where the encoding is unknown.
    pub(super) fn read_options(&self, format: Option<import::Format>) -> Result<ReadOptions, Error> {
        let encoding = self.encoding.as_deref().map(|name| {
            encoding::for_label(name).ok_or_else(|| {
                Error::new("--encoding", format!("unknown encoding `{name}`"))
                    .hint("try utf-8, windows-1252, latin1, koi8-r, shift_jis or gbk")
            })
        });
        Ok(ReadOptions { format, raw: self.raw, encoding: encoding.transpose()? })
    }
}

/// What is taken from folders.
#[derive(Debug, Clone, Copy, Default, ClapArgs)]
pub(super) struct WalkArgs {
    /// In folders, take hidden files and folders too
    #[arg(long)]
    pub(super) hidden: bool,
    /// In folders, take files too that .gitignore, .ignore and the like leave out
    #[arg(long)]
    pub(super) no_ignore: bool,
}

impl WalkArgs {
    pub(super) const fn options(self) -> WalkOptions {
        WalkOptions { hidden: self.hidden, ignored: self.no_ignore }
    }
}

/// How the reader looks and reads its article.
#[derive(Debug, Clone, Default, ClapArgs)]
pub(super) struct ReaderArgs {
    /// Use another coding scheme: claims, evidence, or a TOML file [default: claims]
    #[arg(long, value_name = "NAME|FILE")]
    pub(super) scheme: Option<PathBuf>,
    /// Use a theme by name, or from a TOML file; T in the reader tries them [default: by the terminal]
    #[arg(long, value_name = "NAME|FILE")]
    pub(super) theme: Option<String>,
    /// Use this many colours
    #[arg(long, value_enum, default_value_t = Colors::Auto, value_name = "HOW")]
    pub(super) color: Colors,
    /// Read keys of your own on top of the defaults [default: purport/keys.toml in the config folder]
    #[arg(long, value_name = "FILE")]
    pub(super) keys: Option<PathBuf>,
    /// Leave the mouse to the terminal; `M` in the reader takes it back
    #[arg(long)]
    pub(super) no_mouse: bool,
    /// Read the article in this format [default: by content, then by name]
    #[arg(long, value_parser = article_format(), value_name = "FORMAT")]
    pub(super) format: Option<import::Format>,
    #[command(flatten)]
    pub(super) input: ImportArgs,
}

/// What finds the claims.
#[derive(Debug, Clone, Default, ClapArgs)]
pub(super) struct EngineArgs {
    /// Find claims with this engine
    #[arg(long, default_value = Engine::Both.word(), value_name = "ENGINE", value_parser = one_of([
        (Engine::Both.word(), "The cues and the learned model that the scheme names", Engine::Both),
        (Engine::Cues.word(), "The cues alone: a thousand times quicker and less often right, for corpora \
            in a hurry", Engine::Cues),
    ]))]
    pub(super) engine: Engine,
    /// Let a personal model speak, too: a file that `purport learn` wrote
    #[arg(long, value_name = "FILE")]
    pub(super) personal: Option<PathBuf>,
}

/// Whose tags a command reads, under which scheme.
#[derive(Debug, Clone, ClapArgs)]
pub(super) struct TaggedArgs {
    /// Use another coding scheme: claims, evidence, or a TOML file [default: claims]
    #[arg(long, value_name = "NAME|FILE")]
    pub(super) scheme: Option<PathBuf>,
    /// Use the tags of this annotator, in ARTICLE.NAME.tags.toml
    #[arg(long, value_name = "NAME")]
    pub(super) annotator: Option<String>,
    #[command(flatten)]
    pub(super) engine: EngineArgs,
}

/// An outside classifier.
#[derive(Debug, Clone, ClapArgs)]
pub(super) struct ClassifierArgs {
    /// Ask another program for claims: it answers each line {"id":…,"text":…} with a line {"claims":[…]}
    #[arg(long, value_name = "COMMAND", conflicts_with = "engine")]
    pub(super) classifier: Option<String>,
    /// Give it at most this long for one article
    #[arg(long, value_name = "SECONDS", default_value_t = Self::DEFAULT_LIMIT, requires = "classifier",
        value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) classifier_limit: u32,
}

impl ClassifierArgs {
    const DEFAULT_LIMIT: u32 = 60;

    /// How to call it, if a command was given; after `max_failures` in a row it is not asked again.
    pub(super) fn call(&self, max_failures: usize) -> Result<Option<Call>, Error> {
        let Some(command) = self.classifier.clone() else { return Ok(None) };
        if command.trim().is_empty() {
            return Err(Error::new("--classifier", "the command is empty").hint("see docs/classifiers.md"));
        }
        let limit = Duration::from_secs(self.classifier_limit.into());
        Ok(Some(Call { command, limit, max_failures }))
    }
}

impl Default for ClassifierArgs {
    fn default() -> Self {
        Self { classifier: None, classifier_limit: Self::DEFAULT_LIMIT }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// Tables for people
    Text,
    /// One JSON object
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// Lines for people
    Text,
    /// One JSON object per line
    Jsonl,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Colors {
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
    /// 24-bit colours
    True,
}

impl Colors {
    /// `None` leaves the choice to the terminal.
    pub(super) const fn color_depth(self) -> Option<ColorDepth> {
        match self {
            Self::Auto => None,
            Self::Never => Some(ColorDepth::Mono),
            Self::Sixteen => Some(ColorDepth::Ansi16),
            Self::Indexed => Some(ColorDepth::Indexed256),
            Self::True => Some(ColorDepth::TrueColor),
        }
    }
}

/// Parses one word of a list of words with their help and values.
fn one_of<T: Clone + Send + Sync + 'static>(
    values: impl IntoIterator<Item = (&'static str, &'static str, T)>,
) -> impl TypedValueParser<Value = T> {
    let values: Vec<_> = values.into_iter().collect();
    let words: Vec<_> = values.iter().map(|(word, help, _)| PossibleValue::new(*word).help(*help)).collect();
    PossibleValuesParser::new(words).try_map(move |word| {
        let found = values.iter().find(|(known, ..)| *known == word);
        found.map(|(.., value)| value.clone()).ok_or("unknown word")
    })
}

fn article_format() -> impl TypedValueParser<Value = import::Format> {
    use import::Format::{Docx, Epub, Html, Mail, Markdown, Odt, Pdf, Plain};
    one_of([
        ("plain", "Plain text", Plain),
        ("markdown", "Markdown", Markdown),
        ("html", "A web page", Html),
        ("mail", "A letter, or a web page saved as one", Mail),
        ("epub", "An e-book", Epub),
        ("docx", "A Word document", Docx),
        ("odt", "An OpenDocument text", Odt),
        ("pdf", "A PDF with text in it", Pdf),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_grammar_is_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn the_help_of_every_command_fits_80_columns() {
        let mut root = Args::command().term_width(80);
        root.build();
        let mut wide = Vec::new();
        for command in std::iter::once(&root).chain(root.get_subcommands()) {
            let help = command.clone().term_width(80).render_long_help().to_string();
            // clap does not wrap usage, and breaks examples where they are too long.
            let lines = help.lines().filter(|line| !line.starts_with("Usage:"));
            let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let examples = after.lines().filter(|line| line.starts_with(' '));
            let lines = lines.chain(examples).filter(|line| line.chars().count() > 80);
            wide.extend(lines.map(|line| format!("{}: {line}", command.get_name())));
        }
        assert!(wide.is_empty(), "{}", wide.join("\n"));
    }
}
