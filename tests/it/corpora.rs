//! Folders as input: which articles a command takes, what it says of the rest, and that no article takes another's name.

use crate::support::{Desk, Output, json_lines, run};
use purport::export::{Format, OutputKind};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const TEXTS: [&str; 2] = ["The council must pay.\n", "It rained. The mayor pledged lamps.\n"];

fn export(desk: &Desk, words: &[&str]) -> Output {
    run(&mut desk.command("export", words))
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found
}

/// Exports two articles in every format and checks that both are in the output, under names of their own.
fn check_both_are_exported(desk: &Desk, words: &[&str]) {
    for format in Format::all().filter(|format| format.name() != "qdc") {
        let out = desk.work().join("out");
        let done = export(desk, &[words, &["--format", format.name(), "-o", "out/"]].concat());
        assert_eq!(done.code, 0, "{} {words:?}: {}", format.name(), done.err);
        assert!(done.err.contains("of 2 articles"), "{}", done.err);
        let files = files_below(&out);
        let one = format.holds_many() && format.output_kind() != OutputKind::Folder;
        if one && format.output_kind() == OutputKind::Text {
            let text: String = files.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
            for words in ["council must pay", "mayor pledged lamps"] {
                assert!(text.contains(words), "{}: {words}", format.name());
            }
        } else if !one {
            // On a disk that ignores case, files whose names differ in nothing else would be one.
            let names: BTreeSet<_> = files.iter().map(|path| path.as_os_str().to_ascii_lowercase()).collect();
            let each = if format.name() == "brat" { 5 } else { 2 };
            assert_eq!((names.len(), files.len()), (each, each), "{}: {files:?}", format.name());
        }
        std::fs::remove_dir_all(out).unwrap();
    }
    let rows = json_lines(&export(desk, &[words, &["--format", "jsonl"]].concat()).out);
    let documents: BTreeSet<&str> = rows.iter().map(|row| row["document"].as_str().unwrap()).collect();
    assert_eq!(documents.len(), 2, "{words:?}: {documents:?}");
    let table = export(desk, &[words, &["--format", "csv"]].concat()).out;
    let mut table = csv::Reader::from_reader(table.as_bytes());
    let cells: BTreeSet<String> = table.records().map(|row| row.unwrap()[0].to_owned()).collect();
    assert_eq!(cells.len(), 2, "{words:?}: {cells:?}");
}

