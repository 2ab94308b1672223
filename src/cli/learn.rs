//! `purport learn`: learns from a reader's decisions, and says whether it was worth it.

use super::args::{Learn, ReportFormat};
use super::corpus::{self, is_output};
use super::report::{json_line, print, report_all, say};
use super::table::{figure, row, table};
use super::{check_annotator, scheme};
use crate::claim::Scheme;
use crate::error::Error;
use crate::eval::GoldSentence;
use crate::learn::{CategoryOutcome, Example, Options, Outcome, Verdict, examples_of_rows, train};
use crate::shell::batch::default_jobs;
use crate::shell::batch::progress_bar::interrupt_flag;
use crate::shell::tag_files::{self, AnnotatorFile};
use crate::shell::{capabilities, display, file, learn, store};
use crate::text::number::{counted, grouped};
use crate::text::visible;
use serde_json::{Value, json};
use std::io::{self, IsTerminal as _, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// The largest file of labelled sentences, in bytes.
const MAX_ROWS_BYTES: u64 = 256 << 20;
/// Delay before the line of progress appears, and between two of them.
const FRAME: Duration = Duration::from_millis(200);

/// Learns, prints the figures, and writes the model if one was learned; 1 if there is none to write.
pub(super) fn run(args: &Learn) -> Result<u8, Error> {
    check_annotator(args.annotator.as_deref())?;
    let scheme = Arc::new(scheme::load_changed(args.scheme.as_deref())?);
    let (examples, mut code) = examples(args, &scheme)?;
    if examples.is_empty() {
        return Ok(code);
    }
    let jobs = args.jobs.map_or_else(default_jobs, usize::from);
    let stopped = interrupt_flag();
    let mut line = Line::new(args.format == ReportFormat::Text);
    let measured = learn::measure_all(&examples, &scheme, jobs, &mut |done| {
        line.show(&format!("read {} of {}", grouped(done), counted(examples.len(), "sentence")));
        if stopped.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    let Some(measured) = measured else {
        line.clear();
        return Err(Error::new("learning", "was interrupted, and wrote nothing"));
    };
    let outcome = train(&examples, &measured, &scheme, Options { force: args.force }, &mut |step| {
        line.show(&format!("learning: step {} of {}", step.done, step.of));
    });
    line.clear();
    print(|out| match args.format {
        ReportFormat::Text => text(out, &outcome, &scheme),
        ReportFormat::Json => json_line(out, &value(&outcome)),
    })?;
    match (&outcome.model, &args.output) {
        (Some(model), Some(path)) => {
            store::write_file(path, model.render().as_bytes())?;
            let name = display::path(path);
            say(&format!("wrote {name}: `purport --personal {name} …` lets {} speak", model.name()));
        }
        (Some(_), None) => say("nothing was written: -o FILE keeps what was learned"),
        (None, output) => {
            if let Some(path) = output {
                let kept = if path.exists() { "; the file there is as it was" } else { "" };
                say(&format!("{} was not written: nothing gained{kept}", display::path(path)));
            }
            code = code.max(1);
        }
    }
    Ok(code)
}

/// The examples of all words of the command line, and the exit code so far: 2 if an article could not be read.
fn examples(args: &Learn, scheme: &Scheme) -> Result<(Vec<Example>, u8), Error> {
    let (rows, articles): (Vec<&PathBuf>, Vec<&PathBuf>) =
        args.files.iter().partition(|word| is_output(word));
    let (mut examples, mut code) = (Vec::new(), 0);
    for path in rows {
        examples.extend(of_rows(path, scheme)?);
    }
    let (tags, articles): (Vec<PathBuf>, Vec<PathBuf>) = articles
        .into_iter()
        .cloned()
        .partition(|path| path.to_string_lossy().ends_with(tag_files::ENDING) && !path.is_dir());
    let annotator = args.annotator.as_deref();
    let (mut paths, mut unreadable) = (Vec::new(), Vec::new());
    if !articles.is_empty() {
        (paths, code) = corpus::articles(&articles, args.walk)?;
    }
    let files = if tags.is_empty() { Vec::new() } else { tag_files::read(&tags, &mut unreadable)? };
    let beside = |file: AnnotatorFile| {
        let article = tag_files::article(&file).ok_or_else(|| {
            Error::new(display::path(&file.path), "its article is not beside it")
                .hint("name the article, or put both into one folder")
        })?;
        learn::examples_with(&article, Some(file.path), scheme, annotator)
    };
    let of_articles = paths.iter().map(|path| learn::examples(path, scheme, annotator));
    for read in of_articles.chain(files.into_iter().map(beside)) {
        match read {
            Ok((found, warnings)) => {
                report_all(warnings);
                examples.extend(found);
            }
            Err(error) => unreadable.push(error),
        }
    }
    if !unreadable.is_empty() {
        report_all(unreadable);
        code = 2;
    }
    if examples.is_empty() && code == 0 {
        let words: Vec<String> = args.files.iter().map(|path| display::path(path)).collect();
        let hint =
            "decide on claims in the reader, or name labelled rows as `purport eval` reads them (.jsonl)";
        return Err(Error::new(words.join(", "), "no decision to learn from").hint(hint));
    }
    Ok((examples, code))
}

fn of_rows(path: &Path, scheme: &Scheme) -> Result<Vec<Example>, Error> {
    let (name, text) = file::text_of_word(path, MAX_ROWS_BYTES)?;
    let rows = GoldSentence::parse(&text, &name)?;
    if let Some(label) = GoldSentence::unknown_labels(&rows, scheme).first() {
        return Err(Error::new(name, format!("the scheme has no category `{label}`"))
            .hint("name the scheme of these labels with --scheme"));
    }
    Ok(examples_of_rows(&rows, scheme))
}

fn text(out: &mut impl Write, outcome: &Outcome, scheme: &Scheme) -> io::Result<()> {
    let from =
        format!("{} in {}", counted(outcome.sentences, "sentence"), counted(outcome.articles, "article"));
    writeln!(
        out,
        "{from}; F1 on articles left out in turn, by the scheme itself and with what was learned\n"
    )?;
    let mut rows = vec![row(["category", "before", "after", "yes", "decisions", "outcome"])];
    let id = |one: &CategoryOutcome| visible::line(&one.category).into_owned();
    for one in &outcome.categories {
        let counts = [one.counts.positives, one.counts.decisions].map(|count| count.to_string());
        let mut cells = vec![id(one), figure(one.before.f1()), figure(one.after.f1())];
        cells.extend(counts);
        cells.push(verdict(one).to_owned());
        rows.push(cells);
    }
    rows.push(vec!["macro-F1".to_owned(), figure(outcome.before), figure(outcome.after)]);
    table(out, &rows)?;
    let missing: Vec<String> = outcome.categories.iter().filter_map(|one| missing(one, scheme)).collect();
    if !missing.is_empty() {
        writeln!(out)?;
    }
    missing.iter().try_for_each(|line| writeln!(out, "Too little: {}", visible::line(line)))
}

/// What came of a category, in a word or two.
const fn verdict(one: &CategoryOutcome) -> &'static str {
    match one.verdict {
        Verdict::Learned => "learned",
        Verdict::NoGain { forced: false } => "no clear gain",
        Verdict::NoGain { forced: true } => "learned by force",
        Verdict::TooFew(_) => "too little",
    }
}

/// How much is missing, in words: the count at hand, and the least of both.
fn missing(one: &CategoryOutcome, scheme: &Scheme) -> Option<String> {
    let Verdict::TooFew(needed) = one.verdict else { return None };
    let name = scheme.categories.iter().find(|known| known.id == one.category);
    let name = name.map_or(one.category.as_str(), |known| known.name.as_str()).to_lowercase();
    let found = if needed.of_decisions {
        format!("{} on {name}", counted(one.counts.decisions, "decision"))
    } else {
        format!("{} of {name}", counted(one.counts.positives, "passage"))
    };
    let articles = counted(one.counts.articles, "article");
    Some(format!("{found} in {articles}: {} in {} are needed", needed.examples, needed.articles))
}

fn value(outcome: &Outcome) -> Value {
    let category = |one: &CategoryOutcome| {
        let needed = match one.verdict {
            Verdict::TooFew(needed) => json!({ "examples": needed.examples, "articles": needed.articles }),
            _ => Value::Null,
        };
        json!({
            "category": one.category,
            "verdict": match one.verdict {
                Verdict::Learned => "learned",
                Verdict::NoGain { forced: true } => "forced",
                Verdict::NoGain { forced: false } => "no-gain",
                Verdict::TooFew(_) => "too-few",
            },
            "before": one.before.f1(),
            "after": one.after.f1(),
            "positives": one.counts.positives,
            "decisions": one.counts.decisions,
            "articles": one.counts.articles,
            "needed": needed,
        })
    };
    json!({
        "sentences": outcome.sentences,
        "articles": outcome.articles,
        "before": outcome.before,
        "after": outcome.after,
        "model": outcome.model.as_ref().map(crate::claim::PersonalModel::name),
        "categories": outcome.categories.iter().map(category).collect::<Vec<_>>(),
    })
}

/// A line of progress on a terminal.
struct Line {
    is_shown: bool,
    began: Instant,
    painted: Option<Instant>,
}

impl Line {
    fn new(wanted: bool) -> Self {
        Self { is_shown: wanted && io::stderr().is_terminal(), began: Instant::now(), painted: None }
    }

    fn show(&mut self, text: &str) {
        let due = self.painted.unwrap_or(self.began).elapsed() >= FRAME;
        if self.is_shown && due {
            let line = visible::cut(text, capabilities::columns(true).saturating_sub(1));
            let mut err = io::stderr().lock();
            let _ = write!(err, "\r{line}\x1b[K").and_then(|()| err.flush());
            self.painted = Some(Instant::now());
        }
    }

    fn clear(&mut self) {
        if self.painted.take().is_some() {
            let mut err = io::stderr().lock();
            let _ = write!(err, "\r\x1b[K").and_then(|()| err.flush());
        }
    }
}
