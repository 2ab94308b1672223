//! Articles and other files in folders, by the rules of ripgrep: hidden and ignored files are left out unless wanted.

use super::display;
use super::export::is_export;
use crate::error::Error;
use crate::import::Format;
use ignore::WalkBuilder;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::{Path, PathBuf};

/// What a walk takes beside the rest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WalkOptions {
    /// Files and folders whose names begin with a dot.
    pub hidden: bool,
    /// What `.gitignore`, `.ignore` and the like leave out.
    pub ignored: bool,
}

/// Files that a walk found, and what it could not read.
#[derive(Debug, Default)]
pub struct Found {
    pub paths: Vec<PathBuf>,
    pub errors: Vec<Error>,
}

/// A file for a word of the command line, or why there is none.
#[derive(Debug)]
pub(super) enum Listed {
    Article(PathBuf),
    /// A folder or a file that cannot be read.
    Unreadable(PathBuf, Error),
    /// A folder in which nothing is an article.
    Empty(PathBuf),
}

/// Articles for the words of the command line: files as given, and in folders every file with an article's extension,
/// sorted by name. A file that several words or links lead to is one article. A part that cannot be read stops nothing.
///
/// Fails if there is nothing at all.
pub fn articles(words: &[PathBuf], options: WalkOptions) -> Result<Found, Error> {
    let mut found = Found::default();
    for listed in list(words, options) {
        match listed {
            Listed::Article(path) => found.paths.push(path),
            Listed::Unreadable(_, error) => found.errors.push(error),
            Listed::Empty(_) => {}
        }
    }
    if found.paths.is_empty() && found.errors.is_empty() { Err(no_article(words)) } else { Ok(found) }
}

pub(super) fn no_article(words: &[PathBuf]) -> Error {
    let hint = "the names of articles end in .txt, .md, .html, .eml, .mht, .epub, .docx, .odt or .pdf; \
                --hidden and --no-ignore take in hidden and ignored files";
    Error::new(joined(words), "holds no article").hint(hint)
}

/// Comma-separated, for a message.
pub(super) fn joined(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| display::path(path)).collect::<Vec<_>>().join(", ")
}

/// The files for the words of the command line in order, each once.
pub(super) fn list(words: &[PathBuf], options: WalkOptions) -> Vec<Listed> {
    let mut all = Vec::new();
    for word in words {
        if !word.is_dir() {
            all.push(Listed::Article(word.clone()));
            continue;
        }
        let before = all.len();
        walk(word, &Format::is_article_name, options, &mut all);
        if all.len() == before {
            all.push(Listed::Empty(word.clone()));
        }
    }
    each_once(all)
}

/// The files in and below a folder whose names are `wanted`, sorted by name.
pub(super) fn files(folder: &Path, wanted: &dyn Fn(&str) -> bool, options: WalkOptions) -> Found {
    let mut all = Vec::new();
    walk(folder, wanted, options, &mut all);
    let mut found = Found::default();
    for listed in all {
        match listed {
            Listed::Article(path) => found.paths.push(path),
            Listed::Unreadable(_, error) => found.errors.push(error),
            Listed::Empty(_) => {}
        }
    }
    found
}

fn walk(folder: &Path, wanted: &dyn Fn(&str) -> bool, options: WalkOptions, to: &mut Vec<Listed>) {
    let mut builder = WalkBuilder::new(folder);
    builder
        .standard_filters(!options.ignored)
        .hidden(!options.hidden)
        .sort_by_file_name(std::ffi::OsStr::cmp)
        .filter_entry(|entry| entry.depth() == 0 || !is_export(entry.path()));
    for entry in builder.build() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = path_of(&error).unwrap_or(folder).to_owned();
                let error = unreadable(&path, error);
                to.push(Listed::Unreadable(path, error));
                continue;
            }
        };
        let kind = entry.file_type();
        if kind.is_some_and(|kind| kind.is_dir()) || !wanted(&entry.file_name().to_string_lossy()) {
            continue;
        }
        let is_link = entry.path_is_symlink();
        let path = entry.into_path();
        match std::fs::metadata(&path) {
            Ok(data) if data.is_file() => to.push(Listed::Article(path)),
            // A linked folder, or a device: no article. A link that leads nowhere is one that cannot be read.
            Err(error) if is_link => {
                let error = display::io_error(display::path(&path), error);
                to.push(Listed::Unreadable(path, error));
            }
            Ok(_) | Err(_) => {}
        }
    }
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        ignore::Error::Loop { child, .. } => Some(child),
        _ => None,
    }
}

fn unreadable(path: &Path, error: ignore::Error) -> Error {
    let (name, text) = (display::path(path), error.to_string());
    match error.into_io_error() {
        Some(error) => display::io_error(name, error),
        None => Error::new(name, text),
    }
}

