//! Shared fixtures: the small scheme and its article, and programs run away from the real home.

use purport::claim::{Claim, Scheme, classify};
use purport::import::{Format, ImportOptions, import};
use purport::text::Document;
use serde_json::Value;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;

/// A scheme of three categories and few cues: tests that use it survive changes of the built-in ones.
pub(crate) const SCHEME: &str = include_str!("data/small.toml");

/// A text with seven claims under that scheme.
pub(crate) const PIER: &str = include_str!("data/pier.txt");

pub(crate) const PURPORT: &str = env!("CARGO_BIN_EXE_purport");

/// Limit for a program that waits for nothing.
pub(crate) const TIMEOUT: Duration = Duration::from_mins(1);

pub(crate) fn scheme() -> Scheme {
    let (scheme, warnings) = Scheme::parse(SCHEME, "small.toml").unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    scheme
}

pub(crate) fn document(text: &str) -> Document {
    import(text.as_bytes().to_vec(), "pier.txt", ImportOptions::new(Format::Plain)).unwrap().document
}

pub(crate) fn claims(document: &Document, scheme: &Scheme) -> Vec<Claim> {
    let mut claims = Vec::new();
    for block in &document.blocks {
        classify(&document.text, block.span, scheme, &mut claims);
    }
    claims
}

#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs a program to its end; panics after `TIMEOUT`, on a signal, and on output that is not UTF-8.
pub(crate) fn run(command: &mut assert_cmd::Command) -> Output {
    let output = command.timeout(TIMEOUT).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    Output {
        code: output.status.code().expect("the program exits by itself"),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

/// Parses every line as a JSON value.
pub(crate) fn json_lines(text: &str) -> Vec<Value> {
    let parse = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    text.lines().map(parse).collect()
}

/// The slice of `text` between two code-point offsets, taken from the keys `start` and `end` of `record`.
pub(crate) fn slice_of(text: &str, record: &Value) -> String {
    let at = |key: &str| record[key].as_u64().unwrap() as usize;
    text.chars().take(at("end")).skip(at("start")).collect()
}

pub(crate) fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

pub(crate) fn zst(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

/// Whether `part` occurs in `bytes`.
pub(crate) fn has(bytes: &[u8], part: impl AsRef<[u8]>) -> bool {
    let part = part.as_ref();
    bytes.windows(part.len()).any(|window| window == part)
}

/// A path below the project's root.
pub(crate) fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A temporary working folder, with a home folder beside it in place of the real one.
pub(crate) struct Desk {
    root: TempDir,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        for folder in ["home", "work"] {
            std::fs::create_dir(root.path().join(folder)).unwrap();
        }
        Self { root }
    }

    /// A desk with `pier.txt` and `small.toml`.
    pub(crate) fn with_pier() -> Self {
        let desk = Self::new();
        desk.file("pier.txt", PIER);
        desk.file("small.toml", SCHEME);
        desk
    }

    pub(crate) fn work(&self) -> PathBuf {
        self.root.path().join("work")
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.root.path().join("home")
    }

    /// Writes a file below the working folder, with the folders it needs.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.work().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.work().join(name)).unwrap()
    }

    /// Names of the files in the working folder, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.work()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Writes the reader's `keys.toml`.
    pub(crate) fn keys_file(&self, text: &str) {
        let folder = self.home().join("config/purport");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("keys.toml"), text).unwrap();
    }

    /// The environment of every program that a test starts.
    pub(crate) fn env(&self) -> Vec<(&'static str, PathBuf)> {
        let home = self.home();
        vec![
            ("XDG_STATE_HOME", home.join("state")),
            ("XDG_CONFIG_HOME", home.join("config")),
            ("XDG_CACHE_HOME", home.join("cache")),
            ("XDG_DATA_HOME", home.join("data")),
            ("HOME", home),
        ]
    }

    /// The program, to be run in the working folder.
    pub(crate) fn purport(&self) -> assert_cmd::Command {
        let mut command = Command::new(PURPORT);
        command.current_dir(self.work()).envs(self.env()).env_remove("NO_COLOR").env_remove("COLORTERM");
        assert_cmd::Command::from_std(command)
    }

    /// `purport COMMAND --scheme small.toml WORDS`.
    pub(crate) fn command(&self, command: &str, words: &[&str]) -> assert_cmd::Command {
        self.file("small.toml", SCHEME);
        let mut purport = self.purport();
        purport.args([command, "--scheme", "small.toml"]).args(words);
        purport
    }

    pub(crate) fn classify(&self, words: &[&str]) -> assert_cmd::Command {
        self.command("classify", words)
    }

    /// Reviews an article with `--plain` under the small scheme, giving it `keys` on standard input.
    pub(crate) fn review(&self, words: &[&str], keys: &str) -> Output {
        let done = run(self.command("--plain", words).write_stdin(keys.to_owned()));
        assert_eq!((done.code, done.err.as_str()), (0, ""), "{}", done.out);
        done
    }
}
