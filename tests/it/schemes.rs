//! Schemes on the command line: which one is used, and what `purport check` says of it.

use super::support::{Desk, SCHEME, project};
use assert_cmd::Command;

const HEAD: &str = "name = \"mine\"\n[[category]]\nid = \"vow\"\nletter = \"V\"\nkey = \"1\"\n";
const GOOD: &str = "[[cue]]\nid = \"vow\"\ncategory = \"vow\"\npattern = \"vow/V\"\nmatches = [\"We vow it.\"]\nmisses = [\"We go.\"]\n";

/// The exit code, standard output and standard error of a run.
fn run(command: &mut Command) -> (i32, String, String) {
    let done = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

fn check(files: &[(&str, &str)]) -> (i32, String, String) {
    let desk = Desk::new();
    for (name, text) in files {
        desk.file(name, text);
    }
    run(desk.purport().arg("check").args(files.iter().map(|(name, _)| name)))
}

#[test]
fn a_scheme_without_fault_is_one_line_and_status_0() {
    let done = check(&[("mine.toml", &format!("{HEAD}{GOOD}"))]);
    assert_eq!(done.0, 0);
    assert_eq!(done.1, "mine: 1 category, 1 cue, 1 pattern, 2 examples, 0 faults\n");
    assert_eq!(done.2, "");
}

#[test]
fn the_built_in_schemes_and_themes_are_without_fault() {
    let desk = Desk::new();
    let themes = std::fs::read_dir(project("themes")).unwrap().map(|entry| entry.unwrap().path());
    let (code, out, err) = run(desk.purport().args(["check", "claims", "evidence"]).args(themes));
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("claims: 4 categories, ") && out.contains("evidence: 5 categories, "), "{out}");
    let themes = std::fs::read_dir(project("themes")).unwrap().count();
    assert!(themes >= 15);
    assert_eq!(out.matches(", 0 faults").count(), themes + 2, "{out}");
    assert_eq!(out.matches(" 0 figures below the floor").count(), themes, "{out}");
}

#[test]
fn a_failing_example_is_shown_at_its_own_place() {
    let text = format!("{HEAD}{}", GOOD.replace("We vow it.", "日本 vow\", \"\tThey go."));
    let (code, out, err) = check(&[("mine.toml", &text)]);
    let line = " 10 | matches = [\"日本 vow\", \"    They go.\"]";
    let caret = "    |                         ^";
    assert_eq!(
        out,
        format!(
            "mine.toml:10:23: warning: cue `vow` does not count in “    They go.”: none of its patterns is found\n\
             {line}\n{caret}\nmine: 1 category, 1 cue, 1 pattern, 3 examples, 1 fault\n"
        )
    );
    assert_eq!((code, err.as_str()), (1, ""));
}

#[test]
fn the_scheme_in_the_documents_is_without_fault() {
    let page = std::fs::read_to_string(project("docs/scheme.md")).unwrap();
    let scheme = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let (code, out, _) = check(&[("small.toml", scheme)]);
    assert_eq!((code, out.lines().count()), (0, 1), "{out}");
    assert!(out.starts_with("Promises: 1 category, 1 cue, 2 patterns, 2 examples, 0 faults"), "{out}");
}

#[test]
fn notes_do_not_fail() {
    let bare = "[[cue]]\nid = \"oath\"\ncategory = \"vow\"\npattern = \"oath\"\n";
    let (code, out, _) = check(&[("mine.toml", &format!("{HEAD}{GOOD}{bare}"))]);
    assert_eq!(code, 0, "{out}");
    assert!(out.starts_with("mine.toml:13:7: note: cue `oath` has no examples\n"), "{out}");
    assert!(out.ends_with("2 cues, 2 patterns, 2 examples, 0 faults, 1 note\n"), "{out}");
}

#[test]
fn every_file_is_checked_as_what_it_holds() {
    let theme = "inherits = \"dusk\"\n[ui]\nserach = \"red\"\n";
    let tags = "[format]\nversion = 1\n[[tag]]\nid = 3\n";
    let other = "colour = \"red\"\n";
    let files = [
        ("t.toml", theme),
        ("a.tags.toml", tags),
        ("o.toml", other),
        ("b.toml", "a = \n"),
        ("s.toml", &format!("{HEAD}{GOOD}")),
    ];
    let (code, out, err) = check(&files);
    assert_eq!(code, 2);
    assert!(
        out.contains(
            "t.toml:3:1: warning: unknown part `serach` (hint: did you mean `search`?)\n 3 | serach"
        )
    );
    assert!(out.contains("t: a theme, 0 figures below the floor"), "{out}");
    assert!(out.contains("a.tags.toml: 0 tags, 1 fault\n"), "{out}");
    assert!(out.ends_with("mine: 1 category, 1 cue, 1 pattern, 2 examples, 0 faults\n"), "{out}");
    assert!(err.contains("purport: o.toml: is neither a scheme nor a theme nor a tag file"), "{err}");
    assert!(err.contains("purport: b.toml:1:5: "), "{err}");
    assert!(err.ends_with(" 1 | a =\n   |     ^\n"), "{err}");
}

