//! `purport classify`: the claims of articles, for people or for programs, on all cores.

mod collect;
mod ndjson;
// Without the table in Parquet they have less to do than what they look like.
#[cfg_attr(not(feature = "parquet"), allow(clippy::needless_pass_by_value, clippy::needless_update))]
mod render;
#[cfg_attr(not(feature = "parquet"), allow(clippy::unused_self, clippy::unnecessary_wraps))]
mod table;

use super::args::Classify;
#[cfg(feature = "parquet")]
use super::args::Form;
use super::output::flow;
use super::{complain, scheme};
use crate::diagnostic::Diagnostic;
use crate::shell::batch::feed::{CorpusArticle, FeedOptions, WorkItem, feed, list_articles};
use crate::shell::batch::output::{
    AtomicFile, Checkpoint, OverwritePolicy, Sink, Totals, run_id as id_of_run,
};
use crate::shell::batch::progress_bar::{ProgressBar, interrupt_flag};
use crate::shell::batch::{default_jobs, in_order};
use crate::shell::classifier::ClaimFinder;
use crate::shell::{Article, Source, display};
use collect::{Collect, End, Out};
use render::{Done, Render};
use std::io::{self, IsTerminal as _, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use table::Table;

/// Bytes of short files that are worked on together.
const TOGETHER: usize = 64 << 10;

/// How many articles in a row another classifier may fail on.
const PATIENCE: usize = 3;

/// Prints the claims of every article named. A file that cannot be read does not stop the others.
pub(super) fn run(args: &Classify) -> Result<u8, Diagnostic> {
    let (scheme, warnings) = scheme::read(args.scheme.as_deref())?;
    warnings.iter().for_each(complain);
    let call = args.other.call(PATIENCE)?;
    // Another classifier may be a large model, of which there is room for one.
    let usual = || if call.is_some() { 1 } else { default_jobs() };
    let jobs = args.jobs.map_or_else(usual, usize::from);
    if args.ndjson {
        let out = file(args)?;
        if let Some(out) = out {
            refuse_own(out, &args.files)?;
        }
        let out = out.map(|out| AtomicFile::open(out, "", begin(args))).transpose()?.flatten();
        let sink = out.map_or(Sink::Stdout, |(kept, _)| Sink::File(kept));
        let sources = args.files.iter().map(|file| Source::of_word(file)).collect();
        return ndjson::run(&scheme, args.strict, jobs, sources, sink);
    }
    corpus(args, ClaimFinder::new(Arc::new(scheme), call), jobs)
}

/// Prints the claims of one article for people.
pub(super) fn print(article: Article, finder: &ClaimFinder) -> Result<u8, Diagnostic> {
    let imported = article.read()?;
    imported.warnings.iter().for_each(complain);
    let mut code = 0;
    flow(render::whole(&imported.document, finder).and_then(|(bytes, fault)| {
        if let Some(fault) = fault {
            complain(&fault.into());
            code = 2;
        }
        let mut out = io::stdout().lock();
        out.write_all(&bytes).and_then(|()| out.flush())
    }))?;
    Ok(code)
}

/// The file that the output goes to; nothing for standard output.
fn file(args: &Classify) -> Result<Option<&Path>, Diagnostic> {
    let file = args.output.as_deref().filter(|path| *path != Path::new("-"));
    if args.resume && file.is_none() {
        return Err(
            Diagnostic::whole("--resume", "goes on with a file, and none is named").hint("-o FILE names it")
        );
    }
    Ok(file)
}

const fn begin(args: &Classify) -> OverwritePolicy {
    match (args.resume, args.force) {
        (true, _) => OverwritePolicy::Resume,
        (_, true) => OverwritePolicy::Replace,
        (false, false) => OverwritePolicy::Refuse,
    }
}

fn corpus(args: &Classify, finder: ClaimFinder, jobs: usize) -> Result<u8, Diagnostic> {
    let wanted = args.how.wanted(args.from)?;
    let file = file(args)?;
    let standard = [PathBuf::from("-")];
    let words = if args.files.is_empty() { &standard[..] } else { &args.files };
    let entries = Arc::new(list_articles(words));
    if let Some(out) = file {
        refuse_own(out, entries.iter().map(|entry| &entry.name))?;
    }
    let run = if args.form_is_table() { String::new() } else { run_id(args, &entries)? };
    let Some((out, point)) = open(args, file, &run)? else {
        let name = file.map(display::path).unwrap_or_default();
        let mut err = io::stderr().lock();
        let _ = writeln!(err, "{name}: finished already; --force instead of --resume makes it anew");
        return Ok(0);
    };
    let broken_off = if file.is_some() { interrupt_flag() } else { Arc::default() };
    let size: u64 = entries.iter().map(|entry| entry.size).sum();
    let skipped: u64 = entries.iter().take(point.articles).map(|entry| entry.size).sum();
    let (from, whole) = (point.articles, args.form_is_table());
    let left = entries.len().saturating_sub(from);
    // Where both streams are one terminal the line would stand in the midst of the output.
    let shown = file.is_some() || !io::stdout().is_terminal();
    let render = Render { finder, form: args.format, entries: Arc::clone(&entries) };
    let mut collect = Collect {
        render: &render,
        out,
        point,
        bar: ProgressBar::new(shown, left, size.saturating_sub(skipped)),
        broken_off: &broken_off,
        several: args.files.len() > 1 || entries.len() > 1,
        current: Totals::default(),
        given_up: false,
    };
    let begun = collect.begin();
    let read = {
        let entries = Arc::clone(&entries);
        // What another classifier is long about is to be seen, and kept, one by one.
        let together = if args.other.classifier.is_some() { 0 } else { TOGETHER };
        let cut = FeedOptions { first: from, whole, group_bytes: together };
        move |put: &mut dyn FnMut(_, usize) -> bool| feed(&entries, cut, wanted, put)
    };
    let done = match begun {
        ControlFlow::Continue(()) => {
            let work = |pieces: Vec<WorkItem>| pieces.into_iter().map(|piece| render.piece(piece)).collect();
            let mut take = |dones: Vec<Done>| dones.into_iter().try_for_each(|done| collect.take(done));
            in_order(jobs, read, work, &mut take)?
        }
        ended @ ControlFlow::Break(_) => ended,
    };
    match done {
        ControlFlow::Continue(()) => {}
        ControlFlow::Break(End::Closed) => return Ok(collect.code()),
        ControlFlow::Break(End::Failed(fault)) => return Err(fault),
        ControlFlow::Break(End::BrokenOff) => {
            collect.bar.clear();
            let go_on = if run.is_empty() { "" } else { "; the same with --resume goes on" };
            let done = collect.point.articles;
            let _ = writeln!(io::stderr(), "broken off after {done} of {} articles{go_on}", entries.len());
            return Ok(130);
        }
    }
    let code = collect.code();
    let any = entries.iter().any(|entry| entry.source.is_ok());
    if file.is_some() || any && words.iter().any(|word| word.is_dir()) {
        collect.sum_up();
    }
    match collect.out {
        Out::Sink(sink) => sink.finish()?,
        Out::Table(table) => table.finish()?,
    }
    Ok(code)
}

/// Opens the place of the output; nothing if it is finished already.
fn open(args: &Classify, file: Option<&Path>, run: &str) -> Result<Option<(Out, Checkpoint)>, Diagnostic> {
    let table = args.form_is_table();
    let Some(path) = file else {
        if table {
            let fault = Diagnostic::whole("parquet", "is written into a file, and none is named");
            return Err(fault.hint("-o FILE names it"));
        }
        return Ok(Some((Out::Sink(Sink::Stdout), Checkpoint::default())));
    };
    if table && args.resume {
        let fault = Diagnostic::whole(
            "--resume",
            "a table in Parquet is whole or nothing, and cannot be gone on with",
        );
        return Err(fault.hint("--format jsonl or ndjson can"));
    }
    let Some((kept, point)) = AtomicFile::open(path, run, begin(args))? else { return Ok(None) };
    let name = display::path(path);
    if !table {
        return Ok(Some((Out::Sink(Sink::File(kept)), point)));
    }
    let table = Table::new(name.clone(), kept);
    let table = table.map_err(|error| Diagnostic::whole(&name, display::describe_io_error(&error)))?;
    Ok(Some((Out::Table(Box::new(table)), point)))
}

/// Output is never written over what is read.
fn refuse_own(out: &Path, read: impl IntoIterator<Item: AsRef<Path>>) -> Result<(), Diagnostic> {
    let Ok(found) = out.canonicalize() else { return Ok(()) };
    let is_out = |name: &Path| name.canonicalize().is_ok_and(|path| path == found);
    if read.into_iter().any(|name| is_out(name.as_ref())) {
        let fault = Diagnostic::whole(
            &display::path(out),
            "is one of the files that are read, and is not written over",
        );
        return Err(fault.hint("name another file"));
    }
    Ok(())
}

/// A word that is the same for the same run.
fn run_id(args: &Classify, entries: &[CorpusArticle]) -> Result<String, Diagnostic> {
    let scheme = args.scheme.as_deref().unwrap_or(Path::new("claims"));
    let (text, _) = scheme::text(scheme)?;
    let Classify { format, from, how, other, .. } = args;
    let other = other.classifier.as_deref().unwrap_or_default();
    Ok(id_of_run(entries, &format!("{format:?} {from:?} {how:?} {other}\n{text}")))
}

impl Collect<'_> {
    const fn code(&self) -> u8 {
        if self.point.failed.is_empty() && self.point.totals.fallbacks == 0 { 0 } else { 2 }
    }
}

impl Classify {
    /// Whether the output is a table that is written as a whole.
    #[cfg(feature = "parquet")]
    fn form_is_table(&self) -> bool {
        self.format == Form::Parquet
    }

    /// There is no such table in this build.
    #[cfg(not(feature = "parquet"))]
    #[allow(clippy::unused_self)]
    const fn form_is_table(&self) -> bool {
        false
    }
}
