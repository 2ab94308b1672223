//! What several rooms of tests need: the small scheme and its text, and a program that is run far
//! away from the real home.

use purport::claim::Scheme;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;

/// A scheme of three categories and few cues, so that tests do not change with the default one.
pub(crate) const SCHEME: &str = include_str!("data/small.toml");

/// A text with seven claims under that scheme.
pub(crate) const PIER: &str = include_str!("data/pier.txt");

/// The small scheme.
pub(crate) fn scheme() -> Scheme {
    let (scheme, warnings) = Scheme::parse(SCHEME, "small.toml").unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    scheme
}

/// What a program printed and how it ended.
pub(crate) struct Output {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs a program that has nothing to wait for.
pub(crate) fn run(command: &mut assert_cmd::Command) -> Output {
    let output = command.timeout(Duration::from_secs(20)).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).expect("what is written is UTF-8");
    Output {
        code: output.status.code().expect("ended by itself"),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

/// The path of something in the project.
pub(crate) fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A folder to work in, with a home beside it that is not the real one.
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

    /// Where articles and tag files go.
    pub(crate) fn work(&self) -> PathBuf {
        self.root.path().join("work")
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.root.path().join("home")
    }

    /// Puts a file into the working folder and gives its path.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.work().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.work().join(name)).unwrap()
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

    /// The program, standing in the working folder.
    pub(crate) fn purport(&self) -> assert_cmd::Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_purport"));
        command.current_dir(self.work()).envs(self.env()).env_remove("NO_COLOR").env_remove("COLORTERM");
        assert_cmd::Command::from_std(command)
    }

    /// The program with words, under the small scheme.
    pub(crate) fn classify(&self, words: &[&str]) -> assert_cmd::Command {
        let mut command = self.purport();
        command.arg("classify").arg("--scheme").arg(self.file("small.toml", SCHEME)).args(words);
        command
    }
}