#[test]
fn a_fault_on_standard_error_shows_its_line() {
    let desk = Desk::new();
    desk.file("a.txt", "The mayor vowed it.\n");
    desk.file("mine.toml", format!("{HEAD}{}", GOOD.replace("vow/V", "vow/Q")));
    let (code, _, err) = run(desk.purport().args(["classify", "--scheme", "mine.toml", "a.txt"]));
    assert_eq!(code, 0);
    let place = " 9 | pattern = \"vow/Q\"\n   |                ^\n";
    assert!(err.contains(place), "{err}");
    desk.file("bad.toml", format!("{}\x1b[31m = {}", "é".repeat(90), "x".repeat(300)));
    let (code, _, err) = run(desk.purport().args(["classify", "--scheme", "bad.toml", "a.txt"]));
    assert_eq!(code, 2);
    assert!(!err.contains('\x1b'), "{err:?}");
    assert!(err.lines().skip(1).all(|line| line.chars().count() <= 100), "{err}");
    assert_eq!(err.lines().count(), 3, "{err}");
}

#[test]
fn a_built_in_scheme_is_called_by_its_name_everywhere() {
    let desk = Desk::new();
    desk.file("a.txt", "We found that moss holds rain.\n");
    desk.file(
        "r.jsonl",
        "{\"id\":\"r:1\",\"text\":\"We found it.\",\"labels\":[\"finding\"],\"article\":\"r\"}\n",
    );
    let (code, out, _) = run(desk.purport().args(["classify", "--scheme", "evidence", "a.txt"]));
    assert!(code == 0 && out.contains("finding .86"), "{out}");
    let (code, out, _) = run(desk.purport().args(["--scheme", "evidence", "a.txt"]));
    assert!(code == 0 && out.contains("finding .86"), "{out}");
    let (code, out, _) = run(desk.purport().args(["eval", "--scheme", "evidence", "r.jsonl"]));
    assert!(code == 0 && out.contains("limitation"), "{out}");
    let (code, out, err) =
        run(desk.purport().args(["fit", "--scheme", "evidence", "-o", "f.toml", "r.jsonl"]));
    assert_eq!(code, 0, "{out}{err}");
    assert!(desk.read("f.toml").contains("id = \"we-found\""));
    // A file of the same name is named by its path.
    desk.file("evidence", SCHEME);
    let (_, out, _) = run(desk.purport().args(["classify", "--scheme", "./evidence", "a.txt"]));
    assert!(out.contains("0 Promise"), "{out}");
}

#[test]
fn an_unknown_scheme_is_an_error_with_the_known_ones() {
    let desk = Desk::new();
    desk.file("a.txt", "It rained.\n");
    for words in [&["classify"][..], &["eval"], &["fit"], &["check"], &[]] {
        let mut command = desk.purport();
        command.args(words);
        if words != ["check"] {
            command.arg("--scheme");
        }
        command.arg("evidenc");
        if words != ["check"] {
            command.arg("a.txt");
        }
        let (code, out, err) = run(&mut command);
        assert_eq!((code, out.as_str()), (2, ""), "{words:?}");
        assert!(
            err.contains("evidenc: no scheme of this name, and no such file (hint: did you mean `evidence`? built in: claims, evidence)"),
            "{err}"
        );
    }
    let (code, _, err) = run(desk.purport().args(["classify", "--scheme", "missing.toml", "a.txt"]));
    assert_eq!(code, 2);
    assert!(err.contains("missing.toml: ") && !err.contains("built in"), "{err}");
}

#[test]
fn the_pattern_language_is_in_the_help() {
    let desk = Desk::new();
    let (code, out, _) = run(desk.purport().args(["check", "--help"]));
    assert_eq!(code, 0);
    for part in [
        "settle/V",
        "ban/N",
        "@list",
        "..9",
        "word?",
        "!word",
        "^ ",
        "@cap",
        "@num",
        "@quote",
        "docs/scheme.md",
    ] {
        assert!(out.contains(part), "{part} is missing:\n{out}");
    }
    assert!(out.lines().all(|line| line.chars().count() <= 100), "{out}");
    for words in [&["--help"][..], &["classify", "--help"]] {
        assert!(run(desk.purport().args(words)).1.contains("purport check --help"));
    }
}