/// Drops further paths to a file. The one that is no link stays, else the first.
fn each_once(all: Vec<Listed>) -> Vec<Listed> {
    let mut kept: Vec<Listed> = Vec::with_capacity(all.len());
    let mut known: HashMap<PathBuf, usize> = HashMap::new();
    for listed in all {
        let Listed::Article(path) = &listed else {
            kept.push(listed);
            continue;
        };
        let own = || path.clone();
        let file = if path == Path::new("-") { own() } else { path.canonicalize().unwrap_or_else(|_| own()) };
        match known.entry(file) {
            Entry::Vacant(entry) => {
                entry.insert(kept.len());
                kept.push(listed);
            }
            Entry::Occupied(entry) => {
                let Some(before) = kept.get_mut(*entry.get()) else { continue };
                if matches!(before, Listed::Article(before) if before.is_symlink() && !path.is_symlink()) {
                    *before = listed;
                }
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(root: &Path, names: &[&str]) {
        for name in names {
            let path = root.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
    }

    fn names(root: &Path, words: &[PathBuf], options: WalkOptions) -> Vec<String> {
        let found = articles(words, options).unwrap();
        let name = |path: &PathBuf| path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned();
        found.paths.iter().map(name).collect()
    }

    #[test]
    fn a_folder_holds_its_articles_and_no_other_files() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write(root, &["b.md", "a.txt", "a.txt.tags.toml", ".hidden.txt", "photo.jpg", "deep/c.HTML"]);
        write(root, &["a.txt.report.md", "a.txt.brat/a.txt.txt"]);
        let words = [root.to_owned(), root.join("photo.jpg"), root.join("b.md")];
        let expected = ["a.txt", "b.md", "deep/c.HTML", "photo.jpg"];
        assert_eq!(
            names(root, &words, WalkOptions::default()),
            expected,
            "a file that is named is an article"
        );
        std::fs::create_dir(root.join("empty")).unwrap();
        let error = articles(&[root.join("empty")], WalkOptions::default()).unwrap_err().to_string();
        assert!(error.contains("holds no article") && error.contains(".txt"), "{error}");
    }

    #[test]
    fn every_depth_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let mut path = folder.path().to_owned();
        for _ in 0..60 {
            path.push("d");
            write(&path, &["a.txt"]);
        }
        assert_eq!(articles(&[folder.path().to_owned()], WalkOptions::default()).unwrap().paths.len(), 60);
    }

    #[test]
    fn hidden_and_ignored_files_are_taken_if_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write(root, &["a.txt", ".h.txt", ".d/b.txt", "out/c.txt", "d.txt", "e.txt"]);
        std::fs::create_dir(root.join(".git")).unwrap();
        std::fs::write(root.join(".gitignore"), "out/\nd.*\n").unwrap();
        std::fs::write(root.join(".ignore"), "e.txt\n").unwrap();
        let check = |hidden, ignored, expected: &[&str]| {
            let words = [root.to_owned()];
            assert_eq!(names(root, &words, WalkOptions { hidden, ignored }), expected, "{hidden} {ignored}");
        };
        check(false, false, &["a.txt"]);
        check(true, false, &[".d/b.txt", ".h.txt", "a.txt"]);
        check(false, true, &["a.txt", "d.txt", "e.txt", "out/c.txt"]);
        // What is named is taken.
        let named = [root.join("out"), root.join("e.txt"), root.join(".d")];
        let expected = ["out/c.txt", "e.txt", ".d/b.txt"];
        assert_eq!(names(root, &named, WalkOptions::default()), expected);
    }

    #[cfg(unix)]
    #[test]
    fn links_to_a_file_are_one_article_and_linked_folders_are_not_followed() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write(root, &["z.txt", "deep/c.txt", "other/d.md"]);
        symlink(root.join("z.txt"), root.join("a.txt")).unwrap();
        symlink("../other/d.md", root.join("deep/e.md")).unwrap();
        symlink("..", root.join("deep/loop")).unwrap();
        symlink("self.txt", root.join("self.txt")).unwrap();
        symlink("gone.txt", root.join("nowhere.txt")).unwrap();
        let words = [root.to_owned(), root.join("./deep/../z.txt"), root.join("deep/loop/deep/c.txt")];
        assert_eq!(names(root, &words, WalkOptions::default()), ["z.txt", "deep/c.txt", "other/d.md"]);
        let only_link = [root.join("deep/e.md")];
        assert_eq!(names(root, &only_link, WalkOptions::default()), ["deep/e.md"]);
        let errors = articles(&words, WalkOptions::default()).unwrap().errors;
        let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(errors.len(), 2, "{errors:?}");
        assert!(
            errors[0].contains("nowhere.txt: no such file") && errors[1].contains("self.txt"),
            "{errors:?}"
        );
    }
}
