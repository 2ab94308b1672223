//! One output from the pieces of a corpus in their order, with warnings, progress and a summary on the way.

use super::render::{CSV_HEADS, Rendered, RenderedPiece, Renderer, summary};
use crate::cli::args::ClassifyFormat as Format;
use crate::cli::report::{json_line, report};
use crate::error::Error;
use crate::export::CsvWriter;
#[cfg(feature = "parquet")]
use crate::export::{ExportArticle, ExportOptions, parquet};
use crate::shell::batch::output::{AtomicFile, Checkpoint, Sink, Totals};
use crate::shell::batch::progress_bar::ProgressBar;
use crate::shell::display;
use crate::text::number::counted;
use crate::text::visible;
use serde_json::{Map, Value, json};
use std::io::{self, Write as _};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

pub(super) enum End {
    /// Nothing reads the output any more.
    Closed,
    Interrupted,
    Failed(Error),
}

pub(super) enum Output {
    Sink(Sink),
    /// A Parquet table, which is written whole.
    #[cfg(feature = "parquet")]
    Table {
        name: String,
        writer: Box<parquet::Table<AtomicFile>>,
    },
}

impl Output {
    #[cfg_attr(not(feature = "parquet"), allow(unused_variables, clippy::unnecessary_wraps))]
    pub(super) fn new(format: Format, path: &Path, file: AtomicFile) -> Result<Self, Error> {
        #[cfg(feature = "parquet")]
        if format == Format::Parquet {
            let name = display::path(path);
            return match parquet::Table::new(file) {
                Ok(writer) => Ok(Self::Table { name, writer: Box::new(writer) }),
                Err(error) => Err(display::io_error(&name, error)),
            };
        }
        Ok(Self::Sink(Sink::File(file)))
    }

    pub(super) fn finish(self) -> Result<(), Error> {
        match self {
            Self::Sink(sink) => sink.finish()?,
            #[cfg(feature = "parquet")]
            Self::Table { name, writer } => {
                writer.finish().map_err(|error| display::io_error(&name, error))?.finish()?;
            }
        }
        Ok(())
    }

    fn name(&self) -> String {
        match self {
            Self::Sink(sink) => sink.name(),
            #[cfg(feature = "parquet")]
            Self::Table { name, .. } => name.clone(),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Sink(_) if bytes.is_empty() => Ok(()),
            Self::Sink(sink) => sink.write(bytes),
            #[cfg(feature = "parquet")]
            Self::Table { .. } => Ok(()),
        }
    }

    /// Saves how far the run has come; `now` even if it was saved a moment ago.
    fn save(&mut self, checkpoint: &mut Checkpoint, now: bool) -> io::Result<()> {
        match self {
            Self::Sink(sink) => sink.checkpoint(checkpoint, now),
            #[cfg(feature = "parquet")]
            Self::Table { .. } => Ok(()),
        }
    }
}

/// Consumes rendered pieces in their order.
pub(super) struct Collector<'r> {
    pub(super) renderer: &'r Renderer,
    pub(super) output: Output,
    pub(super) checkpoint: Checkpoint,
    pub(super) bar: ProgressBar,
    pub(super) interrupted: &'r AtomicBool,
    pub(super) several: bool,
    pub(super) current: Totals,
    /// Whether the current article failed; its other pieces are skipped.
    pub(super) given_up: bool,
}

