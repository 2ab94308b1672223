//! Rules of `src/lib.rs` and the house that a program can check by reading the source.

mod imports;
mod words;

use crate::support::project;
use imports::{Sources, module_of};
use purport::claim::Scheme;
use std::collections::BTreeSet;
use std::path::Path;

/// Modules and ranks, as the table in `src/lib.rs` lists them.
const RANKS: [(&str, usize); 21] = [
    ("diagnostic", 0),
    ("feature", 0),
    ("error", 1),
    ("text", 1),
    ("theme", 1),
    ("import", 2),
    ("claim", 2),
    ("tag", 3),
    ("eval", 3),
    ("agree", 4),
    ("annotation_import", 4),
    ("coverage", 4),
    ("dossier", 4),
    ("learn", 4),
    ("reading", 4),
    ("version", 4),
    ("export", 5),
    ("session", 5),
    ("ui", 6),
    ("shell", 7),
    ("cli", 8),
];

/// Modules up to this rank reach neither disk, clock, thread, process nor terminal.
const MAX_PURE_RANK: usize = 5;

const IMPURE: [&str; 10] = [
    "std::fs",
    "std::thread",
    "std::process",
    "std::env",
    "std::net",
    "std::time::Instant",
    "Instant::now",
    "SystemTime",
    "ratatui",
    "crossterm",
];

struct File {
    /// Path below `src`, with `/`.
    path: String,
    text: String,
}

impl File {
    /// The top-level module; none for the crate's root files.
    fn module(&self) -> Option<&'static str> {
        let first = self.path.split('/').next().unwrap().trim_end_matches(".rs");
        RANKS.iter().map(|(module, _)| *module).find(|module| *module == first)
    }

    /// The text up to the unit tests at the foot.
    fn code(&self) -> &str {
        let end = self.text.find("\nmod tests {").unwrap_or(self.text.len());
        if self.is_test() { "" } else { &self.text[..end] }
    }

    /// Lines of code, numbered from 1, without comments.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.code().lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
        lines.map(|(index, line)| (index + 1, line.split(" // ").next().unwrap()))
    }

    fn is_test(&self) -> bool {
        self.path.ends_with("tests.rs") || self.path.contains("/tests/")
    }
}

fn rank(module: &str) -> Option<usize> {
    RANKS.iter().find(|(known, _)| *known == module).map(|(_, rank)| *rank)
}

fn collect(folder: &Path, root: &Path, files: &mut Vec<File>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, root, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let parts: Vec<_> =
                path.strip_prefix(root).unwrap().iter().map(|part| part.to_string_lossy()).collect();
            files.push(File { path: parts.join("/"), text: std::fs::read_to_string(&path).unwrap() });
        }
    }
}

fn source() -> Vec<File> {
    let mut files = Vec::new();
    collect(&project("src"), &project("src"), &mut files);
    assert!(files.len() > 50, "only {} source files found", files.len());
    files
}

/// Runs `problems` on every file and fails with all that it reports.
fn check(problems: impl Fn(&File) -> Vec<String>) {
    let found: Vec<String> = source()
        .iter()
        .flat_map(|file| problems(file).into_iter().map(|problem| format!("src/{}:{problem}", file.path)))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn imports() -> Sources {
    let files = source();
    Sources::read(files.iter().filter(|file| !file.is_test()).map(|file| (file.path.as_str(), file.code())))
}

#[test]
fn imports_point_to_lower_ranks() {
    let sources = imports();
    check(|file| {
        let Some(module) = file.module().filter(|_| !file.is_test()) else { return Vec::new() };
        let own = rank(module).unwrap();
        let too_high = |named: &str| named != module && rank(named).is_some_and(|rank| rank >= own);
        let named = sources.named(&module_of(&file.path)).into_iter();
        let named = named.filter_map(|(line, path)| Some((line, path.into_iter().next()?)));
        let named = named.filter(|(_, named)| too_high(named));
        named.map(|(line, named)| format!("{line}: {module} must not import {named}")).collect()
    });
}

#[test]
fn files_of_a_module_form_no_ring() {
    let rings: Vec<String> = imports().rings().iter().map(|ring| ring.join(", ")).collect();
    assert!(rings.is_empty(), "these files import each other in a circle:\n{}", rings.join("\n"));
}

#[test]
fn ranks_match_the_code_map() {
    let map = std::fs::read_to_string(project("src/lib.rs")).unwrap();
    let rows = map.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("//! | ")?.split(" | ");
        let rank: usize = cells.next()?.parse().ok()?;
        Some((cells.next()?.trim_matches(['[', ']', '`']).to_owned(), rank))
    });
    let rows: Vec<(String, usize)> = rows.collect();
    let ours: Vec<(String, usize)> =
        RANKS.iter().map(|(module, rank)| ((*module).to_owned(), *rank)).collect();
    assert_eq!(rows, ours);
    let modules = map.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    let (modules, ranked): (BTreeSet<&str>, BTreeSet<&str>) =
        (modules.collect(), RANKS.iter().map(|(module, _)| *module).collect());
    assert_eq!(modules, ranked, "every module of the crate has a rank");
}

#[test]
fn pure_modules_do_not_touch_the_machine() {
    check(|file| {
        let Some(module) = file.module().filter(|module| rank(module) <= Some(MAX_PURE_RANK)) else {
            return Vec::new();
        };
        let hits = file.lines().flat_map(|(line, code)| {
            IMPURE.iter().filter(|word| code.contains(**word)).map(move |word| (line, word))
        });
        hits.map(|(line, word)| format!("{line}: {module} names {word}")).collect()
    });
}

#[test]
fn only_ui_and_shell_name_the_terminal_libraries() {
    check(|file| {
        if matches!(file.module(), Some("ui" | "shell")) {
            return Vec::new();
        }
        let hits = file.lines().filter(|(_, line)| line.contains("ratatui") || line.contains("crossterm"));
        hits.map(|(number, line)| format!("{number}: {line}")).collect()
    });
}

#[test]
fn every_file_opens_with_its_purpose() {
    check(|file| {
        let missing = !file.text.starts_with("//! ");
        missing.then(|| "1: does not open with a `//!` line".to_owned()).into_iter().collect()
    });
}

#[test]
fn no_glob_of_a_parent_no_prelude_nothing_left_to_do() {
    check(|file| {
        let banned = ["use super::*", "::prelude::", "todo!", "unimplemented!", "dbg!"];
        let code = file.lines().filter(|(_, line)| banned.iter().any(|word| line.contains(word)));
        let mut problems: Vec<String> =
            code.map(|(number, line)| format!("{number}: {}", line.trim())).collect();
        let notes = file.text.lines().enumerate();
        let notes = notes.filter(|(_, line)| ["TODO", "FIXME", "XXX"].iter().any(|word| line.contains(word)));
        problems.extend(notes.map(|(index, line)| format!("{}: {}", index + 1, line.trim())));
        problems
    });
}

/// Categories are data that only schemes name. Comments and unit tests count too.
#[test]
fn no_category_is_named_in_the_source() {
    let scheme = Scheme::claims();
    let names: Vec<&str> = scheme.categories.iter().map(|category| category.id.as_str()).collect();
    assert_eq!(names.len(), 4);
    check(|file| {
        let lines = file.text.lines().enumerate().filter(|(_, line)| {
            let line = line.to_lowercase();
            line.split(|char: char| !char.is_alphanumeric()).any(|word| names.contains(&word))
        });
        lines.map(|(index, line)| format!("{}: {}", index + 1, line.trim())).collect()
    });
}
