//! Scheme and theme files: which one a command uses, what `purport check` reports, and hostile ones.

use crate::support::{Desk, Output, PIER, SCHEME, project, run};
use purport::claim::{Scheme, classify};
use purport::diagnostic::MAX_DIAGNOSTICS;
use purport::text::Span;
use purport::theme::{ColorDepth, Theme};
use std::time::{Duration, Instant};

const HEAD: &str = "name = \"mine\"\n[[category]]\nid = \"vow\"\nletter = \"V\"\nkey = \"1\"\n";
const GOOD: &str = "[[cue]]\nid = \"vow\"\ncategory = \"vow\"\npattern = \"vow/V\"\nmatches = [\"We vow it.\"]\nmisses = [\"We go.\"]\n";

/// Runs `purport check` on files.
fn check(files: &[(&str, &str)]) -> Output {
    let desk = Desk::new();
    for (name, text) in files {
        desk.file(name, text);
    }
    run(desk.purport().arg("check").args(files.iter().map(|(name, _)| name)))
}

#[test]
fn check_prints_one_line_for_a_clean_scheme() {
    let done = check(&[("mine.toml", &format!("{HEAD}{GOOD}"))]);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    assert_eq!(done.out, "mine: 1 category, 1 cue, 1 pattern, 2 examples, 0 warnings\n");
}

#[test]
fn built_in_schemes_and_themes_check_clean() {
    let desk = Desk::new();
    let themes = std::fs::read_dir(project("themes")).unwrap().map(|entry| entry.unwrap().path());
    let Output { code, out, err } = run(desk.purport().args(["check", "claims", "evidence"]).args(themes));
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("claims: 4 categories, ") && out.contains("evidence: 5 categories, "), "{out}");
    let themes = std::fs::read_dir(project("themes")).unwrap().count();
    assert!(themes >= 15);
    assert_eq!(out.matches(", 0 warnings").count(), themes + 2, "{out}");
    assert_eq!(out.matches(" 0 figures below the floor").count(), themes, "{out}");
    let Output { code, out, .. } = run(desk.purport().args(["check", "--themes"]));
    assert_eq!((code, out.matches(" 0 figures below the floor").count()), (0, themes), "{out}");
}

#[test]
fn a_failing_example_is_shown_with_line_and_caret() {
    let text = format!("{HEAD}{}", GOOD.replace("We vow it.", "日本 vow\", \"\tThey go."));
    let Output { code, out, err } = check(&[("mine.toml", &text)]);
    let line = " 10 | matches = [\"日本 vow\", \"    They go.\"]";
    let caret = "    |                         ^";
    assert_eq!(
        out,
        format!(
            "mine.toml:10:23: warning: cue `vow` does not count in “    They go.”: none of its patterns matches\n\
             {line}\n{caret}\nmine: 1 category, 1 cue, 1 pattern, 3 examples, 1 warning\n"
        )
    );
    assert_eq!((code, err.as_str()), (1, ""));
}

#[test]
fn the_scheme_in_docs_checks_clean() {
    let page = std::fs::read_to_string(project("docs/scheme.md")).unwrap();
    let scheme = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let Output { code, out, .. } = check(&[("small.toml", scheme)]);
    assert_eq!((code, out.lines().count()), (0, 1), "{out}");
    assert!(out.starts_with("Promises: 1 category, 1 cue, 2 patterns, 2 examples, 0 warnings"), "{out}");
}

#[test]
fn notes_exit_0() {
    let bare = "[[cue]]\nid = \"oath\"\ncategory = \"vow\"\npattern = \"oath\"\n";
    let Output { code, out, .. } = check(&[("mine.toml", &format!("{HEAD}{GOOD}{bare}"))]);
    assert_eq!(code, 0, "{out}");
    assert!(out.starts_with("mine.toml:13:7: note: cue `oath` has no examples\n"), "{out}");
    assert!(out.ends_with("2 cues, 2 patterns, 2 examples, 0 warnings, 1 note\n"), "{out}");
}

