//! A stranger's schemes and themes: whatever they hold, they are refused or used soon, every fault
//! has its place, and colours never keep anybody from reading.

use super::support::Desk;
use purport::claim::{Scheme, classify};
use purport::diagnostic::MAX_DIAGNOSTICS;
use purport::text::Span;
use purport::theme::{ColorDepth, Theme};
use std::time::{Duration, Instant};

const HEAD: &str = "name = \"n\"\n[[category]]\nid = \"a\"\nletter = \"A\"\nkey = \"1\"\n";

fn cue(id: &str, pattern: &str) -> String {
    format!("[[cue]]\nid = \"{id}\"\ncategory = \"a\"\npattern = \"{pattern}\"\n")
}

fn many(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect::<Vec<_>>().concat()
}

fn soon(name: &str, begun: Instant) {
    assert!(begun.elapsed() < Duration::from_secs(8), "{name}: {:?}", begun.elapsed());
}

#[test]
fn a_hostile_scheme_is_read_or_refused_soon() {
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
            many(21_000, |number| cue(&number.to_string(), "must pay")),
            "at most 20000 patterns",
        ),
        ("many keys", many(20_000, |number| format!("key{number} = 1\n")), "more than 100 faults"),
        ("many lists", format!("[lists]\n{}", many(20_000, |number| format!("l{number} = \"x\"\n"))), ""),
        ("a long key", format!("{} = 1", "a".repeat(1 << 20)), "unknown key `aaa"),
    ];
    let text = format!("They pay {}zebr.", "the ".repeat(2000));
    for (name, rest, says) in cases {
        let begun = Instant::now();
        let faults = match Scheme::parse(&format!("{HEAD}{rest}"), "s.toml") {
            Ok((scheme, faults)) => {
                classify(&text, Span::of(0..text.len()), &scheme, &mut Vec::new());
                faults
            }
            Err(fault) => vec![fault],
        };
        soon(name, begun);
        assert!(faults.len() <= MAX_DIAGNOSTICS + 1, "{name}: {} faults", faults.len());
        assert!(faults.iter().all(|fault| fault.to_string().len() < 2000), "{name} says too much");
        let said = says.is_empty() || faults.iter().any(|fault| fault.message.contains(says));
        assert!(said, "{name}: {:?}", faults.first());
        assert_eq!(faults.is_empty(), says.is_empty(), "{name}: {faults:?}");
    }
}

#[test]
fn a_hostile_theme_is_read_or_refused_soon() {
    let long = "b".repeat(1 << 20);
    let cases = [
        ("nested lists", format!("ui = {}", "[".repeat(50_000)), "max recursion depth"),
        ("a long path", format!("{}b = 1", "ui.".repeat(50_000)), "recursion limit"),
        (
            "many keys",
            format!("[ui]\n{}", many(20_000, |n| format!("key{n} = \"x\"\n"))),
            "more than 100 faults",
        ),
        (
            "many categories",
            many(2000, |n| format!("[category.c{n}]\ncolor = \"#fff\"\n")),
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
        ("a broken number", "[palette]\na = 1.5\n".to_owned(), "expected a word, found float"),
        ("a list", "[category.x]\ncolor = []\n".to_owned(), "expected a word, found array"),
        ("control characters", "[palette]\na = \"\\u001b[31m\"\n".to_owned(), "is not a colour"),
    ];
    let beside = |name: &str| match name.parse::<u32>() {
        Ok(number) => Some(format!("inherits = \"{}\"\n", number + 1)),
        Err(_) => (name == "other").then(|| "inherits = \"t\"\n# the other one\n".to_owned()),
    };
    for (name, text, says) in cases {
        let begun = Instant::now();
        // The circle closes at the theme itself.
        let lookup = |wanted: &str| if wanted == "t" { Some(text.clone()) } else { beside(wanted) };
        let faults = match Theme::parse(&text, "t.toml", ColorDepth::TrueColor, &lookup) {
            Ok((_, faults)) => faults,
            Err(fault) => vec![fault],
        };
        soon(name, begun);
        assert!(faults.len() <= MAX_DIAGNOSTICS + 1, "{name}: {} faults", faults.len());
        let said = faults.iter().find(|fault| fault.message.contains(says));
        let fault = said.unwrap_or_else(|| panic!("{name}: {:?}", faults.first()));
        // What the parser itself gives up on has no place.
        let placed = !says.contains("more than 100") && says != "recursion limit";
        assert!(fault.line > 0 || !placed, "{name}: {fault} has no place");
    }
}

#[test]
fn a_broken_theme_is_said_and_the_article_is_read() {
    let desk = Desk::new();
    desk.file("a.txt", "The council must pay.\n");
    desk.file("broken.toml", "name = \"x\"\n[ui\n");
    let done = desk.purport().args(["--theme", "broken.toml", "a.txt"]).output().unwrap();
    let err = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(0), "{err}");
    assert!(err.contains("purport: broken.toml:2:4: "), "{err}");
    assert!(String::from_utf8(done.stdout).unwrap().starts_with("¶1 "));
    // A word that names nothing is a slip of the pen, not a broken theme.
    let done = desk.purport().args(["--theme", "missing.toml", "a.txt"]).output().unwrap();
    assert_eq!(done.status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn a_broken_theme_is_said_in_the_reader() {
    let desk = Desk::new();
    desk.file("broken.toml", "name = \"x\"\n[ui\n");
    desk.file("pier.txt", super::support::PIER);
    super::pty::opens_with(&desk, &["--theme", "broken.toml", "pier.txt"], "! broken.toml:2:4: ");
}
