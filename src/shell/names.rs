//! Names of articles beside each other: different articles have different names, also on disks that ignore case.

use super::display;
use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};
use unicode_normalization::UnicodeNormalization as _;

/// How articles are called among those of one command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleNames {
    /// Folder that all articles are in; empty without one.
    pub folder: PathBuf,
    /// Paths relative to it in the order of the articles, on one line each.
    pub names: Vec<String>,
    /// The same paths for files in another folder; they lead downwards only.
    pub stems: Vec<PathBuf>,
}

/// Names articles after their paths below the folder that all are in. A number tells those apart whose names differ
/// only in case, in the composition of letters, or in bytes that are no text.
pub fn names(paths: &[PathBuf]) -> ArticleNames {
    let (mut folder, mut stems) = below_common_folder(paths);
    if stems.iter().any(|stem| !leads_down(stem)) {
        let absolute: Vec<PathBuf> = paths.iter().map(|path| absolute(path)).collect();
        (folder, stems) = below_common_folder(&absolute);
        // Without a common folder, as on two drives of Windows, the names are whole paths.
        stems = stems.iter().map(|stem| downwards(stem)).collect();
    }
    for (stem, _) in stems.iter_mut().zip(paths).filter(|(_, path)| *path == Path::new("-")) {
        *stem = PathBuf::from("standard-input");
    }
    let shown: Vec<String> = stems.iter().map(|stem| display::distinct(stem)).collect();
    let numbered = apart(&shown, fold);
    let (mut names, mut numbered_stems) = (Vec::new(), Vec::new());
    for ((stem, name), number) in stems.into_iter().zip(shown).zip(numbered) {
        names.push(number.map_or_else(|| name.clone(), |number| numbered_name(&name, number)));
        numbered_stems.push(number.map_or_else(|| stem.clone(), |number| with_number(&stem, number)));
    }
    ArticleNames { folder, names, stems: numbered_stems }
}

/// For each name that equals an earlier one by `key`, a number that makes it another: `a.txt`, `a (2).txt`.
fn apart(names: &[String], key: fn(&str) -> String) -> Vec<Option<usize>> {
    let given: HashSet<String> = names.iter().map(|name| key(name)).collect();
    let mut taken: HashSet<String> = HashSet::new();
    let number = |name: &String| {
        if taken.insert(key(name)) {
            return None;
        }
        let mut free = (2..).filter(|&number| !given.contains(&key(&numbered_name(name, number))));
        free.find(|&number| taken.insert(key(&numbered_name(name, number))))
    };
    names.iter().map(number).collect()
}

/// The same names with a number after each that an earlier one equals.
pub(super) fn with_numbers(names: Vec<String>) -> Vec<String> {
    let numbers = apart(&names, str::to_owned);
    let numbered = |(name, number): (String, Option<usize>)| match number {
        Some(number) => numbered_name(&name, number),
        None => name,
    };
    names.into_iter().zip(numbers).map(numbered).collect()
}

/// Names with equal keys may be one file on some disk.
fn fold(name: &str) -> String {
    name.nfc().flat_map(char::to_lowercase).nfc().collect()
}

fn numbered_name(name: &str, number: usize) -> String {
    with_number(Path::new(name), number).to_string_lossy().into_owned()
}

/// `a.txt` and 2 give `a (2).txt`.
fn with_number(path: &Path, number: usize) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push(format!(" ({number})"));
    if let Some(ending) = path.extension() {
        name.push(".");
        name.push(ending);
    }
    path.with_file_name(name)
}

fn below_common_folder(paths: &[PathBuf]) -> (PathBuf, Vec<PathBuf>) {
    let mut folder = paths.first().and_then(|path| path.parent()).unwrap_or_else(|| Path::new(""));
    while !paths.iter().all(|path| path.starts_with(folder)) {
        folder = folder.parent().unwrap_or_else(|| Path::new(""));
    }
    let below = |path: &PathBuf| path.strip_prefix(folder).unwrap_or(path).to_owned();
    (folder.to_owned(), paths.iter().map(below).collect())
}

fn leads_down(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

/// The components of a path that lead neither up nor to the root.
pub(super) fn downwards(path: &Path) -> PathBuf {
    path.components().filter(|part| matches!(part, Component::Normal(_))).collect()
}

/// The path from the root, with links in its folders resolved.
fn absolute(path: &Path) -> PathBuf {
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    match (folder.canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(paths: &[&str]) -> ArticleNames {
        names(&paths.iter().map(PathBuf::from).collect::<Vec<_>>())
    }

    #[test]
    fn articles_are_named_from_their_common_folder() {
        let check = |all: &[&str], folder: &str, expected: &[&str]| {
            let found = named(all);
            assert_eq!(
                (found.folder.as_path(), &found.names[..]),
                (Path::new(folder), &expected.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()[..])
            );
            assert_eq!(found.stems, expected.iter().map(PathBuf::from).collect::<Vec<_>>());
        };
        check(&["a/b/c.txt", "a/d.txt"], "a", &["b/c.txt", "d.txt"]);
        check(&["b.txt"], "", &["b.txt"]);
        check(&["/a/b.txt", "/c.txt"], "/", &["a/b.txt", "c.txt"]);
    }

    #[test]
    fn folders_of_one_name_stay_apart() {
        for paths in
            [["../x/press/a.txt", "press/a.txt"], ["/press/a.txt", "press/a.txt"], ["../a.txt", "a.txt"]]
        {
            let found = named(&paths);
            assert_ne!(found.stems[0], found.stems[1], "{paths:?}");
            assert_ne!(found.names[0], found.names[1], "{paths:?}");
            assert!(found.stems.iter().all(|stem| leads_down(stem)), "{found:?}");
        }
    }

    #[test]
    fn names_that_a_disk_may_confuse_are_numbered() {
        let check = |all: &[&str], expected: &[&str]| assert_eq!(named(all).names, expected);
        check(&["A.txt", "a.txt", "a (2).txt", "a.TXT"], &["A.txt", "a (3).txt", "a (2).txt", "a (4).TXT"]);
        check(&["é.txt", "e\u{301}.txt"], &["é.txt", "e\u{301} (2).txt"]);
        check(&["D/a.txt", "d/a.txt"], &["D/a.txt", "d/a (2).txt"]);
        check(&["a\u{200b}.txt", "a.txt", "a\u{200c}.txt"], &["a\\u{200b}.txt", "a.txt", "a\\u{200c}.txt"]);
        assert_eq!(named(&["A.txt", "a.txt"]).stems, [Path::new("A.txt"), Path::new("a (2).txt")]);
    }

    #[cfg(unix)]
    #[test]
    fn bytes_that_are_no_text_tell_names_apart() {
        use std::os::unix::ffi::OsStrExt as _;
        let paths = [&b"caf\xe9.txt"[..], b"caf\xe8.txt", b"caf\\xE9.txt"];
        let paths: Vec<PathBuf> = paths.iter().map(|name| std::ffi::OsStr::from_bytes(name).into()).collect();
        let found = names(&paths);
        assert_eq!(found.names, ["caf\\xE9.txt", "caf\\xE8.txt", "caf\\xE9 (2).txt"]);
        assert_eq!(found.stems[..2], paths[..2]);
    }
}