#[test]
fn check_recognises_schemes_themes_and_tag_files_by_content() {
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
    let Output { code, out, err } = check(&files);
    assert_eq!(code, 2);
    assert!(
        out.contains(
            "t.toml:3:1: warning: unknown part `serach` (hint: did you mean `search`?)\n 3 | serach"
        )
    );
    assert!(out.contains("t: a theme, 0 figures below the floor"), "{out}");
    assert!(out.contains("a.tags.toml: 0 tags, 1 warning\n"), "{out}");
    assert!(out.ends_with("mine: 1 category, 1 cue, 1 pattern, 2 examples, 0 warnings\n"), "{out}");
    assert!(err.contains("purport: o.toml: is not a scheme, a theme, a tag file or a keys file"), "{err}");
    assert!(err.contains("purport: b.toml:1:5: "), "{err}");
    assert!(err.ends_with(" 1 | a =\n   |     ^\n"), "{err}");
}

#[test]
fn a_warning_on_standard_error_shows_the_line_and_a_caret() {
    let desk = Desk::new();
    desk.file("a.txt", "The mayor vowed it.\n");
    desk.file("mine.toml", format!("{HEAD}{}", GOOD.replace("vow/V", "vow/Q")));
    let Output { code, err, .. } = run(desk.purport().args(["classify", "--scheme", "mine.toml", "a.txt"]));
    assert_eq!(code, 0);
    let place = " 9 | pattern = \"vow/Q\"\n   |                ^\n";
    assert!(err.contains(place), "{err}");
    desk.file("bad.toml", format!("{}\x1b[31m = {}", "é".repeat(90), "x".repeat(300)));
    let Output { code, err, .. } = run(desk.purport().args(["classify", "--scheme", "bad.toml", "a.txt"]));
    assert_eq!(code, 2);
    assert!(!err.contains('\x1b'), "{err:?}");
    assert!(err.lines().skip(1).all(|line| line.chars().count() <= 100), "{err}");
    assert_eq!(err.lines().count(), 3, "{err}");
}

#[test]
fn every_command_takes_a_built_in_scheme_by_name() {
    let desk = Desk::new();
    desk.file("a.txt", "We found that moss holds rain.\n");
    desk.file(
        "r.jsonl",
        "{\"id\":\"r:1\",\"text\":\"We found it.\",\"labels\":[\"finding\"],\"article\":\"r\"}\n",
    );
    let Output { code, out, .. } = run(desk.purport().args(["classify", "--scheme", "evidence", "a.txt"]));
    assert!(code == 0 && out.contains("finding .86"), "{out}");
    let Output { code, out, .. } = run(desk.purport().args(["--scheme", "evidence", "a.txt"]));
    assert!(code == 0 && out.contains("finding .86"), "{out}");
    let Output { code, out, .. } = run(desk.purport().args(["eval", "--scheme", "evidence", "r.jsonl"]));
    assert!(code == 0 && out.contains("limitation"), "{out}");
    let Output { code, out, err } =
        run(desk.purport().args(["fit", "--scheme", "evidence", "-o", "f.toml", "r.jsonl"]));
    assert_eq!(code, 0, "{out}{err}");
    assert!(desk.read("f.toml").contains("id = \"we-found\""));
    // A path names a file of the same name.
    desk.file("evidence", SCHEME);
    let Output { out, .. } = run(desk.purport().args(["classify", "--scheme", "./evidence", "a.txt"]));
    assert!(out.contains("0 Promise"), "{out}");
}

#[test]
fn an_unknown_scheme_is_an_error_that_lists_the_built_in_ones() {
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
        let Output { code, out, err } = run(&mut command);
        assert_eq!((code, out.as_str()), (2, ""), "{words:?}");
        assert!(
            err.contains("evidenc: no scheme of this name, and no such file (hint: did you mean `evidence`? built in: claims, evidence)"),
            "{err}"
        );
    }
    let Output { code, err, .. } =
        run(desk.purport().args(["classify", "--scheme", "missing.toml", "a.txt"]));
    assert_eq!(code, 2);
    assert!(err.contains("missing.toml: ") && !err.contains("built in"), "{err}");
}

