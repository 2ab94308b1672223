//! Unfinished notes in the state folder, written on a thread of their own while the reader types.
//!
//! One file for each tag file and annotator, so that only the session that holds the lock of a tag file has its
//! drafts. They are the reader's words: the file is synced, and a failure is reported.

use super::display::{self, describe_io_error};
use super::state::undo_log_file;
use crate::session::{Draft, Msg, Notice};
use crate::text::digest;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// Largest file of drafts, in bytes.
const MAX_DRAFTS: u64 = 64 << 20;
/// How long the end of a session waits for the disk.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(5);

/// The drafts of an annotator, `None` being the default one, beside a tag file; `None` without a state folder.
pub(super) fn file_of(tags: &Path, annotator: Option<&str>) -> Option<PathBuf> {
    let log = undo_log_file(tags)?;
    let key = log.file_stem()?.to_str()?;
    let by = annotator.map(|name| digest::sha256(name.as_bytes()));
    let by = by.as_deref().and_then(|by| by.get(..8)).map(|by| format!("-{by}")).unwrap_or_default();
    Some(log.parent()?.with_file_name("drafts").join(format!("{key}{by}.jsonl")))
}

/// The drafts in a file, without those that cannot be read.
pub(super) fn read(file: &Path) -> Vec<Draft> {
    let mut text = String::new();
    let read = File::open(file).and_then(|file| file.take(MAX_DRAFTS).read_to_string(&mut text));
    let lines = if read.is_ok() { text.lines() } else { "".lines() };
    lines.filter_map(|line| serde_json::from_str(line).ok()).collect()
}

#[derive(Debug)]
enum Job {
    Keep(Vec<Draft>),
    /// Use another file from here on, and take the drafts there.
    Move(Option<PathBuf>),
}

/// Thread that writes the drafts. Of several that wait only the last are written.
#[derive(Debug)]
pub(super) struct DraftKeeper {
    jobs: Sender<Job>,
    /// Disconnected once everything is written.
    done: Receiver<()>,
}

impl DraftKeeper {
    /// `send` takes a warning if the drafts cannot be kept, once.
    pub(super) fn start(file: Option<PathBuf>, send: impl Fn(Msg) + Send + 'static) -> Self {
        let (jobs, inbox) = channel();
        let (ends, done) = channel();
        std::thread::spawn(move || {
            keep(file, &inbox, &send);
            drop::<Sender<()>>(ends);
        });
        Self { jobs, done }
    }

    pub(super) fn keep(&self, drafts: Vec<Draft>) {
        // The receiver lives as long as the sender, so sending cannot fail.
        let _ = self.jobs.send(Job::Keep(drafts));
    }

    pub(super) fn move_to(&self, file: Option<PathBuf>) {
        let _ = self.jobs.send(Job::Move(file));
    }

    /// Waits until everything is written, with a timeout for an unresponsive disk.
    pub(super) fn finish(self) {
        let Self { jobs, done } = self;
        drop(jobs);
        let _ = done.recv_timeout(FLUSH_TIMEOUT);
    }
}

fn keep(mut file: Option<PathBuf>, inbox: &Receiver<Job>, send: &impl Fn(Msg)) {
    // `None` until the session has drafts of its own to write.
    let mut last: Option<Vec<Draft>> = None;
    let mut reported = false;
    while let Ok(first) = inbox.recv() {
        for job in std::iter::once(first).chain(inbox.try_iter()) {
            match job {
                Job::Keep(drafts) => last = Some(drafts),
                Job::Move(to) => {
                    let from = std::mem::replace(&mut file, to);
                    if let Some(from) = from.filter(|from| file.as_ref() != Some(from)) {
                        last = last.or_else(|| Some(read(&from)));
                        let _ = fs::remove_file(from);
                    }
                }
            }
        }
        let (Some(file), Some(last)) = (&file, &last) else { continue };
        if let Err(error) = write(file, last)
            && !std::mem::replace(&mut reported, true)
        {
            let folder = display::path(file.parent().unwrap_or(Path::new(".")));
            let why = describe_io_error(&error);
            let text =
                format!("unfinished notes cannot be kept in {folder}: {why}; finish a note before leaving");
            send(Msg::Notify(Notice::warning(text)));
        }
    }
}

/// Replaces the file; removes it if there are no drafts.
fn write(path: &Path, drafts: &[Draft]) -> io::Result<()> {
    if drafts.is_empty() {
        return match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    // Only one session writes these drafts, so what a kill leaves behind is overwritten by the next.
    let unfinished = path.with_extension("new");
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&unfinished)?;
    for draft in drafts {
        let line = serde_json::to_string(draft).map_err(io::Error::other)?;
        file.write_all((line + "\n").as_bytes())?;
    }
    file.sync_data()?;
    fs::rename(unfinished, path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Remark;
    use std::sync::{Arc, Mutex};

    fn draft(text: &str) -> Draft {
        serde_json::from_str(&format!(r#"{{"of":"note","offset":3,"words":"w","text":"{text}"}}"#)).unwrap()
    }

    #[test]
    fn the_last_drafts_are_read_back_and_none_leave_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("drafts/1.jsonl"), folder.path().join("drafts/2.jsonl"));
        let keeper = DraftKeeper::start(Some(one.clone()), drop);
        (0..100).for_each(|number| keeper.keep(vec![draft(&format!("{number} words"))]));
        keeper.finish();
        let found = read(&one);
        assert_eq!(found, [draft("99 words")]);
        assert_eq!(found[0].of, Remark::Note);

        let keeper = DraftKeeper::start(Some(one.clone()), drop);
        keeper.keep(found);
        keeper.move_to(Some(two.clone()));
        keeper.finish();
        assert_eq!((one.exists(), read(&two)), (false, vec![draft("99 words")]));

        // A session that takes a file over, or goes on to another, loses none of those it found there.
        let keeper = DraftKeeper::start(None, drop);
        keeper.move_to(Some(two.clone()));
        keeper.move_to(Some(one.clone()));
        keeper.move_to(Some(two.clone()));
        keeper.finish();
        assert_eq!((one.exists(), read(&two)), (false, vec![draft("99 words")]));

        let keeper = DraftKeeper::start(Some(two.clone()), drop);
        keeper.keep(Vec::new());
        keeper.finish();
        assert!(!two.exists());
    }

    #[test]
    fn half_a_line_hides_no_other_draft() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.jsonl");
        let line = serde_json::to_string(&draft("kept")).unwrap();
        fs::write(&file, format!("{line}\n{{\"of\":\"note\"\n{line}\n")).unwrap();
        assert_eq!(read(&file).len(), 2);
        assert_eq!(read(&folder.path().join("none")).len(), 0);
    }

    #[test]
    fn a_folder_that_takes_no_files_is_reported_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let told = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&told);
        let keeper =
            DraftKeeper::start(Some(file.join("x.jsonl")), move |msg| heard.lock().unwrap().push(msg));
        keeper.keep(vec![draft("a")]);
        keeper.finish();
        assert_eq!(told.lock().unwrap().len(), 1);
    }

    #[test]
    fn each_tag_file_and_annotator_has_its_own_drafts() {
        let of = |tags: &str, annotator| file_of(Path::new(tags), annotator).unwrap();
        let mut files =
            vec![of("a.toml", None), of("b.toml", None), of("a.toml", Some("r1")), of("a.toml", Some("r2"))];
        assert_eq!(of("a.toml", Some("r1")), files[2]);
        files.sort();
        files.dedup();
        assert_eq!(files.len(), 4);
    }
}
