//! State kept between runs: reading positions, preferences, the undo log.
//!
//! Everything here is a convenience in the state folder: unreadable or unwritable files are ignored silently, and
//! only the tag file holds decisions. One thread writes, so no key waits for this disk.

use super::article::Source;
use super::{display, paths};
use crate::error::Error;
use crate::session::{ArticleState, Preferences, Step};
use crate::text::digest;
use serde::de::DeserializeOwned;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// Size in bytes above which an undo log is replaced; it holds some ten thousand changes.
const MAX_UNDO_LOG: u64 = 16 << 20;

/// How long the end of a session waits for the state folder's disk.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(5);

/// Names the state of an article; `None` if it cannot be identified.
pub(super) fn article_key(source: &Source, digest: &str) -> Option<String> {
    let key = match source {
        Source::File(path) => digest::sha256(fs::canonicalize(path).ok()?.as_os_str().as_encoded_bytes()),
        Source::Stdin | Source::Sample => digest.to_owned(),
        // Every lesson starts at the beginning.
        Source::Lesson => return None,
    };
    Some(key.get(..16)?.to_owned())
}

/// The place of one annotator, `None` being the default one; those who read `blind` have a place of their own, so
/// that none starts where somebody else has stopped.
///
/// `None` without a state folder, or if the article cannot be identified.
pub(super) fn position_file(
    source: &Source,
    digest: &str,
    annotator: Option<&str>,
    blind: bool,
) -> Option<PathBuf> {
    let key = article_key(source, digest)?;
    let by = annotator.map(|name| digest::sha256(name.as_bytes()));
    let by = by.as_deref().and_then(|by| by.get(..8)).map(|by| format!("-{by}")).unwrap_or_default();
    let blind = if blind { "-blind" } else { "" };
    Some(paths::state()?.join("places").join(format!("{key}{by}{blind}.toml")))
}

/// `None` without a state folder.
pub(super) fn preferences_file() -> Option<PathBuf> {
    Some(paths::state()?.join("choices.toml"))
}

/// The undo log of a tag file; `None` without a state folder.
pub(super) fn undo_log_file(tags: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(tags).ok()?;
    let path = match (path.parent().and_then(|folder| folder.canonicalize().ok()), path.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => path,
    };
    let key = digest::sha256(path.as_os_str().as_encoded_bytes());
    Some(paths::state()?.join("steps").join(format!("{}.jsonl", key.get(..16)?)))
}

/// Defaults to the beginning.
pub(super) fn read_position(file: &Path) -> ArticleState {
    read_toml(file)
}

/// Falls back on the defaults.
pub(super) fn read_preferences(file: &Path) -> Preferences {
    read_toml(file)
}

fn read_toml<T: Default + DeserializeOwned>(file: &Path) -> T {
    fs::read_to_string(file).ok().and_then(|text| toml::from_str(&text).ok()).unwrap_or_default()
}

/// Steps of an undo log up to the first unreadable one.
pub(super) fn read_undo_log(file: &Path) -> Vec<Step> {
    let small = fs::metadata(file).is_ok_and(|data| data.is_file() && data.len() <= MAX_UNDO_LOG);
    let text = if small { fs::read_to_string(file).unwrap_or_default() } else { String::new() };
    text.lines().map_while(|line| serde_json::from_str(line).ok()).collect()
}

/// Why the state folder cannot be written, looked up before it is needed; `None` if it can, or is not wanted.
pub fn problem() -> Option<Error> {
    let folder = paths::state()?;
    let inside = fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut folders = std::iter::once(folder.clone()).chain(inside.filter(|path| path.is_dir()));
    let reason = folders.find_map(|folder| not_writable(&folder))?;
    let message = format!("{reason}; place, bookmarks, undo log and settings are not remembered");
    Some(Error::new(display::path(&folder), message).hint("XDG_STATE_HOME names another folder"))
}

/// Why no file can be made in a folder, which is made itself if it is missing.
fn not_writable(folder: &Path) -> Option<String> {
    let existing = folder.ancestors().find(|folder| fs::symlink_metadata(folder).is_ok())?;
    if !existing.is_dir() {
        return Some(if existing == folder {
            "is not a folder".to_owned()
        } else {
            format!("cannot be made, because {} is not a folder", display::path(existing))
        });
    }
    #[cfg(unix)]
    {
        use rustix::fs::{Access, access};
        let refused = access(existing, Access::WRITE_OK | Access::EXEC_OK).err();
        refused.map(|error| format!("cannot be written: {}", display::describe_io_error(&error.into())))
    }
    #[cfg(not(unix))]
    None
}

#[derive(Debug, PartialEq, Eq)]
enum Write {
    Replace(PathBuf, String),
    Append(PathBuf, String),
    Remove(PathBuf),
}

