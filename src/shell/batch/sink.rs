//! Where the output of a run goes: to standard output, or into a file that has its name only once it is whole.

use super::journal::{Checkpoint, Journal};
use crate::diagnostic::Diagnostic;
use crate::shell::display;
use std::fs::File;
use std::io::{self, BufWriter, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How often it is written down how far a run has come.
const BETWEEN_POINTS: Duration = Duration::from_millis(200);

/// Bytes that are gathered before they are written.
const GATHERED: usize = 1 << 16;

/// What may become of files that are there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverwritePolicy {
    /// They are left as they are, and nothing is begun.
    Anew,
    /// They are replaced.
    Forced,
    /// A run that was broken off is gone on with.
    GoOn,
}

/// A place for output.
#[derive(Debug)]
pub enum Sink {
    /// Standard output.
    Standard,
    /// A file.
    File(AtomicFile),
}

/// A file that is written under another name until it is whole.
#[derive(Debug)]
pub struct AtomicFile {
    out: PathBuf,
    partial: PathBuf,
    file: BufWriter<File>,
    bytes: u64,
    journal: Option<(PathBuf, Journal)>,
    noted: Instant,
}

impl AtomicFile {
    /// Opens a place for the run `run`; nothing if that was gone on with and is finished already.
    ///
    /// `run` is the same for the same articles and options, and empty where the run cannot be gone on with.
    /// Fails where something is there that may not be replaced.
    pub fn open(
        out: &Path,
        run: &str,
        begin: OverwritePolicy,
    ) -> Result<Option<(Self, Checkpoint)>, Diagnostic> {
        let name = display::path(out);
        // A link stays one, and what it leads to is replaced.
        let out = out.canonicalize().unwrap_or_else(|_| out.to_owned());
        let there = std::fs::metadata(&out).ok();
        if there.as_ref().is_some_and(|data| !data.is_file()) {
            return Err(Diagnostic::whole(&name, "is not a regular file").hint("name a new file"));
        }
        let beside = |ending: &str| {
            let mut path = out.clone().into_os_string();
            path.push(ending);
            PathBuf::from(path)
        };
        let (partial, journal) = (beside(".partial"), beside(".journal"));
        let written = std::fs::metadata(&partial).ok().map(|data| data.len());
        match (begin, written, there) {
            (OverwritePolicy::Anew, Some(_), _) => {
                let fault = Diagnostic::whole(&display::path(&partial), "a run was broken off here");
                let go_on = if run.is_empty() { "" } else { "--resume goes on with it, " };
                return Err(fault.hint(format!("{go_on}--force begins anew")));
            }
            (OverwritePolicy::Anew, None, Some(_)) => {
                return Err(Diagnostic::whole(&name, "is there already").hint("--force writes over it"));
            }
            (OverwritePolicy::GoOn, None, Some(_)) => {
                let _ = std::fs::remove_file(&journal);
                return Ok(None);
            }
            _ => {}
        }
        let fault = |error: &io::Error| match error.kind() {
            io::ErrorKind::NotFound => Diagnostic::whole(&name, "its folder is not there"),
            _ => Diagnostic::whole(&display::path(&partial), display::describe_io_error(error)),
        };
        let go_on = begin == OverwritePolicy::GoOn;
        let file = File::options().write(true).create(true).truncate(false).open(&partial);
        let mut file = file.map_err(|error| fault(&error))?;
        let (journal, point) = if run.is_empty() {
            (None, Checkpoint::default())
        } else {
            let (opened, point) = Journal::open(&journal, run, go_on, written.unwrap_or(0))?;
            (Some((journal, opened)), point)
        };
        // What stands behind the point is of an article that was not done.
        file.set_len(point.bytes).map_err(|error| fault(&error))?;
        file.seek(SeekFrom::Start(point.bytes)).map_err(|error| fault(&error))?;
        let (file, noted) = (BufWriter::with_capacity(GATHERED, file), Instant::now());
        Ok(Some((Self { out, partial, file, bytes: point.bytes, journal, noted }, point)))
    }

    /// Makes the file whole and gives it its name.
    pub fn finish(mut self) -> Result<(), Diagnostic> {
        let name = display::path(&self.out);
        let done = self.file.flush().and_then(|()| self.file.get_ref().sync_all());
        let done = done.and_then(|()| std::fs::rename(&self.partial, &self.out));
        done.map_err(|error| Diagnostic::whole(&name, display::describe_io_error(&error)))?;
        if let Some((path, _)) = &self.journal {
            let _ = std::fs::remove_file(path);
        }
        Ok(())
    }

    /// Writes down that everything up to here is whole, if that was not done just now.
    fn note(&mut self, point: &mut Checkpoint, now: bool) -> io::Result<()> {
        let Some((_, journal)) = &mut self.journal else { return Ok(()) };
        if !now && self.noted.elapsed() < BETWEEN_POINTS {
            return Ok(());
        }
        self.file.flush()?;
        self.file.get_ref().sync_data()?;
        point.bytes = self.bytes;
        journal.add(point)?;
        self.noted = Instant::now();
        Ok(())
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Sink {
    /// What it is called in messages.
    pub fn name(&self) -> String {
        match self {
            Self::Standard => "standard output".to_owned(),
            Self::File(kept) => display::path(&kept.out),
        }
    }

    /// Writes bytes; on standard output they are seen at once.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Standard => {
                let mut out = io::stdout().lock();
                out.write_all(bytes)?;
                out.flush()
            }
            Self::File(kept) => kept.write_all(bytes),
        }
    }

    /// Writes down, now or now and then, that everything up to here is whole, where the run can be gone on with.
    pub fn note(&mut self, point: &mut Checkpoint, now: bool) -> io::Result<()> {
        match self {
            Self::Standard => Ok(()),
            Self::File(kept) => kept.note(point, now),
        }
    }

    /// Ends it.
    pub fn finish(self) -> Result<(), Diagnostic> {
        match self {
            Self::Standard => Ok(()),
            Self::File(kept) => kept.finish(),
        }
    }

    /// Ends it where something is missing: a file does not get its name, and the fault says so.
    pub fn leave(self) -> Result<(), Diagnostic> {
        let name = self.name();
        let Self::File(kept) = self else { return Ok(()) };
        let partial = display::path(&kept.partial);
        let AtomicFile { file, .. } = kept;
        file.into_inner()
            .map_err(|error| Diagnostic::whole(&partial, display::describe_io_error(error.error())))?;
        let fault = Diagnostic::whole(&name, "is not whole, as not all of the input could be read");
        Err(fault.hint(format!("what could be read is in {partial}; --force begins anew")))
    }
}

/// A word that is the same for the same articles, in the same state, under the same options.
pub fn run_of(entries: &[super::feed::Entry], options: &str) -> String {
    use std::fmt::Write as _;
    let mut all = format!("{}\n{options}\n", env!("CARGO_PKG_VERSION"));
    for entry in entries {
        let data = std::fs::metadata(Path::new(&entry.name)).ok();
        let changed = data.and_then(|data| data.modified().ok()).map(|at| format!("{at:?}"));
        let _ = writeln!(all, "{}\0{}\0{}", entry.name, entry.size, changed.unwrap_or_default());
    }
    crate::text::digest::sha256(all.as_bytes())
}
