//! `purport classify`: prints the claims of articles, for people or for programs, on all cores.

mod collect;
mod ndjson;
mod render;

use super::args::Classify;
use super::report::{print as to_stdout, report_all};
use super::scheme;
use crate::claim::Engine;
use crate::error::Error;
use crate::shell::batch::feed::{CorpusArticle, FeedOptions, WorkBytes, WorkItem, feed, list_articles};
use crate::shell::batch::output::{
    AtomicFile, Checkpoint, OverwritePolicy, Sink, Totals, run_id as id_of_run,
};
use crate::shell::batch::progress_bar::{ProgressBar, interrupt_flag};
use crate::shell::batch::{default_jobs, in_order};
use crate::shell::classifier::ClaimFinder;
use crate::shell::{Article, Source, display};
use crate::text::number::counted;
use collect::{Collector, End, Output};
use render::{RenderedPiece, Renderer};
use std::io::{self, IsTerminal as _, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Short files are classified together up to this many bytes, and long texts in parts of so many.
const WORK_BYTES: WorkBytes = WorkBytes { of_group: 64 << 10, of_chunk: 256 << 10 };
/// The same for the model, which is a thousand times slower.
const WORK_BYTES_OF_MODEL: WorkBytes = WorkBytes { of_group: 4 << 10, of_chunk: 32 << 10 };

/// How many articles in a row an outside classifier may fail on.
const MAX_FAILURES: usize = 3;

/// Prints the claims of every article. A file that cannot be read does not stop the others.
pub(super) fn run(args: &Classify) -> Result<u8, Error> {
    let scheme = scheme::load(args.scheme.as_deref(), &args.engine)?;
    if args.why && scheme.engine() == Engine::Cues {
        return Err(Error::new("--why", "measures the words of a model, and the cues speak alone")
            .hint("leave out --why, or use --engine both with a scheme that names a model"));
    }
    let call = args.classifier.call(MAX_FAILURES)?;
    // An outside classifier may be a large model that fits into memory only once.
    let default = || if call.is_some() { 1 } else { default_jobs() };
    let jobs = args.jobs.map_or_else(default, usize::from);
    let finder = ClaimFinder::new(Arc::new(scheme), call).on_threads(jobs).measuring_words(args.why);
    if !args.ndjson {
        return classify_corpus(args, finder, jobs);
    }
    let sink = match output_file(args)? {
        None => Sink::Stdout,
        Some(path) => {
            refuse_input_as_output(path, &args.files)?;
            AtomicFile::open(path, "", overwrite_policy(args))?
                .map_or(Sink::Stdout, |(file, _)| Sink::File(file))
        }
    };
    let sources = args.files.iter().map(|file| Source::of_word(file)).collect();
    ndjson::run(&finder, args.strict, jobs, sources, sink)
}

/// Prints the claims of one article for people.
pub(super) fn print(article: Article, finder: &ClaimFinder) -> Result<u8, Error> {
    let imported = article.read()?;
    report_all(imported.warnings);
    let (bytes, fell_back) = render::article_text(&imported.document, finder);
    let code = if fell_back.is_some() { 2 } else { 0 };
    report_all(fell_back);
    to_stdout(|out| out.write_all(&bytes))?;
    Ok(code)
}

fn output_file(args: &Classify) -> Result<Option<&Path>, Error> {
    let file = args.output.as_deref().filter(|path| *path != Path::new("-"));
    if args.resume && file.is_none() {
        return Err(Error::new("--resume", "standard output cannot be continued").hint("name a file with -o"));
    }
    Ok(file)
}

const fn overwrite_policy(args: &Classify) -> OverwritePolicy {
    match (args.resume, args.force) {
        (true, _) => OverwritePolicy::Resume,
        (_, true) => OverwritePolicy::Replace,
        (false, false) => OverwritePolicy::Refuse,
    }
}

fn classify_corpus(args: &Classify, finder: ClaimFinder, jobs: usize) -> Result<u8, Error> {
    let read_options = args.input.read_options(args.from)?;
    let file = output_file(args)?;
    let standard = [PathBuf::from("-")];
    let words = if args.files.is_empty() { &standard[..] } else { &args.files };
    let articles = Arc::new(list_articles(words, args.walk.options()));
    if let Some(file) = file {
        refuse_input_as_output(file, articles.iter().filter_map(CorpusArticle::path))?;
    }
    let run_id = if args.format.is_table() { String::new() } else { run_id(args, &articles)? };
    let Some((output, checkpoint)) = open(args, file, &run_id)? else {
        let name = file.map(display::path).unwrap_or_default();
        let _ = writeln!(io::stderr().lock(), "{name}: already complete; --force regenerates it");
        return Ok(0);
    };
    let interrupted = if file.is_some() { interrupt_flag() } else { Arc::default() };
    let size = |articles: &[CorpusArticle]| articles.iter().map(|article| article.size).sum::<u64>();
    let (from, whole) = (checkpoint.articles, args.format.is_table());
    let remaining = articles.get(from..).unwrap_or_default();
    // A progress bar would stand in the middle of the output where both are one terminal.
    let show_bar = file.is_some() || !io::stdout().is_terminal();
    let renderer = Renderer { finder, format: args.format, articles: Arc::clone(&articles) };
    let mut collector = Collector {
        renderer: &renderer,
        output,
        checkpoint,
        bar: ProgressBar::new(show_bar, remaining.len(), size(remaining)),
        interrupted: &interrupted,
        several: args.files.len() > 1 || articles.len() > 1,
        current: Totals::default(),
        given_up: false,
    };
    let begun = collector.begin();
    let read = {
        let articles = Arc::clone(&articles);
        // An outside classifier is slow: its articles are shown and saved one by one.
        let work_bytes = match renderer.finder.scheme().engine() {
            _ if args.classifier.classifier.is_some() => WorkBytes { of_group: 0, ..WORK_BYTES },
            Engine::Cues => WORK_BYTES,
            Engine::Both => WORK_BYTES_OF_MODEL,
        };
        let options = FeedOptions { first: from, whole, work_bytes };
        move |put: &mut dyn FnMut(_, usize) -> bool| feed(&articles, options, read_options, put)
    };
    let done = match begun {
        ControlFlow::Continue(()) => {
            let work =
                |pieces: Vec<WorkItem>| pieces.into_iter().map(|piece| renderer.piece(piece)).collect();
            let mut consume = |pieces: Vec<RenderedPiece>| {
                pieces.into_iter().try_for_each(|piece| collector.consume(piece))
            };
            in_order(jobs, read, work, &mut consume)?
        }
        ended @ ControlFlow::Break(_) => ended,
    };
    match done {
        ControlFlow::Continue(()) => {}
        ControlFlow::Break(End::Closed) => return Ok(collector.code()),
        ControlFlow::Break(End::Failed(error)) => return Err(error),
        ControlFlow::Break(End::Interrupted) => {
            collector.bar.clear();
            let hint = if run_id.is_empty() { "" } else { "; --resume continues" };
            let done = collector.checkpoint.articles;
            let _ = writeln!(
                io::stderr(),
                "interrupted after {done} of {}{hint}",
                counted(articles.len(), "article")
            );
            return Ok(130);
        }
    }
    let any = articles.iter().any(|article| article.source.is_ok());
    if file.is_some() || any && words.iter().any(|word| word.is_dir()) {
        collector.sum_up();
    }
    let code = collector.code();
    collector.output.finish()?;
    Ok(code)
}

/// Opens the output; none if it is complete already.
fn open(args: &Classify, file: Option<&Path>, run_id: &str) -> Result<Option<(Output, Checkpoint)>, Error> {
    let Some(path) = file else {
        if args.format.is_table() {
            return Err(Error::new("parquet", "cannot go to standard output").hint("name a file with -o"));
        }
        return Ok(Some((Output::Sink(Sink::Stdout), Checkpoint::default())));
    };
    if args.format.is_table() && args.resume {
        return Err(Error::new("--resume", "a Parquet table cannot be continued")
            .hint("--format jsonl and ndjson can be"));
    }
    let Some((file, checkpoint)) = AtomicFile::open(path, run_id, overwrite_policy(args))? else {
        return Ok(None);
    };
    Ok(Some((Output::new(args.format, path, file)?, checkpoint)))
}

/// Fails where the output would replace one of the files that are read.
fn refuse_input_as_output(output: &Path, inputs: impl IntoIterator<Item: AsRef<Path>>) -> Result<(), Error> {
    let Ok(existing) = output.canonicalize() else { return Ok(()) };
    let is_output = |name: &Path| name.canonicalize().is_ok_and(|path| path == existing);
    if inputs.into_iter().any(|name| is_output(name.as_ref())) {
        return Err(Error::new(display::path(output), "is one of the inputs and cannot be the output too")
            .hint("name another file"));
    }
    Ok(())
}

/// An id that is the same for a run with the same inputs and options, so that it can be continued.
fn run_id(args: &Classify, articles: &[CorpusArticle]) -> Result<String, Error> {
    let (text, _) = scheme::source(args.scheme.as_deref())?;
    let Classify { format, from, input, classifier, engine, why, .. } = args;
    let command = classifier.classifier.as_deref().unwrap_or_default();
    Ok(id_of_run(articles, &format!("{format:?} {from:?} {input:?} {engine:?} {why} {command}\n{text}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::{Args, Command};
    use clap::Parser as _;

    #[test]
    fn a_run_with_another_engine_is_another_run() {
        let id = |words: &[&str]| {
            let words = ["purport", "classify", "x"].iter().chain(words);
            let Some(Command::Classify(args)) = Args::try_parse_from(words).unwrap().command else {
                panic!()
            };
            run_id(&args, &[]).unwrap()
        };
        assert_eq!(id(&[]), id(&["--engine", "both"]));
        assert_ne!(id(&[]), id(&["--engine", "cues"]));
        assert_ne!(id(&[]), id(&["--why"]));
    }
}