impl Collector<'_> {
    pub(super) fn begin(&mut self) -> ControlFlow<End> {
        let mut head = Vec::new();
        if self.renderer.format == Format::Csv && self.checkpoint.bytes == 0 {
            // Writing to memory does not fail.
            let _ = CsvWriter::new(&mut head).row(CSV_HEADS);
        }
        let written = self.output.write(&head);
        self.flow(written)
    }

    /// Maps a write result to control flow.
    fn flow(&self, written: io::Result<()>) -> ControlFlow<End> {
        match written {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ControlFlow::Break(End::Closed),
            Err(error) => ControlFlow::Break(End::Failed(display::io_error(self.output.name(), error))),
        }
    }

    /// Consumes one piece in input order.
    pub(super) fn consume(&mut self, piece: RenderedPiece) -> ControlFlow<End> {
        // An interrupt also ends import workers, so what is left of this piece says nothing about its article.
        if self.interrupted.load(Ordering::SeqCst) {
            let saved = self.output.save(&mut self.checkpoint, true);
            self.flow(saved)?;
            return ControlFlow::Break(End::Interrupted);
        }
        let RenderedPiece { article, is_first, is_last, size, outcome, warnings } = piece;
        if is_first {
            self.current = Totals::default();
            self.given_up = false;
        }
        for warning in warnings {
            self.report(warning);
        }
        let written = match outcome {
            _ if self.given_up => Ok(()),
            Ok(rendered) => self.add(rendered, article, is_first, is_last),
            Err(error) => {
                let text = error.to_string();
                self.report(error);
                self.given_up = true;
                self.checkpoint.failed.push(self.name(article).to_owned());
                self.give_up(&text, article, is_first)
            }
        };
        self.bar.advance(usize::from(is_last), size);
        let saved = written.and_then(|()| {
            if is_last {
                self.checkpoint.articles += 1;
                self.checkpoint.totals.add(&self.current);
                return self.output.save(&mut self.checkpoint, false);
            }
            Ok(())
        });
        self.flow(saved)
    }

    fn add(&mut self, rendered: Rendered, article: usize, is_first: bool, is_last: bool) -> io::Result<()> {
        #[cfg(feature = "parquet")]
        if let (Output::Table { writer, .. }, Some(reading)) = (&mut self.output, &rendered.reading) {
            let name = self.renderer.articles.get(article).map_or("", |article| article.name.as_str());
            writer.add(&ExportArticle { name, reading }, &ExportOptions::default())?;
        }
        let mut bytes = Vec::new();
        if is_first {
            self.open_article(&mut bytes, article, rendered.fields)?;
        }
        if self.renderer.format == Format::Ndjson && self.current.claims > 0 && !rendered.bytes.is_empty() {
            bytes.push(b',');
        }
        bytes.extend(rendered.bytes);
        self.current.add(&rendered.totals);
        if is_last {
            match self.renderer.format {
                Format::Text => writeln!(bytes, "{}", self.summary(&self.current))?,
                Format::Ndjson => bytes.extend(b"]}\n"),
                _ => {}
            }
        }
        self.output.write(&bytes)
    }

    /// `fields` are those of its record beside the claims.
    fn open_article(&self, out: &mut Vec<u8>, article: usize, fields: Map<String, Value>) -> io::Result<()> {
        let name = self.name(article);
        match self.renderer.format {
            Format::Text if self.several => {
                let is_first = self.checkpoint.articles <= self.checkpoint.failed.len();
                writeln!(out, "{}== {} ==", if is_first { "" } else { "\n" }, visible::distinct(name))
            }
            Format::Ndjson => {
                let mut record = Map::from_iter([("id".to_owned(), name.into())]);
                record.extend(fields);
                record.insert("claims".to_owned(), json!([]));
                json_line(&mut *out, &record)?;
                out.truncate(out.len() - "]}\n".len());
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Ends an article that cannot be read, or only in part.
    fn give_up(&mut self, error: &str, article: usize, is_first: bool) -> io::Result<()> {
        let mut bytes = Vec::new();
        match self.renderer.format {
            Format::Ndjson if is_first => {
                json_line(&mut bytes, &json!({"id": self.name(article), "error": error}))?;
            }
            Format::Ndjson => {
                let mut end = Vec::new();
                json_line(&mut end, &json!({"error": error}))?;
                bytes.extend(b"],");
                bytes.extend(end.get(1..).unwrap_or_default());
            }
            Format::Text if !is_first => writeln!(bytes, "{}", self.summary(&self.current))?,
            _ => {}
        }
        self.output.write(&bytes)
    }

    fn name(&self, article: usize) -> &str {
        self.renderer.articles.get(article).map_or("", |article| article.name.as_str())
    }

    fn summary(&self, totals: &Totals) -> String {
        summary(totals, &self.renderer.finder.first_scheme())
    }

    fn report(&mut self, error: Error) {
        self.bar.clear();
        report(error);
    }

    /// 2 if an article could not be read, or an outside classifier failed.
    pub(super) const fn code(&self) -> u8 {
        if self.checkpoint.failed.is_empty() && self.checkpoint.totals.fallbacks == 0 { 0 } else { 2 }
    }

    pub(super) fn sum_up(&mut self) {
        self.bar.clear();
        let Checkpoint { articles, totals, failed, .. } = &self.checkpoint;
        let mut err = io::stderr().lock();
        let _ = writeln!(err, "{}, {}", counted(articles, "article"), self.summary(totals));
        if totals.fallbacks > 0 {
            let times = counted(totals.fallbacks, "time");
            let _ = writeln!(err, "the outside classifier failed {times}; purport's own claims stand in");
        }
        if !failed.is_empty() {
            let _ = writeln!(err, "{} could not be read:", failed.len());
            for name in failed {
                let _ = writeln!(err, "  {}", visible::distinct(name));
            }
        }
    }
}
