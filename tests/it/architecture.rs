//! The house rules that a program can check by reading the source.

use super::support::project;
use purport::claim::Scheme;
use std::path::Path;

/// The rooms with their ranks, as the table in `src/lib.rs` has them.
const RANKS: [(&str, usize); 16] = [
    ("diagnostic", 0),
    ("error", 1),
    ("text", 1),
    ("theme", 1),
    ("import", 2),
    ("claim", 2),
    ("tag", 3),
    ("eval", 3),
    ("agree", 4),
    ("annotation_import", 4),
    ("reading", 4),
    ("export", 5),
    ("session", 5),
    ("ui", 6),
    ("shell", 7),
    ("cli", 8),
];

/// Up to this rank nothing touches the machine.
const PURE: usize = 5;

/// What the pure rooms must not name.
const MACHINE: [&str; 10] = [
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

/// One file of source.
struct File {
    /// Its path below `src`, with `/`.
    path: String,
    text: String,
}

impl File {
    /// The room that it belongs to; the crate's root files belong to none.
    fn room(&self) -> Option<&'static str> {
        let first = self.path.split('/').next().unwrap().trim_end_matches(".rs");
        RANKS.iter().map(|(room, _)| *room).find(|room| *room == first)
    }

    /// The lines that are code, numbered from 1: without comments, and without tests.
    fn code(&self) -> Vec<(usize, String)> {
        if self.is_test() {
            return Vec::new();
        }
        // By the house's custom unit tests stand at the foot of the file, in one module.
        let lines = self.text.lines().enumerate();
        let before_tests = lines.take_while(|(_, line)| line.trim() != "mod tests {");
        let code = before_tests.filter(|(_, line)| !line.trim_start().starts_with("//"));
        code.map(|(index, line)| (index + 1, line.split(" // ").next().unwrap().to_owned())).collect()
    }

    fn is_test(&self) -> bool {
        self.path.ends_with("tests.rs")
    }
}

fn rank(room: &str) -> usize {
    RANKS.iter().find(|(known, _)| *known == room).unwrap_or_else(|| panic!("{room} has no rank")).1
}

fn collect(folder: &Path, root: &Path, files: &mut Vec<File>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, root, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let parts: Vec<_> =
                path.strip_prefix(root).unwrap().iter().map(|part| part.to_string_lossy()).collect();
            files.push(File { path: parts.join("/"), text: std::fs::read_to_string(&path).unwrap() });
        }
    }
}

fn source() -> Vec<File> {
    let mut files = Vec::new();
    collect(&project("src"), &project("src"), &mut files);
    assert!(files.len() > 50, "the source was not found");
    files
}

/// Collects what `faults` says of every file, and fails with the whole list.
fn check(faults: impl Fn(&File) -> Vec<String>) {
    let found: Vec<String> = source()
        .iter()
        .flat_map(|file| faults(file).into_iter().map(|fault| format!("src/{}: {fault}", file.path)))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The rooms that a line of code names: `crate::text::Span` and `crate::{claim, text::Span}`.
fn rooms_named(line: &str) -> Vec<&str> {
    let mut rooms = Vec::new();
    for (at, word) in line.match_indices("crate::") {
        let rest = &line[at + word.len()..];
        let names: Vec<&str> = match rest.strip_prefix('{') {
            Some(list) => list.split(',').collect(),
            None => vec![rest],
        };
        for name in names {
            let name = name.trim();
            let end = name.find(|char: char| !char.is_alphanumeric() && char != '_').unwrap_or(name.len());
            rooms.extend(RANKS.iter().map(|(room, _)| *room).find(|room| *room == &name[..end]));
        }
    }
    rooms
}

#[test]
fn imports_point_down_only() {
    check(|file| {
        let Some(room) = file.room() else { return Vec::new() };
        let up = |named: &&str| *named != room && rank(named) >= rank(room);
        let code = file.code();
        let lines = code
            .iter()
            .flat_map(|(number, line)| rooms_named(line).into_iter().map(move |named| (number, named)));
        let faults = lines.filter(|(_, named)| up(named));
        faults.map(|(number, named)| format!("{number}: {room} must not know {named}")).collect()
    });
}

#[test]
fn the_ranks_are_those_of_the_code_map() {
    let map = std::fs::read_to_string(project("src/lib.rs")).unwrap();
    let rows = map.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("//! | ")?.split(" | ");
        let rank: usize = cells.next()?.parse().ok()?;
        Some((cells.next()?.trim_matches(['[', ']', '`']).to_owned(), rank))
    });
    let rows: Vec<(String, usize)> = rows.collect();
    let ours: Vec<(String, usize)> = RANKS.iter().map(|(room, rank)| ((*room).to_owned(), *rank)).collect();
    assert_eq!(rows, ours);
    let modules: Vec<&str> =
        map.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert_eq!(modules.len(), RANKS.len(), "every module of the crate has a rank: {modules:?}");
}

#[test]
fn the_lower_rooms_know_no_machine() {
    check(|file| {
        let Some(room) = file.room().filter(|room| rank(room) <= PURE) else { return Vec::new() };
        let code = file.code();
        let hits = code.iter().flat_map(|(number, line)| {
            MACHINE.iter().filter(|word| line.contains(**word)).map(move |word| (number, word))
        });
        hits.map(|(number, word)| format!("{number}: {room} names {word}")).collect()
    });
}

#[test]
fn only_the_screen_and_the_machine_know_the_drawing_library() {
    check(|file| {
        let knows = matches!(file.room(), Some("ui" | "shell"));
        let code = file.code();
        let hits = code.iter().filter(|(_, line)| line.contains("ratatui") || line.contains("crossterm"));
        hits.filter(|_| !knows).map(|(number, line)| format!("{number}: {line}")).collect()
    });
}

#[test]
fn every_file_opens_with_its_purpose() {
    check(|file| {
        let purpose = file.text.starts_with("//! ");
        if purpose {
            Vec::new()
        } else {
            vec!["1: does not open with a `//!` line that says what for".to_owned()]
        }
    });
}

#[test]
fn nothing_is_imported_wholesale_and_nothing_is_left_to_do() {
    check(|file| {
        let banned = ["use super::*", "::prelude::", "todo!", "unimplemented!", "dbg!"];
        let code = file.code();
        let mut faults: Vec<String> = code
            .iter()
            .filter(|(_, line)| banned.iter().any(|word| line.contains(word)))
            .map(|(number, line)| format!("{number}: {}", line.trim()))
            .collect();
        let notes = file.text.lines().enumerate();
        let notes = notes.filter(|(_, line)| ["TODO", "FIXME", "XXX"].iter().any(|word| line.contains(word)));
        faults.extend(notes.map(|(index, line)| format!("{}: {}", index + 1, line.trim())));
        faults
    });
}

#[test]
fn no_category_is_known_by_name() {
    // The categories are data: only schemes name them. Comments and unit tests count as well, so
    // that nothing can be wired to a name and nothing even hints at one.
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
