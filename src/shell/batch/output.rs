//! Output of a run: standard output, or a resumable file that gets its name once it is complete.
//!
//! Until then, a journal beside the file holds one line of JSON per checkpoint.

use super::feed::CorpusArticle;
use crate::claim::Claim;
use crate::error::Error;
use crate::shell::display::{self, io_error};
use crate::shell::paths::with_ending;
use serde::{Deserialize, Serialize};
use std::fs::{File, TryLockError};
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const CHECKPOINT_INTERVAL: Duration = Duration::from_millis(200);

/// Size of the write buffer.
const BUFFER: usize = 1 << 16;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub sentences: u64,
    pub claims: u64,
    /// Claims by category, in scheme order; one with two categories counts in both.
    pub per_category: Vec<u64>,
    /// Articles or parts with purport's own claims because an outside classifier failed.
    pub fallbacks: u64,
}

impl Totals {
    pub fn of(claims: &[Claim], sentences: usize, categories: usize) -> Self {
        let mut per_category = vec![0; categories];
        for scored in claims.iter().flat_map(|claim| &claim.scores) {
            if let Some(count) = per_category.get_mut(usize::from(scored.category.0)) {
                *count += 1;
            }
        }
        Self { sentences: sentences as u64, claims: claims.len() as u64, per_category, fallbacks: 0 }
    }

    pub fn add(&mut self, other: &Self) {
        self.sentences += other.sentences;
        self.claims += other.claims;
        self.fallbacks += other.fallbacks;
        self.per_category.resize(self.per_category.len().max(other.per_category.len()), 0);
        for (count, more) in self.per_category.iter_mut().zip(&other.per_category) {
            *count += more;
        }
    }
}

/// A point from which a run can resume: the first `articles` articles are complete in the first `bytes` bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Number of finished articles, readable or not.
    pub articles: usize,
    /// Length of their output.
    pub bytes: u64,
    pub totals: Totals,
    /// Names of unreadable articles. A line of the journal lists only those since the last checkpoint.
    pub failed: Vec<String>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    run: String,
}

/// An open journal, locked against other runs.
#[derive(Debug)]
struct Journal {
    path: PathBuf,
    file: File,
    failed: usize,
}

