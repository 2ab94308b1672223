//! The pieces of a corpus, worked on and put into one output in their order, with what is said meanwhile.

use super::super::args::Form;
use super::super::complain;
use super::super::output::json_line;
use super::render::{Done, HEADS, Render, Rendered, summary};
use super::table::Table;
use crate::diagnostic::Diagnostic;
use crate::export::CsvWriter;
use crate::shell::batch::output::{Checkpoint, Sink, Totals};
use crate::shell::batch::progress_bar::ProgressBar;
use crate::shell::display;
use crate::text::number::counted;
use crate::text::visible;
use serde_json::json;
use std::io::{self, Write as _};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// Why a run ends before its end.
pub(super) enum End {
    /// Nobody reads the output any more.
    Closed,
    /// The reader has broken it off.
    BrokenOff,
    /// The output cannot be written.
    Failed(Diagnostic),
}

/// Takes what came of the pieces, in their order.
pub(super) struct Collect<'r> {
    pub(super) render: &'r Render,
    pub(super) out: Out,
    pub(super) point: Checkpoint,
    pub(super) bar: ProgressBar,
    /// Becomes true when the reader breaks the run off.
    pub(super) broken_off: &'r AtomicBool,
    /// Whether there is more than one article.
    pub(super) several: bool,
    /// What came of the article so far whose pieces are coming.
    pub(super) current: Totals,
    /// Whether the article whose pieces are coming was given up.
    pub(super) given_up: bool,
}

/// Where the output goes.
pub(super) enum Out {
    /// Piece by piece.
    Sink(Sink),
    /// Into a table that is written as a whole.
    Table(Box<Table>),
}