impl Write {
    /// Without a sync: a power cut may cost the last position, and a session never waits for it.
    fn perform(self) -> io::Result<()> {
        match self {
            Self::Replace(path, text) => {
                let folder = path.parent().unwrap_or(Path::new("."));
                fs::create_dir_all(folder)?;
                let mut file = tempfile::NamedTempFile::new_in(folder)?;
                file.write_all(text.as_bytes())?;
                file.persist(&path).map(drop).map_err(|error| error.error)
            }
            Self::Append(path, text) => {
                fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
                if fs::metadata(&path).is_ok_and(|data| data.len() > MAX_UNDO_LOG) {
                    fs::remove_file(&path)?;
                }
                let written =
                    File::options().append(true).create(true).open(&path)?.write_all(text.as_bytes());
                // Half a line would hide everything after it.
                written.or_else(|_| fs::remove_file(path))
            }
            Self::Remove(path) => fs::remove_file(path),
        }
    }
}

/// Files of one session; `None` disables a kind of state.
#[derive(Debug, Default)]
pub(super) struct StateFiles {
    pub(super) position: Option<PathBuf>,
    pub(super) preferences: Option<PathBuf>,
    pub(super) undo_log: Option<PathBuf>,
}

impl StateFiles {
    pub(super) fn of(
        source: &Source,
        digest: &str,
        tags: &Path,
        annotator: Option<&str>,
        blind: bool,
    ) -> Self {
        Self {
            position: position_file(source, digest, annotator, blind),
            preferences: preferences_file(),
            undo_log: undo_log_file(tags),
        }
    }
}

#[derive(Debug)]
enum Job {
    Position(Box<ArticleState>),
    Preferences(Preferences),
    Step(Box<Step>),
    ForgetSteps,
    UndoLog(Option<PathBuf>),
}

/// Thread that writes to the state folder. Of several waiting positions only the last is written.
#[derive(Debug)]
pub(super) struct StateKeeper {
    jobs: Sender<Job>,
    /// Disconnected once everything is written.
    done: Receiver<()>,
}

impl StateKeeper {
    pub(super) fn start(files: StateFiles) -> Self {
        Self::start_with(files, |write| drop(write.perform()))
    }

    fn start_with(files: StateFiles, write: impl Fn(Write) + Send + 'static) -> Self {
        let (jobs, inbox) = channel();
        let (ends, done) = channel();
        std::thread::spawn(move || {
            keep(files, &inbox, &write);
            drop::<Sender<()>>(ends);
        });
        Self { jobs, done }
    }

    pub(super) fn keep_position(&self, state: Box<ArticleState>) {
        self.ask(Job::Position(state));
    }

    pub(super) fn keep_preferences(&self, preferences: Preferences) {
        self.ask(Job::Preferences(preferences));
    }

    pub(super) fn add_step(&self, step: Box<Step>) {
        self.ask(Job::Step(step));
    }

    pub(super) fn forget_steps(&self) {
        self.ask(Job::ForgetSteps);
    }

    pub(super) fn use_undo_log(&self, file: Option<PathBuf>) {
        self.ask(Job::UndoLog(file));
    }

    fn ask(&self, job: Job) {
        // The receiver lives as long as the sender, so sending cannot fail.
        let _ = self.jobs.send(job);
    }

    /// Waits until everything is written, with a timeout for an unresponsive disk.
    pub(super) fn finish(self) {
        let Self { jobs, done } = self;
        drop(jobs);
        let _ = done.recv_timeout(FLUSH_TIMEOUT);
    }
}

