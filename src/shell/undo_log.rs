//! What the reader did, kept in the state folder so that it can be taken back the next time.
//!
//! It is an aid and no record: what cannot be read or written is left out, and the tag file alone
//! says what was decided.

use super::paths;
use crate::session::Step;
use crate::text::digest;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};

/// A file of more bytes is begun anew: some ten thousand changes.
const MOST: u64 = 16 << 20;

/// The file for the steps on one tag file; nothing if there is no state folder.
pub(super) fn file(tags: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(tags).ok()?;
    let path = match (path.parent().and_then(|folder| folder.canonicalize().ok()), path.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => path,
    };
    let key = digest::sha256(path.as_os_str().as_encoded_bytes());
    Some(paths::state()?.join("steps").join(format!("{}.jsonl", key.get(..16)?)))
}

/// The steps kept in a file, up to the first that cannot be read.
pub(super) fn read(file: &Path) -> Vec<Step> {
    let small = std::fs::metadata(file).is_ok_and(|data| data.len() <= MOST);
    let text = if small { std::fs::read_to_string(file).unwrap_or_default() } else { String::new() };
    text.lines().map_while(|line| serde_json::from_str(line).ok()).collect()
}

/// Writes steps on a thread of its own, so that no key waits for a disk.
#[derive(Debug)]
pub(super) struct UndoLog {
    jobs: Sender<Option<Step>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl UndoLog {
    /// A keeper that adds to `file`.
    pub(super) fn start(file: PathBuf) -> Self {
        let (jobs, inbox) = channel::<Option<Step>>();
        let thread = std::thread::spawn(move || {
            for step in inbox {
                match step {
                    Some(step) => add(&file, &step),
                    None => drop(std::fs::remove_file(&file)),
                }
            }
        });
        Self { jobs, thread: Some(thread) }
    }

    /// Keeps one step more.
    pub(super) fn keep(&self, step: Step) {
        let _ = self.jobs.send(Some(step));
    }

    /// Forgets all steps.
    pub(super) fn forget(&self) {
        let _ = self.jobs.send(None);
    }
}

impl Drop for UndoLog {
    fn drop(&mut self) {
        // The thread ends when nobody can send any more.
        self.jobs = channel().0;
        let _ = self.thread.take().map(std::thread::JoinHandle::join);
    }
}

fn add(file: &Path, step: &Step) {
    let Ok(mut line) = serde_json::to_string(step) else { return };
    line.push('\n');
    let open = || {
        std::fs::create_dir_all(file.parent().unwrap_or(Path::new(".")))?;
        if std::fs::metadata(file).is_ok_and(|data| data.len() > MOST) {
            std::fs::remove_file(file)?;
        }
        File::options().append(true).create(true).open(file)
    };
    let written = open().and_then(|mut file| file.write_all(line.as_bytes()));
    if written.is_err() {
        // Half a line would hide all that comes behind it.
        let _ = std::fs::remove_file(file);
    }
}
