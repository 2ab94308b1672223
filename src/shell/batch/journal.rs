//! How far a run has come, beside what it has written: one line of JSON a point from which it can be gone on with.

use super::tally::Tally;
use crate::diagnostic::Diagnostic;
use crate::shell::display;
use serde::{Deserialize, Serialize};
use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

/// A point of a run: so many articles, from the first one on, are whole in so many bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Articles that are done, whether they could be read or not.
    pub articles: usize,
    /// Bytes of the output that hold them.
    pub bytes: u64,
    /// What came of them.
    pub tally: Tally,
    /// Those that could not be read. In the file these are only the ones since the point before.
    pub failed: Vec<String>,
}

/// The first line: what the run is of.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    run: String,
}

/// A journal that is open, and locked against other runs.
#[derive(Debug)]
pub(super) struct Journal {
    file: File,
    /// How many of the articles that could not be read are in it.
    told: usize,
}

impl Journal {
    /// Begins a journal of the run `run`, or goes on with the one that is there if it is of the same run, at its
    /// last point within the first `written` bytes of output.
    ///
    /// Fails where another run has it open, and where it is to be gone on with and is of another run.
    pub(super) fn open(
        path: &Path,
        run: &str,
        go_on: bool,
        written: u64,
    ) -> Result<(Self, Checkpoint), Diagnostic> {
        let name = display::path(path);
        let fault = |error: &io::Error| Diagnostic::whole(&name, display::describe_io_error(error));
        let file = File::options().read(true).write(true).create(true).truncate(false).open(path);
        let file = file.map_err(|error| fault(&error))?;
        // Some file systems have no locks; that says nothing of other runs.
        if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
            return Err(
                Diagnostic::whole(&name, "another run is writing there").hint("wait until it has ended")
            );
        }
        let mut journal = Self { file, told: 0 };
        let (mut point, mut end) = (Checkpoint::default(), 0);
        if go_on {
            let mut text = String::new();
            journal.file.read_to_string(&mut text).map_err(|error| fault(&error))?;
            // The last line may be cut off in its midst.
            let mut lines = text.split_inclusive('\n').filter(|line| line.ends_with('\n'));
            let head: Option<Head> = lines.next().and_then(|line| {
                end += line.len() as u64;
                serde_json::from_str(line).ok()
            });
            if head.is_some_and(|head| head.run != run) || (end == 0 && written > 0) {
                let fault = Diagnostic::whole(&name, "is of other articles, or of other options");
                return Err(fault.hint("--force instead of --resume begins anew"));
            }
            for line in lines {
                let Some(next) =
                    serde_json::from_str::<Checkpoint>(line).ok().filter(|next| next.bytes <= written)
                else {
                    break;
                };
                end += line.len() as u64;
                let mut failed = std::mem::take(&mut point.failed);
                failed.extend(next.failed.iter().cloned());
                point = Checkpoint { failed, ..next };
            }
        }
        journal.file.set_len(end).map_err(|error| fault(&error))?;
        journal.file.seek(SeekFrom::End(0)).map_err(|error| fault(&error))?;
        journal.told = point.failed.len();
        if end == 0 {
            journal.line(&Head { run: run.to_owned() }).map_err(|error| fault(&error))?;
        }
        Ok((journal, point))
    }

    /// Adds a point.
    pub(super) fn add(&mut self, point: &Checkpoint) -> io::Result<()> {
        let failed = point.failed.get(self.told..).unwrap_or_default().to_vec();
        let told = point.failed.len();
        let Checkpoint { articles, bytes, ref tally, .. } = *point;
        self.line(&Checkpoint { articles, bytes, tally: tally.clone(), failed })?;
        self.told = told;
        Ok(())
    }

    fn line(&mut self, value: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(value)?;
        line.push(b'\n');
        self.file.write_all(&line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_goes_on_at_the_last_point_that_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let point = |articles: usize, failed: &[&str]| Checkpoint {
            articles,
            bytes: articles as u64 * 100,
            failed: failed.iter().map(|name| (*name).to_owned()).collect(),
            ..Checkpoint::default()
        };
        let (mut journal, found) = Journal::open(&path, "a", true, 0).unwrap();
        assert_eq!(found, Checkpoint::default());
        let other = Journal::open(&path, "a", true, 0).unwrap_err().to_string();
        assert!(other.contains("another run"), "{other}");
        for next in [point(1, &["x"]), point(2, &["x"]), point(3, &["x", "y"])] {
            journal.add(&next).unwrap();
        }
        journal.file.write_all(b"{\"articles\":4,").unwrap();
        drop(journal);
        for (written, expected) in [(999, point(3, &["x", "y"])), (300, point(3, &["x", "y"]))] {
            let (_, found) = Journal::open(&path, "a", true, written).unwrap();
            assert_eq!(found, expected);
        }
        let fault = Journal::open(&path, "b", true, 300).unwrap_err().to_string();
        assert!(fault.contains("other articles"), "{fault}");
        // What was written behind the second point was lost with the machine's power.
        assert_eq!(Journal::open(&path, "a", true, 250).unwrap().1, point(2, &["x"]));
        assert_eq!(Journal::open(&path, "a", true, 999).unwrap().1, point(2, &["x"]));
        assert_eq!(Journal::open(&path, "b", false, 0).unwrap().1, Checkpoint::default());
    }
}