impl Collect<'_> {
    /// Writes what a table begins with.
    pub(super) fn begin(&mut self) -> ControlFlow<End> {
        let mut head = Vec::new();
        if self.render.form == Form::Csv && self.point.bytes == 0 {
            // Writing into memory does not fail.
            let _ = CsvWriter::new(&mut head).row(HEADS);
        }
        let written = self.write(&head);
        self.after(written)
    }

    /// How it goes on after something was written.
    fn after(&self, written: io::Result<()>) -> ControlFlow<End> {
        match written {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ControlFlow::Break(End::Closed),
            Err(error) => ControlFlow::Break(End::Failed(self.failed(&error))),
        }
    }

    /// Takes one.
    pub(super) fn take(&mut self, done: Done) -> ControlFlow<End> {
        // Importers are told to end as well, so that what came of them says nothing of their articles.
        if self.broken_off.load(std::sync::atomic::Ordering::SeqCst) {
            let noted = self.note(true);
            return ControlFlow::Break(noted.map_or_else(End::Failed, |()| End::BrokenOff));
        }
        let Done { piece, outcome, warnings } = done;
        if piece.is_first {
            self.current = Totals::default();
            self.given_up = false;
        }
        for warning in &warnings {
            self.say(warning);
        }
        let written = match outcome {
            _ if self.given_up => Ok(()),
            Ok(rendered) => self.add(rendered, piece.article, piece.is_first, piece.is_last),
            Err(fault) => {
                self.say(&fault);
                self.given_up = true;
                self.point.failed.push(self.name(piece.article).to_owned());
                self.give_up(&fault, piece.article, piece.is_first)
            }
        };
        self.bar.advance(usize::from(piece.is_last), piece.size);
        let noted = written.and_then(|()| {
            if piece.is_last {
                self.point.articles += 1;
                self.point.totals.add(&self.current);
                if let Out::Sink(sink) = &mut self.out {
                    return sink.checkpoint(&mut self.point, false);
                }
            }
            Ok(())
        });
        self.after(noted)
    }

    fn add(&mut self, rendered: Rendered, article: usize, is_first: bool, is_last: bool) -> io::Result<()> {
        #[cfg(feature = "parquet")]
        if let (Out::Table(table), Some(reading)) = (&mut self.out, &rendered.reading) {
            let name = self.render.entries.get(article).map_or("", |entry| entry.name.as_str());
            table.add(name, reading)?;
        }
        let mut bytes = Vec::new();
        if is_first {
            self.open(&mut bytes, article)?;
        }
        if self.render.form == Form::Ndjson && self.current.claims > 0 && !rendered.bytes.is_empty() {
            bytes.push(b',');
        }
        bytes.extend(rendered.bytes);
        self.current.add(&rendered.tally);
        if is_last {
            match self.render.form {
                Form::Text => writeln!(bytes, "{}", summary(&self.current, self.render.finder.scheme()))?,
                Form::Ndjson => bytes.extend(b"]}\n"),
                _ => {}
            }
        }
        self.write(&bytes)
    }

    /// What stands before an article.
    fn open(&self, out: &mut Vec<u8>, article: usize) -> io::Result<()> {
        let name = self.name(article);
        match self.render.form {
            Form::Text if self.several => {
                let begun = self.point.articles > self.point.failed.len();
                writeln!(out, "{}== {} ==", if begun { "\n" } else { "" }, visible::line(name))
            }
            Form::Ndjson => {
                json_line(&mut *out, &json!({"id": name, "claims": []}))?;
                out.truncate(out.len() - "]}\n".len());
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Ends an article that cannot be read, or no further.
    fn give_up(&mut self, fault: &Diagnostic, article: usize, is_first: bool) -> io::Result<()> {
        let mut bytes = Vec::new();
        let error = fault.to_string();
        match self.render.form {
            Form::Ndjson if is_first => {
                json_line(&mut bytes, &json!({"id": self.name(article), "error": error}))?;
            }
            Form::Ndjson => {
                let mut end = Vec::new();
                json_line(&mut end, &json!({"error": error}))?;
                bytes.extend(b"],");
                bytes.extend(end.get(1..).unwrap_or_default());
            }
            Form::Text if !is_first => {
                writeln!(bytes, "{}", summary(&self.current, self.render.finder.scheme()))?;
            }
            _ => {}
        }
        self.write(&bytes)
    }

    fn name(&self, article: usize) -> &str {
        self.render.entries.get(article).map_or("", |entry| entry.name.as_str())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.out {
            Out::Sink(sink) if !bytes.is_empty() => sink.write(bytes),
            Out::Sink(_) | Out::Table(_) => Ok(()),
        }
    }

    fn note(&mut self, now: bool) -> Result<(), Diagnostic> {
        let noted = match &mut self.out {
            Out::Sink(sink) => sink.checkpoint(&mut self.point, now),
            Out::Table(_) => Ok(()),
        };
        noted.map_err(|error| self.failed(&error))
    }

    fn say(&mut self, fault: &Diagnostic) {
        self.bar.clear();
        complain(fault);
    }

    fn failed(&self, error: &io::Error) -> Diagnostic {
        let name = match &self.out {
            Out::Sink(sink) => sink.name(),
            Out::Table(table) => table.name(),
        };
        Diagnostic::whole(&name, display::describe_io_error(error))
    }

    /// Says what came of it all.
    pub(super) fn sum_up(&mut self) {
        self.bar.clear();
        let Checkpoint { articles, totals: tally, failed, .. } = &self.point;
        let mut err = io::stderr().lock();
        let _ = writeln!(
            err,
            "{}, {}",
            counted(articles, "article"),
            summary(tally, self.render.finder.scheme())
        );
        if tally.fallbacks > 0 {
            let times = counted(tally.fallbacks, "time");
            let _ =
                writeln!(err, "the other classifier failed {times}; purport's own claims are there instead");
        }
        if !failed.is_empty() {
            let _ = writeln!(err, "{} could not be read:", failed.len());
            for name in failed {
                let _ = writeln!(err, "  {}", display::path(Path::new(name)));
            }
        }
    }
}