impl Journal {
    /// Starts the journal of run `run`, or resumes one of the same run at its last checkpoint within the first
    /// `written` bytes of output.
    ///
    /// Fails if another run has it open, or if `resume` finds another run's journal.
    fn open(path: PathBuf, run: &str, resume: bool, written: u64) -> Result<(Self, Checkpoint), Error> {
        let name = display::path(&path);
        let failed = |error| io_error(&name, error);
        let file = File::options().read(true).write(true).create(true).truncate(false).open(&path);
        let file = file.map_err(failed)?;
        // File systems without locks cannot report other runs.
        if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
            return Err(Error::new(&name, "another run is writing there").hint("wait until it has ended"));
        }
        let mut journal = Self { path, file, failed: 0 };
        let (mut checkpoint, mut end) = (Checkpoint::default(), 0);
        if resume {
            let mut text = String::new();
            journal.file.read_to_string(&mut text).map_err(failed)?;
            // The last line may be truncated.
            let mut lines = text.split_inclusive('\n').filter(|line| line.ends_with('\n'));
            let head: Option<Head> = lines.next().and_then(|line| {
                end += line.len() as u64;
                serde_json::from_str(line).ok()
            });
            if head.is_some_and(|head| head.run != run) || (end == 0 && written > 0) {
                return Err(Error::new(&name, "belongs to other articles, other options or another version")
                    .hint(
                        "the purport that began it can continue it; --force instead of --resume starts over",
                    ));
            }
            for line in lines {
                let next = serde_json::from_str::<Checkpoint>(line).ok();
                let Some(next) = next.filter(|next| next.bytes <= written) else { break };
                end += line.len() as u64;
                let mut failed = std::mem::take(&mut checkpoint.failed);
                failed.extend(next.failed.iter().cloned());
                checkpoint = Checkpoint { failed, ..next };
            }
        }
        journal.file.set_len(end).map_err(failed)?;
        journal.file.seek(SeekFrom::End(0)).map_err(failed)?;
        journal.failed = checkpoint.failed.len();
        if end == 0 {
            journal.write_line(&Head { run: run.to_owned() }).map_err(failed)?;
        }
        Ok((journal, checkpoint))
    }

    fn add(&mut self, checkpoint: &Checkpoint) -> io::Result<()> {
        let failed = checkpoint.failed.get(self.failed..).unwrap_or_default().to_vec();
        let Checkpoint { articles, bytes, ref totals, .. } = *checkpoint;
        self.write_line(&Checkpoint { articles, bytes, totals: totals.clone(), failed })?;
        self.failed = checkpoint.failed.len();
        Ok(())
    }

    fn write_line(&mut self, value: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(value)?;
        line.push(b'\n');
        self.file.write_all(&line)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverwritePolicy {
    Refuse,
    Replace,
    Resume,
}

/// A file written under a temporary name until it is complete.
#[derive(Debug)]
pub struct AtomicFile {
    path: PathBuf,
    partial: PathBuf,
    file: BufWriter<File>,
    bytes: u64,
    journal: Option<Journal>,
    checkpoint_at: Instant,
}

impl AtomicFile {
    /// Opens the output file of run `run`, empty unless the run is resumed. `None` if that run is already complete.
    pub fn open(
        path: &Path,
        run: &str,
        policy: OverwritePolicy,
    ) -> Result<Option<(Self, Checkpoint)>, Error> {
        let name = display::path(path);
        // A symbolic link stays, and its target is replaced.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let existing = std::fs::metadata(&path).ok();
        if existing.as_ref().is_some_and(|data| !data.is_file()) {
            return Err(Error::new(name, "is not a regular file").hint("name a new file"));
        }
        let (partial, journal) = (with_ending(&path, "partial"), with_ending(&path, "journal"));
        let written = std::fs::metadata(&partial).ok().map(|data| data.len());
        match (policy, written, existing) {
            (OverwritePolicy::Refuse, Some(_), _) => {
                let resume = if run.is_empty() { "" } else { "--resume continues it, " };
                return Err(Error::new(display::path(&partial), "a run was interrupted here")
                    .hint(format!("{resume}--force starts over")));
            }
            (OverwritePolicy::Refuse, None, Some(_)) => {
                return Err(Error::new(name, "already exists").hint("--force overwrites it"));
            }
            (OverwritePolicy::Resume, None, Some(_)) => {
                let _ = std::fs::remove_file(&journal);
                return Ok(None);
            }
            _ => {}
        }
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => Error::new(&name, "its folder does not exist").caused_by(error),
            _ => io_error(display::path(&partial), error),
        };
        let file = File::options().write(true).create(true).truncate(false).open(&partial);
        let mut file = file.map_err(failed)?;
        let (journal, checkpoint) = if run.is_empty() {
            (None, Checkpoint::default())
        } else {
            let resume = policy == OverwritePolicy::Resume;
            let (journal, checkpoint) = Journal::open(journal, run, resume, written.unwrap_or(0))?;
            (Some(journal), checkpoint)
        };
        // Bytes after the checkpoint belong to an unfinished article.
        let bytes = checkpoint.bytes;
        file.set_len(bytes).map_err(failed)?;
        file.seek(SeekFrom::Start(bytes)).map_err(failed)?;
        let file = BufWriter::with_capacity(BUFFER, file);
        let checkpoint_at = Instant::now();
        Ok(Some((Self { path, partial, file, bytes, journal, checkpoint_at }, checkpoint)))
    }

    pub fn finish(mut self) -> Result<(), Error> {
        let done = self.file.flush().and_then(|()| self.file.get_ref().sync_all());
        done.and_then(|()| std::fs::rename(&self.partial, &self.path))
            .map_err(|error| io_error(display::path(&self.path), error))?;
        if let Some(journal) = &self.journal {
            let _ = std::fs::remove_file(&journal.path);
        }
        Ok(())
    }

    fn checkpoint(&mut self, checkpoint: &mut Checkpoint, at_once: bool) -> io::Result<()> {
        let Some(journal) = &mut self.journal else { return Ok(()) };
        if !at_once && self.checkpoint_at.elapsed() < CHECKPOINT_INTERVAL {
            return Ok(());
        }
        self.file.flush()?;
        self.file.get_ref().sync_data()?;
        checkpoint.bytes = self.bytes;
        journal.add(checkpoint)?;
        self.checkpoint_at = Instant::now();
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

#[derive(Debug)]
pub enum Sink {
    Stdout,
    File(AtomicFile),
}

impl Sink {
    pub fn name(&self) -> String {
        match self {
            Self::Stdout => "standard output".to_owned(),
            Self::File(file) => display::path(&file.path),
        }
    }

    /// Writes bytes; flushes standard output at once.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Stdout => {
                let mut out = io::stdout().lock();
                out.write_all(bytes)?;
                out.flush()
            }
            Self::File(file) => file.write_all(bytes),
        }
    }

    /// Records that everything so far is complete, if the run is resumable: immediately, or if the last checkpoint is
    /// old enough.
    pub fn checkpoint(&mut self, checkpoint: &mut Checkpoint, at_once: bool) -> io::Result<()> {
        match self {
            Self::Stdout => Ok(()),
            Self::File(file) => file.checkpoint(checkpoint, at_once),
        }
    }

    pub fn finish(self) -> Result<(), Error> {
        match self {
            Self::Stdout => Ok(()),
            Self::File(file) => file.finish(),
        }
    }

    /// Closes an incomplete output: a file keeps its temporary name, which is the error.
    pub fn finish_incomplete(self) -> Result<(), Error> {
        let Self::File(AtomicFile { path, partial, mut file, .. }) = self else { return Ok(()) };
        let partial = display::path(&partial);
        file.flush().map_err(|error| io_error(&partial, error))?;
        Err(Error::new(display::path(&path), "is not complete, because not all of the input could be read")
            .hint(format!("the rest is in {partial}; --force starts over")))
    }
}