#[test]
fn check_help_describes_the_pattern_language() {
    let desk = Desk::new();
    let Output { code, out, .. } = run(desk.purport().args(["check", "--help"]));
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
        assert!(run(desk.purport().args(words)).out.contains("purport check --help"));
    }
}

const HOSTILE_HEAD: &str = "name = \"n\"\n[[category]]\nid = \"a\"\nletter = \"A\"\nkey = \"1\"\n";

fn cue(id: &str, pattern: &str) -> String {
    format!("[[cue]]\nid = \"{id}\"\ncategory = \"a\"\npattern = \"{pattern}\"\n")
}

fn repeat(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect::<Vec<_>>().concat()
}

fn assert_quick(name: &str, begun: Instant) {
    assert!(begun.elapsed() < Duration::from_secs(8), "{name}: {:?}", begun.elapsed());
}

#[test]
fn hostile_schemes_are_read_or_refused_quickly() {
    let alternatives: Vec<String> = (0..10_000).map(|number| format!("w{number}")).collect();
    let rows: Vec<String> = (0..10_000).map(|number| format!("a-w{number}")).collect();
    let cases = [
        ("nested lists", format!("x = {}", "[".repeat(50_000)), "max recursion depth"),
        ("nested tables", format!("x = {}", "[{a=".repeat(50_000)), "max recursion depth"),
        ("a long path", format!("{}b = 1", "a.".repeat(50_000)), "recursion limit"),
        ("a table with a long path", format!("[{}b]", "a.".repeat(50_000)), "recursion limit"),
        ("many alternatives", cue("x", &alternatives.join("|")), ""),
        ("many alternatives of two words", cue("x", &rows.join("|")), "multiply to more than 64"),
        ("a thousand gaps", cue("x", &format!("pay {}zebra", "..12 ".repeat(1000))), "at most 64 parts"),
        ("gaps and words", cue("x", &format!("pay {}zebra", "..12 the ".repeat(12))), "more than 4096 ways"),
        ("missing words", cue("x", &format!("pay {}zebra", "the? ".repeat(60))), "more than 4096 ways"),
        ("a long pattern", cue("x", &"the ".repeat(50_000)), "at most 64 parts"),
        ("a long row", cue("x", &format!("{}b", "a-".repeat(50_000))), "at most 64 parts"),
        (
            "many patterns",
            repeat(21_000, |number| cue(&number.to_string(), "must pay")),
            "at most 20000 patterns",
        ),
        ("many keys", repeat(20_000, |number| format!("key{number} = 1\n")), "more than 100 problems"),
        ("many lists", format!("[lists]\n{}", repeat(20_000, |number| format!("l{number} = \"x\"\n"))), ""),
        ("a long key", format!("{} = 1", "a".repeat(1 << 20)), "unknown key `aaa"),
    ];
    let text = format!("They pay {}zebr.", "the ".repeat(2000));
    for (name, rest, says) in cases {
        let begun = Instant::now();
        let warnings = match Scheme::parse(&format!("{HOSTILE_HEAD}{rest}"), "s.toml") {
            Ok((scheme, warnings)) => {
                classify(&text, Span::of(0..text.len()), &scheme, &mut Vec::new());
                warnings
            }
            Err(error) => vec![error],
        };
        assert_quick(name, begun);
        assert!(warnings.len() <= MAX_DIAGNOSTICS + 1, "{name}: {} warnings", warnings.len());
        assert!(warnings.iter().all(|warning| warning.to_string().len() < 2000), "{name}: too long");
        let reported = says.is_empty() || warnings.iter().any(|warning| warning.message.contains(says));
        assert!(reported, "{name}: {:?}", warnings.first());
        assert_eq!(warnings.is_empty(), says.is_empty(), "{name}: {warnings:?}");
    }
}