#[test]
fn articles_of_one_name_are_exported_apart() {
    let desk = Desk::new();
    desk.file("press/a.txt", TEXTS[0]);
    let other = desk.home().join("press");
    std::fs::create_dir_all(&other).unwrap();
    std::fs::write(other.join("a.txt"), TEXTS[1]).unwrap();
    check_both_are_exported(&desk, &["press", "../home/press"]);
    check_both_are_exported(&desk, &["press/a.txt", other.join("a.txt").to_str().unwrap()]);
    desk.file("twins/A.txt", TEXTS[0]);
    desk.file("twins/a.txt", TEXTS[1]);
    check_both_are_exported(&desk, &["twins"]);
    desk.file("forms/a.txt", TEXTS[0]);
    desk.file("forms/a.md", TEXTS[1]);
    check_both_are_exported(&desk, &["forms"]);
    desk.file("hidden/a\u{200b}.txt", TEXTS[0]);
    desk.file("hidden/a\u{200c}.txt", TEXTS[1]);
    check_both_are_exported(&desk, &["hidden"]);
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_text_stay_apart() {
    use std::os::unix::ffi::OsStrExt as _;
    let desk = Desk::new();
    std::fs::create_dir(desk.work().join("odd")).unwrap();
    for (name, text) in [&b"caf\xe8.txt"[..], b"caf\xe9.txt"].into_iter().zip(TEXTS) {
        std::fs::write(desk.work().join("odd").join(std::ffi::OsStr::from_bytes(name)), text).unwrap();
    }
    check_both_are_exported(&desk, &["odd"]);
    let expected = ["odd/caf\\xE8.txt", "odd/caf\\xE9.txt"];
    let names = |done: &Output, key: &str| -> Vec<String> {
        json_lines(&done.out).iter().map(|line| line[key].as_str().unwrap().to_owned()).collect()
    };
    let check = |mut command: assert_cmd::Command, key: &str| {
        let done = run(&mut command);
        assert_eq!(names(&done, key), expected, "{} {}", done.out, done.err);
    };
    check(desk.classify(&["odd", "--format", "ndjson"]), "id");
    check(desk.classify(&["odd", "--format", "jsonl"]), "file");
    check(desk.command("find", &["--in", "odd", "--format", "jsonl"]), "file");
    check(desk.command("status", &["odd", "--format", "jsonl"]), "path");
    let table = run(&mut desk.classify(&["odd", "--format", "csv"])).out;
    assert!(expected.iter().all(|name| table.contains(name)), "{table}");
}

#[test]
fn an_export_that_would_overwrite_itself_writes_nothing() {
    let desk = Desk::with_pier();
    let done = export(&desk, &["pier.txt", "--format", "labelstudio", "-o", "out.xml"]);
    assert_eq!(done.code, 2, "{}", done.err);
    assert!(done.err.contains("out.xml: two files of this export"), "{}", done.err);
    assert!(!desk.work().join("out.xml").exists());
}

/// The commands that take folders, and how each names the articles that it read.
fn read_by_each(desk: &Desk, folder: &str) -> Vec<(&'static str, usize, Output)> {
    let commands: [(&str, &[&str]); 7] = [
        ("classify", &["--format", "ndjson"]),
        ("classify", &["--format", "jsonl"]),
        ("find", &["--format", "jsonl", "--in"]),
        ("export", &["--format", "jsonl"]),
        ("status", &["--format", "jsonl"]),
        ("next", &["--format", "jsonl"]),
        ("stats", &["--by", "source", "--format", "csv"]),
    ];
    let mut all = Vec::new();
    for (command, words) in commands {
        let done = run(&mut desk.command(command, &[words, &[folder]].concat()));
        let lines = done.out.lines().filter(|line| line.contains(".txt") && !line.contains("\"error\""));
        let count = if command == "stats" {
            done.out.lines().skip(1).filter_map(|line| line.split(',').nth(2)?.parse::<usize>().ok()).sum()
        } else {
            lines.count()
        };
        all.push((command, count, done));
    }
    all
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_stops_nothing_and_is_named() {
    let desk = Desk::new();
    for name in ["a.txt", "mine/b.txt", "z.txt"] {
        desk.file(&format!("one/{name}"), TEXTS[0]);
    }
    std::os::unix::fs::symlink("gone.txt", desk.work().join("one/mine/theirs.txt")).unwrap();
    for (command, count, done) in read_by_each(&desk, "one") {
        assert_eq!((count, done.code), (3, 2), "{command}: {} {}", done.out, done.err);
        assert!(done.err.contains("purport: one/mine/theirs.txt: no such file"), "{command}: {}", done.err);
    }
    // A folder that may not be entered, unless the user is root.
    std::fs::remove_file(desk.work().join("one/mine/theirs.txt")).unwrap();
    let closed = desk.work().join("one/closed");
    std::fs::create_dir(&closed).unwrap();
    std::fs::set_permissions(&closed, std::os::unix::fs::PermissionsExt::from_mode(0o0)).unwrap();
    let is_root = std::fs::read_dir(&closed).is_ok();
    for (command, count, done) in read_by_each(&desk, "one") {
        assert_eq!((count, done.code), (3, if is_root { 0 } else { 2 }), "{command}: {}", done.err);
        assert!(is_root || done.err.contains("one/closed: permission denied"), "{command}: {}", done.err);
    }
    std::fs::set_permissions(&closed, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
}

#[test]
fn every_command_takes_the_same_articles() {
    let desk = Desk::new();
    let levels: Vec<String> = (0..30).map(|level| format!("{level}/")).collect();
    let deep = levels.concat();
    desk.file(&format!("all/{deep}a.txt"), TEXTS[0]);
    desk.file("all/.hidden.txt", TEXTS[0]);
    desk.file("all/.ignore", "left.txt\n");
    desk.file("all/left.txt", TEXTS[0]);
    #[cfg(unix)]
    std::os::unix::fs::symlink("../all", desk.work().join("all/loop")).unwrap();
    for (command, count, done) in read_by_each(&desk, "all") {
        assert_eq!((count, done.code), (1, 0), "{command}: {} {}", done.out, done.err);
    }
    for (flags, expected) in
        [(&["--hidden"][..], 2), (&["--no-ignore"], 2), (&["--hidden", "--no-ignore"], 3)]
    {
        let words = [flags, &["--format", "ndjson", "all"]].concat();
        assert_eq!(run(&mut desk.classify(&words)).out.lines().count(), expected, "{flags:?}");
    }
    // By two paths it is one article.
    let twice = ["--format", "ndjson", "all/left.txt", "./all/../all/left.txt", "all/left.txt"];
    assert_eq!(run(&mut desk.classify(&twice)).out.lines().count(), 1);
}