/// Equal for the same articles, in the same state, under the same options, in the same version of purport and its scheme.
pub fn run_id(articles: &[CorpusArticle], options: &str) -> String {
    use std::fmt::Write as _;
    let mut all = format!("{}\n{options}\n", env!("CARGO_PKG_VERSION"));
    for article in articles {
        let data = article.path().and_then(|path| std::fs::metadata(path).ok());
        let changed = data.and_then(|data| data.modified().ok()).map(|at| format!("{at:?}"));
        let _ = writeln!(all, "{}\0{}\0{}", article.name, article.size, changed.unwrap_or_default());
    }
    crate::text::digest::sha256(all.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_resumes_at_its_last_checkpoint() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let open = |run, resume, written| Journal::open(path.clone(), run, resume, written);
        let checkpoint = |articles: usize, failed: &[&str]| Checkpoint {
            articles,
            bytes: articles as u64 * 100,
            failed: failed.iter().map(|name| (*name).to_owned()).collect(),
            ..Checkpoint::default()
        };
        let (mut journal, found) = open("a", true, 0).unwrap();
        assert_eq!(found, Checkpoint::default());
        let other = open("a", true, 0).unwrap_err().to_string();
        assert!(other.contains("another run"), "{other}");
        for next in [checkpoint(1, &["x"]), checkpoint(2, &["x"]), checkpoint(3, &["x", "y"])] {
            journal.add(&next).unwrap();
        }
        journal.file.write_all(b"{\"articles\":4,").unwrap();
        drop(journal);
        for (written, expected) in [(999, checkpoint(3, &["x", "y"])), (300, checkpoint(3, &["x", "y"]))] {
            let (_, found) = open("a", true, written).unwrap();
            assert_eq!(found, expected);
        }
        let error = open("b", true, 300).unwrap_err().to_string();
        assert!(error.contains("another version"), "{error}");
        // A power cut destroyed the output after the second checkpoint.
        assert_eq!(open("a", true, 250).unwrap().1, checkpoint(2, &["x"]));
        assert_eq!(open("a", true, 999).unwrap().1, checkpoint(2, &["x"]));
        assert_eq!(open("b", false, 0).unwrap().1, Checkpoint::default());
    }
}
