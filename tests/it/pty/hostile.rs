//! A stranger's bytes on a real terminal: only the program's own commands reach it.

use super::super::hostile::{FOREIGN, NAME, article, loose, strange, strange_scheme};
use super::super::support::{Desk, SCHEME};
use super::terminal::{Spawn, Terminal};

/// What was written to the terminal, without the commands that the program itself gives: colours,
/// places of the cursor, modes.
fn said(terminal: &Terminal) -> String {
    let raw = String::from_utf8(terminal.raw()).expect("what is written is UTF-8");
    let own = regex::Regex::new(r"\x1b(\[[0-9;:?]*[ABCDGHJKSTdhlmnrsu]|[78=>])").unwrap();
    own.replace_all(&raw, "").into_owned()
}

/// Fails if a command is left over, or a sequence of the text that looks like one of ours.
fn check(what: &str, terminal: &Terminal) {
    let said = said(terminal);
    assert_eq!(loose(&said, &["\r\n", "\r", "\n"]), None, "{what}");
    let raw = terminal.raw();
    for part in ["\x1b[31mred", "\x1b[999;1H", "\x1b]0;", "\x1b]52", "\x1b]8", "\x1bP", "\x1b_"] {
        let found = raw.windows(part.len()).any(|window| window == part.as_bytes());
        assert!(!found, "{what}: {part:?} was written");
    }
}

#[test]
fn the_reader_shows_a_strange_article_and_obeys_none_of_it() {
    let desk = Desk::new();
    let strange = strange();
    let (scheme, _) = strange_scheme();
    desk.file("strange.toml", scheme);
    desk.file(NAME, article(strange.iter().map(|(_, text)| text.as_str())));
    let program = env!("CARGO_BIN_EXE_purport");
    let words = ["--theme", "dusk", "--scheme", "strange.toml", NAME];
    let mut terminal = Spawn::program(&desk, program, &words).start();
    terminal.wait_for(&format!("Claims {}", strange.len()));
    // Through the whole article, the list of claims, and every window.
    for _ in 0..strange.len() / 4 {
        terminal.send("]]]] ");
    }
    terminal.send("G");
    terminal.wait_for(&format!("claim {0}/{0}", strange.len()));
    terminal.send("\r");
    terminal.wait_for("any other key closes");
    terminal.send("q?");
    terminal.wait_for("─ Keys ─");
    terminal.send("q/\u{202e}lamps\r");
    terminal.wait_for("is nowhere in the text");
    terminal.send("\x1baq");
    assert_eq!(terminal.end(), 0);
    check("the reader", &terminal);
}

#[test]
fn the_reader_shows_foreign_letters_as_they_are() {
    let desk = Desk::new();
    desk.file("a.txt", article(FOREIGN.iter().map(|(_, text)| *text)));
    let mut terminal = Spawn::reader(&desk, &["a.txt"]).start();
    terminal.wait_for(&format!("Claims {}", FOREIGN.len()));
    terminal.send("G");
    terminal.wait_for(" 100%");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    let said = said(&terminal);
    for (name, text) in FOREIGN {
        // A space may be a step of the cursor.
        for word in text.split(' ') {
            assert!(said.contains(word), "{name}: {word:?} is not written as it is");
        }
    }
}

#[test]
fn what_is_printed_on_a_terminal_is_text_only() {
    let desk = Desk::new();
    desk.file("small.toml", SCHEME);
    desk.file("a.txt", article(strange().iter().map(|(_, text)| text.as_str())));
    let program = env!("CARGO_BIN_EXE_purport");
    let missing = format!("missing{NAME}");
    let option = format!("--{NAME}");
    let cases: [&[&str]; 7] = [
        &["classify", "--scheme", "small.toml", "a.txt"],
        &["classify", "--scheme", "small.toml", "--format", "jsonl", "a.txt"],
        &["classify", &missing],
        &["classify", "--format", &missing],
        &["--theme", &missing, "a.txt"],
        &[&missing],
        &[&option],
    ];
    for words in cases {
        let mut terminal = Spawn::program(&desk, program, words).start();
        terminal.end();
        terminal.wait("some words", |screen| !screen.contents().trim().is_empty());
        check(&format!("{words:?}"), &terminal);
    }
}
