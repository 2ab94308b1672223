//! Articles, tag files and shelves of any size, and tasks on them.

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use purport::tag::{self, Tag};
use purport::text::sentence::sentences;
use purport::text::{Document, Span};
use purport::{Format, ImportOptions, Selector, import};
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

const SAMPLE: &str = include_str!("../../sample/harbour-talks.txt");
const PURPORT: &str = env!("CARGO_BIN_EXE_purport");
/// Bytes of one article of a shelf, about.
const ARTICLE: usize = 4000;
const ROWS: u16 = 40;
const COLS: u16 = 120;

/// A folder for the run's files, with what was written there so far.
pub(crate) struct Workshop {
    folder: tempfile::TempDir,
}

/// Paragraphs that differ from each other, until they have `bytes` bytes; `edition` changes a word in every second one.
fn prose(bytes: usize, edition: &str) -> String {
    let paragraphs: Vec<&str> = SAMPLE.lines().filter(|line| !line.is_empty()).collect();
    let mut text = String::with_capacity(bytes + 2048);
    for (number, paragraph) in paragraphs.iter().cycle().enumerate() {
        if text.len() >= bytes {
            break;
        }
        let edition = if number % 2 == 0 { edition } else { "" };
        let _ = writeln!(text, "{paragraph} That was{edition} number {number}.\n");
    }
    text.truncate(text.floor_char_boundary(bytes));
    text
}

fn document(text: String) -> Document {
    import(text.into_bytes(), "a.txt", ImportOptions::new(Format::Plain)).expect("plain text").document
}

/// Tags on `count` sentences of the text, spread over all of it.
fn tags(document: &Document, count: usize) -> Vec<Tag> {
    let spans: Vec<Span> =
        document.blocks.iter().flat_map(|block| sentences(&document.text, block.span)).collect();
    let chosen = spans.iter().step_by((spans.len() / count).max(1)).take(count);
    chosen.map(|&span| Tag::new(Selector::of(document, span))).collect()
}

impl Workshop {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// An article of so many bytes.
    pub(crate) fn article(&self, bytes: usize) -> PathBuf {
        let path = self.folder.path().join(format!("{bytes}.txt"));
        if !path.exists() {
            std::fs::write(&path, prose(bytes, "")).unwrap();
        }
        path
    }

    /// A folder of so many articles.
    pub(crate) fn shelf(&self, count: usize) -> PathBuf {
        let folder = self.folder.path().join(format!("shelf-{count}"));
        if !folder.exists() {
            std::fs::create_dir(&folder).unwrap();
            for number in 0..count {
                std::fs::write(
                    folder.join(format!("{number:06}.txt")),
                    prose(ARTICLE, &format!(" {number}")),
                )
                .unwrap();
            }
        }
        folder
    }

    /// Seconds from the start to the end of a command.
    pub(crate) fn run(&self, words: &[&str], paths: &[&Path]) -> f64 {
        let mut command = Command::new(PURPORT);
        command.args(words).args(paths).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let home = tempfile::tempdir_in(self.folder.path()).unwrap();
        let begun = Instant::now();
        let status = command.envs(homes(home.path())).status().unwrap();
        let seconds = begun.elapsed().as_secs_f64();
        assert!(status.code().is_some_and(|code| code < 2), "{words:?} failed");
        seconds
    }

    /// Seconds until the last row of text or list is on the screen.
    pub(crate) fn first_screen(&self, path: &Path) -> f64 {
        let home = tempfile::tempdir_in(self.folder.path()).unwrap();
        let size = PtySize { rows: ROWS, cols: COLS, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(PURPORT);
        command.args(["--engine", "cues", "--theme", "dusk", "--color", "true"]);
        command.arg(path);
        for (name, folder) in homes(home.path()) {
            command.env(name, folder);
        }
        command.env("TERM", "xterm-256color");
        let (mut output, mut input) =
            (pair.master.try_clone_reader().unwrap(), pair.master.take_writer().unwrap());
        let mut screen = vt100::Parser::new(ROWS.try_into().unwrap(), COLS.try_into().unwrap(), 0);
        let begun = Instant::now();
        let mut child = pair.slave.spawn_command(command).unwrap();
        let mut bytes = vec![0; 1 << 16];
        let seconds = loop {
            let count = output.read(&mut bytes).unwrap();
            let seconds = begun.elapsed().as_secs_f64();
            screen.process(bytes.get(..count).unwrap());
            if screen.screen().rows(0, 80).skip(9).take(3).any(|row| row.trim().len() > 20) {
                break seconds;
            }
        };
        let _ = input.write_all(b"q");
        let rest = std::thread::spawn(move || while output.read(&mut bytes).is_ok_and(|count| count > 0) {});
        let _ = child.wait();
        drop(pair);
        let _ = rest.join();
        seconds
    }

    /// Seconds to merge two tag files of so many tags each, half of which are on the same passages.
    pub(crate) fn merge(&self, count: usize) -> f64 {
        let file = |side: &str, skip: usize| {
            let path = self.folder.path().join(format!("{side}-{count}.tags.toml"));
            if !path.exists() {
                let mut text = String::from(
                    "[format]\nname = \"purport-tags\"\nversion = 1\nmin_reader = 1\n\n[document]\nname = \"a.txt\"\n\
                     sha256 = \"0\"\nunit = \"code-point\"\nimporter = \"plain/1\"\n\n[scheme]\nid = \"claims\"\nversion = \"1\"\n",
                );
                for number in skip..skip + count {
                    let _ = write!(
                        text,
                        "\n[[tag]]\nid = \"t-{side}{number}\"\nquote = \"The board must answer letter {number}.\"\nprefix = \"\"\n\
                         suffix = \"\"\nstart = {}\nend = {}\ncategories = [\"demand\"]\ndecision = \"confirmed\"\n\
                         annotator = \"{side}\"\nat = \"2026-01-01T00:00:00Z\"\n",
                        number * 40,
                        number * 40 + 36
                    );
                }
                std::fs::write(&path, text).unwrap();
            }
            path
        };
        self.run(&["merge", "-o", "-"], &[&file("laptop", 0), &file("desk", count / 2)])
    }
}

/// Seconds to find so many tags again in a changed text of so many bytes.
pub(crate) fn anchor(count: usize, bytes: usize) -> f64 {
    let tags = tags(&document(prose(bytes, "")), count);
    let changed = document(prose(bytes, " surely"));
    let begun = Instant::now();
    let found = tag::anchor::anchor_all(tags.iter(), &changed, false);
    let seconds = begun.elapsed().as_secs_f64();
    assert_eq!(found.len(), tags.len());
    seconds
}

/// Variables that keep a run away from the real home.
fn homes(home: &Path) -> [(&'static str, &Path); 3] {
    [("HOME", home), ("XDG_STATE_HOME", home), ("XDG_CONFIG_HOME", home)]
}