#[test]
fn hostile_themes_are_read_or_refused_quickly() {
    let long = "b".repeat(1 << 20);
    let cases = [
        ("nested lists", format!("ui = {}", "[".repeat(50_000)), "max recursion depth"),
        ("a long path", format!("{}b = 1", "ui.".repeat(50_000)), "recursion limit"),
        (
            "many keys",
            format!("[ui]\n{}", repeat(20_000, |n| format!("key{n} = \"x\"\n"))),
            "more than 100 problems",
        ),
        (
            "many categories",
            repeat(2000, |n| format!("[category.c{n}]\ncolor = \"#fff\"\n")),
            "at most 200 categories",
        ),
        ("long names", format!("[palette]\n{long} = \"#fff\"\n[ui]\ntext = \"{long}x\"\n"), "`bbb"),
        ("a circle", "inherits = \"other\"\n".to_owned(), "themes inherit in a circle"),
        ("no parent", "inherits = \"nobody\"\n".to_owned(), "unknown theme to inherit"),
        ("many parents", "inherits = \"1\"\n".to_owned(), "more than 16 themes"),
        ("a short colour", "[palette]\na = \"#ffff\"\n".to_owned(), "`#ffff` is not a colour"),
        ("a large number", "[palette]\na = 256\n".to_owned(), "`256` is not a colour"),
        ("a number below zero", "[palette]\na = -1\n".to_owned(), "`-1` is not a colour"),
        ("a huge number", "[palette]\na = 99999999999999999999\n".to_owned(), "is not a colour"),
        ("a broken number", "[palette]\na = 1.5\n".to_owned(), "expected a string, found float"),
        ("a list", "[category.x]\ncolor = []\n".to_owned(), "expected a string, found array"),
        ("control characters", "[palette]\na = \"\\u001b[31m\"\n".to_owned(), "is not a colour"),
    ];
    let beside = |name: &str| match name.parse::<u32>() {
        Ok(number) => Some(format!("inherits = \"{}\"\n", number + 1)),
        Err(_) => (name == "other").then(|| "inherits = \"t\"\n# the other one\n".to_owned()),
    };
    for (name, text, says) in cases {
        let begun = Instant::now();
        // The theme that `other` inherits from: a circle.
        let lookup = |wanted: &str| if wanted == "t" { Some(text.clone()) } else { beside(wanted) };
        let warnings = match Theme::parse(&text, "t.toml", ColorDepth::TrueColor, &lookup) {
            Ok((_, warnings)) => warnings,
            Err(error) => vec![error],
        };
        assert_quick(name, begun);
        assert!(warnings.len() <= MAX_DIAGNOSTICS + 1, "{name}: {} warnings", warnings.len());
        let warning = warnings.iter().find(|warning| warning.message.contains(says));
        let warning = warning.unwrap_or_else(|| panic!("{name}: {:?}", warnings.first()));
        // Limits of the TOML parser have no place.
        let placed = !says.contains("more than 100") && says != "recursion limit";
        assert!(warning.line > 0 || !placed, "{name}: {warning} has no line");
    }
}

#[test]
fn a_broken_theme_is_a_warning_and_the_article_is_read() {
    let desk = Desk::new();
    desk.file("a.txt", "The council must pay.\n");
    desk.file("broken.toml", "name = \"x\"\n[ui\n");
    let done = run(desk.purport().args(["--theme", "broken.toml", "a.txt"]));
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.err.contains("purport: broken.toml:2:4: "), "{}", done.err);
    assert!(done.out.starts_with("¶1 "), "{}", done.out);
    // A file that does not exist is an error, not a broken theme.
    assert_eq!(run(desk.purport().args(["--theme", "missing.toml", "a.txt"])).code, 2);
}

#[cfg(unix)]
#[test]
fn the_reader_reports_a_broken_theme() {
    let desk = Desk::new();
    desk.file("broken.toml", "name = \"x\"\n[ui\n");
    desk.file("pier.txt", PIER);
    super::pty::opens_with(&desk, &["--theme", "broken.toml", "pier.txt"], "! broken.toml:2:4: ");
}