fn keep(mut files: StateFiles, inbox: &Receiver<Job>, write: &impl Fn(Write)) {
    while let Ok(first) = inbox.recv() {
        let (mut position, mut preferences) = (None, None);
        for job in std::iter::once(first).chain(inbox.try_iter()) {
            match job {
                Job::Position(state) => position = Some(state),
                Job::Preferences(chosen) => preferences = Some(chosen),
                Job::UndoLog(file) => files.undo_log = file,
                Job::Step(step) => {
                    if let (Some(file), Ok(line)) = (&files.undo_log, serde_json::to_string(&step)) {
                        write(Write::Append(file.clone(), line + "\n"));
                    }
                }
                Job::ForgetSteps => files.undo_log.iter().for_each(|file| write(Write::Remove(file.clone()))),
            }
        }
        let position = position.and_then(|state| toml::to_string(&state).ok());
        let preferences = preferences.and_then(|chosen| toml::to_string(&chosen).ok());
        for (file, text) in [(&files.position, position), (&files.preferences, preferences)] {
            if let (Some(file), Some(text)) = (file, text) {
                write(Write::Replace(file.clone(), text));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::ThresholdShift;
    use crate::session::{Location, Split};
    use crate::text::hyphen::Language;
    use std::sync::{Arc, Mutex};

    fn files(folder: &Path) -> StateFiles {
        let file = |name: &str| Some(folder.join(name));
        StateFiles {
            position: file("places/x.toml"),
            preferences: file("choices.toml"),
            undo_log: file("s.jsonl"),
        }
    }

    fn position(offset: u32) -> ArticleState {
        let place = Location { offset, words: "so it \"goes\"".to_owned() };
        ArticleState { place, ..ArticleState::default() }
    }

    #[test]
    fn a_position_is_read_as_it_was_written_and_an_older_file_still_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = files(folder.path()).position.unwrap();
        assert_eq!(read_position(&file), ArticleState::default());
        let at = |offset| Location { offset, words: "so it \"goes\"".to_owned() };
        for threshold_shift in [ThresholdShift::Looser, ThresholdShift::Usual] {
            let bookmarks = [('a', at(3)), ('é', at(4))].into_iter().collect();
            let hyphens = Language::parse("de");
            let kept = ArticleState { place: at(7), current: Some(9), threshold_shift, bookmarks, hyphens };
            let keeper = StateKeeper::start(files(folder.path()));
            keeper.keep_position(Box::new(kept.clone()));
            keeper.finish();
            assert_eq!(read_position(&file), kept);
        }
        let older = "offset = 7\nwords = \"\"\nstrictness = \"looser\"\nhyphens = \"de\"\n[marks.a]\noffset = 3\nwords = \"w\"\n";
        fs::write(&file, older).unwrap();
        let state = read_position(&file);
        assert_eq!((state.place.offset, state.threshold_shift), (7, ThresholdShift::Looser));
        assert_eq!((state.hyphens, state.bookmarks[&'a'].offset), (Language::parse("de"), 3));
        fs::write(&file, "offset = 7\nmeasure = 60\n").unwrap();
        let place = Location { offset: 7, words: String::new() };
        assert_eq!(read_position(&file), ArticleState { place, ..ArticleState::default() });
    }

    #[test]
    fn each_annotator_has_a_place_of_their_own_and_so_has_a_blind_reader() {
        let folder = tempfile::tempdir().unwrap();
        let article = folder.path().join("a.txt");
        fs::write(&article, "text").unwrap();
        let source = Source::File(article);
        let file = |annotator, blind| position_file(&source, "", annotator, blind).unwrap();
        let files = [file(None, false), file(None, true), file(Some("r1"), false), file(Some("r1"), true)];
        let mut different = files.to_vec();
        different.sort();
        different.dedup();
        assert_eq!(different.len(), files.len(), "{files:?}");
        assert_eq!(file(Some("r1"), true), files[3], "the same annotator finds it again");
    }

    #[test]
    fn preferences_are_read_as_they_were_written() {
        let split = Split { side: Some(44), strip: None };
        let theme = Some("paper".to_owned());
        let chosen = Preferences { theme, measure: Some(72), split, mouse: Some(false), has_decided: true };
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("choices.toml");
        let keeper = StateKeeper::start(files(folder.path()));
        keeper.keep_preferences(chosen.clone());
        keeper.finish();
        assert_eq!(read_preferences(&file), chosen);
        let older = "theme = \"paper\"\nmeasure = 72\nlist_columns = 44\nmouse = false\nhas_decided = true\n";
        fs::write(&file, older).unwrap();
        assert_eq!(read_preferences(&file), chosen);
        fs::write(&file, "theme = 7").unwrap();
        assert_eq!(read_preferences(&file), Preferences::default());
    }

    #[test]
    fn a_disk_that_blocks_stops_no_caller_and_holds_the_last_state_at_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let (unblock, blocked) = channel::<()>();
        let blocked = Mutex::new(blocked);
        let writes = Arc::new(Mutex::new(0));
        let counted = Arc::clone(&writes);
        let keeper = StateKeeper::start_with(files(folder.path()), move |write| {
            // The first write waits for the test's permission.
            let _ = blocked.lock().unwrap().recv();
            *counted.lock().unwrap() += 1;
            write.perform().unwrap();
        });
        for offset in 1..=1000 {
            keeper.keep_position(Box::new(position(offset)));
        }
        keeper.keep_preferences(Preferences { measure: Some(72), ..Preferences::default() });
        assert_eq!(*writes.lock().unwrap(), 0, "the callers have waited for the disk");
        drop(unblock);
        keeper.finish();
        assert_eq!(read_position(&folder.path().join("places/x.toml")), position(1000));
        assert_eq!(read_preferences(&folder.path().join("choices.toml")).measure, Some(72));
        assert!(*writes.lock().unwrap() <= 3, "outdated positions were written");
    }

    #[test]
    fn steps_are_added_forgotten_and_kept_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("s.jsonl"), folder.path().join("deep/two.jsonl"));
        let step = || Box::new(Step::Undid);
        let keeper = StateKeeper::start(files(folder.path()));
        keeper.add_step(step());
        keeper.forget_steps();
        keeper.add_step(step());
        keeper.use_undo_log(Some(two.clone()));
        keeper.add_step(step());
        keeper.add_step(step());
        keeper.finish();
        assert_eq!((read_undo_log(&one).len(), read_undo_log(&two).len()), (1, 2));
        let mut text = fs::read_to_string(&two).unwrap();
        text.push_str("{\"half");
        fs::write(&two, text).unwrap();
        assert_eq!(read_undo_log(&two).len(), 2);
    }
}
